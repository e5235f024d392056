"""One delivery's way through the ledger, from the calendar to a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import BadUsage, LedgerUnavailable, LostClaim
from bot.ledger.attempts import TRIES_MAX
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
from tests.ledger.conftest import NOW, OpenAgain, after, claim_one, only, sending, wanted


def test_a_due_row_is_claimed_sent_and_published_once(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)

    row, attempt = sending(ledger)
    state = ledger.finish(row, attempt, Delivered("1799", "https://x.example/1799"), after(2))

    done = only(ledger)
    assert state is State.PUBLISHED
    assert (done.remote_id, done.url) == ("1799", "https://x.example/1799")
    assert (done.published_at, done.attempts, done.fence) == (after(2), 1, 1)
    assert ledger.claim(after(3600), 10, "worker", 60) == []


def test_the_stored_bytes_are_those_that_were_planned(ledger: SqlLedger) -> None:
    want = wanted(text="Naïve café — 👨‍👩‍👧 \u200b")
    ledger.plan([want], NOW, whole=True)

    stored = ledger.rendition(want.rendition.digest)

    assert stored.payload() == want.rendition.payload()
    assert stored.digest == want.rendition.digest


def test_stored_bytes_that_were_altered_are_never_handed_out(ledger: SqlLedger) -> None:
    want = wanted()
    ledger.plan([want], NOW, whole=True)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE rendition SET payload = replace(payload, 'little', 'lot')"
        )

    with pytest.raises(LedgerUnavailable, match="not the one that was checked"):
        ledger.rendition(want.rendition.digest)


@pytest.mark.parametrize(
    ("outcome", "state", "hold"),
    [
        (Delivered("1"), State.PUBLISHED, ""),
        (Delivered(""), State.UNKNOWN, ""),
        (Rejected("x:400:text", "Too long."), State.FAILED_FINAL, ""),
        (Rejected("x:401", "Token refused.", "Sign in.", held=True), State.HELD, "send"),
        (Deferred("x:429", 60.0), State.PLANNED, ""),
        (Unknown("x:timeout", "No answer."), State.UNKNOWN, ""),
    ],
)
def test_every_outcome_has_its_state(
    ledger: SqlLedger, outcome: Outcome, state: State, hold: str
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)

    assert ledger.finish(row, attempt, outcome, NOW) is state
    assert (only(ledger).state, only(ledger).hold) == (state, hold)


def test_a_person_reads_why_a_row_is_held(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)

    ledger.finish(row, attempt, Rejected("x:401", "Token refused.", "Sign in.", held=True), NOW)

    assert only(ledger).reason == "Token refused. Sign in."


def test_a_deferred_row_waits_as_long_as_it_was_told(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)

    ledger.finish(row, attempt, Deferred("x:429", 90.0), NOW)

    assert ledger.next_due() == after(90)
    assert ledger.claim(after(89), 1, "worker", 60) == []
    assert claim_one(ledger, after(90)).fence == 2


@pytest.mark.parametrize("wait", [float("inf"), float("nan"), -5.0, 1e300])
def test_an_absurd_wait_is_bounded(ledger: SqlLedger, wait: float) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)

    ledger.finish(row, attempt, Deferred("x:429", wait), NOW)

    due = ledger.next_due()
    assert due is not None
    assert NOW <= due <= NOW + timedelta(days=7)


def test_the_sixth_deferral_in_a_row_is_held_for_a_person(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    for _ in range(TRIES_MAX - 1):
        row, attempt = sending(ledger)
        assert ledger.finish(row, attempt, Deferred("x:429", 0), NOW) is State.PLANNED

    row, attempt = sending(ledger)
    assert ledger.finish(row, attempt, Deferred("x:429", 0), NOW) is State.HELD

    ledger.decide(only(ledger), State.PLANNED, "the platform is back", "dr-okafor", NOW)
    row, attempt = sending(ledger)
    assert ledger.finish(row, attempt, Deferred("x:429", 0), NOW) is State.PLANNED


@pytest.mark.parametrize(
    ("sighting", "state", "hold"),
    [
        (Present("77", "https://x.example/77"), State.PUBLISHED, ""),
        (Present(""), State.HELD, "doubt"),
        (Absent(), State.PLANNED, ""),
        (Unreadable("no read scope"), State.HELD, "doubt"),
    ],
)
@pytest.mark.parametrize("taken", [False, True])
def test_an_unknown_row_is_settled_by_what_was_seen(
    ledger: SqlLedger, sighting: Sighting, state: State, hold: str, taken: bool
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    seen = only(ledger)
    if taken:
        seen = ledger.reconcile(seen, NOW, "worker", 60)

    assert ledger.settle(seen, sighting, after(600)) is state
    assert (only(ledger).state, only(ledger).hold) == (state, hold)
    if state is State.PUBLISHED:
        assert (only(ledger).remote_id, only(ledger).published_at) == ("77", after(600))


def test_an_unknown_row_is_never_claimed(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout", hint="urn:li:share:5"), NOW)

    assert ledger.next_due() is None
    assert ledger.claim(after(86400), 10, "worker", 60) == []
    assert only(ledger).remote_id == "urn:li:share:5"


def test_a_row_absent_six_times_in_a_row_is_held(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    states = []
    for _ in range(TRIES_MAX):
        row, attempt = sending(ledger)
        ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
        states.append(ledger.settle(only(ledger), Absent(), NOW))

    assert states == [State.PLANNED] * (TRIES_MAX - 1) + [State.HELD]


def test_a_late_answer_of_a_worker_that_lost_its_claim_changes_nothing(
    ledger: SqlLedger,
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    assert ledger.lapse(after(121)) == 1
    ledger.settle(only(ledger), Absent(), after(122))
    ledger.claim(after(123), 1, "other", 120)
    before = only(ledger)

    with pytest.raises(LostClaim):
        ledger.finish(row, attempt, Delivered("1"), after(124))
    with pytest.raises(LostClaim):
        ledger.release(row, State.PLANNED, "", now=after(124))
    with pytest.raises(LostClaim):
        ledger.begin(row, {}, after(124))
    with pytest.raises(LostClaim):
        ledger.steps(row, attempt).put("media", "5")
    with pytest.raises(LostClaim):
        ledger.renew(row, after(124), 60)

    assert only(ledger) == before


def test_begin_refuses_a_claim_whose_lease_is_over(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger, lease=60)

    with pytest.raises(LostClaim):
        ledger.begin(row, {}, after(60))

    assert only(ledger).state is State.CLAIMED


def test_begin_refuses_an_account_that_was_frozen_after_the_claim(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)
    ledger.freeze("account:clinic-x", "dr-okafor", NOW, on=True)

    with pytest.raises(LostClaim, match="frozen"):
        ledger.begin(row, {}, NOW)


@pytest.mark.parametrize(
    "intent",
    [
        {"text": "Walk a little after surgery."},
        {"Jane Doe": 1},
        {"parts": [{"alt": "a knee"}]},
        {"text": "手術後は歩いてください"},
        {"bytes": b"x"},
    ],
)
def test_an_intent_with_words_in_it_is_refused(
    ledger: SqlLedger, intent: dict[str, object]
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)

    with pytest.raises(BadUsage, match="ids and digests"):
        ledger.begin(row, intent, NOW)

    assert only(ledger).state is State.CLAIMED


def test_steps_outlive_the_attempt_and_the_process(
    ledger: SqlLedger, open_again: OpenAgain
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    steps = ledger.steps(row, attempt)
    assert steps.get("container") is None

    steps.put("container", "17")
    steps.put("container", "18")
    ledger.lapse(after(121))
    other = open_again()
    other.settle(only(other), Absent(), after(122))
    row, attempt = sending(other, after(123))

    assert other.steps(row, attempt).get("container") == "18"


@pytest.mark.parametrize(
    ("state", "hold"),
    [
        (State.PLANNED, ""),
        (State.HELD, "send"),
        (State.BLOCKED, ""),
        (State.SKIPPED, ""),
    ],
)
def test_a_claim_can_be_given_back_unsent(ledger: SqlLedger, state: State, hold: str) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)

    ledger.release(row, state, "CON001 consent missing", now=NOW)

    assert (only(ledger).state, only(ledger).hold) == (state, hold)
    assert only(ledger).reason == "CON001 consent missing"
    assert ledger.audit()[-1].body["rules"] == ["CON001"]


def test_a_claim_cannot_be_released_as_published(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)

    with pytest.raises(BadUsage):
        ledger.release(row, State.PUBLISHED, "", now=NOW)


def test_a_row_can_be_put_off_when_released(ledger: SqlLedger) -> None:
    want = wanted()
    ledger.plan([want], NOW, whole=True)

    ledger.release(claim_one(ledger), State.PLANNED, "quiet hours", now=NOW, due_at=after(3600))
    ledger.plan([want], NOW, whole=True)

    assert ledger.next_due() == after(3600)
