"""A ledger from one database to another, whole or not at all.

Everything happens in one transaction of the target, its tables included; it is committed
only when every table there has the same rows as here, digest by digest, and the audit chain
holds. A copy that was cut short leaves a target as empty as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, func, insert, select, text

from bot import clock
from bot.errors import BadUsage, GatepostError, LedgerMoved, LedgerUnavailable
from bot.ledger import chain, failpoint, freezing, postgres, sealing
from bot.ledger.connection import translated
from bot.ledger.opening import bring_up, engine_for, is_untouched, locate, make_tables
from bot.ledger.postgres import is_postgres
from bot.ledger.schema import delivery, in_flight, metadata
from bot.ledger.work import Work
from bot.model import Environment, canonical

#: Who freezes a ledger that was copied; the new place follows.
COPIED = "copied to "
_BATCH = 1000
_NUMBERED = ("attempt", "delivery", "pending")
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: rows by table."""

    rows: dict[str, int]


def copy(
    source: str,
    target: str,
    environment: Environment,
    folder: Path,
    progress: Progress = lambda _table, _rows: None,
    *,
    keep: bool = True,
) -> Copied:
    """Copy the ledger that ``source`` names to ``target``; both as ``open_ledger`` takes them.

    Only for whoever holds the state folder's lock. ``keep`` false: rehearse, all of it.
    Raises BadUsage for a target that holds something or a source at work, and
    LedgerUnavailable or WrongEnvironment; the target is then what it was.
    """
    if locate(source, folder) == locate(target, folder):
        raise BadUsage("The two ledgers are the same.", fix="Name another target.")
    with _engine(source, folder) as old, _engine(target, folder) as new, translated():
        bring_up(old, environment)
        with _reading(old) as here, _writing(new) as there:
            _refuse_busy(here)
            failpoint.reach("copy/start")
            _make_room(there)
            rows = {
                table.name: _copy_table(table, here, there, progress)
                for table in metadata.sorted_tables
            }
            _set_numbers(there)
            failpoint.reach("copy/flush")
            _prove(here, there)
            if keep:
                failpoint.reach("copy/commit")
                there.commit()
                _mark(Work(here, environment, clock.now()), locate(target, folder))
            else:
                there.rollback()
    failpoint.reach("copy/done")
    return Copied(rows)


def _mark(work: Work, target: Path | URL | None) -> None:
    """Freeze what was copied: on both, each would send what the other has sent."""
    place = target.name if isinstance(target, Path) else ""
    if isinstance(target, URL):
        place = f"{target.host or 'localhost'}/{target.database}"  # never its password
    freezing.set_freeze(work, "all", "", on=False)
    freezing.set_freeze(work, "all", f"{COPIED}{place}", on=True)
    work.flush()


def is_copied(freezes: Sequence[tuple[str, str, datetime]]) -> LedgerMoved | None:
    """The error for a ledger that was copied to another place, or None."""
    for scope, actor, at in freezes:
        if scope == "all" and actor.startswith(COPIED):
            return LedgerMoved(
                f"This ledger was {actor} on {at:%Y-%m-%d at %H:%M} UTC, and may be at work there.",
                fix="Name the new place (ledger in config/gatepost.toml, or GATEPOST_LEDGER). If "
                "the copy is not used, remove the mark: gatepost unfreeze all.",
            )
    return None


@contextmanager
def _engine(url: str, folder: Path) -> Iterator[Engine]:
    engine = engine_for(url, folder)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """The source at one instant, and nobody writes to it until the end."""
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin() as transaction:
            if is_postgres(connection):
                sealing.seal_all(connection)
                connection.execute(text("LOCK TABLE delivery, pending, audit IN SHARE MODE"))
            yield connection
            # Sealing is all that was written, and it is true whatever became of the copy; and
            # after a copy that was kept, the mark.
            transaction.commit()


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        connection.begin()
        yield connection
        if connection.in_transaction():
            connection.rollback()


def _refuse_busy(connection: Connection) -> None:
    busy = connection.execute(select(func.count()).select_from(delivery).where(in_flight(delivery)))
    others = _others(connection)
    if not busy.scalar() and not others:
        return
    raise BadUsage(
        "The ledger is in use: a worker has it open, or rows are on their way.",
        fix="Stop every gatepost that uses it; run gatepost run --once if one died.",
    )


def _others(connection: Connection) -> int:
    """Other programs of ours that a server has connections of."""
    if not is_postgres(connection):
        return 0
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = :name AND pid <> pg_backend_pid()"
    )
    return int(connection.execute(asked, {"name": postgres.APPLICATION}).scalar_one())


def _make_room(connection: Connection) -> None:
    if not is_untouched(connection):
        raise BadUsage(
            "The target holds something already.",
            fix="Name a database that is empty, or a file that is not there.",
        )
    make_tables(connection)


def _copy_table(table: Table, here: Connection, there: Connection, progress: Progress) -> int:
    count = 0
    for rows in _batches(table, here):
        there.execute(insert(table), rows)
        count += len(rows)
        progress(table.name, count)
    return count


def _batches(table: Table, connection: Connection) -> Iterator[list[dict[str, Any]]]:
    wanted = select(table).order_by(*table.primary_key.columns)
    # For this statement alone: options of the connection would make cursors of later writes.
    found = connection.execute(wanted, execution_options={"yield_per": _BATCH}).mappings()
    for rows in found.partitions(_BATCH):
        yield [dict(row) for row in rows]


def _set_numbers(connection: Connection) -> None:
    """A server draws new numbers after those that were copied."""
    if not is_postgres(connection):
        return
    for name in _NUMBERED:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608 - our own names
                f" COALESCE((SELECT max(id) FROM {name}), 1), EXISTS (SELECT 1 FROM {name}))"
            )
        )


def _prove(here: Connection, there: Connection) -> None:
    for table in metadata.sorted_tables:
        if _digest(table, here) != _digest(table, there):
            raise LedgerUnavailable(
                f"The copy of the table {table.name} differs from the original.",
                fix="Nothing was kept of it; run gatepost doctor, then this again.",
            )
    problems = chain.verify(there)
    if problems:
        raise GatepostError(
            f"The audit chain does not hold: {problems[0]}",
            fix="Nothing was copied; restore a backup and find out who.",
        )


def _digest(table: Table, connection: Connection) -> str:
    """One name for all rows of a table, in order of its key."""
    summed = hashlib.sha256()
    for rows in _batches(table, connection):
        for row in rows:
            summed.update(canonical([int(v) if isinstance(v, bool) else v for v in row.values()]))
    return summed.hexdigest()
