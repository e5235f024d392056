"""Many rounds in a row, until as many faults struck as were asked for or the time is over."""

from __future__ import annotations

import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.ledger import open_ledger
from bot.ledger.store import SqlLedger
from bot.model import Environment
from tests.torture import faults
from tests.torture.clock import SharedClock
from tests.torture.faults import Plan
from tests.torture.platform import Remote, serving
from tests.torture.rounds import Round, Tally, run_round
from tests.torture.worker import Site, Worker, warm_up

#: Workers of one round before a clean one may finish it.
_WORKERS_MOST = 40
FAULTS: dict[str, Callable[[random.Random], Plan]] = {
    "kills": lambda dice: faults.draw_signal(dice, signal.SIGKILL),
    "stops": lambda dice: faults.draw_signal(dice, signal.SIGSTOP),
    "disks": faults.draw_disk,
    "jumps": faults.draw_jump,
}


@dataclass
class Ground:
    """A platform, a clock and a blank ledger to start every round from."""

    clock: SharedClock
    remote: Remote
    folder: Path
    tally: Tally = field(default_factory=Tally)
    warm: SqlLedger | None = None

    @property
    def template(self) -> Path:
        """The folder of the blank ledger."""
        return self.folder / "blank"

    def site(self, **options: object) -> Site:
        """Where a round takes place."""
        run = self.folder / "run"
        return Site(self.clock, self.remote.base_url, run, **{"warm": self.warm, **options})  # type: ignore[arg-type]

    def round(self, seed: int, **options: object) -> Round:
        """A round of this seed."""
        return Round(self.site(**options), self.remote, seed, self.tally)


@contextmanager
def ground() -> Iterator[Ground]:
    """Everything that a run needs, in memory where the system offers that, and gone at the end."""
    memory = Path("/dev/shm")
    base = memory if memory.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="gatepost-torture-", dir=base))
    clock = SharedClock()
    try:
        open_ledger("", Environment.SANDBOX, folder / "blank").close()
        with serving(clock) as remote:
            signal.signal(signal.SIGALRM, _hung)
            here = Ground(clock, remote, folder)
            here.warm = _rehearse(here)
            warm_up()
            yield here
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        shutil.rmtree(folder, ignore_errors=True)


def _rehearse(here: Ground) -> SqlLedger:
    """Work once in this process, so that those it forks have everything loaded; the ledger."""
    one = here.round(0)
    one.begin(here.template)
    warm = one.site.open()
    Worker(replace(one.site, warm=warm), Plan(), 1).run()
    warm.close()
    return warm


def _hung(*_: object) -> None:
    raise TimeoutError("a worker neither ended nor died in time")


def struck(tally: Tally, kind: str) -> int:
    """How many faults of one kind have struck."""
    names = {"kills": "SIGKILL", "stops": "SIGSTOP", "disks": "disk", "jumps": "clock"}
    return tally.signals(names[kind])


def torture(
    here: Ground,
    kind: str,
    want: int,
    seed: int,
    *,
    ends: float = float("inf"),
    said: Callable[[Tally], None] = lambda _tally: None,
) -> int:
    """Rounds with one kind of fault from ``seed`` on, until ``want`` of them struck or
    ``time.monotonic()`` reaches ``ends``; the seeds are consecutive; the next one."""
    begun = struck(here.tally, kind)
    while struck(here.tally, kind) - begun < want and time.monotonic() < ends:
        run_round(here.round(seed), FAULTS[kind], _WORKERS_MOST, here.template)
        seed += 1
        said(here.tally)
    return seed


def merged(tallies: list[Tally]) -> Tally:
    """Several tallies as one."""
    total = Tally()
    for one in tallies:
        for name in ("rounds", "deliveries", "out", "settled_by_look", "held", "doubles", "lost",
                     "false", "late", "late_doubles", "refused_seconds"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.faults.update(one.faults)
        total.points.update(one.points)
        for name, lines in one.broken.items():
            total.broken.setdefault(name, []).extend(lines)
    return total


def forget(path: Path) -> None:
    """Remove a file that may not be there."""
    with suppress(FileNotFoundError):
        path.unlink()
