"""What a rule is: it observes what a rendition shows, then judges with what is known now.

``observe`` is a pure function of the rendition and of records that are digested into
the cache key; its facts hold no text and are cached. ``check`` turns facts into
findings with whatever the rule declared in ``needs``; a rule that needs anything is
live and is checked again at every run and in the moment of sending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from bot.model import Finding, Place, Post, Rendition, Severity
from bot.rules.agenda import Agenda

if TYPE_CHECKING:
    from bot.phi.model import Analysis
    from bot.records import Records


class Need(StrEnum):
    """What a rule wants besides the rendition; wanting any makes it live."""

    CLOCK = "clock"
    RECORDS = "records"
    LEDGER = "ledger"
    VAULT = "vault"


class Undeclared(Exception):
    """A rule touched a part of the context that it did not declare: a programming error."""


class NotHere(Exception):
    """The ledger or vault is not on this machine: deferred at check, a block at send."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.value)
        self.need = need


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a rendition shows, without the text that shows it. Plain JSON inside."""

    kind: str  # the rule's own word: "tie", "story", "disclosure"
    place: Place
    part: int = 0
    start: int = -1
    end: int = -1
    ref: str = ""  # a record's id, a class, a keyed digest
    note: str = ""  # safe words for the message
    severity: str = ""  # empty: the rule's own
    #: Text that only ``check`` can judge (a name to hash with the vault's key). Never
    #: written anywhere: a rendition with such a fact is simply not cached.
    private: str = field(default="", repr=False, compare=False)
    #: What a determination about this fact is bound to: the words around it. As ``private``.
    around: str = field(default="", repr=False, compare=False)


class History(Protocol):
    """What the ledger can tell a rule."""

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        """(post id, published at, rendition digest) of what an account published since."""
        ...

    def frozen(self, account: str, platform: str) -> bool:
        """Whether a freeze covers the account."""
        ...

    def rendition(self, digest: str) -> Rendition:
        """The stored bytes. Raises LedgerUnavailable when they are kept no more."""
        ...


class VaultView(Protocol):
    """What the vault can tell a rule: never a secret itself."""

    def has_token(self, account: str) -> bool:
        """Whether a token is stored for the account."""
        ...

    def token_expires(self, account: str) -> datetime | None:
        """When the stored token ends, if that is known."""
        ...

    def name_hmac(self, normalised: str) -> str:
        """The keyed HMAC of a normalised name, hex."""
        ...


@dataclass(frozen=True)
class Context:
    """Everything known besides the rendition. Rules see it through ``seen_by``."""

    post: Post
    records: Records
    now: datetime
    dues: tuple[datetime, ...] = ()  # when it would go out: every occurrence in the horizon
    due: datetime | None = None  # the hour of the occurrence in question; None: no hour but now
    sending: bool = False
    analyse: Callable[[Rendition, Post], Analysis] | None = None  # the PHI engine
    history: History | None = None
    vault: VaultView | None = None
    actor: str = ""  # who runs the command, when known
    agenda: Agenda = field(default_factory=Agenda)  # what else goes out

    def seen_by(self, needs: frozenset[Need], *, observing: bool) -> View:
        """The context as a rule with these needs may touch it."""
        return View(self, needs, observing)


class View:
    """A context that raises when a rule touches what it did not declare.

    While observing, clock, ledger and vault are out of reach for all, because facts
    are cached; records are in reach for those that declare them, because their digest
    is part of the cache's key.
    """

    __slots__ = ("_context", "_needs", "_observing")

    def __init__(self, context: Context, needs: frozenset[Need], observing: bool) -> None:
        self._context = context
        self._needs = needs
        self._observing = observing

    def _want(self, need: Need) -> None:
        live = self._observing and need is not Need.RECORDS
        if need not in self._needs or live:
            raise Undeclared(f"{need.value} while {'observing' if self._observing else 'checking'}")

    @property
    def post(self) -> Post:
        """The post as read. While checking from the cache, only its front matter is there."""
        return self._context.post

    @property
    def packs(self) -> frozenset[str]:
        """Jurisdiction packs that policy has switched on; part of every cache key."""
        return frozenset(self._context.records.policy.packs)

    @property
    def sending(self) -> bool:
        """Whether this is the moment of sending."""
        return self._context.sending

    def analysis(self, rendition: Rendition) -> Analysis:
        """The PHI engine's analysis of everything the rendition shows; only while observing."""
        if not self._observing:
            raise Undeclared("phi while checking")
        self._want(Need.RECORDS)
        if self._context.analyse is None:
            raise NotHere(Need.RECORDS)
        return self._context.analyse(rendition, self._context.post)

    @property
    def records(self) -> Records:
        """All records under config/."""
        self._want(Need.RECORDS)
        return self._context.records

    @property
    def now(self) -> datetime:
        """The instant of this run, UTC."""
        self._want(Need.CLOCK)
        return self._context.now

    @property
    def dues(self) -> tuple[datetime, ...]:
        """Every instant at which the post would go out; at sending, just now."""
        self._want(Need.CLOCK)
        return self._context.dues

    @property
    def due(self) -> datetime:
        """The hour at which this occurrence is to go out, also at sending."""
        self._want(Need.CLOCK)
        return self._context.due or self._context.now

    @property
    def agenda(self) -> Agenda:
        """What else goes out on each account, as far as it was checked together."""
        self._want(Need.CLOCK)
        return self._context.agenda

    @property
    def actor(self) -> str:
        """The person who runs the command, or empty."""
        return self._context.actor

    @property
    def history(self) -> History:
        """The ledger. Raises NotHere where there is none."""
        self._want(Need.LEDGER)
        if self._context.history is None:
            raise NotHere(Need.LEDGER)
        return self._context.history

    @property
    def vault(self) -> VaultView:
        """The vault. Raises NotHere where there is none."""
        self._want(Need.VAULT)
        if self._context.vault is None:
            raise NotHere(Need.VAULT)
        return self._context.vault


@dataclass(frozen=True, slots=True)
class Example:
    """A post file's text that shows a rule at work; run by the tests, shown in the docs.

    Only what matters is written: the runner fills in missing front matter (id, author
    ``dr-okafor``, kind ``education``, account of ``platform``, a time) and judges with the
    example calendar's records.
    """

    why: str
    front: dict[str, Any]
    body: str
    platform: str = "linkedin"
    stopped: bool = True
    pack: str = ""  # a pack that is active while it is judged, besides ``us``


@dataclass(frozen=True, slots=True)
class Subject:
    """What ``check`` knows of a rendition without its text."""

    rendition: str  # digest
    post_id: str
    account: str
    platform: str
    place: Place
    occurrence: str = ""  # "once", or the original local date of a recurrence


class Rule:
    """A check over one rendition; a subclass fills in the attributes and one or both methods."""

    id: ClassVar[str]  # "DIS002": never renamed, never reused
    title: ClassVar[str]  # "Disclosure behind the fold"
    gate: ClassVar[str]  # "disclosure"
    severity: ClassVar[Severity]
    needs: ClassVar[frozenset[Need]] = frozenset()
    why: ClassVar[str]  # a paragraph for the doc page, in plain words
    fix: ClassVar[str]  # one imperative clause, no full stop
    source: ClassVar[str]  # "16 CFR 255.0(f)"
    override: ClassVar[str] = "N"  # who may override: N nobody, D determination, roles C P M L A
    #: Jurisdictions whose rule this is; empty: everywhere. Runs only where policy lists one.
    packs: ClassVar[frozenset[str]] = frozenset()
    #: Pack -> how severe its warns and blocks are at least while that pack is active.
    stricter: ClassVar[Mapping[str, Severity]] = {}
    examples: ClassVar[tuple[Example, ...]]

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield what the rendition shows. No clock, no network, no file, no state."""
        return ()

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterable[Finding]:
        """Yield what is wrong. By default every fact is a finding, its note the ``what``."""
        for fact in facts:
            yield self.finding(subject, fact)

    def finding(self, subject: Subject, fact: Fact | None = None, **changes: Any) -> Finding:
        """Make a finding about ``fact`` (or the post as a whole); ``changes`` override fields."""
        values: dict[str, Any] = {
            "rule": self.id,
            "severity": Severity(fact.severity) if fact and fact.severity else self.severity,
            "place": fact.place if fact else subject.place,
            "what": (fact.note if fact else "") or self.title,
            "fix": self.fix,
            "source": self.source,
            "platform": subject.platform,
            "account": subject.account,
        }
        if fact:
            values |= {"part": fact.part, "start": fact.start, "end": fact.end}
        return Finding(**(values | changes))


class DuplicateRule(Exception):
    """Two rules carry one id."""


RULES: dict[str, Rule] = {}


def register(cls: type[Rule]) -> type[Rule]:
    """Add a rule under its id; a second rule with that id is a programming error."""
    if cls.id in RULES:
        raise DuplicateRule(cls.id)
    RULES[cls.id] = cls()
    return cls
