"""One daemon a state folder: a lock that the system drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import AlreadyRunning
from bot.ledger.mounts import prepare_folder

NAME = "gatepost.lock"


@contextmanager
def hold(state_folder: Path) -> Iterator[None]:
    """Hold the folder's lock while the block runs.

    Raises AlreadyRunning when another process has it, LedgerUnavailable when the folder
    cannot be written. The file stays behind; only the lock on it means anything.
    """
    prepare_folder(state_folder)
    # Opened without truncating: the number inside is the holder's, not ours, until we have it.
    descriptor = os.open(state_folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, state_folder)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
        who = f" (process {holder})" if holder.isdigit() else ""
        raise AlreadyRunning(
            f"Another gatepost{who} is at work in {folder}.",
            fix="Stop it first, or name another state folder.",
        ) from error
