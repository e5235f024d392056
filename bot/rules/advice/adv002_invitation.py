"""ADV002: invites clinical details."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.invitation import invitations
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class InvitesDetails(Rule):
    """Asks for symptoms, scans, photos or the like in comments or messages, or treats by message.

    Not a call, a visit or the portal, not a poll about preferences, not a request to keep such
    things away.
    """

    id = "ADV002"
    title = "Invites clinical details"
    gate = "advice"
    severity = Severity.BLOCK
    why = (
        "Comments are public and a platform's messages are no secure channel. Who answers such "
        "an invitation gives health data to everybody or to the platform, and expects care in "
        "return that nobody can give there."
    )
    fix = "Send readers to the telephone or the portal"
    source = "45 CFR 164.530(c); FSMB, Social Media and Electronic Communications, 2019"
    override = "N"
    examples = (
        Example("scans", {}, "DM us your MRI and Dr. Okafor will look at it."),
        Example("symptoms", {}, "Drop your symptoms below and our nurses will answer."),
        Example("a photo", {}, "Send us a photo of your rash on Instagram."),
        Example(
            "a request not to",
            {},
            "Please do not post symptoms or photos here. Call the clinic.",
            stopped=False,
        ),
        Example(
            "the portal",
            {},
            "Questions about your scan? Use the portal or call us.",
            stopped=False,
        ),
        Example("a preference", {}, "Morning or evening walk? Tell us below.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in invitations(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
