"""Torment workers that publish to a platform that misbehaves, and compare what came of it.

    python bench/delivery/torture.py [--kills 10000] [--stops 1000] [--disks 500] [--jumps 500]
                                     [--jobs 2] [--seed 1] [--minutes 60] [--out FILE]

The real publisher, ledger and HTTP door; SQLite; a platform on loopback that refuses, cuts
off, answers 500 after it accepted, and shows posts late or never. Exit code 1 when any
invariant broke. What the faults and invariants are: docs/proof.md. The seeds that broke one
are printed; ``--seed N --kills 1 --jobs 1`` runs one of them again.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.torture.campaign import FAULTS, ground, merged, struck, torture  # noqa: E402
from tests.torture.invariants import statements  # noqa: E402
from tests.torture.rounds import Tally  # noqa: E402
from tests.torture.worker import fork  # noqa: E402

#: Seeds of the jobs lie this far apart.
_APART = 1_000_000
_SLICES = 60
_TELL_SECONDS = 30.0


def main() -> int:
    wanted = _arguments()
    begun = time.monotonic()
    ends = begun + wanted.minutes * 60
    results = [wanted.out.with_suffix(f".job{n}") for n in range(wanted.jobs)]
    children = [fork(lambda n=n: _job(wanted, n, ends, results[n])) for n in range(wanted.jobs)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    tallies = [pickle.loads(path.read_bytes()) for path in results if path.exists()]
    for path in results:
        path.unlink(missing_ok=True)
    report = _report(wanted, merged(tallies), time.monotonic() - begun, codes)
    wanted.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    _show(report)
    return int(bool(report["broken"]) or any(codes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--stops", type=int, default=1_000)
    parser.add_argument("--disks", type=int, default=500)
    parser.add_argument("--jumps", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2, help="processes that torment at a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=90.0, help="stop after this long")
    parser.add_argument("--out", type=Path, default=Path("torture.json"))
    return parser.parse_args()


def _job(wanted: argparse.Namespace, number: int, ends: float, result: Path) -> int:
    last = 0.0

    def said(tally: Tally) -> None:
        nonlocal last
        if time.monotonic() - last > _TELL_SECONDS:
            last = time.monotonic()
            result.write_bytes(pickle.dumps(tally))
            print(f"job {number}: {_line(tally)}", file=sys.stderr, flush=True)

    with ground() as here:
        seed = wanted.seed + _APART * number
        for slice_ in range(1, _SLICES + 1):  # so that an early end has seen all of them
            for kind in FAULTS:
                share = -(-getattr(wanted, kind) * slice_ // (wanted.jobs * _SLICES))
                left = share - struck(here.tally, kind)
                seed = torture(here, kind, left, seed, ends=ends, said=said)
        result.write_bytes(pickle.dumps(here.tally))
    return 0


def _line(tally: Tally) -> str:
    counts = ", ".join(f"{struck(tally, kind)} {kind}" for kind in FAULTS)
    return (
        f"{counts}; {tally.deliveries} deliveries, {tally.doubles} doubles, {tally.lost} lost, "
        f"{tally.false} false; {len(tally.broken)} invariants broken"
    )


def _report(
    wanted: argparse.Namespace, tally: Tally, seconds: float, codes: list[int]
) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(["python", *sys.argv]),
        "commit": _commit(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}",
        "seconds": round(seconds),
        "seed": wanted.seed,
        "jobs_ended_with": codes,
        **{kind: struck(tally, kind) for kind in FAULTS},
        **vars(tally),
        "invariants": statements(),
    }


def _commit() -> str:
    words = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def _show(report: dict[str, Any]) -> None:
    print(f"{report['date']}  {report['machine']}, {report['seconds']} s, seed {report['seed']}")
    for what, count in sorted(report["faults"].items()):
        print(f"  {count:>7}  {what}")
    for name in ("rounds", "deliveries", "out", "settled_by_look", "held", "refused_seconds",
                 "late", "doubles", "lost", "false"):  # fmt: skip
        print(f"  {report[name]:>7}  {name.replace('_', ' ')}")
    print(f"  {len(report['points']):>7}  named places struck")
    for name in report["invariants"]:
        lines = report["broken"].get(name, [])
        print(f"  {'BROKEN' if lines else 'holds':>7}  {name}")
        for line in lines[:5]:
            print(f"           {line}")


if __name__ == "__main__":
    sys.exit(main())
