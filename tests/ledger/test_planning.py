"""The calendar and the rows: reconciled as often as one likes, and never a second delivery."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import BadUsage, LedgerUnavailable, LostClaim, WrongEnvironment
from bot.ledger.base import Changes, Planned
from bot.ledger.store import SqlLedger
from bot.model import (
    Absent,
    Delivered,
    Environment,
    Outcome,
    Rejected,
    State,
    Unknown,
    Unreadable,
)
from tests.ledger.conftest import NOW, after, claim_one, only, rendition, sending, wanted


def month() -> list[Planned]:
    """A calendar with a bit of everything."""
    return [
        wanted("walk", "clinic-x"),
        wanted("walk", "clinic-linkedin", platform="linkedin", due_at=after(60)),
        wanted("story", state=State.HELD, reason="needs an approval"),
        wanted("leak", state=State.BLOCKED, reason="PHI001 a name"),
        wanted("day", occurrence="2026-12-05", due_at=after(4 * 86400), evergreen=True),
        wanted("thread", part=0, text="one", due_at=after(9)),
        wanted("thread", part=1, text="two", due_at=after(9), consents=("C-7f3a",)),
    ]


def test_planning_twice_changes_nothing(ledger: SqlLedger) -> None:
    assert ledger.plan(month(), NOW, whole=True) == Changes(added=7)
    rows, log = ledger.deliveries(), ledger.audit()

    assert ledger.plan(month(), after(5), whole=True) == Changes(unchanged=7)
    assert ledger.plan(reversed_month(), after(5), whole=False) == Changes(unchanged=7)
    assert (ledger.deliveries(), ledger.audit()) == (rows, log)


def reversed_month() -> list[Planned]:
    return list(reversed(month()))


def test_a_rehearsal_says_what_would_happen_and_keeps_nothing(ledger: SqlLedger) -> None:
    ledger.plan(month(), NOW, whole=True)
    rows, log = ledger.deliveries(), ledger.audit()
    changed = [*month()[:3], wanted("new")]

    told = ledger.rehearse(changed, NOW, whole=True)

    assert (ledger.deliveries(), ledger.audit()) == (rows, log)
    assert told == ledger.plan(changed, NOW, whole=True)
    assert told == Changes(added=1, unchanged=3, missing=4)


def test_every_field_of_the_plan_is_kept(ledger: SqlLedger) -> None:
    want = wanted(
        occurrence="2026-12-01",
        reason="CON001 no consent",
        state=State.HELD,
        expires_at=after(86400),
        evergreen=True,
        consents=("C-7f3a", "C-11aa"),
    )
    ledger.plan([want], NOW, whole=True)

    row = only(ledger)
    for name in ("key", "platform", "due_at", "zone", "local", "state", "reason"):
        assert getattr(row, name) == getattr(want, name), name
    for name in ("source_path", "expires_at", "evergreen", "consents"):
        assert getattr(row, name) == getattr(want, name), name
    assert row.rendition == want.rendition.digest


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({"due_at": after(7200)}, Changes(moved=1)),
        ({"rendition": rendition("walk", "clinic-x", "Other words.")}, Changes(rewritten=1)),
        ({"state": State.HELD, "reason": "needs an approval"}, Changes(restated=1)),
        ({"state": State.BLOCKED, "reason": "PHI001 a name"}, Changes(restated=1)),
        ({"expires_at": after(9)}, Changes(restated=1)),
        ({"source_path": "content/renamed.md"}, Changes(unchanged=1)),
    ],
)
def test_an_edit_changes_the_row_and_never_makes_a_second(
    ledger: SqlLedger, change: dict[str, object], counted: Changes
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    id_ = only(ledger).id
    edited = replace(wanted(), **change)  # type: ignore[arg-type]

    assert ledger.plan([edited], NOW, whole=True) == counted

    row = only(ledger)
    assert (row.id, row.due_at, row.state) == (id_, edited.due_at, edited.state)
    assert (row.rendition, row.source_path) == (edited.rendition.digest, edited.source_path)
    assert ledger.plan([edited], NOW, whole=True) == Changes(unchanged=1)


@pytest.mark.parametrize("end", ["claimed", "sending", "unknown", "published", "doubt"])
def test_what_is_in_flight_or_over_is_left_alone(ledger: SqlLedger, end: str) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)
    if end != "claimed":
        attempt = ledger.begin(row, {}, NOW)
        outcomes: dict[str, Outcome] = {
            "unknown": Unknown("x:timeout"),
            "doubt": Unknown("x:timeout"),
            "published": Delivered("1"),
        }
        if end in outcomes:
            ledger.finish(row, attempt, outcomes[end], NOW)
        if end == "doubt":
            ledger.settle(only(ledger), Unreadable("no read scope"), NOW)
    before = only(ledger)

    changed = wanted(text="Other words.", due_at=after(999))

    assert ledger.plan([changed], NOW, whole=True) == Changes(settled=1)
    assert ledger.plan([], NOW, whole=True).missing == 0
    assert only(ledger) == before


def test_what_was_refused_for_good_is_taken_up_again_once_it_was_mended(
    ledger: SqlLedger,
) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row = claim_one(ledger)
    ledger.finish(row, ledger.begin(row, {}, NOW), Rejected("x:400", "Refused."), NOW)
    refused = only(ledger)

    late = replace(wanted(), state=State.HELD, reason="CAD004")
    assert ledger.plan([late], NOW, whole=True) == Changes(settled=1)
    assert only(ledger) == refused

    assert ledger.plan([wanted(text="Other words.")], NOW, whole=True).rewritten == 1
    assert only(ledger).state is State.PLANNED


def test_a_row_that_may_be_out_is_not_resent_however_often_it_is_planned(
    ledger: SqlLedger,
) -> None:
    """The calendar says planned; the ledger knows better."""
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    ledger.settle(only(ledger), Unreadable("no read scope"), NOW)

    for state in (State.HELD, State.PLANNED):
        ledger.plan([wanted(state=state, text="Other words.")], NOW, whole=True)

    assert only(ledger).state is State.HELD
    assert ledger.claim(after(9), 10, "worker", 60) == []


def test_a_hold_made_at_send_time_stands_until_the_calendar_changes(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    ledger.release(claim_one(ledger), State.HELD, "too late", now=NOW)

    ledger.plan([wanted()], NOW, whole=True)
    assert only(ledger).state is State.HELD

    ledger.plan([wanted(due_at=after(3600))], NOW, whole=True)
    assert only(ledger).state is State.PLANNED


def test_a_hold_the_calendar_made_ends_when_the_calendar_says_so(ledger: SqlLedger) -> None:
    ledger.plan([wanted(state=State.HELD, reason="needs an approval")], NOW, whole=True)

    assert ledger.plan([wanted()], NOW, whole=True) == Changes(restated=1)
    assert (only(ledger).state, only(ledger).reason) == (State.PLANNED, "")


def test_a_hold_a_person_made_outlives_edits_and_the_text_follows(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    ledger.decide(only(ledger), State.HELD, "wait for the director", "dr-okafor", NOW)
    edited = wanted(text="Other words.")

    assert ledger.plan([edited], NOW, whole=True) == Changes(rewritten=1)
    assert (only(ledger).state, only(ledger).reason) == (State.HELD, "wait for the director")

    ledger.decide(only(ledger), State.PLANNED, "go", "dr-okafor", NOW)
    assert claim_one(ledger).rendition == edited.rendition.digest


def test_what_a_person_released_is_not_held_again_by_the_same_plan(ledger: SqlLedger) -> None:
    held = wanted(state=State.HELD, reason="late")
    ledger.plan([held], NOW, whole=True)
    ledger.decide(only(ledger), State.PLANNED, "send it all the same", "dr-okafor", NOW)

    assert ledger.plan([held], NOW, whole=True) == Changes(unchanged=1)
    assert only(ledger).state is State.PLANNED


def test_nobody_releases_a_text_they_have_not_seen(ledger: SqlLedger) -> None:
    ledger.plan([wanted(state=State.HELD)], NOW, whole=True)
    seen = only(ledger)
    ledger.plan([wanted(state=State.HELD, text="Other words.")], NOW, whole=True)

    with pytest.raises(LostClaim, match="changed meanwhile"):
        ledger.decide(seen, State.PLANNED, "go", "dr-okafor", NOW)


def test_a_removed_post_is_held_and_comes_back_with_its_file(ledger: SqlLedger) -> None:
    ledger.plan([wanted(), wanted("other")], NOW, whole=True)

    assert ledger.plan([wanted("other")], NOW, whole=False) == Changes(unchanged=1)
    assert ledger.plan([wanted("other")], NOW, whole=True) == Changes(unchanged=1, missing=1)
    gone = ledger.deliveries(post="walk")[0]
    assert (gone.state, gone.reason) == (State.HELD, "source missing")
    assert ledger.plan([wanted("other")], NOW, whole=True) == Changes(unchanged=2)

    assert ledger.plan([wanted(), wanted("other")], NOW, whole=True).restated == 1
    assert ledger.deliveries(post="walk")[0].state is State.PLANNED


def test_past_dates_of_a_recurrence_are_not_called_missing(ledger: SqlLedger) -> None:
    first, second = (
        wanted(occurrence=f"2026-12-{day:02}", due_at=NOW + timedelta(days=day - 1), text="Day")
        for day in (1, 8)
    )
    ledger.plan([first, second], NOW, whole=True)

    ledger.plan([second], after(1), whole=True)

    assert [row.state for row in ledger.deliveries()] == [State.PLANNED, State.PLANNED]


def test_a_date_taken_out_of_a_recurrence_is_held(ledger: SqlLedger) -> None:
    first, second = (
        wanted(occurrence=f"2026-12-{day:02}", due_at=NOW + timedelta(days=day), text="Day")
        for day in (1, 8)
    )
    ledger.plan([first, second], NOW, whole=True)

    assert ledger.plan([first], NOW, whole=True) == Changes(unchanged=1, missing=1)


def test_the_text_of_a_blocked_post_is_not_stored(ledger: SqlLedger) -> None:
    blocked = wanted(state=State.BLOCKED, reason="PHI001 a name", text="Jane Doe walked.")
    ledger.plan([blocked], NOW, whole=True)
    with pytest.raises(LedgerUnavailable):
        ledger.rendition(blocked.rendition.digest)

    ledger.plan([replace(blocked, state=State.PLANNED, reason="")], NOW, whole=True)

    assert ledger.rendition(blocked.rendition.digest).parts[0].text == "Jane Doe walked."


def test_the_text_before_an_edit_is_erased(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    ledger.plan([wanted(text="Other words.")], NOW, whole=True)

    with pytest.raises(LedgerUnavailable, match="erased"):
        ledger.rendition(wanted().rendition.digest)


def test_a_text_that_comes_back_is_stored_again(ledger: SqlLedger) -> None:
    for text in ("Walk a little after surgery.", "Other words.", "Walk a little after surgery."):
        ledger.plan([wanted(text=text)], NOW, whole=True)

    assert ledger.rendition(wanted().rendition.digest) == wanted().rendition


def test_a_post_that_failed_can_be_mended_and_opened_again(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Rejected("x:400:text", "Too long."), NOW)

    ledger.decide(only(ledger), State.HELD, "mended", "dr-okafor", NOW)
    ledger.plan([wanted(text="Shorter.")], NOW, whole=True)

    assert only(ledger).state is State.PLANNED
    assert claim_one(ledger).rendition == wanted(text="Shorter.").rendition.digest


@pytest.mark.parametrize("state", [State.SKIPPED, State.CANCELLED])
def test_an_ended_row_can_be_opened_again_with_a_new_time(ledger: SqlLedger, state: State) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    ledger.decide(only(ledger), state, "too late", "dr-okafor", NOW)
    later = wanted(due_at=after(86400))
    assert ledger.plan([later], NOW, whole=True) == Changes(settled=1)

    ledger.decide(only(ledger), State.HELD, "try again", "dr-okafor", NOW)
    with pytest.raises(LedgerUnavailable, match="erased"):
        ledger.decide(only(ledger), State.PLANNED, "go", "dr-okafor", NOW)
    ledger.plan([later], NOW, whole=True)

    assert (only(ledger).state, only(ledger).due_at) == (State.PLANNED, after(86400))


def test_a_row_blocked_at_send_is_opened_by_holding_it(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    ledger.release(claim_one(ledger), State.BLOCKED, "ACT001", now=NOW)
    assert ledger.plan([wanted()], NOW, whole=True) == Changes(unchanged=1)

    ledger.decide(only(ledger), State.HELD, "attested", "dr-okafor", NOW)
    ledger.plan([wanted()], NOW, whole=True)

    assert ledger.rendition(claim_one(ledger).rendition) == wanted().rendition


def test_a_proven_absence_does_not_move_the_row_out_of_the_plan(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)
    ledger.settle(only(ledger), Absent(), NOW)

    assert ledger.plan([wanted()], NOW, whole=True) == Changes(unchanged=1)
    assert claim_one(ledger).attempts == 1


@pytest.mark.parametrize(
    "rows",
    [
        [wanted(), wanted(text="Other words.")],
        [wanted(state=State.PUBLISHED)],
        [replace(wanted(), rendition=rendition("walk", "clinic-two", "Text"))],
        [replace(wanted(), rendition=rendition("talk", "clinic-x", "Text"))],
        [replace(wanted(), platform="linkedin")],
    ],
    ids=["key twice", "state", "another account", "another post", "another platform"],
)
def test_a_plan_that_contradicts_itself_is_refused(ledger: SqlLedger, rows: list[Planned]) -> None:
    with pytest.raises(BadUsage, match="contradicts itself"):
        ledger.plan(rows, NOW, whole=True)

    assert ledger.deliveries() == []


def test_a_live_delivery_never_enters_a_sandbox_ledger(ledger: SqlLedger) -> None:
    with pytest.raises(WrongEnvironment):
        ledger.plan([wanted(environment=Environment.LIVE)], NOW, whole=True)


def test_a_thousand_rows_are_planned_in_good_time(ledger: SqlLedger) -> None:
    """CPU of this process; the bound is generous, a row at a time would break it."""
    rows = [wanted(f"p{n}", f"a{n % 3}", text=f"text {n}") for n in range(1000)]
    start = time.process_time()

    assert ledger.plan(rows, NOW, whole=True) == Changes(added=1000)
    assert ledger.plan(rows, NOW, whole=True) == Changes(unchanged=1000)

    assert time.process_time() - start < 1.5


def test_a_post_that_becomes_blocked_loses_its_stored_text(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)

    ledger.plan([wanted(state=State.BLOCKED, reason="PHI001 a name")], NOW, whole=True)

    with pytest.raises(LedgerUnavailable, match="erased"):
        ledger.rendition(wanted().rendition.digest)
