"""Who gets a row: one worker, in order of due time, one row an account."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from bot.errors import BadUsage, LostClaim
from bot.ledger.store import SqlLedger
from bot.model import Deferred, Delivered, State, Unknown
from tests.ledger.conftest import NOW, OpenAgain, after, claim_one, only, sending, wanted


def test_rows_come_in_order_of_due_time_one_an_account(ledger: SqlLedger) -> None:
    ledger.plan(
        [
            wanted("late", "b", due_at=after(-10)),
            wanted("early", "b", due_at=after(-30)),
            wanted("middle", "a", due_at=after(-20)),
            wanted("future", "c", due_at=after(1)),
        ],
        NOW,
        whole=True,
    )

    claimed = ledger.claim(NOW, 10, "worker", 60)

    assert [row.key.post_id for row in claimed] == ["early", "middle"]
    assert {row.state for row in claimed} == {State.CLAIMED}
    assert claimed == ledger.deliveries(states=[State.CLAIMED])


def test_an_account_in_flight_waits(ledger: SqlLedger) -> None:
    ledger.plan([wanted("one"), wanted("two")], NOW, whole=True)
    row, attempt = sending(ledger)

    assert ledger.claim(after(9), 10, "worker", 60) == []
    assert ledger.next_due() is None

    ledger.finish(row, attempt, Delivered("1"), after(9))
    assert ledger.next_due() == NOW
    assert claim_one(ledger, after(9)).key.post_id == "two"


def test_the_database_itself_refuses_a_second_in_flight(ledger: SqlLedger) -> None:
    ledger.plan([wanted("one"), wanted("two")], NOW, whole=True)
    with ledger.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql("UPDATE delivery SET state = 'sending'")
    assert {row.state for row in ledger.deliveries()} == {State.PLANNED}


def test_no_more_than_the_limit_is_taken(ledger: SqlLedger) -> None:
    ledger.plan([wanted("p", f"a{n}") for n in range(9)], NOW, whole=True)

    assert len(ledger.claim(NOW, 4, "worker", 60)) == 4
    assert len(ledger.claim(NOW, 40, "worker", 60)) == 5


def test_a_later_part_waits_until_the_ones_before_are_out(ledger: SqlLedger) -> None:
    rows = [wanted("thread", part=n, text=f"part {n}") for n in (2, 0, 1)]
    ledger.plan(rows, NOW, whole=True)
    parts = []
    for second in range(3):
        row, attempt = sending(ledger, after(second))
        parts.append(row.key.part)
        if second == 0:
            ledger.finish(row, attempt, Deferred("x:429", 0.5), after(second))
        else:
            ledger.finish(row, attempt, Delivered(str(second)), after(second))
    assert parts == [0, 0, 1]


def test_a_thread_stops_at_the_part_nobody_knows_of(ledger: SqlLedger) -> None:
    ledger.plan([wanted("t", part=n, text=f"{n}") for n in range(2)], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)

    assert ledger.claim(after(99), 10, "worker", 60) == []
    assert ledger.next_due() is None


@pytest.mark.parametrize("scope", ["all", "platform:x", "account:clinic-x", "campaign:walks"])
def test_a_freeze_covers_what_it_names_and_ends(ledger: SqlLedger, scope: str) -> None:
    other = wanted("other", "clinic-linkedin", platform="linkedin", due_at=after(5))
    ledger.plan([wanted(campaign="walks"), other], NOW, whole=True)

    ledger.freeze(scope, "dr-okafor", NOW, on=True)
    ledger.freeze(scope, "dr-okafor", NOW, on=True)

    assert ledger.frozen("clinic-x", "x", "walks")
    assert ledger.freezes() == [(scope, "dr-okafor", NOW)]
    assert ledger.frozen("clinic-linkedin", "linkedin") is (scope == "all")
    assert ledger.next_due() == (None if scope == "all" else after(5))
    posts = [row.key.post_id for row in ledger.claim(after(9), 10, "worker", 60)]
    assert posts == ([] if scope == "all" else ["other"])

    ledger.freeze(scope, "dr-okafor", NOW, on=False)
    assert not ledger.frozen("clinic-x", "x", "walks")
    assert ledger.freezes() == []
    assert claim_one(ledger, after(9)).key.post_id == "walk"
    events = [row.body["event"] for row in ledger.audit() if "scope" in row.body]
    assert events == ["freeze", "unfreeze"]


@pytest.mark.parametrize("scope", ["", "everything", "account:", "platform", "post:walk"])
def test_a_freeze_of_nothing_known_is_refused(ledger: SqlLedger, scope: str) -> None:
    with pytest.raises(BadUsage):
        ledger.freeze(scope, "dr-okafor", NOW, on=True)


def test_leases_that_end_say_what_is_known(ledger: SqlLedger) -> None:
    names = ("claimed", "sending", "reconciling", "retracting", "fresh")
    ledger.plan([wanted(name, f"a-{name}") for name in names], NOW, whole=True)
    rows = {row.key.post_id: row for row in ledger.claim(NOW, 10, "worker", 60)}
    ledger.renew(rows["fresh"], NOW, 600)
    for name in names[1:4]:
        attempt = ledger.begin(rows[name], {}, NOW)
        if name == "reconciling":
            ledger.finish(rows[name], attempt, Unknown("x:timeout"), NOW)
            ledger.reconcile(ledger.deliveries(post=name)[0], NOW, "worker", 60)
        if name == "retracting":
            ledger.finish(rows[name], attempt, Delivered("1"), NOW)
            ledger.retracting(ledger.deliveries(post=name)[0], NOW)

    assert ledger.lapse(after(59)) == 0
    assert ledger.lapse(after(120)) == 4

    states = {row.key.post_id: row.state.value for row in ledger.deliveries()}
    assert states == {
        "claimed": "planned",
        "sending": "unknown",
        "reconciling": "unknown",
        "retracting": "retract_requested",
        "fresh": "claimed",
    }


def test_whoever_has_the_folders_lock_takes_back_every_row(sqlite_ledger: SqlLedger) -> None:
    sqlite_ledger.plan([wanted()], NOW, whole=True)
    claim_one(sqlite_ledger, lease=600)

    assert sqlite_ledger.lapse(NOW) == 0
    assert sqlite_ledger.lapse_all(NOW) == 1
    assert only(sqlite_ledger).state is State.PLANNED


def test_an_account_that_is_sending_is_not_looked_up(ledger: SqlLedger) -> None:
    ledger.plan([wanted("one"), wanted("two")], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    claim_one(ledger)

    with pytest.raises(LostClaim, match="in flight"):
        ledger.reconcile(ledger.deliveries(post="one")[0], NOW, "worker", 60)


def test_only_an_unknown_row_is_looked_up(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)

    with pytest.raises(BadUsage):
        ledger.reconcile(only(ledger), NOW, "worker", 60)


def test_two_processes_never_get_the_same_row(ledger: SqlLedger, open_again: OpenAgain) -> None:
    count = 120
    ledger.plan([wanted("p", f"a{n:03}") for n in range(count)], NOW, whole=True)
    workers = [open_again() for _ in range(4)]

    def drain(worker: SqlLedger) -> list[int]:
        taken: list[int] = []
        while rows := worker.claim(NOW, 7, "worker", 600):
            taken += [row.id for row in rows]
        return taken

    with ThreadPoolExecutor(len(workers)) as pool:
        taken = [id_ for ids in pool.map(drain, workers) for id_ in ids]

    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == count


Asked = tuple[str, Any]


@contextmanager
def overheard(ledger: SqlLedger) -> Iterator[list[Asked]]:
    """The queries that are run, with their values."""
    seen: list[Asked] = []

    def listen(_c: Any, _cursor: Any, words: str, values: Any, *_: Any) -> None:
        if words.startswith("SELECT"):
            seen.append((words, values))

    event.listen(ledger.engine, "before_cursor_execute", listen)
    yield seen
    event.remove(ledger.engine, "before_cursor_execute", listen)


def read_plan(ledger: SqlLedger, asked: Asked) -> str:
    """How SQLite would answer."""
    with ledger.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1]).all()
    return " / ".join(step[-1] for step in steps)


def test_the_claim_reads_the_index_of_due_rows(sqlite_ledger: SqlLedger) -> None:
    """A calendar of future posts and years of past ones must not slow down the next claim."""
    ledger = sqlite_ledger
    with overheard(ledger) as asked:
        ledger.claim(NOW, 10, "worker", 60)
    plan = read_plan(ledger, asked[0])

    assert "SEARCH delivery USING INDEX delivery_due (due_at<?)" in plan
    assert "SCAN other USING INDEX delivery_in_flight" in plan
    assert "SCAN delivery" not in plan


def test_the_next_due_row_is_read_off_the_index(sqlite_ledger: SqlLedger) -> None:
    ledger = sqlite_ledger
    ledger.plan([wanted()], NOW, whole=True)
    with overheard(ledger) as asked:
        ledger.next_due()
    first, deferred = (read_plan(ledger, one) for one in asked)

    assert "SCAN delivery USING INDEX delivery_due" in first
    assert "ORDER BY" not in first
    assert "delivery USING INDEX delivery_deferred" in deferred


def test_rows_that_need_a_look_are_read_off_their_index(sqlite_ledger: SqlLedger) -> None:
    ledger = sqlite_ledger
    with overheard(ledger) as asked:
        ledger.deliveries(states=[State.UNKNOWN])
        ledger.lapse(NOW)

    assert len(asked) == 2
    assert all("delivery_unsettled" in read_plan(ledger, one) for one in asked)
