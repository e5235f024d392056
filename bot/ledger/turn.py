"""SQLite's one writer at a time, and one commit for all who queue for it.

A commit waits for the disk, and eight threads that send need two each. So whoever is done
while others wait leaves the transaction open to the next; the last one commits for all.
Nobody returns before that commit, and each one's statements stand or fall by themselves.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.chain import Head

#: Work that takes milliseconds; anything longer would keep the others from their commit.
SHORT = frozenset(
    {"begin", "claim", "finish", "note", "reconcile", "release", "renew", "settle", "step"}
)
#: Pieces of work in one commit at most, so that other programs get their turn too.
MOST = 32
#: Seconds after which one who waits for the commit looks whether somebody still sees to it.
_LOOK = 0.05
#: Among several threads a commit waits for those who are about to come: a quarter of what the
#: last commit took, within these bounds (seconds), since somebody last came.
_PAUSE_LEAST, _PAUSE_MOST = 0.0005, 0.005
#: No commit waits longer than this for others, in seconds.
_AGE_MOST = 0.05
#: Threads count as several for so many seconds after two of them came one after the other.
_CROWD = 0.25


@dataclass(slots=True)
class Shared:
    """One transaction, and the work of several threads in it."""

    connection: Connection
    head: Head = field(default_factory=Head)
    members: int = 0
    begun: float = field(default_factory=time.monotonic)
    working: bool = False  # somebody's statements are under way in it
    erased: bool = False  # a text left the database with it
    over: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None  # why nothing of it was kept


class Turns:
    """Hands the one writer's turn from thread to thread."""

    def __init__(self, engine: Engine, *, together: bool, erased: Callable[[], None]) -> None:
        self._engine = engine
        self._together = together
        self._erased = erased
        self._turn = threading.RLock()
        self._count = threading.Lock()
        self._waiting = 0
        self._pause = _PAUSE_LEAST
        self._last: tuple[int, float] = (
            threading.get_ident(),
            0.0,
        )  # the thread that last had the turn, and when
        self._crowded = -_CROWD  # when two threads last came one after the other
        self._open: Shared | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep a commit from meeting a reader: SQLite would let one of them wait and retry."""
        with self._turn:
            self._come()
            yield

    def _come(self) -> None:
        me, now = threading.get_ident(), time.monotonic()
        if me != self._last[0]:
            self._crowded = now
        self._last = me, now

    @contextmanager
    def writing(self, name: str) -> Iterator[Shared]:
        """A transaction that is committed before the block's caller goes on.

        An error in the block undoes the block alone. Raises the database's error when the
        commit, its own or the shared one, was not kept.
        """
        joins = self._together and name in SHORT
        with self._queueing(joins):
            shared = self._enter(joins)
            leads = shared.members == 0
            try:
                yield from self._run(shared)
            finally:
                self._leave(shared)
        self._await(shared, leads=leads)

    @contextmanager
    def _queueing(self, joins: bool) -> Iterator[None]:
        """Wait for the turn, and let the one who has it know."""
        self._add(joins)
        try:
            self._turn.acquire()
        finally:
            self._add(-joins)
        self._come()
        try:
            yield
        finally:
            self._turn.release()

    def _add(self, number: int) -> None:
        with self._count:
            self._waiting += number

    def _enter(self, joins: bool) -> Shared:
        if self._open is not None and self._open.working:
            raise sqlite3.OperationalError("a transaction inside a transaction")
        if self._open is not None and joins:
            return self._open
        if self._open is not None:
            self._end(self._open)
        connection = self._engine.connect().execution_options(writes=True)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self._open = Shared(connection)
        return self._open

    def _run(self, shared: Shared) -> Iterator[Shared]:
        """The block itself, undone alone when it fails."""
        head, shared.working = shared.head.copy(), True
        if shared.members:
            shared.connection.exec_driver_sql("SAVEPOINT turn")
        try:
            yield shared
            if shared.members:
                shared.connection.exec_driver_sql("RELEASE turn")
        except BaseException as error:
            shared.head = head
            self._undo(shared, error)
            raise
        finally:
            shared.working = False
        shared.members += 1

    def _undo(self, shared: Shared, error: BaseException) -> None:
        if shared.members and _is_open(shared.connection):
            with suppress(SQLAlchemyError, sqlite3.Error):
                shared.connection.exec_driver_sql("ROLLBACK TO turn")
                shared.connection.exec_driver_sql("RELEASE turn")
                return
        # SQLite itself gave up the whole transaction, or nobody else is in it.
        self._fail(shared, error)

    def _leave(self, shared: Shared) -> None:
        if shared is self._open and not self._expects(shared):
            self._end(shared)

    def _expects(self, shared: Shared) -> bool:
        """Whether others are likely to join this commit."""
        if not self._together or shared.members >= MOST:
            return False
        if self._waiting > 0:
            return True
        now = time.monotonic()
        if now - self._crowded > _CROWD or now - shared.begun > _AGE_MOST:
            return False
        return now - self._last[1] < self._pause

    def _end(self, shared: Shared) -> None:
        """Commit for everyone in it."""
        self._open = None
        try:
            if not _is_open(shared.connection):
                raise sqlite3.OperationalError("the transaction is gone")
            begun = time.monotonic()
            shared.connection.commit()
            took = time.monotonic() - begun
            self._pause = min(max(took / 4, _PAUSE_LEAST), _PAUSE_MOST)
        except BaseException as error:
            self._fail(shared, error)
            if not isinstance(error, SQLAlchemyError | sqlite3.Error):
                raise
            return
        shared.connection.close()
        shared.over.set()
        if shared.erased:
            self._erased()

    def _fail(self, shared: Shared, error: BaseException) -> None:
        """Nothing of it was kept, and everyone in it hears so."""
        self._open, shared.error = None, error
        with suppress(SQLAlchemyError, sqlite3.Error):
            _raw(shared.connection).rollback()  # after a commit that failed, closing does not
            shared.connection.close()
        shared.over.set()

    def _await(self, shared: Shared, *, leads: bool) -> None:
        """Until it is committed; whoever was to do that may have left without."""
        # The first in it looks often; the others, in case that one is gone.
        look = self._pause if leads else _LOOK
        while not shared.over.wait(look):
            with self._turn:
                if self._open is shared and not self._expects(shared):
                    self._end(shared)
        if shared.error is not None:
            raise _again(shared.error)


def _is_open(connection: Connection) -> bool:
    """Whether SQLite still is in the transaction; after some errors it is not."""
    return bool(_raw(connection).in_transaction)


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _again(error: BaseException) -> BaseException:
    """The error for one more thread: an exception object belongs to one."""
    if isinstance(error, SQLAlchemyError | sqlite3.Error):
        return error
    return sqlite3.OperationalError("another thread's failure ended the transaction")
