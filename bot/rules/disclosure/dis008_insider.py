"""DIS008: insider praise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning.acclaim import asked_of_insiders, poses_as_outsider
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.mention import mentions, names_terms
from bot.rules.meaning.reading import Shown, shown
from bot.rules.meaning.spots import spot

_HERE = Lazy(r"\bthis (?:clinic|practice|office|place|hospital)\b")


@register
class InsiderPraise(Rule):
    """Own firm praised in a customer's voice or with the tie denied; reviews asked of insiders.

    The practice may praise itself as itself, and an employee who says so may too.
    """

    id = "DIS008"
    title = "Insider praise"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "A review is worth something because the reviewer gains nothing. Staff, owners and "
        "their families gain. Since October 2024 a rule of the FTC forbids such reviews without "
        "the tie in plain view, and asking staff or relatives for them."
    )
    fix = "State the tie in the same text, or do not ask insiders"
    source = "16 CFR 465.5; 16 CFR 255.5"
    override = "N"
    examples = (
        Example(
            "as a patient",
            {"author": "maya-reyes"},
            "As a patient at Harbor Spine I can only say: friendliest clinic ever!",
        ),
        Example(
            "staff are asked",
            {},
            "Team, please ask your husbands and wives to leave us a great Google review.",
        ),
        Example(
            "the tie is stated",
            {},
            "I work at Harbor Spine and I am proud of our nurses.",
            stopped=False,
        ),
        Example(
            "not asked of insiders",
            {},
            "We do not ask our staff or their families for reviews.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in asked_of_insiders(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
            for found in poses_as_outsider(one.reading, list(_own_names(one, view))):
                yield spot(one, (found.start, found.end), f"it {found.what}")


def _own_names(one: Shown, view: View) -> Iterator[tuple[int, int]]:
    brand = view.records.brand
    for found in mentions(one.reading.text, names_terms((brand.name, *brand.aliases))):
        yield found.start, found.end
    for match in _HERE.finditer(one.reading.text):
        yield match.span()
