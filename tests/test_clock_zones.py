"""Every local time of every zone names the right instant, and a repeat happens once a day.

The grid is the one on which APScheduler 3.11's cron trigger missed 7 days, fired 7 twice and
made 7 times that do not exist. The oracle for all zones is ``whenever``, another program.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot import clock
from bot.clock import Watch, occurrences, resolve, resolve_recurring
from bot.errors import BadTime

#: Zone -> the days on which its clocks changed: two hours' worth, half an hour, the south.
CHANGES = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),
    "Africa/Casablanca": ("2026-03-22", "2026-02-15"),
}
TIMES = ("00:00", "00:30", "01:00", "01:30", "01:45", "02:00", "02:15", "02:30", "03:00", "12:00")
GRID = [
    (zone, day, at) for zone, days in CHANGES.items() for day in days for at in TIMES
]  # fmt: skip


@pytest.mark.parametrize(("name", "day", "at"), GRID)
def test_a_daily_post_happens_once_each_day_over_a_change(name: str, day: str, at: str) -> None:
    zone, middle = ZoneInfo(name), date.fromisoformat(day)
    start = datetime.combine(middle - timedelta(days=400), time.fromisoformat(at))
    low = resolve_recurring(datetime.combine(middle - timedelta(days=4), time()), zone)
    high = resolve_recurring(datetime.combine(middle + timedelta(days=5), time()), zone)

    found = list(occurrences("FREQ=DAILY", start, zone, low, high - timedelta(seconds=1)))

    days = [(middle + timedelta(days=n)).isoformat() for n in range(-4, 5)]
    assert [name for name, _ in found] == days  # none missed, none doubled
    assert [at for _, at in found] == sorted({at for _, at in found})
    for name_, instant in found:
        local = instant.astimezone(zone)
        wanted = datetime.fromisoformat(f"{name_} {at}")
        if _exists(wanted, zone):
            assert local.replace(tzinfo=None) == wanted
            assert local.fold == 0
        else:
            assert timedelta(0) < local.replace(tzinfo=None) - wanted <= timedelta(hours=1)
            assert local.date() == wanted.date()


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == local


def test_the_grid_has_changes_in_it() -> None:
    for name, days in CHANGES.items():
        for day in days:
            noon = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=ZoneInfo(name))
            before = noon - timedelta(days=1)
            assert noon.utcoffset() != before.utcoffset(), (name, day)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The instants, to the minute, at which a zone's offset changes in 2024 to 2037."""
    day = timedelta(days=1)
    at, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + day).astimezone(zone).utcoffset():
            yield _exactly(zone, at, at + day)
        at += day


def _exactly(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


@pytest.mark.slow
def test_all_zones_agree_with_another_program() -> None:
    """Around every change of 2024 to 2037: the same instant, or both refuse."""
    whenever = pytest.importorskip("whenever")
    compared = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in changes(zone):
            local = change.astimezone(zone).replace(tzinfo=None)
            for minutes in range(-150, 151, 15):
                _compare(whenever, local + timedelta(minutes=minutes), zone)
                compared += 1
    assert compared > 50_000


def _compare(whenever: object, local: datetime, zone: ZoneInfo) -> None:
    plain = whenever.PlainDateTime.parse_iso(local.isoformat())  # type: ignore[attr-defined]
    theirs = plain.assume_tz(zone.key, disambiguation="compatible").timestamp()
    # Where clocks go forward by more than the day has hours no program agrees; none does so.
    assert resolve_recurring(local, zone).timestamp() == theirs, (zone.key, local)
    try:
        exact = plain.assume_tz(zone.key, disambiguation="raise").timestamp()
    except (whenever.SkippedTime, whenever.RepeatedTime):  # type: ignore[attr-defined]
        with pytest.raises(BadTime):
            resolve(local, zone)
    else:
        assert resolve(local, zone).timestamp() == exact, (zone.key, local)


# ------------------------------------------------------------------ clocks that are set
@pytest.mark.parametrize("seconds", [7200.0, -7200.0, 6.0])
def test_a_clock_that_was_set_is_told_from_time_that_went_by(seconds: float) -> None:
    wall, gone = [datetime(2026, 12, 3, tzinfo=UTC)], [50.0]
    watch = Watch(lambda: wall[0], lambda: gone[0])
    assert watch.jump() == timedelta(0)

    wall[0] += timedelta(minutes=9)
    gone[0] += 540.0
    assert watch.jump() == timedelta(0)

    wall[0] += timedelta(seconds=30 + seconds)
    gone[0] += 30.0
    assert watch.jump() == timedelta(seconds=seconds)
    assert watch.jump() == timedelta(0)


def test_elapsed_only_goes_forward() -> None:
    first = clock.elapsed()

    assert clock.elapsed() >= first
