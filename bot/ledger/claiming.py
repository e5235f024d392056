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
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.errors import LostClaim
from bot.ledger import attempts, postgres
from bot.ledger.base import Delivery
from bot.ledger.freezing import is_frozen, written
from bot.ledger.rows import from_ms, to_delivery, to_ms
from bot.ledger.schema import IS_PLANNED, delivery, in_flight, is_unsettled
from bot.ledger.statement import Statement, among, listed
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
        before.c.state != written(State.PUBLISHED),
    )
    in_turn = or_(d.part == literal_column("0"), ~part_open)
    return and_(IS_PLANNED, d.account.not_in(busy), ~is_frozen(), in_turn)


#: Rows looked at for each one that is taken: an account takes one however many are due.
_WINDOW = 4
_WINDOW_LEAST = 1000


def due_rows(database: str) -> Select[Any]:
    """The rows to claim at ``:now``: the first of each account, in order of due time.

    Only the ``:window`` earliest are ranked, so that a long backlog costs no more; whoever
    claims until nothing is left gets through it.
    """
    d = delivery.c
    now = bindparam("now", type_=BigInteger)
    due = (
        select(d.id, d.account, d.due_at, d.part)
        .where(_claimable(), _awake(database), d.due_at <= now)
        .where(or_(d.not_before.is_(None), d.not_before <= now))
        .order_by(d.due_at, d.id)
        .limit(bindparam("window", type_=Integer))
        .subquery("due")
    )
    order = (due.c.due_at, due.c.part, due.c.id)
    turn = func.row_number().over(partition_by=due.c.account, order_by=order)
    ready = select(due.c.id, turn.label("turn")).subquery("ready")
    return (
        select(delivery)
        .join(ready, d.id == ready.c.id)
        .where(ready.c.turn == 1)
        .order_by(d.due_at, d.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(of=delivery, skip_locked=True)
    )


def _awake(database: str) -> ColumnElement[bool]:
    """On no account of ``:resting``."""
    return ~among(delivery.c.account, "resting", database)


_DUE = Statement(due_rows)


def claim(
    work: Work, limit: int, owner: str, lease_seconds: float, resting: Collection[str] = ()
) -> list[Delivery]:
    """PLANNED -> CLAIMED for at most one row an account; the rows as they then stand."""
    values = {
        "now": work.at,
        "limit": limit,
        "window": max(limit * _WINDOW, _WINDOW_LEAST),
        "resting": listed(work.connection, sorted(resting)),
    }
    found = [to_delivery(row) for row in _DUE.run(work.connection, values).mappings()]
    free = postgres.lock_free_accounts(work.connection, [row.key.account for row in found])
    rows = [row for row in found if row.key.account in free]
    if not rows:
        return []
    taken = _take(work, rows, owner, lease_seconds)
    return [_claimed(work, row) for row in rows if row.id in taken]


def _take(work: Work, rows: Sequence[Delivery], owner: str, lease_seconds: float) -> set[int]:
    """The numbers of those rows that were still there to take."""
    values = {
        "ids": listed(work.connection, [row.id for row in rows]),
        "new_owner": owner[:128],
        "new_lease": to_ms(work.now + timedelta(seconds=lease_seconds)),
        "new_updated_at": work.at,
    }
    return set(_TAKE.run(work.connection, values).scalars())


def _taking(database: str) -> Executable:
    d = delivery.c
    other = delivery.alias("other")
    # Looked at anew: on PostgreSQL another worker may have been at the account meanwhile.
    busy = exists().where(other.c.account == d.account, in_flight(other))
    return (
        update(delivery)
        .where(among(d.id, "ids", database, Integer()), IS_PLANNED, ~busy)
        .values(
            state=literal_column(f"'{State.CLAIMED}'"),
            fence=d.fence + literal_column("1"),
            owner=bindparam("new_owner"),
            lease_until=bindparam("new_lease"),
            not_before=None,
            reason=literal_column("''"),
            updated_at=bindparam("new_updated_at"),
        )
        .returning(d.id)
    )


_TAKE = Statement(_taking)


def _claimed(work: Work, row: Delivery) -> Delivery:
    taken = replace(row, state=State.CLAIMED, fence=row.fence + 1, not_before=None, reason="")
    moved = (State.PLANNED, State.CLAIMED)
    work.record_row("claim", row.id, row.key, taken.fence, row.rendition, moved)
    return taken


def _first_due(database: str) -> Select[Any]:
    d = delivery.c
    ready = and_(_claimable(), _awake(database), d.not_before.is_(None))
    return select(d.due_at).where(ready).order_by(d.due_at).limit(literal_column("1"))


def _first_deferred(database: str) -> Select[Any]:
    d = delivery.c
    at = case((d.not_before > d.due_at, d.not_before), else_=d.due_at)
    ready = and_(_claimable(), _awake(database), d.not_before.is_not(None))
    return select(at).where(ready).order_by(at).limit(literal_column("1"))


_FIRST = (Statement(_first_due), Statement(_first_deferred))


def next_due(connection: Connection, resting: Collection[str] = ()) -> datetime | None:
    """The earliest instant at which ``claim`` would find a row as things stand."""
    values = {"resting": listed(connection, sorted(resting))}
    answers = [one.run(connection, values).scalar() for one in _FIRST]
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
    lease = to_ms(work.now + timedelta(seconds=lease_seconds))
    values = {"seen_id": row.id, "seen_fence": row.fence, "new_lease": lease}
    if _RENEW.run(work.connection, values).rowcount != 1:
        raise lost(row)


def _renewing(_database: str) -> Executable:
    d = delivery.c
    return (
        update(delivery)
        .where(d.id == bindparam("seen_id"), d.fence == bindparam("seen_fence"))
        .where(d.state.in_([written(s) for s in sorted(LAPSED)]))
        .values(lease_until=bindparam("new_lease"))
    )


_RENEW = Statement(_renewing)


def reconcile(work: Work, row: Delivery, owner: str, lease_seconds: float) -> Delivery:
    """UNKNOWN -> RECONCILING, so that no other worker looks or sends on this account."""
    if row.state is not State.UNKNOWN:
        raise refused(row, row.state, State.RECONCILING)
    postgres.lock_account(work.connection, row.key.account)
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
    wanted = select(delivery).where(*over).order_by(d.id).with_for_update(skip_locked=True)
    found = work.connection.execute(wanted).mappings().all()
    for row in map(to_delivery, found):
        _lapse_one(work, row)
    return len(found)


def _lapse_one(work: Work, row: Delivery) -> None:
    attempts.abandon(work, row)
    values: dict[str, Any] = {"fence": row.fence + 1}
    if row.state is State.CLAIMED:
        values["not_before"] = None
    move(work, row, LAPSED[row.state], "lapse", reason="worker's lease ended", **values)
