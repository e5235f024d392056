"""ADV003: no way to care."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.care import without_way
from bot.rules.meaning.reading import whole
from bot.rules.meaning.spots import spot_in_whole


@register
class NoWayToCare(Rule):
    """Suicide or self-harm without 988, or symptoms without a word of where to take them.

    Any way will do for symptoms: a call, a visit, the reader's own clinician, 911. Texts for
    professionals are left alone.
    """

    id = "ADV003"
    title = "No way to care"
    gate = "advice"
    severity = Severity.WARN
    why = (
        "A reader who finds himself in a list of symptoms, or who has thoughts of dying, reads "
        "the post at two in the morning with nobody at hand. One line says where help is; "
        "without it the post has frightened somebody and left."
    )
    fix = "Add where to get care; for a crisis, 988 by call or text and 911"
    source = "ASPN best practice for social media in healthcare, 2024; 988lifeline.org"
    override = "C"
    examples = (
        Example("a crisis", {}, "Thoughts of suicide are more common in winter."),
        Example("alarming symptoms", {}, "Signs of a stroke: a drooping face, slurred speech."),
        Example("the lifeline", {}, "If you think about suicide, call or text 988.", stopped=False),
        Example(
            "911",
            {},
            "Signs of a stroke: a drooping face, slurred speech. Call 911.",
            stopped=False,
        ),
        Example(
            "for professionals",
            {"audience": "professionals"},
            "Journal club: predictors of suicide after discharge.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """All parts of a thread together are one message here: help may stand in the last."""
        if view.post.audience == "professionals":
            return
        for found in without_way(whole(rendition)):
            yield spot_in_whole(rendition, view.post, (found.start, found.end), f"it {found.what}")
