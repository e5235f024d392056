"""What people decide: release, cancel, settle, retract, and withdraw a text."""

from __future__ import annotations

import pytest

from bot.errors import BadUsage, LedgerUnavailable, LostClaim
from bot.ledger.base import Delivery
from bot.ledger.store import SqlLedger
from bot.model import (
    Absent,
    Deferred,
    Delivered,
    Outcome,
    Present,
    Rejected,
    Sighting,
    State,
    Unknown,
    Unreadable,
)
from tests.ledger.conftest import NOW, after, claim_one, only, sending, wanted

WHO = "dr-okafor"


def publish(ledger: SqlLedger) -> Delivery:
    ledger.plan([wanted(consents=("C-7f3a",))], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Delivered("55", "https://x.example/55"), NOW)
    return only(ledger)


def test_a_person_settles_what_nobody_could_read(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    ledger.settle(only(ledger), Unreadable("no read scope"), NOW)

    with pytest.raises(BadUsage, match="with its id"):
        ledger.decide(only(ledger), State.PUBLISHED, "I see it", WHO, NOW)
    ledger.decide(only(ledger), State.PUBLISHED, "I see it", WHO, after(9), "77", "https://x/77")

    row = only(ledger)
    assert (row.state, row.remote_id, row.url) == (State.PUBLISHED, "77", "https://x/77")
    assert row.published_at == after(9)
    assert ledger.audit()[-1].body["actor"] == WHO


def test_a_person_says_that_it_is_not_out_and_it_goes_out_once(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout", hint="9"), NOW)

    ledger.decide(only(ledger), State.PLANNED, "not there", WHO, NOW)

    assert (only(ledger).remote_id, claim_one(ledger).attempts) == ("", 1)


def test_an_unknown_row_that_a_person_holds_stays_in_doubt(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)

    ledger.decide(only(ledger), State.HELD, "let me look", WHO, NOW)
    ledger.plan([wanted(text="Other words.")], NOW, whole=True)

    assert (only(ledger).state, only(ledger).hold) == (State.HELD, "doubt")


def test_the_second_of_two_people_is_told(ledger: SqlLedger) -> None:
    ledger.plan([wanted(state=State.HELD)], NOW, whole=True)
    seen = only(ledger)
    ledger.decide(seen, State.PLANNED, "go", WHO, NOW)

    with pytest.raises(LostClaim):
        ledger.decide(seen, State.CANCELLED, "no", "j-lind", NOW)

    assert only(ledger).state is State.PLANNED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Delivered("55"), State.RETRACTED),
        (Rejected("x:403", "Not allowed."), State.PUBLISHED),
        (Deferred("x:429", 60), State.RETRACT_REQUESTED),
        (Unknown("x:timeout"), State.RETRACTING),
    ],
)
@pytest.mark.parametrize("asked", [False, True])
def test_a_retraction_is_an_attempt_of_its_own(
    ledger: SqlLedger, outcome: Outcome, state: State, asked: bool
) -> None:
    row = publish(ledger)
    if asked:
        ledger.decide(row, State.RETRACT_REQUESTED, "wrong date", WHO, NOW)
        row = only(ledger)
    attempt = ledger.retracting(row, NOW)
    with pytest.raises(LostClaim):
        ledger.retracting(row, NOW)

    assert ledger.retracted(row, attempt, outcome, after(1)) is state

    assert only(ledger).state is state
    assert only(ledger).remote_id == "55"
    with pytest.raises(LostClaim):
        ledger.retracted(row, attempt, Delivered("55"), after(2))


def test_an_unclear_retraction_is_due_again_when_its_lease_ends(ledger: SqlLedger) -> None:
    row = publish(ledger)
    attempt = ledger.retracting(row, NOW)
    ledger.retracted(row, attempt, Unknown("x:timeout"), after(1))

    assert ledger.lapse(after(119)) == 0
    assert ledger.lapse(after(120)) == 1
    again = only(ledger)
    assert again.state is State.RETRACT_REQUESTED
    attempt = ledger.retracting(again, after(121))
    assert ledger.retracted(again, attempt, Delivered("55"), after(122)) is State.RETRACTED


def test_a_retraction_that_lost_its_lease_changes_nothing(ledger: SqlLedger) -> None:
    row = publish(ledger)
    attempt = ledger.retracting(row, NOW)
    ledger.lapse(after(120))

    for outcome in (Delivered("55"), Unknown("x:timeout")):
        with pytest.raises(LostClaim):
            ledger.retracted(row, attempt, outcome, after(121))
    assert only(ledger).state is State.RETRACT_REQUESTED


def test_only_what_is_out_is_retracted(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)

    with pytest.raises(BadUsage):
        ledger.retracting(only(ledger), NOW)


def is_kept(ledger: SqlLedger, digest: str) -> bool:
    try:
        ledger.rendition(digest)
    except LedgerUnavailable:
        return False
    return True


def test_a_revoked_consent_cancels_and_erases_only_what_rests_on_it(ledger: SqlLedger) -> None:
    on_it = wanted("story", consents=("C-7f3a", "C-11aa"), text="Her story.")
    similar = wanted("story-2", "b", consents=("C-7f3a9",), text="His story.")
    without = wanted("walk", "c")
    ledger.plan([on_it, similar, without], NOW, whole=True)

    assert ledger.erase(WHO, NOW, consent="C-7f3a") == (1, 0)

    gone = ledger.deliveries(post="story")[0]
    assert (gone.state, gone.reason) == (State.CANCELLED, "text erased on request")
    assert gone.source_path == ""
    kept = [is_kept(ledger, w.rendition.digest) for w in (on_it, similar, without)]
    assert kept == [False, True, True]
    ledger.plan([on_it, similar, without], NOW, whole=True)
    assert not is_kept(ledger, on_it.rendition.digest)


def test_a_claimed_row_that_is_withdrawn_is_never_sent(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)

    assert ledger.erase(WHO, NOW, post="walk") == (1, 0)

    with pytest.raises(LostClaim):
        ledger.begin(row, {}, NOW)
    assert not is_kept(ledger, row.rendition)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Delivered("1"), State.PUBLISHED),
        (Deferred("x:429", 1), State.CANCELLED),
        (Rejected("x:400", "Refused."), State.CANCELLED),
        (Rejected("x:401", "Refused.", held=True), State.CANCELLED),
    ],
)
def test_a_row_withdrawn_while_it_is_sent_never_goes_out_again(
    ledger: SqlLedger, outcome: Outcome, state: State
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)

    assert ledger.erase(WHO, NOW, post="walk") == (0, 1)
    assert is_kept(ledger, row.rendition)

    assert ledger.finish(row, attempt, outcome, NOW) is state
    assert not is_kept(ledger, row.rendition)


@pytest.mark.parametrize(
    ("sighting", "state"),
    [(Present("1"), State.PUBLISHED), (Absent(), State.CANCELLED), (Unreadable("?"), State.HELD)],
)
def test_a_row_withdrawn_in_doubt_is_settled_without_going_out(
    ledger: SqlLedger, sighting: Sighting, state: State
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    ledger.erase(WHO, NOW, post="walk")
    with pytest.raises(BadUsage, match="withdrawn"):
        ledger.decide(only(ledger), State.PLANNED, "not there", WHO, NOW)

    assert ledger.settle(only(ledger), sighting, NOW) is state

    assert not is_kept(ledger, row.rendition)
    if state is State.HELD:
        ledger.decide(only(ledger), State.CANCELLED, "not there", WHO, NOW)


def test_a_row_held_in_doubt_loses_its_text_at_once_when_withdrawn(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    ledger.settle(only(ledger), Unreadable("?"), NOW)

    assert ledger.erase(WHO, NOW, post="walk") == (0, 1)
    assert not is_kept(ledger, row.rendition)
    assert (only(ledger).state, only(ledger).hold) == (State.HELD, "doubt")


def test_erasing_nothing_in_particular_is_refused(ledger: SqlLedger) -> None:
    with pytest.raises(BadUsage):
        ledger.erase(WHO, NOW)


def test_a_shared_text_stays_while_another_row_needs_it(ledger: SqlLedger) -> None:
    days = [
        wanted("day", occurrence=f"2026-12-0{n}", due_at=after(n), text="Same words.")
        for n in (1, 2)
    ]
    ledger.plan(days, NOW, whole=True)
    first, second = ledger.deliveries()

    ledger.decide(first, State.CANCELLED, "no", WHO, NOW)
    assert is_kept(ledger, second.rendition)
    ledger.decide(second, State.CANCELLED, "no", WHO, NOW)
    assert not is_kept(ledger, second.rendition)


def test_a_decision_on_what_was_seen_before_two_others_is_refused(ledger: SqlLedger) -> None:
    """The state is the one that was seen, yet two people have decided since."""
    ledger.plan([wanted(state=State.HELD)], NOW, whole=True)
    seen = only(ledger)
    ledger.decide(seen, State.PLANNED, "go", WHO, NOW)
    ledger.decide(only(ledger), State.HELD, "wait", "j-lind", NOW)

    with pytest.raises(LostClaim):
        ledger.decide(seen, State.PLANNED, "go", WHO, NOW)


def test_a_worker_whose_retraction_lapsed_does_not_renew_its_successors(
    ledger: SqlLedger,
) -> None:
    stale = publish(ledger)
    ledger.retracting(stale, NOW)
    ledger.lapse(after(120))
    ledger.retracting(only(ledger), after(121))

    with pytest.raises(LostClaim):
        ledger.renew(stale, after(122), 600)
