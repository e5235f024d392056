"""PRO006: personal safety."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.dispute import exposes
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class PersonalSafety(Rule):
    """Tells of the author's home, a journey under way, or children. A note only.

    The author decides; nothing is held.
    """

    id = "PRO006"
    title = "Personal safety"
    gate = "professionalism"
    severity = Severity.INFO
    why = (
        "Clinicians are stalked and threatened more often than they expect. An empty house, a "
        "school and a daily route are what a stranger needs, and posts stay after the mood that "
        "wrote them."
    )
    fix = "Leave out home, journeys under way and children, or post afterwards"
    source = "ASPN best practice for social media in healthcare, 2024"
    override = "author"
    examples = (
        Example("a journey", {}, "I'm on vacation in Maine until this Sunday, back soon."),
        Example("children", {}, "My daughter's school starts at eight."),
        Example("nothing of the kind", {}, "Walking is good medicine.", stopped=False),
        Example("a conference", {}, "Dr. Okafor spoke in Chicago last week.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in exposes(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
