"""The keys of a post's front matter: one table that the reader and the JSON Schema share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

#: As bot.records.model.PLATFORMS, which a reader of posts need not load pydantic for.
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
KINDS = ("education", "promotion", "story", "event", "research", "opinion", "notice")
AUDIENCES = ("public", "professionals")
AI_USES = ("none", "text", "image")
ORIGINS = ("own", "licensed", "third-party", "ai")
PEOPLE = ("none", "staff", "public", "patient")
BOOLEANS = ("true", "false")

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{2,79}$"
NAME_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"  # as bot.records.model.Name
CONSENT_PATTERN = r"^C-[0-9a-z]{4,16}$"  # as bot.records.model.Consent.id
LANG_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
DAY_PATTERN = r"^20\d{2}-\d{2}-\d{2}$"
TIME_PATTERN = r"^\d{2}:\d{2}$"
MOMENT_PATTERN = r"^20\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:00)?$"
COUNT_PATTERN = r"^\d{1,3}$"
STAGGER_MOST = 720  # half a day: longer is another time, not a stagger
LINK_PATTERN = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\\@]+$"
TAG_PATTERN = r"^#?[^\s#@.,;:!?/]+$"

#: The three ways to say when; a post has exactly one.
TIMES = ("publish_at", "slot", "repeat")
#: Keys that say more about a repeat and mean nothing without one.
REPEATING = ("repeat_at", "from", "until", "except")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it says to an author, an example, and its JSON Schema."""

    name: str
    says: str
    example: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "minLength": 1})
    required: bool = False


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def _one_of(words: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": list(words)}


def _some(item: dict[str, Any], least: int = 0) -> dict[str, Any]:
    """A list, or one item written without brackets."""
    several: dict[str, Any] = {"type": "array", "items": item, "uniqueItems": True}
    return {"anyOf": [item, several | ({"minItems": least} if least else {})]}


_SENTENCE: dict[str, Any] = {"type": "string", "minLength": 1}
CHANNELS = ("spoken", "shown", "both")
_SWITCH: dict[str, Any] = {"enum": [True, False, *BOOLEANS]}

MEDIA_KEYS = (
    Key(
        "file",
        "The picture, relative to this file's folder; in that folder or below it.",
        "file: images/walk.png",
        _text(r"^[^/\\](?:[^\\]*[^/\\])?$"),
        required=True,
    ),
    Key("alt", "What the picture shows, for people who cannot see it.", 'alt: "…"'),
    Key("origin", "Where the picture comes from; own when left out.", "origin: own"),
    Key("credit", "Whom to credit, as it should read.", 'credit: "…"'),
    Key("licence", "The licence it is used under.", "licence: CC-BY-4.0"),
    Key(
        "people",
        "Who can be seen in it. A post whose picture does not say so is held.",
        "people: none",
        _one_of(PEOPLE),
    ),
    Key("captions", "The captions of a film, a file beside it.", "captions: talk.vtt"),
    Key("transcript", "Where what is said can be read.", "transcript: talk.txt"),
    Key(
        "claim",
        "Where a sponsored film speaks of the product.",
        "claim: both",
        _one_of(CHANNELS),
    ),
    Key(
        "disclosed",
        "Where the film itself tells who pays.",
        "disclosed: both",
        _one_of((*CHANNELS, "none")),
    ),
    Key("decorative", "true: it says nothing and needs no alt text.", "decorative: true", _SWITCH),
)
PATIENT_KEYS = (
    Key(
        "consent",
        "The consent record under config/consents/ that covers this post. Never a name.",
        "consent: C-7f3a",
        _text(CONSENT_PATTERN),
        required=True,
    ),
)
KEYS = (
    Key(
        "id",
        "The post's permanent, unique name. Renaming the file changes nothing; changing the id "
        "makes another post. Never a person's name.",
        "id: 2026-12-walk-after-surgery",
        _text(ID_PATTERN),
        required=True,
    ),
    Key(
        "author",
        "Who answers for it: a file under config/people/, without .toml.",
        "author: dr-okafor",
        _text(NAME_PATTERN),
        required=True,
    ),
    Key("kind", "What sort of post it is.", "kind: education", _one_of(KINDS), required=True),
    Key(
        "accounts",
        "Where it goes: names from config/accounts.toml.",
        "accounts: [clinic-x, clinic-linkedin]",
        _some(_text(NAME_PATTERN), least=1),
        required=True,
    ),
    Key(
        "publish_at",
        "When, as local time in the calendar's time zone. One of publish_at, slot, repeat. "
        "A time that the clocks skip or show twice is refused.",
        "publish_at: 2026-12-01 09:00",
        _text(MOMENT_PATTERN),
    ),
    Key(
        "slot",
        "next: the account's next free slot, assigned once.",
        "slot: next",
        _one_of(("next",)),
    ),
    Key(
        "repeat",
        "A recurrence rule (RFC 5545 RRULE) with FREQ of DAILY, WEEKLY, MONTHLY or YEARLY; the "
        "time of day is repeat_at.",
        "repeat: FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14",
        _text(r"^[A-Za-z0-9=;,+-]+$"),
    ),
    Key(
        "repeat_at",
        "The local time of day of a repeat; 09:00 when left out. A time that the clocks skip on "
        "some day moves on by the gap, one they show twice is the first.",
        'repeat_at: "09:00"',
        _text(TIME_PATTERN),
    ),
    Key(
        "from",
        "The first local day of a repeat. Needed when the rule counts (INTERVAL, COUNT) or names "
        "no day of its own; otherwise the rule holds from any day on.",
        "from: 2026-11-01",
        _text(DAY_PATTERN),
    ),
    Key(
        "until",
        "The last local day of a repeat; it goes on for ever when left out.",
        "until: 2027-06-30",
        _text(DAY_PATTERN),
    ),
    Key(
        "except",
        "Local days on which a repeat does not happen.",
        "except: [2026-12-25]",
        _some(_text(DAY_PATTERN)),
    ),
    Key(
        "stagger_minutes",
        "Minutes between its accounts, in the order in which they stand; as policy.toml says "
        "when left out. It counts for publish_at and repeat.",
        "stagger_minutes: 20",
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": STAGGER_MOST},
                _text(COUNT_PATTERN),
            ]
        },
    ),
    Key(
        "campaign",
        "What several posts belong to; gatepost freeze campaign:NAME stops them all.",
        "campaign: back-care-week",
        _text(NAME_PATTERN),
    ),
    Key(
        "lang",
        "The language of the text, as a BCP 47 tag; en when left out.",
        "lang: en",
        _text(LANG_PATTERN),
    ),
    Key(
        "audience",
        "Whom it speaks to; public when left out.",
        "audience: public",
        _one_of(AUDIENCES),
    ),
    Key("summary", "The short form, used first on X.", 'summary: "…"'),
    Key(
        "link",
        "The one page the post is about: http or https, without a user name in it.",
        "link: https://clinic.example/walk",
        _text(LINK_PATTERN),
    ),
    Key(
        "hashtags",
        "Hashtags, with or without #; with it they need quotes.",
        "hashtags: [BackPain]",
        _some(_text(TAG_PATTERN)),
    ),
    Key("media", "Pictures, in the order they are shown.", "media: [{file: images/walk.png}]", {}),
    Key(
        "patient",
        "Needed whenever the post is about an individual.",
        "patient: {consent: C-7f3a}",
        {},
    ),
    Key("sponsored_by", "Who paid for it or gave something for it.", 'sponsored_by: "…"'),
    Key(
        "references",
        "Sources: DOIs or addresses.",
        'references: ["doi:10.2147/JPR.S366978"]',
        _some(_SENTENCE),
    ),
    Key(
        "ai_used",
        "Whether a machine wrote the text or drew a picture; none when left out.",
        "ai_used: none",
        _one_of(AI_USES),
    ),
    Key(
        "expires",
        "Local time after which it is never published.",
        "expires: 2026-12-08 00:00",
        _text(MOMENT_PATTERN),
    ),
    Key(
        "evergreen",
        "true: it may go out up to two hours late.",
        "evergreen: true",
        _SWITCH,
    ),
    Key(
        "variants",
        "An author's own words for a platform, used as they are; the gates still run.",
        'variants: {x: "…"}',
        {},
    ),
)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known word that ``name`` most likely stands for, or nothing."""
    found = get_close_matches(name.casefold()[:80], list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
