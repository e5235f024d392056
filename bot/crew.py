"""A small crew of threads that send, one account each; claims come first.

All that is due is claimed before anything is sent, because a claim only takes milliseconds
and the sends behind it take seconds. What waits in the queue keeps its lease for as long as
the crew gets on with its work, and no longer: a crew that is stuck loses its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from bot.ledger.base import Delivery
from bot.model import State

#: Rows in the crew's hands at most; what is due beyond that waits in the ledger.
MOST = 1000
#: Rows taken with one claim by one of several workers; a worker alone takes all it may hold,
#: because every claim waits for the disk.
BATCH = 200
#: Seconds between looks for what has become due meanwhile.
LOOK = 0.05
#: Seconds between the renewals of what waits in the queue.
BEAT = 20.0


@dataclass
class Crew:
    """One tick's work. ``due`` says whether a claim would find something."""

    threads: int
    claim: Callable[[int, Collection[str]], list[Delivery]]
    due: Callable[[Collection[str]], bool]
    work: Callable[[Delivery], None]
    renew: Callable[[Delivery], None]
    monotonic: Callable[[], float]
    batch: int = BATCH
    _going: dict[Future[None], Delivery] = field(default_factory=dict, init=False)
    _progress: bool = field(default=False, init=False)
    _beaten: float = field(default=0.0, init=False)
    _asked: float = field(default=float("-inf"), init=False)

    def run(
        self, stop: Callable[[], bool], first: Callable[[Delivery], None], rows: list[Delivery]
    ) -> None:
        """Do ``first`` with ``rows``, then send until nothing is due and nothing goes on.

        Raises the first error of a thread, after all of them have ended.
        """
        self._beaten = self.monotonic()
        broken: BaseException | None = None
        with ThreadPoolExecutor(self.threads, thread_name_prefix="gatepost-send") as pool:
            for row in rows:
                self._going[pool.submit(first, row)] = row
            while True:
                batch = [] if stop() or broken else self._claim_all()
                for row in batch:
                    self._going[pool.submit(self.work, row)] = row
                if not self._going:
                    break
                broken = self._collect() or broken
                self._beat()
        if broken is not None:
            raise broken

    def _claim_all(self) -> list[Delivery]:
        """Everything due, so that no send holds up a claim."""
        found: list[Delivery] = []
        if self._going and self.monotonic() - self._asked < LOOK:
            return found
        self._asked = self.monotonic()
        # Rows in flight keep their accounts to themselves; unknown ones do not.
        busy = {r.key.account for r in self._going.values() if r.state is State.UNKNOWN}
        while len(found) + len(self._going) < MOST and self.due(busy):
            batch = self.claim(min(self.batch, MOST - len(found) - len(self._going)), busy)
            if not batch:
                break
            found += batch
        return found

    def _collect(self) -> BaseException | None:
        done, _ = wait(self._going, timeout=LOOK, return_when=FIRST_COMPLETED)
        broken = None
        for future in done:
            del self._going[future]
            self._progress = True
            broken = broken or future.exception()
        return broken

    def _beat(self) -> None:
        if self.monotonic() - self._beaten < BEAT:
            return
        self._beaten = self.monotonic()
        if self._progress:
            for future, row in self._going.items():
                if not future.running() and not future.done():
                    self.renew(row)
        self._progress = False
