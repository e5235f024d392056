"""Opening a ledger: made when missing, migrated when old, refused in one line otherwise."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect

from bot.errors import LedgerUnavailable, WrongEnvironment
from bot.ledger import connection as connection_module
from bot.ledger import mounts, open_ledger, schema
from bot.ledger.connection import wal_is_safe
from bot.ledger.store import SqlLedger
from bot.model import Environment
from tests.ledger.conftest import NOW, only, wanted

SANDBOX = Environment.SANDBOX


def refusal(url: str, folder: Path, environment: Environment = SANDBOX) -> str:
    with pytest.raises((LedgerUnavailable, WrongEnvironment)) as caught:
        open_ledger(url, environment, folder)
    said = str(caught.value)
    assert "\n" not in said
    assert caught.value.fix
    return said


def test_a_ledger_is_made_where_it_is_missing_and_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "state"
    first = open_ledger("", SANDBOX, folder)
    first.plan([wanted()], NOW, whole=True)
    first.close()

    again = open_ledger("", SANDBOX, folder)
    assert only(again).key.post_id == "walk"
    assert again.verify() == []
    again.close()


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    open_ledger("", SANDBOX, tmp_path / "state").close()

    folder = tmp_path / "state"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "ledger.sqlite3").stat().st_mode) == 0o600


def test_an_address_may_name_the_file(tmp_path: Path) -> None:
    open_ledger(f"sqlite:///{tmp_path}/deep/a.db", SANDBOX, tmp_path / "state").close()

    assert (tmp_path / "deep" / "a.db").is_file()
    assert not (tmp_path / "state").exists()


def test_a_ledger_in_memory_leaves_nothing_behind(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite://", SANDBOX, tmp_path / "state")
    ledger.plan([wanted()], NOW, whole=True)

    assert only(ledger).key.post_id == "walk"
    assert list(tmp_path.iterdir()) == []
    ledger.close()


@pytest.mark.parametrize("url", ["mysql://bot:hunter2@db/gatepost", "nonsense", "sqlite:///a?x=1"])
def test_an_address_this_version_cannot_use_is_refused_without_showing_it(
    tmp_path: Path, url: str
) -> None:
    said = refusal(url, tmp_path)

    assert "ledger.url" in said
    assert "hunter2" not in said


def test_sandbox_and_live_never_mix(tmp_path: Path) -> None:
    open_ledger("", SANDBOX, tmp_path).close()

    assert "belongs to sandbox" in refusal("", tmp_path, Environment.LIVE)


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_ledger("", SANDBOX, tmp_path).close()
    file = tmp_path / "ledger.sqlite3"
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0999'")
    raw.close()
    before = file.read_bytes()

    assert "newer gatepost" in refusal("", tmp_path)
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"# Notes\n" * 300, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.sqlite3").write_bytes(content)

    assert "something else" in refusal("", tmp_path)
    assert (tmp_path / "ledger.sqlite3").read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "ledger.sqlite3")
    raw.execute("CREATE TABLE patients (name TEXT)")
    raw.close()

    assert "something else" in refusal("", tmp_path)


def test_a_damaged_ledger_is_refused(tmp_path: Path) -> None:
    open_ledger("", SANDBOX, tmp_path).close()
    file = tmp_path / "ledger.sqlite3"
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 8000)

    assert "ledger" in refusal("", tmp_path)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").touch()

    open_ledger("", SANDBOX, tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "cannot be written" in refusal("", tmp_path / "file" / "state")


def test_a_read_only_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: Any) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)

    assert "Read-only file system" in refusal("", tmp_path)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").mkdir()

    assert "cannot be opened" in refusal("", tmp_path)


@pytest.mark.parametrize("made", [False, True])
def test_a_locked_ledger_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bool
) -> None:
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0.05)
    if made:
        open_ledger("", SANDBOX, tmp_path).close()
    other = sqlite3.connect(tmp_path / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert "locked by another program" in refusal("", tmp_path)
    other.close()


def test_a_write_that_meets_a_lock_is_told_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0.05)
    ledger = open_ledger("", SANDBOX, tmp_path)
    other = sqlite3.connect(tmp_path / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(LedgerUnavailable, match="locked"):
        ledger.plan([wanted()], NOW, whole=True)
    other.close()

    assert ledger.plan([wanted()], NOW, whole=True).added == 1
    ledger.close()


def test_a_full_disk_is_told_and_nothing_is_half_done(sqlite_ledger: SqlLedger) -> None:
    ledger = sqlite_ledger

    def fill(raw: sqlite3.Connection, *_: object) -> None:
        raw.execute("PRAGMA max_page_count = 1")  # SQLite takes it as "as many as there are"

    event.listen(ledger.engine, "checkout", fill)
    rows = [wanted(f"p{n}", text="long words " * 500) for n in range(50)]

    with pytest.raises(LedgerUnavailable, match="disk is full"):
        ledger.plan(rows, NOW, whole=True)
    event.remove(ledger.engine, "checkout", fill)

    assert ledger.deliveries() == []


def test_a_disk_that_was_full_takes_writes_again(sqlite_ledger: SqlLedger) -> None:
    ledger = sqlite_ledger

    def fill(raw: sqlite3.Connection, *_: object) -> None:
        raw.execute("PRAGMA max_page_count = 1")

    event.listen(ledger.engine, "checkout", fill)
    rows = [wanted(f"p{n}", text="long words " * 500) for n in range(50)]
    with pytest.raises(LedgerUnavailable):
        ledger.plan(rows, NOW, whole=True)
    event.remove(ledger.engine, "checkout", fill)
    ledger.engine.dispose()

    assert ledger.plan(rows, NOW, whole=True).added == 50


def test_a_ledger_that_became_read_only_is_told(sqlite_ledger: SqlLedger) -> None:
    ledger = sqlite_ledger

    def protect(raw: sqlite3.Connection, *_: object) -> None:
        raw.execute("PRAGMA query_only = ON")

    event.listen(ledger.engine, "checkout", protect)

    with pytest.raises(LedgerUnavailable, match="read-only"):
        ledger.note({"event": "start"}, NOW)


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "mounts"
    listed.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path}/my\\040files nfs4 rw 0 0\n")
    monkeypatch.setattr(mounts, "MOUNTS", listed)

    assert "nfs4" in refusal("", tmp_path / "my files" / "state")
    open_ledger("", SANDBOX, tmp_path / "local").close()


def test_a_system_without_a_list_of_mounts_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "MOUNTS", tmp_path / "none")

    open_ledger("", SANDBOX, tmp_path / "state").close()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/a/state", "ext4"),
        ("/mnt/share/state", "cifs"),
        ("/mnt/shared", "ext4"),
        ("/mnt/share/local/state", "tmpfs"),
        ("/over", "xfs"),
    ],
)
def test_the_nearest_and_latest_mount_counts(folder: str, kind: str) -> None:
    listed = (
        "/dev/vda / ext4 rw 0 0\n//nas/x /mnt/share cifs rw 0 0\n"
        "tmpfs /mnt/share/local tmpfs rw 0 0\nnas:/y /over nfs rw 0 0\n/dev/vdb /over xfs rw 0 0\n"
        "broken\n"
    )
    assert mounts.file_system(Path(folder), listed) == kind


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_is_mended(
    version: tuple[int, int, int], safe: bool
) -> None:
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize(("version", "mode"), [((3, 51, 2), "truncate"), ((3, 53, 0), "wal")])
def test_the_settings_are_on_every_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], mode: str
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    ledger = open_ledger("", SANDBOX, tmp_path)
    wanted_settings = {
        "journal_mode": mode,
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    with ledger.engine.connect() as one, ledger.engine.connect() as two:
        for connection in (one, two):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in wanted_settings
            }
            assert found == wanted_settings
    ledger.close()


def test_a_ledger_goes_from_one_journal_mode_to_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ((3, 53, 0), (3, 51, 2), (3, 53, 0)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        ledger = open_ledger("", SANDBOX, tmp_path)
        ledger.note({"event": "start"}, NOW)
        ledger.close()


def test_two_modes_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 53, 0))
    ledger = open_ledger("", SANDBOX, tmp_path)
    ledger.note({"event": "start"}, NOW)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))

    refusal("", tmp_path)
    ledger.close()


def test_a_creation_that_was_cut_short_leaves_an_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.ledger.chain.append", die)
        with pytest.raises(KeyboardInterrupt):
            open_ledger("", SANDBOX, tmp_path)

    assert (tmp_path / "ledger.sqlite3").stat().st_size == 0
    open_ledger("", SANDBOX, tmp_path).close()


def test_the_migrations_make_exactly_the_schema(ledger: SqlLedger) -> None:
    def is_ours(object_: Any, name: str | None, kind: str, *_: object) -> bool:
        return name != "alembic_version"

    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        assert compare_metadata(context, schema.metadata) == []
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert tables == set(schema.metadata.tables)


def test_the_partial_indexes_of_the_migrations_are_those_of_the_schema(
    sqlite_ledger: SqlLedger,
) -> None:
    ledger = sqlite_ledger
    listing = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
    with ledger.engine.begin() as connection:
        migrated = dict(connection.exec_driver_sql(listing).tuples().all())
        connection.exec_driver_sql("DROP TABLE step")
        connection.exec_driver_sql("DROP TABLE attempt")
        connection.exec_driver_sql("DROP TABLE delivery")
        schema.metadata.create_all(connection)
        assert dict(connection.exec_driver_sql(listing).tuples().all()) == migrated
    assert len(migrated) == 4


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    folder = Path(schema.__file__).parent / "migrations"

    assert ScriptDirectory(str(folder)).get_heads() == [schema.HEAD]


def test_alembic_is_imported_only_to_make_or_migrate(tmp_path: Path) -> None:
    """Opening a ledger that is up to date must stay quick."""
    open_ledger("", SANDBOX, tmp_path).close()
    program = (
        "import sys; from pathlib import Path; import bot.ledger, bot.ledger.base\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "from bot.model import Environment\n"
        f"bot.ledger.open_ledger('', Environment.SANDBOX, Path({str(tmp_path)!r})).close()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
