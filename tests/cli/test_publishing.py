"""plan, run --once, publish and retract against a running sandbox, through the real clients."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import click
import pytest

from bot.cli.app import App
from bot.cli.plan import lines
from bot.desk import Report
from bot.ledger.base import Changes
from bot.plan import Outline
from bot.sandbox.server import Sandbox
from tests.cli.conftest import GOOD, Calendar
from tests.conftest import ROOT

DUE = "2026-12-05T15:00:05+00:00"
LATER = "2026-12-05T19:00:00+00:00"


def received(sandbox: Sandbox) -> list[str]:
    return sorted(post.platform for post in sandbox.state.posts)


def test_plan_says_when_and_where_and_twice_changes_nothing(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    first = json.loads(calendar.run("plan", "--format", "json").stdout)
    again = json.loads(calendar.run("plan", "--format", "json").stdout)

    assert first["changes"]["added"] == 3
    assert again["changes"]["unchanged"] == 3
    assert {row["local"] for row in again["deliveries"]} == {"2026-12-05 10:00"}
    assert received(sandbox) == []


def test_plan_names_the_zone_once_and_cuts_no_id(calendar: Calendar, sandbox: Sandbox) -> None:
    long = "2026-12-an-id-that-is-as-long-as-a-title-may-make-it-and-then-some-more"
    calendar.write("2026/12/long.md", GOOD.replace("2026-12-desk-break", long))

    shown = calendar.spawn("plan", COLUMNS="80").stdout

    assert shown.count("America/New_York") == 1
    assert f"2026-12-05 10:00  planned    clinic-x          {long}\n" in shown


def test_plan_in_a_terminal_stands_by_time_and_post(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("plan")
    app = App(root=calendar.root)
    with contextlib.closing(app.ledger()) as ledger:
        rows = ledger.deliveries()
    outline = Outline(Report(), Changes(added=3), ())

    said = [click.unstyle(x) for x in lines(rows, outline, dry_run=False, grouped=True)]

    assert said == [
        "Times: America/New_York.",
        "\n2026-12-05 10:00  2026-12-desk-break",
        "  planned   clinic-instagram, clinic-linkedin, clinic-x",
        "\nPlanned: 3 added.",
    ]


def test_run_once_publishes_what_is_due_and_nothing_twice(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    early = calendar.run("run", "--once")
    due = calendar.run("run", "--once", now=DUE)
    again = calendar.run("run", "--once", now=LATER)

    assert (early.exit_code, due.exit_code, again.exit_code) == (0, 0, 0)
    assert "3 published" in due.output
    assert "nothing was due" in again.output
    assert received(sandbox) == ["instagram", "linkedin", "x"]


def test_a_dry_run_sends_nothing_and_says_what_it_would(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    result = calendar.run("run", "--once", "--dry-run", now=DUE)

    assert result.output.count("would publish") == 3
    assert sandbox.state.requests == ()


def test_a_missed_post_is_held_and_goes_out_by_hand(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("plan")
    missed = calendar.run("run", "--once", now=LATER)
    shown = calendar.run("plan", now=LATER)

    by_hand = calendar.run("publish", "2026-12-desk-break", now=LATER)

    assert missed.exit_code == 10
    assert "3 past their time wait for a person" in missed.output
    assert shown.output.count("2026-12-desk-break  CAD004") == 3
    assert by_hand.exit_code == 0
    assert received(sandbox) == ["instagram", "linkedin", "x"]


def test_a_hand_cannot_overrule_a_gate(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.write(
        "2026/12/desk-break.md", GOOD.replace("No chair", "We cure 93-year-old Mr. K. No")
    )

    result = calendar.run("publish", "2026-12-desk-break", now=DUE)

    assert result.exit_code == 11
    assert received(sandbox) == []


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--dry-run"),
        ("run", "--once", "--dry-run"),
        ("publish", "2026-12-desk-break", "--dry-run"),
        ("publish", "2026-12-new", "--dry-run"),
        ("retract", "2026-12-desk-break", "--dry-run"),
    ],
    ids=" ".join,
)
def test_a_dry_run_leaves_the_ledger_as_it_is(
    calendar: Calendar, sandbox: Sandbox, words: tuple[str, ...]
) -> None:
    """Planning is a change, too: a new post must not enter the ledger on the way."""
    calendar.run("publish", "2026-12-desk-break", "--account", "clinic-x")
    other = GOOD.replace("2026-12-desk-break", "2026-12-new").replace("-05 10", "-06 10")
    other = other.replace("No chair is good for eight hours. Stand up", "Sit far back. Get up")
    calendar.write("2026/12/new.md", other)
    state = calendar.root / ".gatepost"
    before = rows_of(state)
    sent = received(sandbox)

    result = calendar.run(*words)

    assert result.exit_code == 0, result.output
    assert rows_of(state) == before
    assert received(sandbox) == sent


def rows_of(state: Path) -> list[tuple[object, ...]]:
    """Every row of every table of the ledger."""
    with contextlib.closing(sqlite3.connect(state / "ledger.sqlite3")) as base:
        names = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return [
            (name, *row) for name in sorted(names) for row in base.execute(f"SELECT * FROM {name}")
        ]


def test_what_waits_for_a_person_is_not_called_nothing_found(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    picture = calendar.root / "content/2026/12/walk.png"
    picture.write_bytes((ROOT / "content/2026/12/images/walk.png").read_bytes())
    calendar.write(
        "2026/12/desk-break.md",
        GOOD.replace("---\n#", 'media: [{file: walk.png, alt: "A flat path."}]\n---\n#'),
    )

    result = calendar.run("publish", "2026-12-desk-break")

    assert result.exit_code == 10
    assert received(sandbox) == []


@pytest.mark.parametrize("command", ["publish", "retract"])
def test_an_account_that_is_not_on_file_is_told(calendar: Calendar, command: str) -> None:
    result = calendar.run(command, "2026-12-desk-break", "--account", "clinic-y")

    assert result.exit_code == 3
    assert "there is no account clinic-y. Did you mean clinic-x?" in str(result.exception)


def test_one_account_can_be_named(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("publish", "2026-12-desk-break", "--account", "clinic-x")

    assert received(sandbox) == ["x"]


def test_retract_takes_down_what_can_be_and_says_what_cannot(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    calendar.run("run", "--once", now=DUE)

    x = calendar.run("retract", "2026-12-desk-break", "--account", "clinic-x", "--yes", now=LATER)
    both = calendar.run(
        "retract", "2026-12-desk-break", "--account", "clinic-x", "--yes", now=LATER
    )

    assert x.exit_code == 0
    assert both.exit_code == 3
    assert [bool(p.deleted_at) for p in sandbox.state.posts if p.platform == "x"] == [True]


def test_what_a_platform_does_not_take_down_is_told(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("run", "--once", now=DUE)

    result = calendar.run("retract", "2026-12-desk-break", "--yes", now=LATER)

    assert result.exit_code == 1
    assert "Instagram does not let this login delete a post" in result.output
    assert "Still out: clinic-instagram." in result.output
    out = [post.platform for post in sandbox.state.posts if not post.deleted_at]
    assert out == ["instagram"]


def test_a_no_takes_nothing_down(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("run", "--once", now=DUE)

    no = calendar.run("retract", "2026-12-desk-break", now=LATER, stdin="n\n")
    nobody = calendar.run("retract", "2026-12-desk-break", now=LATER, stdin="")

    assert no.exit_code == 0
    assert "Nothing was done." in no.output
    assert nobody.exit_code == 2
    assert not any(post.deleted_at for post in sandbox.state.posts)


def test_an_unclear_answer_is_unknown_then_settled_by_looking(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    calendar.run("plan")
    sandbox.state.faults.add("x", endpoint="create", fault="error-after")

    first = calendar.run("run", "--once", now=DUE)
    second = calendar.run("run", "--once", now="2026-12-05T15:00:40+00:00")

    assert first.exit_code == 12
    assert second.exit_code == 0
    assert received(sandbox).count("x") == 1


def test_an_unknown_post_is_one_clear_line(calendar: Calendar, sandbox: Sandbox) -> None:
    result = calendar.run("publish", "no-such-post")

    assert result.exit_code == 3
    assert "There is no delivery of no-such-post." in str(result.exception)


def test_a_repeat_goes_out_once_by_hand(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.write(
        "2026/12/desk-break.md",
        GOOD.replace("publish_at: 2026-12-05 10:00", "repeat: FREQ=WEEKLY;BYDAY=SA"),
    )

    result = calendar.run("publish", "2026-12-desk-break")

    assert result.exit_code == 0, result.output
    assert received(sandbox) == ["instagram", "linkedin", "x"]


def test_a_record_that_cannot_be_read_fails_the_run_check(calendar: Calendar) -> None:
    (calendar.root / "config" / "consents" / "C-0bad.toml").write_text("id = [")

    result = calendar.run("check")

    assert result.exit_code == 1
    assert "config/consents/C-0bad.toml:1:" in result.output
    assert "3 ready" in result.output


def test_what_went_out_counts_though_its_file_is_gone(calendar: Calendar, sandbox: Sandbox) -> None:
    """The ledger remembers it: ten minutes later is too soon on each of the accounts."""
    policy = calendar.root / "config" / "policy.toml"
    policy.write_text("min_gap_minutes = 30\n" + policy.read_text())
    calendar.run("run", "--once", now=DUE)
    (calendar.root / "content/2026/12/desk-break.md").unlink()
    soon = GOOD.replace("2026-12-desk-break", "2026-12-soon").replace("10:00", "10:10")
    calendar.write("2026/12/soon.md", soon.replace("No chair is good for", "Rise in"))

    result = calendar.run("plan", now=DUE.replace("15:00", "15:02"))

    assert len(received(sandbox)) == 3
    assert result.output.count("CAD002") == 3, result.output
