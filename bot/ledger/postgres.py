"""PostgreSQL, for several workers on one ledger: its clock, its locks, its errors.

The database's clock decides what is due and whose lease is over, because workers' clocks
differ. Rows are taken with ``SKIP LOCKED``, accounts with advisory locks that end with the
transaction. A server or session that may lose what it said was committed is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text

from bot.errors import LedgerUnavailable
from bot.ledger.rows import from_ms
from bot.ledger.statement import POSTGRES

APPLICATION = "gatepost"
#: The oldest version this is tested on; Debian 12 ships it.
OLDEST = 15
_CONNECT_SECONDS = 10
#: How long a statement waits for another program's lock.
_LOCK_TIMEOUT = "15s"
#: After this long without an answer from the server's network the connection counts as dead.
_NETWORK_MS = 30_000
#: Names of advisory locks; accounts have names of their own.
PLANNING, SEALING, MIGRATING = "gatepost planning", "gatepost sealing", "gatepost migrating"

_SETTINGS = (
    "SELECT set_config('lock_timeout', %(lock)s, false), current_setting('synchronous_commit'),"
    " current_setting('fsync'), current_setting('server_version_num')::int / 10000"
)

#: SQLSTATE, or its class (postgresql.org/docs/15/errcodes-appendix.html, read 2026-11-22).
MEANINGS = {
    "08": (
        "cannot be reached, or does not let us in.",
        "See that PostgreSQL runs, that the database is there (createdb --encoding=UTF8 NAME) and "
        "that user and password are right.",
    ),
    "25006": ("is read-only.", "Name the primary server, not a standby."),
    "40": ("was busy with another worker.", "Nothing was done; run this again."),
    "42501": ("may not be changed by this user.", "Make the user the owner of the database."),
    "53100": ("could not be written: the server's disk is full.", "Free some space there."),
    "53": ("has no room for another connection.", "Stop a worker, or raise max_connections."),
    "55P03": ("is locked by another program.", "Wait until it is done, then run this again."),
    "57": ("is shutting down or starting.", "Wait for the server, then run this again."),
    "58": ("could not be read or written by the disk.", "Check the server's disk."),
    "XX": ("is damaged.", "Restore it from a backup, then run `gatepost audit verify`."),
}
UNREACHABLE = MEANINGS["08"]


def is_postgres(connection: Connection) -> bool:
    """Whether this is the kind of ledger that several workers share."""
    return connection.dialect.name == POSTGRES


def make_engine(url: URL) -> Engine:
    """An engine whose every connection has been found fit. Raises LedgerUnavailable."""
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,  # a payload must never stand in an error's text
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "application_name": APPLICATION,
                "tcp_user_timeout": _NETWORK_MS,
            },
        )
    except ModuleNotFoundError as error:
        raise LedgerUnavailable(
            "ledger names a PostgreSQL database, and its driver is not installed.",
            fix='Install it: pip install "gatepost[postgres]".',
        ) from error
    event.listen(engine, "connect", _configure)
    return engine


def _configure(raw: Any, _record: Any) -> None:
    with raw.cursor() as cursor:
        cursor.execute(_SETTINGS, {"lock": _LOCK_TIMEOUT})
        _, commits, fsync, version = cursor.fetchone()
    raw.commit()
    if version < OLDEST:
        raise LedgerUnavailable(
            f"The ledger's PostgreSQL is version {version}.", fix=f"Use version {OLDEST} or newer."
        )
    for setting, value in (("synchronous_commit", commits), ("fsync", fsync)):
        if value == "off":
            raise LedgerUnavailable(
                f"The ledger's PostgreSQL has {setting} off: what it says is kept could be lost, "
                "and a post go out twice.",
                fix=f"Set {setting} to on, for the server, the database and the user.",
            )


def meaning(error: BaseException) -> tuple[str, str] | None:
    """(what, fix) of one of the driver's errors, or None when it means nothing known."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        # An error without a state came from the connection, not from the server.
        return UNREACHABLE if type(error).__name__ == "OperationalError" else None
    return MEANINGS.get(state) or MEANINGS.get(state[:2])


def read_clock(connection: Connection, _now: datetime) -> datetime:
    """The database's own time."""
    sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    return from_ms(connection.exec_driver_sql(sql).scalar_one())


def callers_clock(_connection: Connection, now: datetime) -> datetime:
    """What the caller says: SQLite's one daemon is on the machine whose clock it reads."""
    return now


# ---------------------------------------------------------------- locks
_ACCOUNT = "gatepost account "


def lock(connection: Connection, name: str) -> None:
    """Wait for a lock that ends with the transaction; SQLite's writers are alone anyway."""
    if is_postgres(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_key(name))))


def try_lock(connection: Connection, name: str) -> bool:
    """Take the lock if nobody has it."""
    if not is_postgres(connection):
        return True
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(_key(name)))).scalar())


def _key(name: str) -> Any:
    return func.hashtextextended(name, 0)


def lock_account(connection: Connection, account: str) -> None:
    """Nobody else takes up a row of this account until the transaction ends."""
    lock(connection, _ACCOUNT + account)


def lock_free_accounts(connection: Connection, accounts: Sequence[str]) -> frozenset[str]:
    """Those of the accounts that nobody else is at work on; they are ours until the end."""
    if not is_postgres(connection):
        return frozenset(accounts)
    found = connection.execute(_TRY_ACCOUNTS, {"accounts": list(accounts), "kind": _ACCOUNT})
    return frozenset(found.scalars())


_TRY_ACCOUNTS = text(
    "SELECT account FROM unnest(CAST(:accounts AS text[])) AS account"
    " WHERE pg_try_advisory_xact_lock(hashtextextended(:kind || account, 0))"
)
