"""What need not be worked out again: text-free answers kept beside the ledger, lost without harm.

Two tables, both keyed by digests of everything that went in. ``render``: (path, source,
records, code) -> the post's header and each account's rendition digest. ``observed``: the
same key and the rendition's digest -> observation. ``picture``: (source bytes, limits) ->
fitted picture. Nothing in it is post text, so a copied state folder leaks none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
#: Folders whose code decides what is rendered and observed.
_CODE = ("adapt", "content", "media", "phi", "platforms", "records", "rules", "schemas")
_TABLES = """
create table if not exists kept (
  kind text not null, key text not null, value text not null, primary key (kind, key)
) without rowid;
"""


@cache
def code_digest() -> str:
    """SHA-256 over the sources of all code that renders and observes."""
    total = hashlib.sha256()
    files = sorted(p for folder in _CODE for p in (_PACKAGE / folder).rglob("*") if p.is_file())
    for path in [*files, *sorted(_PACKAGE.glob("*.py"))]:
        if path.suffix != ".pyc":
            total.update(f"{path.relative_to(_PACKAGE)}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Cache:
    """A small key-value file. A broken or unwritable one is no error: it just forgets."""

    def __init__(self, folder: Path | None) -> None:
        self._db = _open(folder / "cache.sqlite") if folder else sqlite3.connect(":memory:")
        self._db.executescript(_TABLES)

    def get(self, kind: str, key: str) -> Any:
        """The kept value, or None."""
        with contextlib.suppress(sqlite3.Error, ValueError):
            row = self._db.execute(
                "select value from kept where kind=? and key=?", (kind, key)
            ).fetchone()
            return json.loads(row[0]) if row else None
        return None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value of plain data."""
        with contextlib.suppress(sqlite3.Error):
            self._db.execute(
                "insert or replace into kept values (?, ?, ?)",
                (kind, key, json.dumps(value, ensure_ascii=False, separators=(",", ":"))),
            )

    def close(self) -> None:
        """Write what was put and let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.commit()
        self._db.close()


@contextlib.contextmanager
def opened(folder: Path | None) -> Iterator[Cache]:
    """A cache in ``folder``, or only in memory."""
    kept = Cache(folder)
    try:
        yield kept
    finally:
        kept.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=0.2)
        db.execute("pragma synchronous=off")
        db.executescript(_TABLES)
    except (OSError, sqlite3.Error):
        return _start_afresh(path)
    return db


def _start_afresh(path: Path) -> sqlite3.Connection:
    try:
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path, timeout=0.2)
        db.executescript(_TABLES)
    except (OSError, sqlite3.Error):
        return sqlite3.connect(":memory:")
    return db
