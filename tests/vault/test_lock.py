"""One holder at a time, and a killed holder leaves nothing behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bot.errors import VaultUnavailable
from bot.vault.lock import account_lock


def test_a_second_holder_is_kept_out_and_told(tmp_path: Path) -> None:
    with (
        account_lock(tmp_path, "clinic-x"),
        pytest.raises(VaultUnavailable, match="account clinic-x: another process"),
        account_lock(tmp_path, "clinic-x", timeout=0),
    ):
        pytest.fail("two held it")


def test_it_is_free_again_afterwards_even_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), account_lock(tmp_path, "clinic-x", timeout=0):
        raise KeyError
    with account_lock(tmp_path, "clinic-x", timeout=0):
        pass


def test_accounts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with account_lock(tmp_path, "clinic-x"), account_lock(tmp_path, "clinic-y", timeout=0):
        pass


def test_a_killed_holder_leaves_none(tmp_path: Path) -> None:
    ready, started = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the killed process
        with account_lock(tmp_path, "clinic-x"):
            os.write(started, b"1")
            signal.pause()
        os._exit(1)
    os.read(ready, 1)
    with pytest.raises(VaultUnavailable), account_lock(tmp_path, "clinic-x", timeout=0):
        pytest.fail("two held it")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with account_lock(tmp_path, "clinic-x", timeout=0):
        pass


def test_waiting_ends_when_the_holder_lets_go(tmp_path: Path) -> None:
    ready, started = os.pipe()
    let, go = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the other process
        with account_lock(tmp_path, "clinic-x"):
            os.write(started, b"1")
            os.read(let, 1)
        os._exit(0)
    os.read(ready, 1)
    os.write(go, b"1")
    with account_lock(tmp_path, "clinic-x", timeout=10):
        pass

    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "a\0b"])
def test_a_name_that_is_a_path_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError), account_lock(tmp_path, name):
        pytest.fail("held")


def test_a_state_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file in the way")
    with (
        pytest.raises(VaultUnavailable, match="its lock file cannot be opened"),
        account_lock(tmp_path, "clinic-x"),
    ):
        pytest.fail("held")


def test_a_link_in_the_locks_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "clinic-x.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultUnavailable), account_lock(tmp_path, "clinic-x"):
        pytest.fail("held")

    assert not (tmp_path / "elsewhere").exists()
