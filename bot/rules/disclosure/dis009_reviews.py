"""DIS009: bought or filtered reviews."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.acclaim import bought
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class BoughtReviews(Rule):
    """Rewards for reviews, the happy sorted from the unhappy, threats, invented reviewers.

    Asking everybody, good or bad, with nothing in return, is welcome.
    """

    id = "DIS009"
    title = "Bought or filtered reviews"
    gate = "disclosure"
    severity = Severity.BLOCK
    why = (
        "Readers choose care by what others say of it. Praise that was paid for, or that is "
        "left after the unhappy were sent elsewhere or frightened, misleads them, and since "
        "October 2024 costs a penalty for each violation."
    )
    fix = "Ask everybody alike, promise nothing in return, and let the bad ones stand"
    source = "16 CFR 465.2, 465.4, 465.7; 16 CFR 255.2(d)"
    override = "N"
    examples = (
        Example("a reward", {}, "Leave us a five-star review and get a $10 coffee card."),
        Example(
            "sorted",
            {},
            "Happy with your visit? Review us on Google. Not happy? Please write to us privately.",
        ),
        Example("a threat", {}, "Anyone who posts a bad review will hear from our lawyers."),
        Example(
            "asked of all",
            {},
            "Tell us how we did, good or bad. Nothing is given in return.",
            stopped=False,
        ),
        Example(
            "another kind of review",
            {},
            "Bring your pills for a free medicine review.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in bought(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
