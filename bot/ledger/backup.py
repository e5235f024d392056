"""Copies of an SQLite ledger, and what must be doubted when one is put back.

A backup is taken while the ledger is in use. A file takes its final name only after it was
written to the disk and read through, so a kill at any instant leaves what was there before
or what should be there after.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from bot.errors import BadUsage, LedgerUnavailable
from bot.ledger import care, chain, failpoint
from bot.ledger.claiming import lapse
from bot.ledger.connection import make_engine, translated
from bot.ledger.mounts import prepare_folder
from bot.ledger.opening import bring_up
from bot.ledger.planning import doubtful
from bot.ledger.rows import from_ms, to_delivery, to_ms
from bot.ledger.schema import audit, delivery, meta
from bot.ledger.states import UNSENT, Hold
from bot.ledger.work import Work, change
from bot.model import Environment, State

_SIDES = ("-journal", "-wal", "-shm")


def back_up(ledger: Path, target: Path) -> None:
    """Copy the ledger to ``target``, which takes the place of an older backup there.

    Raises LedgerUnavailable when the copy cannot be made or does not hold together.
    """
    if not ledger.is_file():
        raise LedgerUnavailable("There is no ledger to back up.", fix="Run gatepost plan first.")
    prepare_folder(target.absolute().parent)
    with _temporary(target) as copy, translated():
        _copy(ledger, copy)
        failpoint.reach("backup/copied")
        _prove(copy)
        _flush(copy)
        failpoint.reach("backup/checked")
        copy.replace(target)
    _flush(target.absolute().parent)
    failpoint.reach("backup/named")


def restore(source: Path, ledger: Path, environment: Environment, now: datetime) -> Path | None:
    """Put a backup in the ledger's place; where the old one is kept, if there was one.

    Only for whoever holds the state folder's lock. The ledger may now be older than what
    happened: every row that is not out is held until a person has looked, rows that were
    being sent are looked up, and what the next whole plan adds is held too. Raises
    LedgerUnavailable and WrongEnvironment; nothing has then changed.
    """
    if not source.is_file():
        raise LedgerUnavailable(f"There is no backup {source}.", fix="Name a file that is there.")
    prepare_folder(ledger.parent)
    with _temporary(ledger) as copy:
        with translated():
            _copy(source, copy)
            _prove(copy)
        failpoint.reach("restore/copied")
        _doubt(copy, environment, now)
        _flush(copy)
        failpoint.reach("restore/held")
        kept = _keep(ledger, now)
        failpoint.reach("restore/kept")
        copy.replace(ledger)
    _flush(ledger.parent)
    failpoint.reach("restore/replaced")
    return kept


@contextmanager
def _temporary(beside: Path) -> Iterator[Path]:
    """A file in the same folder, for its owner only; gone at the end unless it was renamed."""
    folder = beside.absolute().parent
    descriptor, name = tempfile.mkstemp(prefix=f".{beside.name}.", dir=folder)
    os.close(descriptor)
    path = Path(name)
    try:
        yield path
    finally:
        for one in (path, *(Path(name + side) for side in _SIDES)):
            one.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.execute("PRAGMA busy_timeout = 5000")
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the source used


def _prove(path: Path) -> None:
    """Read the copy through. Raises LedgerUnavailable."""
    engine = make_engine(f"sqlite:///{path}", journal="DELETE")
    try:
        with engine.connect() as connection:
            names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
            if not {"meta", "audit", "delivery"} <= names:
                raise LedgerUnavailable("The file is no ledger.", fix="Name another backup.")
            problems = [*care.examine(connection), *chain.verify_links(connection)]
    finally:
        engine.dispose()
    if problems:
        raise LedgerUnavailable(
            f"The copy does not hold together: {problems[0]}", fix="Take or name another backup."
        )


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep(ledger: Path, now: datetime) -> Path | None:
    """Give the present ledger a second name, so that it stays when the first is taken."""
    if not ledger.exists() or ledger.stat().st_size == 0:
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(ledger)) as old:
        old.execute("PRAGMA journal_mode = DELETE")  # what its side files hold goes into it
    kept = ledger.with_name(f"{ledger.stem}.before-{now:%Y%m%dT%H%M%SZ}{ledger.suffix}")
    if kept.exists():
        raise BadUsage(f"{kept} is there already.", fix="Move it away, then run this again.")
    os.link(ledger, kept)
    for side in _SIDES:
        # Left beside the new file, a journal of the old one would be played into it.
        rest = Path(f"{ledger}{side}")
        if rest.exists():
            rest.replace(f"{kept}{side}")
    return kept


# ---------------------------------------------------------------- doubt
def _doubt(path: Path, environment: Environment, now: datetime) -> None:
    """Migrate the copy and hold whatever may have gone out since it was taken."""
    engine = make_engine(f"sqlite:///{path}", journal="DELETE")
    try:
        with translated():
            bring_up(engine, environment)
            with engine.connect() as plain:
                connection = plain.execution_options(writes=True)
                with connection.begin():
                    failpoint.reach("restore/start")
                    work = Work(connection, environment, now)
                    _hold_all(work)
                    failpoint.reach("restore/flush")
                    work.flush()
                    failpoint.reach("restore/commit")
            failpoint.reach("restore/done")
    finally:
        engine.dispose()


def taken_at(connection: Connection) -> datetime:
    """The instant of the last thing that the ledger's log knows of."""
    return from_ms(connection.execute(select(func.max(audit.c.at))).scalar() or 0)


def _hold_all(work: Work) -> None:
    at = taken_at(work.connection)
    lapse(work, whatever_lease=True)
    d = delivery.c
    unsent = select(delivery).where(d.state.in_([s.value for s in UNSENT])).order_by(d.id)
    for row in map(to_delivery, work.connection.execute(unsent).mappings().all()):
        new = {
            "state": State.HELD.value, "hold": Hold.DOUBT.value, "reason": doubtful(at),
            "fence": row.fence + 1, "not_before": None, "updated_at": work.at,
        }  # fmt: skip
        change(work, row, row.state, new)
        moved = (row.state, State.HELD)
        work.record_row("restore", row.id, row.key, row.fence + 1, row.rendition, moved)
    work.connection.execute(update(meta).values(restored=to_ms(at)))
    work.record({"event": "restored", "backup": to_ms(at)})
