"""gatepost backup, restore, ledger copy and run --worker, as a person calls them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.ledger import open_ledger
from bot.ledger.base import Delivery
from bot.ledger.lock import hold
from bot.model import Environment, State
from tests.cli.conftest import Calendar


@pytest.fixture
def planned(calendar: Calendar) -> Calendar:
    """A calendar whose one post is in the ledger."""
    assert calendar.run("plan").exit_code in {0, 10}
    assert rows(calendar)
    return calendar


def state(calendar: Calendar) -> Path:
    found = sorted(calendar.root.rglob("ledger.sqlite3"))
    assert len(found) == 1
    return found[0].parent


def rows(calendar: Calendar, url: str = "") -> list[Delivery]:
    ledger = open_ledger(url, Environment.SANDBOX, state(calendar))
    try:
        return ledger.deliveries()
    finally:
        ledger.close()


def one_line(words: str) -> bool:
    return len(words.strip().splitlines()) == 1


# ---------------------------------------------------------------- backup and restore
def test_a_backup_holds_what_the_ledger_holds(planned: Calendar, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    result = planned.run("backup", str(kept))

    assert result.exit_code == 0
    assert "read through, and its audit chain holds" in result.output
    assert rows(planned, f"sqlite:///{kept}") == rows(planned)


def test_a_rehearsed_backup_writes_nothing(planned: Calendar, tmp_path: Path) -> None:
    result = planned.run("backup", "--dry-run", str(tmp_path / "kept.sqlite3"))

    assert result.exit_code == 0
    assert "Nothing was written" in result.output
    assert not (tmp_path / "kept.sqlite3").exists()


def test_a_backup_below_a_file_is_one_line(planned: Calendar, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    result = planned.spawn("backup", str(tmp_path / "file" / "kept.sqlite3"))

    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "Traceback" not in result.stderr


def test_a_restored_ledger_holds_every_unsent_post(planned: Calendar, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    planned.run("backup", str(kept))
    result = planned.run("restore", "--yes", str(kept))

    assert result.exit_code == 0
    assert "The old ledger is" in result.output
    assert {row.state for row in rows(planned)} == {State.HELD}


def test_a_restore_asks_first(planned: Calendar, tmp_path: Path) -> None:
    kept, before = tmp_path / "kept.sqlite3", rows(planned)
    planned.run("backup", str(kept))
    result = planned.run("restore", str(kept), stdin="n\n")

    assert "Restored" not in result.output
    assert rows(planned) == before


def test_a_rehearsed_restore_changes_nothing(planned: Calendar, tmp_path: Path) -> None:
    kept, before = tmp_path / "kept.sqlite3", rows(planned)
    planned.run("backup", str(kept))
    result = planned.run("restore", "--dry-run", str(kept))

    assert result.exit_code == 0
    assert "Nothing was changed" in result.output
    assert rows(planned) == before


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 500])
def test_what_is_no_backup_is_refused(planned: Calendar, tmp_path: Path, content: bytes) -> None:
    wrong, before = tmp_path / "wrong", rows(planned)
    wrong.write_bytes(content)
    result = planned.spawn("restore", "--yes", str(wrong))

    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "Traceback" not in result.stderr
    assert rows(planned) == before


def test_a_backup_that_is_not_there_is_bad_usage(planned: Calendar) -> None:
    assert planned.run("restore", "nowhere.sqlite3").exit_code == 2


def test_nothing_is_restored_while_a_daemon_runs(planned: Calendar, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    planned.run("backup", str(kept))
    with hold(state(planned)):
        result = planned.run("restore", "--yes", str(kept))

    assert result.exit_code == 1
    assert {row.state for row in rows(planned)} != {State.HELD}


# ---------------------------------------------------------------- ledger copy
def test_a_copy_has_the_same_rows_and_the_old_place_is_refused(
    planned: Calendar, tmp_path: Path
) -> None:
    copied, before = tmp_path / "new.sqlite3", rows(planned)
    result = planned.run("ledger", "copy", "this", str(copied))
    served = planned.spawn("run", "--once")

    assert result.exit_code == 0
    assert "every row compared" in result.output
    assert rows(planned, f"sqlite:///{copied}") == before
    assert served.returncode == 1
    assert one_line(served.stderr)
    assert "copied to new.sqlite3 on " in served.stderr
    assert "remove the mark: gatepost unfreeze all" in served.stderr


def test_the_new_place_is_served_and_the_mark_can_be_removed(
    planned: Calendar, tmp_path: Path
) -> None:
    copied = tmp_path / "new.sqlite3"
    planned.run("ledger", "copy", "this", str(copied))

    assert planned.spawn("run", "--once", GATEPOST_LEDGER=f"sqlite:///{copied}").returncode == 0
    assert planned.run("unfreeze", "all").exit_code == 0
    assert planned.spawn("run", "--once").returncode == 0


def test_a_mark_leaves_an_honest_log(planned: Calendar, tmp_path: Path) -> None:
    planned.run("ledger", "copy", "this", str(tmp_path / "new.sqlite3"))
    ledger = open_ledger("", Environment.SANDBOX, state(planned))

    assert ledger.audit()[-1].body["event"] == "freeze"
    assert ledger.verify() == []
    ledger.close()


def test_a_rehearsed_copy_leaves_no_file_with_rows_and_no_mark(
    planned: Calendar, tmp_path: Path
) -> None:
    copied = tmp_path / "new.sqlite3"
    result = planned.run("ledger", "copy", "this", str(copied), "--dry-run")

    assert result.exit_code == 0
    assert "Nothing was kept" in result.output
    assert rows(planned, f"sqlite:///{copied}") == []
    assert planned.spawn("run", "--once").returncode == 0


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("this", "this"),
        ("this", "mysql://host/name"),
        ("this", "postgresql://nobody@127.0.0.1:1/none"),
        ("this", "full.sqlite3"),
        ("this", "text.txt"),
    ],
)
def test_a_copy_that_cannot_be_is_one_line(
    planned: Calendar, source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (planned.root / "text.txt").write_text("words")
    monkeypatch.chdir(planned.root)
    planned.run("backup", str(planned.root / "full.sqlite3"))
    result = planned.spawn("ledger", "copy", source, target)

    assert result.returncode in {1, 2}
    assert one_line(result.stderr)
    assert "Traceback" not in result.stderr


def test_nothing_is_copied_while_a_daemon_runs(planned: Calendar, tmp_path: Path) -> None:
    with hold(state(planned)):
        result = planned.run("ledger", "copy", "this", str(tmp_path / "new.sqlite3"))

    assert result.exit_code == 1
    assert not (tmp_path / "new.sqlite3").exists()


# ---------------------------------------------------------------- several workers
def test_several_workers_need_a_server(planned: Calendar) -> None:
    result = planned.spawn("run", "--worker", "--once")

    assert result.returncode == 2
    assert "needs a ledger on PostgreSQL" in result.stderr
    assert one_line(result.stderr)


def test_a_server_that_does_not_answer_is_one_line_without_its_password(planned: Calendar) -> None:
    address = "postgresql://nobody:secret-word@127.0.0.1:1/none"
    result = planned.spawn("run", "--worker", "--once", GATEPOST_LEDGER=address)

    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "secret-word" not in result.stderr + result.stdout


# ---------------------------------------------------------------- upkeep
def test_a_damaged_ledger_is_told_of_by_whoever_runs(planned: Calendar) -> None:
    """The weekly look is part of every run; nothing was looked through before the first."""
    raw = sqlite3.connect(state(planned) / "ledger.sqlite3")
    raw.execute("DROP TRIGGER IF EXISTS audit_no_update")
    raw.execute("UPDATE delivery SET fence = fence + 7")
    raw.commit()
    raw.close()

    planned.spawn("run", "--once")

    ledger = open_ledger("", Environment.SANDBOX, state(planned))
    checked = [one.body for one in ledger.audit() if one.body["event"] == "checked"]
    ledger.close()
    assert [one["problems"] > 0 for one in checked] == [True]
