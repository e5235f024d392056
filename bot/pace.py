"""How fast an account may be sent to: quiet hours, gaps, caps, quotas, and when to stop it.

Pure: what was tried comes from the ledger, the instant from the caller, chance from outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import clock
from bot.ledger.base import Attempted, Delivery

#: A row later than this is part of a backlog, which drains slowly.
BACKLOG = timedelta(minutes=5)
#: Full jitter: a random wait up to a bound that doubles with every try.
BACKOFF_FIRST, BACKOFF_MOST = 30.0, 1800.0
#: A platform's own wait is a minimum; this much of it is added by chance, so that many
#: accounts do not come back in the same second.
SPREAD = 0.1
#: How often an account whose quota is used up is looked at again.
QUOTA_SECONDS = 3600.0
DAY = timedelta(hours=24)
#: How many tries of an account are looked at; a breaker cannot count further.
TRIES = 50

#: Attempts after which something of the account may be out.
_EFFECTIVE = frozenset({"delivered", "unknown", "lost", ""})
_FAILED = frozenset({"unknown", "rejected", "lost"})
_LIMITED = re.compile(r":429(:|\Z)")

Window = tuple[time, time]
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Pace:
    """What policy and platform say of one account. The default asks for nothing."""

    zone: ZoneInfo = _UTC
    quiet: tuple[Window, ...] = ()
    gap: timedelta = timedelta(0)
    catch_up: timedelta = timedelta(0)  # the gap for a backlog
    daily_cap: int = 0  # posts a local day; 0: none
    quota: int = 0  # posts in ``quota_window``, as the platform documents it; 0: unknown
    quota_window: timedelta = DAY
    breaker: int = 0  # failures in a row; 0: never


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing goes to the account before ``until``."""

    until: datetime
    why: str


def read_window(text: str) -> Window:
    """A window out of "21:00-07:00"; records have checked its shape."""
    start, end = (time.fromisoformat(part.rjust(5, "0")) for part in text.split("-"))
    return start, end


def quiet_end(pace: Pace, now: datetime) -> datetime | None:
    """When the quiet hours that ``now`` lies in end, or None outside of them.

    A window goes over midnight when it ends before it starts; one of no length is none.
    """
    local = now.astimezone(pace.zone)
    for start, end in pace.quiet:
        at = local.time()
        inside = start <= at < end if start < end else (at >= start or at < end)
        if start == end or not inside:
            continue
        day = local.date() + timedelta(days=1 if at >= end else 0)
        return clock.resolve_recurring(datetime.combine(day, end), pace.zone)
    return None


def rest_of(pace: Pace, row: Delivery, tries: Sequence[Attempted], now: datetime) -> Rest | None:
    """Why an account has to wait with this row, or None. ``tries`` are its own, newest first.

    The parts of one post after the first keep no gap and heed no quiet hours: half a post
    is worse than a late one.
    """
    limited = _limited(tries, now)
    if limited is not None or row.key.part > 0:
        return limited
    end = quiet_end(pace, now)
    if end is not None:
        return Rest(end, f"quiet hours until {end.astimezone(pace.zone):%H:%M}")
    gap = max(pace.gap, pace.catch_up) if now - row.due_at > BACKLOG else pace.gap
    last = next((one for one in tries if one.outcome in _EFFECTIVE), None)
    if last is not None and now < last.started + gap:
        minutes = int(gap.total_seconds() // 60)
        return Rest(last.started + gap, f"{minutes} minutes between posts of this account")
    return None


def _limited(tries: Sequence[Attempted], now: datetime) -> Rest | None:
    """A "too many" is said to the account, not to the post."""
    last = tries[0] if tries else None
    if last is None or last.outcome != "deferred" or not _LIMITED.search(last.code):
        return None
    if last.not_before is None or last.not_before <= now:
        return None
    return Rest(last.not_before, f"the platform asked to wait ({last.code})")


def is_over_cap(pace: Pace, row: Delivery, recent: Sequence[tuple[str, datetime, str]],
                now: datetime) -> bool:  # fmt: skip
    """Whether the account has had its posts of the local day."""
    if not pace.daily_cap or row.key.part > 0:
        return False
    today = now.astimezone(pace.zone).date()
    posts = {(post, digest) for post, at, digest in recent
             if at.astimezone(pace.zone).date() == today}  # fmt: skip
    return len(posts) >= pace.daily_cap


def used(pace: Pace, recent: Sequence[tuple[str, datetime, str]], now: datetime) -> list[datetime]:
    """When what counts against the platform's quota went out, oldest first."""
    return sorted(at for _, at, _ in recent if at > now - pace.quota_window)


def quota_rest(pace: Pace, spent: Sequence[datetime]) -> Rest | None:
    """Until when the platform's documented quota is used up, or None."""
    if not pace.quota or len(spent) < pace.quota:
        return None
    until = spent[-pace.quota] + pace.quota_window
    return Rest(until, f"the platform takes {pace.quota} posts in this time")


def breaks(pace: Pace, tries: Sequence[Attempted]) -> str:
    """Why the account must stop after a failure, or empty. ``tries`` include the failed one.

    After a person let it go again one more failure stops it: the row of failures goes on.
    """
    row = 0
    for one in tries:
        if one.outcome not in _FAILED:
            break
        row += 1
    if pace.breaker and row >= pace.breaker:
        return f"{row} sends in a row failed or stayed unclear"
    return ""


def backoff(asked: float, attempts: int, chance: float) -> float:
    """Seconds until the next try: what the platform asked for and a little, or full jitter.

    ``chance`` is in [0, 1). ``attempts`` counts those made, the last one included.
    """
    bound = min(BACKOFF_MOST, BACKOFF_FIRST * 2.0 ** min(max(attempts, 0), 10))
    return max(asked * (1 + SPREAD * chance), bound * chance)
