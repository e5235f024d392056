"""Judges an example post with one rule, without the composers: a plain rendition, plain records."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.content.post import parse_post
from bot.errors import LedgerUnavailable
from bot.gates import judge, observe
from bot.model import Attachment, Finding, Part, Place, Post, Rendition, Segment, Verdict
from bot.phi.model import Analysis
from bot.records import Records
from bot.records.model import (
    Account,
    Brand,
    Consent,
    Credential,
    Incident,
    Person,
    Policy,
    Product,
    Reference,
    Register,
    Settings,
    TwoFactor,
)
from bot.rules import load
from bot.rules.agenda import Agenda, Planned, fingerprint
from bot.rules.base import Context, Example, Rule
from bot.rules.meaning.text import plain
from tests.rules.approvals import SIGNED, out, signed_for, with_key

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)  # noon in Chicago
SEEN = TwoFactor(enabled=True, method="app", by="maya-reyes", on=date(2026, 11, 21))
PLATFORMS = ("x", "linkedin", "instagram", "facebook", "threads", "bluesky", "mastodon")


# ---------------------------------------------------------------- records
def account(name: str, **changes: Any) -> Account:
    values: dict[str, Any] = {
        "name": name,
        "platform": name.rsplit("-", 1)[-1],
        "handle": "harborspine",
        "actors": ("dr-okafor", "maya-reyes"),
        "two_factor": SEEN,
    }
    return Account(**(values | changes))


def consent(identity: str, **changes: Any) -> Consent:
    """A complete record; ``changes`` are merged into it, tables key by key."""
    values: dict[str, Any] = {
        "id": identity,
        "status": "active",
        "subject_ref": "S-91",
        "elements": {
            "description": "story of recovery and one photograph",
            "discloser": "Harbor Spine and Pain",
            "recipient": "the public, on social media",
            "purpose": ["telling others what recovery can look like"],
            "expiry": {"date": "2027-12-31"},
            "signature": {"present": True, "date": "2026-10-01"},
            "signer": {"role": "patient"},
        },
        "statements": {"revoke": True, "conditioning": True, "redisclosure": True},
        "plain_language": True,
        "copy_given": True,
        "not_compound": True,
        "not_conditioned": True,
        "scope": {
            "platforms": list(PLATFORMS),
            "media": ["text", "image"],
            "identifiers": ["first name", "likeness", "age"],
            "purposes": ["story", "education", "promotion"],
            "entity": "Harbor Spine and Pain",
        },
    }
    return Consent.model_validate(_merged(values, changes))


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merged(out[key], value) if both else value
    return out


CONSENTS = (
    consent("C-7f3a"),
    consent(
        "C-part",
        statements={"revoke": False},
        elements={"signature": {"present": True, "date": None}},
    ),
    consent("C-comp0und", not_compound=False),
    consent("C-past", elements={"expiry": {"date": "2026-08-31"}}),
    consent("C-future", valid_from="2027-01-01"),
    consent("C-rev0ked", status="revoked"),
    consent("C-letter", revocation={"at": "2026-11-20T09:00:00Z", "takedown_due": "2026-11-27"}),
    consent("C-paid", remuneration={"involved": True, "stated": True, "payer": "Neurovia"}),
    consent("C-agent", elements={"signer": {"role": "representative"}}),
    consent("C-minor", elements={"signer": {"role": "minor", "authority": "herself"}}),
    consent("C-guard", elements={"signer": {"role": "parent", "authority": "mother, custody"}}),
    consent("C-special", special_classes=["substance use"]),
    consent(
        "C-narrow",
        scope={"platforms": ["linkedin"], "media": ["text"], "purposes": ["story"]},
    ),
)
ACCOUNTS = (
    *(account(f"clinic-{platform}") for platform in PLATFORMS),
    account("okafor-linkedin", owner="dr-okafor", actors=()),
    account("okafor-personal", platform="linkedin", kind="personal", owner="dr-okafor"),
    account("unattested-linkedin", two_factor=None),
    account("stale-linkedin", two_factor=SEEN.model_copy(update={"on": date(2026, 1, 10)})),
    account("sms-linkedin", two_factor=SEEN.model_copy(update={"method": "sms"})),
    account("incident-linkedin"),
    account("incident-x"),
    account("broad-x", scopes=("tweet.write", "dm.read")),
)
PEOPLE = (
    Person(
        id="dr-okafor",
        name="Ada Okafor",
        credentials=(Credential(title="MD"),),
        roles=("author", "clinician"),
    ),
    Person(id="dr-lin", name="Wei Lin", roles=("author", "clinician")),
    Person(id="maya-reyes", name="Maya Reyes", roles=("author", "marketing", "admin")),
    Person(
        id="sam-ito",
        name="Sam Ito",
        credentials=(Credential(title="PT"),),
        roles=("author",),
    ),
    Person(id="lee-both", name="Lee Both", roles=("author", "clinician", "marketing"), until=None),
    Person(id="dr-gone", name="Lee Gone", roles=("author",), until=date(2026, 11, 30)),
)
REGISTERS = (
    Register.model_validate(
        {
            "person": "dr-okafor",
            "tie": [
                {
                    "company": "Neurovia Ltd",
                    "aliases": ["Neuro-Via Medical"],
                    "handles": ["@neurovia_hq"],
                    "products": ["CalmWave"],
                    "codes": ["OKAFOR15"],
                    "nature": "speaking",
                    "from": "2025-01-01",
                    "text_short": "Ad: Neurovia pays me to speak",
                },
                {
                    "company": "Carrick Devices, Inc.",
                    "aliases": ["Carrick"],
                    "nature": "royalty",
                    "from": "2019-01-01",
                    "to": "2024-12-31",
                },
            ],
        }
    ),
    Register.model_validate(
        {
            "person": "practice",
            "tie": [
                {
                    "company": "Tideway Pharmaceuticals",
                    "products": ["Dolarex"],
                    "nature": "research",
                    "from": "2026-01-01",
                },
                {"company": "Harbor Spine and Pain", "nature": "ownership", "from": "2001-01-01"},
            ],
        }
    ),
)


PRODUCTS = (
    Product(
        name="CalmWave",
        maker="Neurovia Ltd",
        kind="device",
        status="cleared",
        indication="acute migraine in adults",
        source="the maker's label",
    ),
    Product(name="Dolarex", kind="drug", status="approved", prescription_only=True),
)
INCIDENTS = (
    Incident(
        id="lost-phone",
        kind="device",
        accounts=("incident-linkedin",),
        discovered=date(2026, 11, 28),
        phi=False,
    ),
    Incident(
        id="odd-login",
        kind="takeover",
        accounts=("incident-x",),
        discovered=date(2026, 11, 30),
    ),
    Incident(
        id="old-token",
        kind="token",
        status="closed",
        accounts=("clinic-x",),
        discovered=date(2026, 6, 1),
        closed_by="maya-reyes",
        closed_on=date(2026, 6, 2),
    ),
)


def records(**changes: Any) -> Records:
    """The invented practice; ``changes`` replace fields of the bundle."""
    values: dict[str, Any] = {
        "root": Path("/calendar"),
        "settings": Settings(clinic="Harbor Spine and Pain", timezone=ZONE.key),
        "brand": Brand(
            name="Harbor Spine and Pain",
            aliases=("Harbor Spine",),
            banned_words=("cutting-edge",),
        ),
        "policy": Policy(roles={"notice": (), "event": ()}),
        "accounts": {one.name: one for one in ACCOUNTS},
        "people": {one.id: with_key(one) for one in PEOPLE},
        "registers": {one.person: one for one in REGISTERS},
        "consents": {one.id: one for one in CONSENTS},
        "products": PRODUCTS,
        "references": (Reference(doi="10.5555/withdrawn.1", status="retracted"),),
        "incidents": {one.id: one for one in INCIDENTS},
        "digest": "0" * 64,
    }
    return Records(**(values | changes))


# ---------------------------------------------------------------- post and rendition
def post(front: dict[str, Any], body: str, platform: str = "linkedin") -> Post:
    """The post that a file with this front matter and body is read as."""
    defaults: dict[str, Any] = {
        "id": "2026-12-example",
        "author": "dr-okafor",
        "kind": "education",
        "accounts": [f"clinic-{platform}"],
    }
    if not {"slot", "repeat", "publish_at"} & set(front):
        defaults["publish_at"] = "2026-12-08 08:00"
    text = yaml.safe_dump(defaults | front, allow_unicode=True, sort_keys=False, width=10_000)
    read = parse_post(f"---\n{text}---\n{body}\n".encode(), "content/2026/12/example.md", ZONE)
    assert read.post is not None, [str(problem) for problem in read.problems]
    return read.post


def rendition(one: Post, platform: str = "linkedin", **changes: Any) -> Rendition:
    """What a composer without ideas of its own would make: the words, then the tags, one part."""
    text = one.variants.get(platform) or plain(one.body).strip()
    tags = " ".join(f"#{tag}" for tag in one.hashtags)
    text = f"{text}\n\n{tags}" if tags else text
    place = Place(one.path, one.body_line, 1)
    part = Part(
        text=text,
        wire=text,
        segments=(Segment(0, len(text), place),),
        attachments=tuple(_attached(media) for media in one.media),
        link=one.link,
    )
    values = {
        "post_id": one.id,
        "account": one.accounts[0],
        "platform": platform,
        "lang": one.lang,
        "parts": (part,),
    }
    return Rendition(**(values | changes))


def _attached(media: Any) -> Attachment:
    sha = hashlib.sha256(media.file.encode()).hexdigest()
    return Attachment(
        sha, "image/png", 800, 600, 9000, media.alt, media.file, media.people, media.place
    )


def thread(*texts: str) -> tuple[Part, ...]:
    """Parts of a thread."""
    return tuple(Part(text=text, wire=text) for text in texts)


# ---------------------------------------------------------------- ledger and vault
@dataclass
class Ledger:
    """What the ledger would tell."""

    sent: Sequence[tuple[str, datetime, str]] = ()
    frozen_accounts: tuple[str, ...] = ()

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        return [row for row in self.sent if row[1] >= since]

    def frozen(self, account: str, platform: str) -> bool:
        return account in self.frozen_accounts

    def rendition(self, digest: str) -> Rendition:
        raise LedgerUnavailable(f"no text under {digest[:12]}")


@dataclass
class Vault:
    """What the vault would tell."""

    missing: tuple[str, ...] = ()
    expires: dict[str, datetime] = field(default_factory=dict)

    def has_token(self, account: str) -> bool:
        return account not in self.missing

    def token_expires(self, account: str) -> datetime | None:
        return self.expires.get(account)

    def name_hmac(self, normalised: str) -> str:
        return hashlib.sha256(normalised.encode()).hexdigest()


#: The practice has a post on 1 December at eight and five on the 2nd, an hour apart.
AGENDA = Agenda(
    [
        (
            "clinic-linkedin",
            Planned(
                "2026-12-before",
                (datetime(2026, 12, 1, 14, tzinfo=UTC),),
                fingerprint(
                    "Walking is good medicine for most backs. Ten minutes twice a day is a fine "
                    "start."
                ),
            ),
        ),
        *(
            (
                "clinic-linkedin",
                Planned(f"2026-12-busy-{hour}", (datetime(2026, 12, 2, hour, tzinfo=UTC),)),
            )
            for hour in range(14, 19)
        ),
    ]
)


# ---------------------------------------------------------------- judging
Analyse = Callable[[Rendition, Post], Analysis]


def nothing_found(_rendition: Rendition, _post: Post) -> Analysis:
    """A PHI engine that sees no identifier and no story."""
    return Analysis()


def context(one: Post, **changes: Any) -> Context:
    """The context of a check at noon on 1 December, with a ledger and a vault."""
    due = one.publish_at.replace(tzinfo=ZONE).astimezone(UTC) if one.publish_at else NOW
    values: dict[str, Any] = {
        "records": records(),
        "now": NOW,
        "dues": (due,),
        "analyse": nothing_found,
        "history": Ledger(),
        "vault": Vault(),
        "agenda": AGENDA,
    }
    return Context(post=one, **(values | changes))


def verdict(
    rule: str, one: Post, shown: Rendition | None = None, platform: str = "linkedin", **changes: Any
) -> Verdict:
    """What the gates say when only ``rule`` is there. A rule that crashes is a failed test."""
    seen = shown or rendition(one, platform)
    if one.id in SIGNED:
        changes = {"records": signed_for(one, seen, records()), "history": out(one, NOW)} | changes
    known = context(one, **changes)
    rules: dict[str, Rule] = {rule: load()[rule]}
    from bot.gates import subject_of

    observation = observe(seen, known, rules)
    answer = judge(subject_of(seen, known), observation, known, rules)
    assert not answer.not_run, answer.not_run
    return answer


def findings(
    rule: str,
    front: dict[str, Any],
    body: str,
    platform: str = "linkedin",
    *,
    parts: tuple[Part, ...] = (),
    options: tuple[tuple[str, str], ...] = (),
    **changes: Any,
) -> tuple[Finding, ...]:
    """The findings of one rule about a post of this front matter and body."""
    one = post(front, body, platform)
    shown = rendition(one, platform)
    shown = replace(shown, parts=parts or shown.parts, options=options)
    return verdict(rule, one, shown, **changes).findings


def judged(rule: str, example: Example, **changes: Any) -> tuple[Finding, ...]:
    """The findings of one rule about an example."""
    if example.pack:
        changes.setdefault("records", records(policy=Policy(packs=("us", example.pack))))
    return findings(rule, example.front, example.body, example.platform, **changes)
