"""Taking due rows, giving them back, and what becomes of those whose worker died."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.errors import BadUsage, LostClaim
from bot.ledger import attempts
from bot.ledger.base import Delivery
from bot.ledger.rows import from_ms, same, to_delivery, to_ms
from bot.ledger.schema import IS_PLANNED, delivery, freeze, in_flight, is_unsettled
from bot.ledger.states import RELEASED, Hold
from bot.ledger.work import Work, lost, move, refused, rules_in
from bot.model import State

#: Where a row goes when its worker's lease is over. Only a claim proves that nothing was sent.
LAPSED = {
    State.CLAIMED: State.PLANNED,
    State.SENDING: State.UNKNOWN,
    State.RECONCILING: State.UNKNOWN,
    State.RETRACTING: State.RETRACT_REQUESTED,
}


def is_frozen() -> ColumnElement[bool]:
    """Whether a freeze covers the row's account."""
    d, f = delivery.c, freeze.c
    return exists().where(
        or_(
            f.scope == "all",
            f.scope == literal("platform:") + d.platform,
            f.scope == literal("account:") + d.account,
            and_(d.campaign != "", f.scope == literal("campaign:") + d.campaign),
        )
    )


# The claim's statements are built once: building them takes longer than running them.
@cache
def _claimable() -> ColumnElement[bool]:
    """Planned, on an account that is neither busy nor frozen, after the parts before it."""
    d = delivery.c
    other = delivery.alias("other")
    busy = select(other.c.account).where(in_flight(other))
    before = delivery.alias("before")
    part_open = exists().where(
        before.c.environment == d.environment,
        before.c.post == d.post,
        before.c.account == d.account,
        before.c.occurrence == d.occurrence,
        before.c.part < d.part,
        before.c.state != State.PUBLISHED.value,
    )
    in_turn = or_(d.part == 0, ~part_open)
    return and_(IS_PLANNED, d.account.not_in(busy), ~is_frozen(), in_turn)


@cache
def due_rows() -> Select[Any]:
    """The rows to claim at ``:now``: the first of each account, in order of due time."""
    d = delivery.c
    now = bindparam("now", type_=BigInteger)
    turn = func.row_number().over(partition_by=d.account, order_by=(d.due_at, d.part, d.id))
    ready = (
        select(d.id, turn.label("turn"))
        .where(
            _claimable(),
            _awake(),
            d.due_at <= now,
            or_(d.not_before.is_(None), d.not_before <= now),
        )
        .subquery()
    )
    return (
        select(delivery)
        .join(ready, d.id == ready.c.id)
        .where(ready.c.turn == 1)
        .order_by(d.due_at, d.id)
        .limit(bindparam("limit", type_=Integer))
    )


def _awake() -> ColumnElement[bool]:
    """On no account of ``:resting``."""
    return delivery.c.account.not_in(bindparam("resting", value=[""], expanding=True))


def claim(
    work: Work, limit: int, owner: str, lease_seconds: float, resting: Collection[str] = ()
) -> list[Delivery]:
    """PLANNED -> CLAIMED for at most one row an account; the rows as they then stand."""
    values = {"now": work.at, "limit": limit, "resting": sorted(resting)}
    found = work.connection.execute(due_rows(), values).mappings().all()
    rows = [to_delivery(row) for row in found]
    if not rows:
        return []
    lease = to_ms(work.now + timedelta(seconds=lease_seconds))
    changed = work.connection.execute(_take([row.id for row in rows], owner, lease, work.at))
    if changed.rowcount != len(rows):
        raise lost(rows[0])
    return [_claimed(work, row) for row in rows]


def _take(ids: Sequence[int], owner: str, lease: int, at: int) -> Any:
    d = delivery.c
    return (
        update(delivery)
        .where(d.id.in_(ids), d.state == State.PLANNED.value)
        .values(
            state=State.CLAIMED.value,
            fence=d.fence + 1,
            owner=owner[:128],
            lease_until=lease,
            not_before=None,
            reason="",
            updated_at=at,
        )
    )


def _claimed(work: Work, row: Delivery) -> Delivery:
    taken = replace(row, state=State.CLAIMED, fence=row.fence + 1, not_before=None, reason="")
    moved = (State.PLANNED, State.CLAIMED)
    work.record_row("claim", row.id, row.key, taken.fence, row.rendition, moved)
    return taken


@cache
def _first_due() -> Select[Any]:
    d = delivery.c
    ready = and_(_claimable(), _awake(), d.not_before.is_(None))
    return select(d.due_at).where(ready).order_by(d.due_at).limit(1)


@cache
def _first_deferred() -> Select[Any]:
    d = delivery.c
    at = case((d.not_before > d.due_at, d.not_before), else_=d.due_at)
    ready = and_(_claimable(), _awake(), d.not_before.is_not(None))
    return select(at).where(ready).order_by(at).limit(1)


def next_due(connection: Connection, resting: Collection[str] = ()) -> datetime | None:
    """The earliest instant at which ``claim`` would find a row as things stand."""
    values = {"resting": sorted(resting)}
    answers = [connection.execute(one(), values).scalar() for one in (_first_due, _first_deferred)]
    found = [at for at in answers if at is not None]
    return from_ms(min(found)) if found else None


def release(work: Work, row: Delivery, state: State, reason: str, due_at: datetime | None) -> None:
    """CLAIMED -> PLANNED, HELD, BLOCKED, SKIPPED; nothing has been sent."""
    if state not in RELEASED:
        raise refused(row, State.CLAIMED, state)
    values: dict[str, Any] = {} if due_at is None else {"due_at": to_ms(due_at)}
    hold = Hold.SEND if state is State.HELD else Hold.NONE
    extra = {"rules": rules_in(reason)}
    move(
        work, row, state, "release", start=State.CLAIMED, reason=reason, hold=hold, extra=extra,
        **values,
    )  # fmt: skip


def renew(work: Work, row: Delivery, lease_seconds: float) -> None:
    """Keep a row for longer. Raises LostClaim when it is no longer this worker's."""
    d = delivery.c
    states = [s.value for s in LAPSED]
    lease = to_ms(work.now + timedelta(seconds=lease_seconds))
    statement = (
        update(delivery)
        .where(d.id == row.id, d.fence == row.fence, d.state.in_(states))
        .values(lease_until=lease)
    )
    if work.connection.execute(statement).rowcount != 1:
        raise lost(row)


def reconcile(work: Work, row: Delivery, owner: str, lease_seconds: float) -> Delivery:
    """UNKNOWN -> RECONCILING, so that no other worker looks or sends on this account."""
    if row.state is not State.UNKNOWN:
        raise refused(row, row.state, State.RECONCILING)
    if _is_busy(work.connection, row.key.account):
        raise LostClaim(
            f"Account {row.key.account} has another delivery in flight.",
            fix="The look-up is tried again on the next tick.",
        )
    lease = to_ms(work.now + timedelta(seconds=lease_seconds))
    values: dict[str, Any] = {"fence": row.fence + 1, "owner": owner[:128], "lease_until": lease}
    move(work, row, State.RECONCILING, "reconcile", reason=row.reason, **values)
    return replace(row, state=State.RECONCILING, fence=row.fence + 1)


def _is_busy(connection: Connection, account: str) -> bool:
    busy = exists().where(delivery.c.account == account, in_flight(delivery))
    return bool(connection.execute(select(busy)).scalar())


def lapse(work: Work, *, whatever_lease: bool) -> int:
    """Take back the rows whose lease is over, or all when their workers are known dead."""
    d = delivery.c
    over: list[ColumnElement[bool]] = [is_unsettled(), d.state.in_([s.value for s in LAPSED])]
    if not whatever_lease:
        over.append(d.lease_until <= work.at)
    found = work.connection.execute(select(delivery).where(*over).order_by(d.id)).mappings().all()
    for row in map(to_delivery, found):
        _lapse_one(work, row)
    return len(found)


def _lapse_one(work: Work, row: Delivery) -> None:
    attempts.abandon(work, row)
    values: dict[str, Any] = {"fence": row.fence + 1}
    if row.state is State.CLAIMED:
        values["not_before"] = None
    move(work, row, LAPSED[row.state], "lapse", reason="worker's lease ended", **values)


def set_freeze(work: Work, scope: str, actor: str, *, on: bool) -> None:
    """Put a freeze on or off; doing it twice changes nothing."""
    if not _is_scope(scope):
        raise BadUsage(
            "A freeze covers all, one platform, one account or one campaign.",
            fix='Write "all", "platform:x", "account:clinic-x" or "campaign:walk-month".',
        )
    there = work.connection.execute(
        select(freeze.c.scope).where(freeze.c.scope == scope)
    ).scalar_one_or_none()
    if (there is not None) == on:
        return
    if on:
        values = {"scope": scope, "actor": actor[:64], "at": work.at}
        work.connection.execute(freeze.insert().values(values))
    else:
        work.connection.execute(freeze.delete().where(freeze.c.scope == scope))
    work.record({"event": "freeze" if on else "unfreeze", "scope": scope, "actor": actor[:64]})


def _is_scope(scope: str) -> bool:
    kind, _, name = scope.partition(":")
    return scope == "all" or (kind in _KINDS and 0 < len(name) <= 64)


_KINDS = frozenset({"platform", "account", "campaign"})


def read_freezes(connection: Connection) -> list[tuple[str, str, datetime]]:
    """(scope, who, since) of every freeze, by scope."""
    found = connection.execute(select(freeze).order_by(freeze.c.scope))
    return [(row.scope, row.actor, from_ms(row.at)) for row in found]


def read_frozen(connection: Connection, account: str, platform: str, campaign: str) -> bool:
    """Whether a freeze covers the account or the campaign."""
    scopes = ["all", f"platform:{platform}", f"account:{account}"]
    scopes += [f"campaign:{campaign}"] if campaign else []
    covered = exists().where(freeze.c.scope.in_(scopes))
    return bool(connection.execute(select(covered)).scalar())


def guard(work: Work, row: Delivery) -> None:
    """Raise LostClaim unless the claim still holds: same fence, lease running, not frozen."""
    d = delivery.c
    held = work.connection.execute(
        select(d.id).where(same(row, State.CLAIMED), d.lease_until > work.at, ~is_frozen())
    ).scalar_one_or_none()
    if held is None:
        raise LostClaim(
            f"Delivery {row.id} of {row.key.post_id} to {row.key.account} may not be sent: its "
            "claim ended, or its account was frozen.",
            fix="Nothing was sent; it is taken up again when it may go out.",
        )
