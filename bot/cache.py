"""What need not be worked out again: text-free answers kept beside the ledger, lost without harm.

Each answer has a kind, a name and the key under which it holds: a digest of everything
that went into it. A name has one answer, so the file does not grow with every edit.
``post``: a post's header, rendition digests and observations. ``picture``: what a picture
became when it was fitted. Nothing in it is post text, so a copied state folder leaks none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
#: Folders whose code decides what is rendered and observed.
_CODE = ("adapt", "content", "media", "phi", "platforms", "records", "rules", "schemas")
_TABLE = """
create table if not exists answer (
  kind text not null, name text not null, key text not null, value blob not null,
  primary key (kind, name)
) without rowid
"""
_RUINED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA})

#: No post or picture may be this large; reading such a file would only cost time.
TOO_LARGE = 64 * 1024 * 1024


@cache
def code_digest() -> str:
    """SHA-256 over the sources of all code that renders and observes, and what is installed."""
    total = hashlib.sha256("\0".join(_installed()).encode())
    for path in sorted(_sources()):
        total.update(f"{path[len(str(_PACKAGE)) :]}\0".encode())
        with open(path, "rb") as file:  # noqa: PTH123 - two hundred files, at every check
            total.update(file.read())
    return total.hexdigest()


def _sources() -> Iterator[str]:
    yield from (str(path) for path in _PACKAGE.glob("*.py"))
    for folder in _CODE:
        for here, folders, files in os.walk(_PACKAGE / folder):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield from (f"{here}/{name}" for name in files if not name.endswith(".pyc"))


def _installed() -> list[str]:
    """Interpreter, libraries and language models with their versions, by their folders' names."""
    found = [sys.version]
    for folder in dict.fromkeys(sys.path):
        with contextlib.suppress(OSError):
            names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that counts
            found += sorted(name for name in names if name.endswith(".dist-info"))
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in bounded memory; of a file too large to use, its size."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > TOO_LARGE:
            return f"{size} bytes"
        return hashlib.file_digest(file, "sha256").hexdigest()


class Cache:
    """A small file of answers. A broken, busy or unwritable one is no error: it just forgets.

    What is put is written by ``flush`` in one short transaction, so that a check under way
    keeps no other process waiting. One thread at a time, not always the same.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "cache.sqlite" if folder else None
        self._kept: dict[str, dict[str, tuple[str, bytes]]] = {}
        self._new: dict[tuple[str, str], tuple[str, bytes]] = {}

    def get(self, kind: str, name: str, key: str) -> bytes | None:
        """The answer that was put under all three, or None."""
        found = self._new.get((kind, name)) or self._all(kind).get(name)
        return found[1] if found is not None and found[0] == key else None

    def put(self, kind: str, name: str, key: str, value: bytes) -> None:
        """Keep an answer in place of the one that the name had."""
        self._new[kind, name] = (key, value)

    def keep_only(self, kind: str, names: frozenset[str]) -> None:
        """Forget the answers of all other names."""
        gone = [(kind, name) for name in self._all(kind).keys() - names]
        if gone:
            delete = "delete from answer where kind=? and name=?"
            self._on_file(lambda db: db.executemany(delete, gone))
            self._kept.pop(kind)

    def flush(self) -> None:
        """Write what was put; what cannot be written is kept in memory only."""
        new, self._new = self._new, {}
        for (kind, name), answer in new.items():
            self._all(kind)[name] = answer
        if new:
            rows = [(*names, *answer) for names, answer in new.items()]
            insert = "insert or replace into answer values (?, ?, ?, ?)"
            self._on_file(lambda db: db.executemany(insert, rows))

    def _all(self, kind: str) -> dict[str, tuple[str, bytes]]:
        """Every answer of a kind, read in one go."""
        if kind not in self._kept:
            self._kept[kind] = {}
            select = "select name, key, value from answer where kind=?"
            self._on_file(lambda db: self._remember(kind, db.execute(select, (kind,))))
        return self._kept[kind]

    def _remember(self, kind: str, rows: Iterable[tuple[object, object, object]]) -> None:
        for name, key, value in rows:
            if isinstance(name, str) and isinstance(key, str) and isinstance(value, bytes):
                self._kept[kind][name] = (key, value)

    def _on_file(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """One transaction. What goes wrong in it is forgotten, and a ruined file removed."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=0.2)) as db, db:
                db.execute("pragma synchronous=off")
                db.execute(_TABLE)
                work(db)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _RUINED:
                self._remove()
        except (OSError, UnicodeDecodeError):
            pass  # no folder, no file, a flipped bit: the answers stay in memory

    def _remove(self) -> None:
        for suffix in ("", "-journal"):
            with contextlib.suppress(OSError):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)


@contextlib.contextmanager
def opened(folder: Path | None) -> Iterator[Cache]:
    """A cache in ``folder``, or only in memory."""
    kept = Cache(folder)
    try:
        yield kept
    finally:
        kept.flush()
