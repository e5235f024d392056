"""The pages under docs/stories, played: what is typed and answered is read from the page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.cli.sandbox import sandbox_token
from bot.sandbox.server import Sandbox
from bot.vault import agent, keyring_store
from tests.cli.conftest import NOW, Calendar
from tests.conftest import ROOT
from tests.vault.conftest import backend_like

PAGES = ROOT / "docs" / "stories"
PHRASE = "three calm herons wading"
ACCOUNTS = ("clinic-x", "clinic-linkedin", "clinic-instagram")
_STEP = re.compile(r"<!-- play: (?P<play>.+?) -->|```console\n(?P<typed>.*?)```", re.DOTALL)


@dataclass
class Command:
    """One command of a page: what is typed, the answers, and what must be said."""

    words: str
    answers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    code: str = "0"


def commands(block: str) -> Iterator[Command]:
    """The commands of one block of a page."""
    found: list[Command] = []
    for line in filter(None, map(str.strip, block.splitlines())):
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        elif line.startswith("< "):
            found[-1].answers.append(line[2:])
        elif line.startswith("(exit "):
            found[-1].code = line[6:-1]
        else:
            found[-1].said.append(line)
    yield from found


class Player:
    """A calendar, a login with a key store, and a vault that is unlocked."""

    def __init__(self, calendar: Calendar, file: Path, patch: pytest.MonkeyPatch) -> None:
        self.calendar = calendar
        self.file = file
        self._patch = patch
        self.now = NOW
        self.new_machine()
        made = self.run(Command("gatepost vault init", [PHRASE]))
        self.recovery = "-".join(re.findall(r"(?:[A-Z2-7]{3,4}-){6}[A-Z2-7]{3,4}", made))
        self.run(Command("gatepost vault unlock", [PHRASE]))
        for name in ACCOUNTS:
            self.run(Command(f"gatepost account add {name}", [sandbox_token(name)]))

    def new_machine(self) -> None:
        backend: Any = backend_like("keyring.backends.SecretService", "Keyring")
        self._patch.setattr(keyring_store, "_chosen", lambda: backend)
        self.lock()

    def lock(self) -> None:
        agent.stop(agent.socket_path(self.file))

    def play(self, what: str) -> None:
        """Something that happens between commands."""
        if what.startswith("clock "):
            self.now = what[6:]
        elif what == "new machine":
            self.new_machine()
        elif what == "reboot":
            self.run(Command("gatepost plan", code="any"))
            self.lock()
        elif what == "mei-lin left":
            record = self.calendar.root / "config" / "people" / "mei-lin.toml"
            record.write_text("until = 2026-11-27\n" + record.read_text())
        else:
            assert what == "March is over"
            self._march()

    def _march(self) -> None:
        """A post that went out on 5 March, through the sandbox."""
        post = self.calendar.root / "content" / "2026" / "12" / "desk-break.md"
        post.write_text(post.read_text().replace("2026-12-05 10:00", "2027-03-05 10:00"))
        accounts = self.calendar.root / "config" / "accounts.toml"
        accounts.write_text(
            re.sub(r"on = \d{4}-\d\d-\d\d", "on = 2027-02-20", accounts.read_text())
        )
        self.now = "2027-03-05T15:00:05+00:00"
        self.run(Command("gatepost run --once", said=["3 published"]))
        self.now = "2027-04-10T15:00:00+00:00"

    def run(self, one: Command) -> str:
        """Run a command and hold it to the page; what it printed."""
        real = {"<the recovery key>": getattr(self, "recovery", ""), "<the new token>": "new-token"}
        stdin = "".join(f"{real.get(answer, answer)}\n" for answer in one.answers)
        program, *words = _split(one.words)
        if program == "gatepost":
            result = self.calendar.run(*words, now=self.now, stdin=stdin)
            code, said = result.exit_code, f"{result.output}\n{result.exception or ''}"
        else:
            assert program == "python"
            done = subprocess.run(
                [sys.executable, *words], capture_output=True, text=True, timeout=60, check=False
            )
            code, said = done.returncode, done.stdout + done.stderr
        assert one.code in ("any", str(code)), f"{one.words}: {code}\n{said}"
        for line in one.said:
            assert line in said, f"{one.words} did not say {line!r}:\n{said}"
        return said


def _split(words: str) -> list[str]:
    import shlex

    return shlex.split(words)


@pytest.fixture
def player(
    calendar: Calendar, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Player]:
    file = tmp_path / "v" / "vault.json"
    monkeypatch.setenv("GATEPOST_VAULT", "two-shares")
    monkeypatch.setenv("GATEPOST_VAULT_FILE", str(file))
    monkeypatch.chdir(tmp_path)
    player = Player(calendar, file, monkeypatch)
    yield player
    player.lock()


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(p.stem for p in PAGES.glob("*.md") if p.stem != "index"))
def test_the_page_plays_as_it_stands(page: str, player: Player) -> None:
    played = 0
    for step in _STEP.finditer((PAGES / f"{page}.md").read_text("utf-8")):
        if step["play"]:
            player.play(step["play"])
            continue
        for one in commands(step["typed"]):
            player.run(one)
            played += 1

    assert played > 1


def test_every_story_is_listed() -> None:
    index = (PAGES / "index.md").read_text("utf-8")

    for page in PAGES.glob("*.md"):
        assert page.stem == "index" or f"({page.name})" in index
