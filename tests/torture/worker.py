"""What runs in a forked worker: the real publisher on the real ledger, as the daemon runs it."""

from __future__ import annotations

import gc
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.clock import Watch
from bot.errors import AlreadyRunning, GatepostError, LedgerUnavailable
from bot.ledger import failpoint, lock, open_ledger
from bot.ledger.base import Delivery
from bot.ledger.connection import translated
from bot.ledger.opening import bring_up
from bot.ledger.postgres import callers_clock
from bot.ledger.states import IN_FLIGHT
from bot.ledger.store import SqlLedger
from bot.model import Decision, Environment, Rendition, State, Verdict
from bot.platforms.base import Client
from bot.publish import LEASE_SECONDS, LOOK_SECONDS, Publisher
from bot.records.model import Late
from bot.schedule import JUMP
from tests.torture import faults
from tests.torture.client import client_for
from tests.torture.clock import SharedClock
from tests.torture.faults import Plan
from tests.torture.platform import SETTLE

#: The clock is set by more than this: everything stops until a person has looked.
FREEZE_AT = timedelta(minutes=5)
WAITING = frozenset({*IN_FLIGHT, State.UNKNOWN, State.RETRACT_REQUESTED, State.RETRACTING})
DRAINED, REFUSED, WAITED, BROKEN = 0, 7, 8, 9
#: Rounds of ticks after which a worker counts as running in circles.
_TICKS_MOST = 600
_PATIENCE = 3600.0
_RESTART_SECONDS = 60.0


@dataclass(frozen=True)
class Site:
    """Where a run takes place: shared clock, platform, ledger."""

    clock: SharedClock
    base_url: str
    folder: Path
    url: str = ""  # of the ledger; empty: SQLite in ``folder``
    wrap: Callable[[Client], Client] = lambda client: client  # what a control does otherwise
    settle: float = SETTLE
    fenced: bool = True
    warm: SqlLedger | None = None  # of a parent that holds no connection; saves a fork its start

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "ledger.sqlite3"

    def open(self) -> SqlLedger:
        """The ledger, on the shared clock also where a server has one of its own."""
        if self.warm is not None:
            with translated():
                bring_up(self.warm.engine, Environment.SANDBOX)
            return self.warm
        ledger = open_ledger(self.url, Environment.SANDBOX, self.folder)
        ledger.clock = callers_clock
        return ledger


def fork(work: Callable[[], int]) -> int:
    """Run ``work`` in a child that ends with its number, whatever happens; the child's id."""
    child = os.fork()
    if child:
        return child
    code = BROKEN
    try:
        code = work()
    except BaseException as error:  # noqa: BLE001 - the child must not return into its parent's code
        if os.environ.get("TORTURE_LOUD"):
            import traceback

            traceback.print_exc()
        sys.stderr.write(f"a worker broke: {type(error).__name__}\n")
    finally:
        os._exit(code)


def warm_up() -> None:
    """Make forks cheap: what is in memory now is not copied when it is counted."""
    gc.collect()
    gc.freeze()


def judge(row: Delivery, _rendition: Rendition, _now: datetime) -> Verdict:
    """Gates that let everything out but the posts that are named for being stopped."""
    stop = row.key.post_id.startswith("no-")
    if stop:
        return Verdict(row.rendition, Decision.BLOCK, not_run=("SIM001: stopped",))
    return Verdict(row.rendition, Decision.ALLOW)


class Worker:
    """One process's work. ``slot`` is its place in the shared clock's memory."""

    def __init__(
        self, site: Site, plan: Plan, slot: int, *, alone: bool = True, retracts: bool = False
    ) -> None:
        self.site, self.plan, self.slot, self.alone = site, plan, slot, alone
        self.retracts = retracts
        self.clock = site.clock
        self.checked = 0.0
        self.watch = Watch(self.clock.wall, self.clock.elapsed)
        self._places = 0

    def run(self) -> int:
        """Work until nothing is left to do by itself; REFUSED when another one is at work."""
        held: Any = lock.hold(self.site.folder) if self.alone else nullcontext()
        try:
            with self.armed(), held:
                return self._serve()
        except AlreadyRunning:
            return REFUSED

    def armed(self) -> AbstractContextManager[None]:
        """Its fate is upon this process while the block runs."""
        return failpoint.armed(self._hook())

    def _hook(self) -> Callable[[str], None]:
        mark = lambda point: self.clock.mark(self.slot, faults.numbered(point))  # noqa: E731
        strike = faults.arm(self.plan, mark)

        def hook(point: str) -> None:
            self._places += 1
            if self.plan.jump and self._places == self.plan.number:
                self.clock.set_by(self.plan.jump)
            strike(point)

        return hook

    def _serve(self) -> int:
        with self._opened() as ledger:
            faults.arm_statements(ledger, self.plan)
            faults.break_disk(ledger, self.plan, self.site.file)
            self._try(lambda: ledger.lapse_all(self.clock.wall()))
            publisher = self._publisher(ledger)
            self.watch.jump()
            begun = self.clock.elapsed()
            step = self._take_down if self.retracts else self._tick
            for _ in range(_TICKS_MOST):
                self._try(partial(step, publisher))
                wait = self._try(partial(self._wait, publisher))
                if wait is not None and wait < 0:
                    return DRAINED
                self._let_pass(1.0 if wait is None else wait)
                if self.clock.wrong() and self.clock.elapsed() - begun > _PATIENCE:
                    return WAITED  # by a clock that was set back: until somebody sets it right
        return BROKEN

    @contextmanager
    def _opened(self) -> Iterator[SqlLedger]:
        ledger = self._open()
        try:
            yield ledger
        finally:
            faults.mend_disk()
            ledger.close()

    def _open(self) -> SqlLedger:
        """As whoever starts it again until it runs: a server that crashed is back in a moment."""
        ends = time.monotonic() + _RESTART_SECONDS
        while True:
            try:
                return self.site.open()
            except LedgerUnavailable:
                if not self.site.url or time.monotonic() > ends:
                    raise
            select.select([], [], [], 0.05)

    def _try(self, step: Callable[[], Any]) -> Any:
        """As the daemon does: whatever goes wrong in a step, it outlives."""
        try:
            return step()
        except GatepostError:
            return None

    def _publisher(self, ledger: SqlLedger) -> Publisher:
        client = self.site.wrap(
            client_for(self.site.base_url, self.clock.wall, lambda: self.checked, self.plan.strike)
        )
        return Publisher(
            ledger=ledger,
            recheck=judge,
            client_for=lambda _account: client,
            now=self.clock.wall,
            late=Late(post_within=60 * 24 * 60),
            settle_seconds=lambda _platform: self.site.settle,
            monotonic=self._monotonic,
            owner=f"worker-{self.slot}",
            chance=lambda: 0.0,
        )

    def _monotonic(self) -> float:
        """The clock that a claim is checked by; remembered, so that late sends can be told."""
        self.checked = self.clock.elapsed()
        return self.checked if self.site.fenced else 0.0

    def _tick(self, publisher: Publisher) -> None:
        jump = self.watch.jump()
        if abs(jump) > JUMP:
            self._jumped(publisher, jump)
        publisher.tick()

    def _take_down(self, publisher: Publisher) -> None:
        publisher.ledger.lapse(self.clock.wall())
        for row in publisher.ledger.deliveries(states={State.PUBLISHED, State.RETRACT_REQUESTED}):
            if row.key.post_id.startswith("back-"):
                publisher.retract(row)

    def _jumped(self, publisher: Publisher, jump: timedelta) -> None:
        now = self.clock.wall()
        publisher.ledger.note({"event": "clock jump", "seconds": round(jump.total_seconds())}, now)
        if abs(jump) > FREEZE_AT:
            publisher.ledger.freeze("all", "clock", now, on=True)

    def _wait(self, publisher: Publisher) -> float:
        """Seconds until there is something to do; below 0: there is nothing left."""
        now = self.clock.wall()
        waits = [LEASE_SECONDS + 1 for row in publisher.ledger.deliveries(states=WAITING)
                 if row.state in IN_FLIGHT or row.state is State.RETRACTING]  # fmt: skip
        unknown = publisher.ledger.deliveries(states={State.UNKNOWN})
        if unknown and not publisher.ledger.frozen("", ""):
            waits.append(LOOK_SECONDS + 1)
        due = publisher.next_due()
        if due is not None:
            waits.append(max((due - now).total_seconds(), 0.05))
        return min(waits, default=-1.0)

    def _let_pass(self, seconds: float) -> None:
        """Alone, time goes by as far as the next thing to do; among others, when all wait."""
        if self.alone:
            self.clock.advance(self.slot, seconds)
            return
        ends = self.clock.elapsed() + seconds
        self.clock.wish(self.slot, ends)
        while self.clock.elapsed() < ends and os.getppid() != 1:
            select.select([], [], [], 0.001)
        self.clock.wish(self.slot, 0.0)
