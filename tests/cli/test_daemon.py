"""gatepost run and sandbox as processes: they start, answer, refuse a twin, stop cleanly."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.conftest import NOW, Calendar
from tests.conftest import ROOT


@contextmanager
def process(calendar: Calendar, *words: str) -> Iterator[subprocess.Popen[str]]:
    it = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=calendar.root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "GATEPOST_NOW": NOW, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield it
    finally:
        with contextlib.suppress(ProcessLookupError):
            it.kill()
        it.communicate()


def line(it: subprocess.Popen[str], wanted: str) -> str:
    """The first line on standard error that holds ``wanted``; ends with the process."""
    assert it.stderr is not None
    for text in it.stderr:
        if wanted in text:
            return text
    pytest.fail(f"the process ended without saying {wanted!r}")


def test_the_daemon_starts_refuses_a_twin_and_stops_on_sigterm(calendar: Calendar) -> None:
    with process(calendar, "run") as first:
        line(first, "Running (sandbox)")

        twin = calendar.spawn("run", "--once")
        first.send_signal(signal.SIGTERM)
        _, rest = first.communicate(timeout=60)

    assert twin.returncode == 1
    assert "Traceback" not in twin.stderr
    assert len([t for t in twin.stderr.splitlines() if t.startswith("gatepost:")]) == 1
    assert first.returncode == 0
    assert "Stopped; what was on its way was finished first." in rest


def test_after_a_clean_stop_the_next_run_may_start(calendar: Calendar) -> None:
    with process(calendar, "run") as first:
        line(first, "Running (sandbox)")
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)

    assert calendar.spawn("run", "--once").returncode == 0


def test_the_sandbox_command_shows_a_wall(calendar: Calendar) -> None:
    with process(calendar, "sandbox", "--port", "0") as it:
        address = re.search(r"http://127\.0\.0\.1:\d+/", line(it, "The wall"))
        assert address is not None

        with urllib.request.urlopen(address[0], timeout=30) as answer:
            page = answer.read().decode()
        it.send_signal(signal.SIGINT)
        it.communicate(timeout=60)

    assert "LinkedIn" in page
    assert it.returncode in {0, 130}
