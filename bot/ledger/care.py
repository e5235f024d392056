"""Housekeeping: is the database itself sound, and when was it last looked through."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.ledger.rows import from_ms
from bot.ledger.schema import meta
from bot.ledger.work import Work

EVERY = timedelta(days=7)
_SHOWN = 5


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether the last look is a week old; a clock that was set back counts as due."""
    at = connection.execute(select(meta.c.checked)).scalar()
    return at is None or not timedelta(0) <= now - from_ms(at) < EVERY


def note_checked(work: Work, problems: int) -> None:
    """Remember the look, in the log too."""
    work.connection.execute(update(meta).values(checked=work.at))
    work.record({"event": "checked", "problems": problems})


def examine(connection: Connection) -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL's pages are its server's to check."""
    if connection.dialect.name != "sqlite":
        return []
    said = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    problems = [] if said == ["ok"] else [f"database: {_flat(words)}" for words in said]
    return problems + [
        f"database: a row of {row[0]} belongs to nothing." for row in broken[:_SHOWN]
    ]


def _flat(words: str) -> str:
    return " ".join(words.split())[:200]
