"""A small calendar with the example's records, and the program called as a person calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.cli.sandbox import state_for
from bot.errors import GatepostError
from bot.records import load_records
from bot.sandbox.server import Sandbox, running
from tests.conftest import ROOT

NOW = "2026-11-28T14:00:00+00:00"

GOOD = """---
id: 2026-12-desk-break
publish_at: 2026-12-05 10:00
accounts: [clinic-x, clinic-linkedin, clinic-instagram]
author: np-hall
kind: education
---
# Your back likes the next position

No chair is good for eight hours. Stand up every half hour and look out of the window.
"""


@dataclass
class Calendar:
    """A calendar in a temporary folder."""

    root: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self, *words: str, now: str = NOW, stdin: str | None = None) -> Result:
        """One command in this process; what main() makes of an error is done here, too."""
        env = {"GATEPOST_NOW": now, "GATEPOST_ROOT": str(self.root), "COLUMNS": "200"}
        result = CliRunner().invoke(cli, words, env=env, input=stdin, standalone_mode=True)
        if isinstance(result.exception, GatepostError):
            result.exit_code = int(result.exception.exit_code)
        return result

    def spawn(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One command as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "GATEPOST_NOW": NOW, "PYTHONPATH": str(ROOT), **env},
        )


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    """One good post and the example's records."""
    root = tmp_path / "calendar"
    shutil.copytree(ROOT / "config", root / "config")
    shutil.rmtree(root / "config" / "incidents")  # of an account that is not in it
    accounts = root / "config" / "accounts.toml"
    tables = accounts.read_text().split("\n[")
    accounts.write_text("\n[".join(t for t in tables if t.startswith(("#", "clinic-"))))
    made = Calendar(root)
    made.write("2026/12/desk-break.md", GOOD)
    return made


def _moved() -> datetime:
    """The sandbox's clock: that of the command under way."""
    return datetime.fromisoformat(os.environ.get("GATEPOST_NOW", NOW))


@pytest.fixture
def sandbox(calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A running sandbox that the calendar's settings point at."""
    records = load_records(calendar.root)
    state = state_for(records, calendar.root / ".gatepost", now=_moved)
    with running(state) as it:
        for name in ("x", "linkedin", "instagram"):
            monkeypatch.setenv(f"GATEPOST_PLATFORMS__{name.upper()}__BASE_URL", it.url(name))
        monkeypatch.setenv("GATEPOST_MEDIA_HOST__BASE_URL", it.media_host)
        yield it
