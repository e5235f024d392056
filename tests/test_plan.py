"""Planning: the calendar and the ledger agree afterwards, however often it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import open_ledger
from bot.ledger.base import Changes, Delivery
from bot.ledger.store import SqlLedger
from bot.model import Decision, Environment, Place, Rendition, State
from bot.phi.model import Analysis, Hit, Identifier, Level, Role
from bot.plan import Outline, Planner, slot_of
from bot.render import Studio
from bot.surface import SurfaceKind
from tests.practice import BODY, DUE, NOW, Practice, Reader, make_practice


@dataclass
class Calendar(Practice):
    """A practice with a ledger."""

    ledger: SqlLedger

    def plan(self, now: datetime = NOW, **options: Any) -> Outline:
        desk = self.desk(
            now,
            history=self.ledger,
            assigned=partial(slot_of, self.ledger),
            taken=lambda account: frozenset(self.ledger.slots(account).values()),
        )
        return Planner(desk, self.ledger, Environment.SANDBOX).plan(**options)

    def rows(self, post: str = "") -> list[Delivery]:
        return self.ledger.deliveries(post=post)

    def states(self, post: str = "") -> dict[str, State]:
        return {row.key.account: row.state for row in self.rows(post)}


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr("bot.phi.engine.Engine", made)
    return made


@pytest.fixture
def calendar(tmp_path: Path, reader: Reader) -> Iterator[Calendar]:
    ledger = open_ledger("", Environment.SANDBOX, tmp_path / "state")
    yield Calendar(make_practice(tmp_path / "calendar").root, ledger)
    assert ledger.verify() == []
    ledger.close()


def test_planning_twice_changes_nothing(calendar: Calendar) -> None:
    calendar.post("walk")

    assert calendar.plan().changes == Changes(added=2)
    before, audit = calendar.rows(), len(calendar.ledger.audit())
    assert calendar.plan().changes == Changes(unchanged=2)
    assert calendar.rows() == before
    assert len(calendar.ledger.audit()) == audit


def test_what_the_ledger_has_is_not_rendered_again(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cache import opened

    calendar.post("walk")
    with opened(calendar.root / ".gatepost") as kept:
        desk = calendar.desk(cache=kept)
        planner = Planner(desk, calendar.ledger, Environment.SANDBOX)
        planner.plan()
        monkeypatch.setattr(Studio, "render", None)

        assert planner.plan().changes == Changes(unchanged=2)


def test_a_dry_run_keeps_nothing(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.post("any", slot="next")

    outline = calendar.plan(dry_run=True)

    assert outline.changes == Changes(added=4)
    assert calendar.rows() == []
    assert calendar.ledger.slots("clinic-x") == {}


def test_a_moved_post_is_the_same_delivery(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    ids = [row.id for row in calendar.rows()]
    calendar.post("walk", publish_at="2026-12-04 10:00")

    assert calendar.plan().changes == Changes(moved=2)
    assert [row.id for row in calendar.rows()] == ids
    assert {row.due_at for row in calendar.rows()} == {DUE + timedelta(hours=25)}


def test_a_renamed_file_changes_nothing_but_its_path(calendar: Calendar) -> None:
    path = calendar.post("walk")
    calendar.plan()
    path.rename(path.with_name("stroll.md"))

    assert calendar.plan().changes == Changes(unchanged=2)
    assert {row.source_path for row in calendar.rows()} == {"content/stroll.md"}


def test_a_new_text_takes_the_place_of_the_old(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    calendar.post("walk", BODY.replace("Start", "Begin"))

    assert calendar.plan().changes == Changes(rewritten=2)
    for row in calendar.rows():
        assert "Begin" in calendar.ledger.rendition(row.rendition).parts[0].text


def test_what_is_out_is_never_planned_again(calendar: Calendar) -> None:
    from bot.model import Delivered

    calendar.post("walk", accounts="[clinic-x]")
    calendar.plan()
    (row,) = calendar.ledger.claim(DUE, 1, "w", 120)
    calendar.ledger.finish(row, calendar.ledger.begin(row, {}, DUE), Delivered("r"), DUE)
    calendar.post(
        "walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]", publish_at="2026-12-09 09:00"
    )

    assert calendar.plan(DUE + timedelta(minutes=1)).changes == Changes(settled=1)
    assert calendar.states() == {"clinic-x": State.PUBLISHED}


# ------------------------------------------------------------------ what is gone or broken
def test_a_deleted_post_is_held(calendar: Calendar) -> None:
    path = calendar.post("walk")
    calendar.post("rest")
    calendar.plan()
    path.unlink()

    assert calendar.plan().changes == Changes(unchanged=2, missing=2)
    assert set(calendar.states("walk").values()) == {State.HELD}


def test_an_account_that_was_taken_out_is_held(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    calendar.post("walk", accounts="[clinic-x]")
    calendar.plan()

    assert calendar.states() == {"clinic-x": State.PLANNED, "clinic-linkedin": State.HELD}


def test_a_broken_file_holds_no_other_as_missing(calendar: Calendar) -> None:
    path = calendar.post("walk")
    calendar.post("rest")
    calendar.plan()
    path.write_bytes(b"---\nid: [\n")

    outline = calendar.plan()

    assert outline.changes == Changes(unchanged=2)
    assert {row.state for row in calendar.rows()} == {State.PLANNED}
    assert outline.report.problems


def test_a_copied_id_makes_no_second_delivery(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    calendar.post("walk", BODY.replace("Start", "Begin"), file="copy.md")

    outline = calendar.plan()

    assert outline.changes.added == 0
    assert len(calendar.rows()) == 2
    assert len(outline.report.problems) == 2


def test_a_text_that_fits_no_more_holds_what_was_planned(calendar: Calendar) -> None:
    """Also when another file is broken, so that nothing counts as missing."""
    calendar.post("walk", accounts="[clinic-x]")
    calendar.plan()
    calendar.post("walk", f"# {'Very ' * 80}long\n\n{'word ' * 100}.\n", accounts="[clinic-x]")
    calendar.raw("broken.md", b"---\n")
    calendar.plan()
    calendar.plan()

    (row,) = calendar.rows()
    assert (row.state, row.reason) == (State.HELD, "FIT")


# ------------------------------------------------------------------ what the gates say
def _hit(level: Level) -> Analysis:
    place = Place("content/walk.md", 7)
    return Analysis(
        (Hit(Identifier.DATE, level, Role.PATIENT, SurfaceKind.TEXT, place, 0, 0, 4, "a date"),)
    )


@pytest.mark.parametrize(
    ("level", "state"), [(Level.BLOCK, State.BLOCKED), (Level.REVIEW, State.HELD)]
)
def test_what_the_gates_stop_is_not_planned(
    calendar: Calendar, reader: Reader, level: Level, state: State
) -> None:
    calendar.post("walk")
    reader.answer = lambda _r, _p: _hit(level)
    calendar.plan()

    assert set(calendar.states().values()) == {state}
    assert calendar.ledger.claim(DUE, 9, "w", 120) == []


def test_a_mended_post_is_planned_again(calendar: Calendar, reader: Reader) -> None:
    calendar.post("walk")
    good, reader.answer = reader.answer, lambda _r, _p: _hit(Level.BLOCK)
    calendar.plan()
    reader.answer = good

    assert calendar.plan().changes == Changes(restated=2)
    assert set(calendar.states().values()) == {State.PLANNED}
    assert [calendar.ledger.rendition(row.rendition).parts[0].text for row in calendar.rows()]


def test_a_post_that_is_only_late_is_held_with_its_text(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan(DUE + timedelta(hours=1))

    assert {row.reason for row in calendar.rows()} == {"CAD004"}
    assert set(calendar.states().values()) == {State.HELD}
    assert [calendar.ledger.rendition(row.rendition) for row in calendar.rows()]


# ------------------------------------------------------------------ recurrences and slots
def weekly(calendar: Calendar) -> None:
    calendar.post(
        "weekly", repeat="FREQ=WEEKLY;BYDAY=TH", repeat_at='"09:00"', accounts="[clinic-x]"
    )


def test_recurrences_are_planned_sixty_days_ahead_each_once(calendar: Calendar) -> None:
    weekly(calendar)
    calendar.plan()

    dates = [row.key.occurrence for row in calendar.rows()]
    assert dates[0] == "2026-12-03"
    assert dates == sorted(set(dates))
    assert dates[-1] == "2027-01-28"
    assert calendar.plan(NOW + timedelta(days=7)).changes.added == 1


def test_a_new_recurrence_does_not_reach_back(calendar: Calendar) -> None:
    weekly(calendar)
    calendar.plan(DUE + timedelta(minutes=16))

    assert calendar.rows()[0].key.occurrence == "2026-12-10"
    assert {row.state for row in calendar.rows()} == {State.PLANNED}


def test_each_occurrence_wants_an_acknowledgement_of_its_own(
    calendar: Calendar, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekly(calendar)
    reader.answer = lambda _r, _p: _hit(Level.REVIEW)

    def noted(_self: object, _post: object, _account: str, occurrence: str, *_r: object) -> Any:
        return frozenset({"PHI003"} if occurrence == "2026-12-03" else ())

    monkeypatch.setattr("bot.desk.Desk._acknowledged", noted)
    calendar.plan()

    states = [row.state for row in calendar.rows()]
    assert states[0] is State.PLANNED
    assert set(states[1:]) == {State.HELD}


def test_a_free_slot_is_assigned_once_and_never_twice(calendar: Calendar) -> None:
    for name in ("one", "two"):
        calendar.post(name, slot="next", accounts="[clinic-x]")
    calendar.plan()
    first = dict(calendar.ledger.slots("clinic-x"))
    calendar.post("three", slot="next", accounts="[clinic-x]")
    calendar.plan(NOW + timedelta(hours=1))
    slots = calendar.ledger.slots("clinic-x")

    assert {name: slots[name] for name in first} == first
    assert len(set(slots.values())) == 3
    assert {row.key.post_id: row.due_at for row in calendar.rows()} == slots


def test_a_blocked_post_takes_no_slot(calendar: Calendar, reader: Reader) -> None:
    calendar.post("one", slot="next", accounts="[clinic-x]")
    reader.answer = lambda _r, _p: _hit(Level.BLOCK)
    calendar.plan()

    assert calendar.ledger.slots("clinic-x") == {}


def test_what_was_judged_is_what_is_stored(calendar: Calendar) -> None:
    calendar.post("walk")
    sheets = {s.account.name: s for s in calendar.plan().report.sheets}

    for row in calendar.rows():
        stored = calendar.ledger.rendition(row.rendition)
        assert isinstance(stored, Rendition)
        sheet = sheets[row.key.account]
        assert stored.digest == row.rendition == sheet.rendition == sheet.verdict.rendition
        assert sheet.verdict.decision is Decision.ALLOW


def test_a_post_that_changes_while_it_is_planned_is_told_and_holds_nothing(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar.post("rest")
    calendar.plan()
    calendar.post("walk")
    real = Planner._text

    def late(self: Planner, sheet: Any, row: Any) -> Rendition:
        if sheet.post.id == "walk":
            calendar.post("walk", BODY.replace("Start", "Begin"))
            self._desk._posts.clear()
        return real(self, sheet, row)

    monkeypatch.setattr(Planner, "_text", late)
    outline = calendar.plan()

    assert "changed while" in outline.report.problems[0].what
    assert outline.changes == Changes(unchanged=2)


# ------------------------------------------------------------------ what happens to a calendar
def sent(calendar: Calendar, account: str = "clinic-x", at: datetime = DUE) -> None:
    from bot.model import Delivered

    rows = calendar.ledger.claim(at, 9, "w", 120)
    for row in rows:
        if row.key.account == account:
            attempt = calendar.ledger.begin(row, {}, at)
            calendar.ledger.finish(row, attempt, Delivered("r"), at)
        else:
            calendar.ledger.release(row, State.PLANNED, "", now=at)


def test_a_deleted_file_is_held_and_a_reverted_one_goes_on(calendar: Calendar) -> None:
    """Also a force-push: the post vanished, and then it was back."""
    path = calendar.post("walk")
    calendar.plan()
    ids, text = [row.id for row in calendar.rows()], path.read_text()
    path.unlink()

    assert calendar.plan().changes == Changes(missing=2)
    assert {row.reason for row in calendar.rows()} == {"source missing"}
    assert calendar.plan().changes == Changes(unchanged=2)

    path.write_text(text)
    calendar.plan()
    assert set(calendar.states().values()) == {State.PLANNED}
    assert [row.id for row in calendar.rows()] == ids
    assert calendar.plan().changes == Changes(unchanged=2)


def test_a_reverted_edit_is_the_first_text_again(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    before = {row.key: row.rendition for row in calendar.rows()}
    calendar.post("walk", BODY.replace("Start", "Begin"))
    calendar.plan()

    calendar.post("walk")

    assert calendar.plan().changes == Changes(rewritten=2)
    assert {row.key: row.rendition for row in calendar.rows()} == before


def test_what_is_out_stays_out_when_its_file_vanishes_and_comes_back(calendar: Calendar) -> None:
    path = calendar.post("walk", accounts="[clinic-x]")
    calendar.plan()
    sent(calendar)
    text = path.read_text()
    path.unlink()
    calendar.plan(DUE + timedelta(minutes=1))
    path.write_text(text)
    calendar.plan(DUE + timedelta(minutes=2))

    assert calendar.states() == {"clinic-x": State.PUBLISHED}
    assert len(calendar.rows()) == 1


def test_a_copied_id_is_an_error_that_names_both_files(calendar: Calendar) -> None:
    calendar.post("walk")
    calendar.plan()
    calendar.post("walk", file="copy.md")

    outline = calendar.plan()

    said = " ".join(str(problem) for problem in outline.report.problems)
    assert "content/copy.md" in said
    assert "content/walk.md" in said
    assert outline.changes.missing == 0
    assert set(calendar.states().values()) == {State.PLANNED}


def test_a_change_of_zone_moves_the_time_and_not_the_key(calendar: Calendar) -> None:
    """As a change of the zone's rules does: the nominal time stays, its instant moves."""
    calendar.post("walk")
    calendar.plan()
    keys = {row.key for row in calendar.rows()}
    file = calendar.root / "config/gatepost.toml"
    file.write_text(file.read_text().replace("America/New_York", "America/Chicago"))

    assert calendar.plan().changes == Changes(moved=2)
    assert {row.key for row in calendar.rows()} == keys
    assert {row.local for row in calendar.rows()} == {"2026-12-03 09:00"}
    assert {row.due_at for row in calendar.rows()} == {DUE + timedelta(hours=1)}


def test_the_rules_of_a_zone_may_change_under_a_plan(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import clock

    calendar.post("walk")
    calendar.plan()
    keys = {row.key for row in calendar.rows()}
    real = clock.resolve
    monkeypatch.setattr(clock, "resolve", lambda local, zone: real(local, zone) + HOUR)

    assert calendar.plan().changes == Changes(moved=2)
    assert {row.key for row in calendar.rows()} == keys
    assert {row.due_at for row in calendar.rows()} == {DUE + HOUR}
    assert calendar.plan().changes == Changes(unchanged=2)


def repeating(calendar: Calendar, **more: Any) -> None:
    calendar.post("walk", accounts="[clinic-x]", repeat="FREQ=WEEKLY;BYDAY=FR", **more)


def test_an_excepted_date_is_cancelled_and_comes_back_with_the_date(calendar: Calendar) -> None:
    def states() -> dict[str, State]:
        return {row.key.occurrence: row.state for row in calendar.rows()}

    repeating(calendar)
    calendar.plan()
    repeating(calendar, **{"except": "[2026-12-11]"})
    calendar.plan()
    assert states()["2026-12-11"] is State.CANCELLED
    assert states()["2026-12-04"] is states()["2026-12-18"] is State.PLANNED
    audit = len(calendar.ledger.audit())
    calendar.plan()
    assert len(calendar.ledger.audit()) == audit

    repeating(calendar)
    calendar.plan()
    assert states()["2026-12-11"] is State.PLANNED


def test_an_earlier_end_of_a_repeat_holds_what_lies_after_it(calendar: Calendar) -> None:
    repeating(calendar)
    calendar.plan()
    repeating(calendar, until="2026-12-12")

    calendar.plan()

    by_date = {row.key.occurrence: row.state for row in calendar.rows()}
    assert by_date["2026-12-11"] is State.PLANNED
    assert by_date["2026-12-18"] is State.HELD


def test_a_slot_is_kept_through_edits_and_free_after_a_cancel(calendar: Calendar) -> None:
    calendar.post("one", accounts="[clinic-x]", slot="next")
    calendar.plan()
    first = calendar.ledger.slots("clinic-x")["one"]
    calendar.post("one", BODY.replace("Start", "Begin"), accounts="[clinic-x]", slot="next")
    calendar.plan(NOW + timedelta(minutes=5))
    assert calendar.ledger.slots("clinic-x") == {"one": first}

    (row,) = calendar.rows("one")
    calendar.ledger.decide(row, State.CANCELLED, "", "mei", NOW)
    calendar.plan(NOW + timedelta(minutes=6))
    calendar.post("two", accounts="[clinic-x]", slot="next")
    calendar.plan(NOW + timedelta(minutes=7))

    assert calendar.ledger.slots("clinic-x") == {"two": first}
    calendar.plan(NOW + timedelta(minutes=8))
    assert calendar.ledger.slots("clinic-x") == {"two": first}


def test_staggered_accounts_follow_each_other_and_change_with_policy(calendar: Calendar) -> None:
    calendar.post("walk", stagger_minutes="20")
    calendar.plan()
    due = {row.key.account: row.due_at for row in calendar.rows()}
    assert due == {"clinic-x": DUE, "clinic-linkedin": DUE + timedelta(minutes=20)}

    calendar.post("walk")
    calendar.config("policy.toml", 'practice = "group"\nstagger_minutes = 5\n')

    assert calendar.plan().changes.moved == 1
    due = {row.key.account: row.due_at for row in calendar.rows()}
    assert due == {"clinic-x": DUE, "clinic-linkedin": DUE + timedelta(minutes=5)}


def test_an_edit_after_publication_is_reported_as_drift(calendar: Calendar) -> None:
    calendar.post("walk", accounts="[clinic-x]")
    calendar.plan()
    sent(calendar)
    assert calendar.plan(DUE + timedelta(minutes=1)).drifted == ()
    calendar.post("walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]")

    (row,) = calendar.plan(DUE + timedelta(minutes=1)).drifted

    assert (row.key.post_id, row.state) == ("walk", State.PUBLISHED)
    assert calendar.states() == {"clinic-x": State.PUBLISHED}


HOUR = timedelta(hours=1)
