"""What callers read back: rows, assigned slots, and what an account published."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    RowMapping,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
)

from bot.ledger.base import Attempted, Checkpoint, Delivery, Evidence, Try
from bot.ledger.postgres import PLANNING, lock
from bot.ledger.rows import from_ms, from_ms_or_none, to_delivery, to_ms
from bot.ledger.schema import attempt, delivery, is_unsettled, slot, step
from bot.ledger.statement import Statement
from bot.ledger.states import UNSETTLED
from bot.ledger.thread import read_parts
from bot.ledger.work import Work
from bot.model import Environment, State

_OUT = (State.PUBLISHED, State.RETRACT_REQUESTED, State.RETRACTING)


def read_deliveries(
    connection: Connection,
    environment: Environment,
    states: Collection[State],
    post: str,
    account: str,
) -> list[Delivery]:
    """Rows by state, post and account, in order of due time."""
    d = delivery.c
    mine = d.environment == environment.value
    wanted = select(delivery).where(mine).order_by(d.due_at, d.id)
    if states and UNSETTLED.issuperset(states):
        wanted = wanted.where(is_unsettled())
    if states:
        wanted = wanted.where(d.state.in_(sorted(s.value for s in states)))
    if post:
        wanted = wanted.where(d.post == post)
    if account:
        wanted = wanted.where(d.account == account)
    return [to_delivery(row) for row in connection.execute(wanted).mappings()]


def read_delivery(connection: Connection, id_: int) -> Delivery | None:
    """One row by its number."""
    found = connection.execute(select(delivery).where(delivery.c.id == id_)).mappings().first()
    return to_delivery(found) if found else None


def read_recent(
    connection: Connection, account: str, since: datetime
) -> list[tuple[str, datetime, str]]:
    """(post, published at, digest) of what the account has out since then, oldest first."""
    d = delivery.c
    wanted = (
        select(d.post, d.published_at, d.rendition)
        .where(d.account == account, d.published_at >= to_ms(since))
        .where(d.state.in_([s.value for s in _OUT]))
        .order_by(d.published_at, d.id)
    )
    return [(r.post, from_ms(r.published_at), r.rendition) for r in connection.execute(wanted)]


def read_slot(connection: Connection, post: str, account: str) -> datetime | None:
    """The instant once assigned, or None."""
    s = slot.c
    found = connection.execute(select(s.at).where(s.post == post, s.account == account))
    at = found.scalar_one_or_none()
    return None if at is None else from_ms(at)


def read_slots(connection: Connection, account: str) -> dict[str, datetime]:
    """Post -> assigned instant, of one account."""
    s = slot.c
    found = connection.execute(select(s.post, s.at).where(s.account == account).order_by(s.at))
    return {row.post: from_ms(row.at) for row in found}


def assign_slot(work: Work, post: str, account: str, at: datetime) -> datetime:
    """Assign the slot unless one is there; the one that counts."""
    lock(work.connection, PLANNING)
    there = read_slot(work.connection, post, account)
    if there is not None:
        return there
    values = {"post": post, "account": account, "at": to_ms(at)}
    work.connection.execute(insert(slot).values(values))
    return from_ms(to_ms(at))


def free_slot(work: Work, post: str, account: str) -> None:
    """Let go of a slot; the log keeps that it was let go."""
    s = slot.c
    statement = delete(slot).where(s.post == post, s.account == account)
    if work.connection.execute(statement).rowcount:
        work.record({"event": "slot freed", "post": post, "account": account})


def read_attempted(
    connection: Connection, environment: Environment, account: str, limit: int
) -> list[Attempted]:
    """The account's last attempts to publish, newest first."""
    seen = {"environment": environment.value, "account": account, "most": limit}
    return [
        Attempted(
            row.delivery,
            row.post,
            row.part,
            from_ms(row.started),
            row.outcome,
            row.code,
            from_ms_or_none(row.not_before),
        )
        for row in _ATTEMPTED.run(connection, seen)
    ]


def _attempting(_database: str) -> Select[Any]:
    a, d = attempt.c, delivery.c
    return (
        select(a.delivery, d.post, d.part, a.started, a.outcome, a.code, d.not_before)
        .join(delivery, d.id == a.delivery)
        .where(d.environment == bindparam("environment"), d.account == bindparam("account"))
        .where(a.kind == literal_column("'publish'"))
        .order_by(a.started.desc(), a.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


_ATTEMPTED = Statement(_attempting)


def read_attempted_at(connection: Connection, id_: int) -> datetime | None:
    """When the row's last attempt to publish began, or None."""
    a = attempt.c
    latest = select(func.max(a.started)).where(a.delivery == id_, a.kind == "publish")
    at = connection.execute(latest).scalar()
    return None if at is None else from_ms(at)


def read_last_code(connection: Connection, id_: int) -> str:
    """The code of the row's last attempt to publish, or empty."""
    a = attempt.c
    codes = select(a.code).where(a.delivery == id_, a.kind == "publish").order_by(a.number.desc())
    return connection.execute(codes.limit(1)).scalar() or ""


def read_evidence(connection: Connection, id_: int) -> Evidence | None:
    """All that is known of one row, or None when there is no such row."""
    row = read_delivery(connection, id_)
    if row is None:
        return None
    a, s = attempt.c, step.c
    tries = connection.execute(select(attempt).where(a.delivery == id_).order_by(a.number))
    steps = connection.execute(select(step).where(s.delivery == id_).order_by(s.at, s.name))
    others = (part for part in read_parts(connection, row.key) if part.id != id_)
    return Evidence(
        row,
        tuple(_to_try(one) for one in tries.mappings()),
        tuple(Checkpoint(one.name, one.remote_id, from_ms(one.at)) for one in steps),
        tuple(others),
    )


def _to_try(row: RowMapping) -> Try:
    return Try(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        fence=row["fence"],
        intent=json.loads(row["intent"]),
        started=from_ms(row["started"]),
        ended=from_ms_or_none(row["ended"]),
        outcome=row["outcome"],
        code=row["code"],
    )
