"""Who gets a row: one worker, in order of due time, one row an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from bot.errors import BadUsage, LostClaim
from bot.ledger import claiming
from bot.ledger.rows import to_ms
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
    assert ledger.lapse_all(after(120)) == 1
    assert ledger.deliveries(post="fresh")[0].state is State.PLANNED


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


def read_plan(ledger: SqlLedger, statement: Any) -> str:
    with ledger.engine.connect() as connection:
        compiled = statement.compile(ledger.engine, compile_kwargs={"literal_binds": True})
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    return " / ".join(step[-1] for step in steps)


def test_the_claim_reads_the_index_of_due_rows(ledger: SqlLedger) -> None:
    """A calendar of future posts and years of past ones must not slow down the next claim."""
    plan = read_plan(ledger, claiming.due_rows().params(now=to_ms(NOW), limit=10))

    assert "SEARCH delivery USING INDEX delivery_due (due_at<?)" in plan
    assert "SCAN other USING INDEX delivery_in_flight" in plan
    assert "SCAN delivery" not in plan


def test_the_next_due_row_is_read_off_the_index(ledger: SqlLedger) -> None:
    seen: list[tuple[str, Any]] = []
    listen = ("before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    event.listen(ledger.engine, *listen)
    ledger.plan([wanted()], NOW, whole=True)
    seen.clear()
    ledger.next_due()
    first, deferred = (asked for asked in seen if asked[0].startswith("SELECT"))
    event.remove(ledger.engine, *listen)

    with ledger.engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
            for words, values in (first, deferred)
        ]
    assert "SCAN delivery USING INDEX delivery_due" in plans[0][0][-1]
    assert "delivery USING INDEX delivery_deferred" in plans[1][0][-1]
    assert all("ORDER BY" not in step[-1] for step in plans[0])


def test_rows_that_need_a_look_are_read_off_their_index(ledger: SqlLedger) -> None:
    seen: list[str] = []
    listen = ("before_cursor_execute", lambda *args: seen.append(args[2]))
    event.listen(ledger.engine, *listen)
    ledger.deliveries(states=[State.UNKNOWN])
    ledger.lapse(NOW)
    event.remove(ledger.engine, *listen)

    for words in (w for w in seen if w.startswith("SELECT")):
        with ledger.engine.connect() as connection:
            marks = ("x",) * words.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", marks).all()
        assert "delivery_unsettled" in plan[0][-1], words


def test_accounts_that_rest_are_left_alone(ledger: SqlLedger) -> None:
    ledger.plan([wanted("walk", "a-x"), wanted("walk", "b-x")], NOW, whole=True)

    assert ledger.next_due(["a-x", "b-x"]) is None
    (row,) = ledger.claim(NOW, 10, "w", 120, ["a-x"])
    assert row.key.account == "b-x"
    assert ledger.next_due() == NOW


def test_an_account_remembers_its_tries_newest_first(ledger: SqlLedger) -> None:
    ledger.plan([wanted("walk", "a-x")], NOW, whole=True)
    for number in range(2):
        at = NOW + timedelta(minutes=number)
        (row,) = ledger.claim(at, 1, "w", 120)
        ledger.finish(row, ledger.begin(row, {}, at), Deferred("x:429:limit", 30.0), at)

    tries = ledger.attempted("a-x", 5)

    assert [one.code for one in tries] == ["x:429:limit", "x:429:limit"]
    assert tries[0].started > tries[1].started
    assert tries[0].not_before == NOW + timedelta(seconds=90)
    assert len(ledger.attempted("a-x", 1)) == 1
    assert ledger.attempted("b-x", 5) == []


def test_a_slot_is_free_again_when_it_is_let_go(ledger: SqlLedger) -> None:
    ledger.assign_slot("walk", "a-x", NOW)

    ledger.free_slot("walk", "a-x")
    ledger.free_slot("walk", "a-x")

    assert ledger.slots("a-x") == {}
