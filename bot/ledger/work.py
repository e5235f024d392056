"""One writer's transaction: every change of a row leaves its link of the audit chain here.

The links are written just before the commit, in one statement, so the state and the log
of it stand or fall together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, update

from bot import __version__
from bot.errors import BadUsage, LostClaim
from bot.ledger import chain, renditions, sealing, thread
from bot.ledger.base import Delivery
from bot.ledger.postgres import is_postgres
from bot.ledger.rows import to_ms
from bot.ledger.schema import delivery
from bot.ledger.statement import Statement
from bot.ledger.states import IN_FLIGHT, KEEPING, STOPPED, TRANSITIONS, Hold
from bot.model import DeliveryKey, Environment, State
from bot.redact import scrub

REASON_MAX = 500
_CODE = re.compile(r"[A-Za-z0-9:._-]{1,80}")
_RULE = re.compile(r"\b[A-Z][A-Z0-9]{2,3}\d{3}\b")


def link(
    event: str,
    id_: int,
    key: DeliveryKey,
    fence: int,
    digest: str,
    moved: tuple[str, str],
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the audit log says of a row that was made, changed or moved."""
    return {
        "event": event,
        "delivery": id_,
        "post": key.post_id,
        "account": key.account,
        "occurrence": key.occurrence,
        "part": key.part,
        "from": moved[0],
        "to": moved[1],
        "fence": fence,
        "rendition": digest,
        **(extra or {}),
        "v": __version__,
    }


@dataclass(slots=True)
class Work:
    """An open transaction of one environment's ledger at one instant."""

    connection: Connection
    environment: Environment
    now: datetime
    head: chain.Head = field(default_factory=chain.Head)  # the audit log's last link
    _bodies: list[dict[str, Any]] = field(default_factory=list)
    _left: set[str] = field(default_factory=set)  # renditions that a row just let go of
    _threads: set[DeliveryKey] = field(default_factory=set)  # a part stopped or goes on

    @property
    def at(self) -> int:
        """The instant in UTC milliseconds."""
        return to_ms(self.now)

    def record(self, body: Mapping[str, Any]) -> None:
        """Add a link to the audit chain."""
        self._bodies.append({**body, "v": __version__})

    def record_row(
        self,
        event: str,
        id_: int,
        key: DeliveryKey,
        fence: int,
        digest: str,
        moved: tuple[str, str],
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Add the link of a row that was made, changed or moved."""
        self._bodies.append(link(event, id_, key, fence, digest, moved, extra))

    def leave(self, digest: str) -> None:
        """Say that a row no longer needs this text; it is erased if no other row does."""
        self._left.add(digest)

    def unsettle(self, key: DeliveryKey) -> None:
        """Say that a part of a thread stopped or goes on; the parts after it follow suit."""
        self._threads.add(replace(key, part=0))

    def flush(self) -> bool:
        """Write what is pending; whether text was erased. Called once, before the commit."""
        for key in sorted(self._threads):
            _settle_thread(self, key)
        erased = renditions.erase_unused(self.connection, self._left, self.at)
        if is_postgres(self.connection):
            sealing.put(self.connection, self._bodies, self.at)
        else:
            chain.append(self.connection, self._bodies, self.at, self.head)
        return erased > 0


@cache
def _change(names: tuple[str, ...]) -> Statement:
    d = delivery.c
    seen = and_(
        d.id == bindparam("seen_id"),
        d.state == bindparam("seen_state"),
        d.fence == bindparam("seen_fence"),
    )
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Statement(lambda _: update(delivery).where(seen).values(values))


def change(work: Work, row: Delivery, state: State, values: Mapping[str, Any]) -> bool:
    """Compare and set: whether the row was still the one that was seen, in ``state``."""
    bound: dict[str, Any] = {f"new_{name}": value for name, value in values.items()}
    bound |= {"seen_id": row.id, "seen_state": state.value, "seen_fence": row.fence}
    return _change(tuple(sorted(values))).run(work.connection, bound).rowcount == 1


def move(
    work: Work,
    row: Delivery,
    to: State,
    event: str,
    *,
    start: State | None = None,
    reason: str = "",
    hold: Hold = Hold.NONE,
    extra: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Take ``row`` from its state (or ``start``) to another, if nobody else has touched it.

    Raises BadUsage for a step that is not in TRANSITIONS and LostClaim when the row's
    state or fence is no longer what the caller saw.
    """
    start = start or row.state
    if to not in TRANSITIONS[start]:
        raise refused(row, start, to)
    fence = values.pop("fence", row.fence)
    kept = to in IN_FLIGHT or to is State.RETRACTING
    settled = {} if kept else {"lease_until": None, "owner": ""}
    new = {
        "not_before": None,
        **settled,
        **values,
        "state": to.value,
        "hold": hold.value,
        "reason": safe_reason(reason),
        "fence": fence,
        "updated_at": work.at,
    }
    if not change(work, row, start, new):
        raise lost(row)
    if to in STOPPED or start in STOPPED:
        work.unsettle(row.key)
    if to not in KEEPING:
        work.leave(row.rendition)
    if to is State.HELD and hold is Hold.DOUBT:
        work.leave(row.rendition)  # erased only if it was withdrawn
    work.record_row(event, row.id, row.key, fence, row.rendition, (start, to), extra)


def _settle_thread(work: Work, key: DeliveryKey) -> None:
    parts = thread.read_parts(work.connection, key)
    for one in thread.consequences(parts):
        fence = one.row.fence + 1
        move(work, one.row, one.state, "thread", reason=one.reason, hold=one.hold, fence=fence)


def lost(row: Delivery) -> LostClaim:
    """The error for a row that somebody else changed."""
    return LostClaim(
        f"Delivery {row.id} of {row.key.post_id} to {row.key.account} was changed meanwhile.",
        fix="Nothing was done; look at it again with `gatepost plan`.",
    )


def refused(row: Delivery, start: State, to: State) -> BadUsage:
    """The error for a step the state machine does not have."""
    open_to = ", ".join(sorted(TRANSITIONS[start])) or "nothing: it has ended"
    return BadUsage(
        f"Delivery {row.id} of {row.key.post_id} to {row.key.account} is {start} and cannot "
        f"become {to}.",
        fix=f"From there it can become: {open_to}.",
    )


def safe_code(code: str) -> str:
    """A machine-made code as it is, anything else as "unnamed"; words stay out of the log."""
    return code if _CODE.fullmatch(code) else "unnamed"


def safe_reason(reason: str) -> str:
    """A reason without anything that looks like a credential, bounded."""
    return scrub(reason)[:REASON_MAX]


def rules_in(reason: str) -> list[str]:
    """The rule ids that a worker's reason names, for the log; its words stay out."""
    return sorted(set(_RULE.findall(reason)))


def chunks(values: Iterable[Any], size: int = 500) -> Iterable[list[Any]]:
    """Lists of at most ``size``; SQLite bounds the number of bound values."""
    values = list(values)
    for start in range(0, len(values), size):
        yield values[start : start + size]
