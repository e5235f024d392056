"""A real SIGKILL at every step of writing the vault: the old file or the new, never neither."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.vault.base import Secret
from bot.vault.envelope import EnvelopeVault, create, unlock
from bot.vault.factors import SecretFileFactor
from bot.vault.slots import Opener
from tests.vault.test_envelope import NOW

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

CALLS = ("open", "fchmod", "fsync", "replace", "close")
MOST = 60


def _opener(folder: Path) -> Opener:
    return Opener(SecretFileFactor(folder / "share"))


def _put(vault: EnvelopeVault, folder: Path) -> None:
    vault.put("token:clinic-x", Secret("newer"))


def _forget(vault: EnvelopeVault, folder: Path) -> None:
    vault.forget("token:clinic-x")


def _rotate(vault: EnvelopeVault, folder: Path) -> None:
    vault.rotate([_opener(folder)], NOW)


def _killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do the work in a child that kills itself at its ``step``-th system call; whether it did."""
    child = os.fork()
    if child == 0:  # pragma: no cover - the killed process
        counted = 0

        def counting(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **more: Any) -> Any:
                nonlocal counted
                counted += 1
                if counted == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **more)

            return call

        for name in CALLS:
            setattr(os, name, counting(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("work", [_put, _forget, _rotate])
def test_killed_at_every_step_it_opens_and_can_be_written(
    tmp_path: Path, work: Callable[[EnvelopeVault, Path], None]
) -> None:
    seen: set[str | None] = set()
    steps = 0
    for step in range(1, MOST):
        folder = tmp_path / str(step)
        folder.mkdir(mode=0o700)
        vault = create(folder / "vault.json", [_opener(folder)], NOW)
        vault.put("token:clinic-x", Secret("older"))
        killed = _killed_at(step, lambda v=vault, f=folder: work(v, f))  # type: ignore[misc]

        again = unlock(folder / "vault.json", _opener(folder))
        kept = again.get("token:clinic-x")
        seen.add(kept.reveal() if kept else None)
        again.put("token:other", Secret("still works"))  # no lock, no half file is in the way
        if not killed:
            break
        steps += 1

    assert steps > 10
    assert steps < MOST - 1  # the last one ran through
    assert seen == {_put: {"older", "newer"}, _forget: {"older", None}, _rotate: {"older"}}[work]
