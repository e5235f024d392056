"""The cadence gate: invitations, ends, grace, pause and freeze."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.gates import Decision
from bot.records.model import Brand, Policy
from tests.rules.harness import NOW, Ledger, findings, post, records, verdict

DUE = datetime(2026, 12, 8, 14, tzinfo=UTC)  # eight in the morning in Chicago


# ---------------------------------------------------------------- CAD003
@pytest.mark.parametrize(
    ("body", "stopped"),
    [
        ("Join us on December 7 for a talk.", True),
        ("Join us on December 8 for a talk.", False),
        ("Join us on December 8 at 7:30 am for a talk.", True),
        ("Join us on December 8 at 6 pm for a talk.", False),
        ("Join us on 7 December 2026 for a talk.", True),
        ("Join us on 2026-12-07 for a talk.", True),
        ("Join us on 12/7/2026 for a talk.", True),
        ("Join us December 7-9 for three talks.", False),
        ("Register by December 5. The talk is on December 15.", False),
        ("Register by December 5 for the talk of December 7.", True),
        ("Save the date: January 12.", False),  # the next one
        ("Save the date: November 12.", True),
        ("Free workshop on December 3.", True),
        ("Thank you to all who joined us on December 3.", False),
        ("Our workshop was held on December 3. A recap follows.", False),
        ("We opened on March 3, 2001.", False),
        ("Join us next week for a talk.", False),
    ],
)
def test_an_invitation_has_to_come_before_the_event(body: str, stopped: bool) -> None:
    assert bool(findings("CAD003", {"kind": "event"}, body)) is stopped


@pytest.mark.parametrize(
    ("body", "stopped"),
    [
        ("Sign up for the class on December 3.", True),
        ("Our practice closed on December 3 for a day of training.", False),
        ("A study of December 3, 2020 changed our minds.", False),
        ("Ether was shown on October 16.", False),
    ],
)
def test_other_kinds_have_to_invite_in_so_many_words(body: str, stopped: bool) -> None:
    assert bool(findings("CAD003", {}, body)) is stopped


def test_a_british_practice_writes_the_day_first() -> None:
    brand = Brand(name="Harbor", spelling="british")
    body = "Join us on 11/12/2026 for a talk."

    assert findings("CAD003", {}, body)  # 12 November
    assert not findings("CAD003", {}, body, records=records(brand=brand))  # 11 December


def test_every_repeat_is_checked() -> None:
    dues = (DUE, DUE + timedelta(days=365))

    (found,) = findings("CAD003", {}, "Join us on December 15, 2026.", dues=dues)

    assert "2027-12-08" in found.what


@pytest.mark.parametrize(("minutes", "stopped"), [(-1, False), (0, True), (1, True)])
def test_nothing_goes_out_at_or_after_expires(minutes: int, stopped: bool) -> None:
    due = datetime(2026, 12, 20, 6, tzinfo=UTC) + timedelta(minutes=minutes)
    front = {"expires": "2026-12-20 00:00"}

    assert bool(findings("CAD003", front, "Flu shots.", dues=(due,))) is stopped


# ---------------------------------------------------------------- CAD004
@pytest.mark.parametrize(
    ("minutes", "evergreen", "stopped"),
    [
        (-60, "false", False),
        (15, "false", False),
        (16, "false", True),
        (16, "true", False),
        (120, "true", False),
        (121, "true", True),
    ],
)
def test_the_grace(minutes: int, evergreen: str, stopped: bool) -> None:
    dues = (NOW - timedelta(minutes=minutes),)

    assert bool(findings("CAD004", {"evergreen": evergreen}, "Walk.", dues=dues)) is stopped


def test_what_went_out_is_not_late() -> None:
    dues = (NOW - timedelta(days=3),)
    sent = Ledger(sent=(("2026-12-example", dues[0] + timedelta(minutes=1), "d"),))
    other = Ledger(sent=(("another-post", dues[0] + timedelta(minutes=1), "d"),))

    assert not findings("CAD004", {}, "Walk.", dues=dues, history=sent)
    assert findings("CAD004", {}, "Walk.", dues=dues, history=other)


def test_the_pause_switch_needs_no_ledger() -> None:
    known = records(policy=Policy(pause=True))
    answer = verdict("CAD004", post({}, "Walk."), records=known, history=None)

    assert answer.decision is Decision.BLOCK


def test_a_freeze_stops_its_account_only() -> None:
    assert findings("CAD004", {}, "Walk.", history=Ledger(frozen_accounts=("clinic-linkedin",)))
    assert not findings("CAD004", {}, "Walk.", history=Ledger(frozen_accounts=("clinic-x",)))


def test_without_a_ledger_it_is_deferred_and_at_sending_it_blocks() -> None:
    one = post({}, "Walk.")

    assert verdict("CAD004", one, history=None).deferred == ("CAD004",)
    assert verdict("CAD004", one, history=None, sending=True).decision is Decision.BLOCK
