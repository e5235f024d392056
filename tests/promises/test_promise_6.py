"""Dry run sends nothing, by construction: plan and preview are handed platforms whose transport
raises."""

from __future__ import annotations

import ast
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import bot
from bot.cli import cli
from bot.errors import NetworkForbidden
from bot.http import ForbiddenTransport, dry_door
from bot.model import State
from tests.practice import DUE, Reader
from tests.promises.conftest import Stage


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No socket may connect, and every platform's transport raises; what tried is noted."""
    tried: list[Any] = []

    def connect(_self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise NetworkForbidden("a dry run tried to connect")

    real = ForbiddenTransport.send

    def send(self: ForbiddenTransport, *args: Any, **options: Any) -> Any:
        tried.append("transport")
        return real(self, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(ForbiddenTransport, "send", send)
    monkeypatch.setattr("bot.http.door_for", lambda platform, _settings: dry_door(platform))
    return tried


def run(stage: Stage, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("GATEPOST_NOW", DUE.isoformat())
    return CliRunner().invoke(cli, ["--root", str(stage.root), *words])


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("preview", "--quiet"),
        ("plan",),
        ("plan", "--dry-run"),
        ("run", "--dry-run"),
        ("run", "--once", "--dry-run"),
        ("publish", "walk", "--dry-run"),
        ("retract", "walk", "--dry-run"),
    ],
)
def test_no_dry_command_connects_or_uses_a_transport(
    stage: Stage,
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    silence: list[Any],
    words: tuple[str, ...],
) -> None:
    stage.post("walk")
    stage.worker().plan()
    before = stage.rows()
    result = run(stage, monkeypatch, *words)

    assert not isinstance(result.exception, NetworkForbidden)
    assert result.exit_code == 0 or words[0] == "retract"
    assert silence == []
    assert stage.rows() == before


def test_the_same_silence_stops_a_real_run(
    stage: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch, silence: list[Any]
) -> None:
    """The control: what is meant to send is caught by it, so the test above can fail."""
    stage.post("walk")
    states = stage.play()

    assert State.PUBLISHED not in states.values()
    assert [line for line in stage.told if "sending is forbidden" in line]
    assert "transport" in silence
    assert stage.sandbox.state.requests == ()


@pytest.mark.parametrize("module", ["desk", "plan", "gates", "render", "entry", "timetable"])
def test_what_plans_and_previews_imports_no_way_out(module: str) -> None:
    folder = Path(bot.__file__).parent
    files = [folder / f"{module}.py", *(folder / "preview").glob("*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            out = ("bot.http", "bot.vault", "requests", "tweepy", "socket", "urllib.request")
            assert not [name for name in names if name.startswith(out)], file.name
            assert not [name for name in names if name.endswith(".client")], file.name
