"""gatepost account: a token goes in by a hidden way and never comes out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.cli.conftest import Calendar
from tests.sealing import seal

TOKEN = "canary-token-4f1c9e77"


@pytest.fixture
def sealed(calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    for name, value in seal(tmp_path / "secrets")[1].items():
        monkeypatch.setenv(name, value)
    return calendar


def test_a_piped_token_is_stored_and_never_shown(sealed: Calendar) -> None:
    added = sealed.run("account", "add", "clinic-x", "--expires", "2027-01-20", stdin=TOKEN + "\n")
    listed = sealed.run("account", "list")

    assert added.exit_code == 0
    assert "sealed-unattended" in added.output
    assert "until 2027-01-20" in listed.output
    assert TOKEN not in added.output + listed.output


def test_a_token_is_no_argument(sealed: Calendar) -> None:
    assert sealed.run("account", "add", "clinic-x", TOKEN).exit_code == 2


def test_an_empty_token_is_refused(sealed: Calendar) -> None:
    result = sealed.run("account", "add", "clinic-x", stdin="\n")

    assert result.exit_code == 2
    assert "the token is empty" in str(result.exception)


def test_an_account_that_is_not_on_file_gets_no_token(sealed: Calendar) -> None:
    result = sealed.run("account", "add", "clinic-y", stdin=TOKEN)

    assert result.exit_code == 3
    assert "accounts.toml" in str(result.exception)


def test_remove_forgets_it(sealed: Calendar) -> None:
    sealed.run("account", "add", "clinic-x", stdin=TOKEN)

    removed = sealed.run("account", "remove", "clinic-x", "--yes")
    again = sealed.run("account", "remove", "clinic-x", "--yes")

    assert removed.exit_code == 0
    assert again.exit_code == 3


def test_check_asks_every_platform(calendar: Calendar, sandbox: Sandbox) -> None:
    result = calendar.run("account", "check", "--format", "json")

    assert result.exit_code == 0, result.output
    answers = {a["account"]: a["works"] for a in json.loads(result.stdout)}
    assert set(answers) >= {"clinic-x", "clinic-linkedin", "clinic-instagram"}
    assert all(answers.values())


def test_check_tells_an_expired_token(calendar: Calendar, sandbox: Sandbox) -> None:
    sandbox.state.expire("x", "1402555014200")

    result = calendar.run("account", "check", "clinic-x", "--format", "json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["works"] is False


def test_no_keyring_is_one_line_with_a_remedy(calendar: Calendar) -> None:
    out = calendar.spawn("account", "list", GATEPOST_VAULT="two-shares")
    added = calendar.spawn("account", "remove", "clinic-x", GATEPOST_VAULT="two-shares")

    assert out.returncode == 0
    assert added.returncode == 1
    assert "sealed-unattended" in added.stderr
    assert "Traceback" not in added.stderr
    assert len(added.stderr.strip().splitlines()) == 1


def test_the_memory_vault_takes_no_token(calendar: Calendar) -> None:
    """It would be gone when the command ends, and the person would believe it is kept."""
    result = calendar.run("account", "add", "clinic-x", stdin=TOKEN)

    assert result.exit_code == 2
    assert "keeps no others" in str(result.exception)


def test_a_token_that_has_ended_is_refused(sealed: Calendar) -> None:
    result = sealed.run("account", "add", "clinic-x", "--expires", "2026-01-20", stdin=TOKEN)

    assert result.exit_code == 2
    assert "in the past" in str(result.exception)


def test_where_nobody_can_answer_nothing_is_removed(sealed: Calendar) -> None:
    sealed.run("account", "add", "clinic-x", stdin=TOKEN)

    silent = sealed.run("account", "remove", "clinic-x", stdin="")
    no = sealed.run("account", "remove", "clinic-x", stdin="n\n")

    assert silent.exit_code == 2
    assert "Add --yes" in str(silent.exception)
    assert no.exit_code == 0
    assert "Nothing was done." in no.output
    assert "stored" in sealed.run("account", "list").output
