"""DIS007: the film itself tells who pays, where it speaks of the product."""

from __future__ import annotations

import pytest

from bot.model import Media, Severity
from bot.rules.disclosure.dis007_channel import lacking
from tests.rules.harness import findings


@pytest.mark.parametrize(
    ("file", "claim", "disclosed", "enough"),
    [
        ("a.mp4", "", "both", True),
        ("a.mp4", "", "spoken", False),
        ("a.mp4", "", "shown", False),
        ("a.mp4", "spoken", "spoken", True),
        ("a.mp4", "spoken", "shown", False),
        ("a.mp4", "shown", "both", True),
        ("a.mp4", "both", "none", False),
        ("a.mp3", "", "spoken", True),
        ("a.mp3", "shown", "shown", False),
        ("a.mp4", "", "", False),
        ("a.png", "", "", True),
    ],
)
def test_the_channels(file: str, claim: str, disclosed: str, enough: bool) -> None:
    assert (lacking(Media(file, claim=claim, disclosed=disclosed)) == "") is enough


def test_not_knowing_is_asked_and_knowing_better_is_stopped() -> None:
    film = {"file": "a.mp4", "alt": "A band", "people": "staff"}
    text = "Ad: Neurovia pays me. CalmWave."
    (unknown,) = findings("DIS007", {"media": [film]}, text)
    (known,) = findings("DIS007", {"media": [{**film, "disclosed": "none"}]}, text)

    assert unknown.severity is Severity.WARN
    assert known.severity is Severity.BLOCK
