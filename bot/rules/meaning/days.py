"""The days on which a post would go out, as the practice's calendar shows them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.rules.base import View


def local_dues(view: View) -> tuple[datetime, ...]:
    """Every due time, naive, in the calendar's zone; this minute when none is known."""
    return _local(view.dues or (view.now,), view.records.settings.timezone)


@lru_cache(maxsize=256)
def _local(dues: tuple[datetime, ...], zone: str) -> tuple[datetime, ...]:
    """Nine rules ask about one post."""
    return tuple(due.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for due in dues)


def due_days(view: View) -> tuple[date, ...]:
    """The local dates of ``local_dues``, each once."""
    return tuple(dict.fromkeys(due.date() for due in local_dues(view)))
