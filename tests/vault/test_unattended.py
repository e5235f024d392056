"""The private files: who may read them, where they may lie, and that a write is whole or not
at all. Seen through the vault that a secret file alone opens."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import VaultUnavailable
from bot.vault import filing, open_vault
from bot.vault.base import Secret
from bot.vault.envelope import EnvelopeVault, create
from bot.vault.factors import SecretFileFactor
from bot.vault.slots import Opener
from bot.vault.unattended import open_unattended, share_file

CANARY = "canary-5f2a"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def opened(path: Path) -> EnvelopeVault:
    """The vault at ``path`` by the share beside it."""
    return open_unattended(path, str(path.with_name("share")), path.parent)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    return folder / "vault.json"


@pytest.fixture
def vault(path: Path) -> EnvelopeVault:
    made = create(path, [Opener(SecretFileFactor(path.with_name("share")))], NOW)
    made.put("token:a", Secret(CANARY))
    return made


def refused(path: Path) -> str:
    with pytest.raises(VaultUnavailable) as caught:
        opened(path)
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


def refused_share(path: Path) -> str:
    """Why a share may not lie at ``path``."""
    with pytest.raises(VaultUnavailable) as caught:
        SecretFileFactor(path).enrol("")
    return str(caught.value)


def value(vault: EnvelopeVault, name: str) -> str | None:
    found = vault.get(name)
    return found.reveal() if found else None


# ---------------------------------------------------------------- keeping
def test_put_get_names_forget(vault: EnvelopeVault) -> None:
    vault.put("key:b", Secret("2"))

    assert vault.names() == ("key:b", "token:a")
    assert value(vault, "token:a") == CANARY
    vault.forget("token:a")
    vault.forget("token:a")
    assert value(vault, "token:a") is None
    assert vault.names() == ("key:b",)


def test_it_is_always_called_what_it_is(vault: EnvelopeVault) -> None:
    assert vault.mode == "sealed-unattended"
    assert CANARY not in repr(vault)


def test_another_process_reads_what_was_written(vault: EnvelopeVault, path: Path) -> None:
    assert value(opened(path), "token:a") == CANARY


# ---------------------------------------------------------------- who may read it
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_every_file_written_has_mode_0600(vault: EnvelopeVault, path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        vault.put("token:a", Secret("1"))
        vault.put("token:a", Secret("2"))
    finally:
        os.umask(before)

    for name in ("vault.json", "vault.json.previous", "share"):
        assert stat.S_IMODE((path.parent / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o601, 0o604, 0o640, 0o620, 0o644, 0o700, 0o666])
def test_a_wider_mode_is_refused(vault: EnvelopeVault, path: Path, mode: int) -> None:
    path.chmod(mode)

    assert f"has mode {mode:04o}, wider than 0600" in refused(path)


def test_a_narrower_mode_is_taken(vault: EnvelopeVault, path: Path) -> None:
    path.chmod(0o400)

    assert value(opened(path), "token:a") == CANARY


def test_a_mode_widened_later_is_refused_at_the_next_read(vault: EnvelopeVault, path: Path) -> None:
    path.chmod(0o644)

    with pytest.raises(VaultUnavailable, match="wider than 0600"):
        vault.get("token:a")
    with pytest.raises(VaultUnavailable, match="wider than 0600"):
        vault.put("token:a", Secret("new"))


def test_the_opened_file_is_checked_and_not_its_name(
    vault: EnvelopeVault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Swapped between a look at the name and the opening: only the handle tells the truth."""
    wide = path.with_name("wide.json")
    wide.write_bytes(path.read_bytes())
    wide.chmod(0o644)
    really_open = os.open

    def swap(name: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(name) == path and wide.exists():
            wide.rename(path)
        return really_open(name, flags, mode)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(VaultUnavailable, match="wider than 0600"):
        vault.get("token:a")


def test_another_users_file_is_refused(
    vault: EnvelopeVault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "fstat", lambda handle: _owned(handle, 12345))
    monkeypatch.setattr(os, "geteuid", lambda: owner)

    assert "belongs to another user" in refused(path)


def _owned(handle: int, owner: int) -> os.stat_result:
    found = list(os.stat(handle))
    found[stat.ST_UID] = owner
    return os.stat_result(found)


def test_a_symbolic_link_is_refused(vault: EnvelopeVault, path: Path) -> None:
    link = path.with_name("link.json")
    link.symlink_to(path)

    assert "is a symbolic link. Name the file itself." in refused(link)


def test_a_named_pipe_is_refused_at_once(path: Path) -> None:
    os.mkfifo(path, 0o600)

    assert "not a regular file" in refused(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir(mode=0o600)

    assert "the vault file" in refused(path)


def test_a_file_over_one_mebibyte_is_refused(path: Path) -> None:
    path.write_bytes(b" " * (1024 * 1024 + 1))
    path.chmod(0o600)

    assert "larger than 1 MiB" in refused(path)


# ---------------------------------------------------------------- whole or not at all
def test_what_is_forgotten_is_in_no_generation(vault: EnvelopeVault, path: Path) -> None:
    vault.put("token:b", Secret("other"))
    vault.forget("token:a")

    assert not [p for p in path.parent.iterdir() if CANARY.encode() in p.read_bytes()]


@pytest.mark.parametrize("step", ["replace", "fsync", "fchmod"])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_write_that_fails_at_any_step_keeps_old_or_new(
    vault: EnvelopeVault, path: Path, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    really = getattr(os, step)
    calls = 0

    def fail(*args: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(*args)

    monkeypatch.setattr(os, step, fail)
    message = _complaint(vault)
    monkeypatch.undo()

    assert CANARY not in message
    assert ("(ENOSPC)" in message) == (calls == call)
    assert value(opened(path), "token:a") in {CANARY, "new"}
    assert not list(path.parent.glob(".vault.json.[0-9a-f]*"))


def _complaint(vault: EnvelopeVault) -> str:
    """Everything that a failed write says, its causes included; empty when it worked."""
    try:
        vault.put("token:a", Secret("new"))
    except VaultUnavailable as error:
        return "".join(traceback.format_exception(error))
    return ""


def test_a_failed_replace_leaves_the_old_value(
    vault: EnvelopeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: object, target: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(VaultUnavailable, match="unharmed"):
        vault.put("token:a", Secret("new"))

    assert value(vault, "token:a") == CANARY


def test_a_process_killed_before_the_replace_leaves_the_old_value(
    vault: EnvelopeVault, path: Path
) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover - the killed process
        vars(os)["replace"] = lambda *_: os.kill(os.getpid(), 9)
        vault.put("token:a", Secret("new"))
        os._exit(1)
    _, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == 9
    assert value(vault, "token:a") == CANARY
    vault.put("token:a", Secret("newer"))  # its lock died with it
    assert value(vault, "token:a") == "newer"


def test_writers_at_once_lose_nothing(vault: EnvelopeVault, path: Path) -> None:
    def write(number: int) -> None:
        opened(path).put(f"token:{number}", Secret(str(number)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert opened(path).names() == (*(f"token:{number}" for number in range(8)), "token:a")


# ---------------------------------------------------------------- git
@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    root = tmp_path / "calendar"
    root.mkdir()
    _git(root, "init", "-q")
    return root


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


IN_GIT = "lies in a git work tree that does not ignore it. Name a file outside of it"


def test_inside_a_work_tree_it_is_refused(repository: Path) -> None:
    assert IN_GIT in refused_share(repository / "vault.json")
    assert IN_GIT in refused_share(repository / "not" / "there" / "yet" / "vault.json")


def test_ignored_without_what_lies_beside_it_it_is_refused(repository: Path) -> None:
    (repository / ".gitignore").write_text("vault.json\n")

    assert IN_GIT in refused_share(repository / "vault.json")


def test_ignored_yet_tracked_it_is_refused(repository: Path) -> None:
    path = repository / "vault.json"
    path.write_text("{}")
    _git(repository, "add", "vault.json")
    (repository / ".gitignore").write_text("*vault.json*\n")

    assert IN_GIT in refused_share(path)


def test_a_linked_folder_does_not_hide_the_work_tree(repository: Path, tmp_path: Path) -> None:
    (repository / "inside").mkdir()
    (tmp_path / "outside").symlink_to(repository / "inside")

    with pytest.raises(VaultUnavailable, match="lies in a git work tree"):
        SecretFileFactor(share_file("outside/share", tmp_path)).enrol("")


def test_without_git_nobody_can_say_so_it_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".gitignore").write_text("/.gatepost/\n")
    monkeypatch.setattr(filing, "which", lambda name: None)

    assert IN_GIT in refused_share(repository / ".gatepost" / "vault.json")


def test_the_shells_git_variables_do_not_mislead(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    _git(other, "init", "-q")
    (other / ".git" / "info" / "exclude").write_text("*\n")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(repository))

    assert IN_GIT in refused_share(repository / "vault.json")


def test_ignored_by_git_it_is_taken(repository: Path) -> None:
    (repository / ".gitignore").write_text("/.gatepost/\n")
    (repository / ".gatepost").mkdir()
    place = repository / ".gatepost" / "share"

    _, share = SecretFileFactor(place).enrol("")
    assert SecretFileFactor(place).share("", {}) == share


# ---------------------------------------------------------------- opening
def test_a_share_is_relative_to_the_calendar(tmp_path: Path) -> None:
    assert share_file("private/share", tmp_path) == tmp_path / "private" / "share"


def test_without_a_file_named_it_says_which_setting(tmp_path: Path) -> None:
    with pytest.raises(VaultUnavailable, match="GATEPOST_SECRET_FILE"):
        share_file("", tmp_path)


def test_a_systemd_credential_is_taken_where_no_file_is_named(
    path: Path, vault: EnvelopeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "credentials"
    given.mkdir()
    (given / "gatepost-vault").write_bytes(path.with_name("share").read_bytes())
    (given / "gatepost-vault").chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))

    assert value(open_unattended(path, "", tmp_path), "token:a") == CANARY


def test_a_file_of_tokens_in_clear_is_not_taken_for_a_share(path: Path) -> None:
    share = path.with_name("share")
    share.write_text('{"v": 1, "secrets": {"token:a": "canary-5f2a"}}')
    share.chmod(0o600)

    assert "32 bytes in base64" in refused_share(share)
    assert CANARY not in refused_share(share)


def test_on_windows_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(VaultUnavailable, match="Windows has a key store"):
        share_file("share", tmp_path)


def test_a_folder_that_cannot_be_written_is_one_line(path: Path) -> None:
    (path.parent / "file-in-the-way").write_text("")

    assert "the secret file" in refused_share(path.parent / "file-in-the-way" / "share")


def test_open_vault_opens_it(path: Path, vault: EnvelopeVault, tmp_path: Path) -> None:
    from bot.records.model import Settings

    settings = Settings(
        clinic="a",
        timezone="UTC",
        vault="sealed-unattended",
        vault_file=str(path),
        secret_file=str(path.with_name("share")),
    )

    assert open_vault(settings, tmp_path).mode == "sealed-unattended"
