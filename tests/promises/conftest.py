"""A small practice, a sandbox that plays the platforms, and the real clients between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.approving.rehearsal import approve_what_waits
from bot.cache import Cache
from bot.cli.sandbox import sandbox_token, state_for
from bot.ledger import open_ledger
from bot.ledger.base import Delivery
from bot.ledger.store import SqlLedger
from bot.model import Environment, State
from bot.records import load_records
from bot.sandbox.server import Sandbox, running
from bot.vault.base import Secret
from bot.vault.memory import MemoryVault
from bot.vault.tokens import Token, save_token
from bot.worker import Worker
from tests.practice import ACCOUNTS, DUE, NOW, Clock, Practice, Reader, make_practice

MEDIA = '[{file: images/path.png, alt: "A drawing of a path", origin: own, people: none}]'


@dataclass
class Stage(Practice):
    """A practice on stage: its worker, its clock and the platforms that it posts to."""

    sandbox: Sandbox
    clock: Clock
    ledger: SqlLedger
    vault: MemoryVault
    told: list[str] = field(default_factory=list)

    def worker(self, **parts: Any) -> Worker:
        values: dict[str, Any] = {
            "root": self.root, "ledger": self.ledger, "vault": self.vault,
            "cache": Cache(None), "now": self.clock,
            "said": lambda row, state, why: self.told.append(f"{row.key.account} {state} {why}"),
        }  # fmt: skip
        return Worker(**(values | parts))

    def approve(self, worker: Worker) -> None:
        """Sign, as those who may, whatever waits for an approval; then plan again."""
        approve_what_waits(worker.desk, self.root, self.vault)
        worker.plan()

    def play(self) -> dict[str, State]:
        """Plan now, then publish at the due time; where each delivery then stands."""
        worker = self.worker()
        worker.plan()
        self.clock.at = max(self.clock.at, DUE)
        publisher = worker.publisher()
        # The stage's clock is moved by hand, so what counts the seconds moves with it: to a
        # publisher that sees one of them move alone the clock was set, and it holds.
        publisher.monotonic = lambda: self.clock.at.timestamp()
        publisher.tick()
        return self.states()

    def states(self) -> dict[str, State]:
        return {row.key.account: row.state for row in self.rows()}

    def rows(self) -> list[Delivery]:
        return self.ledger.deliveries()

    def received(self, platform: str = "") -> list[str]:
        """Texts that the platforms have."""
        posts = self.sandbox.state.posts
        return [post.text for post in posts if platform in ("", post.platform)]

    def picture(self, name: str = "path.png") -> None:
        path = self.root / "content/images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (900, 900), "teal").save(path)

    def left_behind(self) -> bytes:
        """Every byte of the state folder but pictures and the deliveries' stored texts."""
        self.ledger.close()
        files = [p for p in (self.root / ".gatepost").rglob("*") if p.is_file()]
        return b"".join(p.read_bytes() for p in files if "media" not in p.parts)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A PHI engine that finds nothing, for tests that are not about it."""
    made = Reader()
    monkeypatch.setattr("bot.phi.engine.Engine", made)
    return made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    practice = make_practice(tmp_path / "calendar")
    clock = Clock(NOW)
    state = state_for(load_records(practice.root, {}), practice.root / ".gatepost", now=clock)
    vault = MemoryVault(Environment.SANDBOX)
    for name in ACCOUNTS:
        save_token(vault, name, Token(Secret(sandbox_token(name)), Environment.SANDBOX))
    ledger = open_ledger("", Environment.SANDBOX, practice.root / ".gatepost")
    with running(state) as sandbox:
        _point_at(practice, sandbox)
        yield Stage(practice.root, sandbox, clock, ledger, vault)
    ledger.close()


def _point_at(practice: Practice, sandbox: Sandbox) -> None:
    text = (practice.root / "config/gatepost.toml").read_text()
    for name in ("x", "linkedin", "instagram"):
        text += f'[platforms.{name}]\nbase_url = "{sandbox.url(name)}"\nsettle_seconds = 60\n'
    text += f'[media_host]\nbase_url = "{sandbox.media_host}"\n'
    practice.config("gatepost.toml", text)
