"""The terms of the field as frozen values; every layer above speaks in these.

Nothing here reads a file, a clock or a network. Offsets are code points into the
text they belong to; times are aware UTC ``datetime`` unless the name says local.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol


# ---------------------------------------------------------------- where things stand
@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; line and column count from 1, columns in code points."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Environment(StrEnum):
    """What a ledger belongs to, for ever; sandbox and live never mix."""

    SANDBOX = "sandbox"
    LIVE = "live"


# ---------------------------------------------------------------- what a person wrote
class Kind(StrEnum):
    """What sort of post the author says it is."""

    EDUCATION = "education"
    PROMOTION = "promotion"
    STORY = "story"
    EVENT = "event"
    RESEARCH = "research"
    OPINION = "opinion"
    NOTICE = "notice"


class People(StrEnum):
    """Who can be seen in a picture, as its author attests."""

    NONE = "none"
    STAFF = "staff"
    PUBLIC = "public"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture as the front matter names it; ``file`` is relative to the post's file."""

    file: str = field(repr=False)  # a file's name may name a patient
    alt: str = field(default="", repr=False)
    origin: str = "own"  # own, licensed, third-party, ai
    credit: str = field(default="", repr=False)
    licence: str = ""
    people: People | None = None  # None: not stated, which holds the post
    decorative: bool = False
    place: Place | None = None
    captions: str = field(default="", repr=False)  # a file of captions
    transcript: str = field(default="", repr=False)  # a file, or where it can be read
    claim: str = ""  # where a film makes its claim: spoken, shown, both
    disclosed: str = ""  # where it tells who pays: spoken, shown, both, none


@dataclass(frozen=True, slots=True)
class Post:
    """One Markdown file, read and typed. Times in it are local to the calendar's zone.

    Its repr shows no words of the author's, so a log line or a failed assertion cannot.
    """

    id: str
    path: str  # relative to the calendar's root, with forward slashes
    source_digest: str  # sha256 of the file's bytes
    author: str  # id of a person on file
    kind: Kind
    accounts: tuple[str, ...]
    body: str = field(repr=False)  # CommonMark, line ends normalised to \n
    body_line: int  # the file's line on which the body starts
    publish_at: datetime | None = None  # naive local; exactly one of these three times
    slot: str = ""  # "next"
    repeat: str = ""  # an RRULE
    repeat_from: datetime | None = None  # naive local time of day (and start) of a repeat
    excepted: tuple[str, ...] = ()  # local dates on which a repeat does not happen
    stagger_minutes: int | None = None  # between its accounts; None: as policy says
    campaign: str = ""  # what several posts belong to, so that they can be frozen together
    lang: str = "en"
    audience: str = "public"  # public, professionals
    summary: str = field(default="", repr=False)
    link: str = field(default="", repr=False)
    hashtags: tuple[str, ...] = field(default=(), repr=False)  # without "#"
    media: tuple[Media, ...] = ()
    consent: str = ""  # patient.consent: a consent record's id
    sponsored_by: str = field(default="", repr=False)
    references: tuple[str, ...] = field(default=(), repr=False)
    ai_used: str = "none"  # none, text, image
    expires: datetime | None = None  # naive local
    evergreen: bool = False
    #: Comments of the front matter and where they stand: they are in git, though never sent.
    notes: tuple[tuple[str, Place], ...] = field(default=(), repr=False)
    #: Platform -> the author's own words for it.
    variants: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Front-matter key -> where it stands.
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def place(self, key: str = "") -> Place:
        """Where a front-matter key stands, or the top of the file."""
        return self.places.get(key, Place(self.path))


# ---------------------------------------------------------------- what would go out
class Pin(StrEnum):
    """Why a span may not be dropped when a text is shortened."""

    DISCLOSURE = "disclosure"
    RISK = "risk"
    REDIRECT = "redirect"
    CREDIT = "credit"
    CLAIM = "claim"  # a negated or hedged claim


class Origin(StrEnum):
    """Who put a span into the text."""

    SOURCE = "source"  # the author, in this post's file
    INSERTED = "inserted"  # gatepost, from a register's text_short: marked in the preview
    BRAND = "brand"  # gatepost, from brand.toml (boilerplate, "link in bio")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a part's text and where it came from; segments do not overlap."""

    start: int
    end: int
    place: Place
    origin: Origin = Origin.SOURCE
    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture as it would be sent: cleaned, fitted, stored under the hash of its bytes."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int  # bytes
    alt: str = field(repr=False)
    file: str = field(repr=False)  # the source's name, or "" for a card that gatepost drew
    people: People | None = None
    place: Place | None = None
    #: Kinds of hidden data that cleaning took off; no part of what is sent or compared.
    removed: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a rendition; most renditions have one, a thread has several.

    ``text`` is what a reader sees and what the gates judge; ``wire`` is what is sent
    (LinkedIn escapes it). They differ only by the platform's own escaping.
    """

    text: str = field(repr=False)
    wire: str = field(repr=False)
    segments: tuple[Segment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    link: str = field(default="", repr=False)  # a link card, where the platform has one
    link_title: str = field(default="", repr=False)

    def place_at(self, offset: int, default: Place) -> Place:
        """The source place of the character at ``offset`` (start of its segment's line)."""
        for segment in self.segments:
            if segment.start <= offset < segment.end:
                return segment.place
        return default


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of plain data that digests and signatures are made of."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON of plain data."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True)
class Rendition:
    """A post as one account would publish it. Made once; named by its digest ever after."""

    post_id: str
    account: str
    platform: str
    lang: str
    parts: tuple[Part, ...]
    options: tuple[tuple[str, str], ...] = ()  # native flags and fields, sorted by name

    @cached_property
    def digest(self) -> str:
        """The name of exactly these bytes: text, alt texts, media hashes, options, account."""
        return digest(self.payload())

    def payload(self) -> dict[str, Any]:
        """Everything that leaves, as plain data; provenance (segments, places) is not in it."""
        return {
            "v": 1,
            "post": self.post_id,
            "account": self.account,
            "platform": self.platform,
            "lang": self.lang,
            "options": [list(pair) for pair in self.options],
            "parts": [
                {
                    "text": part.text,
                    "wire": part.wire,
                    "link": part.link,
                    "link_title": part.link_title,
                    "media": [
                        {
                            "sha256": a.sha256,
                            "mime": a.mime,
                            "alt": a.alt,
                            "size": a.size,
                            "width": a.width,
                            "height": a.height,
                        }
                        for a in part.attachments
                    ],
                }
                for part in self.parts
            ],
        }

    @classmethod
    def from_payload(cls, data: Mapping[str, Any]) -> Rendition:
        """Rebuild what the ledger stored; the digest is the same, the provenance is gone."""
        parts = tuple(
            Part(
                text=p["text"],
                wire=p["wire"],
                link=p["link"],
                link_title=p["link_title"],
                attachments=tuple(
                    Attachment(
                        sha256=m["sha256"],
                        mime=m["mime"],
                        alt=m["alt"],
                        size=m["size"],
                        width=m["width"],
                        height=m["height"],
                        file="",
                    )
                    for m in p["media"]
                ),
            )
            for p in data["parts"]
        )
        options = tuple((str(k), str(v)) for k, v in data["options"])
        return cls(data["post"], data["account"], data["platform"], data["lang"], parts, options)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a part stands against its platform's limits, for the preview."""

    count: int
    limit: int
    unit: str  # "weighted characters", "characters", ...
    fold: int | None = None  # text[:fold] shows before "more"; None: no fold
    cost_usd: float = 0.0


# ---------------------------------------------------------------- what the gates say
class Severity(StrEnum):
    """What a finding does: block stops, warn holds until acknowledged, info allows."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Decision(StrEnum):
    """What a verdict does."""

    ALLOW = "allow"
    HOLD = "hold"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and how to mend it; never holds the text or identifier it is about."""

    rule: str
    severity: Severity
    place: Place
    what: str
    fix: str
    source: str
    platform: str = ""
    account: str = ""
    part: int = 0
    start: int = -1  # span in the part's text, for a masked excerpt; -1: none
    end: int = -1
    holds: bool = False  # a warn that no acknowledgement releases: it wants a fix
    answered: str = ""  # who signed for it: an override's or determination's person

    def __str__(self) -> str:
        where = f" [{self.platform}]" if self.platform else ""
        return (
            f"{self.place} {self.rule} {self.severity.value}{where} {self.what}. "
            f"{self.fix}. {self.source}."
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gates say of one rendition's digest."""

    rendition: str  # digest
    decision: Decision
    findings: tuple[Finding, ...] = ()
    deferred: tuple[str, ...] = ()  # rules whose ledger or vault is not here
    not_run: tuple[str, ...] = ()  # rules that crashed or lack their model: these hold

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether warns stand in it that one acknowledgement would cover."""
        return any(f.severity is Severity.WARN for f in self.findings)


# ---------------------------------------------------------------- what happened
class State(StrEnum):
    """Where a delivery stands. ``due`` is a planned row whose time has come."""

    PLANNED = "planned"
    HELD = "held"
    BLOCKED = "blocked"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    RECONCILING = "reconciling"
    PUBLISHED = "published"
    FAILED_RETRYABLE = "failed_retryable"
    FAILED_FINAL = "failed_final"
    RETRACT_REQUESTED = "retract_requested"
    RETRACTING = "retracting"
    RETRACTED = "retracted"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, order=True)
class DeliveryKey:
    """What may happen at most once. Neither the file's name nor its text is part of it."""

    environment: Environment
    post_id: str
    account: str
    occurrence: str  # "once", or a recurrence's original local date, YYYY-MM-DD
    part: int = 0


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has it."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused before any effect, for a reason that waiting does not cure."""

    code: str  # short and machine-made, e.g. "x:403:client-forbidden"
    what: str
    fix: str = ""
    held: bool = False  # True: a person can cure it (token, credit); False: final


@dataclass(frozen=True, slots=True)
class Deferred:
    """Refused before any effect; may be tried again after ``wait`` seconds."""

    code: str
    wait: float
    what: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may have left and no dependable answer came back: never retried blindly."""

    code: str
    what: str = ""
    hint: str = ""  # a remote id the platform itself named (LinkedIn's duplicate answer)


Outcome = Delivered | Rejected | Deferred | Unknown


@dataclass(frozen=True, slots=True)
class Present:
    """Read-back found it."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Read-back looked everywhere it could have been and it is not there."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Read-back cannot tell: no read scope, an error, or a near match a person must see."""

    why: str


Sighting = Present | Absent | Unreadable


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one publication."""

    key: DeliveryKey
    rendition: str  # digest
    remote_id: str
    url: str
    published_at: datetime


class Steps(Protocol):
    """Checkpoints of one attempt; a written step is committed before the call returns."""

    def get(self, name: str) -> str | None:
        """The remote id saved under ``name`` by this or an earlier attempt, or None."""
        ...

    def put(self, name: str, remote_id: str) -> None:
        """Save a remote id at once, before polling it."""
        ...


def as_tuple(values: Sequence[str] | str | None) -> tuple[str, ...]:
    """A tuple of strings out of one, several or none."""
    if values is None:
        return ()
    return (values,) if isinstance(values, str) else tuple(values)
