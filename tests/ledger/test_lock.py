"""One daemon a state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import AlreadyRunning, LedgerUnavailable
from bot.ledger.lock import hold


def test_a_second_holder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with (
        hold(tmp_path),
        pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\b") as caught,
        hold(tmp_path),
    ):
        pass
    assert caught.value.fix


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "state"):
            pass


def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from bot.ledger.lock import hold\n"
        "with hold(Path(sys.argv[1])):\n"
        "    os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert (tmp_path / "gatepost.lock").read_text().strip().isdigit()

    with hold(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LedgerUnavailable), hold(tmp_path / "file"):
        pass
