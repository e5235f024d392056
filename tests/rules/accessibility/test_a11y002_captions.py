"""A11Y002: films have captions, recordings captions or a transcript."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings


@pytest.mark.parametrize(
    ("media", "stopped"),
    [
        ({"file": "talk.MP4"}, True),
        ({"file": "talk.mov", "transcript": "talk.txt"}, True),
        ({"file": "talk.mov", "captions": "talk.srt"}, False),
        ({"file": "talk.m4a"}, True),
        ({"file": "talk.m4a", "captions": "talk.srt"}, False),
        ({"file": "walk.png"}, False),
    ],
)
def test_what_moves_or_sounds(media: dict, stopped: bool) -> None:
    front = {"media": [{"alt": "A talk", "people": "staff", **media}]}

    assert bool(findings("A11Y002", front, "A talk.")) is stopped
