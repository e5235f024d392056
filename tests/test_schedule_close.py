"""Closing the daemon: the step under way ends first, and none begins or sets an alarm after."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

from bot.schedule import Daemon


def daemon(**parts: Any) -> Daemon:
    nothing: Any = None
    return Daemon(nothing, lambda: None, lambda: datetime(2026, 12, 1, tzinfo=UTC), **parts)


def test_no_step_begins_once_it_is_closed() -> None:
    """APScheduler's shutdown waits for its threads under the lock that add_job takes."""
    it, ran = daemon(), []
    it._close()

    it._do("a tick", lambda: ran.append("a tick"))
    it._rearm(None)  # type: ignore[arg-type] - it must not get as far as the scheduler

    assert ran == []


def test_closing_waits_for_the_step_under_way() -> None:
    it, begun, go_on, done = daemon(), threading.Event(), threading.Event(), []

    def step() -> None:
        begun.set()
        go_on.wait(30)
        done.append("the step")

    working = threading.Thread(target=it._do, args=("a tick", step))
    closing = threading.Thread(target=lambda: (it._close(), done.append("closed")))
    working.start()
    begun.wait(30)
    closing.start()
    go_on.set()
    working.join(30)
    closing.join(30)

    assert done == ["the step", "closed"]
