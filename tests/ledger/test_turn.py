"""Threads that write at once share one commit, and nothing else."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.errors import LedgerUnavailable, LostClaim
from bot.ledger import failpoint
from bot.ledger.store import SqlLedger
from bot.model import Delivered, State
from tests.ledger.conftest import NOW, after, wanted

ACCOUNTS = ("a", "b", "c")


@pytest.fixture
def claimed(sqlite_ledger: SqlLedger) -> SqlLedger:
    sqlite_ledger.plan([wanted(f"post-{name}", name) for name in ACCOUNTS], NOW, whole=True)
    assert len(sqlite_ledger.claim(NOW, 9, "worker", 120)) == len(ACCOUNTS)
    return sqlite_ledger


@contextmanager
def counted(ledger: SqlLedger, fail: BaseException | None = None) -> Iterator[list[int]]:
    """The commits of the database while the block runs; with ``fail`` they do not succeed."""
    commits: list[int] = []

    def committing(_connection: Any) -> None:
        commits.append(len(commits))
        if fail is not None:
            raise fail

    event.listen(ledger.engine, "commit", committing)
    yield commits
    event.remove(ledger.engine, "commit", committing)


def together(ledger: SqlLedger, works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the first of them, and the others queued behind it; what each returned or raised."""
    turns = ledger._turns
    assert turns is not None
    queued, add = threading.Semaphore(0), turns._add
    ended: list[Any] = [None] * len(works)

    def note(number: int) -> None:
        add(number)
        queued.release()

    def run(index: int) -> None:
        try:
            ended[index] = works[index]()
        except Exception as error:  # noqa: BLE001 - handed to the test
            ended[index] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(1, len(works))]

    def crowd(_point: str) -> None:
        """Have the others come while the first is at work."""
        if threads[0].ident is None:
            turns._add = note  # type: ignore[method-assign]
            for thread in threads:
                thread.start()
                assert queued.acquire(timeout=20)
            turns._add = add  # type: ignore[method-assign]

    with failpoint.armed(crowd):
        run(0)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return ended


def rows(ledger: SqlLedger) -> dict[str, Any]:
    return {row.key.account: row for row in ledger.deliveries()}


def states(ledger: SqlLedger) -> list[State]:
    return [rows(ledger)[name].state for name in ACCOUNTS]


def test_those_who_wait_share_one_commit(claimed: SqlLedger) -> None:
    found = rows(claimed)
    begins = [lambda row=found[n]: claimed.begin(row, {}, after(1)) for n in ACCOUNTS]

    with counted(claimed) as commits:
        attempts = together(claimed, begins)

    assert len(set(attempts)) == len(ACCOUNTS)
    assert all(isinstance(one, int) for one in attempts)
    assert len(commits) == 1
    assert states(claimed) == [State.SENDING] * 3
    assert claimed.verify() == []


def test_what_fails_is_undone_alone(claimed: SqlLedger) -> None:
    found = rows(claimed)
    attempt = claimed.begin(found["b"], {}, after(1))
    works: list[Callable[[], Any]] = [
        lambda: claimed.begin(found["a"], {}, after(2)),
        # Its attempt is closed first; that the row is not this one's any more shows after it.
        lambda: claimed.finish(found["c"], attempt, Delivered("1"), after(2)),
        lambda: claimed.finish(found["b"], attempt, Delivered("1"), after(2)),
    ]

    first, second, third = together(claimed, works)

    assert isinstance(first, int)
    assert isinstance(second, LostClaim)
    assert third is State.PUBLISHED
    assert states(claimed) == [State.SENDING, State.PUBLISHED, State.CLAIMED]
    assert claimed.verify() == []


def test_a_commit_that_is_not_kept_is_nobodys(claimed: SqlLedger) -> None:
    found = rows(claimed)
    begins = [lambda row=found[n]: claimed.begin(row, {}, after(1)) for n in ACCOUNTS]

    with counted(claimed, fail=sqlite3.OperationalError("disk I/O error")):
        ended = together(claimed, begins)

    assert [type(one) for one in ended] == [LedgerUnavailable] * 3
    assert states(claimed) == [State.CLAIMED] * 3
    assert claimed.verify() == []
    claimed.begin(found["a"], {}, after(1))
    assert states(claimed)[0] is State.SENDING


def test_when_the_database_gives_up_the_transaction_everyone_hears_of_it(
    claimed: SqlLedger,
) -> None:
    """A full disk may end the whole transaction, not only the statement that met it."""
    found = rows(claimed)

    def meets_a_full_disk() -> None:
        with claimed._writing("release", NOW) as work:
            work.connection.exec_driver_sql("ROLLBACK")
            raise sqlite3.OperationalError("database or disk is full")

    works: list[Callable[[], Any]] = [
        lambda: claimed.begin(found["a"], {}, after(1)),
        meets_a_full_disk,
    ]
    ended = together(claimed, works)

    assert {type(one) for one in ended} == {LedgerUnavailable}
    assert states(claimed) == [State.CLAIMED] * 3
    assert claimed.verify() == []


def test_long_work_does_not_keep_others_from_their_commit(claimed: SqlLedger) -> None:
    found = rows(claimed)
    plan = [wanted(f"post-{name}", name) for name in (*ACCOUNTS, "d")]
    works: list[Callable[[], Any]] = [
        lambda: claimed.begin(found["a"], {}, after(1)),
        lambda: claimed.plan(plan, after(1), whole=True),
    ]

    with counted(claimed) as commits:
        together(claimed, works)

    assert len(commits) == 2
    assert states(claimed)[0] is State.SENDING
    assert "d" in rows(claimed)


def test_one_thread_alone_waits_for_nobody(claimed: SqlLedger) -> None:
    turns = claimed._turns
    assert turns is not None
    turns._crowded = float("-inf")

    with counted(claimed) as commits:
        claimed.note({"event": "one"}, NOW)
        claimed.note({"event": "two"}, NOW)

    assert len(commits) == 2


def test_no_transaction_opens_inside_another(claimed: SqlLedger) -> None:
    with pytest.raises(LedgerUnavailable), claimed._writing("note", NOW):
        claimed.note({"event": "inside"}, NOW)

    assert claimed.verify() == []
