"""A calendar at work: ledger, vault, clients, and a desk that follows what is on disk.

Records are read again whenever a file under config/ changed, so that a consent revoked a
second ago, a freeze in policy.toml or a left account count in the moment of sending.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cache import Cache
from bot.clock import resolve_recurring
from bot.crew import BATCH, MOST
from bot.desk import Desk
from bot.errors import (
    BadPost,
    CredentialMissing,
    GatepostError,
    VaultUnavailable,
    WrongEnvironment,
)
from bot.ledger.base import Delivery, Ledger
from bot.model import Decision, Post, Rendition, State, Verdict
from bot.pace import Pace, read_window
from bot.plan import Outline, Planner, slot_of
from bot.platforms.base import AVAILABLE, Client, Limits, client_factory
from bot.publish import SETTLE_SECONDS, Publisher
from bot.records import Records, load_records
from bot.records.approval import covering
from bot.records.model import ConsentStatus
from bot.rules.base import VaultView
from bot.timetable import slots
from bot.vault.base import Vault
from bot.vault.tokens import load_token, token_name

if TYPE_CHECKING:
    from bot.media.host import FolderHost

#: Tokens that end within this time are told of.
SOON_OVER = timedelta(days=7)
#: While this lies in the state folder, nothing is sent: a freeze that needs no database.
STOP_FILE = "FREEZE"

Said = Callable[[Delivery, State, str], None]


@dataclass
class Worker:
    """Everything a live command needs. ``now`` is the clock of this run."""

    root: Path
    ledger: Ledger
    vault: Vault | None
    cache: Cache
    now: Callable[[], datetime]
    said: Said = lambda _row, _state, _reason: None
    tell: Callable[[str, str], None] = lambda _kind, _words: None
    threads: int = 0  # 0: as many as the settings say
    progress: Callable[[str], None] = lambda _path: None
    actor: str = ""  # who runs the command: an id under config/people, or empty
    _records: Records | None = field(default=None, init=False)
    _desk: Desk | None = field(default=None, init=False)
    _seen: tuple[tuple[str, int, int, int], ...] = field(default=(), init=False)
    _clients: dict[str, Client] = field(default_factory=dict, init=False)
    _revoked: frozenset[str] = field(default=frozenset(), init=False)

    @property
    def records(self) -> Records:
        """The records as they are on disk now."""
        seen = fingerprint(self.root / "config")
        if self._records is None or seen != self._seen:
            self._records, self._seen, self._desk = load_records(self.root), seen, None
            self._clients.clear()
        return self._records

    @property
    def state(self) -> Path:
        """The calendar's state folder."""
        return self.root / self.records.settings.state

    @property
    def desk(self) -> Desk:
        """A desk over the present records, at the present instant."""
        records = self.records
        if self._desk is None:
            self._desk = Desk(
                records,
                self.now(),
                self.state,
                self.cache,
                history=self.ledger,
                vault=self._view(records),
                assigned=partial(slot_of, self.ledger),
                taken=lambda account: frozenset(self.ledger.slots(account).values()),
                progress=self.progress,
                actor=self.actor,
            )
        self._desk.now = self.now()
        return self._desk

    def plan(self, *, dry_run: bool = False) -> Outline:
        """Reconcile the calendar with the ledger."""
        environment = self.records.settings.environment
        return Planner(self.desk, self.ledger, environment).plan(dry_run=dry_run)

    def fingerprint(self) -> tuple[object, ...]:
        """Changes when a file of the calendar, its records or a freeze does."""
        return (*_stamp(self.records), tuple(self.ledger.freezes()))

    def token_stamp(self) -> object:
        """Changes when a token in the vault does; nothing of the tokens is in it."""
        if self.vault is None:
            return None
        try:
            kept = (self.vault.get(token_name(name)) for name in sorted(self.records.accounts))
            return hash(tuple(secret.reveal() if secret else None for secret in kept))
        except VaultUnavailable as error:
            return error.what

    def tell_of_tokens(self) -> None:
        """Tell of tokens that end soon, while they can still be renewed in peace, and of a vault
        that is locked: what is due waits for it."""
        try:
            if self.vault is not None:
                self.vault.names()
        except VaultUnavailable as error:
            self.tell("vault", f"nothing is sent for now: {error}")
            return
        for name in sorted(self.records.accounts):
            ends = self._token_end(name)
            if ends is not None and ends - self.now() < SOON_OVER:
                self.tell("token", f"the token of {name} ends on {ends:%Y-%m-%d}: sign in again")

    def _token_end(self, name: str) -> datetime | None:
        if self.vault is None:
            return None
        try:
            return load_token(self.vault, name, self.records.settings.environment).expires
        except GatepostError:
            return None  # the send says what is wrong with it

    def newly_revoked(self) -> bool:
        """Whether a consent has been revoked since this was last asked."""
        revoked = frozenset(
            name
            for name, consent in self.records.consents.items()
            if consent.status is ConsentStatus.REVOKED
        )
        new, self._revoked = revoked - self._revoked, revoked
        return bool(new)

    def jumped(self, jump: timedelta) -> None:
        """The clock was set. Recorded always; by a long jump sending stops until a person looks."""
        now, seconds = self.now(), round(jump.total_seconds())
        self.ledger.note({"event": "clock jump", "seconds": seconds}, now)
        if abs(jump) <= timedelta(minutes=self.records.policy.clock_jump_minutes):
            return
        self.ledger.freeze("all", "clock", now, on=True)
        way = "forward" if seconds > 0 else "back"
        self.tell(
            "clock",
            f"the clock went {way} by {abs(seconds)} s and nothing is sent: check the time, then "
            "run gatepost unfreeze all",
        )

    def publisher(self) -> Publisher:
        """The one that claims and sends."""
        from bot.ledger.opening import is_shared

        settings = self.records.settings
        return Publisher(
            ledger=self.ledger,
            recheck=self.recheck,
            client_for=self.client,
            now=self.now,
            late=settings.late,
            settle_seconds=self._settle,
            owner=f"{socket.gethostname()}:{os.getpid()}",
            said=self.said,
            tell=self.tell,
            pace=self.pace,
            halted=(self.state / STOP_FILE).exists,
            threads=self.threads or settings.send_threads,
            batch=BATCH if is_shared(settings.ledger) else MOST,
        )

    def pace(self, account_name: str) -> Pace:
        """What policy and platform allow the account, as the records say now."""
        records = self.records
        policy, account = records.policy, records.accounts.get(account_name)
        zone = (account.timezone if account else "") or records.settings.timezone
        limits = _limits(account.platform) if account else None
        return Pace(
            zone=ZoneInfo(zone),
            quiet=tuple(read_window(text) for text in policy.quiet_hours),
            gap=timedelta(minutes=policy.min_gap_minutes),
            catch_up=timedelta(minutes=policy.catch_up_minutes),
            daily_cap=policy.daily_cap,
            quota=(limits.posts_max or 0) if limits else 0,
            quota_window=timedelta(seconds=limits.posts_window if limits else 0),
            breaker=policy.breaker_failures,
        )

    def recheck(self, row: Delivery, rendition: Rendition, now: datetime) -> Verdict:
        """Every gate again, on the stored bytes, with what is on disk and true at ``now``.

        Raises BadPost when the file is gone, broken or does not ask for this delivery any more.
        """
        desk = self.desk
        desk.now = now
        post = desk.post(row.source_path)
        if post.id != row.key.post_id or row.key.account not in post.accounts:
            raise BadPost(
                f"the file of {row.key.post_id} no longer asks for {row.key.account}.",
                fix="Run gatepost plan.",
            )
        account = desk.records.accounts.get(row.key.account)
        if account is not None and account.platform != row.platform:
            raise BadPost(
                f"{account.name} is on another platform now than the post was made for.",
                fix="Run gatepost plan.",
                place=post.place("accounts"),
            )
        if row.consents != ((post.consent,) if post.consent else ()):
            # The stored bytes do not tell whom a picture shows: the consent that they were
            # planned under is all that is left of it.
            raise BadPost(
                f"the file of {row.key.post_id} names another consent than when it was planned.",
                fix="Run gatepost plan.",
                place=post.place("patient"),
            )
        if not self._still_then(desk, post, row):
            raise BadPost(
                f"the file of {row.key.post_id} gives it another time than {row.local}.",
                fix="Run gatepost plan.",
                place=post.place(),
            )
        verdict = desk.judge(rendition, post, row.key.occurrence, row.due_at)
        self._note_signed(row, verdict, now)
        return verdict

    def _note_signed(self, row: Delivery, verdict: Verdict, now: datetime) -> None:
        """Each use of a signature that lets a post out is a row of the audit chain."""
        if verdict.decision is not Decision.ALLOW:
            return
        about = {"post": row.key.post_id, "account": row.key.account, "rendition": row.rendition}
        for finding in verdict.findings:
            if finding.answered:
                body = {"event": "answered", "rule": finding.rule, "persons": finding.answered}
                self.ledger.note(about | body, now)
        consents = row.consents
        key = (row.key.post_id, row.key.account, row.key.occurrence, row.rendition, consents)
        approvers = sorted(one.person for one in covering(self.records, *key, now=now))
        if approvers:
            body = {"event": "approval", "persons": ", ".join(approvers)}
            self.ledger.note(about | body, now)

    def _still_then(self, desk: Desk, post: Post, row: Delivery) -> bool:
        """Whether the file still asks for the row's nominal time; a hand moves only ``due_at``."""
        account = desk.records.accounts.get(row.key.account)
        if account is None:
            return True  # the gates say no
        nominal = resolve_recurring(datetime.fromisoformat(row.local), ZoneInfo(row.zone))
        assigned = self.ledger.slot(post.id, account.name)
        given = slots(
            post,
            account,
            desk.zone,
            min(desk.now, nominal),
            assigned=assigned,
            stagger_minutes=desk.records.policy.stagger_minutes,
        )
        wanted = (row.key.occurrence, row.local, row.zone)
        return any((slot.occurrence, slot.local, slot.zone) == wanted for slot in given)

    def client(self, account_name: str) -> Client:
        """The sending half of an account's platform, with its token.

        Raises CredentialMissing, VaultUnavailable or WrongEnvironment.
        """
        records = self.records
        if account_name not in self._clients:
            self._clients[account_name] = self._connect(records, account_name)
        return self._clients[account_name]

    def forget_clients(self) -> None:
        """Read tokens from the vault again before the next send."""
        self._clients.clear()

    def _connect(self, records: Records, name: str) -> Client:
        from bot.http import door_for

        account = records.accounts.get(name)
        if account is None:
            raise CredentialMissing(
                f"the account {name} is not on file.", fix="Add it to config/accounts.toml."
            )
        if self.vault is None:
            raise VaultUnavailable("the vault cannot be opened.", fix="Run gatepost doctor.")
        settings = records.settings
        if settings.environment != self.ledger.environment:
            # The settings changed under way; what this ledger holds belongs to the other side.
            raise WrongEnvironment(
                f"the settings say {settings.environment}, and this ledger belongs to "
                f"{self.ledger.environment}.",
                fix="Stop gatepost and start it again, with a state folder of its own.",
            )
        if account.environment not in (None, settings.environment):
            raise WrongEnvironment(
                f"the account {name} is for {account.environment} only.",
                fix=f"Take it out of the posts, or change its environment to "
                f"{settings.environment} in config/accounts.toml.",
            )
        token = load_token(self.vault, name, settings.environment)
        door = door_for(account.platform, settings)
        return client_factory(account.platform)(
            account, token.access.reveal(), door, self.media_host(), settings
        )

    def media_host(self) -> FolderHost:
        """Where pictures are laid out for platforms that fetch them."""
        from bot.media.host import FolderHost
        from bot.media.store import MediaStore

        folder = media_host_folder(self.records, self.state)
        base_url = self.records.settings.media_host.base_url
        return FolderHost(MediaStore(self.state / "media"), folder, base_url)

    def _settle(self, platform: str) -> float:
        chosen = self.records.settings.platforms.get(platform)  # type: ignore[call-overload]
        seconds = chosen.settle_seconds if chosen else None
        return SETTLE_SECONDS if seconds is None else float(seconds)

    def _view(self, records: Records) -> VaultView | None:
        if self.vault is None:
            return None
        from bot.vault.keys import VaultView as View

        return View(self.vault, records.settings.environment)


@cache
def _limits(platform: str) -> Limits | None:
    """The platform's limits, without its composing half."""
    if platform not in AVAILABLE:
        return None
    found: Limits = import_module(f"bot.platforms.{platform}.limits").LIMITS
    return found


def _stamp(records: Records) -> tuple[object, ...]:
    """Everything on disk that a plan is made of, as cheap stamps."""
    content = records.root / records.settings.content
    return fingerprint(records.root / "config"), fingerprint(content)


def media_host_folder(records: Records, state: Path) -> Path:
    """Where pictures are laid out for platforms that fetch them."""
    folder = records.settings.media_host.folder
    return records.root / folder if folder else state / "host"


def fingerprint(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Name, both times of change and size of every file below ``folder``: changes when they do."""
    found: list[tuple[str, int, int, int]] = []
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found.append((str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size))
    return tuple(found)
