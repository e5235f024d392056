"""Where the agent listens: a path that a socket can have, in a folder that is only ours."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from bot.errors import VaultUnavailable
from bot.vault import agent


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault in a folder whose path is too long for a socket; temporary files in a short one."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    short = tempfile.mkdtemp(dir="/tmp")
    monkeypatch.setattr(tempfile, "tempdir", short)
    return tmp_path / ("d" * 60) / ("e" * 60) / "vault.json"


def test_beside_the_vault_where_the_path_is_short() -> None:
    path = agent.socket_path(Path("/srv/vault.json"))
    assert path.parent == Path("/srv")


def test_in_a_private_folder_where_it_is_too_long(deep: Path) -> None:
    path = agent.socket_path(deep)

    assert path == agent.socket_path(deep)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(str(path)) < 104


def test_in_the_runtime_folder_first(deep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    assert agent.socket_path(deep).parent == Path("/run/user/1000")


def test_a_folder_that_others_can_write_is_refused(deep: Path) -> None:
    agent.socket_path(deep).parent.chmod(0o777)
    with pytest.raises(VaultUnavailable, match="not private"):
        agent.socket_path(deep)
