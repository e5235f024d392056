"""The ledger's interface: what happened, one row per delivery key, every move a compare-and-set.

Nothing above this door knows SQL. Every method commits before it returns; every change
of state writes its audit row in the same transaction. Times are aware UTC. No method
takes or returns post text except ``rendition`` and ``plan``, which carry the stored bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    remote_id: str
    url: str
    published_at: datetime | None


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
        the calendar; all others stay as they are. ``whole``: a row of this environment not
        among ``rows`` and not yet sent is held as "source missing"."""
        ...

    def deliveries(
        self, *, states: Collection[State] = (), post: str = "", account: str = ""
    ) -> list[Delivery]:
        """Rows by state, post and account, in order of due time."""
        ...

    def rendition(self, digest: str) -> Rendition:
        """The stored bytes. Raises LedgerUnavailable when erased or never stored."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest instant at which a planned row may be claimed."""
        ...

    def claim(self, now: datetime, limit: int, owner: str, lease_seconds: float) -> list[Delivery]:
        """Take due rows in order of due time: PLANNED -> CLAIMED, fence + 1."""
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
        """CLAIMED -> PLANNED, HELD, BLOCKED, SKIPPED. Raises LostClaim."""
        ...

    def begin(self, row: Delivery, intent: dict[str, Any], now: datetime) -> int:
        """CLAIMED -> SENDING with the attempt's intent (digests only); the attempt's id."""
        ...

    def steps(self, row: Delivery, attempt: int) -> Steps:
        """Checkpoints of the delivery, across attempts."""
        ...

    def finish(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """SENDING -> PUBLISHED, PLANNED (deferred, not_before), HELD, FAILED_FINAL, UNKNOWN."""
        ...

    def lapse(self, now: datetime) -> int:
        """Leases that ended: CLAIMED -> PLANNED, SENDING -> UNKNOWN, RECONCILING -> UNKNOWN."""
        ...

    def settle(self, row: Delivery, sighting: Sighting, now: datetime) -> State:
        """UNKNOWN -> PUBLISHED (present), PLANNED (dependably absent) or HELD (unreadable)."""
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
    ) -> None:
        """A person's decision on a row that is not in flight (release, cancel, settle, retract)."""
        ...

    def retracting(self, row: Delivery, now: datetime) -> int:
        """PUBLISHED or RETRACT_REQUESTED -> RETRACTING with its own attempt."""
        ...

    def retracted(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """RETRACTING -> RETRACTED, PUBLISHED (refused) or UNKNOWN stays RETRACTING."""
        ...

    def freeze(self, scope: str, actor: str, now: datetime, *, on: bool) -> None:
        """Scopes: "all", "platform:x", "account:clinic-x"."""
        ...

    def frozen(self, account: str, platform: str) -> bool:
        """Whether a freeze covers the account."""
        ...

    def slot(self, post: str, account: str) -> datetime | None:
        """The instant once assigned to a ``slot: next`` post, or None."""
        ...

    def assign_slot(self, post: str, account: str, at: datetime) -> datetime:
        """Assign it unless one is there; the one that counts."""
        ...

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        """(post, published at, rendition digest) of what the account published since."""
        ...

    def note(self, body: dict[str, Any], now: datetime) -> None:
        """Append an audit row that is no transition (start, stop, clock jump, approval)."""
        ...

    def audit(self, after: int = 0) -> list[AuditRow]:
        """Audit rows in order."""
        ...

    def verify(self) -> list[str]:
        """Check the chain from its rows; what is wrong, or nothing."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
