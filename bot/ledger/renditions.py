"""The stored bytes: kept under their digest until the post is out or withdrawn, then erased."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    and_,
    bindparam,
    exists,
    insert,
    literal_column,
    select,
    update,
)

from bot.errors import LedgerUnavailable
from bot.ledger.postgres import is_postgres
from bot.ledger.schema import delivery, rendition
from bot.ledger.statement import Statement
from bot.ledger.states import KEEPING
from bot.model import Rendition, State, canonical

_CHUNK = 500


def store(connection: Connection, wanted: Mapping[str, Rendition]) -> None:
    """Keep these renditions by digest; those already kept stay as they are."""
    kept = _kept(connection, wanted)
    missing = [
        {"digest": digest, "payload": canonical(r.payload()).decode()}
        for digest, r in wanted.items()
        if digest not in kept
    ]
    if missing:
        connection.execute(insert(rendition), missing)
    for digest in sorted(d for d, has_payload in kept.items() if not has_payload):
        _restore(connection, digest, canonical(wanted[digest].payload()).decode())


def _kept(connection: Connection, digests: Iterable[str]) -> dict[str, bool]:
    """Digest -> whether its payload is still there, of those that have a row."""
    every = sorted(digests)
    kept: dict[str, bool] = {}
    c = rendition.c
    for start in range(0, len(every), _CHUNK):
        some = every[start : start + _CHUNK]
        found = connection.execute(
            select(c.digest, c.payload.is_not(None).label("kept"))
            .where(c.digest.in_(some))
            .with_for_update()
        )
        kept |= {row.digest: bool(row.kept) for row in found}
    return kept


def _restore(connection: Connection, digest: str, payload: str) -> None:
    connection.execute(
        update(rendition)
        .where(rendition.c.digest == digest)
        .values(payload=payload, erased_at=None)
    )


def is_kept(connection: Connection, digest: str) -> bool:
    """Whether the text under this digest is still there."""
    return _kept(connection, [digest]).get(digest, False)


def load(connection: Connection, digest: str) -> Rendition:
    """The stored rendition, proved against its digest. Raises LedgerUnavailable."""
    found = _LOAD.run(connection, {"seen_digest": digest}).scalar()
    if found is None:
        raise LedgerUnavailable(
            f"The ledger holds no text under {digest[:12]}: it was erased or never stored.",
            fix="Run `gatepost plan` to store what the calendar says now.",
        )
    loaded = Rendition.from_payload(json.loads(found))
    if loaded.digest != digest:
        raise LedgerUnavailable(
            f"The text stored under {digest[:12]} is not the one that was checked.",
            fix="Nothing was sent. Restore the ledger from a backup.",
        )
    return loaded


def erase_unused(connection: Connection, digests: Iterable[str], at: int) -> int:
    """Erase those of the texts that no row may still need; how many were erased."""
    erased = 0
    for digest in sorted(digests):
        if is_postgres(connection):
            # A planner that is about to use this text again has it locked: wait, then look.
            _LOCK.run(connection, {"seen_digest": digest})
        erased += erase_locked(connection, digest, at)
    return erased


def erase_locked(connection: Connection, digest: str, at: int) -> int:
    """As ``erase_unused``, for one text that the caller has locked where that is needed."""
    values = {"seen_digest": digest, "new_erased_at": at}
    return _ERASE.run(connection, values).rowcount


def _erasing(_database: str) -> Executable:
    keeping: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in sorted(KEEPING)]
    c, d = rendition.c, delivery.c
    # A withdrawn row that may be out waits for a person, who needs no text to decide.
    given_up = and_(d.withdrawn, d.state == literal_column(f"'{State.HELD}'"))
    used = exists().where(d.rendition == c.digest, d.state.in_(keeping), ~given_up)
    return (
        update(rendition)
        .where(c.digest == bindparam("seen_digest"), c.payload.is_not(None), ~used)
        .values(payload=None, erased_at=bindparam("new_erased_at"))
    )


_ERASE = Statement(_erasing)
_LOCK = Statement(
    lambda _: (
        select(rendition.c.digest)
        .where(rendition.c.digest == bindparam("seen_digest"))
        .with_for_update()
    )
)
_LOAD = Statement(
    lambda _: select(rendition.c.payload).where(rendition.c.digest == bindparam("seen_digest"))
)
