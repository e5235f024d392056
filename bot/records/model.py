"""The records under config/ as pydantic models: where strangers' data enters, and only there.

Unknown keys are refused, values never echoed in errors. Field names are the ones
clinics see in their TOML files, so a rename here is a breaking change.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from bot.model import Environment
from bot.records import checks

PLATFORMS = (
    "x",
    "linkedin",
    "instagram",
    "facebook",
    "threads",
    "bluesky",
    "mastodon",
    "tiktok",
    "youtube",
)
PlatformName = Literal[
    "x", "linkedin", "instagram", "facebook", "threads", "bluesky", "mastodon", "tiktok", "youtube"
]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
#: What may be part of a file's name: an approval's file carries its post's id.
PostId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
Hashtag = Annotated[str, Field(pattern=r"^[^#\s]+$")]
WeeklySlot = Annotated[
    str,
    Field(
        pattern=r"^([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]* "
        r"([01]?\d|2[0-3]):[0-5]\d$"
    ),
]


QuietHours = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d$")]


class Record(BaseModel):
    """What all records share: frozen, strict about keys, silent about values."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        populate_by_name=True,
    )


# ---------------------------------------------------------------- gatepost.toml
class PlatformSettings(Record):
    """How one platform is reached."""

    base_url: str = ""  # empty: the platform's own; loopback only in sandbox
    version: str = ""  # LinkedIn-Version, Graph version
    version_sunset: date | None = None
    fold: int | None = Field(default=None, ge=1)  # code points shown before "more"
    threads: bool = False
    settle_seconds: float | None = Field(default=None, ge=0)  # read-back lag allowed for


class MediaHost(Record):
    """Where a platform that fetches pictures by URL finds them."""

    folder: str = ""  # gatepost writes here
    base_url: str = ""  # the same folder, as seen from outside


class PhiSettings(Record):
    """The language model behind the PHI gate."""

    model: str = "en_core_web_sm"


class Late(Record):
    """What happens to a post whose time went by: minutes."""

    post_within: int = Field(default=15, ge=0)
    evergreen_within: int = Field(default=120, ge=0)


class NotifySettings(Record):
    """Who is told when a person must look. Addresses hold passwords, so they stand elsewhere."""

    secret: str = ""  # name of a secret in the vault: addresses as apprise writes them
    file: str = ""  # or a file of mode 0600 outside git, one address a line
    most_per_hour: int = Field(default=12, ge=1)


class AuditSettings(Record):
    """Where signed checkpoints of the audit log are kept, and whose signature counts."""

    public_keys: tuple[Annotated[str, AfterValidator(checks.public_key)], ...] = ()
    folder: str = ""  # outside this machine's reach, as far as that can be
    tags: bool = False  # annotated tags of the calendar's repository
    remote: str = ""  # push each tag there at once
    every_minutes: int = Field(default=60, ge=1)


class Settings(Record):
    """config/gatepost.toml; every value can be overridden by GATEPOST_<NAME>."""

    clinic: str
    timezone: Annotated[str, AfterValidator(checks.zone)]  # IANA name
    environment: Environment = Environment.SANDBOX
    content: Annotated[str, AfterValidator(checks.inside)] = "content"  # below the calendar's root
    state: str = ".gatepost"  # folder for ledger, cache and fitted media
    ledger: str = ""  # SQLAlchemy URL; empty: SQLite in the state folder
    language: str = "en"
    docs_url: str = ""  # where docs/ is read, for links in reports: "https://…/docs"
    vault: Literal["two-shares", "sealed-unattended", "memory"] = "two-shares"
    vault_file: str = ""  # the encrypted file; empty: vault.json in the state folder
    secret_file: str = ""  # the one share of sealed-unattended
    late: Late = Late()
    send_threads: int = Field(default=8, ge=1, le=64)  # accounts that are sent to at once
    notify: NotifySettings = NotifySettings()
    audit: AuditSettings = AuditSettings()
    media_host: MediaHost = MediaHost()
    phi: PhiSettings = PhiSettings()
    platforms: dict[PlatformName, PlatformSettings] = {}


# ---------------------------------------------------------------- brand.toml
class Phrase(Record):
    """The practice's own public contact details, which the PHI gate lets pass."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Brand(Record):
    """config/brand.toml: one voice on every platform."""

    name: str
    aliases: tuple[str, ...] = ()
    tagline: str = ""
    spelling: Literal["american", "british"] = "american"
    colors: tuple[Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")], ...] = ("#14535c", "#f4efe6")
    hashtags: tuple[Hashtag, ...] = ()  # allowed everywhere, without "#"
    banned_words: tuple[str, ...] = ()
    boilerplate: dict[PlatformName, str] = {}
    redirect: str = ""  # the stored "how to reach care" line
    neutral_reply: str = ""  # what reply check offers to a review; empty: a general one
    link_in_bio: str = "Link in bio"
    utm: dict[str, str] = {}  # query parameters added to own-domain links
    contacts: Phrase = Phrase()
    #: Regular expressions of the clinic's record numbers, each with a firm end.
    mrn_formats: tuple[Annotated[str, AfterValidator(checks.mrn_format)], ...] = ()
    products: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


# ---------------------------------------------------------------- policy.toml
class PracticeSize(StrEnum):
    """Solo practices need no second person except for patient posts."""

    SOLO = "solo"
    GROUP = "group"
    HOSPITAL = "hospital"


class GitApprovals(Record):
    """When an approval counts because a signed commit on a protected branch brought it."""

    approvals: bool = False
    branch: str = "main"  # the protected branch, as git names it here
    allowed_signers: Annotated[str, AfterValidator(checks.inside)] = "config/allowed_signers"
    #: Principal of the allowed-signers file -> person on file.
    signers: dict[str, Name] = {}


class Policy(Record):
    """config/policy.toml: what the employer asks beyond the law."""

    @model_validator(mode="before")
    @classmethod
    def _must_stay_on(cls, data: Any) -> Any:
        return checks.stays_on(data)

    practice: PracticeSize = PracticeSize.GROUP
    packs: tuple[Literal["us", "us-ca", "us-ny", "uk", "eu"], ...] = ("us",)
    #: Kind of post -> roles that must approve it; what is not named follows the practice's size.
    roles: Annotated[dict[str, tuple[str, ...]], AfterValidator(checks.required_roles)] = {}
    #: One approval covers the occurrences of a repeated post for this long; 0: each wants its own.
    approval_horizon_days: int = Field(default=0, ge=0, le=400)
    git: GitApprovals = GitApprovals()
    folds: dict[PlatformName, int] = {}
    two_factor_days: int = Field(default=90, ge=1, le=90)
    sms_allowed: bool = False
    sealed_unattended_allowed: bool = True  # whether a secret file alone may open the vault
    alt_text_required: bool = True
    opinion_line: Literal["warn", "block"] = "warn"  # an opinion that does not say whose it is
    daily_cap: int = Field(default=5, ge=1)
    min_gap_minutes: int = Field(default=1, ge=0)
    duplicate_days: int = Field(default=30, ge=0)  # the same text not within these; 0: it may
    max_silence_days: int | None = Field(default=None, ge=1)  # None: silence is nobody's fault
    media_checks: Literal["engine", "attest"] = "attest"
    #: Local times of the account's zone at which nothing goes out: ["21:00-07:00"].
    quiet_hours: tuple[QuietHours, ...] = ()
    stagger_minutes: int = Field(default=0, ge=0, le=720)  # between the accounts of one post
    catch_up_minutes: int = Field(default=10, ge=0)  # between late posts of one account
    breaker_failures: int = Field(default=5, ge=0)  # in a row; then the account stops; 0: never
    clock_jump_minutes: int = Field(default=5, ge=1)  # a longer jump of the clock stops sending
    pause: bool = False  # the switch that stops everything
    clinical_review_months: int = Field(default=24, ge=1)


# ---------------------------------------------------------------- accounts.toml
class TwoFactor(Record):
    """A dated attestation that the platform's login asks for a second factor."""

    enabled: bool
    method: Literal["security-key", "app", "passkey", "sms"]
    by: Name  # person who looked
    on: date
    evidence: str = ""  # a ticket or file reference, never a code


class Account(Record):
    """One account on one platform. ``name`` is its key in accounts.toml."""

    name: Name
    platform: PlatformName
    handle: str
    kind: Literal["professional", "personal"] = "professional"
    owner: Name | Literal["practice"] = "practice"
    actors: tuple[Name, ...] = ()  # authors who may publish here
    remote_id: str = ""  # X user id, LinkedIn URN, Instagram user id
    slots: tuple[WeeklySlot, ...] = ()  # "mon 09:00"
    timezone: Annotated[str, AfterValidator(checks.zone_or_none)] = ""  # empty: the calendar's
    two_factor: TwoFactor | None = None
    token_expires: AwareDatetime | None = None  # aware; recorded by `account check`
    scopes: tuple[str, ...] = ()
    environment: Environment | None = None  # None: the calendar's


# ---------------------------------------------------------------- people/<id>.toml
class Credential(Record):
    """A title, licence or board certificate."""

    title: str  # "MD", "Board certified in Pain Medicine"
    board: str = ""
    until: date | None = None


class Person(Record):
    """Someone of the practice who writes, approves or is named. The file's name is the id."""

    id: Name
    name: str
    aliases: tuple[str, ...] = ()
    pronoun: str = ""
    credentials: tuple[Credential, ...] = ()
    fields: tuple[str, ...] = ()  # what this person may speak on as an expert: "pain medicine"
    npi: Annotated[str, Field(pattern=r"^(\d{10})?$")] = ""  # for Open Payments
    roles: tuple[
        Literal["author", "clinician", "privacy", "marketing", "legal", "admin", "lay"], ...
    ] = ("author",)
    handles: dict[PlatformName, str] = {}
    #: Ed25519, base64 of the 32 raw bytes.
    public_key: Annotated[str, AfterValidator(checks.public_key)] = ""
    until: date | None = None  # left the practice


# ---------------------------------------------------------------- register/<person>.toml
class Tie(Record):
    """One financial relationship of one person."""

    company: str
    aliases: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # discount codes
    nature: Literal[
        "consulting",
        "speaking",
        "royalty",
        "ownership",
        "employment",
        "research",
        "gift",
        "travel",
        "food",
        "affiliate",
        "family",
    ]
    amount_band: Literal["", "under 100", "100-999", "1k-9.9k", "10k-99k", "100k+"] = ""
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    source: str = "self"
    text_short: str = ""  # "Ad: paid speaker for Neurolief"
    text_long: str = ""
    confirmed_at: date | None = None


class Register(Record):
    """config/register/<person>.toml: all ties of one person, or of ``practice``."""

    person: Name | Literal["practice"]
    ties: tuple[Tie, ...] = Field(default=(), alias="tie")


# ---------------------------------------------------------------- products.toml
class Product(Record):
    """A drug, device or other product that posts name, and what its authority lets it claim.

    ``cleared`` is a 510(k) and is no approval; ``indication`` is what the label says, in its
    words. A product that is not on file has nothing on file.
    """

    name: str
    aliases: tuple[str, ...] = ()
    maker: str = ""
    kind: Literal["drug", "biologic", "device", "supplement", "other"] = "other"
    status: Literal["approved", "cleared", "none"] = "none"
    number: str = ""  # of the application: "K123456", "NDA 012345"
    indication: str = ""
    boxed_warning: bool = False
    prescription_only: bool = False
    source: str = ""  # where it was read: an address, a label
    checked: date | None = None


class Products(Record):
    """config/products.toml: one [[product]] each."""

    products: tuple[Product, ...] = Field(default=(), alias="product")


# ---------------------------------------------------------------- references.toml
class Reference(Record):
    """What the practice knows of a publication that its posts cite. Nothing looks it up."""

    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}(\.\d+)*/\S+$")]
    status: Literal["ok", "retracted", "concern", "unresolvable"] = "ok"
    title: str = ""
    checked: date | None = None


class References(Record):
    """config/references.toml: one [[reference]] each."""

    references: tuple[Reference, ...] = Field(default=(), alias="reference")


# ---------------------------------------------------------------- incidents/<id>.toml
class Told(Record):
    """When each of those who may have to be told was told; local dates."""

    individuals: date | None = None
    media: date | None = None
    hhs: date | None = None


class Incident(Record):
    """config/incidents/<id>.toml: something went wrong on an account or a host. No PHI in it.

    While it is open nothing goes out on its accounts; without accounts, on none at all.
    """

    id: Name
    kind: Literal["takeover", "token", "device", "disclosure", "media-host", "other"]
    status: Literal["open", "closed"] = "open"
    accounts: tuple[Name, ...] = ()
    discovered: date
    #: Whether unsecured PHI may be concerned: None while nobody can say.
    phi: bool | None = None
    people: int | None = Field(default=None, ge=0)  # concerned, as far as is known
    largest_state: int | None = Field(default=None, ge=0)  # the most in any one state
    told: Told = Told()
    closed_by: Name | Literal[""] = ""
    closed_on: date | None = None
    note: str = ""  # a ticket, never what happened to whom


# ---------------------------------------------------------------- consents/<id>.toml
class ConsentStatus(StrEnum):
    """Where an authorization stands."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Expiry(Record):
    """45 CFR 164.508(c)(1)(v): a date or an event."""

    on: date | None = Field(default=None, alias="date")
    event: str = ""


class Signature(Record):
    """45 CFR 164.508(c)(1)(vi)."""

    present: bool = False
    on: date | None = Field(default=None, alias="date")


class Signer(Record):
    """Who signed, and a representative's authority."""

    role: Literal["patient", "representative", "parent", "minor"] = "patient"
    authority: str = ""


class Elements(Record):
    """45 CFR 164.508(c)(1)(i)-(vi)."""

    description: str = ""
    discloser: str = ""
    recipient: str = ""
    purpose: tuple[str, ...] = ()
    expiry: Expiry = Expiry()
    signature: Signature = Signature()
    signer: Signer = Signer()


class Statements(Record):
    """45 CFR 164.508(c)(2)(i)-(iii)."""

    revoke: bool = False
    conditioning: bool = False
    redisclosure: bool = False


class Remuneration(Record):
    """45 CFR 164.508(a)(3)."""

    involved: bool = False
    stated: bool = False
    payer: str = ""


class Scope(Record):
    """What the signed form releases."""

    platforms: tuple[PlatformName, ...] = ()
    media: tuple[Literal["text", "image", "video", "audio"], ...] = ()
    identifiers: tuple[str, ...] = ()  # classes: name, date, place, likeness, age, ...
    name_hmacs: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()  # kinds of post: story, education, promotion, ...
    edits_allowed: bool = True
    entity: str = ""


class Evidence(Record):
    """Where the signed form lies, and its keyed seal."""

    store: str = ""
    sha256: str = ""
    pages: int = 0
    seal: str = ""


class Verified(Record):
    """Who checked the form."""

    by: str = ""
    at: date | None = None
    how: str = Field(default="", alias="with")


class Revocation(Record):
    """45 CFR 164.508(b)(5)."""

    at: AwareDatetime
    channel: str = ""
    takedown_due: date | None = None


class Consent(Record):
    """config/consents/<id>.toml: an authorization without any PHI; the file is named by its id."""

    schema_: int = Field(default=1, alias="schema")
    id: Annotated[str, Field(pattern=r"^C-[0-9a-z]{4,16}$")]
    status: ConsentStatus
    subject_ref: str = ""
    elements: Elements = Elements()
    statements: Statements = Statements()
    plain_language: bool = False
    copy_given: bool = False
    remuneration: Remuneration = Remuneration()
    special_classes: tuple[str, ...] = ()
    scope: Scope = Scope()
    not_compound: bool = False
    not_conditioned: bool = False
    valid_from: date | None = None
    evidence: Evidence = Evidence()
    form_version: str = ""
    verified: Verified = Verified()
    revocation: Revocation | None = None
    history: tuple[str, ...] = ()


# ---------------------------------------------------------------- approvals/<post>--<person>.toml
class Bound(Record):
    """One rendition that an approval covers. Digests of its pieces tell later what changed."""

    account: Name
    occurrence: str
    rendition: str  # digest
    text: str = ""
    media: str = ""
    alt: str = ""
    labels: str = ""  # native flags and fields
    warns: tuple[str, ...] = ()  # the rules whose warnings were shown


class Approval(Record):
    """A person's signed yes, bound to exact bytes. ``signature`` covers everything else."""

    schema_: int = Field(default=1, alias="schema")
    post: PostId
    person: Name
    roles: tuple[str, ...] = ()
    decision: Literal["approve", "refuse"] = "approve"
    acknowledges_warns: bool = False
    self_reviewed: bool = False  # the author's own, in a solo practice
    bound: tuple[Bound, ...] = ()
    consents: tuple[str, ...] = ()
    rule_set: str = ""  # recorded, not bound
    note: str = ""
    at: AwareDatetime
    signature: str  # Ed25519 over the canonical JSON of the rest, base64; "git": by its commit


# ---------------------------------------------------------------- overrides/
class Covered(Record):
    """One rendition that an override or a determination is about."""

    account: Name
    platform: PlatformName
    rendition: str  # digest


#: Who may answer for what, as the catalogue's letters are spelt in records.
Role = Literal["author", "clinician", "privacy", "marketing", "legal", "admin", "lay"]
Reason = Annotated[str, Field(min_length=20, max_length=2000)]
REASON_CODES = (
    "not-an-endorsement",
    "evidence-on-file",
    "rule-misreads",
    "handled-elsewhere",
    "accepted-risk",
)


class Override(Record):
    """overrides/<post>--<rule>--<person>.toml: one person's signed answer for a finding."""

    schema_: int = Field(default=1, alias="schema")
    rule: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{2,5}\d{3}$")]
    post: PostId
    person: Name
    role: Role
    reason_code: Literal[
        "not-an-endorsement",
        "evidence-on-file",
        "rule-misreads",
        "handled-elsewhere",
        "accepted-risk",
    ]
    reason: Reason
    bound: Annotated[tuple[Covered, ...], Field(min_length=1)]
    at: AwareDatetime
    expires: date
    signature: str


# ---------------------------------------------------------------- determinations/
class Determination(Record):
    """A privacy officer's signed word about one PHI finding: what it is not."""

    schema_: int = Field(default=1, alias="schema")
    id: Annotated[str, Field(pattern=r"^D-[0-9a-z]{6,16}$")]
    rule: Annotated[str, Field(pattern=r"^PHI\d{3}$")]
    post: PostId
    person: Name
    kind: Literal["not-a-patient", "invented", "expert"]
    reason: Reason
    #: Keyed HMACs of the finding with the words around it, one for each text that shows it.
    findings: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...], Field(min_length=1)
    ]
    at: AwareDatetime
    signature: str
