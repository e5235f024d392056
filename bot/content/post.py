"""A post's file, read and typed: every problem of the file is told, not only the first."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.content import fields as known
from bot.content.fields import Key
from bot.content.frontmatter import FrontMatter, Table, read_front_matter
from bot.content.link import link_fault
from bot.content.recurrence import happens_on, read_rule
from bot.content.source import Halves, Source, decode, halve, read_bytes, refuse, shown_path
from bot.content.typed import Fields, shaped
from bot.errors import BadPost, BadTime
from bot.model import Kind, Media, People, Place, Post

#: A repeat without ``from`` holds from here on; it is older than any ledger.
EPOCH = date(2000, 1, 1)
MORNING = time(9, 0)

_VARIANT_KEYS = tuple(Key(name, "", f'{name}: "…"') for name in known.PLATFORMS)
_NOTE = re.compile(r"(?:^|[ \t,\[{])#(?P<words>.+)")
_ID = shaped(
    known.ID_PATTERN,
    "The id is not 3 to 80 small letters, digits and dashes.",
    "Write it like 2026-12-walk-after-surgery.",
)
_NAME = shaped(
    known.NAME_PATTERN,
    "This name is not made of small letters, digits and dashes.",
    "Write it as its record spells it; several go in brackets: [clinic-x, clinic-linkedin].",
)
_CONSENT = shaped(
    known.CONSENT_PATTERN,
    "This is not the id of a consent record.",
    "Write it like C-7f3a; never a name.",
)
_CAMPAIGN = shaped(
    known.NAME_PATTERN,
    "This name is not made of small letters, digits and dashes.",
    "Write it like back-care-week.",
)

_LANG = shaped(known.LANG_PATTERN, "This is not a language tag.", "Write it like en, es or pt-BR.")


@dataclass(frozen=True, slots=True)
class ReadPost:
    """What one file gave: a post, or problems. ``id`` is known even of some bad files."""

    post: Post | None = field(repr=False)
    problems: tuple[BadPost, ...] = ()
    id: str = field(default="", repr=False)
    id_place: Place | None = None


def read_post(root: Path, path: str, zone: ZoneInfo) -> ReadPost:
    """Read the file at ``path``, relative to ``root``; nothing on the way may be a link.

    Never raises for what a file is or holds; times are checked in ``zone``.
    """
    home = root.resolve()
    shown = shown_path(home / path, home)
    fault = refuse(home / path, shown)
    if fault is not None:
        return ReadPost(None, (fault,))
    try:
        raw = read_bytes(home, path, shown)
    except BadPost as error:
        return ReadPost(None, (error,))
    return parse_post(raw, shown, zone)


def parse_post(raw: bytes, path: str, zone: ZoneInfo) -> ReadPost:
    """Type the bytes of a post's file. Never raises for what they are."""
    try:
        source = decode(raw, path)
        halves = halve(source)
    except BadPost as error:
        return ReadPost(None, (error,))
    problems = [*_body_problems(source, halves)]
    try:
        front = read_front_matter(source, halves)
    except BadPost as error:
        return ReadPost(None, (error, *problems))
    return _typed(raw, source, halves, front, problems, zone)


def _body_problems(source: Source, halves: Halves) -> tuple[BadPost, ...]:
    from bot.content.markdown import problems  # markdown-it takes 80 ms to import

    return problems(halves.body, source.path, halves.body_line)


def _typed(
    raw: bytes,
    source: Source,
    halves: Halves,
    front: FrontMatter,
    body_problems: list[BadPost],
    zone: ZoneInfo,
) -> ReadPost:
    problems = [*front.problems]
    places: dict[str, Place] = {}
    # Missing keys are told at the top of the file, not at the first key that is there.
    table = Table(front.table.entries, Place(source.path))
    f = Fields(table, known.KEYS, problems, places)
    values = _values(f, zone)
    identity = values["id"]
    post = None
    if not problems and not body_problems:
        post = Post(
            path=source.path,
            source_digest=hashlib.sha256(raw).hexdigest(),
            body=halves.body,
            body_line=halves.body_line,
            places=places,
            notes=tuple(_notes(source, halves)),
            **values,
        )
    everything = tuple(sorted([*problems, *body_problems], key=_order))
    return ReadPost(post, everything, identity, places.get("id"))


def _notes(source: Source, halves: Halves) -> Iterator[tuple[str, Place]]:
    """Whatever stands behind a # in the front matter; a # in quotes is read once too often."""
    first = source.text.count("\n", 0, halves.start) + 1
    lines = source.text[halves.start : halves.end].splitlines()
    for number, line in enumerate(lines, first):
        found = _NOTE.search(line)
        if found and found["words"].strip():
            yield found["words"].strip(), Place(source.path, number, found.start("words") + 1)


def _order(problem: BadPost) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _values(f: Fields, zone: ZoneInfo) -> dict[str, Any]:
    """Every field of a Post that front matter gives."""
    return {
        "id": f.text("id", "", _ID),
        "author": f.text("author", "", _NAME),
        "kind": Kind(f.word("kind", known.KINDS, Kind.NOTICE.value)),
        "accounts": _accounts(f),
        **_times(f, zone),
        "lang": f.text("lang", "en", _LANG),
        "audience": f.word("audience", known.AUDIENCES, "public"),
        "summary": f.text("summary"),
        "link": f.text("link", "", link_fault),
        "hashtags": _hashtags(f),
        "media": tuple(_media(m) for m in f.tables("media", known.MEDIA_KEYS)),
        "consent": _consent(f),
        "sponsored_by": f.text("sponsored_by"),
        "references": f.texts("references"),
        "ai_used": f.word("ai_used", known.AI_USES, "none"),
        "evergreen": f.switch("evergreen"),
        "stagger_minutes": _stagger(f),
        "campaign": f.text("campaign", "", _CAMPAIGN),
        "variants": _variants(f),
    }


def _accounts(f: Fields) -> tuple[str, ...]:
    before = len(f.problems)
    found = f.texts("accounts", _NAME)
    if "accounts" in f and not found and len(f.problems) == before:
        f.note("The post names no account.", "Add accounts: [clinic-x].", f.place("accounts"))
    return found


def _hashtags(f: Fields) -> tuple[str, ...]:
    tags = [tag.removeprefix("#") for tag in f.texts("hashtags", _tag_fault)]
    if len({tag.casefold() for tag in tags}) < len(tags):
        f.note("A hashtag stands in the list twice.", "Keep it once.", f.place("hashtags"))
    return tuple(tags)


def _tag_fault(text: str) -> tuple[str, str] | None:
    tag = text.removeprefix("#")
    letters = any(c.isalpha() for c in tag)
    if letters and all(c == "_" or unicodedata.category(c)[0] in "LMN" for c in tag):
        return None
    return (
        "This is no hashtag that every platform links.",
        "Use letters, digits and _ only, with at least one letter: BackPain.",
    )


def _day_fault(text: str) -> tuple[str, str] | None:
    try:
        good = re.fullmatch(known.DAY_PATTERN, text, re.ASCII) and date.fromisoformat(text)
    except ValueError:
        good = None
    return None if good else ("This is not a date.", "Write year-month-day: 2026-12-25.")


def _minutes_fault(text: str) -> tuple[str, str] | None:
    if re.fullmatch(known.COUNT_PATTERN, text, re.ASCII) and int(text) <= known.STAGGER_MOST:
        return None
    return (
        f"This is not a number of minutes from 0 to {known.STAGGER_MOST}.",
        "Write it like stagger_minutes: 20.",
    )


def _media(m: Fields) -> Media:
    people = m.word("people", known.PEOPLE)
    return Media(
        file=m.text("file"),
        alt=m.text("alt"),
        origin=m.word("origin", known.ORIGINS, "own"),
        credit=m.text("credit"),
        licence=m.text("licence"),
        people=People(people) if people else None,
        decorative=m.switch("decorative"),
        place=m.place("file"),
        captions=m.text("captions"),
        transcript=m.text("transcript"),
        claim=m.word("claim", known.CHANNELS),
        disclosed=m.word("disclosed", (*known.CHANNELS, "none")),
    )


def _consent(f: Fields) -> str:
    patient = f.table("patient", known.PATIENT_KEYS)
    return patient.text("consent", "", _CONSENT) if patient else ""


def _variants(f: Fields) -> Mapping[str, str]:
    words = f.table("variants", _VARIANT_KEYS)
    return {name: words.text(name) for name in words.names()} if words else {}


# ---------------------------------------------------------------- when
def _times(f: Fields, zone: ZoneInfo) -> dict[str, Any]:
    given = [name for name in known.TIMES if name in f]
    if not given:
        f.note(
            "The post has no time.",
            "Add publish_at: 2026-12-01 09:00, slot: next or repeat: FREQ=….",
            f.place(""),
        )
    elif len(given) > 1:
        last = max(given, key=f.place)
        f.note(
            f"A post has one time, and here are {' and '.join(given)}.", "Keep one.", f.place(last)
        )
    publish_at, expires = f.moment("publish_at", zone), f.moment("expires", zone)
    if publish_at and expires and expires <= publish_at:
        f.note(
            "The post expires before it is published.",
            "Give a later expires, or remove it.",
            f.place("expires"),
        )
    return {
        "publish_at": publish_at,
        "expires": expires,
        "slot": f.word("slot", ("next",)),
        **_repeat(f),
    }


def _repeat(f: Fields) -> dict[str, Any]:
    start, at = f.day("from"), f.time_of_day("repeat_at", MORNING)
    until, rule = f.day("until"), f.text("repeat")
    excepted = f.texts("except", _day_fault)
    if "repeat" not in f:
        for key in known.REPEATING:
            if key in f:
                f.note(f"{key} belongs to repeat, and there is none.", "Remove it.", f.place(key))
        return {}
    first = datetime.combine(start or EPOCH, at)
    try:
        rule = read_rule(rule, first, anchored="from" in f, until=until) if rule else ""
    except BadTime as error:
        f.note(error.what, error.fix, f.place("repeat"))
        return {}
    if rule:
        _note_vain(f, rule, first, excepted)
    return {"repeat": rule, "repeat_from": first, "excepted": excepted}


def _note_vain(f: Fields, rule: str, first: datetime, excepted: tuple[str, ...]) -> None:
    """An excepted day on which nothing would have happened is a slip of the pen."""
    for number, day in enumerate(excepted):
        if not happens_on(rule, first, date.fromisoformat(day)):
            f.note(
                f"The repeat does not happen on {day} anyway.",
                "Write the date on which it would have happened.",
                f.place(f"except[{number}]"),
            )


def _stagger(f: Fields) -> int | None:
    text = f.text("stagger_minutes", "", _minutes_fault)
    return int(text) if text else None
