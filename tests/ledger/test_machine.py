"""A calendar, workers that die and wake too late, look-ups and people, in any order.

The machine keeps its own account of what the platform holds. Whatever happens, no delivery
key is on the platform twice, no stale worker changes a row, and the log tells every move.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.errors import BadUsage, LedgerUnavailable, LostClaim
from bot.ledger import open_ledger
from bot.ledger.base import Delivery, Planned
from bot.ledger.connection import make_engine
from bot.ledger.states import DECISIONS, IN_FLIGHT, KEEPING
from bot.ledger.store import SqlLedger
from bot.model import (
    Absent,
    Deferred,
    Delivered,
    DeliveryKey,
    Environment,
    Outcome,
    Present,
    Rejected,
    State,
    Unknown,
    Unreadable,
)
from tests.ledger.conftest import NOW, wanted

POSTS = st.sampled_from(["walk", "talk", "day"])
ACCOUNTS = st.sampled_from(["clinic-x", "clinic-two"])
OUT = frozenset({State.PUBLISHED, State.RETRACT_REQUESTED, State.RETRACTING})


@cache
def blank() -> SqlLedger:
    return open_ledger("sqlite://", Environment.SANDBOX, Path("unused"))


def copy_of(ledger: SqlLedger) -> SqlLedger:
    """Making a ledger takes longer than most runs of the machine; so one is made, once."""
    engine = make_engine("sqlite://")
    with ledger.engine.connect() as source, engine.connect() as target:
        raw, new = (c.connection.dbapi_connection for c in (source, target))
        assert isinstance(raw, sqlite3.Connection)
        assert isinstance(new, sqlite3.Connection)
        raw.backup(new)
    return SqlLedger(engine, Environment.SANDBOX)


class LedgerMachine(RuleBasedStateMachine):
    ledger: SqlLedger
    now: datetime

    @initialize()
    def open(self) -> None:
        self.ledger = copy_of(blank())
        self.now = NOW
        self.calendar: dict[DeliveryKey, Planned] = {}
        self.claims: list[Delivery] = []  # in workers' hands, some of them stale
        self.attempts: list[tuple[Delivery, int]] = []
        self.retractions: list[tuple[Delivery, int]] = []
        self.platform: Counter[DeliveryKey] = Counter()

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            assert self.ledger.verify() == []  # the log tells every move of the run
            self.ledger.close()

    def row(self, seen: Delivery) -> Delivery:
        row = self.ledger.delivery(seen.id)
        assert row is not None
        return row

    # ------------------------------------------------------------ the calendar
    @rule(
        post=POSTS,
        account=ACCOUNTS,
        text=st.sampled_from(["One.", "Two."]),
        wait=st.integers(-60, 60),
        state=st.sampled_from([State.PLANNED, State.PLANNED, State.HELD, State.BLOCKED]),
    )
    def write(self, post: str, account: str, text: str, wait: int, state: State) -> None:
        due = self.now + timedelta(seconds=wait)
        want = wanted(post, account, text=f"{post} {text}", due_at=due, state=state)
        self.calendar[want.key] = want

    @precondition(lambda self: self.calendar)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        del self.calendar[data.draw(st.sampled_from(sorted(self.calendar)))]

    @rule(whole=st.booleans())
    def plan(self, whole: bool) -> None:
        rows = list(self.calendar.values())
        self.ledger.plan(rows, self.now, whole=whole)
        again = self.ledger.plan(rows, self.now, whole=whole)
        assert again == replace(again, added=0, moved=0, rewritten=0, restated=0, missing=0)

    @rule(seconds=st.sampled_from([0, 1, 30, 119, 200]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # ------------------------------------------------------------ workers
    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        got = self.ledger.claim(self.now, limit, "worker", 120)
        assert len({row.key.account for row in got}) == len(got)
        for row in got:
            assert row.due_at <= self.now
            assert self.ledger.rendition(row.rendition).account == row.key.account
        self.claims += got

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), to=st.sampled_from([State.PLANNED, State.HELD, State.BLOCKED]))
    def release(self, data: st.DataObject, to: State) -> None:
        seen = data.draw(st.sampled_from(self.claims))
        valid = self.row(seen).fence == seen.fence and self.row(seen).state is State.CLAIMED
        self.check(valid, seen, lambda: self.ledger.release(seen, to, "gate", now=self.now))

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        seen = data.draw(st.sampled_from(self.claims))
        before = self.row(seen)
        try:
            attempt = self.ledger.begin(seen, {"rendition": seen.rendition}, self.now)
        except LostClaim:
            assert self.row(seen) == before
            return
        assert (before.state, before.fence) == (State.CLAIMED, seen.fence)
        assert self.platform[seen.key] == 0, "something may be sent that is already out"
        self.attempts.append((seen, attempt))

    @precondition(lambda self: self.attempts)
    @rule(
        data=st.data(),
        arrives=st.booleans(),
        outcome=st.sampled_from(
            [
                Delivered("1"),
                Unknown("x:timeout"),
                Deferred("x:429", 5.0),
                Rejected("x:400", "Refused."),
                Rejected("x:401", "Refused.", held=True),
            ]
        ),
    )
    def finish(self, data: st.DataObject, arrives: bool, outcome: Outcome) -> None:
        """The request leaves only while the claim holds; its answer may come far too late."""
        seen, attempt = data.draw(st.sampled_from(self.attempts))
        row = self.row(seen)
        valid = row.state is State.SENDING and row.fence == seen.fence
        sent = isinstance(outcome, Delivered) or (isinstance(outcome, Unknown) and arrives)
        if valid and sent:
            self.platform[seen.key] += 1
        self.check(valid, seen, lambda: self.ledger.finish(seen, attempt, outcome, self.now))

    @rule()
    def lapse(self) -> None:
        self.ledger.lapse(self.now)

    @rule(dependable=st.booleans(), taken=st.booleans())
    def look_up(self, dependable: bool, taken: bool) -> None:
        for row in self.ledger.deliveries(states=[State.UNKNOWN]):
            if taken:
                try:
                    row = self.ledger.reconcile(row, self.now, "worker", 120)
                except LostClaim:
                    continue
            there = self.platform[row.key] > 0
            truth = Present("1") if there else Absent()
            self.ledger.settle(row, truth if dependable else Unreadable("?"), self.now)

    # ------------------------------------------------------------ people
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """A person looks at the platform before calling something out or not out."""
        rows = [row for row in self.ledger.deliveries() if row.state in DECISIONS]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        to = data.draw(st.sampled_from(sorted(DECISIONS[row.state])))
        there = self.platform[row.key] > 0
        if (to is State.PUBLISHED) != there and to in (State.PUBLISHED, State.PLANNED):
            return
        if to is State.RETRACTED:
            self.platform[row.key] = 0
        try:
            self.ledger.decide(row, to, "because", "dr-okafor", self.now, remote_id="1")
        except (LedgerUnavailable, BadUsage):
            assert to is State.PLANNED  # its text is gone

    @rule(post=POSTS)
    def erase(self, post: str) -> None:
        self.ledger.erase("dr-okafor", self.now, post=post)

    @rule(scope=st.sampled_from(["all", "account:clinic-x", "platform:x"]), on=st.booleans())
    def freeze(self, scope: str, on: bool) -> None:
        self.ledger.freeze(scope, "dr-okafor", self.now, on=on)
        got = self.ledger.claim(self.now, 3, "worker", 120)
        assert not [row for row in got if self.ledger.frozen(row.key.account, row.platform)]
        self.claims += got

    @rule()
    def retract(self) -> None:
        for row in self.ledger.deliveries(states=[State.PUBLISHED, State.RETRACT_REQUESTED]):
            self.retractions.append((row, self.ledger.retracting(row, self.now)))

    @precondition(lambda self: self.retractions)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(
            [Delivered("1"), Unknown("t"), Deferred("x:429", 1), Rejected("x:403", "No.")]
        ),
    )
    def retracted(self, data: st.DataObject, outcome: Outcome) -> None:
        seen, attempt = data.draw(st.sampled_from(self.retractions))
        self.retractions.remove((seen, attempt))
        row = self.row(seen)
        valid = row.state is State.RETRACTING and row.fence == seen.fence
        if valid and isinstance(outcome, Delivered):
            self.platform[seen.key] = 0
        self.check(valid, seen, lambda: self.ledger.retracted(seen, attempt, outcome, self.now))

    def check(self, valid: bool, seen: Delivery, action: object) -> None:
        """A valid step happens; a stale one changes no row and leaves no trace."""
        assert callable(action)
        before, log = self.row(seen), len(self.ledger.audit())
        try:
            action()
        except LostClaim:
            assert not valid
            assert (self.row(seen), len(self.ledger.audit())) == (before, log)
        else:
            assert valid

    # ------------------------------------------------------------ what always holds
    @invariant()
    def it_holds(self) -> None:
        rows = self.ledger.deliveries()
        assert not [key for key, count in self.platform.items() if count > 1]
        self.what_is_called_out_is_out_and_the_other_way_round(rows)
        self.one_row_a_key_and_one_in_flight_an_account(rows)
        self.text_is_kept_only_for_rows_that_may_need_it(rows)
        self.what_is_due_is_a_planned_row(rows)

    def what_is_called_out_is_out_and_the_other_way_round(self, rows: list[Delivery]) -> None:
        for row in rows:
            if row.state in OUT:
                assert self.platform[row.key] == 1
                assert row.remote_id
            elif row.state not in (State.UNKNOWN, State.RECONCILING, State.SENDING):
                in_doubt = row.hold == "doubt" or row.state is State.CANCELLED
                assert self.platform[row.key] == 0 or in_doubt

    def one_row_a_key_and_one_in_flight_an_account(self, rows: list[Delivery]) -> None:
        assert len({row.key for row in rows}) == len(rows)
        busy = Counter(row.key.account for row in rows if row.state in IN_FLIGHT)
        assert max(busy.values(), default=0) <= 1

    def text_is_kept_only_for_rows_that_may_need_it(self, rows: list[Delivery]) -> None:
        needed = {row.rendition for row in rows if row.state in KEEPING}
        with self.ledger.engine.connect() as connection:
            kept = connection.exec_driver_sql(
                "SELECT digest FROM rendition WHERE payload IS NOT NULL"
            ).scalars()
            assert set(kept) <= needed

    def what_is_due_is_a_planned_row(self, rows: list[Delivery]) -> None:
        due = self.ledger.next_due()
        ready = [row for row in rows if row.state is State.PLANNED]
        assert due is None or due in {max(r.due_at, r.not_before or r.due_at) for r in ready}


#: Steps of one run.
_RUN = 25
TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    # LEDGER_STEPS=1000000 is the long form.
    max_examples=max(1, int(os.environ.get("LEDGER_STEPS", "5000")) // _RUN),
    stateful_step_count=_RUN,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; add it to find a fault
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
