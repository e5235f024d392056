"""gatepost vault, as a person at a terminal uses it; the key store is one in memory."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.vault import agent, keyring_store
from tests.cli.conftest import Calendar
from tests.vault.conftest import backend_like

PHRASE = "three calm herons wading"
TOKEN = "canary-token-77ab"


@pytest.fixture
def desk(calendar: Calendar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Calendar]:
    """A calendar with a trusted key store and no vault yet; whatever was unlocked is locked."""
    backend: Any = backend_like("keyring.backends.SecretService", "Keyring")
    monkeypatch.setattr(keyring_store, "_chosen", lambda: backend)
    monkeypatch.setenv("GATEPOST_VAULT", "two-shares")
    monkeypatch.setenv("GATEPOST_VAULT_FILE", str(tmp_path / "v" / "vault.json"))
    yield calendar
    agent.stop(agent.socket_path(tmp_path / "v" / "vault.json"))


def made(desk: Calendar) -> str:
    """Make the vault; the recovery key."""
    result = desk.run("vault", "init", stdin=PHRASE + "\n")
    assert result.exit_code == 0, result.output
    return "-".join(re.findall(r"(?:[A-Z2-7]{3,4}-){6}[A-Z2-7]{3,4}", result.output))


def test_init_unlock_use_lock(desk: Calendar) -> None:
    made(desk)
    locked = desk.run("account", "add", "clinic-x", stdin=TOKEN)
    unlocked = desk.run("vault", "unlock", stdin=PHRASE + "\n")
    added = desk.run("account", "add", "clinic-x", stdin=TOKEN)
    listed = desk.run("account", "list")
    ended = desk.run("vault", "lock")
    again = desk.run("account", "list")

    assert "the vault is locked. Run gatepost vault unlock" in str(locked.exception)
    assert "12 hours" in unlocked.output
    assert added.exit_code == 0, added.output
    assert "stored" in listed.output
    assert "Locked." in ended.output
    assert "stored" not in again.output


def test_a_wrong_passphrase_is_one_line(desk: Calendar) -> None:
    made(desk)
    result = desk.run("vault", "unlock", stdin="three calm heron wading\n")

    assert result.exit_code == 1
    assert "one of its shares is wrong" in str(result.exception)
    assert "heron" not in str(result.exception)


@pytest.mark.parametrize("phrase", ["", "short one"])
def test_a_passphrase_too_short_is_refused(desk: Calendar, tmp_path: Path, phrase: str) -> None:
    assert desk.run("vault", "init", stdin=phrase + "\n").exit_code == 2
    assert not (tmp_path / "v" / "vault.json").exists()


def test_status_shows_ways_and_no_secret(desk: Calendar) -> None:
    made(desk)
    desk.run("vault", "unlock", "--hours", "2", stdin=PHRASE + "\n")
    said = json.loads(desk.run("vault", "status", "--format", "json").stdout)
    shown = desk.run("vault", "status").output

    assert said["mode"] == "two-shares"
    assert said["state"] == "unlocked for 2.0 more hours"
    assert [way["way"] for way in said["ways"]] == ["passphrase+keyring", "recovery"]
    assert "passphrase+keyring" in shown


def test_the_recovery_key_sets_new_shares(desk: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    recovery = made(desk)
    desk.run("vault", "unlock", stdin=PHRASE + "\n")
    desk.run("account", "add", "clinic-x", stdin=TOKEN)
    other: Any = backend_like("keyring.backends.SecretService", "Keyring")  # another machine
    monkeypatch.setattr(keyring_store, "_chosen", lambda: other)

    result = desk.run("vault", "recover", stdin=f"{recovery}\nfour new words here\n")
    old = desk.run("vault", "unlock", stdin=PHRASE + "\n")
    new = desk.run("vault", "unlock", stdin="four new words here\n")

    assert result.exit_code == 0, result.output
    assert old.exit_code == 1
    assert new.exit_code == 0
    assert "stored" in desk.run("account", "list").output


def test_rotation_ends_the_agent_and_the_old_paper(desk: Calendar) -> None:
    recovery = made(desk)
    desk.run("vault", "unlock", stdin=PHRASE + "\n")
    result = desk.run("vault", "rotate", "--yes", stdin=PHRASE + "\n")
    used = desk.run("account", "add", "clinic-x", stdin=TOKEN)
    paper = desk.run("vault", "recover", stdin=f"{recovery}\nfour new words here\n")

    assert "key number 2" in result.output
    assert used.exit_code == 1
    assert paper.exit_code == 1


def test_a_rolled_back_file_is_used_only_when_a_person_says_so(
    desk: Calendar, tmp_path: Path
) -> None:
    made(desk)
    file = tmp_path / "v" / "vault.json"
    before = file.read_bytes()
    desk.run("vault", "unlock", stdin=PHRASE + "\n")
    desk.run("account", "add", "clinic-x", stdin=TOKEN)
    file.write_bytes(before)

    refused = desk.run("vault", "unlock", stdin=PHRASE + "\n")
    accepted = desk.run("vault", "doctor", "--accept-older", stdin=f"{PHRASE}\ny\n")
    taken = desk.run("vault", "unlock", stdin=PHRASE + "\n")

    assert "rolled back" in str(refused.exception)
    assert accepted.exit_code == 0, accepted.output
    assert taken.exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("init",), ("unlock",), ("lock",), ("rotate", "--yes"), ("export-recovery",)],
)
def test_a_dry_run_changes_nothing(desk: Calendar, tmp_path: Path, words: tuple[str, ...]) -> None:
    if words[0] != "init":
        made(desk)
    file = tmp_path / "v" / "vault.json"
    before = file.read_bytes() if file.exists() else None

    result = desk.run("vault", *words, "--dry-run", stdin=PHRASE + "\n")

    assert result.exit_code == 0, result.output
    assert (file.read_bytes() if file.exists() else None) == before
    assert agent.held(agent.socket_path(file)) is None


def test_an_unattended_vault_is_called_what_it_is(
    desk: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_SECRET_FILE", str(tmp_path / "share"))
    init = desk.run("vault", "init", "--unattended")
    monkeypatch.setenv("GATEPOST_VAULT", "sealed-unattended")
    status = desk.run("vault", "status")

    assert 'Now set vault = "sealed-unattended"' in init.output
    assert "one factor plus trust in the host" in status.output
    assert desk.run("vault", "doctor").exit_code == 0


def test_doctor_wants_a_recovery_key(desk: Calendar) -> None:
    desk.run("vault", "init", "--no-recovery", stdin=PHRASE + "\n")
    missing = desk.run("vault", "doctor")
    desk.run("vault", "export-recovery", stdin=PHRASE + "\n")

    assert missing.exit_code == 1
    assert "export-recovery" in missing.output
    assert desk.run("vault", "doctor").exit_code == 0


def test_the_key_is_in_no_argument_and_no_environment(desk: Calendar, tmp_path: Path) -> None:
    made(desk)
    desk.run("vault", "unlock", stdin=PHRASE + "\n")
    path = agent.socket_path(tmp_path / "v" / "vault.json")
    key = agent.key_from(path)
    assert key is not None
    assert path.stat().st_mode & 0o777 == 0o600

    shown = b""
    for process in Path("/proc").glob("[0-9]*"):
        for part in ("cmdline", "environ"):
            try:
                shown += (process / part).read_bytes()
            except OSError:
                continue
    assert str(path).encode() in shown  # the agent is among them
    import base64

    assert base64.b64encode(key.reveal()) not in shown
    assert PHRASE.encode() not in shown
    assert os.environ.get("GATEPOST_VAULT") == "two-shares"


def test_without_a_key_store_nobody_thinks_of_a_passphrase(
    desk: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend: Any = backend_like("keyring.backends.fail", "Keyring")
    monkeypatch.setattr(keyring_store, "_chosen", lambda: backend)

    refused = desk.run("vault", "init", stdin="short\n")

    assert "no key store that can be trusted" in str(refused.exception)
    assert "gatepost vault init --unattended" in str(refused.exception)


def test_an_unattended_vault_has_nothing_to_unlock(
    desk: Calendar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GATEPOST_VAULT", "sealed-unattended")
    monkeypatch.setenv("GATEPOST_SECRET_FILE", str(tmp_path / "away" / "share"))

    without = desk.run("vault", "init", "--unattended")
    unlocked = desk.run("vault", "unlock")

    assert without.exit_code == 2
    assert f"mkdir -m 700 -p {tmp_path / 'away'}" in str(without.exception)
    assert "opens by itself" in str(unlocked.exception)
