"""What callers read back: rows, slots and what an account has out."""

from __future__ import annotations

from bot.ledger.store import SqlLedger
from bot.model import Delivered, State
from tests.ledger.conftest import NOW, OpenAgain, after, only, sending, wanted


def test_rows_are_found_by_state_post_and_account_in_order_of_due_time(
    ledger: SqlLedger,
) -> None:
    ledger.plan(
        [
            wanted("walk", "b", due_at=after(3)),
            wanted("walk", "a", due_at=after(2), state=State.HELD),
            wanted("talk", "a", due_at=after(1)),
        ],
        NOW,
        whole=True,
    )

    def found(**wish: object) -> list[tuple[str, str]]:
        rows = ledger.deliveries(**wish)  # type: ignore[arg-type]
        return [(row.key.post_id, row.key.account) for row in rows]

    assert found() == [("talk", "a"), ("walk", "a"), ("walk", "b")]
    assert found(post="walk") == [("walk", "a"), ("walk", "b")]
    assert found(account="a") == [("talk", "a"), ("walk", "a")]
    assert found(states=[State.HELD]) == [("walk", "a")]
    assert found(states=[State.HELD, State.PLANNED], post="walk", account="b") == [("walk", "b")]
    assert found(states=[State.PUBLISHED]) == []


def test_a_row_is_found_by_its_number(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)

    assert ledger.delivery(only(ledger).id) == only(ledger)
    assert ledger.delivery(99) is None


def test_a_slot_is_assigned_once_and_for_all(ledger: SqlLedger, open_again: OpenAgain) -> None:
    assert ledger.slot("walk", "clinic-x") is None

    assert ledger.assign_slot("walk", "clinic-x", after(60)) == after(60)
    assert open_again().assign_slot("walk", "clinic-x", after(5)) == after(60)
    ledger.assign_slot("talk", "clinic-x", after(30))
    ledger.assign_slot("walk", "other", after(90))

    assert ledger.slot("walk", "clinic-x") == after(60)
    assert list(ledger.slots("clinic-x").items()) == [("talk", after(30)), ("walk", after(60))]


def test_what_an_account_has_out_is_told_since_when(ledger: SqlLedger) -> None:
    """A post that is being taken down is still out; one that was taken down is not."""
    for n, post in enumerate(("early", "walk", "asked", "gone")):
        ledger.plan([wanted(post)], NOW, whole=False)
        row, attempt = sending(ledger, after(n))
        ledger.finish(row, attempt, Delivered(post), after(n))
    asked, gone = (ledger.deliveries(post=post)[0] for post in ("asked", "gone"))
    ledger.decide(asked, State.RETRACT_REQUESTED, "wrong", "dr-okafor", NOW)
    ledger.retracted(gone, ledger.retracting(gone, NOW), Delivered("gone"), NOW)
    ledger.plan([wanted("other", "b")], NOW, whole=False)

    recent = ledger.recent("clinic-x", after(1))

    assert recent == [
        ("walk", after(1), wanted("walk").rendition.digest),
        ("asked", after(2), wanted("asked").rendition.digest),
    ]
    assert ledger.recent("b", NOW) == []
