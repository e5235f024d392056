"""The stored bytes: kept under their digest until the post is out or withdrawn, then erased."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, and_, exists, insert, select, update

from bot.errors import LedgerUnavailable
from bot.ledger.schema import delivery, rendition
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
            select(c.digest, c.payload.is_not(None).label("kept")).where(c.digest.in_(some))
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
    found = connection.execute(
        select(rendition.c.payload).where(rendition.c.digest == digest)
    ).scalar_one_or_none()
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
    keeping = sorted(state.value for state in KEEPING)
    d = delivery.c
    # A withdrawn row that may be out waits for a person, who needs no text to decide.
    given_up = and_(d.withdrawn, d.state == State.HELD.value)
    used = exists().where(d.rendition == rendition.c.digest, d.state.in_(keeping), ~given_up)
    for digest in sorted(digests):
        erased += connection.execute(
            update(rendition)
            .where(rendition.c.digest == digest, rendition.c.payload.is_not(None), ~used)
            .values(payload=None, erased_at=at)
        ).rowcount
    return erased
