"""What is done to one worker: where it dies or is stopped, when its clock or its disk fails."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.ledger import failpoint
from bot.ledger.store import SqlLedger
from tests.torture.client import Strike

#: The places that a worker's own work leads past; the others have lives of their own.
WORKING = (
    "lapse_all", "lapse", "claim", "renew", "begin", "step", "finish", "reconcile", "settle",
    "release",
)  # fmt: skip
PLACES = ("before", "after", "answered")
#: Places after which a worker is struck whether or not it came by the one that was meant.
PATIENCE = 40
DISKS = ("full", "limit", "unwritten", "written")


@dataclass(frozen=True, slots=True)
class Plan:
    """One worker's fate. ``signal`` 0: it is left alone.

    ``point``: at the ``number``-th time it reaches that place ("" : any place).
    ``statement``: before its n-th statement. ``place``: while the platform handles its n-th
    create. ``after``: that many seconds after it began, wherever it is then.
    ``disk``: from the n-th transaction on, for ``length`` transactions, the disk fails.
    ``jump``: at the n-th place that it reaches, the clock is set by that many seconds.
    """

    signal: int = 0
    point: str | None = None
    statement: int = 0
    place: str = ""
    after: float = 0.0
    number: int = 1
    disk: str = ""
    length: int = 1
    jump: float = 0.0
    patience: int = PATIENCE

    @property
    def what(self) -> str:
        """The kind of fault, for the table."""
        if self.disk:
            return f"disk {self.disk}"
        if self.jump:
            return "clock forward" if self.jump > 0 else "clock back"
        if not self.signal:
            return "left alone"
        where = (
            "while the platform answers" if self.place
            else "between statements" if self.statement
            else "at a named place" if self.point is not None
            else "at a random instant"
        )  # fmt: skip
        return f"{signal.Signals(self.signal).name} {where}"

    @property
    def strike(self) -> Strike | None:
        """What the platform is asked to do."""
        return Strike(self.place, self.number, self.signal) if self.place else None


def draw_signal(dice: random.Random, number: int) -> Plan:
    """A signal at a place drawn by the dice."""
    way = dice.random()
    if way < 0.3:
        name, moment = dice.choice(WORKING), dice.choice(failpoint.MOMENTS)
        return Plan(number, point=f"{name}/{moment}", number=dice.randint(1, 2))
    if way < 0.5:
        return Plan(number, point="", number=dice.randint(1, PATIENCE))
    if way < 0.7:
        return Plan(number, statement=dice.randint(1, 2 * PATIENCE))
    if way < 0.85:
        return Plan(number, place=dice.choice(PLACES), number=dice.randint(1, 2))
    return Plan(number, after=dice.uniform(0.0, 0.1))


def draw_disk(dice: random.Random) -> Plan:
    """A disk that fails for a while."""
    return Plan(disk=dice.choice(DISKS), number=dice.randint(1, 25), length=dice.randint(1, 6))


def draw_jump(dice: random.Random) -> Plan:
    """A clock that is set by seconds, minutes, hours or a day."""
    size = dice.choice([3, 20, 200, 290, 400, 4000, 40_000, 70_000]) * dice.choice([1, -1])
    return Plan(jump=size * dice.uniform(0.8, 1.2), number=dice.randint(1, 60))


def numbered(point: str) -> int:
    """A place as a number that fits a cell of the clock's memory."""
    return failpoint.POINTS.index(point) + 1


# ---------------------------------------------------------------- in the worker
def arm(plan: Plan, reached: Callable[[str], None]) -> Callable[[str], None]:
    """The hook of a worker with this fate. ``reached`` is told where it is about to strike."""
    left, patience = plan.number, plan.patience

    def hook(point: str) -> None:
        nonlocal left, patience
        left -= plan.point in ("", point)
        patience -= 1
        if plan.signal and (left == 0 or patience == 0):
            left = -1
            reached(point)
            os.kill(os.getpid(), plan.signal)

    return hook


def arm_statements(ledger: SqlLedger, plan: Plan) -> None:
    """Strike before the n-th statement that the database is given."""
    left = plan.statement

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), plan.signal)

    if plan.statement:
        event.listen(ledger.engine, "before_cursor_execute", count)


def break_disk(ledger: SqlLedger, plan: Plan, file: Path) -> None:
    """Let the database's own writes fail, really where the system lets us.

    full: SQLite may not grow the file (SQLITE_FULL). limit: the kernel refuses to write past
    the file's present size (SQLITE_IOERR). unwritten: the sync at the commit fails and
    nothing is kept. written: it fails, and everything is kept all the same.
    """
    if not plan.disk:
        return
    count = 0

    def failing() -> bool:
        return plan.number <= count < plan.number + plan.length

    def begun(connection: Any) -> None:
        nonlocal count
        count += 1
        raw = connection.connection.dbapi_connection
        if plan.disk == "full":
            raw.execute(f"PRAGMA max_page_count={1 if failing() else 1_000_000}")
        if plan.disk == "limit":
            size = file.stat().st_size if failing() else resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    event.listen(ledger.engine, "begin", begun)
    dialect: Any = ledger.engine.dialect
    commit = dialect.do_commit

    def do_commit(connection: Any) -> None:
        if not failing() or plan.disk not in ("unwritten", "written"):
            commit(connection)
            return
        if plan.disk == "written":
            commit(connection)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    dialect.do_commit = do_commit


def mend_disk() -> None:
    """Take the kernel's limit away."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
