"""calendar, freeze and resolve as a person uses them, against a running sandbox."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime

import pytest
from icalendar import Calendar as Ics

from bot.cli.app import App
from bot.cli.resolve import remote_id_of
from bot.errors import BadUsage
from bot.ledger.base import Ledger
from bot.model import State, Unknown
from bot.sandbox.server import Sandbox
from tests.cli.conftest import GOOD, Calendar

DUE = "2026-12-05T15:00:05+00:00"
NEXT = "2026-12-05T15:01:06+00:00"  # the account's gap is over
POST = "2026-12-desk-break"


@contextlib.contextmanager
def opened(calendar: Calendar) -> contextlib.AbstractContextManager[Ledger]:  # type: ignore[misc]
    with contextlib.closing(App(root=calendar.root).ledger()) as ledger:
        yield ledger


def in_doubt(calendar: Calendar) -> None:
    """One send whose end nobody knows, held because nobody can look."""
    calendar.run("plan")
    now = datetime.fromisoformat(DUE)
    with opened(calendar) as ledger:
        (row,) = (r for r in ledger.claim(now, 9, "w", 120) if r.key.account == "clinic-x")
        attempt = ledger.begin(row, {"rendition": row.rendition}, now)
        ledger.finish(row, attempt, Unknown("x:timeout", "no answer"), now)
        ledger.lapse_all(now)


def state_of(calendar: Calendar, account: str = "clinic-x") -> tuple[State, str]:
    with opened(calendar) as ledger:
        (row,) = ledger.deliveries(account=account)
    return row.state, row.url or row.hold


# ------------------------------------------------------------------ calendar
def test_the_weeks_stand_by_day(calendar: Calendar, sandbox: Sandbox) -> None:
    shown = calendar.run("calendar", "--from", "2026-11-30", "--weeks", "1")

    assert shown.exit_code == 0
    assert "Week of 2026-11-30" in shown.output
    assert f"Sat 05 Dec 10:00  {POST}" in shown.output
    assert "planned   clinic-instagram, clinic-linkedin, clinic-x" in shown.output
    assert "Nothing stands" in calendar.run("calendar", "--from", "2027-11-30").output
    assert calendar.run("calendar", "--from", "soon").exit_code == 2


def test_calendar_changes_nothing_and_speaks_to_programs(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    rows = json.loads(calendar.run("calendar", "--format", "json").stdout)
    ics = Ics.from_ical(calendar.run("calendar", "--format", "ics").stdout)

    assert [row["state"] for row in rows] == ["planned"] * 3
    assert {row["differs"] for row in rows} == {False}
    events = ics.walk("VEVENT")
    assert {str(e["uid"]) for e in events} == {
        f"sandbox/{POST}/clinic-{p}/once/0@gatepost" for p in ("x", "linkedin", "instagram")
    }
    assert events[0].decoded("dtstart") == datetime.fromisoformat("2026-12-05T15:00:00+00:00")
    assert "next position" not in ics.to_ical().decode()
    with opened(calendar) as ledger:
        assert ledger.deliveries() == []


def test_an_edit_after_publication_is_told_and_nothing_else(
    calendar: Calendar, sandbox: Sandbox
) -> None:
    calendar.run("run", "--once", now=DUE)
    calendar.write("2026/12/desk-break.md", GOOD.replace("eight hours", "nine hours"))

    told = calendar.run("plan", now=DUE)
    weeks = calendar.run("calendar", now=DUE)

    assert told.output.count("differs from what was published") == 3
    assert f"gatepost retract {POST}" in told.output
    assert "differs from what was published" in weeks.output
    assert len(sandbox.state.posts) == 3


# ------------------------------------------------------------------ freeze
@pytest.mark.parametrize("scope", ["all", "platform:x", "account:clinic-x", "campaign:desk"])
def test_a_freeze_stops_and_lets_go(calendar: Calendar, sandbox: Sandbox, scope: str) -> None:
    calendar.write("2026/12/desk-break.md", GOOD.replace("kind:", "campaign: desk\nkind:"))
    calendar.run("plan")

    done = calendar.run("freeze", scope, "--reason", "a complaint")
    shown = calendar.run("freeze")
    calendar.run("run", "--once", now=DUE)
    frozen = state_of(calendar)[0]
    lifted = calendar.run("unfreeze", scope)
    calendar.run("run", "--once", now=DUE)

    assert done.exit_code == lifted.exit_code == 0
    assert shown.output.startswith(scope)
    assert frozen is not State.PUBLISHED
    assert state_of(calendar)[0] is State.PUBLISHED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("freeze", "clinic-x"), "nothing that can be frozen"),
        (("freeze", "account:clinix-x"), "no account clinix-x"),
        (("freeze", "platform:tiktok"), "no platform tiktok"),
        (("unfreeze",), "say what"),
    ],
)
def test_a_slip_in_an_emergency_is_told(
    calendar: Calendar, words: tuple[str, ...], said: str
) -> None:
    result = calendar.run(*words)

    assert result.exit_code == 2
    assert said in str(result.exception)


def test_a_dry_freeze_freezes_nothing(calendar: Calendar) -> None:
    calendar.run("freeze", "all", "--dry-run")

    assert "Nothing is frozen" in calendar.run("freeze").output


# ------------------------------------------------------------------ resolve
def test_the_evidence_stands_on_the_screen(calendar: Calendar, sandbox: Sandbox) -> None:
    in_doubt(calendar)

    shown = calendar.run("resolve", POST)

    assert shown.exit_code == 12
    for words in ("unknown", "publish 1: 2026-12-05 15:00:05Z", "(x:timeout)", "https://x.com/"):
        assert words in shown.output
    assert "next position" not in shown.output
    (plain,) = json.loads(calendar.run("resolve", POST, "--format", "json").stdout)
    assert plain["attempts"][0]["outcome"] == "unknown"


@pytest.mark.parametrize(
    ("words", "state", "left"),
    [
        (("--published", "https://x.com/clinic/status/991"), State.PUBLISHED,
         "https://x.com/clinic/status/991"),
        (("--not-published",), State.HELD, "person"),
        (("--cancel", "--account", "clinic-x"), State.CANCELLED, ""),
    ],
)  # fmt: skip
def test_a_person_settles_it(
    calendar: Calendar, sandbox: Sandbox, words: tuple[str, ...], state: State, left: str
) -> None:
    in_doubt(calendar)
    dry = calendar.run("resolve", POST, *words, "--dry-run")
    assert state_of(calendar)[0] is State.UNKNOWN
    assert dry.exit_code in (0, 12)

    done = calendar.run("resolve", POST, *words, "--yes")

    assert done.exit_code == 0
    assert state_of(calendar) == (state, left)
    with opened(calendar) as ledger:
        decided = [row.body for row in ledger.audit() if row.body["event"] == "decide"]
    assert decided
    assert all(body["actor"] for body in decided)


def test_not_out_is_sent_only_by_hand(calendar: Calendar, sandbox: Sandbox) -> None:
    in_doubt(calendar)
    calendar.run("resolve", POST, "--not-published", "--yes", now=DUE)

    calendar.run("run", "--once", now=DUE)
    assert state_of(calendar)[0] is State.HELD
    calendar.run("publish", POST, "--account", "clinic-x", now=NEXT)

    assert state_of(calendar)[0] is State.PUBLISHED


def test_what_is_not_in_doubt_is_not_settled(calendar: Calendar, sandbox: Sandbox) -> None:
    calendar.run("plan")

    assert calendar.run("resolve", POST, "--not-published", "--yes").exit_code == 3
    assert calendar.run("resolve", POST, "--cancel", "--not-published").exit_code == 2


@pytest.mark.parametrize(
    ("platform", "url", "id_"),
    [
        ("x", "https://x.com/clinic/status/991?s=20", "991"),
        ("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:77/", "urn:li:share:77"),
        ("instagram", "https://www.instagram.com/p/DAbc123/", "DAbc123"),
    ],
)
def test_the_id_stands_in_the_address(platform: str, url: str, id_: str) -> None:
    assert remote_id_of(platform, url) == id_


@pytest.mark.parametrize(("platform", "url"), [("x", "https://x.com/clinic"), ("x", "991")])
def test_an_address_without_an_id_is_refused(platform: str, url: str) -> None:
    with pytest.raises(BadUsage):
        remote_id_of(platform, url)


def test_publish_beside_a_daemon_hands_the_post_to_it(calendar: Calendar, sandbox: Sandbox) -> None:
    from bot.ledger.lock import hold

    with hold(calendar.root / ".gatepost"):
        handed = calendar.run("publish", POST, "--account", "clinic-x", now=DUE)

    assert handed.exit_code == 0
    assert "Handed to the gatepost that runs here" in handed.output
    assert sandbox.state.posts == ()
    with opened(calendar) as ledger:
        (row,) = ledger.deliveries(account="clinic-x")
    assert (row.state, row.due_at) == (State.PLANNED, datetime.fromisoformat(DUE))


@pytest.mark.parametrize(
    ("word", "meant"), [("clinic-x", "account:clinic-x"), ("linkedin", "platform:linkedin")]
)
def test_a_word_without_its_kind_is_told_with_it(calendar: Calendar, word: str, meant: str) -> None:
    """In an emergency nobody reads the manual: the command to type stands in the message."""
    refused = calendar.run("freeze", word)

    assert refused.exit_code == 2
    assert str(refused.exception).endswith(f"Write {meant}.")
    assert "Nothing is frozen" in calendar.run("freeze").output


def test_who_froze_it_is_kept(calendar: Calendar) -> None:
    calendar.run("freeze", "all", "--as", "mei-lin")

    assert calendar.run("freeze").output.startswith("all  by mei-lin since")
    assert calendar.run("unfreeze", "all", "--as", "nobody-here").exit_code == 3
    assert calendar.run("unfreeze", "all", "--as", "mei-lin").exit_code == 0


def test_the_log_cuts_no_id_in_a_narrow_terminal(calendar: Calendar) -> None:
    calendar.run("plan")
    shown = calendar.spawn("audit", "show", COLUMNS="60").stdout

    assert shown.startswith("Row  When (UTC)")
    assert POST in shown
    assert "clinic-instagram" in shown
