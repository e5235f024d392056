"""A round: plan posts, torment worker after worker, let a clean one finish, compare.

One process holds no thread and forks everybody; a worker that dies costs milliseconds.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select as sql_select

from bot.ledger.base import Changes, Delivery, Planned
from bot.ledger.schema import attempt, audit, delivery, rendition, step
from bot.ledger.states import KEEPING
from bot.ledger.store import SqlLedger
from bot.model import DeliveryKey, Environment, Part, Rendition, State
from bot.publish import key_text
from tests.torture import faults, invariants
from tests.torture.clock import START, SharedClock
from tests.torture.faults import Plan
from tests.torture.invariants import MARKER, Facts, broken
from tests.torture.platform import Made, Remote
from tests.torture.worker import DRAINED, REFUSED, WAITED, Site, Worker, fork

ACCOUNTS = ("strong-1", "strong-2", "keyed-1", "lagging-1", "echo-1", "blind-1")
#: A worker that takes longer than this hangs; all of them take well under a second.
_HANG_SECONDS = 120
_LEASE = 120.0


class Hung(AssertionError):
    """A worker neither ended nor died."""


@dataclass
class Tally:
    """What many rounds came to."""

    rounds: int = 0
    deliveries: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)  # named places at which it struck
    out: int = 0
    settled_by_look: int = 0
    held: int = 0
    doubles: int = 0
    lost: int = 0
    false: int = 0
    late: int = 0  # sends after a pause that no client can rule out
    late_doubles: int = 0
    refused_seconds: int = 0  # second daemons turned away
    broken: dict[str, list[str]] = field(default_factory=dict)

    def signals(self, name: str) -> int:
        """How many of one signal struck."""
        return sum(count for what, count in self.faults.items() if what.startswith(name))

    def note(self, seed: int, found: dict[str, list[str]]) -> None:
        """Keep what an invariant showed, with the seed that shows it again."""
        for name, lines in found.items():
            kept = self.broken.setdefault(name, [])
            kept += [f"seed {seed}: {line}" for line in lines][: max(0, 20 - len(kept))]


def calendar(seed: int, accounts: Sequence[str] = ACCOUNTS) -> list[Planned]:
    """Two posts an account: pictures, a thread, one that a gate stops, some to take down."""
    dice = random.Random(f"calendar {seed}")
    rows = []
    for account in accounts:
        for number in range(2):
            prefix = dice.choice(["post", "post", "post", "back", "no"])
            ending = dice.choice(["", "picture"])
            parts = dice.choice([1, 1, 1, 2])
            rows += posts(f"{prefix}-{account}-{number}", account, ending, parts)
    return rows


def posts(post: str, account: str, ending: str, count: int) -> list[Planned]:
    """A post of so many parts."""
    texts = [f"{MARKER}, {post}, {part}. {ending}".strip() for part in range(count)]
    made = Rendition(post, account, "sim", "en", tuple(Part(text, text) for text in texts))
    return [
        Planned(
            key=DeliveryKey(Environment.SANDBOX, post, account, "once", part),
            platform="sim",
            due_at=START + timedelta(seconds=1),
            zone="UTC",
            local=f"{START:%Y-%m-%d %H:%M}",
            rendition=made,
            state=State.PLANNED,
            source_path=f"content/{post}.md",
        )
        for part in range(count)
    ]


@dataclass
class Round:
    """One ledger, from planning to the last comparison."""

    site: Site
    remote: Remote
    seed: int
    tally: Tally
    accounts: Sequence[str] = ACCOUNTS
    excuse_late: bool = False

    def __post_init__(self) -> None:
        self.dice = random.Random(f"round {self.seed}")
        self.rows = calendar(self.seed, self.accounts)
        self.found: dict[str, list[str]] = {}

    @property
    def clock(self) -> SharedClock:
        return self.site.clock

    def begin(self, template: Path | None = None) -> None:
        """A fresh ledger with the calendar in it, and a platform that knows nothing."""
        self.clock.restart()
        self.clock.advance(0, 2.0)
        if template is not None:
            shutil.rmtree(self.site.folder, ignore_errors=True)
            shutil.copytree(template, self.site.folder)
        with self._ledger() as ledger:
            ledger.plan(self.rows, self.clock.wall(), whole=True)
        self.remote.begin(self.seed, "" if self.site.url else str(self.site.file))

    def _ledger(self) -> Any:
        from contextlib import closing

        return closing(self.site.open())

    # ------------------------------------------------------------ workers
    def torment(self, plan: Plan, *, retracts: bool = False) -> bool:
        """One worker with its fate; whether it ended by itself with nothing left to do."""
        self.clock.mark(1, 0)
        child = fork(Worker(self.site, plan, 1, retracts=retracts).run)
        status = self._outcome(child, plan)
        if os.WIFSIGNALED(status) or (plan.disk or plan.jump):
            self.tally.faults[plan.what] += 1
            place = self.clock.marked(1)
            if place:
                self.tally.points[faults.failpoint.POINTS[place - 1]] += 1
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
            raise Hung(f"a worker died of signal {os.WTERMSIG(status)} (seed {self.seed})")
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (DRAINED, WAITED):
            raise Hung(f"a worker ended with {os.WEXITSTATUS(status)} (seed {self.seed})")
        return os.WIFEXITED(status)

    def _outcome(self, child: int, plan: Plan) -> int:
        """Wait for a worker's end, striking it at its random instant and waking it up again."""
        if plan.after:
            _wait_until(child, plan.after)
            with suppress(ProcessLookupError):
                os.kill(child, plan.signal)
        while True:
            status = _wait(child)
            if not os.WIFSTOPPED(status):
                return status
            self._sleep_through(child, plan)

    def _sleep_through(self, child: int, plan: Plan) -> None:
        """It is stopped for longer than its lease; somebody else tries to take over."""
        self.tally.faults[plan.what] += 1
        self.clock.advance(0, self.dice.uniform(_LEASE + 1, 20 * _LEASE))
        other = fork(Worker(self.site, Plan(), 2).run)
        if os.waitstatus_to_exitcode(_wait(other)) == REFUSED:
            self.tally.refused_seconds += 1
        os.kill(child, signal.SIGCONT)

    # ------------------------------------------------------------ the end
    def finish(self) -> None:
        """Clean workers until nothing moves; compare before and after a person has looked."""
        self.clock.set_right()
        self.torment(Plan())
        self._compare(settled=False)
        self.remote.calm_down()
        for _ in range(8):
            if not self._person():
                break
            self.torment(Plan())
        self._compare(settled=True)
        self._count()

    def take_down(self, plans: Sequence[Plan]) -> None:
        """Take back what the calendar wants back, under torment."""
        for plan in (*plans, Plan()):
            if self.torment(plan, retracts=True) and plan == Plan():
                break
        self._compare(settled=True)

    def _person(self) -> bool:
        """Somebody looks at the platform, and settles what waits for them; whether it did."""
        truth, did = self.remote.truth(), False
        with self._ledger() as ledger:
            now = self.clock.wall()
            for scope, _, _ in ledger.freezes():
                ledger.freeze(scope, "dr-okafor", now, on=False)
                did = True
            for row in ledger.deliveries(states={State.HELD, State.FAILED_FINAL}):
                there = [p for p in truth.posts if p.key == key_text(row.key)]
                did = self._decide(ledger, row, there) or did
        return did

    def _decide(self, ledger: SqlLedger, row: Delivery, there: list[Made]) -> bool:
        if row.hold == "thread":
            return False
        now = self.clock.wall()
        if there and row.state is State.HELD:
            ledger.decide(row, State.PUBLISHED, "seen", "dr-okafor", now, remote_id=there[0].id)
        else:
            ledger.decide(row, State.PLANNED, "not there", "dr-okafor", now)
        return True

    # ------------------------------------------------------------ comparing
    def facts(self, *, settled: bool) -> Facts:
        """Everything, from both sides."""
        truth = self.remote.truth()
        with self._ledger() as ledger:
            renamed = [replace(row, source_path=f"moved/{row.key.post_id}.md") for row in self.rows]
            again = ledger.rehearse(renamed, self.clock.wall(), whole=True)
            return Facts(
                planned=frozenset(key_text(row.key) for row in self.rows),
                rows=tuple(ledger.deliveries()),
                attempts=tuple(_all(ledger, attempt)),
                audit=tuple(row.body for row in ledger.audit()),
                problems=tuple(ledger.verify()),
                again=again,
                private=tuple(_private(ledger)),
                truth=truth,
                settled=settled,
                frozen=bool(ledger.freezes()),
                excuse_late=self.excuse_late,
            )

    def _compare(self, *, settled: bool) -> None:
        self.last = self.facts(settled=settled)
        for name, lines in broken(self.last).items():
            self.found.setdefault(name, []).extend(lines)
        if not settled:
            self.tally.held += sum(row.state is State.HELD for row in self.last.rows)

    def _count(self) -> None:
        tally, facts = self.tally, self.last
        tally.rounds += 1
        tally.deliveries += len(facts.rows)
        tally.out += sum(row.state in invariants.OUT for row in facts.rows)
        tally.settled_by_look += sum(
            body["event"] == "settle" and body["to"] == State.PUBLISHED for body in facts.audit
        )
        tally.late += sum(post.late for post in facts.truth.posts)
        copies = Counter(post.key for post in facts.truth.posts)
        excused = {post.key for post in facts.truth.posts if post.late and self.excuse_late}
        tally.doubles += sum(n - 1 for key, n in copies.items() if n > 1 and key not in excused)
        tally.late_doubles += sum(n - 1 for key, n in copies.items() if n > 1 and key in excused)
        tally.lost += len(self.found.get("I2 none lost", []))
        tally.false += len(self.found.get("I3 no false state", []))
        tally.note(self.seed, self.found)


def _wait(child: int) -> int:
    """The status of a child that ends or is stopped. Raises Hung."""
    signal.alarm(_HANG_SECONDS)
    try:
        return os.waitpid(child, os.WUNTRACED)[1]
    finally:
        signal.alarm(0)


def _wait_until(child: int, seconds: float) -> None:
    """Until the child has ended, or for some seconds."""
    descriptor = os.pidfd_open(child)
    try:
        select.select([descriptor], [], [], seconds)
    finally:
        os.close(descriptor)


def _all(ledger: SqlLedger, table: Any) -> list[dict[str, Any]]:
    with ledger.engine.connect() as connection:
        return [dict(row) for row in connection.execute(sql_select(table)).mappings()]


def _private(ledger: SqlLedger) -> list[str]:
    """Where words of a post stand although they should not."""
    found = [
        f"{table.name} {number}"
        for table in (delivery, attempt, step, audit)
        for number, row in enumerate(_all(ledger, table))
        if any(MARKER in str(value) for value in row.values())
    ]
    needed = {row.rendition for row in ledger.deliveries() if row.state in KEEPING}
    for row in _all(ledger, rendition):
        if row["payload"] is not None and row["digest"] not in needed:
            found.append(f"rendition {row['digest'][:8]}: kept for nobody")
    return found


Draw = Callable[[random.Random], Plan]


def draw_kill(dice: random.Random) -> Plan:
    """SIGKILL."""
    return faults.draw_signal(dice, signal.SIGKILL)


def draw_stop(dice: random.Random) -> Plan:
    """SIGSTOP for longer than the lease."""
    return faults.draw_signal(dice, signal.SIGSTOP)


def run_round(one: Round, draw: Draw, most: int, template: Path | None = None) -> None:
    """Torment until the calendar is through, or ``most`` workers have had their fate."""
    one.begin(template)
    for _ in range(most):
        if one.torment(draw(one.dice)):
            break
    one.finish()
    one.take_down([draw(one.dice) for _ in range(2)])


def no_changes() -> Changes:
    """What planning the same again should come to."""
    return Changes()
