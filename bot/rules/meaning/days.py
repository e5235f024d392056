"""The days on which a post would go out, as the practice's calendar shows them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rules.base import View


def local_dues(view: View) -> tuple[datetime, ...]:
    """Every due time, naive, in the calendar's zone; this minute when none is known."""
    zone = ZoneInfo(view.records.settings.timezone)
    return tuple(due.astimezone(zone).replace(tzinfo=None) for due in view.dues or (view.now,))


def due_days(view: View) -> tuple[date, ...]:
    """The local dates of ``local_dues``, each once."""
    return tuple(dict.fromkeys(due.date() for due in local_dues(view)))
