"""When an account may be sent to: quiet hours, gaps, caps, quotas, breakers, chance."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.base import Attempted
from bot.pace import (
    BACKOFF_MOST,
    DAY,
    Pace,
    backoff,
    breaks,
    quiet_end,
    quota_rest,
    read_window,
    used,
)

ZONE = ZoneInfo("America/New_York")
NIGHT = Pace(zone=ZONE, quiet=(read_window("21:00-07:00"),))
NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-12-03 20:59", None),
        ("2026-12-03 21:00", "2026-12-04 07:00"),
        ("2026-12-04 06:59", "2026-12-04 07:00"),
        ("2026-12-04 07:00", None),
        ("2027-03-13 23:00", "2027-03-14 07:00"),  # the clocks go forward in this night
    ],
)
def test_quiet_hours_end_by_the_accounts_own_clock(now: str, end: str | None) -> None:
    assert quiet_end(NIGHT, at(now)) == (at(end) if end else None)


def test_a_window_within_a_day_and_one_of_no_length() -> None:
    noon = Pace(zone=ZONE, quiet=(read_window("9:30-12:00"),))
    none = Pace(zone=ZONE, quiet=(read_window("12:00-12:00"),))

    assert noon.quiet == ((time(9, 30), time(12)),)
    assert quiet_end(noon, at("2026-12-03 11:00")) == at("2026-12-03 12:00")
    assert quiet_end(noon, at("2026-12-03 12:00")) is None
    assert quiet_end(none, at("2026-12-03 12:00")) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.times(), st.times())
def test_after_quiet_hours_it_is_no_longer_quiet(now: datetime, start: time, end: time) -> None:
    pace = Pace(zone=ZONE, quiet=((start.replace(second=0), end.replace(second=0)),))
    found = quiet_end(pace, now.replace(tzinfo=UTC))

    if found is not None:
        assert now.replace(tzinfo=UTC) < found <= now.replace(tzinfo=UTC) + timedelta(hours=25)


def tries(*outcomes: str) -> list[Attempted]:
    return [Attempted(1, "walk", 0, NOW, outcome, "", None) for outcome in outcomes]


@pytest.mark.parametrize(
    ("outcomes", "stops"),
    [
        (("unknown", "rejected", "lost"), True),
        (("unknown", "unknown", "delivered", "unknown"), False),
        (("unknown", "deferred", "unknown", "unknown"), False),
        (("unknown",), False),
    ],
)
def test_failures_in_a_row_stop_an_account(outcomes: tuple[str, ...], stops: bool) -> None:
    assert bool(breaks(Pace(breaker=3), tries(*outcomes))) is stops
    assert not breaks(Pace(breaker=0), tries(*outcomes))


@given(
    st.floats(0, 1e5),
    st.integers(0, 50),
    st.floats(0, 1, exclude_max=True),
)
def test_a_wait_is_never_shorter_than_was_asked_for(
    asked: float, attempts: int, chance: float
) -> None:
    wait = backoff(asked, attempts, chance)

    assert asked <= wait <= max(asked * 1.1, BACKOFF_MOST)


def test_without_a_word_from_the_platform_the_wait_is_full_jitter() -> None:
    assert backoff(0.0, 1, 0.5) == 30.0
    assert backoff(0.0, 3, 0.5) == 120.0
    assert backoff(0.0, 9, 0.0) == 0.0


def test_a_quota_frees_itself_as_its_window_moves() -> None:
    pace = Pace(quota=2, quota_window=DAY)
    sent = [("a", NOW - timedelta(hours=h), "d") for h in (30, 20, 3)]
    spent = used(pace, sent, NOW)

    rest = quota_rest(pace, spent)

    assert spent == [NOW - timedelta(hours=20), NOW - timedelta(hours=3)]
    assert rest is not None
    assert rest.until == NOW + timedelta(hours=4)
    assert quota_rest(pace, spent[1:]) is None
