"""One try at publishing or retracting: its intent before, its end after, steps in between."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    Connection,
    Executable,
    Integer,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)

from bot.errors import BadUsage, LostClaim
from bot.ledger.base import Delivery
from bot.ledger.freezing import is_frozen, written
from bot.ledger.rows import same, to_ms
from bot.ledger.schema import attempt, delivery, step
from bot.ledger.statement import Statement
from bot.ledger.states import Hold
from bot.ledger.work import Work, lost, move, safe_code, safe_reason
from bot.model import Deferred, Delivered, Outcome, Rejected, State, Unknown, canonical

#: Deferrals and proven absences in a row after which a person must look.
TRIES_MAX = 6
WITHDRAWN = "text erased on request"
_WAIT_MAX = timedelta(days=7)
_LEASE = timedelta(seconds=120)
#: What an intent may hold: ids, digests, times and names of fields, never words.
_PLAIN = re.compile(r"[A-Za-z0-9_:./@+=,#~-]{0,200}")


def plain_intent(intent: Mapping[str, Any]) -> str:
    """The intent as canonical JSON. Raises BadUsage when it could hold a post's words."""
    if not _is_plain(dict(intent)):
        raise BadUsage(
            "An attempt's intent holds words; it may hold ids and digests only.",
            fix="This is a fault in gatepost; please report it. Nothing was sent.",
        )
    return canonical(intent).decode()


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return _PLAIN.fullmatch(value) is not None
    if isinstance(value, dict):
        return all(_is_plain(k) and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(_is_plain(v) for v in value)
    return value is None or isinstance(value, bool | int | float)


def _open(work: Work, row: Delivery, kind: str, intent: str) -> int:
    values = {
        "row": row.id, "kind": kind, "fence": row.fence, "intent": intent, "started": work.at
    }  # fmt: skip
    return int(_OPEN.run(work.connection, values).scalar_one())


def _opening(_database: str) -> Executable:
    a = attempt.c
    row = bindparam("row", type_=Integer)
    number = select(func.coalesce(func.max(a.number), 0) + 1).where(a.delivery == row)
    values = {
        "delivery": row,
        "number": number.scalar_subquery(),
        "outcome": literal_column("''"),
        "code": literal_column("''"),
        **{name: bindparam(name) for name in ("kind", "fence", "intent", "started")},
    }
    return insert(attempt).values(values).returning(a.id)


_OPEN = Statement(_opening)


def _close(work: Work, row: Delivery, id_: int, outcome: Outcome) -> None:
    values = {
        "seen_id": id_, "seen_row": row.id, "seen_fence": row.fence, "new_ended": work.at,
        "new_outcome": _name(outcome), "new_code": _code(outcome),
    }  # fmt: skip
    if _CLOSE.run(work.connection, values).rowcount != 1:
        raise lost(row)


def _closing(_database: str) -> Executable:
    a = attempt.c
    seen = (
        a.id == bindparam("seen_id"),
        a.delivery == bindparam("seen_row"),
        a.fence == bindparam("seen_fence"),
        a.ended.is_(None),
    )
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("ended", "outcome", "code")
    }
    return update(attempt).where(*seen).values(values)


_CLOSE = Statement(_closing)


def abandon(work: Work, row: Delivery) -> None:
    """End the attempts that a dead worker left open."""
    a = attempt.c
    work.connection.execute(
        update(attempt)
        .where(a.delivery == row.id, a.ended.is_(None))
        .values(ended=work.at, outcome="lost", code="lease-ended")
    )


def _name(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()


def _code(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Delivered) else safe_code(outcome.code)


def begin(work: Work, row: Delivery, intent: str) -> int:
    """CLAIMED -> SENDING; from the commit on, nobody may assume that nothing was sent.

    Raises LostClaim unless the claim still holds: same fence, lease running, not frozen.
    """
    seen = {"seen_id": row.id, "seen_fence": row.fence, "new_now": work.at}
    values = {**seen, "new_attempts": row.attempts + 1}
    if _BEGIN.run(work.connection, values).rowcount != 1:
        raise not_held(row)
    id_ = _open(work, row, "publish", intent)
    moved = (State.CLAIMED, State.SENDING)
    work.record_row("begin", row.id, row.key, row.fence, row.rendition, moved, {"attempt": id_})
    return id_


def not_held(row: Delivery) -> LostClaim:
    """The error for a claim that ended, or a freeze that came, before the send began."""
    return LostClaim(
        f"Delivery {row.id} of {row.key.post_id} to {row.key.account} may not be sent: its "
        "claim ended, or its account was frozen.",
        fix="Nothing was sent; it is taken up again when it may go out.",
    )


def _beginning(_database: str) -> Executable:
    d, now = delivery.c, bindparam("new_now", type_=BigInteger)
    mine = (d.id == bindparam("seen_id"), d.fence == bindparam("seen_fence"))
    return (
        update(delivery)
        .where(*mine, d.state == written(State.CLAIMED), d.lease_until > now, ~is_frozen())
        .values(
            state=written(State.SENDING),
            hold=written(Hold.NONE),
            reason=written(""),
            not_before=None,
            attempts=bindparam("new_attempts"),
            updated_at=now,
        )
    )


_BEGIN = Statement(_beginning)


def finish(work: Work, row: Delivery, id_: int, outcome: Outcome) -> State:
    """SENDING -> what the outcome says; the state it came to."""
    outcome = _with_proof(outcome)
    _close(work, row, id_, outcome)
    extra = {"attempt": id_, "outcome": _name(outcome), "code": _code(outcome)}
    state, values = unless_withdrawn(work, row, *_after(work, row, outcome))
    move(work, row, state, "finish", start=State.SENDING, extra=extra, **values)
    return state


def _with_proof(outcome: Outcome) -> Outcome:
    """Published means that a remote id is known; without one it has to be looked for."""
    if isinstance(outcome, Delivered) and not outcome.remote_id:
        return Unknown("delivered-without-id", "The platform named no id for the post.")
    return outcome


def _after(work: Work, row: Delivery, outcome: Outcome) -> tuple[State, dict[str, Any]]:
    match outcome:
        case Delivered():
            return State.PUBLISHED, published(work, outcome.remote_id, outcome.url)
        case Rejected(held=True):
            return State.HELD, {"hold": Hold.SEND, "reason": _words(outcome)}
        case Rejected():
            return State.FAILED_FINAL, {"reason": _words(outcome)}
        case Deferred():
            return again(work, row, not_before=_wait(work.now, outcome.wait), why=outcome.code)
        case Unknown():
            return State.UNKNOWN, {"reason": _words(outcome), "remote_id": outcome.hint}
        case _:
            assert_never(outcome)


def unless_withdrawn(
    work: Work, row: Delivery, state: State, values: dict[str, Any]
) -> tuple[State, dict[str, Any]]:
    """The same end; but a row withdrawn while it was being sent never goes out again."""
    if state is State.PUBLISHED or state is State.UNKNOWN or values.get("hold") is Hold.DOUBT:
        return state, values
    d = delivery.c
    if not work.connection.execute(select(d.withdrawn).where(d.id == row.id)).scalar():
        return state, values
    return State.CANCELLED, {"reason": WITHDRAWN, "remote_id": ""}


def published(work: Work, remote_id: str, url: str) -> dict[str, Any]:
    """The columns of a row that is out."""
    return {"remote_id": remote_id, "url": url, "published_at": work.at, "tries": 0}


def _words(outcome: Rejected | Unknown) -> str:
    fix = outcome.fix if isinstance(outcome, Rejected) else ""
    words = " ".join(part for part in (outcome.what, fix) if part)
    return safe_reason(words or safe_code(outcome.code))


def _wait(now: datetime, seconds: float) -> int:
    """When a deferral ends; absurd waits are bounded, and NaN waits the longest."""
    bounded = min(max(seconds, 0.0), _WAIT_MAX.total_seconds()) if seconds == seconds else None
    return to_ms(now + (_WAIT_MAX if bounded is None else timedelta(seconds=bounded)))


def again(
    work: Work, row: Delivery, *, not_before: int | None, why: str
) -> tuple[State, dict[str, Any]]:
    """PLANNED once more, or HELD when that was the last try."""
    d = delivery.c
    tries = work.connection.execute(select(d.tries).where(d.id == row.id)).scalar_one() + 1
    if tries >= TRIES_MAX:
        reason = f"gave up after {tries} tries ({safe_code(why)})"
        return State.HELD, {"hold": Hold.SEND, "reason": reason, "tries": tries, "remote_id": ""}
    reason = f"tried {tries} of {TRIES_MAX} times ({safe_code(why)})"
    values = {"tries": tries, "reason": reason, "not_before": not_before, "remote_id": ""}
    return State.PLANNED, values


def retracting(work: Work, row: Delivery) -> int:
    """PUBLISHED or RETRACT_REQUESTED -> RETRACTING, under a lease like any attempt."""
    id_ = _open(work, row, "retract", canonical({"remote_id": row.remote_id}).decode())
    lease = to_ms(work.now + _LEASE)
    extra = {"attempt": id_}
    move(work, row, State.RETRACTING, "retract", extra=extra, reason=row.reason, lease_until=lease)
    return id_


def retracted(work: Work, row: Delivery, id_: int, outcome: Outcome) -> State:
    """RETRACTING -> RETRACTED, PUBLISHED (refused), RETRACT_REQUESTED (later), or it stays."""
    _close(work, row, id_, outcome)
    extra = {"attempt": id_, "outcome": _name(outcome), "code": _code(outcome)}
    start = State.RETRACTING
    state, values = State.RETRACTED, dict[str, Any]()
    match outcome:
        case Delivered():
            pass
        case Rejected():
            state, values = State.PUBLISHED, {"reason": _words(outcome)}
        case Deferred():
            wait = _wait(work.now, outcome.wait)
            state, values = State.RETRACT_REQUESTED, {"not_before": wait}
        case Unknown():
            return _stay(work, row, extra)
        case _:
            assert_never(outcome)
    move(work, row, state, "retracted", start=start, extra=extra, **values)
    return state


def _stay(work: Work, row: Delivery, extra: Mapping[str, Any]) -> State:
    """Nobody knows whether it is gone; when the lease ends, the retraction is due again."""
    d = delivery.c
    found = work.connection.execute(select(d.id).where(same(row, State.RETRACTING)))
    if found.scalar_one_or_none() is None:
        raise lost(row)
    work.record({"event": "retraction unclear", "delivery": row.id, **extra})
    return State.RETRACTING


@dataclass(frozen=True, slots=True)
class StoredSteps:
    """Checkpoints of one delivery; each is committed before ``put`` returns."""

    row: Delivery
    attempt: int
    reading: Callable[[], AbstractContextManager[Connection]]
    writing: Callable[[], AbstractContextManager[Work]]

    def get(self, name: str) -> str | None:
        """The remote id saved under ``name`` by this or an earlier attempt, or None."""
        s = step.c
        wanted = select(s.remote_id).where(s.delivery == self.row.id, s.name == name)
        with self.reading() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def put(self, name: str, remote_id: str) -> None:
        """Save a remote id and renew the lease. Raises LostClaim when the row is no longer
        this worker's."""
        with self.writing() as work:
            _save(work, self.row, self.attempt, name, remote_id)


def _save(work: Work, row: Delivery, id_: int, name: str, remote_id: str) -> None:
    a = attempt.c
    current = exists().where(a.id == id_, a.delivery == row.id, a.ended.is_(None))
    sending = select(delivery.c.id).where(same(row, State.SENDING), current)
    if work.connection.execute(sending).scalar_one_or_none() is None:
        raise lost(row)
    s = step.c
    values = {"remote_id": remote_id, "at": work.at}
    here = (s.delivery == row.id, s.name == name)
    if work.connection.execute(update(step).where(*here).values(values)).rowcount == 0:
        work.connection.execute(insert(step).values(delivery=row.id, name=name, **values))
    _prolong(work, row)


def _prolong(work: Work, row: Delivery) -> None:
    """The lease lives as long as something gets done; it never gets shorter."""
    until = delivery.c.lease_until
    lease = to_ms(work.now + _LEASE)
    work.connection.execute(
        update(delivery).where(same(row, State.SENDING), until < lease).values(lease_until=lease)
    )
