"""Claim, judge again, send the stored bytes once, record what came of it.

The order is the promise: nothing leaves before ``sending`` is committed with its intent;
an answer that does not prove anything is ``unknown`` and is settled by read-back or by a
person, never by sending again; and nothing after the publish can fail the publish.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.errors import GatepostError, LostClaim, NetworkForbidden
from bot.ledger.base import Delivery, Ledger
from bot.model import (
    Absent,
    Decision,
    Deferred,
    Delivered,
    DeliveryKey,
    Outcome,
    Present,
    Rejected,
    Rendition,
    Severity,
    Sighting,
    State,
    Unknown,
    Unreadable,
    Verdict,
)
from bot.platforms.base import Client, Job
from bot.records.model import Late

log = logging.getLogger(__name__)

LEASE_SECONDS = 120.0
#: A send may take this long (connect, read, bounded polling); it must fit in the lease.
SEND_SECONDS = 75.0
#: Rows taken at once; with 50 the last of 1,000 due together waited three times as long.
BATCH = 200
#: A deferred row waits at least this long, or one tick would use up all of its tries.
WAIT_SECONDS = 30.0
#: How long a platform's lists may lag behind a publish; pessimistic where none is set.
SETTLE_SECONDS = 600.0
#: Platforms stamp posts by their own clocks; look a little further back than we sent.
LOOK_BACK = timedelta(minutes=10)

Recheck = Callable[[Delivery, Rendition, datetime], Verdict]
ClientFor = Callable[[str], Client]


def key_text(key: DeliveryKey) -> str:
    """The delivery key as one stable string, for idempotency and record keys."""
    return "/".join((key.environment, key.post_id, key.account, key.occurrence, str(key.part)))


Stop = tuple[State, str]


@dataclass(frozen=True, slots=True)
class Ready:
    """Stored bytes that every gate allows, and the client that will send them."""

    rendition: Rendition
    client: Client


@dataclass
class Tally:
    """What one tick did: how many rows went where."""

    moved: dict[State, int] = field(default_factory=dict)

    def add(self, state: State) -> State:
        """Count one row."""
        self.moved[state] = self.moved.get(state, 0) + 1
        return state

    def __getitem__(self, state: State) -> int:
        return self.moved.get(state, 0)


@dataclass
class Publisher:
    """One worker. ``now`` and ``monotonic`` are injected; nothing here sleeps."""

    ledger: Ledger
    recheck: Recheck
    client_for: ClientFor
    now: Callable[[], datetime]
    late: Late = field(default_factory=Late)
    settle_seconds: Callable[[str], float] = lambda _platform: SETTLE_SECONDS
    monotonic: Callable[[], float] = time.monotonic
    owner: str = "worker"
    said: Callable[[Delivery, State, str], None] = lambda _row, _state, _reason: None

    def tick(self, stop: Callable[[], bool] = lambda: False) -> Tally:
        """Settle what is unknown, then publish everything due. Safe to call at any time."""
        tally = Tally()
        self.ledger.lapse(self.now())
        self.reconcile(tally)
        while not stop():
            batch = self.ledger.claim(self.now(), BATCH, self.owner, LEASE_SECONDS)
            if not batch:
                break
            for row in batch:
                self._guarded(row, tally, stop)
        return tally

    # ---------------------------------------------------------------- one delivery
    def _guarded(self, row: Delivery, tally: Tally, stop: Callable[[], bool]) -> None:
        try:
            if stop():
                self._release(row, State.PLANNED, "stopped before sending", tally)
            else:
                self.deliver(row, tally)
        except LostClaim:
            log.warning("delivery %d: somebody else has it now; left alone", row.id)

    def deliver(self, row: Delivery, tally: Tally) -> None:
        """Take one claimed row as far as it goes. Raises LostClaim when it is taken away."""
        taken = self.monotonic()
        # The rows before it in the batch may have used up most of its lease.
        self.ledger.renew(row, self.now(), LEASE_SECONDS)
        ready = self._too_late(row, self.now()) or self._prepared(row)
        if isinstance(ready, Ready):
            self._send(row, ready, taken, tally)
        else:
            self._release(row, *ready, tally)

    def _prepared(self, row: Delivery) -> Ready | Stop:
        """The stored bytes, judged again, and who sends them; or why they wait."""
        try:
            rendition = self._stored(row)
            verdict = self.recheck(row, rendition, self.now())
            if verdict.decision is not Decision.ALLOW:
                return stopped_by(verdict)
            return Ready(rendition, self.client_for(row.key.account))
        except GatepostError as error:
            return State.HELD, error.what
        except Exception as error:  # noqa: BLE001 - what cannot be checked does not go out
            log.error("delivery %d: the check broke (%s)", row.id, type(error).__name__)
            return State.HELD, f"it could not be checked ({type(error).__name__})"

    def _send(self, row: Delivery, ready: Ready, taken: float, tally: Tally) -> None:
        if self.ledger.frozen(row.key.account, row.platform):
            # Not claimed again while frozen; the late policy decides when it thaws.
            self._release(row, State.PLANNED, "frozen", tally)
            return
        intent = {"rendition": row.rendition, "part": row.key.part, "key": key_text(row.key)}
        attempt = self.ledger.begin(row, intent, self.now())
        if self.monotonic() - taken > LEASE_SECONDS - SEND_SECONDS:
            # The lease may end during the send, and another worker would not know: step back.
            outcome: Outcome = Deferred("self-fence", WAIT_SECONDS, "the lease was nearly over")
        else:
            outcome = self._publish(row, ready, attempt)
        if isinstance(outcome, Deferred):
            outcome = replace(outcome, wait=max(outcome.wait, WAIT_SECONDS))
        state = self.ledger.finish(row, attempt, outcome, self.now())
        tally.add(state)
        self.said(row, state, _why(outcome))

    def _publish(self, row: Delivery, ready: Ready, attempt: int) -> Outcome:
        job = self._job(row, ready.rendition)
        try:
            return ready.client.publish(job, self.ledger.steps(row, attempt))
        except NetworkForbidden:
            return Deferred("network:forbidden", 0.0, "sending is forbidden here")
        except Exception as error:  # noqa: BLE001 - the request may have left
            log.error("delivery %d: the client broke (%s)", row.id, type(error).__name__)
            return Unknown(f"client:{type(error).__name__}", "the client broke while sending")

    def _job(self, row: Delivery, rendition: Rendition) -> Job:
        return Job(rendition, row.key.part, key_text(row.key))

    def _stored(self, row: Delivery) -> Rendition:
        rendition = self.ledger.rendition(row.rendition)
        if rendition.digest != row.rendition:
            raise GatepostError(
                "the stored bytes are not those that were checked.",
                fix="Run gatepost plan to store them again; find out who changed the ledger.",
            )
        return rendition

    def _too_late(self, row: Delivery, now: datetime) -> Stop | None:
        if row.expires_at is not None and now >= row.expires_at:
            return State.SKIPPED, "expired before it could go out"
        behind = now - row.due_at
        if behind <= timedelta(minutes=self.late.post_within):
            return None
        if row.evergreen and behind <= timedelta(minutes=self.late.evergreen_within):
            return None
        minutes = int(behind.total_seconds() // 60)
        return State.HELD, f"missed by {minutes} minutes: publish it by hand or give it a new time"

    def _release(self, row: Delivery, state: State, reason: str, tally: Tally) -> None:
        self.ledger.release(row, state, reason, now=self.now())
        tally.add(state)
        self.said(row, state, reason)

    # ---------------------------------------------------------------- what is unknown
    def reconcile(self, tally: Tally) -> None:
        """Look up every unknown row. Seen: published. Not seen, though the platform has had
        time to show it: planned again, or held where its lists prove nothing."""
        for row in self.ledger.deliveries(states={State.UNKNOWN}):
            try:
                self._settle(row, tally)
            except LostClaim:
                log.warning("delivery %d: somebody else settles it; left alone", row.id)

    def _settle(self, row: Delivery, tally: Tally) -> None:
        since = self.ledger.attempted_at(row) or row.due_at
        sighting = self._look(row, since - LOOK_BACK)
        waited = (self.now() - since).total_seconds()
        if waited < self.settle_seconds(row.platform) and not isinstance(sighting, Present):
            return  # not yet visible proves nothing; ask again later
        if isinstance(sighting, Absent) and "duplicate" in self.ledger.last_code(row):
            # The platform itself said that it has this text; not showing it proves nothing.
            sighting = Unreadable("the platform called it a duplicate and does not show it")
        if isinstance(sighting, Present) and self._is_anothers(row, sighting.remote_id):
            sighting = Unreadable("what is there with these words is another delivery's")
        held = self.ledger.reconcile(row, self.now(), self.owner, LEASE_SECONDS)
        state = self.ledger.settle(held, sighting, self.now())
        tally.add(state)
        self.said(row, state, "settled by read-back")

    def _is_anothers(self, row: Delivery, remote_id: str) -> bool:
        """Whether another delivery of the account has that post for its own already."""
        others = self.ledger.deliveries(account=row.key.account)
        return any(o.remote_id == remote_id and o.id != row.id and o.published_at for o in others)

    def _look(self, row: Delivery, since: datetime) -> Sighting:
        try:
            rendition = self._stored(row)
            return self.client_for(row.key.account).find(self._job(row, rendition), since)
        except GatepostError as error:
            return Unreadable(error.what)
        except Exception as error:  # noqa: BLE001 - a broken look-up settles nothing
            log.error("delivery %d: look-up broke (%s)", row.id, type(error).__name__)
            return Unreadable("the look-up broke")

    # ---------------------------------------------------------------- taking down
    def retract(self, row: Delivery) -> State:
        """Delete one published post; its own attempt with its own intent."""
        client = self.client_for(row.key.account)
        attempt = self.ledger.retracting(row, self.now())
        try:
            outcome = client.delete(row.remote_id)
        except Exception as error:  # noqa: BLE001 - the request may have left
            log.error("delivery %d: the client broke (%s)", row.id, type(error).__name__)
            outcome = Unknown(f"client:{type(error).__name__}", "the client broke while deleting")
        state = self.ledger.retracted(row, attempt, outcome, self.now())
        self.said(row, state, _why(outcome))
        return state


def stopped_by(verdict: Verdict) -> Stop:
    """The state and safe words for a verdict that does not allow."""
    rules = sorted({f.rule for f in verdict.findings if f.severity is not Severity.INFO})
    rules += sorted(entry.split(":")[0] + " did not run" for entry in verdict.not_run)
    blocked = verdict.decision is Decision.BLOCK
    return (State.BLOCKED if blocked else State.HELD), ", ".join(rules)


def _why(outcome: Outcome) -> str:
    match outcome:
        case Delivered():
            return ""
        case Rejected() | Deferred() | Unknown():
            return outcome.what or outcome.code
        case _:
            assert_never(outcome)
