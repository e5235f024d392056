"""Several workers on one PostgreSQL ledger, while processes die and the server goes away."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.torture import faults
from tests.torture.faults import Plan
from tests.torture.rounds import Hung, Round
from tests.torture.worker import Worker, fork

#: Slots of the shared clock that workers use; 0 is the controller's.
WORKERS = 3
_LONG = 1500.0
_HANG_SECONDS = 90.0


@dataclass
class Crowd:
    """Workers side by side. Time goes by only when all of them wait, or one is stopped."""

    one: Round
    alive: dict[int, tuple[int, Plan]] = field(default_factory=dict)  # slot -> process, fate
    stopped: set[int] = field(default_factory=set)

    def start(self, slot: int, plan: Plan) -> None:
        """Fork the worker of a slot."""
        self.one.clock.wish(slot, 0.0)
        self.alive[slot] = fork(Worker(self.one.site, plan, slot, alone=False).run), plan

    def run(self, plans: list[Plan]) -> None:
        """Give each worker in turn its fate, until all plans are used up and all have ended."""
        waiting = list(reversed(plans))
        ends = time.monotonic() + _HANG_SECONDS
        while waiting or self.alive:
            for slot in range(1, WORKERS + 1):
                if slot not in self.alive and waiting:
                    self.start(slot, waiting.pop())
            if not self._collect():
                self._let_pass()
                select.select([], [], [], 0.002)
            if time.monotonic() > ends:
                self.end()
                raise Hung(f"workers on the server hang (seed {self.one.seed})")

    def _collect(self) -> bool:
        """Whether any process ended or was stopped."""
        changed = False
        for slot, (child, plan) in list(self.alive.items()):
            found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
            if not found:
                continue
            changed = True
            if os.WIFSTOPPED(status):
                self.stopped.add(slot)
                self.one.tally.faults[plan.what] += 1
                continue
            if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                self.one.found.setdefault("ended", []).append(f"with {os.WEXITSTATUS(status)}")
            if os.WIFSIGNALED(status):
                self.one.tally.faults[plan.what] += 1
            self.stopped.discard(slot)
            del self.alive[slot]
        return changed

    def _let_pass(self) -> None:
        """When everybody who is awake waits, to the earliest thing to do; sleepers wake last."""
        awake = [slot for slot in self.alive if slot not in self.stopped]
        wishes = [self.one.clock.wished(slot) for slot in awake]
        if any(wish <= 0.0 for wish in wishes):
            return  # somebody is at work
        clock = self.one.clock
        if wishes:
            clock.advance(0, min(wishes) - clock.elapsed() + 0.001)
        elif self.stopped:
            self.wake()

    def wake(self) -> None:
        """Everybody who was stopped goes on; for them no time went by."""
        self.one.clock.advance(0, _LONG)
        for slot in sorted(self.stopped):
            os.kill(self.alive[slot][0], signal.SIGCONT)
        self.stopped.clear()

    def end(self) -> None:
        """Kill what is left."""
        for child, _ in self.alive.values():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                os.kill(child, signal.SIGCONT)
            os.waitpid(child, 0)
        self.alive.clear()


def fates(dice: random.Random, count: int, *numbers: int) -> list[Plan]:
    """So many workers with a signal each, and two that are left alone."""
    plans = [faults.draw_signal(dice, dice.choice(numbers)) for _ in range(count)]
    usable = [plan for plan in plans if not plan.after]
    return [*usable, Plan(), Plan()]
