"""What a short text shows to be weighed: its words by kind, and the signs of the whole.

A linear model over general signs: how often a word is a name and an everyday word, how it is
written, what kind of word stands on either side, and what the whole text speaks of. The
weights are in data/evidence.json, fitted by scripts/fit_evidence.py; every sign has a name that
can be read there, so that a score can be explained.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from bot.phi import frequency
from bot.phi.account import UNREAD, Account
from bot.phi.knowledge import NOTHING, Knowledge
from bot.phi.lexicon import words
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.roles import known_forms

#: A longer text is an article: nothing here was fitted on those.
LONGEST = 500
_TOKEN = regex.compile(
    r"(?P<link>https?://\S+|www\.\S+|(?<![\w.-])[\w.-]{1,64}@[\w.-]{1,80}|[@#][\w.]{0,79}\w)|(?P<initials>(?:\p{Lu}\.){1,3})(?=\W|$)|(?P<word>\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}+)*)|(?P<number>\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|am|pm|mg|ml|k)?)|(?P<end>[.!?…]+|\n+)|(?P<mark>[^\w\s])"
)


_OF_CARE = frozenset({"care", "ward", "drug"})
_OF_ONE = frozenset({"one", "mine", "kin", "honorific", "we", "town"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text."""

    start: int
    end: int
    text: str
    kind: str  # link, initials, word, number, end, mark
    plain: str


@dataclass(frozen=True)
class Weighed:
    """A text cut into tokens, with the kinds of each, for scoring."""

    text: str
    knowledge: Knowledge = NOTHING
    account: Account = UNREAD

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The text in words, numbers and marks."""
        found = []
        for m in _TOKEN.finditer(self.text):
            raw = m.group()
            kind = m.lastgroup or ""
            plain = raw.casefold().replace("’", "'")
            found.append(Token(m.start(), m.end(), raw, kind, plain))
        return tuple(found)

    @cached_property
    def kinds(self) -> tuple[frozenset[str], ...]:
        """The kinds of word that each token belongs to."""
        pairs = [t.plain for t in self.tokens]
        return tuple(kinds_of(t, " ".join(pairs[n : n + 2])) for n, t in enumerate(self.tokens))

    @cached_property
    def cared(self) -> bool:
        """Whether any word is of care: without one, nobody is cared for here."""
        return any(kinds & _OF_CARE for kinds in self.kinds)

    @cached_property
    def personal(self) -> bool:
        """Whether any word is of a certain person, or of the writer or the one written to."""
        return any(kinds & _OF_ONE for kinds in self.kinds) or "aged" in self.whole

    @cached_property
    def known(self) -> frozenset[int]:
        """The tokens that are part of a public person's or a thing's listed name."""
        found: set[int] = set()
        forms = [_form(t.plain) if t.kind in ("word", "initials") else "" for t in self.tokens]
        for number, first in enumerate(forms):
            for count in (4, 3, 2, 1) if first else ():
                joined = " ".join(forms[number : number + count])
                if joined in known_forms("public") or joined in known_forms("things"):
                    found.update(range(number, number + count))
                    break
        return frozenset(found)

    @cached_property
    def lower(self) -> bool:
        """Whether hardly a letter is a capital, so that small letters say nothing of a name."""
        letters = [c for c in self.text if c.isalpha()]
        return sum(c.isupper() for c in letters) < 0.03 * len(letters)

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Signs of the whole text."""
        return tuple(_signs_of_all(self))


#: Lists of data/kinds.txt that are no kinds of word.
_ASIDE = frozenset({"acronym", "closed", "never", "beside", "things"})


@cache
def listed_kinds() -> Mapping[str, frozenset[str]]:
    """The lists of data/kinds.txt by their heading."""
    text = resources.files("bot.phi").joinpath("data", "kinds.txt").read_text(encoding="utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {kind: frozenset(entries.split()) for kind, _, entries in lines}


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    own = {kind: listed for kind, listed in listed_kinds().items() if kind not in _ASIDE}
    return own | {
        "kin": words("relatives"), "title": words("titles"),
        "letters": words("credentials"), "office": words("offices"), "care": words("care") | words("clinical"),
        "medical": words("medical"), "organisation": words("organisation"), "drug": words("drugs"),
        "eponym": words("eponyms"), "town": words("townsfolk"), "state": words("states"),
        "heading": words("plain"),
    }  # fmt: skip


_NONE: frozenset[str] = frozenset()
_PLURAL = frozenset({"care", "title", "kin"})


@cache
def _kinds_by_word() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for kind, listed in _classes().items():
        for word in listed:
            table.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in table.items()}


def kinds_of(token: Token, pair: str) -> frozenset[str]:
    """The kinds of word that ``token`` belongs to; ``pair``: it and the next one."""
    if token.kind != "word":
        return frozenset({token.kind})
    plain = token.plain.removesuffix("'s")
    table = _kinds_by_word()
    found = {*table.get(plain, ()), *table.get(token.plain, ()), *table.get(pair, ())}
    found.update(_PLURAL & table.get(plain.removesuffix("s"), _NONE))
    if "letters" in found and not token.text[:2].isupper():
        found.discard("letters")
    if plain.endswith("ed") and len(plain) > 4 and not is_name_word(token):
        found.add("past")
    return frozenset(found)


@lru_cache(maxsize=8192)
def _form(plain: str) -> str:
    return name_form(plain)


@lru_cache(maxsize=8192)
def strength(plain: str) -> tuple[int, int, int]:
    """How much a word is a given name, a family name and an everyday word, each 0 to 9."""
    if "-" in plain:
        parts = [strength(part) for part in plain.split("-") if part]
        if parts and all(max(g, f) >= e for g, f, e in parts):
            return max(g for g, _, _ in parts), max(f for _, f, _ in parts), 0
        return 0, 0, max((e for _, _, e in parts), default=0)
    form = _form(plain)
    given = frequency.given(form) or (4 if form in words("given") else 0)
    family = frequency.family(form) or (4 if form in words("family") else 0)
    return given, family, frequency.english(form)


def is_name_word(token: Token) -> bool:
    """Whether a list has the word as a name more than as an everyday word."""
    given, family, english = strength(token.plain.removesuffix("'s"))
    return max(given, family) > english


# ---------------------------------------------------------------- the whole text
_WHOLE = frozenset(
    [
        "past",
        "one",
        "mine",
        "we",
        "you",
        "many",
        "public",
        "event",
        "team",
        "teach",
        "honorific",
        "ward",
        "time",
        "babble",
        "kin",
        "title",
        "letters",
        "office",
        "care",
        "drug",
        "town",
        "animal",
        "group",
    ]
)


def _signs_of_all(text: Weighed) -> Iterator[str]:
    counts: dict[str, int] = {}
    for kinds in text.kinds:
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
    yield "bias"
    for kind in sorted(_WHOLE):
        if counts.get(kind):
            yield f"has {kind}"
        if counts.get(kind, 0) > 1:
            yield f"more {kind}"
    if text.lower:
        yield "lower"
    if "?" in text.text:
        yield "asks"
    if "%" in text.text:
        yield "per cent"
    if regex.search(r"(?i)\b(?:pt|patient|px|client)(?:'s)?\b", text.text):
        yield "patient"
    if regex.search(r"(?i)\b\d{1,3}\s?-?(?:yo|y/o|yrs?|y|f|m)\b", text.text):
        yield "aged"
    if regex.search(r"(?i)\bhttps?://|\w\.(?:com|org|example)\b", text.text):
        yield "web"
    if counts.get("one") and counts.get("care"):
        yield "one+care"
    if counts.get("one") and (counts.get("public") or counts.get("office")):
        yield "one+public"
    if counts.get("mine") and counts.get("care"):
        yield "mine+care"
    if counts.get("past") and counts.get("care"):
        yield "past+care"
    if counts.get("ward") and not counts.get("event"):
        yield "ward-event"
    if counts.get("care") and not (
        counts.get("event") or counts.get("team") or counts.get("teach") or counts.get("public")
    ):
        yield "care alone"
    length = len(text.tokens)
    yield f"length {min(5, length // 6)}"
    for token in text.tokens:
        if token.kind == "word" and token.plain in listed_kinds()["closed"]:
            yield f"says {token.plain}"


# ---------------------------------------------------------------- weighing
@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = resources.files("bot.phi").joinpath("data", "evidence.json").read_text(encoding="ascii")
    table: Mapping[str, Mapping[str, float]] = json.loads(text)
    return table


def weigh(model: str, signs: Iterable[str]) -> float:
    """The probability (0 to 1) that ``model`` of data/evidence.json gives these signs."""
    weights = _weights()[model]
    total = math.fsum(weights.get(sign, 0.0) for sign in set(signs))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
