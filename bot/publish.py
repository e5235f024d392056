"""Claim, judge again, send the stored bytes once, record what came of it.

The order is the promise: nothing leaves before ``sending`` is committed with its intent;
an answer that does not prove anything is ``unknown`` and is settled by read-back or by a
person, never by sending again; and nothing after the publish can fail the publish.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import clock, pace, parts
from bot.crew import BATCH, Crew
from bot.errors import GatepostError, LostClaim, NetworkForbidden, VaultUnavailable
from bot.ledger.base import Delivery, Ledger
from bot.model import (
    Absent,
    Decision,
    Deferred,
    Delivered,
    DeliveryKey,
    Outcome,
    Present,
    Rendition,
    Severity,
    Sighting,
    State,
    Unknown,
    Unreadable,
    Verdict,
)
from bot.pace import Pace, Rest
from bot.platforms.base import Client, Job, Metered
from bot.reason import Stop, named, stopped_by, words_of
from bot.records.model import Late

log = logging.getLogger(__name__)

LEASE_SECONDS = 120.0
#: A send may take this long (connect, read, bounded polling); it must fit in the lease.
SEND_SECONDS = 75.0
#: A lease younger than this is not renewed before the send: that costs a commit.
FRESH_SECONDS = 15.0
#: A deferred row waits at least this long, or one tick would use up all of its tries.
WAIT_SECONDS = 30.0
#: How long a platform's lists may lag behind a publish; pessimistic where none is set.
SETTLE_SECONDS = 600.0
#: An unknown row is looked up no more often than this; a look costs a request.
LOOK_SECONDS = 60.0
#: A locked vault is tried again after this.
LOCKED_SECONDS = 30.0
#: Platforms stamp posts by their own clocks. Where ours is wrong by hours, or by a time zone,
#: a post that is out was made long before we sent it: look that much further back.
LOOK_BACK = timedelta(hours=26)

Recheck = Callable[[Delivery, Rendition, datetime], Verdict]
ClientFor = Callable[[str], Client]


def key_text(key: DeliveryKey) -> str:
    """The delivery key as one stable string, for idempotency and record keys."""
    return "/".join((key.environment, key.post_id, key.account, key.occurrence, str(key.part)))


#: Who freezes an account whose sends fail.
BREAKER = "breaker"
#: States that a person is told of.
_TOLD = frozenset({State.HELD, State.BLOCKED, State.UNKNOWN, State.FAILED_FINAL, State.SKIPPED})


@dataclass(frozen=True, slots=True)
class Ready:
    """Stored bytes that every gate allows, and the client that will send them."""

    rendition: Rendition
    client: Client
    pace: Pace


@dataclass
class Tally:
    """What one tick did: how many rows went where. Threads may share it."""

    moved: dict[State, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, state: State) -> State:
        """Count one row."""
        with self._lock:
            self.moved[state] = self.moved.get(state, 0) + 1
        return state

    def __getitem__(self, state: State) -> int:
        return self.moved.get(state, 0)


@dataclass
class Publisher:
    """One worker. ``now``, ``monotonic`` and ``chance`` are injected; nothing here sleeps.

    ``recheck``, ``client_for`` and ``pace`` are called by one thread at a time. ``said`` is
    told of every row that moved, ``tell`` of what a person must look at: its kind and words
    without post text. Neither can fail a delivery.
    """

    ledger: Ledger
    recheck: Recheck
    client_for: ClientFor
    now: Callable[[], datetime]
    late: Late = field(default_factory=Late)
    settle_seconds: Callable[[str], float] = lambda _platform: SETTLE_SECONDS
    monotonic: Callable[[], float] = clock.elapsed
    owner: str = "worker"
    said: Callable[[Delivery, State, str], None] = lambda _row, _state, _reason: None
    tell: Callable[[str, str], None] = lambda _kind, _words: None
    pace: Callable[[str], Pace] = lambda _account: Pace()
    halted: Callable[[], bool] = lambda: False
    threads: int = 1
    batch: int = BATCH  # rows taken with one claim
    chance: Callable[[], float] = random.random
    _rests: dict[str, Rest] = field(default_factory=dict, init=False, repr=False)
    _looked: dict[int, datetime] = field(default_factory=dict, init=False, repr=False)
    #: Since when each claimed row's lease runs, on this machine's monotonic clock.
    _leased: dict[int, float] = field(default_factory=dict, init=False, repr=False)
    _desk: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def tick(self, stop: Callable[[], bool] = lambda: False) -> Tally:
        """Settle what is unknown, then publish everything due. Safe to call at any time."""
        tally = Tally()
        self.ledger.lapse(self.now())
        if self.threads > 1:
            self._together(tally, stop)
            return tally
        self.reconcile(tally)
        while not stop():
            batch = self._claim(BATCH, ())
            if not batch:
                break
            for row in batch:
                self._guarded(row, tally, stop)
        return tally

    def _together(self, tally: Tally, stop: Callable[[], bool]) -> None:
        crew = Crew(
            self.threads,
            claim=self._claim,
            due=self._due,
            work=lambda row: self._guarded(row, tally, stop),
            renew=self._renew,
            monotonic=time.monotonic,
            batch=self.batch,
        )
        unknown = [] if stop() else self.ledger.deliveries(states={State.UNKNOWN})
        crew.run(stop, lambda row: self._settled(row, tally), unknown)

    def _claim(self, most: int, busy: Collection[str]) -> list[Delivery]:
        if self.halted():
            return []
        resting, since = self.resting() | frozenset(busy), self.monotonic()
        rows = self.ledger.claim(self.now(), most, self.owner, LEASE_SECONDS, resting)
        self._leased.update((row.id, since) for row in rows)
        return rows

    def _due(self, busy: Collection[str]) -> bool:
        due = self.ledger.next_due(self.resting() | frozenset(busy))
        return due is not None and due <= self.now()

    def _renew(self, row: Delivery) -> None:
        since = self.monotonic()
        try:
            self.ledger.renew(row, self.now(), LEASE_SECONDS)
            self._leased[row.id] = since
        except LostClaim:
            # Its turn came meanwhile, or another worker has it: its own thread finds out.
            log.debug("delivery %d: not renewed", row.id)

    # ---------------------------------------------------------------- who rests
    def resting(self) -> frozenset[str]:
        """The accounts that nothing is claimed for at this moment."""
        now = self.now()
        with self._desk:
            self._rests = {name: rest for name, rest in self._rests.items() if rest.until > now}
            return frozenset(self._rests)

    def next_due(self) -> datetime | None:
        """When a tick would first find something to do: a row, or an account that has rested."""
        ends = [self.ledger.next_due(self.resting())]
        with self._desk:
            ends += [rest.until for rest in self._rests.values()]
        return min((end for end in ends if end is not None), default=None)

    def rest_of(self, account: str) -> str:
        """Why an account waits, in safe words, or empty."""
        with self._desk:
            rest = self._rests.get(account)
        return rest.why if rest else ""

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
        taken = self._held_since(row)
        with self._desk:
            ready = self._too_late(row, self.now()) or self._unpaced(row) or self._prepared(row)
        if isinstance(ready, Ready):
            ready = self._metered(row, ready) or ready
        match ready:
            case Ready():
                self._send(row, ready, taken, tally)
            case Rest():
                self._postpone(row, ready)
            case (state, reason):
                self._release(row, state, parts.of_thread(row, reason), tally)

    def _held_since(self, row: Delivery) -> float:
        """When its lease began. One that the rows before it used up in part begins anew."""
        now, since = self.monotonic(), self._leased.pop(row.id, None)
        if since is not None and 0 <= now - since < FRESH_SECONDS:
            return since
        self.ledger.renew(row, self.now(), LEASE_SECONDS)
        return now

    def _unpaced(self, row: Delivery) -> Rest | Stop | None:
        """Why the account has to wait, or the row for a person, by policy."""
        now = self.now()
        try:
            limits = self.pace(row.key.account)
        except GatepostError as error:
            return State.HELD, error.what
        tries = self.ledger.attempted(row.key.account, pace.TRIES)
        rest = pace.rest_of(limits, row, tries, now)
        if rest is not None or not (limits.daily_cap or limits.quota):
            return rest
        recent = self.ledger.recent(row.key.account, now - 2 * pace.DAY)
        if pace.is_over_cap(limits, row, recent, now):
            words = f"the account has had its {limits.daily_cap} posts of the day (daily_cap)"
            return State.HELD, f"{words}: give it another day, or raise the cap"
        return pace.quota_rest(limits, pace.used(limits, recent, now))

    def _prepared(self, row: Delivery) -> Ready | Rest | Stop:
        """The stored bytes, judged again, and who sends them; or why they wait."""
        try:
            rendition = self._stored(row)
            client = self.client_for(row.key.account)
            verdict = self.recheck(row, rendition, self.now())
            if verdict.decision is not Decision.ALLOW:
                # A freeze is no fault of the post's: nothing about the row may change by it.
                return (State.PLANNED, parts.FROZEN) if self._frozen(row) else stopped_by(verdict)
            self._tell_news(row, verdict)
            return Ready(rendition, client, self.pace(row.key.account))
        except VaultUnavailable as error:
            self.tell("vault", f"{row.key.account}: {error.what}")
            return Rest(self.now() + timedelta(seconds=LOCKED_SECONDS), error.what)
        except GatepostError as error:
            return State.HELD, error.what
        except Exception as error:  # noqa: BLE001 - what cannot be checked does not go out
            log.error("delivery %d: the check broke (%s)", row.id, type(error).__name__)
            return State.HELD, f"it could not be checked ({type(error).__name__})"

    def _metered(self, row: Delivery, ready: Ready) -> Rest | None:
        """What the platform itself says is left of its quota, once half of it may be used."""
        client, limits = ready.client, ready.pace
        if not isinstance(client, Metered) or not limits.quota:
            return None
        spent = self.ledger.recent(row.key.account, self.now() - limits.quota_window)
        if 2 * len(spent) < limits.quota or _left(client) != 0:
            return None
        until = self.now() + timedelta(seconds=pace.QUOTA_SECONDS)
        return Rest(until, "the platform says that its quota is used up")

    def _tell_news(self, row: Delivery, verdict: Verdict) -> None:
        """Warns that appear only now stop nothing; somebody should know of them."""
        rules = {f.rule for f in verdict.findings if f.severity is Severity.WARN}
        if rules:
            self.tell(
                "warned", f"{named(row)}: goes out with warnings of {', '.join(sorted(rules))}"
            )

    def _postpone(self, row: Delivery, rest: Rest) -> None:
        with self._desk:
            self._rests[row.key.account] = rest
        self.ledger.release(row, State.PLANNED, f"waits: {rest.why}", now=self.now())

    def _frozen(self, row: Delivery) -> bool:
        return self.halted() or self.ledger.frozen(row.key.account, row.platform, row.campaign)

    def _send(self, row: Delivery, ready: Ready, taken: float, tally: Tally) -> None:
        job = self._job(row, ready.rendition)
        attempt = self._begun(row)
        if attempt is None:
            # Not claimed again while frozen; the late policy decides when it thaws.
            self._release(row, State.PLANNED, parts.FROZEN, tally)
            return
        if self.monotonic() - taken > LEASE_SECONDS - SEND_SECONDS:
            # The lease may end during the send, and another worker would not know: step back.
            outcome: Outcome = Deferred("self-fence", WAIT_SECONDS, "the lease was nearly over")
        else:
            outcome = self._publish(row, ready, job, attempt)
        outcome = self._spaced(row, parts.for_thread(row, outcome))
        state = self.ledger.finish(row, attempt, outcome, self.now())
        tally.add(state)
        self._report(row, state, outcome)

    def _begun(self, row: Delivery) -> int | None:
        """The attempt, committed; or None when a freeze covers the row. Raises LostClaim."""
        if self.halted():
            return None
        intent = {"rendition": row.rendition, "part": row.key.part, "key": key_text(row.key),
                  "clock": clock.base(self.now(), self.monotonic())}  # fmt: skip
        try:
            return self.ledger.begin(row, intent, self.now())
        except LostClaim:
            # The ledger looks for freezes in the same statement; this only finds the words.
            if self._frozen(row):
                return None
            raise

    def _publish(self, row: Delivery, ready: Ready, job: Job, attempt: int) -> Outcome:
        try:
            return ready.client.publish(job, self.ledger.steps(row, attempt))
        except NetworkForbidden:
            return Deferred("network:forbidden", 0.0, "sending is forbidden here")
        except Exception as error:  # noqa: BLE001 - the request may have left
            log.error("delivery %d: the client broke (%s)", row.id, type(error).__name__)
            return Unknown(f"client:{type(error).__name__}", "the client broke while sending")

    def _spaced(self, row: Delivery, outcome: Outcome) -> Outcome:
        """A deferral waits for as long as it was asked to, or by chance, never less than a bit."""
        if not isinstance(outcome, Deferred):
            return outcome
        wait = pace.backoff(outcome.wait, row.attempts + 1, self.chance())
        return replace(outcome, wait=max(wait, WAIT_SECONDS))

    def _report(self, row: Delivery, state: State, outcome: Outcome) -> None:
        """Say what came of it, and stop an account that fails; nothing here fails a delivery."""
        try:
            self._hear(row, state, words_of(outcome))
            if not isinstance(outcome, Delivered | Deferred):
                self._break(row, outcome.code)
        except Exception as error:  # noqa: BLE001 - the outcome is recorded; this is only talk
            log.error("delivery %d: telling of it broke (%s)", row.id, type(error).__name__)

    def _break(self, row: Delivery, code: str) -> None:
        """Open the breaker of an account: a freeze that a person lifts."""
        account = row.key.account
        why = pace.breaks(self.pace(account), self.ledger.attempted(account, pace.TRIES))
        if not why or self.ledger.frozen(account, row.platform):
            return
        self.ledger.freeze(f"account:{account}", BREAKER, self.now(), on=True)
        mend = f"mend the cause, then: gatepost unfreeze account:{account}"
        self.tell("breaker", f"{account} is stopped: {why} ({code}); {mend}")

    def _hear(self, row: Delivery, state: State, reason: str) -> None:
        with self._desk:
            self.said(row, state, reason)
        if state in _TOLD:
            self.tell(state.value, f"{named(row)}: {state.value}{' - ' if reason else ''}{reason}")

    def _job(self, row: Delivery, rendition: Rendition) -> Job:
        return Job(rendition, row.key.part, key_text(row.key), self._part_before(row))

    def _part_before(self, row: Delivery) -> str:
        """The remote id of the part that this one follows, or empty."""
        if row.key.part == 0:
            return ""
        before = replace(row.key, part=row.key.part - 1)
        thread = self.ledger.deliveries(post=row.key.post_id, account=row.key.account)
        return next((part.remote_id for part in thread if part.key == before), "")

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
        self._hear(row, state, reason)

    # ---------------------------------------------------------------- what is unknown
    def reconcile(self, tally: Tally) -> None:
        """Look up every unknown row. Seen: published. Not seen, though the platform has had
        time to show it: planned again, or held where its lists prove nothing."""
        for row in self.ledger.deliveries(states={State.UNKNOWN}):
            self._settled(row, tally)

    def _settled(self, row: Delivery, tally: Tally) -> None:
        try:
            self._settle(row, tally)
        except LostClaim:
            log.warning("delivery %d: somebody else settles it; left alone", row.id)

    def _settle(self, row: Delivery, tally: Tally) -> None:
        since = self.ledger.attempted_at(row) or row.due_at
        trusted = since + timedelta(seconds=self.settle_seconds(row.platform))
        if not self._is_time_to_look(row, trusted):
            return
        sighting = self._look(row, since - LOOK_BACK)
        ahead = since > self.now()  # the clock was set back; nobody waits until it gets there again
        early = self.now() < trusted and not ahead
        if not isinstance(sighting, Present) and (early or self._frozen(row)):
            # Not yet visible proves nothing; and while nothing may be sent, perhaps because the
            # clock was set, nothing is gained by calling it absent. Ask again later.
            return
        if isinstance(sighting, Absent) and "duplicate" in self.ledger.last_code(row):
            # The platform itself said that it has this text; not showing it proves nothing.
            sighting = Unreadable("the platform called it a duplicate and does not show it")
        if isinstance(sighting, Absent) and (ahead or self._clock_was_set(row)):
            sighting = Unreadable("it is not shown, but the clock was set since it was sent")
        if isinstance(sighting, Present) and self._is_anothers(row, sighting.remote_id):
            sighting = Unreadable("what is there with these words is another delivery's")
        held = self.ledger.reconcile(row, self.now(), self.owner, LEASE_SECONDS)
        state = self.ledger.settle(held, sighting, self.now())
        self._looked.pop(row.id, None)
        tally.add(state)
        doubt = f"; settle it: gatepost resolve {row.key.post_id}" if state is State.HELD else ""
        self._hear(row, state, f"settled by read-back{doubt}")

    def _clock_was_set(self, row: Delivery) -> bool:
        """Whether the times of the last attempt say nothing any more about how long ago it was."""
        known = self.ledger.evidence(row.id)
        tries = [one for one in known.attempts if one.kind == "publish"] if known else []
        before = str(tries[-1].intent.get("clock", "")) if tries else ""
        return bool(before) and clock.was_set(before, clock.base(self.now(), self.monotonic()))

    def _is_time_to_look(self, row: Delivery, trusted: datetime) -> bool:
        """Not at every tick: once a minute, and once when an absence is first a proof."""
        now, last = self.now(), self._looked.get(row.id)
        if last is not None and now - last < timedelta(seconds=LOOK_SECONDS):
            return last < trusted <= now
        self._looked[row.id] = now
        return True

    def _is_anothers(self, row: Delivery, remote_id: str) -> bool:
        """Whether another delivery of the account has that post for its own already."""
        others = self.ledger.deliveries(account=row.key.account)
        return any(o.remote_id == remote_id and o.id != row.id and o.published_at for o in others)

    def _look(self, row: Delivery, since: datetime) -> Sighting:
        try:
            rendition = self._stored(row)
            with self._desk:
                client = self.client_for(row.key.account)
            return client.find(self._job(row, rendition), since)
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
        self._hear(row, state, words_of(outcome))
        return state


def _left(client: Metered) -> int | None:
    try:
        return client.quota()
    except Exception as error:  # noqa: BLE001 - not knowing stops nothing; the platform will say
        log.warning("the platform's quota is not known (%s)", type(error).__name__)
        return None
