"""Dates of events in a text, as numbers; what is not sure of being a date is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?(?:-|–|—|to|and|&)\s?(?P<last>\d{1,2})(?:st|nd"
    r"|rd|th)?)?"
)
_YEAR = r"(?:,?\s+(?P<year>20\d\d)\b)?"
_SPELLED = (
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?![\d%:/]){_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR}", re.IGNORECASE),
)
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_SLASHED = re.compile(
    r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])"
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b|\b(?P<h24>[01]?\d"
    r"|2[0-3]):(?P<m24>[0-5]\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text; ``year`` None when it is not written. ``start`` in code points."""

    start: int
    month: int
    day: int
    year: int | None = None


def days(text: str, *, day_first: bool = False) -> Iterator[Day]:
    """Every date in ``text``; of a span ("3-5 December") the last day."""
    for pattern in _SPELLED:
        for match in pattern.finditer(text):
            month = _month(match["month"])
            if match["month"].lower() == "may" and not match["month"][0].isupper():
                continue  # "you may 3 times"
            number = int(match["last"] or match["day"])
            yield from _valid(match, month, number, match["year"])
    for match in _ISO.finditer(text):
        yield from _valid(match, int(match["month"]), int(match["day"]), match["year"])
    for match in _SLASHED.finditer(text):
        a, b = int(match["a"]), int(match["b"])
        month, number = (b, a) if day_first else (a, b)
        if match["year"] or re.search(r"(?i)\bon\s$", text[: match.start()]):
            yield from _valid(match, month, number, match["year"])


def _month(word: str) -> int:
    return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(word[:3].lower()))


def _valid(match: re.Match[str], month: int, day: int, year: str | None) -> Iterator[Day]:
    full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    try:
        date(full or 2024, month, day)
    except ValueError:
        return
    yield Day(match.start(), month, day, full)


def clock(text: str) -> time | None:
    """The last time of day in ``text``, which is when an event ends or starts."""
    found = None
    for match in _CLOCK.finditer(text):
        if match["h24"] is not None:
            found = time(int(match["h24"]), int(match["m24"]))
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if 1 <= hour <= 12 and minute < 60:
            found = time(hour % 12 + (12 if match["half"].lower() == "p" else 0), minute)
    return found


def nearest(month: int, day: int, year: int | None, to: date) -> date:
    """The date meant, as seen from ``to``: without a year the nearest one."""
    if year is not None:
        return date(year, month, day)
    around = [_in_year(y, month, day) for y in (to.year - 1, to.year, to.year + 1)]
    return min(around, key=lambda one: (abs((one - to).days), one < to))


def _in_year(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February
        return date(year, month, day - 1)


def spell(day: Day, at: time | None) -> str:
    """A date as a fact's ``ref``: 2026-12-03T17:00, --12-03."""
    year = f"{day.year:04d}" if day.year else "-"
    return f"{year}-{day.month:02d}-{day.day:02d}" + (f"T{at:%H:%M}" if at else "")


def read(ref: str, to: date) -> tuple[date, time | None]:
    """Undo ``spell``, seen from ``to``."""
    moment, _, at = ref.partition("T")
    year = None if moment.startswith("-") else int(moment[:4])
    month, day = (int(piece) for piece in moment[-5:].split("-"))
    hour = datetime.strptime(at, "%H:%M").time() if at else None  # noqa: DTZ007 - a local time
    return nearest(month, day, year, to), hour
