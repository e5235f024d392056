"""The ledger over SQLAlchemy: each method is one transaction around one function.

Implements ``bot.ledger.base.Ledger``; the statements stand in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from bot import clock
from bot.errors import BadUsage
from bot.ledger import (
    attempts,
    care,
    chain,
    claiming,
    deciding,
    failpoint,
    freezing,
    history,
    merged,
    planning,
    postgres,
    renditions,
    sealing,
)
from bot.ledger.base import Attempted, AuditRow, Changes, Delivery, Evidence, Planned
from bot.ledger.connection import empty_log, translated
from bot.ledger.sealing import Sealer
from bot.ledger.statement import POSTGRES
from bot.ledger.turn import Shared, Turns
from bot.ledger.work import Work
from bot.model import Delivered, Environment, Outcome, Rendition, Sighting, State, Steps

Clock = Callable[[Connection, datetime], datetime]
_GLANCE = {"glances": True}
_SHARED_GLANCE = {"isolation_level": "AUTOCOMMIT"}


class SqlLedger:
    """One environment's ledger. Safe to share between threads."""

    def __init__(self, engine: Engine, environment: Environment) -> None:
        self.engine = engine
        self.environment = environment
        shared = engine.dialect.name == POSTGRES
        #: Which clock decides what is due and whose lease is over.
        self.clock: Clock = postgres.read_clock if shared else postgres.callers_clock
        self._sealer = Sealer(self._seal) if shared else None
        memory = engine.url.database in (None, "", ":memory:")
        self._turns = None if shared else Turns(engine, together=not memory, erased=self._emptied)

    def _emptied(self) -> None:
        empty_log(self.engine)

    # ---------------------------------------------------------------- transactions
    @contextmanager
    def _reading(self, options: Mapping[str, Any] | None = None) -> Iterator[Connection]:
        turn = self._turns.reading() if self._turns else nullcontext()
        with turn, translated(), self.engine.connect() as connection:
            yield connection.execution_options(**options) if options else connection

    def _glance(self) -> AbstractContextManager[Connection]:
        """Read with one statement, which needs no transaction around it."""
        return self._reading(_SHARED_GLANCE if self._sealer else _GLANCE)

    @contextmanager
    def _at_one_instant(self) -> Iterator[Connection]:
        """Read, and see nothing of what is committed meanwhile."""
        with translated(), self.engine.connect() as plain:
            options = {"isolation_level": "REPEATABLE READ"} if self._sealer else {}
            yield plain.execution_options(**options)

    @contextmanager
    def _writing(self, name: str, now: datetime) -> Iterator[Work]:
        """One piece of work, committed under its ``name`` (see ``failpoint``) at the end."""
        with translated(), self._turns.writing(name) if self._turns else self._alone() as shared:
            failpoint.reach(f"{name}/start")
            at = self.clock(shared.connection, now)
            work = Work(shared.connection, self.environment, at, shared.head)
            yield work
            failpoint.reach(f"{name}/flush")
            shared.erased |= work.flush()
            failpoint.reach(f"{name}/commit")
        failpoint.reach(f"{name}/done")
        if self._sealer is not None:
            self._sealer.notice()

    @contextmanager
    def _alone(self) -> Iterator[Shared]:
        """PostgreSQL's transactions do not wait for each other."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield Shared(connection)

    @contextmanager
    def _merging(self, name: str, *, alone: bool) -> Iterator[Connection]:
        """PostgreSQL, for statements that read the clock and write their links themselves;
        one that is ``alone`` is a transaction without being told."""
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**(_SHARED_GLANCE if alone else {}))
            failpoint.reach(f"{name}/start")
            with connection.begin():
                yield connection
                failpoint.reach(f"{name}/flush")
                failpoint.reach(f"{name}/commit")
        failpoint.reach(f"{name}/done")
        if self._sealer is not None:
            self._sealer.notice()

    def _at(self, now: datetime) -> datetime | None:
        """The instant for a statement that otherwise reads the database's clock."""
        return None if self.clock is postgres.read_clock else now

    def _seal(self, *, wait: bool = False) -> int:
        """Move PostgreSQL's unsealed links into the chain; how many."""
        with translated(), self.engine.connect() as connection, connection.begin():
            failpoint.reach("seal/start")
            sealed = sealing.seal(connection, wait=wait)
            failpoint.reach("seal/flush")
            failpoint.reach("seal/commit")
        failpoint.reach("seal/done")
        return sealed

    def _seal_all(self) -> None:
        """Leave no link unsealed that was written before."""
        while self._sealer is not None and self._seal(wait=True):
            pass

    # ---------------------------------------------------------------- the calendar
    def plan(self, rows: Sequence[Planned], now: datetime, *, whole: bool) -> Changes:
        """Reconcile with what the calendar wants; see ``planning``."""
        with self._writing("plan", now) as work:
            return planning.reconcile(work, rows, whole=whole)

    def rehearse(self, rows: Sequence[Planned], now: datetime, *, whole: bool) -> Changes:
        """What ``plan`` would do; nothing is kept."""
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin() as transaction:
                work = Work(connection, self.environment, self.clock(connection, now))
                changes = planning.reconcile(work, rows, whole=whole)
                transaction.rollback()
        return changes

    def deliveries(
        self, *, states: Collection[State] = (), post: str = "", account: str = ""
    ) -> list[Delivery]:
        """Rows by state, post and account, in order of due time."""
        with self._reading() as connection:
            return history.read_deliveries(connection, self.environment, states, post, account)

    def delivery(self, id_: int) -> Delivery | None:
        """One row as it stands now, or None."""
        with self._glance() as connection:
            return history.read_delivery(connection, id_)

    def rendition(self, digest: str) -> Rendition:
        """The stored bytes, proved against their digest."""
        with self._glance() as connection:
            return renditions.load(connection, digest)

    def evidence(self, id_: int) -> Evidence | None:
        """Attempts, checkpoints and the other parts of a row."""
        with self._reading() as connection:
            return history.read_evidence(connection, id_)

    # ---------------------------------------------------------------- the worker
    def next_due(self, resting: Collection[str] = ()) -> datetime | None:
        """The earliest instant at which a planned row may be claimed."""
        with self._glance() as connection:
            return claiming.next_due(connection, resting)

    def claim(
        self,
        now: datetime,
        limit: int,
        owner: str,
        lease_seconds: float,
        resting: Collection[str] = (),
    ) -> list[Delivery]:
        """Take due rows, at most one an account."""
        with self._writing("claim", now) as work:
            return claiming.claim(work, limit, owner, lease_seconds, resting)

    def renew(self, row: Delivery, now: datetime, lease_seconds: float) -> None:
        """Keep a row in flight for longer."""
        with self._writing("renew", now) as work:
            claiming.renew(work, row, lease_seconds)

    def release(
        self,
        row: Delivery,
        state: State,
        reason: str,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> None:
        """Give a claimed row back, unsent."""
        with self._writing("release", now) as work:
            claiming.release(work, row, state, reason, due_at)

    def begin(self, row: Delivery, intent: dict[str, Any], now: datetime) -> int:
        """Commit the intent to send; the attempt's id."""
        plain = attempts.plain_intent(intent)
        if self._sealer is not None:
            with self._merging("begin", alone=True) as connection:
                return merged.begin(connection, row, plain, self._at(now))
        with self._writing("begin", now) as work:
            return attempts.begin(work, row, plain)

    def steps(self, row: Delivery, attempt: int) -> Steps:
        """Checkpoints of the delivery, across attempts."""
        return attempts.StoredSteps(
            row, attempt, self._reading, lambda: self._writing("step", clock.now())
        )

    def finish(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """Commit how the attempt ended; the state the row came to."""
        if self._sealer is not None and isinstance(outcome, Delivered) and outcome.remote_id:
            with self._merging("finish", alone=False) as connection:
                return merged.finish(connection, row, attempt, outcome, self._at(now))
        with self._writing("finish", now) as work:
            return attempts.finish(work, row, attempt, outcome)

    def attempted_at(self, row: Delivery) -> datetime | None:
        """When the last attempt to publish the row began, or None."""
        with self._glance() as connection:
            return history.read_attempted_at(connection, row.id)

    def last_code(self, row: Delivery) -> str:
        """The code of the row's last attempt to publish, or empty."""
        with self._glance() as connection:
            return history.read_last_code(connection, row.id)

    def lapse(self, now: datetime) -> int:
        """Take back rows whose lease is over; how many."""
        with self._writing("lapse", now) as work:
            return claiming.lapse(work, whatever_lease=False)

    def lapse_all(self, now: datetime) -> int:
        """Take back every row in flight. Only for whoever just took the state folder's lock;
        on PostgreSQL that proves nothing of other machines' workers, so leases count there."""
        with self._writing("lapse_all", now) as work:
            return claiming.lapse(work, whatever_lease=self._sealer is None)

    def reconcile(self, row: Delivery, now: datetime, owner: str, lease_seconds: float) -> Delivery:
        """Take an unknown row to look for it; settle what is returned."""
        with self._writing("reconcile", now) as work:
            return claiming.reconcile(work, row, owner, lease_seconds)

    def settle(self, row: Delivery, sighting: Sighting, now: datetime) -> State:
        """Commit what the look-up proved; the state the row came to."""
        with self._writing("settle", now) as work:
            return deciding.settle(work, row, sighting)

    # ---------------------------------------------------------------- people
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
        """Commit a person's decision on a row that is not in flight."""
        with self._writing("decide", now) as work:
            deciding.decide(work, row, state, reason, actor, remote_id, url, due_at)

    def erase(
        self, actor: str, now: datetime, *, post: str = "", consent: str = ""
    ) -> tuple[int, int]:
        """Withdraw what is not out and erase its text: (withdrawn, perhaps out)."""
        with self._writing("erase", now) as work:
            return deciding.withdraw(work, post, consent, actor)

    def retracting(self, row: Delivery, now: datetime) -> int:
        """Commit the intent to take a post down; the attempt's id."""
        with self._writing("retracting", now) as work:
            return attempts.retracting(work, row)

    def retracted(self, row: Delivery, attempt: int, outcome: Outcome, now: datetime) -> State:
        """Commit how the retraction ended; the state the row came to."""
        with self._writing("retracted", now) as work:
            return attempts.retracted(work, row, attempt, outcome)

    def freeze(self, scope: str, actor: str, now: datetime, *, on: bool) -> None:
        """Stop or let go everything, a platform, an account or a campaign."""
        with self._writing("freeze", now) as work:
            freezing.set_freeze(work, scope, actor, on=on)

    def frozen(self, account: str, platform: str, campaign: str = "") -> bool:
        """Whether a freeze covers the account or the campaign."""
        with self._glance() as connection:
            return freezing.read_frozen(connection, account, platform, campaign)

    def freezes(self) -> Sequence[tuple[str, str, datetime]]:
        """(scope, who, since) of every freeze that is on."""
        with self._reading() as connection:
            return freezing.read_freezes(connection)

    # ---------------------------------------------------------------- slots and history
    def attempted(self, account: str, limit: int) -> Sequence[Attempted]:
        """What was tried on the account, newest first."""
        with self._glance() as connection:
            return history.read_attempted(connection, self.environment, account, limit)

    def free_slot(self, post: str, account: str) -> None:
        """Let go of a slot whose post will not use it."""
        with self._writing("free_slot", clock.now()) as work:
            history.free_slot(work, post, account)

    def slot(self, post: str, account: str) -> datetime | None:
        """The instant once assigned to a ``slot: next`` post, or None."""
        with self._glance() as connection:
            return history.read_slot(connection, post, account)

    def slots(self, account: str) -> Mapping[str, datetime]:
        """Post -> assigned instant, of one account."""
        with self._reading() as connection:
            return history.read_slots(connection, account)

    def assign_slot(self, post: str, account: str, at: datetime) -> datetime:
        """Assign it unless one is there; the one that counts."""
        with self._writing("assign_slot", at) as work:
            return history.assign_slot(work, post, account, at)

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        """(post, published at, rendition digest) of what the account has out since."""
        with self._glance() as connection:
            return history.read_recent(connection, account, since)

    # ---------------------------------------------------------------- audit
    def note(self, body: dict[str, Any], now: datetime) -> None:
        """Append an audit row that is no transition."""
        if {"from", "to", "seq", "at", "v"} & body.keys():
            raise BadUsage("An audit note may not pass for a transition.", fix="Rename its fields.")
        with self._writing("note", now) as work:
            work.record(body)

    def audit(self, after: int = 0) -> list[AuditRow]:
        """Audit rows in order."""
        self._seal_all()
        with self._reading() as connection:
            return chain.read(connection, after)

    def verify(self) -> list[str]:
        """Check the chain from its rows; what is wrong, or nothing."""
        with self._at_one_instant() as connection:
            return chain.verify(connection)

    # ---------------------------------------------------------------- housekeeping
    def maintain(self, now: datetime) -> list[str]:
        """Once a week, look through the whole database; what is wrong, or nothing."""
        with self._reading() as connection:
            if not care.is_due(connection, now):
                return []
        problems = self.examine()
        with self._writing("maintain", now) as work:
            care.note_checked(work, len(problems))
        return problems

    def examine(self) -> list[str]:
        """Check the database and the audit chain now; what is wrong, or nothing."""
        with self._at_one_instant() as connection:
            return [*care.examine(connection), *chain.verify(connection)]

    def close(self) -> None:
        """Let go of the database; what is written is sealed first."""
        if self._sealer is not None:
            self._sealer.close()
        self.engine.dispose()
