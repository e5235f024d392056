"""A11Y002: a film or a recording that deaf and blind people cannot follow."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.moving import is_audio, is_moving

_FILM = {"file": "talk.mp4", "alt": "Dr. Okafor speaks to the camera", "people": "staff"}


@register
class Captions(Rule):
    """Video without a file of captions, or a recording without captions or a transcript."""

    id = "A11Y002"
    title = "No captions"
    gate = "accessibility"
    severity = Severity.BLOCK
    why = (
        "Many people watch without sound, and some cannot hear it. A film needs captions; for a "
        "recording of sound alone a transcript does as well. Captions that a platform guesses get "
        "names and doses wrong, so the clinic's own file is asked for."
    )
    fix = "Add captions: talk.vtt beside the film, or transcript: for sound alone"
    source = "WCAG 2.1 success criteria 1.2.1, 1.2.2; 45 CFR 84.84"
    override = "M"
    examples = (
        Example("a film without captions", {"media": [_FILM]}, "What to ask before surgery."),
        Example(
            "a recording without a transcript",
            {"media": [{**_FILM, "file": "talk.mp3"}]},
            "What to ask before surgery.",
        ),
        Example(
            "a film with captions",
            {"media": [{**_FILM, "captions": "talk.vtt"}]},
            "What to ask before surgery.",
            stopped=False,
        ),
        Example(
            "a recording with a transcript",
            {"media": [{**_FILM, "file": "talk.mp3", "transcript": "talk.txt"}]},
            "What to ask before surgery.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact for each film or recording that lacks them."""
        for number, media in enumerate(view.post.media, start=1):
            place = media.place or view.post.place("media")
            told = media.captions or (is_audio(media) and media.transcript)
            if is_moving(media) and not told:
                kind = "recording" if is_audio(media) else "film"
                lacks = "neither captions nor transcript" if is_audio(media) else "no captions"
                yield Fact("captions", place, note=f"{kind} {number} has {lacks}")
