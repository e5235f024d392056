"""Measure how late deliveries are claimed when very many are due in one second.

    python bench/due.py [--rows 1000] [--wakes 30] [--format json]

The real daemon (APScheduler's one alarm), the real publisher and a real SQLite ledger in a
temporary folder; only the platform's client does nothing and the gates allow. Beside them, in
the same run, APScheduler as most people use it: one date job a post in its SQL job store.

claims alone  the daemon wakes and takes the rows in batches; nothing is sent in between
one instant   the whole publisher; begin and finish are committed for each row, several at a time
10 accounts   the same on few accounts, which take one row at a time
one second    due at random milliseconds of one second
wake-up       one row at a time at odd instants: from due to the tick's first statement
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from processes import percentile
from tables import Row, emit, show

from bot.crew import MOST
from bot.ledger import open_ledger
from bot.ledger.base import Delivery, Ledger, Planned
from bot.model import (
    Absent,
    Decision,
    Delivered,
    DeliveryKey,
    Environment,
    Outcome,
    Part,
    Rendition,
    Sighting,
    State,
    Steps,
    Verdict,
)
from bot.platforms.base import Health, Job
from bot.publish import LEASE_SECONDS, Publisher, Tally
from bot.records.model import Settings
from bot.schedule import Daemon

CLAIMED_BAR = 250.0
WAKE_BAR = 50.0
#: On few accounts a row rightly waits for the sends before it; the peer has no claims.
_BARRED = frozenset({"claims alone", "one instant", "one second"})
#: From planning until the rows are due: the daemon has started and sleeps by then.
_LEAD = timedelta(seconds=2)
_GIVE_UP = 120.0


class Silent:
    """A platform that takes everything at once."""

    def publish(self, job: Job, steps: Steps) -> Outcome:  # noqa: ARG002
        return Delivered(job.key)

    def find(self, job: Job, since: datetime) -> Sighting:  # noqa: ARG002
        return Absent()

    def delete(self, remote_id: str) -> Outcome:
        return Delivered(remote_id)

    def check(self) -> Health:
        return Health(True, "does nothing")


class Watched:
    """A ledger that remembers when each row was claimed, in ms after it was due."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.late: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def claim(self, *args: Any, **named: Any) -> list[Delivery]:
        rows = self._ledger.claim(*args, **named)
        at = _now()
        self.late += [_ms(at - row.due_at) for row in rows]
        return rows


@dataclass
class Watch(Publisher):
    """The real publisher; notes each tick, and may claim only."""

    only_claims: bool = False
    ticks: list[datetime] = field(default_factory=list)
    done: Callable[[int], None] = lambda _count: None

    def tick(self, stop: Callable[[], bool] = lambda: False) -> Tally:
        self.ticks.append(_now())
        if not self.only_claims:
            return super().tick(stop)
        while rows := self.ledger.claim(self.now(), MOST, self.owner, LEASE_SECONDS):
            self.done(len(rows))
        return Tally()


@dataclass(frozen=True, slots=True)
class Lateness:
    """What one case showed, in ms after due."""

    what: str
    rows: int
    wake: float | None  # of the first tick after the first row was due
    late: Sequence[float]
    seconds: float  # from the first due time until the last row was through
    cpu: float  # ms of this process for each row, user and system, planning left out


def main() -> int:
    options = _options()
    draw = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="gatepost-due-", dir=options.folder) as temporary:
        folder = Path(temporary)
        n = options.rows
        found = [
            _case(folder, "claims alone", n, n, only_claims=True),
            _case(folder, "one instant", n, n),
            _case(folder, "10 accounts", n, 10),
            _case(folder, "one second", n, n, [draw.randrange(1000) for _ in range(n)]),
            _sql_job_store(folder, n),
        ]
        wakes = _wakes(folder, [draw.uniform(0.9, 1.4) for _ in range(options.wakes)])
    if options.format == "json":
        emit({"cases": [_plain(one) for one in found], "wake_up_ms": _spread(wakes)})
    else:
        _print(found, wakes)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--wakes", type=int, default=30, help="single alarms, about a second each")
    parser.add_argument("--folder", help="where the ledger's file lies; default: temporary files")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    return parser.parse_args()


# ---------------------------------------------------------------- gatepost
def _case(
    folder: Path,
    what: str,
    rows: int,
    accounts: int,
    offsets: Sequence[int] = (),
    *,
    only_claims: bool = False,
) -> Lateness:
    """Let the daemon take ``rows`` that fall due ``offsets`` (ms) after one instant."""
    print(f"... {what}", file=sys.stderr, flush=True)
    ledger = open_ledger("", Environment.SANDBOX, folder / what.replace(" ", "-"))
    try:
        posts = [_planned(number, accounts) for number in range(rows)]
        due = _due(ledger, posts, offsets or [0] * rows)
        used = time.process_time()
        watched, publisher, ended = _serve(ledger, rows, only_claims)
        used = time.process_time() - used
    finally:
        ledger.close()
    wake = _wake_after(publisher.ticks, due)
    took = (ended - due).total_seconds()
    return Lateness(what, rows, wake, watched.late, took, used / rows * 1000)


def _wakes(folder: Path, gaps: Sequence[float]) -> list[float]:
    """How late each of many single alarms rang, in ms."""
    print("... wake-up", file=sys.stderr, flush=True)
    ledger = open_ledger("", Environment.SANDBOX, folder / "wakes")
    at = [sum(gaps[: n + 1]) * 1000 for n in range(len(gaps))]
    try:
        posts = [_planned(number, len(gaps)) for number in range(len(gaps))]
        first = _due(ledger, posts, at)
        _, publisher, _ = _serve(ledger, len(gaps), False)
    finally:
        ledger.close()
    late = [_wake_after(publisher.ticks, first + timedelta(milliseconds=ms - at[0])) for ms in at]
    return [one for one in late if one is not None]


def _planned(number: int, accounts: int) -> Rendition:
    text = f"Walk a little further today: {number} steps."
    return Rendition(
        f"due-{number}", f"account-{number % accounts}", "x", "en", (Part(text, text),)
    )


def _due(ledger: Ledger, posts: Sequence[Rendition], offsets: Sequence[float]) -> datetime:
    """Plan all posts; the earliest instant at which one is due."""
    begun = time.monotonic()
    _plan(ledger, posts, offsets, _now() + timedelta(days=1))
    # Planned twice: the second time only moves them, so that the lead is what was meant.
    start = _now() + _LEAD + timedelta(seconds=time.monotonic() - begun)
    start = start.replace(microsecond=start.microsecond // 1000 * 1000)
    _plan(ledger, posts, offsets, start)
    return start + timedelta(milliseconds=int(min(offsets)))


def _plan(
    ledger: Ledger, posts: Sequence[Rendition], offsets: Sequence[float], start: datetime
) -> None:
    rows = [
        Planned(
            key=DeliveryKey(Environment.SANDBOX, post.post_id, post.account, "once", 0),
            platform=post.platform,
            due_at=start + timedelta(milliseconds=int(offset)),
            zone="UTC",
            local=f"{start:%Y-%m-%d %H:%M}",
            rendition=post,
            state=State.PLANNED,
        )
        for post, offset in zip(posts, offsets, strict=True)
    ]
    ledger.plan(rows, _now(), whole=False)


def _serve(ledger: Ledger, rows: int, only_claims: bool) -> tuple[Watched, Watch, datetime]:
    """Run the daemon until all rows are through."""
    watched = Watched(ledger)
    publisher = Watch(
        ledger=watched,
        recheck=lambda row, _rendition, _now: Verdict(row.rendition, Decision.ALLOW),
        client_for=lambda _account: Silent(),
        now=_now,
        only_claims=only_claims,
        threads=Settings.model_fields["send_threads"].default,
        batch=MOST,
    )
    daemon = Daemon(publisher, lambda: None, _now)
    left = rows

    def done(count: int) -> None:
        nonlocal left
        left -= count
        if left <= 0:
            daemon.stop()

    publisher.done = done
    publisher.said = lambda _row, _state, _why: done(1)
    watchdog = threading.Timer(_GIVE_UP, daemon.stop)
    watchdog.start()
    daemon.run()
    ended = _now()
    watchdog.cancel()
    if left > 0:
        raise SystemExit(
            f"bench: {left} of {rows} deliveries were not through in {_GIVE_UP:.0f} s."
        )
    return watched, publisher, ended


def _wake_after(ticks: Sequence[datetime], due: datetime) -> float | None:
    later = [tick for tick in ticks if tick >= due]
    return _ms(min(later) - due) if later else None


# ---------------------------------------------------------------- the peer
_fired: list[datetime] = []


def note_fired() -> None:
    """What each job of the peer does."""
    _fired.append(_now())


def _sql_job_store(folder: Path, rows: int) -> Lateness:
    """APScheduler with one date job a post in SQLite."""
    what = "APScheduler, SQL job store"
    print(f"... {what}", file=sys.stderr, flush=True)
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.sqlite")},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    begun = time.monotonic()
    far = _now() + timedelta(days=1)
    jobs = [scheduler.add_job(note_fired, "date", run_date=far) for _ in range(rows)]
    due = _now() + _LEAD + timedelta(seconds=time.monotonic() - begun)
    for job in jobs:
        job.reschedule("date", run_date=due)
    due = max(due, _now())  # a slow disk may have used up the lead
    used = time.process_time()
    scheduler.resume()
    ends = time.monotonic() + _GIVE_UP
    while len(_fired) < rows and time.monotonic() < ends:
        time.sleep(0.05)
    scheduler.shutdown()
    if len(_fired) < rows:
        raise SystemExit(f"bench: {what}: {rows - len(_fired)} jobs did not run.")
    late = [_ms(at - due) for at in _fired]
    cpu = (time.process_time() - used) / rows * 1000
    return Lateness(what, rows, min(late), late, max(late) / 1000, cpu)


# ---------------------------------------------------------------- showing
def _print(found: Sequence[Lateness], wakes: Sequence[float]) -> None:
    rows: list[Row] = [
        {
            "what": one.what,
            "rows": one.rows,
            "wake ms": one.wake,
            "claimed p50 ms": percentile(one.late, 0.5),
            "p99 ms": percentile(one.late, 0.99),
            "max ms": max(one.late),
            "all through s": one.seconds,
            "CPU ms a row": one.cpu,
            "bar": f"p99 {CLAIMED_BAR:.0f} ms" if one.what in _BARRED else "",
            "verdict": _p99(one.late) <= CLAIMED_BAR if one.what in _BARRED else None,
        }
        for one in found
    ]
    show("From due to claimed (the peer: from due to its job's start)", rows)
    spread = {f"{name} ms": value for name, value in _spread(wakes).items()}
    met = {"bar": f"p99 {WAKE_BAR:.0f} ms", "verdict": _p99(wakes) <= WAKE_BAR}
    show("Wake-up", [{"what": "one alarm", "rows": len(wakes), **spread, **met}])


def _p99(values: Sequence[float]) -> float:
    return percentile(values, 0.99)


def _plain(one: Lateness) -> dict[str, Any]:
    return {
        "what": one.what,
        "rows": one.rows,
        "wake_ms": one.wake,
        "claimed_ms": _spread(one.late),
        "all_through_s": one.seconds,
        "cpu_ms_a_row": one.cpu,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(values, 0.5), "p99": _p99(values), "max": max(values)}


def _now() -> datetime:
    return datetime.now(UTC)


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1000


if __name__ == "__main__":
    sys.exit(main())
