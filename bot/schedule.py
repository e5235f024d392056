"""The alarm clock: one wake-up at the next due time and a few interval jobs.

The scheduler holds nothing that a restart could lose: the ledger says what is due, and
every tick asks it again. Memory store, no misfire grace, no cron trigger (it skips and
doubles runs over clock changes).
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import clock
from bot.clock import Watch
from bot.publish import Publisher

log = logging.getLogger(__name__)

#: Never sleep longer than this: the watchdog re-arms the alarm even if it was lost.
WATCHDOG_SECONDS = 30
SYNC_SECONDS = 60
TELL_SECONDS = 10
#: Clocks are nudged all the time; more than this is a jump.
JUMP = timedelta(seconds=5)
_WAKE = "wake"
#: Something due that cannot be claimed (frozen, one already in flight) must not spin.
_BREATH = timedelta(milliseconds=500)
#: How often the main thread looks whether it was asked to stop.
_LOOK = 0.2


@dataclass
class Daemon:
    """Runs until stopped. ``sync`` reconciles the calendar with the ledger."""

    publisher: Publisher
    sync: Callable[[], None]
    now: Callable[[], datetime]
    beat: Callable[[], None] = lambda: None
    flush: Callable[[], object] = lambda: None  # sends what people are to be told
    jumped: Callable[[timedelta], None] = lambda _jump: None
    watch: Watch = field(default_factory=lambda: Watch(clock.now))
    _stopping: bool = field(default=False, init=False)
    _closed: bool = field(default=False, init=False)
    _busy: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; a send in progress is finished first."""
        self.listen()
        scheduler = self._scheduler()
        scheduler.start()
        try:
            while not self._stopping:
                time.sleep(_LOOK)
        finally:
            self._close()
            scheduler.shutdown(wait=True)

    def listen(self) -> None:
        """From here on SIGTERM and SIGINT ask the daemon to stop; only in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def stop(self) -> None:
        """Ask the daemon to end after what it is doing."""
        # A plain flag: to set an Event in a signal handler can lock up its waiting thread.
        self._stopping = True

    def _close(self) -> None:
        """Wait for the step under way; no step begins, and no alarm is set, after this.

        While it shuts down, the scheduler holds the lock that setting an alarm takes and
        waits for its threads: a step that set one then would wait for ever.
        """
        self._stopping = True
        with self._busy:
            self._closed = True

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        self._arm(scheduler)
        every: dict[str, tuple[Callable[[BackgroundScheduler], None], int]] = {
            "watchdog": (self._watch, WATCHDOG_SECONDS),
            "sync": (self._sync, SYNC_SECONDS),
            "tell": (self._flush, TELL_SECONDS),
        }
        for name, (job, seconds) in every.items():
            scheduler.add_job(
                job,
                IntervalTrigger(seconds=seconds, timezone=UTC),
                args=[scheduler],
                id=name,
                next_run_time=datetime.now(UTC),
            )
        return scheduler

    def _arm(self, scheduler: BackgroundScheduler, *, after_tick: bool = False) -> None:
        """Set the one alarm at the next due time, at most a watchdog's round away."""
        latest = self.now() + timedelta(seconds=WATCHDOG_SECONDS)
        due = self.publisher.next_due() or latest
        wait = min(due, latest) - self.now()
        if wait <= timedelta(0):
            wait = _BREATH if after_tick else timedelta(0)
        at = datetime.now(UTC) + wait
        scheduler.add_job(
            self._wake,
            DateTrigger(at, timezone=UTC),
            args=[scheduler],
            id=_WAKE,
            replace_existing=True,
        )

    # ---------------------------------------------------------------- jobs
    def _wake(self, scheduler: BackgroundScheduler) -> None:
        self._do("a tick", self._tick)
        self._rearm(scheduler, after_tick=True)

    def _watch(self, scheduler: BackgroundScheduler) -> None:
        self._do("the heartbeat", self.beat)
        self._do("a tick", self._tick)
        self._rearm(scheduler)

    def _sync(self, scheduler: BackgroundScheduler) -> None:
        self._do("planning", self.sync)
        self._rearm(scheduler)

    def _flush(self, _scheduler: BackgroundScheduler) -> None:
        # Beside the others: a mail server that answers slowly holds up no post.
        try:
            self.flush()
        except Exception as error:  # noqa: BLE001 - to tell of it is never worth a delivery
            log.error("telling people ended early: %s", type(error).__name__)

    def _tick(self) -> None:
        # Before anything is sent: by a clock that was set, nothing is rightly due.
        jump = self.watch.jump()
        if abs(jump) > JUMP:
            self.jumped(jump)
        self.publisher.tick(lambda: self._stopping)

    def _rearm(self, scheduler: BackgroundScheduler, *, after_tick: bool = False) -> None:
        if not self._stopping:
            self._do("the alarm", lambda: self._arm(scheduler, after_tick=after_tick))

    def _do(self, name: str, work: Callable[[], object]) -> None:
        """One thing at a time; whatever goes wrong in it, the daemon outlives."""
        with self._busy:
            if self._closed:
                return
            try:
                work()
            except Exception as error:  # noqa: BLE001 - a broken tick must not be the last
                log.error("%s ended early: %s", name, type(error).__name__)
