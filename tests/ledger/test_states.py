"""The state machine: every step that exists, and no other."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.errors import BadUsage, LostClaim
from bot.ledger import open_ledger
from bot.ledger.rows import to_ms
from bot.ledger.states import DECISIONS, FOLLOWING, KEEPING, TRANSITIONS
from bot.ledger.store import SqlLedger
from bot.ledger.work import Work, move
from bot.model import Environment, State
from tests.ledger.conftest import NOW, after, only, wanted

#: The design's words, state by state.
STEPS = """
planned: held blocked claimed skipped cancelled superseded
held: planned blocked skipped cancelled superseded published
blocked: planned held skipped cancelled superseded
claimed: planned held blocked skipped cancelled sending
sending: published planned held failed_final unknown cancelled
unknown: reconciling published planned held cancelled
reconciling: unknown published planned held cancelled
published: retract_requested retracting
failed_retryable: planned held blocked cancelled
failed_final: planned held cancelled
retract_requested: retracting retracted published
retracting: retracted published retract_requested
retracted:
skipped: held
cancelled: held
superseded:
"""
ALLOWED = {
    (State(start), State(to))
    for start, _, ends in (line.partition(":") for line in STEPS.split("\n") if line)
    for to in ends.split()
}
DECIDED = """
planned: held skipped cancelled superseded
held: planned skipped cancelled superseded published
blocked: held skipped cancelled superseded
failed_retryable: held cancelled
failed_final: planned held cancelled
unknown: published planned held cancelled
published: retract_requested
retract_requested: published retracted
skipped: held
cancelled: held
"""
A_PERSON_MAY = {
    (State(start), State(to))
    for start, _, ends in (line.partition(":") for line in DECIDED.split("\n") if line)
    for to in ends.split()
}
PAIRS = list(product(State, State))


@pytest.fixture(scope="module")
def memory() -> SqlLedger:
    ledger = open_ledger("sqlite://", Environment.SANDBOX, Path("unused"))
    ledger.plan([wanted()], NOW, whole=True)
    return ledger


def put_into(ledger: SqlLedger, state: State) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE delivery SET state = ?, hold = '', remote_id = '5', lease_until = ?",
            (state.value, to_ms(after(60))),
        )


def test_there_is_a_line_for_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


def test_no_text_is_kept_for_a_row_that_has_ended_or_is_out() -> None:
    assert set(State) - KEEPING == {
        State.PUBLISHED,
        State.BLOCKED,
        State.RETRACT_REQUESTED,
        State.RETRACTING,
        State.RETRACTED,
        State.SKIPPED,
        State.CANCELLED,
        State.SUPERSEDED,
    }


def test_the_calendar_can_bring_any_row_it_leads_to_any_wish() -> None:
    wishes = {State.PLANNED, State.HELD, State.BLOCKED}

    assert all(wishes - {state} <= TRANSITIONS[state] for state in FOLLOWING)


@pytest.mark.parametrize(("start", "to"), PAIRS)
def test_only_listed_steps_are_taken(memory: SqlLedger, start: State, to: State) -> None:
    put_into(memory, start)
    row = only(memory)
    with memory.engine.connect() as connection, connection.begin() as transaction:
        work = Work(connection, Environment.SANDBOX, NOW)
        if (start, to) in ALLOWED:
            move(work, row, to, "test")
        else:
            with pytest.raises(BadUsage, match=f"is {start} and cannot become {to}"):
                move(work, row, to, "test")
        transaction.rollback()


@pytest.mark.parametrize(("start", "to"), PAIRS)
def test_a_person_takes_only_the_steps_that_are_theirs(
    memory: SqlLedger, start: State, to: State
) -> None:
    put_into(memory, start)
    row = only(memory)
    if (start, to) in A_PERSON_MAY:
        memory.plan([], NOW, whole=False)
        with memory.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE rendition SET payload = '{}'")
        memory.decide(row, to, "because", "dr-okafor", NOW, remote_id="9")
        assert only(memory).state is to
    else:
        with pytest.raises(BadUsage, match="a person cannot"):
            memory.decide(row, to, "because", "dr-okafor", NOW, remote_id="9")
        assert only(memory).state is start


def test_a_person_never_takes_a_step_that_does_not_exist() -> None:
    assert all(ends <= TRANSITIONS[start] for start, ends in DECISIONS.items())


@pytest.mark.parametrize("stale", ["fence", "state"])
def test_a_row_that_is_not_as_it_was_seen_is_not_moved(memory: SqlLedger, stale: str) -> None:
    put_into(memory, State.HELD)
    row = only(memory)
    if stale == "fence":
        row = replace(row, fence=row.fence + 1)
    else:
        row = replace(row, state=State.BLOCKED)
    before = len(memory.audit())

    with pytest.raises(LostClaim):
        memory.decide(row, State.CANCELLED, "because", "dr-okafor", NOW)

    assert only(memory).state is State.HELD
    assert len(memory.audit()) == before
