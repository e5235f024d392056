"""Local times name one instant or none; recurrences end."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.errors import BadTime

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)
FROM = datetime(2027, 1, 1, tzinfo=UTC)
TO = datetime(2027, 12, 31, tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_local_time_is_an_instant() -> None:
    assert clock.resolve(local("2026-12-03 09:00"), NEW_YORK) == datetime(
        2026, 12, 3, 14, tzinfo=UTC
    )


def test_a_time_that_the_clocks_skip_is_refused_with_a_way_out() -> None:
    with pytest.raises(BadTime, match="does not exist") as caught:
        clock.resolve(local("2027-03-14 02:30"), NEW_YORK)
    assert "03:30" in caught.value.fix


def test_a_time_that_comes_twice_is_refused() -> None:
    with pytest.raises(BadTime, match="twice"):
        clock.resolve(local("2027-11-07 01:30"), NEW_YORK)


@given(
    st.datetimes(local("2024-01-01"), local("2037-12-31")),
    st.sampled_from(
        ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
    ),
)
def test_what_resolves_comes_back(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    try:
        instant = clock.resolve(moment, zone)
    except BadTime:
        return
    assert instant.astimezone(zone).replace(tzinfo=None) == moment
    assert clock.resolve_recurring(moment, zone) == instant


def days(rule: str, start: str = "2000-01-01 09:00", **span: datetime) -> list[str]:
    after, until = span.get("after", FROM), span.get("until", TO)
    return [d for d, _ in clock.occurrences(rule, local(start), NEW_YORK, after, until)]


def test_a_recurrence_over_both_changes_keeps_its_local_time() -> None:
    found = list(clock.occurrences("FREQ=DAILY", local("2000-01-01 02:30"), NEW_YORK, FROM, TO))
    hours = {at.astimezone(NEW_YORK).strftime("%H:%M") for _, at in found}

    assert len(found) == len({d for d, _ in found}) == 364
    assert hours == {"02:30", "03:30"}  # 03:30 on the day without a 02:30


def test_a_doubled_time_is_taken_once() -> None:
    found = dict(clock.occurrences("FREQ=DAILY", local("2000-01-01 01:30"), NEW_YORK, FROM, TO))

    assert found["2027-11-07"] == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_both_ends_belong_to_the_span() -> None:
    at = datetime(2027, 6, 3, 13, 0, tzinfo=UTC)

    assert days("FREQ=DAILY", after=at, until=at) == ["2027-06-03"]
    assert days("FREQ=DAILY", after=at + timedelta(seconds=1), until=at + timedelta(hours=1)) == []


def test_count_and_until_are_kept() -> None:
    assert days("FREQ=DAILY;COUNT=3", "2026-12-31 09:00") == ["2027-01-01", "2027-01-02"]
    assert days("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270112T235959") == ["2027-01-04", "2027-01-11"]


def test_a_rule_that_never_fires_is_looked_for_once() -> None:
    rule, start = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2003-01-01 09:00"
    before = clock._moments.cache_info().misses

    assert days(rule, start) == days(rule, start) == []
    assert clock._moments.cache_info().misses == before + 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=53;BYDAY=MO",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=9",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;UNTIL=20490301T000000",
        "FREQ=DAILY;INTERVAL=7;UNTIL=20300101",
        "FREQ=YEARLY;BYYEARDAY=366;UNTIL=99991231",
    ],
)
def test_dates_are_those_that_dateutil_finds_where_they_are(rule: str) -> None:
    """They are looked for some thousand years later, where the calendar is the same."""
    start = datetime(2023, 11, 30, 9)
    first, last = date(2026, 3, 1), date(2061, 5, 6)
    parts = rule.partition(";COUNT=")
    plain = rrulestr(parts[0], dtstart=start)
    found = list(takewhile(lambda moment: moment.date() <= last, plain))
    kept = found[: int(parts[2])] if parts[2] else found

    assert kept
    assert clock._moments(rule, start, first, last) == tuple(m for m in kept if m.date() >= first)


def test_a_rule_that_never_fires_is_not_looked_for_until_the_year_9999() -> None:
    moments = clock._moments.__wrapped__
    rule, start, end = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", datetime(2023, 1, 1), date(2027, 1, 1)
    years: set[int] = set()

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_name == "rebuild":
            years.add(frame.f_locals["year"])

    sys.setprofile(note)
    try:
        assert moments(rule, start, end, end) == ()
    finally:
        sys.setprofile(None)

    assert 0 < len(years) <= 400


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=DAILY;BYDAY=XX", "nonsense", "", "FREQ="])
def test_other_rules_are_refused(rule: str) -> None:
    with pytest.raises(BadTime):
        days(rule)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_clock_that_was_set_shows_between_processes() -> None:
    before = clock.base(NOW, 1000.0)

    assert not clock.was_set(before, clock.base(NOW + timedelta(hours=9), 1000.0 + 9 * 3600))
    assert not clock.was_set(before, clock.base(NOW + timedelta(seconds=59), 1000.0))
    assert clock.was_set(before, clock.base(NOW + timedelta(seconds=61), 1000.0))
    assert clock.was_set(before, clock.base(NOW - timedelta(days=1), 1000.0))


def test_after_a_restart_of_the_machine_nobody_can_tell() -> None:
    assert not clock.was_set("one:1000", "other:9000")
    assert not clock.was_set(":1000", ":9000")
