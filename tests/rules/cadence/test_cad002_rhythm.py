"""CAD002: how many, how close, how silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.records.model import Policy
from bot.rules.agenda import Agenda, Planned
from tests.rules.harness import findings, records

DUE = datetime(2026, 12, 8, 14, tzinfo=UTC)  # eight in the morning in Chicago


def told(*before: timedelta, **policy: Any) -> list[str]:
    planned = [
        ("clinic-linkedin", Planned(f"2026-12-a-{n}", (DUE - gap,))) for n, gap in enumerate(before)
    ]
    own = ("clinic-linkedin", Planned("2026-12-example", (DUE,)))
    known = records(policy=Policy(**policy))
    found = findings("CAD002", {}, "Walk.", agenda=Agenda([*planned, own]), records=known)
    return [f.what for f in found]


def hours(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=number) for number in numbers)


def test_the_cap_counts_the_local_day() -> None:
    assert told(*hours(1, 2), daily_cap=2)
    assert not told(*hours(1, 2), daily_cap=3)
    assert not told(*hours(1, 9), daily_cap=2)  # the evening before, in Chicago


def test_the_gap() -> None:
    assert told(timedelta(minutes=9), min_gap_minutes=10)
    assert not told(timedelta(minutes=10), min_gap_minutes=10)
    assert not told(timedelta(minutes=-5), min_gap_minutes=10)
    assert not told(timedelta(minutes=1), min_gap_minutes=0)


def test_silence_only_where_policy_minds() -> None:
    assert not told(timedelta(days=40))
    assert told(timedelta(days=40), max_silence_days=30)
    assert not told(timedelta(days=30), max_silence_days=30)
    assert not told(max_silence_days=30)
