"""How long a platform asks us to wait, read from its headers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: No answer may park a post longer than this: a hostile or broken header must not hide it.
LONGEST = 24 * 3600.0


def minimum_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the platform says it will listen again, or None when it does not say.

    Reads ``retry-after`` (seconds or an HTTP date, RFC 9110 10.2.3) and X's
    ``x-rate-limit-reset`` (Unix seconds); the longer of the two counts, between 1 s and a day.
    """
    waits = [
        wait
        for wait in (
            _retry_after(headers.get("retry-after", ""), now),
            _reset(headers.get("x-rate-limit-reset", ""), now),
        )
        if wait is not None
    ]
    return min(max(1.0, *waits), LONGEST) if waits else None


def _retry_after(value: str, now: datetime) -> float | None:
    value = value.strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - now).total_seconds()


def _reset(value: str, now: datetime) -> float | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return None
    return float(value[:12]) - now.timestamp()
