"""Parts of a thread go out in order and stop in order; what is out is never sent again."""

from __future__ import annotations

import pytest

from bot.ledger.base import Delivery
from bot.ledger.store import SqlLedger
from bot.model import Absent, Deferred, Delivered, Outcome, Rejected, State, Unknown, Unreadable
from tests.ledger.conftest import NOW, after, sending, wanted

REFUSED = Rejected("x:400:bad", "The platform refuses the text.")


def parts(ledger: SqlLedger) -> list[Delivery]:
    return sorted(ledger.deliveries(), key=lambda row: row.key.part)


def states(ledger: SqlLedger) -> list[str]:
    return [f"{row.state}{row.hold and ':' + row.hold}" for row in parts(ledger)]


def plan(ledger: SqlLedger, count: int = 3, last: str = "") -> None:
    texts = [f"part {n}{last if n == count - 1 else ''}" for n in range(count)]
    ledger.plan([wanted("t", part=n, text=t) for n, t in enumerate(texts)], NOW, whole=True)


def send(ledger: SqlLedger, outcome: Outcome, seconds: float = 0) -> Delivery:
    row, attempt = sending(ledger, after(seconds))
    ledger.finish(row, attempt, outcome, after(seconds))
    return row


def test_part_one_is_out_and_part_two_is_refused(ledger: SqlLedger) -> None:
    plan(ledger)
    send(ledger, Delivered("1"))
    send(ledger, REFUSED, 1)

    assert states(ledger) == ["published", "failed_final", "held:thread"]
    assert "part 2 is failed_final" in parts(ledger)[2].reason
    assert ledger.claim(after(9), 9, "worker", 60) == []
    assert ledger.next_due() is None


def test_when_the_refused_part_is_mended_the_rest_follows_and_part_one_stays(
    ledger: SqlLedger,
) -> None:
    plan(ledger)
    send(ledger, Delivered("1"))
    send(ledger, REFUSED, 1)
    ledger.decide(parts(ledger)[1], State.PLANNED, "", "dr-okafor", after(2))

    assert states(ledger) == ["published", "planned", "planned"]
    sent = [send(ledger, Delivered(str(n)), n).key.part for n in (3, 4)]
    assert sent == [1, 2]
    assert [row.attempts for row in parts(ledger)] == [1, 2, 1]


@pytest.mark.parametrize("state", [State.HELD, State.BLOCKED, State.SKIPPED])
def test_a_part_that_is_stopped_before_sending_stops_the_rest(
    ledger: SqlLedger, state: State
) -> None:
    plan(ledger)
    row = ledger.claim(NOW, 1, "worker", 60)[0]
    ledger.release(row, state, "because", now=NOW)

    assert states(ledger)[1:] == ["held:thread", "held:thread"]


def test_a_person_who_calls_a_part_published_lets_the_rest_go_on(ledger: SqlLedger) -> None:
    plan(ledger, 2)
    row = send(ledger, Unknown("x:timeout"))
    unknown = ledger.deliveries(states=[State.UNKNOWN])[0]
    assert states(ledger) == ["unknown", "planned"]  # it is being looked for; nothing is over
    ledger.settle(unknown, Unreadable("no read scope"), after(1))
    assert states(ledger) == ["held:doubt", "held:thread"]

    held = ledger.delivery(row.id)
    assert held is not None
    ledger.decide(held, State.PUBLISHED, "seen", "dr-okafor", after(2), remote_id="9")
    assert states(ledger) == ["published", "planned"]


def test_a_part_that_is_put_off_stops_nothing(ledger: SqlLedger) -> None:
    plan(ledger, 2)
    send(ledger, Deferred("x:429", 5))
    assert states(ledger) == ["planned", "planned"]

    send(ledger, Unknown("x:500"), 9)
    ledger.settle(ledger.deliveries(states=[State.UNKNOWN])[0], Absent(), after(10))
    assert states(ledger) == ["planned", "planned"]


def test_a_later_part_is_not_let_go_past_one_that_stopped(ledger: SqlLedger) -> None:
    plan(ledger)
    send(ledger, REFUSED)
    ledger.decide(parts(ledger)[2], State.PLANNED, "", "dr-okafor", after(1))
    assert states(ledger)[1:] == ["held:thread", "held:thread"]

    plan(ledger, last=", better")
    assert states(ledger) == ["failed_final", "held:thread", "held:thread"]


def test_a_part_added_behind_one_that_stopped_waits_too(ledger: SqlLedger) -> None:
    plan(ledger, 1)
    send(ledger, REFUSED)
    ledger.plan([wanted("t", part=n, text=f"part {n}") for n in range(2)], after(1), whole=True)
    assert states(ledger) == ["failed_final", "held:thread"]


def test_taking_down_a_part_stops_those_after_it(ledger: SqlLedger) -> None:
    plan(ledger, 2)
    send(ledger, Delivered("1"))
    row = parts(ledger)[0]
    attempt = ledger.retracting(row, after(1))
    ledger.retracted(row, attempt, Delivered("1"), after(2))

    assert states(ledger) == ["retracted", "held:thread"]
