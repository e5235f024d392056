"""CLM008: superlatives."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.evidence import superlatives
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class Superlative(Rule):
    """The best, safest, only or first: of a practice, its people or a treatment.

    Not best wishes, the best time, the leading cause or what is open only on Mondays.
    """

    id = "CLM008"
    title = "Superlative"
    gate = "claims"
    severity = Severity.WARN
    why = (
        "A superlative is a claim about everybody else, and hardly anybody can prove it. "
        "Patients read it as a fact about outcomes. With proof on file a reviewer may let it "
        "stand; without, it is better to say what is different."
    )
    fix = "Say what is different, or keep the proof on file and acknowledge this"
    source = "Cal. Bus. & Prof. Code 651; AMA Opinion 9.6.1"
    override = "L"
    examples = (
        Example("of a practice", {}, "We are the best pain clinic in Ohio."),
        Example("number one", {}, "Number one in spine surgery. Nobody comes close."),
        Example("best wishes", {}, "Best wishes from our team.", stopped=False),
        Example(
            "a leading cause",
            {},
            "Smoking is the leading cause of lung cancer. Call 1-800-QUIT-NOW.",
            stopped=False,
        ),
        Example(
            "the best of many",
            {},
            "The best exercise is the one you will still be doing in spring.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in superlatives(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
