"""What binds the practice asks again who is there; what the log says of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadUsage, VaultUnavailable
from bot.ledger import open_ledger
from bot.model import Environment
from bot.vault import agent
from bot.vault.agent import Held
from bot.vault.envelope import Key
from tests.cli.conftest import Calendar
from tests.cli.test_vault import PHRASE, TOKEN, desk, made
from tests.sealing import seal

__all__ = ["desk"]


@pytest.fixture
def unlocked(desk: Calendar) -> Calendar:
    """A vault unlocked in the agent, and a ledger."""
    made(desk)
    desk.run("vault", "unlock", stdin=PHRASE + "\n")
    assert desk.run("plan").exit_code in (0, 10)
    return desk


def proofs(calendar: Calendar) -> list[dict[str, Any]]:
    ledger = open_ledger("", Environment.SANDBOX, calendar.root / ".gatepost")
    try:
        rows = [row.body for row in ledger.audit() if row.body.get("event") == "proof"]
    finally:
        ledger.close()
    return [{name: row[name] for name in ("for", "proved")} for row in rows]


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The last proof is older than 15 minutes, until there is a new one."""
    told: list[Path] = []
    really, prove = agent.held, agent.prove

    def held(path: Path) -> Held | None:
        known = really(path)
        if known is None or path in told:
            return known
        return Held(known.vault, known.mode, known.seconds_left, 15 * 60.0 + 1)

    def proved(path: Path, key: Key) -> None:
        told.append(path)
        prove(path, key)

    monkeypatch.setattr(agent, "held", held)
    monkeypatch.setattr(agent, "prove", proved)
    return


def add(calendar: Calendar, *lines: str) -> Any:
    return calendar.run("account", "add", "clinic-x", stdin="".join(f"{one}\n" for one in lines))


def test_a_fresh_proof_is_enough_and_is_written_down(unlocked: Calendar) -> None:
    assert add(unlocked, TOKEN).exit_code == 0

    assert proofs(unlocked) == [{"for": "change an account", "proved": "passphrase+keyring"}]


@pytest.mark.usefixtures("stale")
def test_an_old_proof_is_asked_for_again_and_then_holds(unlocked: Calendar) -> None:
    nobody = add(unlocked, TOKEN)
    wrong = add(unlocked, TOKEN, "three calm heron wading")
    assert proofs(unlocked) == []
    right = add(unlocked, TOKEN, PHRASE)
    after = add(unlocked, TOKEN)

    assert "passphrase is needed again" in str(nobody.exception)
    assert isinstance(nobody.exception, BadUsage)
    assert isinstance(wrong.exception, VaultUnavailable)
    assert right.exit_code == after.exit_code == 0
    assert len(proofs(unlocked)) == 2


@pytest.mark.usefixtures("stale")
@pytest.mark.parametrize(
    "words",
    [
        ("account", "remove", "clinic-x", "--yes"),
        ("audit", "export", "2026-12-desk-break", "--out", "pack"),
        ("approve", "2026-12-desk-break", "--as", "mei-lin", "--yes"),
    ],
)
def test_each_asks(
    unlocked: Calendar, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (unlocked.root / "config" / "people" / "mei-lin.toml").write_text(
        (unlocked.root / "config" / "people" / "mei-lin.toml")
        .read_text()
        .replace("public_key", "#")
    )
    assert add(unlocked, TOKEN, PHRASE).exit_code == 0
    monkeypatch.setattr(agent, "held", lambda _: Held("v", "two-shares", 600.0, 15 * 60.0 + 1))
    more = ("--new-key",) if words[0] == "approve" else ()

    refused = unlocked.run(*words, *more)

    assert "passphrase is needed again" in str(refused.exception), refused.output
    assert not (tmp_path / "pack").exists()


@pytest.mark.usefixtures("stale")
def test_a_dry_run_asks_nothing(unlocked: Calendar) -> None:
    result = unlocked.run("account", "add", "clinic-x", "--dry-run", stdin=TOKEN + "\n")

    assert result.exit_code == 0
    assert proofs(unlocked) == []


# ---------------------------------------------------------------- sealed-unattended
@pytest.fixture
def sealed(calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    _, names = seal(tmp_path / "sealed")
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    calendar.run("plan")
    return calendar


def test_a_sealed_vault_proves_nobody_and_says_so(sealed: Calendar) -> None:
    result = add(sealed, TOKEN)

    assert result.exit_code == 0
    assert "nobody is asked to prove who they are; the log says so" in result.stderr
    assert proofs(sealed) == [{"for": "change an account", "proved": "sealed-unattended"}]


def test_policy_can_forbid_a_sealed_vault(sealed: Calendar) -> None:
    policy = sealed.root / "config" / "policy.toml"
    policy.write_text("sealed_unattended_allowed = false\n" + policy.read_text())

    used = add(sealed, TOKEN)
    init = sealed.run("vault", "init", "--unattended")

    for result in (used, init):
        assert result.exit_code == 1
        assert str(result.exception).startswith("policy.toml forbids sealed-unattended")
    assert sealed.run("vault", "doctor").exit_code == 1
    assert "forbids" in sealed.run("vault", "doctor").output


def test_showing_the_log_says_how_each_was_proved(sealed: Calendar) -> None:
    add(sealed, TOKEN)
    shown = json.loads(sealed.run("audit", "show", "--format", "json").stdout)

    assert shown[-1]["proved"] == "sealed-unattended"


# ---------------------------------------------------------------- the agent's clock
class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_agent_counts_the_hours_that_the_machine_slept(tmp_path: Path) -> None:
    key = Key(b"k" * 32, "0" * 32, 1, "two-shares")
    clock, path = Clock(), tmp_path / "s.sock"
    with agent.listening(path) as server:
        thread = threading.Thread(target=agent.answer_all, args=(server, key, 3600.0, clock))
        thread.start()
        clock.at += 1200
        before = agent.held(path)
        agent.prove(path, Key(b"x" * 32, "0" * 32, 1, "two-shares"))
        other = agent.held(path)
        agent.prove(path, key)
        after = agent.held(path)
        clock.at += 2400  # its hour is over
        gone = agent.key_from(path)
        thread.join()

    assert before is not None
    assert other is not None
    assert after is not None
    assert (before.proved_seconds_ago, before.seconds_left) == (1200, 2400)
    assert other.proved_seconds_ago == 1200  # who has not the key proves nothing
    assert after.proved_seconds_ago == 0
    assert gone is None
