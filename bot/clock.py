"""Time: UTC inside, local only in front matter and on screen; the calendar is ours.

``zoneinfo`` accepts local times that do not exist or exist twice without a word, and
``dateutil`` yields them, so every local time passes through ``resolve``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice, takewhile
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.errors import BadTime

#: Sub-daily recurrences are refused: they have no sane meaning over a clock change.
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds that really went by, from any start; sleep of the machine counts where it can.

    ``time.monotonic`` stands still on Linux while the machine is suspended, and a lease does not.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


#: A clock that is only nudged stays within this of where it was.
NUDGE_SECONDS = 60
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot() -> str:
    """Names the time since the machine started; empty where the system has no name for it."""
    try:
        return _BOOT.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def base(now: datetime, gone: float) -> str:
    """When the machine started, by its clock at ``now``; ``gone`` is ``elapsed`` then.

    The same for as long as it runs, unless somebody sets the clock: see ``was_set``.
    """
    return f"{boot()}:{round(now.timestamp() - gone)}"


def was_set(before: str, after: str) -> bool:
    """Whether the clock was set between two calls of ``base``, in whatever processes.

    False where that cannot be told: after a restart of the machine, or on another one.
    """
    (one, then), (other, now) = (text.rpartition(":")[::2] for text in (before, after))
    return one == other != "" and abs(int(now) - int(then)) > NUDGE_SECONDS


@dataclass
class Watch:
    """Tells a clock that was set from time that went by."""

    wall: Callable[[], datetime]
    gone: Callable[[], float] = elapsed
    _seen: tuple[datetime, float] | None = field(default=None, init=False)

    def jump(self) -> timedelta:
        """By how much the clock was set since the last look; forward is positive."""
        now, gone = self.wall(), self.gone()
        seen, self._seen = self._seen, (now, gone)
        if seen is None:
            return timedelta(0)
        return (now - seen[0]) - timedelta(seconds=gone - seen[1])


def resolve(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the one instant, in UTC, that ``local`` (naive) names in ``zone``.

    Raises BadTime when the clocks skip that time or show it twice.
    """
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise BadTime(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward over it.",
            fix=f"Write a time before the change or {_shown(instant, zone)}.",
        )
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second != instant:
        raise BadTime(
            f"{local:%Y-%m-%d %H:%M} happens twice in {zone.key}: the clocks go back over it.",
            fix="Choose a time at least an hour earlier or later.",
        )
    return instant


def resolve_recurring(local: datetime, zone: ZoneInfo) -> datetime:
    """As ``resolve``, but a skipped time moves on by the gap and a doubled one is the first."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def occurrences(
    rule: str, start: datetime, zone: ZoneInfo, after: datetime, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """Yield (original local date, instant) of an RRULE with ``after`` <= instant <= ``until``.

    ``start`` is naive local. Raises BadTime for a rule that cannot be read or is sub-daily.
    """
    # A day wider on both sides: a zone may shift an occurrence past midnight.
    low, high = (
        _local(after, zone) - timedelta(days=1),
        _local(until, zone) + timedelta(days=1),
    )
    for local in _moments(rule, start, low.date(), high.date()):
        instant = resolve_recurring(local, zone)
        if after <= instant <= until:
            yield f"{local:%Y-%m-%d}", instant


# Kept: asked for each account of a post, a rule counts its days from its start each time,
# and dateutil looks for one that never fires until the year 9999 (reading refuses those).
@lru_cache(maxsize=1024)
def _moments(rule: str, start: datetime, first: date, last: date) -> tuple[datetime, ...]:
    """Naive local times of the rule on the days from ``first`` to ``last``."""
    from dateutil.rrule import rrulestr

    parts = dict(pair.split("=", 1) for pair in rule.upper().split(";") if "=" in pair)
    if parts.get("FREQ") not in FREQUENCIES:
        raise BadTime(
            "repeat needs FREQ of DAILY, WEEKLY, MONTHLY or YEARLY.",
            fix="Example: FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14.",
        )
    try:
        count = int(parts.pop("COUNT")) if "COUNT" in parts else None
        ahead = _years_ahead(parts, start, last)
        begin, end = _ahead(start, ahead), _ahead(last, ahead)
        every = rrulestr(_written(parts, ahead), dtstart=begin)
        found = islice(takewhile(lambda moment: moment.date() <= end, every), count)
        return tuple(m for moment in found if (m := _ahead(moment, -ahead)).date() >= first)
    except (ValueError, TypeError) as error:
        raise BadTime(
            "repeat cannot be read as a recurrence rule.",
            fix="Example: FREQ=MONTHLY;BYDAY=1TU.",
        ) from error


#: After so many years every date falls on its weekday again (146,097 days, whole weeks).
_CYCLE = 400


def _years_ahead(parts: dict[str, str], start: datetime, last: date) -> int:
    """By how many whole cycles a rule can be moved to the end of the calendar.

    dateutil looks for the next date until the year 9999: there, a rule that never fires
    again costs it a twentieth.
    """
    movable = "BYEASTER" not in parts and parts.get("UNTIL", "0000")[:4].isdigit()
    latest = max(start.year, last.year)
    return (MAXYEAR - latest) // _CYCLE * _CYCLE if movable else 0


def _written(parts: dict[str, str], years: int) -> str:
    """The rule's text, its end moved too; an end after the last year is none."""
    moved = dict(parts)
    if years and "UNTIL" in parts:
        until = int(parts["UNTIL"][:4]) + years
        moved["UNTIL"] = f"{until}{parts['UNTIL'][4:]}"
        if until > MAXYEAR:
            del moved["UNTIL"]
    return ";".join(f"{name}={value}" for name, value in moved.items())


_Day = TypeVar("_Day", date, datetime)


def _ahead(day: _Day, years: int) -> _Day:
    return day.replace(year=day.year + years)


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _shown(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"
