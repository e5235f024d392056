"""Run a command as a process of its own and measure it: CPU, wall time, greatest memory.

This module and whoever calls it stay small on purpose: a child's greatest memory is never
reported below its parent's at the moment of the fork.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    rss: float  # MB, the greatest
    code: int
    out: str


def python(*arguments: str) -> list[str]:
    """The command that runs this interpreter on this checkout."""
    return [sys.executable, *arguments]


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None) -> Run:
    """Run ``command`` in ``folder`` with standard error let through; never raises for its code."""
    paths = [str(PROJECT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **(environ or {})}
    output = folder / ".bench-output"
    with output.open("wb") as sink:
        begun = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env=env, stdout=sink)
        # wait4 gives the figures of this one child; RUSAGE_CHILDREN would add them all up.
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    text = output.read_text("utf-8", "replace")
    output.unlink()
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, child.returncode, text)


def middle(runs: Sequence[Run]) -> Run:
    """The medians of several runs of one command."""
    return Run(
        statistics.median(r.cpu for r in runs),
        statistics.median(r.wall for r in runs),
        statistics.median(r.rss for r in runs),
        runs[-1].code,
        runs[-1].out,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]
