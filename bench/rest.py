"""Measure the daemon at rest on the example calendar: CPU share and memory.

    python bench/rest.py [--seconds 60] [--posts 300] [--format json]

``gatepost run`` on a copy of the example (or, with --posts, on a made calendar of that many
for three accounts) whose posts were checked before and of which none is due. It wakes for its
watchdog (30 s) and its look at the calendar (60 s), so measure for whole minutes. Reads /proc,
so Linux only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from calendars import make_calendar, write_posts
from processes import PROJECT, python, run
from tables import emit, show

CPU_BAR = 1.0
RSS_BAR = 200
#: The example's posts lie in December 2026; at this instant all of them are still to come.
_NOW = "2026-11-30T12:00:00+00:00"
_SETTLE_SECONDS = 10.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Rest:
    """What the daemon used."""

    seconds: float
    start_cpu: float  # seconds of CPU until it was at rest
    cpu: float  # per cent of one core, at rest
    rss: float  # MB at the end
    peak: float  # MB, the greatest since the start
    model: bool  # whether the language model was loaded


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--posts", type=int, default=0, help="a made calendar, not the example")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatepost-rest-") as temporary:
        found = _measure(Path(temporary) / "calendar", options.seconds, options.posts)
    plain = {
        "posts": options.posts or None,
        "seconds": found.seconds,
        "start_cpu_s": found.start_cpu,
        "cpu_percent": found.cpu,
        "rss_mb": found.rss,
        "max_rss_mb": found.peak,
        "model_loaded": found.model,
    }
    if options.format == "json":
        emit(plain)
        return 0
    loaded = "loaded" if found.model else "not loaded"
    row = {
        "seconds": round(found.seconds), "start CPU s": found.start_cpu, "CPU %": found.cpu,
        "MB": round(found.rss), "greatest MB": round(found.peak), "PHI model": loaded,
        "bar": f"{CPU_BAR:.0f} %, {RSS_BAR} MB",
        "verdict": found.cpu < CPU_BAR and (found.model or found.peak <= RSS_BAR),
    }  # fmt: skip
    what = f"a calendar of {options.posts:,} posts" if options.posts else "the example calendar"
    show(f"The daemon at rest on {what}", [row])
    return 0


def _measure(folder: Path, seconds: float, posts: int) -> Rest:
    if posts:
        make_calendar(folder, write_posts(posts), posts)
    else:
        for name in ("config", "content"):
            shutil.copytree(PROJECT / name, folder / name)
    environ = {"GATEPOST_NOW": _NOW}
    print("... checking the calendar once", file=sys.stderr, flush=True)
    before = run(python("-m", "bot", "run", "--once"), folder, environ)
    if before.code not in {0, 10, 11}:
        raise SystemExit(f"bench: gatepost run --once ended with {before.code}.")
    print(f"... at rest for {seconds:.0f} s", file=sys.stderr, flush=True)
    daemon = subprocess.Popen(
        python("-m", "bot", "run"),
        cwd=folder,
        env={**os.environ, **environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
    )
    try:
        return _watch(daemon.pid, seconds)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(30)


def _watch(pid: int, seconds: float) -> Rest:
    time.sleep(_SETTLE_SECONDS)
    used, begun = _cpu(pid), time.monotonic()
    time.sleep(seconds)
    ended = _cpu(pid)
    wall = time.monotonic() - begun
    loaded = "/spacy/" in Path(f"/proc/{pid}/maps").read_text("utf-8")
    percent = (ended - used) / wall * 100
    return Rest(wall, used, percent, _memory(pid, "VmRSS"), _memory(pid, "VmHWM"), loaded)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, user and system."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError as error:
        raise SystemExit("bench: the daemon has ended, or there is no /proc here.") from error
    fields = stat.rpartition(")")[2].split()  # the name in brackets may hold spaces
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(pid: int, name: str) -> float:
    """One figure of /proc/<pid>/status in MB."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
