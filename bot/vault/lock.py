"""Locks between processes: held by the kernel, so a killed process leaves none behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import VaultUnavailable

_PAUSE = 0.05


@contextmanager
def account_lock(state_folder: Path, account: str, timeout: float = 60.0) -> Iterator[None]:
    """Hold the account's own lock: over reading a token, refreshing it and writing it back.

    Waits up to ``timeout`` seconds, then raises VaultUnavailable.
    """
    if not account or account.strip(".") == "" or {"/", "\\", "\0"} & set(account):
        raise ValueError("not an account's name")
    with file_lock(state_folder / "locks" / f"{account}.lock", f"account {account}", timeout):
        yield


@contextmanager
def file_lock(path: Path, what: str, timeout: float) -> Iterator[None]:
    """Hold an exclusive lock on ``path``, which is made if need be and never removed."""
    handle = _opened(path, what)
    try:
        until = time.monotonic() + timeout
        while not _taken(handle):
            if time.monotonic() >= until:
                raise VaultUnavailable(
                    f"{what}: another process holds its lock.",
                    fix="Wait until it has finished, or end it.",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _opened(path: Path, what: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise VaultUnavailable(
            f"{what}: its lock file cannot be opened.",
            fix=f"Make the folder of {path.name} writable.",
        ) from error


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
