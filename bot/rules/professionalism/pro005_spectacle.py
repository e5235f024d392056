"""PRO005: a spectacle."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.reading import shown
from bot.rules.meaning.respect import spectacle
from bot.rules.meaning.spots import spot


@register
class Spectacle(Rule):
    """A procedure shown live, or a procedure or patient used for fun.

    Live talks, simulations and animations are welcome.
    """

    id = "PRO005"
    title = "Spectacle"
    gate = "professionalism"
    severity = Severity.BLOCK
    why = (
        "Who operates for an audience has an eye on the audience. A board took the licence of a "
        "surgeon who streamed operations and answered questions meanwhile; consent of the "
        "patient does not make it safe or dignified."
    )
    fix = "Do not post it; show an animation or an empty room, or explain it in words"
    source = "State Medical Board of Ohio, 2023; AMA Opinion 2.3.2"
    override = "L"
    examples = (
        Example("live", {}, "We are going live from the operating room at noon."),
        Example("dancing", {}, "Watch our team dance around the sleeping patient."),
        Example("a trophy", {}, "Guess what we pulled out of this guy! Swipe for the video."),
        Example("a webinar", {}, "Join our live webinar on knee surgery.", stopped=False),
        Example("a living donor", {}, "A living donor gave a kidney.", stopped=False),
        Example(
            "an empty room",
            {},
            "Our new operating room opens on Monday. Here it is, empty.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in spectacle(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
