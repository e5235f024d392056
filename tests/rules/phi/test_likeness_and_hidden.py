"""PHI007 and PHI008: what pictures show, and what files carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Severity
from tests.rules.harness import consent, findings, post, records, rendition, verdict

PICTURE = {"file": "images/a.png", "alt": "A woman on a path", "people": "patient"}


def likeness(picture: dict, **scope: Any) -> list[str]:
    front: dict[str, Any] = {"media": [picture]}
    known = records()
    if scope:
        record = consent("C-t3st", scope=scope)
        known = records(consents={record.id: record})
        front |= {"kind": "story", "patient": {"consent": record.id}}
    return [f.severity.value for f in findings("PHI007", front, "Walk.", records=known)]


def test_a_form_must_release_likeness_in_this_medium() -> None:
    assert likeness(PICTURE)
    assert not likeness(PICTURE, media=["image"], identifiers=["likeness"])
    assert likeness(PICTURE, media=["text"], identifiers=["likeness"])
    assert likeness(PICTURE, media=["image"], identifiers=["first name"])


def test_a_film_and_a_voice_are_media_of_their_own() -> None:
    film, voice = {**PICTURE, "file": "a.mp4"}, {**PICTURE, "file": "a.mp3"}

    assert likeness(film, media=["image"], identifiers=["likeness"])
    assert not likeness(film, media=["video"], identifiers=["likeness"])
    assert not likeness(voice, media=["audio"], identifiers=["voice"])


def test_a_revoked_form_releases_nothing() -> None:
    front = {"kind": "story", "patient": {"consent": "C-rev0ked"}, "media": [PICTURE]}

    assert findings("PHI007", front, "Walk.")


@pytest.mark.parametrize(
    ("alt", "weight"),
    [
        ("A patient laughs with her nurse", ["warn"]),
        ("A patient, eyes covered by a black bar", ["block"]),
        ("The patient's face was blurred", ["block"]),
        ("Our patient portal on a phone", []),
        ("An actor plays a patient", []),
        ("A nurse smiles", []),
    ],
)
def test_an_alt_text_may_contradict_what_people_states(alt: str, weight: list[str]) -> None:
    assert likeness({**PICTURE, "alt": alt, "people": "none"}) == weight


def test_what_was_taken_off_is_a_note_and_what_is_unproven_a_block() -> None:
    one = post({"media": [{**PICTURE, "people": "none"}]}, "Walk.")
    shown = rendition(one)
    (part,) = shown.parts

    def weights(**changes: Any) -> list[Severity]:
        attached = replace(part.attachments[0], **changes)
        made = replace(shown, parts=(replace(part, attachments=(attached,)),))
        return [f.severity for f in verdict("PHI008", one, made).findings]

    assert weights() == []
    assert weights(removed=("position",)) == [Severity.INFO]
    assert weights(mime="application/pdf") == [Severity.BLOCK]


@pytest.mark.parametrize("file", ["scan.DCM", "talk.pptx", "note.pdf"])
def test_files_that_carry_data_by_nature(file: str) -> None:
    assert findings("PHI008", {"media": [{**PICTURE, "file": file, "people": "none"}]}, "Walk.")
