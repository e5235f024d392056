"""The ledger's interface: what happened, one row per delivery key, every move a compare-and-set.

Nothing above this door knows SQL. Every method commits before it returns; every change
of state writes its audit row in the same transaction. Times are aware UTC. No method
takes or returns post text except ``rendition`` and ``plan``, which carry the stored bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.model import DeliveryKey, Environment, Outcome, Rendition, Sighting, State, Steps


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery as the calendar wants it now."""

    key: DeliveryKey
    platform: str
    due_at: datetime
    zone: str
    local: str  # nominal local time, "2026-12-01 09:00"
    rendition: Rendition
    state: State  # PLANNED, HELD or BLOCKED
    reason: str = ""  # safe words for held and blocked
    source_path: str = ""
    expires_at: datetime | None = None
    evergreen: bool = False
    consents: tuple[str, ...] = ()
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row as it stands."""

    id: int
    key: DeliveryKey
    platform: str
    state: State
    due_at: datetime
    zone: str
    local: str
    rendition: str  # digest
    reason: str
    source_path: str
    expires_at: datetime | None
    evergreen: bool
    consents: tuple[str, ...]
    attempts: int
    fence: int
    not_before: datetime | None  # after a deferral
    remote_id: str  # of an unknown row: the id the platform itself hinted at, if any
    url: str
    published_at: datetime | None
    hold: str = ""  # who holds a held row: calendar, send, person, doubt or thread
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one planning run did."""

    added: int = 0
    moved: int = 0
    rewritten: int = 0
    restated: int = 0  # planned/held/blocked changed
    unchanged: int = 0
    settled: int = 0  # already out or ended; not touched
    missing: int = 0  # source gone: held


@dataclass(frozen=True, slots=True)
class Attempted:
    """One try at publishing, as its account remembers it."""

    delivery: int
    post: str
    part: int
    started: datetime
    outcome: str  # delivered, rejected, deferred, unknown, lost; empty while it goes on
    code: str
    not_before: datetime | None  # of its row: until when a deferral asks to wait


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt as it was recorded; ``ended`` is None while it runs."""

    id: int
    number: int
    kind: str  # publish, retract
    fence: int
    intent: dict[str, Any]  # ids, times and digests only
    started: datetime
    ended: datetime | None
    outcome: str  # delivered, rejected, deferred, unknown, lost; empty while it runs
    code: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A remote id that was saved before anything was asked of it."""

    name: str
    remote_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the ledger knows of one delivery, for a person who has to settle it."""

    row: Delivery
    attempts: tuple[Try, ...]  # in order
    steps: tuple[Checkpoint, ...]  # by time
    parts: tuple[Delivery, ...]  # the other parts of its thread, in order


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of the chain: ``hash`` = SHA-256("audit-v1\\0" + previous hash + body)."""

    seq: int
    at: datetime
    body: dict[str, Any]
    previous: str
    hash: str


class Ledger(Protocol):
    """Open with ``bot.ledger.open_ledger(url, environment, state_folder)``."""

    environment: Environment

    def plan(self, rows: Sequence[Planned], now: datetime, *, whole: bool) -> Changes:
        """Reconcile idempotently. Rows in PLANNED, HELD, BLOCKED or FAILED_RETRYABLE follow
        the calendar whenever it asks for something else than last time; until then what a
        person or a gate at send time decided stands. A row that a person holds follows in
        text and time only; one that was refused for good only to another text or time; one
        that may be out ("doubt") not at all; all others stay as they are. ``whole``: a row
        of this environment not among ``rows`` and not yet sent is held as "source missing",
        but for past dates of a recurrence still among them.
        The text of a blocked row is not stored. Raises BadUsage for a plan that contradicts
        itself and WrongEnvironment."""
        ...

    def rehearse(self, rows: Sequence[Planned], now: datetime, *, whole: bool) -> Changes:
        """What ``plan`` would do; nothing is kept."""
        ...

    def deliveries(
        self, *, states: Collection[State] = (), post: str = "", account: str = ""
    ) -> list[Delivery]:
        """Rows by state, post and account, in order of due time."""
        ...

    def delivery(self, id_: int) -> Delivery | None:
        """One row as it stands now, or None."""
        ...

    def rendition(self, digest: str) -> Rendition:
        """The stored bytes. Raises LedgerUnavailable when erased or never stored."""
        ...

    def evidence(self, id_: int) -> Evidence | None:
        """Attempts, checkpoints and the other parts of a row, for ``gatepost resolve``."""
        ...

    def next_due(self, resting: Collection[str] = ()) -> datetime | None:
        """The earliest instant at which a planned row may be claimed; not on accounts
        ``resting``."""
        ...

    def claim(
        self,
        now: datetime,
        limit: int,
        owner: str,
        lease_seconds: float,
        resting: Collection[str] = (),
    ) -> list[Delivery]:
        """Take due rows in order of due time: PLANNED -> CLAIMED, fence + 1. At most one an
        account, none on an account with a row in flight, frozen or ``resting``, and no part
        before the parts ahead of it are published."""
        ...

    def renew(self, row: Delivery, now: datetime, lease_seconds: float) -> None:
        """Keep a row in flight for longer. Raises LostClaim."""
        ...

    def release(
        self,
        row: Delivery,
        state: State,
        reason: str,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> None:
        """CLAIMED -> PLANNED, HELD, BLOCKED, SKIPPED. ``due_at`` moves the row until the
        calendar itself changes. Raises LostClaim."""
        ...

    def begin(self, row: Delivery, intent: dict[str, Any], now: datetime) -> int:
        """CLAIMED -> SENDING with the attempt's intent (ids and digests only, no spaces); the
        attempt's id. Raises LostClaim when the lease is over or a freeze covers the account:
        nothing may then be sent."""
        ...

    def steps(self, row: Delivery, attempt: int) -> Steps:
        """Checkpoints of the delivery, across attempts. Each one that is put renews the
        lease (120 s): only work that gets somewhere keeps a row."""
        ...

    def finish(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """SENDING -> PUBLISHED, PLANNED (deferred, not_before; HELD at the sixth time in a
        row), HELD, FAILED_FINAL, UNKNOWN. ``row`` is the one that was claimed. Wherever a
        part of a thread stops for good or for a person, the parts after it are held
        ("thread") and are planned again when it goes on."""
        ...

    def attempted_at(self, row: Delivery) -> datetime | None:
        """When the last attempt to publish the row began, or None if there was none."""
        ...

    def last_code(self, row: Delivery) -> str:
        """The code of the row's last attempt to publish, or empty."""
        ...

    def lapse(self, now: datetime) -> int:
        """Leases that ended: CLAIMED -> PLANNED, SENDING -> UNKNOWN, RECONCILING -> UNKNOWN,
        RETRACTING -> RETRACT_REQUESTED; how many."""
        ...

    def lapse_all(self, now: datetime) -> int:
        """As ``lapse``, whatever the leases say: only for whoever has just taken the state
        folder's lock, which proves that every worker is dead."""
        ...

    def reconcile(self, row: Delivery, now: datetime, owner: str, lease_seconds: float) -> Delivery:
        """UNKNOWN -> RECONCILING, so that nobody else looks or sends on the account; settle
        what is returned. Raises LostClaim when the account is busy."""
        ...

    def settle(self, row: Delivery, sighting: Sighting, now: datetime) -> State:
        """UNKNOWN or RECONCILING -> PUBLISHED (present), PLANNED (dependably absent; HELD at
        the sixth time in a row) or HELD (unreadable; only a person lets it go)."""
        ...

    def decide(
        self,
        row: Delivery,
        state: State,
        reason: str,
        actor: str,
        now: datetime,
        remote_id: str = "",
        url: str = "",
        due_at: datetime | None = None,
    ) -> None:
        """A person's decision on a row that is not in flight (release, cancel, settle, retract).
        ``due_at`` gives a row that is decided PLANNED a new time until the calendar changes.

        What may become what stands in ``states.DECISIONS``; a blocked, failed, skipped or
        cancelled row that is decided HELD follows the calendar again. Raises BadUsage for
        anything else and LostClaim when the row is no longer the one that was looked at."""
        ...

    def erase(
        self, actor: str, now: datetime, *, post: str = "", consent: str = ""
    ) -> tuple[int, int]:
        """Cancel what is not out and erase its text, of a post or of a revoked consent:
        (withdrawn, perhaps out). The latter are never sent again, and lose their text as
        soon as no look-up needs it."""
        ...

    def retracting(self, row: Delivery, now: datetime) -> int:
        """PUBLISHED or RETRACT_REQUESTED -> RETRACTING with its own attempt."""
        ...

    def retracted(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """RETRACTING -> RETRACTED, PUBLISHED (refused), RETRACT_REQUESTED (deferred); after
        Unknown it stays RETRACTING until its lease (120 s) lapses."""
        ...

    def freeze(self, scope: str, actor: str, now: datetime, *, on: bool) -> None:
        """Scopes: "all", "platform:x", "account:clinic-x", "campaign:walk-month"."""
        ...

    def frozen(self, account: str, platform: str, campaign: str = "") -> bool:
        """Whether a freeze covers the account or the campaign."""
        ...

    def freezes(self) -> Sequence[tuple[str, str, datetime]]:
        """(scope, who, since) of every freeze that is on, by scope."""
        ...

    def attempted(self, account: str, limit: int) -> Sequence[Attempted]:
        """What was tried on the account, newest first; attempts to publish only."""
        ...

    def slot(self, post: str, account: str) -> datetime | None:
        """The instant once assigned to a ``slot: next`` post, or None."""
        ...

    def slots(self, account: str) -> Mapping[str, datetime]:
        """Post -> assigned instant, of one account."""
        ...

    def assign_slot(self, post: str, account: str, at: datetime) -> datetime:
        """Assign it unless one is there; the one that counts."""
        ...

    def free_slot(self, post: str, account: str) -> None:
        """Let go of a slot whose post will not use it; no error if there is none."""
        ...

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        """(post, published at, rendition digest) of what the account published since."""
        ...

    def note(self, body: dict[str, Any], now: datetime) -> None:
        """Append an audit row that is no transition (start, stop, clock jump, approval).
        Raises BadUsage for the keys from, to, seq, at and v."""
        ...

    def audit(self, after: int = 0) -> list[AuditRow]:
        """Audit rows in order."""
        ...

    def verify(self) -> list[str]:
        """Check the chain from its rows; what is wrong, or nothing."""
        ...

    def maintain(self, now: datetime) -> list[str]:
        """Housekeeping; cheap, call it as often as you like. Once a week the whole database
        and the audit chain are checked; what is wrong, or nothing."""
        ...

    def examine(self) -> list[str]:
        """Check the database file and the audit chain now; what is wrong, or nothing."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
