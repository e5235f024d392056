"""For every test: nothing past loopback, nothing in the home folder, no real keyring."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"  # reference data, when it lies beside the checkout


class NetworkBlocked(BaseException):
    """A test tried to reach past loopback. A BaseException, so that no retry swallows it."""


_connect = socket.socket.connect
_getaddrinfo = socket.getaddrinfo


def _is_loopback(host: object) -> bool:
    return isinstance(host, str) and (
        host.startswith("127.") or host in {"localhost", "::1", "", "testserver"}
    )


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
        raise NetworkBlocked("a test tried to connect past loopback")
    _connect(self, address)


def _guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and not _is_loopback(name):
        raise NetworkBlocked("a test tried to look up a host past loopback")
    return _getaddrinfo(host, *args, **kwargs)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _guarded_connect)
    patch.setattr(socket, "getaddrinfo", _guarded_lookup)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    ours = [name for name in os.environ if name.startswith("GATEPOST_")]
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", *ours):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shared() -> Path:
    """The reference data beside the checkout; the test is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("reference data is not beside this checkout")
    return SHARED
