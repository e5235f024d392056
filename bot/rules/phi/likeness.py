"""PHI007: a patient can be recognised in a picture, and nobody signed for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from bot.model import Finding, Media, People, Rendition, Severity
from bot.records.model import Consent, ConsentStatus
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.moving import is_audio, is_moving

_PICTURE = {"file": "images/walk.png", "alt": "A woman on a path", "people": "patient"}
#: Words of consent forms that release a likeness.
_LIKENESS = frozenset(
    {"likeness", "image", "face", "photo", "photograph", "picture", "voice", "video"}
)
_HIDDEN = re.compile(
    r"(?i)\b(?:blurred|pixelated|pixelised|obscured|covered|hidden|cropped[\s-]out|black\s+bar|masked)"
    r"\b[^.]{0,30}\b(?:faces?|eyes?|identit\w+)\b|\b(?:faces?|eyes?|identit\w+)\b[^.]{0,30}"
    r"\b(?:blurred|pixelated|pixelised|obscured|covered|hidden|cropped\s+out|masked|not\s+shown)\b"
)
_PATIENT = re.compile(r"(?i)\b(?:patient|patients|survivor|resident|client)(?:['’]s?)?\b")
_NO_PERSON = re.compile(
    r"(?i)\b(?:drawing|drawn|illustration|cartoon|icon|diagram|sketch|actors?|models?|mannequin"
    r"|manikin|stock|rendering|staged|posed)\b|\bpatients?['’]?s?[\s-]+(?:rooms?|entrance|portal"
    r"|handouts?|leaflets?|charts?|waiting|education|safety|support|groups?|forms?|guides?|parking"
    r"|beds?|gowns?|care|information|rights)\b"
)


@register
class Likeness(Rule):
    """A patient in a picture, film or recording without a consent for likeness in that medium.

    A face that is blurred or covered is still a patient's. An alt text that speaks of a
    patient beside ``people: none`` is a warn: one of the two is wrong.
    """

    id: ClassVar[str] = "PHI007"
    title: ClassVar[str] = "A patient's likeness"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "A face, a voice, a tattoo or a scar identifies a person as well as a name does. "
        "Blurring did "
        "not help the hospital that let patients be filmed. So a picture of a patient needs a "
        "signed "
        "form that covers likeness, in this medium. Who can be seen is what the author states "
        "beside "
        "the picture."
    )
    fix: ClassVar[str] = "Get consent for likeness in this medium, or use another picture"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(P)-(Q); OCR v. NewYork-Presbyterian 2016"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("a patient, and no form", {"media": [_PICTURE]}, "Walking is good medicine."),
        Example(
            "the form covers words only",
            {"kind": "story", "patient": {"consent": "C-narrow"}, "media": [_PICTURE]},
            "Meet one of our patients.",
        ),
        Example(
            "a blurred face",
            {
                "media": [
                    {
                        "file": "images/a.png",
                        "alt": "A patient in bed, her face blurred",
                        "people": "none",
                    }
                ]
            },
            "A morning on the ward.",
        ),
        Example(
            "the form covers likeness and pictures",
            {"kind": "story", "patient": {"consent": "C-7f3a"}, "media": [_PICTURE]},
            "Meet one of our patients.",
            stopped=False,
        ),
        Example(
            "a drawing of a patient",
            {"media": [{"file": "images/a.png", "alt": "Drawing of a patient", "people": "none"}]},
            "How we walk.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Who can be seen by the author's word, and by the alt text's."""
        for number, media in enumerate(view.post.media, start=1):
            place = media.place or view.post.place("media")
            medium = _medium(media)
            what = {"image": "picture", "audio": "recording", "video": "film"}[medium]
            if media.people is People.PATIENT:
                note = f"{what} {number} shows a patient"
                yield Fact("likeness", place, ref=medium, note=note)
            elif (told := _contradicts(media)) is not None:
                note = f"the alt text of {what} {number} speaks of a patient, people: does not"
                yield Fact("likeness", place, ref=medium, note=note, severity=told)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Whether the consent covers likeness in that medium."""
        record = view.records.consents.get(view.post.consent)
        for fact in facts:
            if not covers(record, fact.ref):
                what = f"{fact.note} and no consent covers likeness in that medium"
                yield self.finding(subject, fact, what=what)


def covers(record: Consent | None, medium: str) -> bool:
    """Whether an active record releases likeness in ``medium``: image, video or audio."""
    if record is None or record.status is not ConsentStatus.ACTIVE:
        return False
    listed = {word.casefold() for word in record.scope.identifiers}
    return medium in record.scope.media and bool(listed & _LIKENESS)


def _medium(media: Media) -> str:
    if is_audio(media):
        return "audio"
    return "video" if is_moving(media) else "image"


def _contradicts(media: Media) -> Severity | None:
    """How an alt text that speaks of a patient weighs against what people: states."""
    if not _PATIENT.search(media.alt) or _NO_PERSON.search(media.alt) or media.origin == "ai":
        return None
    return Severity.BLOCK if _HIDDEN.search(media.alt) else Severity.WARN
