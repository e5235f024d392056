"""Codes without a label of their own: a serial beside "pacemaker", a plate beside "parked".

A token that is built like a code, and that nobody else would quote in a post, is somebody's
number when a person's care is told around it. The nearest noun says which kind.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import SLUGS, Candidate, Text
from bot.phi.recognizers.checked import is_public
from bot.phi.shorthand import is_somebody
from bot.phi.telling import LONGEST, is_of_others
from bot.surface import SurfaceKind

_I = regex.IGNORECASE
_KINDS = {
    "device": (Identifier.DEVICE, "device serial number"),
    "plan": (Identifier.PLAN, "plan or member number"),
    "record": (Identifier.RECORD, "record number"),
    "vehicle": (Identifier.VEHICLE, "vehicle or plate number"),
    "licence": (Identifier.LICENCE, "licence number"),
    "account": (Identifier.ACCOUNT, "account number"),
    "study": (Identifier.OTHER, "case, study or specimen number"),
}
_UNKNOWN = (Identifier.OTHER, "a code that may be one person's")
#: A token with digits: letters and digits in groups joined by dashes, slashes or nothing.
_TOKEN = regex.compile(
    r"(?<![\w#@./$£€:+&=%-])(?=[A-Z]{0,6}[-/]?\d|[A-Z]{1,3}\d)[A-Z0-9]{1,20}(?:[-/][A-Z0-9]{1,12}){0,5}(?![\w@%:/]|[-.,]\w)",
    _I,
)
#: Plates in the two or three groups of letters and digits that countries give them.
_PLATE = regex.compile(
    r"(?<![\w#@./$£€-])(?:[A-Z]{1,3} \d{1,2} [A-Z]{2,3}|[A-Z]{2,3}\d{2} [A-Z]{3}|\d{2,3}[ -][A-Z]{3}|[A-Z]{2,3}[ -]\d{3,4}|\d[A-Z]{3}\d{3}|[A-Z]{3}\d{3,4}|[A-Z]\d{2,3}[ -][A-Z]{3}|\d{2,3}-[A-Z]{1,2}-\d{1,6})(?![\w%-])",
    _I,
)
_NOT_CODE = regex.compile(
    r"(?:"
    r"(?:18|19|20)\d\d(?:[-/](?:\d{2}|(?:18|19|20)\d\d))?(?:s|ish|[a-c])?"  # years
    r"|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}"  # dates
    r"|\d{1,3}/\d{1,3}|\d{1,5}-\d{1,5}"  # readings, ranges
    r"|\d{1,7}(?:mg|mcg|ug|ml|l|g|kg|iu|units?|mmol|mm|cm|m|km|k|am|pm|th|st|nd|rd|hrs?|h|mins?|secs?|s|x|yo|yrs?|y|wks?|w|d|days?|pts?|bpm|kcal|cal|lbs?|oz|ft|in|gb|mb|mhz|ghz|hz|kv|mv|ms|bn|m|usd|gbp|eur|p|px|dpi|b|t)?"
    r"|\d{1,4}-?(?:day|week|month|year|hour|minute|mile|bed|point|step|item|week-old|year-old|month-old|day-old)s?(?:-olds?)?"
    r"|[A-TV-Z]\d[0-9A-Z]\d?[A-Z]?"  # ICD-10
    r"|\d{4,6}[a-z]?(?:hrs|h|z)?"
    r")",
    _I,
)
#: Names of things that carry digits: genes, drugs, viruses, models.
_NAMED = regex.compile(
    r"\b(?:model|version|catalogue|catalog|cat|sku|part|cpt|hcpcs|icd|icd-10|code|gene|allele|chromosome|strain|protocol|flight|bill|act|section|title|rule|iso|grant|award|req|job|course|cme|flyer|form|poster|tape|promo|coupon|discount|use)[:# ]{1,3}$",
    _I,
)
_LOT = regex.compile(r"\b(?:lots?|ref|batch(?:es)?|recall\w*)\b", _I)
_PEOPLE_AFTER = regex.compile(
    r"^ ?(?:people|patients|pts|adults|women|men|kids|children|babies|participants|cases|deaths|steps|views|followers|likes|dollars|miles|doses|samples|records|users|members|answers|visits|euros?|pounds|words|volunteers|tests|americans)\b",
    _I,
)
_CONTACT_BEFORE = regex.compile(
    r"\b(?:call|ring|dial|text|tel|phone|phones|fax|ext|extension|home to|to|line|hotline|helpline|samaritans|childline|poison help)[:. ]{1,3}(?:us |on |at |to )?$",
    _I,
)
_MONTH = regex.compile(
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|of|no|rm|hwy|rt|us|ca|usd|gbp|eur|box|fda|cdc|who|nhs|act|ext|est|pst|gmt|utc|bc|ad|ce|top|age|day|vol|pp|ch|ed|hr|bp|spo"
)
_NEAR = 60  # characters on either side in which a noun says what a code is


@dataclass(frozen=True, slots=True)
class _Noun:
    kind: str
    distance: int


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield codes and plates that no label introduces, in a short text."""
    if text.kind in (SurfaceKind.LINK, *SLUGS):
        return  # there a word with digits is a slug
    if len(text.text) > LONGEST or not any(c.isdigit() for c in text.text):
        return
    for match in _TOKEN.finditer(text.text):
        value = match.group()
        if _is_code(value) and not (_is_slug(value, knowledge) or _is_quoted(text, match)):
            yield from _judge(text, match)
    for match in _PLATE.finditer(text.text):
        if not (_is_quoted(text, match) or _is_wording(match.group())):
            yield from _plate(text, match)


def _is_code(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    letters = sum(c.isalpha() for c in value)
    if letters > 9 or regex.search(r"[A-Za-z]{6}", value):
        return False
    if letters == 0:
        if regex.fullmatch(r"\d{3}[-/]\d{3}[-/]\d{4}", value):
            return False  # a telephone number
        grouped = regex.fullmatch(r"\d{2,4}(?:[-/]\d{2,5}){2,4}", value)
        return bool(grouped and not _is_date(value)) or (7 <= digits <= 12 and value.isdigit())
    return len(value) >= 5 and digits >= 2 and not _NOT_CODE.fullmatch(value)


def _is_slug(value: str, knowledge: Knowledge) -> bool:
    """Whether everyday words stand between the digits: "2026-12-walk", "top10tips"."""
    runs = regex.findall(r"[a-z]{3,}", value)
    return any(run in knowledge.common or run in words("english") for run in runs)


def _is_wording(value: str) -> bool:
    """Whether the letters of a would-be plate are an everyday word: "at 3820", "may 1200"."""
    letters = "".join(c for c in value.casefold() if c.isalpha())
    return letters in words("english") or bool(_MONTH.fullmatch(letters))


def _is_date(value: str) -> bool:
    parts = regex.split(r"[-/]", value)
    if len(parts) != 3:
        return False
    low = sorted(int(p) for p in parts[:2])
    return low[0] <= 12 and low[1] <= 31 and (len(parts[2]) in (2, 4))


def _is_quoted(text: Text, match: regex.Match[str]) -> bool:
    """A public register's number, a model's or a form's, an amount, or a line to call."""
    before, after = text.before(match.start(), 40), text.after(match.end(), 20)
    return bool(
        is_public(text, match.start(), match.group())
        or _NAMED.search(before)
        or _PEOPLE_AFTER.search(after)
        or (match.group().replace("-", "").isdigit() and _CONTACT_BEFORE.search(before))
    )


def _judge(text: Text, match: regex.Match[str]) -> Iterator[Candidate]:
    start, end = match.span()
    digits = sum(c.isdigit() for c in match.group())
    noun = _nearest(text, start, end)
    somebody = is_somebody(text)
    told = bool(text.care) or (noun is not None and noun.kind in ("record", "plan"))
    others = is_of_others(text, start) or (
        bool(_LOT.search(text.before(start, 60))) and not somebody
    )
    kind, reason = _KINDS[noun.kind] if noun else _UNKNOWN
    if others or (digits < 4 and not noun):
        level = Level.INFO
    elif noun and somebody:
        level = Level.BLOCK
    elif told and (somebody or noun or digits >= 5):
        level = Level.REVIEW
    else:
        level = Level.INFO
    yield Candidate(kind, start, end, reason, level, same_sentence=True)


def _plate(text: Text, match: regex.Match[str]) -> Iterator[Candidate]:
    start, end = match.span()
    noun = _nearest(text, start, end, "vehicle")
    if noun is None:
        return
    somebody = is_somebody(text)
    level = Level.BLOCK if somebody and text.care else Level.REVIEW if somebody else Level.INFO
    yield Candidate(
        Identifier.VEHICLE, start, end, "vehicle or plate number", level, same_sentence=True
    )


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    """Each noun of data/code_nouns.txt with the kinds it may speak of."""
    raw = resources.files("bot.phi").joinpath("data", "code_nouns.txt").read_text(encoding="utf-8")
    table: dict[str, tuple[str, ...]] = {}
    for line in raw.splitlines():
        if line and not line.startswith("#"):
            kind, *nouns = [entry.strip() for entry in line.split(",")]
            for noun in nouns:
                table[noun] = (*table.get(noun, ()), kind)
    return table


_WORD = regex.compile(r"[^\W_](?:[\w'/&.-]{0,20}[^\W_])?")


def _nearest(text: Text, start: int, end: int, only: str = "") -> _Noun | None:
    """The noun that stands nearest to ``text[start:end]``; one before it is nearer."""
    first = max(0, start - _NEAR)
    tokens = [
        (m.start() + first, m.end() + first, m.group().casefold())
        for m in _WORD.finditer(text.text[first : end + _NEAR])
    ]
    found: list[_Noun] = []
    for at, (begin, stop, word) in enumerate(tokens):
        if begin < end and start < stop:
            continue
        pair = f"{word} {tokens[at + 1][2]}" if at + 1 < len(tokens) else word
        kinds = _nouns().get(pair, ()) or _nouns().get(word, ())
        away = start - stop if stop <= start else begin - end + 10
        found += [_Noun(kind, away) for kind in kinds if only in ("", kind)]
    return min(found, key=lambda noun: noun.distance, default=None)
