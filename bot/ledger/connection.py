"""The engine and its settings, and the door at which database errors get their meaning."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import LedgerUnavailable
from bot.ledger import postgres

BUSY_SECONDS = 5.0

#: SQLite's primary result codes (sqlite.org/rescode.html, read 2026-11-22) -> what, fix.
_MEANINGS = {
    5: ("is locked by another program.", "Close what has it open, then run this again."),
    6: ("is locked by another program.", "Close what has it open, then run this again."),
    8: ("is read-only.", "Make the file and its folder writable for this user."),
    10: ("could not be read or written by the disk.", "Check the disk, then run this again."),
    11: ("is damaged.", "Restore it from a backup, then run `gatepost audit verify`."),
    13: ("could not be written: the disk is full.", "Free some space, then run this again."),
    14: ("cannot be opened.", "Make its folder and the file writable for this user."),
    26: ("is not a ledger.", "Point `ledger.url` or the state folder elsewhere."),
}
_OTHER = ("could not be used.", "Run `gatepost doctor`; it says what the database reports.")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset fault (sqlite.org/changes.html).

    Fixed in 3.51.3, and in 3.50.7 and 3.44.6 for those series; 3.52.0 was withdrawn.
    """
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3) and version != (3, 52, 0)


def make_engine(url: str, *, journal: str = "") -> Engine:
    """An engine with our settings on every connection; writers begin at once, not on need."""
    memory = url == "sqlite://"
    engine = create_engine(
        url,
        hide_parameters=True,  # a payload must never stand in an error's text
        paramstyle="named",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        **({"poolclass": StaticPool} if memory else {}),
    )
    mode = "MEMORY" if memory else journal or _journal()

    def configure(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        _configure(raw, mode)

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", _begin)
    return engine


def _journal() -> str:
    return "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"


def _configure(raw: sqlite3.Connection, journal: str) -> None:
    chosen = raw.execute(f"PRAGMA journal_mode={journal}").fetchone()[0]
    if chosen.upper() != journal:
        raise LedgerUnavailable(
            f"The ledger is open in another journal mode ({chosen}), by another SQLite.",
            fix="Stop every gatepost that uses this state folder, then run this again.",
        )
    for setting in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",  # an erased text leaves the file, not only the table
        "temp_store=MEMORY",
    ):
        raw.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("glances", False):
        return  # one statement that reads is a transaction by itself
    writes = options.get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def empty_log(engine: Engine) -> None:
    """Under WAL, let an erased text leave the log file too; elsewhere nothing happens.

    The change itself is committed, so nothing here may fail it; the next erasure, or the
    last program to close the ledger, does what this could not.
    """
    with suppress(sqlite3.Error, SQLAlchemyError), engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if isinstance(raw, sqlite3.Connection):
            # Not through SQLAlchemy, which would begin a transaction first.
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database error into LedgerUnavailable with a remedy."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error.orig) from error
    except sqlite3.Error as error:
        raise _meaning(error) from error


def _meaning(error: BaseException | None) -> LedgerUnavailable:
    if isinstance(error, sqlite3.Error):
        what, fix = _MEANINGS.get((getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF, _OTHER)
    else:
        what, fix = (postgres.meaning(error) if error else None) or _OTHER
    return LedgerUnavailable(f"The ledger {what}", fix=fix)
