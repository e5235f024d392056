"""The recurrence rules a post may have: those with one meaning, that end and that fire.

dateutil reads far more than that: INTERVAL=0 loops for ever, a rule without a day takes it
in silence from its start, and BYHOUR would fire twice on one date, which is a delivery's key.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import clock
from bot.errors import BadTime

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_COUNTED = r"[+-]?[1-9]\d{0,2}"
_GRAMMAR = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"20\d{6}(?:T\d{6})?",
    "WKST": _DAY,
    "BYDAY": rf"(?:[+-]?[1-5]?\d)?{_DAY}(?:,(?:[+-]?[1-5]?\d)?{_DAY})*",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    **dict.fromkeys(
        ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"), rf"{_COUNTED}(?:,{_COUNTED})*"
    ),
}
_MOST = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
#: The parts that pick days, by frequency, as the table of RFC 5545 section 3.3.10 has them;
#: DAILY goes without BYMONTHDAY, which says the same as MONTHLY and is slow to search.
_PICKS = {
    "DAILY": ("BYMONTH", "BYDAY"),
    "WEEKLY": ("BYMONTH", "BYDAY"),
    "MONTHLY": ("BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"),
    "YEARLY": ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS"),
}
_DAYS_OF = {
    "DAILY": (),
    "WEEKLY": ("BYDAY",),
    "MONTHLY": ("BYDAY", "BYMONTHDAY"),
    "YEARLY": ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"),
}
_EXAMPLE = "Example: FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14."
#: Long enough for every 29 February on a given weekday.
_LONGEST_WAIT = timedelta(days=41 * 366)


def read_rule(text: str, start: datetime, *, anchored: bool, until: date | None = None) -> str:
    """Return the rule in its one spelling. ``start`` is naive local.

    ``anchored``: the author gave ``from``, so the rule may count from it. ``until``: the last
    local day, given beside the rule. Raises BadTime.
    """
    parts = _split(text.upper())
    if until is not None:
        _end(parts, until)
    if not anchored and _depends_on_start(parts):
        raise BadTime(
            "This recurrence depends on the day it starts on, and none is given.",
            fix="Add from: with its first day, or name the days in the rule (BYDAY, BYMONTHDAY).",
        )
    if "UNTIL" in parts and "T" not in parts["UNTIL"]:
        parts["UNTIL"] += "T235959"  # RFC 5545: a date includes its whole day
    if not _fires(parts, start):
        raise BadTime("This recurrence never happens.", fix=f"Check its days. {_EXAMPLE}")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def happens_on(rule: str, start: datetime, day: date) -> bool:
    """Whether a rule that was read fires on a local day."""
    zone = ZoneInfo("UTC")
    low = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = clock.occurrences(rule, start, zone, low, low + timedelta(days=1))
    return any(named == day.isoformat() for named, _ in found)


def _end(parts: dict[str, str], until: date) -> None:
    if "UNTIL" in parts or "COUNT" in parts:
        raise BadTime(
            "The repeat has two ends: until, and UNTIL or COUNT in its rule.", fix="Keep one."
        )
    parts["UNTIL"] = f"{until:%Y%m%d}"


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for pair in text.removesuffix(";").split(";"):
        name, _, value = pair.partition("=")
        if name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            raise BadTime("The recurrence holds a time of day.", fix="Write it as repeat_at.")
        if name in parts or not re.fullmatch(_GRAMMAR.get(name, r"(?!)"), value, re.ASCII):
            raise BadTime("A part of this recurrence cannot be read.", fix=_EXAMPLE)
        parts[name] = value
    if "FREQ" not in parts:
        raise BadTime(
            "The recurrence does not say how often.",
            fix=f"Give FREQ of DAILY, WEEKLY, MONTHLY or YEARLY. {_EXAMPLE}",
        )
    _refuse_ambiguous(parts)
    return parts


def _refuse_ambiguous(parts: dict[str, str]) -> None:
    picks = _PICKS[parts["FREQ"]]
    strange = [name for name in parts if name.startswith("BY") and name not in picks]
    if strange:
        raise BadTime(
            f"{strange[0]} has no meaning with FREQ={parts['FREQ']}.",
            fix=f"With it the days are picked by {', '.join(picks)}.",
        )
    for name, most in _MOST.items():
        numbers = parts.get(name, "0").split(",")
        if any(abs(int(number)) > most for number in numbers):
            raise BadTime(f"{name} goes up to {most}.", fix=_EXAMPLE)
    if "COUNT" in parts and "UNTIL" in parts:
        raise BadTime("COUNT and UNTIL exclude each other.", fix="Keep one of them.")
    numbered = re.search(r"\d", parts.get("BYDAY", ""))
    if numbered and parts["FREQ"] in ("DAILY", "WEEKLY"):
        raise BadTime(
            "A numbered day (1MO) has a meaning only with FREQ=MONTHLY or YEARLY.",
            fix="Drop the number, or write FREQ=MONTHLY.",
        )


def _depends_on_start(parts: dict[str, str]) -> bool:
    if parts.get("INTERVAL", "1") != "1" or "COUNT" in parts:
        return True
    days = _DAYS_OF[parts["FREQ"]]
    return bool(days) and not any(name in parts for name in days)


def _fires(parts: dict[str, str], start: datetime) -> bool:
    """Whether it happens at all; asked with an end, or dateutil looks on to the year 9999."""
    end = start + _LONGEST_WAIT
    bounded = {name: value for name, value in parts.items() if name != "COUNT"}
    bounded.setdefault("UNTIL", f"{end:%Y%m%dT%H%M%S}")
    rule = ";".join(f"{name}={value}" for name, value in bounded.items())
    zone = ZoneInfo("UTC")
    first = clock.occurrences(rule, start, zone, start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    return next(first, None) is not None
