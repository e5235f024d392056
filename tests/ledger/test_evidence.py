"""What a person sees who has to settle a delivery: tries, checkpoints, the other parts."""

from __future__ import annotations

from bot.ledger.rows import to_ms
from bot.ledger.store import SqlLedger
from bot.model import Deferred, State, Unknown
from tests.ledger.conftest import NOW, after, sending, wanted


def test_all_that_is_known_of_a_row_is_shown_in_order(ledger: SqlLedger) -> None:
    ledger.plan([wanted(part=n, text=f"part {n}") for n in range(2)], NOW, whole=True)
    row, first = sending(ledger)
    ledger.finish(row, first, Deferred("x:429", 1), after(1))
    row, second = sending(ledger, after(5))
    ledger.steps(row, second).put("media", "m-5")
    ledger.finish(row, second, Unknown("x:timeout"), after(6))

    evidence = ledger.evidence(row.id)

    assert evidence is not None
    assert evidence.row.state is State.UNKNOWN
    assert [(t.number, t.kind, t.outcome, t.code) for t in evidence.attempts] == [
        (1, "publish", "deferred", "x:429"),
        (2, "publish", "unknown", "x:timeout"),
    ]
    assert evidence.attempts[1].intent == {"rendition": row.rendition}
    assert (evidence.attempts[1].started, evidence.attempts[1].ended) == (after(5), after(6))
    assert [(s.name, s.remote_id) for s in evidence.steps] == [("media", "m-5")]
    assert [part.key.part for part in evidence.parts] == [1]
    assert ledger.evidence(999) is None


def test_a_step_keeps_the_lease_alive_and_never_shortens_it(ledger: SqlLedger) -> None:
    def lease(id_: int) -> int:
        with ledger.engine.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT lease_until FROM delivery WHERE id = {id_}")
            return int(found.scalar_one())

    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)  # leased until NOW + 120 s, which is later than today
    ledger.steps(row, attempt).put("media", "m-5")
    assert lease(row.id) >= to_ms(after(120))

    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET lease_until = 0")
    ledger.steps(row, attempt).put("container", "c-6")
    assert lease(row.id) > 0
