"""ATT003: a picture of a person who does not exist, shown as if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model import Kind, Media, People, Post, Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning import story
from bot.rules.meaning.synthetic import labelled, realistic_person

#: Platforms that have a flag of their own for pictures made by a machine.
_FLAGGED = ("instagram", "facebook", "threads", "tiktok", "youtube")
_PICTURE = {
    "file": "images/walk.png",
    "alt": "A smiling woman walks along a river",
    "people": "none",
    "origin": "ai",
}
_PROMOTES = (Kind.PROMOTION, Kind.STORY, Kind.EVENT)


@register
class SyntheticMedia(Rule):
    """A made person in promotion without a visible label, a flag not set, a made testimonial.

    The label has to stand in the text: an alt text is not seen. With the ``eu`` pack every
    realistic picture of a person wants it, in whatever sort of post.
    """

    id = "ATT003"
    title = "Synthetic person without a label"
    gate = "attribution"
    severity = Severity.BLOCK
    why = (
        "A machine draws people who look real. Where such a person promotes care, readers take her "
        "for a patient or a doctor. New York asks advertisers for a label since June 2026, "
        "platforms "
        "ask for their own flag, and a testimonial that nobody gave is an invented review. "
        "Drawings "
        "and diagrams are no people."
    )
    fix = "Say in the text that the picture is AI-generated, or use a real picture or a drawing"
    source = "N.Y. Gen. Bus. Law 396-b; 16 CFR 465.2"
    override = "N"
    examples = (
        Example(
            "a made person promotes the clinic",
            {"kind": "promotion", "ai_used": "image", "media": [_PICTURE]},
            "Walk with us: our new class starts in May.",
        ),
        Example(
            "a testimonial that a machine wrote",
            {"ai_used": "text"},
            "\u201cThey listened to me and my knee pain is gone. Best clinic!\u201d - M.K.",
        ),
        Example(
            "any sort of post, where the eu pack is on",
            {"ai_used": "image", "media": [_PICTURE]},
            "Walk a little every day.",
            pack="eu",
        ),
        Example(
            "labelled in the text",
            {"kind": "promotion", "ai_used": "image", "media": [_PICTURE]},
            "Walk with us: our new class starts in May. The picture is AI-generated.",
            stopped=False,
        ),
        Example(
            "a drawing",
            {
                "kind": "promotion",
                "ai_used": "image",
                "media": [{**_PICTURE, "alt": "Drawing of a woman on a path"}],
            },
            "Walk with us: our new class starts in May.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Made people, flags, made testimonials."""
        post = view.post
        text = "\n".join(part.text for part in rendition.parts)
        made = list(_made(rendition, post))
        if made and rendition.platform in _FLAGGED and not _flagged(rendition):
            place = made[0].place or post.place("media")
            yield Fact("flag", place, note="the platform's flag for AI pictures is not set")
        promotes = post.kind in _PROMOTES or bool(post.sponsored_by) or "eu" in view.packs
        for picture in made if promotes and not labelled(text) else ():
            if _shows_person(picture):
                place = picture.place or post.place("media")
                note = "an AI-made person is shown and the text does not say so"
                yield Fact("person", place, note=note)
        if post.ai_used == "text" and story.find(text) is not None:
            note = "a machine helped to write a patient's words or story"
            yield Fact("testimonial", post.place("ai_used"), note=note)


def _made(rendition: Rendition, post: Post) -> Iterator[Media]:
    used = {a.file for part in rendition.parts for a in part.attachments}
    for picture in post.media:
        if picture.file in used and (picture.origin == "ai" or post.ai_used == "image"):
            yield picture


def _shows_person(picture: Media) -> bool:
    if picture.people in (People.STAFF, People.PATIENT, People.PUBLIC):
        return True
    return realistic_person(picture.alt)


def _flagged(rendition: Rendition) -> bool:
    return any(
        "ai" in name.split("_") and value.casefold() in ("true", "yes", "1")
        for name, value in rendition.options
    )
