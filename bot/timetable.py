"""When a post is meant to go out: its slots, computed from front matter and account.

Nothing here knows what was already sent; the ledger keeps what was assigned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import clock
from bot.errors import BadRecord, BadTime
from bot.model import Place, Post
from bot.records.model import Account

#: How far ahead recurrences are planned and judged.
HORIZON = timedelta(days=400)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence of a post on one account."""

    occurrence: str  # "once" or the original local date
    at: datetime  # UTC
    local: str  # nominal local time
    zone: str
    provisional: bool = False  # a free slot as it looks now; the ledger assigns it for good


def slots(
    post: Post,
    account: Account,
    zone: ZoneInfo,
    now: datetime,
    *,
    assigned: datetime | None = None,
    taken: frozenset[datetime] = frozenset(),
    stagger_minutes: int = 0,
) -> tuple[Slot, ...]:
    """Every slot of ``post`` on ``account`` from a little before ``now`` to the horizon.

    ``assigned`` is the ledger's answer for ``slot: next``; without it the next free one of
    the account is offered as provisional. ``stagger_minutes`` is what policy puts between
    the accounts of a post that does not say so itself. Raises BadTime with the post's place.
    """
    try:
        behind = stagger(post, account, stagger_minutes)
        if post.repeat:
            return tuple(_recurring(post, zone, now, behind))
        if post.publish_at is not None:
            return (_slot("once", clock.resolve(post.publish_at, zone) + behind, zone),)
        return (_next_free(post, account, zone, now, assigned, taken),)
    except BadTime as error:
        key = "repeat" if post.repeat else "publish_at"
        raise BadTime(error.what, fix=error.fix, place=error.place or post.place(key)) from error


def stagger(post: Post, account: Account, policy_minutes: int) -> timedelta:
    """How long after the post's time this account's turn comes; nothing for the first."""
    minutes = policy_minutes if post.stagger_minutes is None else post.stagger_minutes
    place = post.accounts.index(account.name) if account.name in post.accounts else 0
    return timedelta(minutes=minutes * place)


def _slot(occurrence: str, at: datetime, zone: ZoneInfo, *, provisional: bool = False) -> Slot:
    local = at.astimezone(zone)
    return Slot(occurrence, at, f"{local:%Y-%m-%d %H:%M}", zone.key, provisional)


def _recurring(post: Post, zone: ZoneInfo, now: datetime, behind: timedelta) -> Iterator[Slot]:
    start = post.repeat_from or datetime(2000, 1, 1, 9, 0)  # noqa: DTZ001 - local by design
    until = now + HORIZON
    if post.expires is not None:
        until = min(until, clock.resolve_recurring(post.expires, zone))
    for day, at in clock.occurrences(post.repeat, start, zone, now - timedelta(days=2), until):
        if day not in post.excepted:
            yield _slot(day, at + behind, zone)


def _next_free(
    post: Post,
    account: Account,
    zone: ZoneInfo,
    now: datetime,
    assigned: datetime | None,
    taken: frozenset[datetime],
) -> Slot:
    zone = ZoneInfo(account.timezone) if account.timezone else zone
    if assigned is not None:
        return _slot("once", assigned, zone)
    for at in account_slots(account, zone, now):
        if at not in taken:
            return _slot("once", at, zone, provisional=True)
    raise BadTime(
        f"the account {account.name} has no free slot",
        fix='Add slots = ["tue 09:00"] to it in config/accounts.toml or give publish_at',
        place=post.place("slot"),
    )


def account_slots(account: Account, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """The account's own weekly slots after ``now``, in order, to the horizon."""
    week = sorted(_weekly(account))
    today = now.astimezone(zone).date()
    for ahead in range(HORIZON.days):
        day = today + timedelta(days=ahead)
        for weekday, hour, minute in week:
            if weekday == day.weekday():
                local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001
                at = clock.resolve_recurring(local, zone)
                if at > now:
                    yield at


def _weekly(account: Account) -> Iterator[tuple[int, int, int]]:
    for text in account.slots:
        try:
            day, time = text.lower().split()
            hour, minute = (int(n) for n in time.split(":"))
            _ = datetime(2000, 1, 1, hour, minute, tzinfo=UTC)
            yield DAYS.index(day[:3]), hour, minute
        except ValueError as error:
            raise BadRecord(
                f"the account {account.name} has a slot that cannot be read",
                fix='Write a weekday and a time: slots = ["tue 09:00"]',
                place=Place("config/accounts.toml"),
            ) from error
