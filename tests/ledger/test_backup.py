"""A backup is whole or not there; a restored ledger sends nothing that may be out already."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import LedgerUnavailable, WrongEnvironment
from bot.ledger import failpoint, open_ledger
from bot.ledger.backup import back_up, restore
from bot.ledger.store import SqlLedger
from bot.model import Absent, Delivered, Environment, Present, Rejected, State, Unknown
from tests.ledger.conftest import NOW, after, sending, wanted

SANDBOX = Environment.SANDBOX
NAMES = ("out", "unknown", "sending", "refused", "planned", "held")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with a row of each sort, closed."""
    ledger = open_ledger("", SANDBOX, tmp_path / "state")
    rows = [wanted(name, f"a-{name}") for name in NAMES[:4]]
    later = wanted("planned", "a-planned", due_at=after(3600))
    held = wanted("held", "a-held", state=State.HELD, reason="CON001")
    ledger.plan([*rows, later, held], NOW, whole=True)
    ends = {
        "out": Delivered("1"), "unknown": Unknown("x:timeout"), "refused": Rejected("x:400", "no"),
    }  # fmt: skip
    for row in ledger.claim(NOW, 9, "worker", 120):
        attempt = ledger.begin(row, {}, NOW)
        if row.key.post_id in ends:
            ledger.finish(row, attempt, ends[row.key.post_id], NOW)
    ledger.close()
    return tmp_path / "state" / "ledger.sqlite3"


def reopened(file: Path) -> SqlLedger:
    return open_ledger("", SANDBOX, file.parent)


def states(ledger: SqlLedger) -> dict[str, str]:
    return {
        row.key.post_id: row.state + (f":{row.hold}" if row.hold else "")
        for row in ledger.deliveries()
    }


def test_a_backup_is_a_ledger_and_only_its_owner_reads_it(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "safe" / "monday.sqlite3"
    back_up(file, target)

    assert target.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in target.parent.iterdir()] == ["monday.sqlite3"]
    copy = open_ledger(f"sqlite:///{target}", SANDBOX, tmp_path)
    original = reopened(file)
    assert copy.deliveries() == original.deliveries()
    assert copy.audit() == original.audit()
    for one in (copy, original):
        assert one.examine() == []
        one.close()


def test_a_backup_is_taken_while_the_ledger_is_in_use(file: Path, tmp_path: Path) -> None:
    ledger = reopened(file)
    ledger.note({"event": "start"}, NOW)
    back_up(file, tmp_path / "b")
    ledger.note({"event": "stop"}, NOW)
    ledger.close()

    back_up(file, tmp_path / "b")  # the newer one takes the older one's place
    copy = open_ledger(f"sqlite:///{tmp_path}/b", SANDBOX, tmp_path)
    assert copy.audit()[-1].body["event"] == "stop"
    copy.close()


def test_nothing_that_may_be_out_is_sent_after_a_restore(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    kept = restore(tmp_path / "b", file, SANDBOX, after(60))

    ledger = reopened(file)
    assert states(ledger) == {
        "out": "published",
        "unknown": "unknown",
        "sending": "unknown",
        "refused": "held:doubt",
        "planned": "held:doubt",
        "held": "held:doubt",
    }
    held = ledger.deliveries(states=[State.HELD])
    assert {row.reason for row in held} == {
        "restored from a backup of 2026-12-01 14:00 UTC: look whether it is out"
    }
    assert ledger.claim(after(9999), 9, "worker", 60) == []
    assert ledger.verify() == []
    assert ledger.audit()[-1].body["event"] == "restored"
    ledger.close()
    assert kept is not None
    old = open_ledger(f"sqlite:///{kept}", SANDBOX, tmp_path)
    assert states(old)["planned"] == "planned"
    old.close()


def test_what_was_planned_after_the_backup_waits_for_a_person_too(
    file: Path, tmp_path: Path
) -> None:
    """Sent, but not in the backup: the calendar brings it back as something new."""
    back_up(file, tmp_path / "b")
    ledger = reopened(file)
    ledger.plan([wanted("new", "a-new", due_at=after(5))], after(5), whole=False)
    row, attempt = sending(ledger, after(5))
    ledger.finish(row, attempt, Delivered("9"), after(5))
    ledger.close()
    restore(tmp_path / "b", file, SANDBOX, after(10))

    ledger = reopened(file)
    every = [wanted("new", "a-new", due_at=after(5)), wanted("planned", "a-planned")]
    ledger.plan(every, after(11), whole=True)
    assert states(ledger)["new"] == "held:doubt"
    assert states(ledger)["planned"] == "held:doubt"  # another plan does not let it go
    assert ledger.claim(after(12), 9, "worker", 60) == []

    ledger.plan([*every, wanted("written-today", "a-today")], after(13), whole=True)
    assert states(ledger)["written-today"] == "planned"
    ledger.close()


def test_a_person_and_a_look_up_settle_what_was_restored(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    restore(tmp_path / "b", file, SANDBOX, after(60))
    ledger = reopened(file)
    by_name = {row.key.post_id: row for row in ledger.deliveries()}
    ledger.settle(by_name["unknown"], Present("7"), after(61))
    ledger.settle(by_name["sending"], Absent(), after(61))
    ledger.decide(by_name["held"], State.PUBLISHED, "seen", "dr-okafor", after(62), remote_id="8")
    ledger.decide(by_name["planned"], State.PLANNED, "not out", "dr-okafor", after(62))

    assert states(ledger) == {
        "out": "published", "unknown": "published", "held": "published",
        "sending": "planned", "planned": "planned", "refused": "held:doubt",
    }  # fmt: skip
    assert ledger.verify() == []
    ledger.close()


PROGRAM = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.ledger import failpoint
from bot.ledger.backup import back_up, restore
from bot.model import Environment
point, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
def kill(name):
    if name == point:
        os.kill(os.getpid(), signal.SIGKILL)
with failpoint.armed(kill):
    if point.startswith("backup"):
        back_up(source, target)
    else:
        restore(source, target, Environment.SANDBOX, datetime(2026, 12, 1, 15, tzinfo=UTC))
"""
POINTS = [*failpoint.FILES, "restore/start", "restore/flush", "restore/commit", "restore/done"]


def killed_at(point: str, source: Path, target: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, point, str(source), str(target)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", [p for p in POINTS if p.startswith("backup")])
def test_a_backup_that_is_killed_leaves_the_old_one_or_the_new_one(
    file: Path, tmp_path: Path, point: str
) -> None:
    target = tmp_path / "b"
    back_up(file, target)
    ledger = reopened(file)
    ledger.note({"event": "later"}, NOW)
    ledger.close()
    before = target.read_bytes()

    killed_at(point, file, target)

    copy = open_ledger(f"sqlite:///{target}", SANDBOX, tmp_path)
    assert copy.examine() == []
    assert (copy.audit()[-1].body["event"] == "later") is (point == "backup/named")
    copy.close()
    assert (target.read_bytes() == before) is (point != "backup/named")


@pytest.mark.parametrize("point", [p for p in POINTS if p.startswith("restore")])
def test_a_restore_that_is_killed_leaves_the_old_ledger_or_the_new_one(
    file: Path, tmp_path: Path, point: str
) -> None:
    back_up(file, tmp_path / "b")
    killed_at(point, tmp_path / "b", file)

    ledger = reopened(file)
    assert ledger.examine() == []
    replaced = point == "restore/replaced"
    assert states(ledger)["planned"] == ("held:doubt" if replaced else "planned")
    ledger.close()
    restore(tmp_path / "b", file, SANDBOX, after(60))  # what is left of it is in nobody's way


def test_a_damaged_backup_replaces_nothing(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    before = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:5000] + b"\xff" * 9000 + whole[14000:], b"x"):
        (tmp_path / "b").write_bytes(damaged)
        with pytest.raises(LedgerUnavailable):
            restore(tmp_path / "b", file, SANDBOX, NOW)
    assert file.read_bytes() == before


def test_a_backup_whose_log_was_changed_is_refused(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b") as raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET body = replace(body, 'a-out', 'a-in') WHERE seq = 2")
    raw.close()

    with pytest.raises(LedgerUnavailable, match="audit 2: altered"):
        restore(tmp_path / "b", file, SANDBOX, NOW)


def test_a_backup_of_the_other_environment_is_refused(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    with pytest.raises(WrongEnvironment):
        restore(tmp_path / "b", tmp_path / "live" / "l.sqlite3", Environment.LIVE, NOW)
    assert list((tmp_path / "live").iterdir()) == []


def test_a_damaged_ledger_is_kept_and_replaced(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "b")
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 8000)
    kept = restore(tmp_path / "b", file, SANDBOX, after(60))

    assert kept is not None
    assert kept.read_bytes()[100:108] == b"\xff" * 8
    ledger = reopened(file)
    assert ledger.examine() == []
    ledger.close()


def test_without_a_ledger_or_a_backup_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable, match="no ledger"):
        back_up(tmp_path / "none", tmp_path / "b")
    with pytest.raises(LedgerUnavailable, match="no backup"):
        restore(tmp_path / "none", tmp_path / "l", SANDBOX, NOW)
    (tmp_path / "state").mkdir()
    back_up(_empty(tmp_path), tmp_path / "b")
    assert restore(tmp_path / "b", tmp_path / "state" / "l.sqlite3", SANDBOX, NOW) is None


def _empty(folder: Path) -> Path:
    open_ledger("", SANDBOX, folder / "first").close()
    return folder / "first" / "ledger.sqlite3"


def test_the_whole_database_is_looked_through_once_a_week(sqlite_ledger: SqlLedger) -> None:
    def looks() -> int:
        return sum(row.body["event"] == "checked" for row in sqlite_ledger.audit())

    assert sqlite_ledger.maintain(NOW) == []
    assert sqlite_ledger.maintain(after(6 * 86400)) == []
    assert looks() == 1
    sqlite_ledger.maintain(after(7 * 86400))
    assert looks() == 2


def test_a_file_that_is_not_sound_is_told(file: Path) -> None:
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("INSERT INTO step (delivery, name, remote_id, at) VALUES (999, 'm', '5', 0)")
    raw.commit()
    raw.close()
    ledger = reopened(file)
    assert ledger.examine() == ["database: a row of step belongs to nothing."]
    ledger.close()
