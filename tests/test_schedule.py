"""The alarm clock: it rings when something is due, and nothing that breaks stops it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import AlreadyRunning
from bot.ledger.lock import hold
from bot.schedule import WATCHDOG_SECONDS, Daemon

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


@dataclass
class Publisher:
    """Counts its ticks; the test says what happens in one, and when something is due."""

    during: Callable[[Callable[[], bool]], object] = lambda _stop: None
    due: datetime | Exception | None = None
    ticks: int = 0

    def next_due(self) -> datetime | None:
        if isinstance(self.due, Exception):
            raise self.due
        return self.due

    def tick(self, stop: Callable[[], bool]) -> None:
        self.ticks += 1
        self.during(stop)


@dataclass
class Alarm:
    """A scheduler that only notes what it is asked."""

    jobs: dict[str, Any] = field(default_factory=dict)

    def add_job(self, job: object, trigger: object, *, id: str, **_: object) -> None:  # noqa: A002
        self.jobs[id] = trigger


def daemon(**parts: Any) -> Daemon:
    values: dict[str, Any] = {
        "publisher": Publisher(), "sync": lambda: None, "now": lambda: NOW,
    }  # fmt: skip
    return Daemon(**(values | parts))


def wait_of(made: Daemon, **options: bool) -> float:
    """Seconds until the alarm that it sets."""
    alarm: Any = Alarm()
    before = datetime.now(UTC)
    made._arm(alarm, **options)
    return float((alarm.jobs["wake"].run_date - before).total_seconds())


@pytest.mark.parametrize(
    ("due", "seconds"),
    [
        (NOW + timedelta(seconds=12), 12.0),
        (NOW, 0.0),
        (NOW - timedelta(hours=3), 0.0),
        (None, WATCHDOG_SECONDS),
        (NOW + timedelta(days=9), WATCHDOG_SECONDS),
    ],
)
def test_the_alarm_is_set_to_what_is_due_next(due: datetime | None, seconds: float) -> None:
    assert wait_of(daemon(publisher=Publisher(due=due))) == pytest.approx(seconds, abs=0.05)


def test_what_is_due_and_cannot_go_does_not_spin() -> None:
    made = daemon(publisher=Publisher(due=NOW - timedelta(hours=1)))

    assert wait_of(made, after_tick=True) == pytest.approx(0.5, abs=0.05)


def test_only_date_and_interval_triggers_in_memory_and_no_misfire() -> None:
    scheduler = daemon()._scheduler()
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"wake", "watchdog", "sync", "tell"}
        assert isinstance(jobs["wake"].trigger, DateTrigger)
        assert isinstance(jobs["sync"].trigger, IntervalTrigger)
        assert {job.misfire_grace_time for job in jobs.values()} == {None}
        assert {job.max_instances for job in jobs.values()} == {1}
        assert isinstance(scheduler._lookup_jobstore("default"), MemoryJobStore)
    finally:
        scheduler.shutdown(wait=False)


@pytest.mark.parametrize("job", ["_wake", "_watch", "_sync"])
def test_whatever_breaks_the_alarm_is_set_again(job: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise ValueError("canary words")

    alarm: Any = Alarm()
    made = daemon(publisher=Publisher(broken), sync=broken, beat=broken)

    with caplog.at_level(logging.ERROR):
        getattr(made, job)(alarm)

    assert "wake" in alarm.jobs
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


def test_a_heartbeat_that_cannot_be_written_costs_no_tick() -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    publisher = Publisher()
    daemon(publisher=publisher, beat=full)._watch(Alarm())

    assert publisher.ticks == 1


def test_a_ledger_that_cannot_be_asked_ends_no_job() -> None:
    daemon(publisher=Publisher(due=OSError("locked")))._wake(Alarm())


def test_once_asked_to_stop_no_alarm_is_set_and_ticks_know() -> None:
    asked: list[bool] = []
    made = daemon(publisher=Publisher(lambda stop: asked.append(stop())))
    alarm: Any = Alarm()
    made.stop()
    made._wake(alarm)

    assert alarm.jobs == {}
    assert asked == [True]


def test_planning_and_sending_take_turns() -> None:
    alone: list[bool] = []
    made: Daemon = daemon(sync=lambda: alone.append(made._busy.locked()))
    alarm: Any = Alarm()

    made._sync(alarm)

    assert alone == [True]
    assert not made._busy.locked()


def test_it_fires_when_something_is_due_and_ends_on_sigterm_after_what_it_is_doing() -> None:
    """The whole daemon: APScheduler wakes it, SIGTERM comes in the middle of a send."""
    finished = threading.Event()

    def send(_stop: Callable[[], bool]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        finished.set()

    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    publisher = Publisher(send, NOW)
    try:
        daemon(publisher=publisher).run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert finished.is_set()
    assert publisher.ticks >= 1


def test_two_daemons_of_one_state_folder_are_refused(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(AlreadyRunning), hold(tmp_path):
        pytest.fail("both hold it")
    with hold(tmp_path):
        pass
