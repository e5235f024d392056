"""PostgreSQL's audit links: committed with the transition, sealed into the chain after it.

To seal each link in its own transaction would let one writer in at a time. So a link is
first put into ``pending``, and one sealer, whoever gets the lock, moves what is there to
the chain, in the order of its numbers, within a second. The links of one delivery follow
each other: the next number is drawn only after the row's last change was committed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, text

from bot.errors import GatepostError
from bot.ledger import chain, postgres
from bot.model import canonical

_PAUSE = 0.25
_INSERT = text(
    "INSERT INTO pending (at, body) SELECT CAST(:new_at AS bigint), body"
    " FROM unnest(CAST(:bodies AS text[])) WITH ORDINALITY AS link (body, place) ORDER BY place"
)
_TAKE = text(
    "WITH gone AS (DELETE FROM pending WHERE id IN"
    " (SELECT id FROM pending ORDER BY id LIMIT 5000) RETURNING id, at, body)"
    " SELECT at, body FROM gone ORDER BY id"
)


def put(connection: Connection, bodies: Sequence[Mapping[str, Any]], at: int) -> None:
    """Write the links where the sealer finds them."""
    if bodies:
        words = [canonical(body).decode() for body in bodies]
        connection.execute(_INSERT, {"new_at": at, "bodies": words})


def seal(connection: Connection, *, wait: bool) -> int:
    """Move what is pending into the chain; how many links. 0 too when another seals."""
    if wait:
        postgres.lock(connection, postgres.SEALING)
    elif not postgres.try_lock(connection, postgres.SEALING):
        return 0
    rows = connection.execute(_TAKE).all()
    chain.append_dated(connection, [(json.loads(row.body), row.at) for row in rows])
    return len(rows)


def seal_all(connection: Connection) -> None:
    """Leave nothing unsealed that is committed."""
    while seal(connection, wait=True):
        pass


class Sealer:
    """A thread that seals soon after something was written; none runs while nothing is."""

    def __init__(self, seal_once: Callable[[], int]) -> None:
        self._seal = seal_once
        self._written = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def notice(self) -> None:
        """Say that something was written."""
        self._written.set()
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, daemon=True, name="sealer")
                    self._thread.start()

    def close(self) -> None:
        """Seal what is left and end."""
        self._stop.set()
        self._written.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            with suppress(GatepostError):  # another worker, or the next start, seals them
                self._seal()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._written.wait()
            self._stop.wait(_PAUSE)  # a few links at a time cost no more than one
            self._written.clear()
            try:
                while self._seal():
                    pass
            except GatepostError:
                self._stop.wait(_PAUSE)  # the database is away; the links are safe in it
                self._written.set()
