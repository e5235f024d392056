"""Recognising our own post: found, not there, or for a person to compare."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Absent, Present, Unreadable
from bot.platforms.readback import Seen, canonical, moment, sighting

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LONG = "Most people recover sooner when they walk a little every day after back surgery"


def seen(text: str, minutes: float = 1, remote_id: str = "1") -> Seen:
    return Seen(remote_id, text, NOW + timedelta(minutes=minutes))


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_a_text_is_always_found_again(text: str) -> None:
    assert sighting((text,), [seen(text)], NOW) == Present("1")


def test_the_first_of_several_is_ours_and_a_clock_may_be_five_minutes_off() -> None:
    posts = [seen(LONG, 9, "b"), seen(LONG, 2, "a"), seen(LONG, 99, "c")]
    assert sighting((LONG,), posts, NOW) == Present("a")
    assert sighting((LONG,), [seen(LONG, -4)], NOW) == Present("1")
    assert sighting((LONG,), [seen(LONG, -6)], NOW) == Absent()
    assert sighting((LONG,), [Seen("1", LONG, None)], NOW) == Present("1")


@pytest.mark.parametrize(
    "text",
    [
        LONG.replace("little", "bit"),
        LONG + " and take water along",
        LONG[:70],
        "Note: " + LONG,
        " ".join(reversed(LONG.split())),
    ],
)
def test_nearly_the_same_is_for_a_person(text: str) -> None:
    assert isinstance(sighting((LONG,), [seen(text)], NOW), Unreadable)


@pytest.mark.parametrize("text", ["", "Flu season: our vaccination hours this week", LONG[:20]])
def test_another_text_is_another_post(text: str) -> None:
    assert sighting((LONG,), [seen(text)], NOW) == Absent()


def test_the_latest_post_is_not_taken_for_ours() -> None:
    assert sighting((LONG,), [seen("Something else we posted a minute ago")], NOW) == Absent()


def test_spelling_that_platforms_change_does_not_matter() -> None:
    assert canonical("Cafe\u0301  https://Clinic.example/ \n x") == canonical(
        "café http://clinic.example x"
    )
    assert canonical("a/b") != canonical("a b")


def test_long_texts_are_compared_in_no_time() -> None:
    text = " ".join(f"word{number % 97}" for number in range(500))
    others = [seen(" ".join(f"word{(number * 7) % 97}" for number in range(500)))] * 250
    started = time.process_time()
    assert isinstance(sighting((text,), others, NOW), Unreadable)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-12-01T09:00:00.000Z", NOW),
        ("2026-12-01T09:00:00+0000", NOW),
        ("2026-12-01T10:00:00+01:00", NOW),
        ("2026-12-01T09:00:00", NOW),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moment(value: str, expected: datetime | None) -> None:
    assert moment(value) == expected
