"""Whether a text names a company, product, handle or code, however it is spelled.

Matching is by whole words, blind to case, accents, look-alikes, hyphens and spaces, and
sees into CamelCase hashtags, handles and host names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.records.model import Tie
from bot.rules.meaning.text import fold

#: What a company's legal name carries and nobody says.
_LEGAL = re.compile(
    r"[\s,]{1,4}(?:inc|incorporated|ltd|limited|llc|llp|lp|corp|corporation|co|company|plc|gmbh|ag"
    r"|sa|s\.a"
    r"|bv|b\.v|nv|n\.v|ab|oy|as|kg|srl|s\.r\.l|spa|pty|usa|us|u\.s|u\.s\.a|holdings?"
    r"|international"
    r"|north america|americas|sales)\.?$",
    re.IGNORECASE,
)
#: Trade words that are dropped in speech when a single distinctive word is left.
_TRADE = re.compile(
    r"\s{1,9}(?:pharmaceuticals?|pharma|laboratories|labs|therapeutics|biosciences|biologics)$",
    re.IGNORECASE,
)
#: Everyday words that are also names of companies and products. In prose they count only
#: when written as a name: with a capital inside a sentence, or with a trade mark.
_EVERYDAY_WORDS = """
ability access acute advance align allied always amplify anchor apex apple ascend aspire
assure atlas aura balance bloom bold boost bridge bright calm care carrot circle clarity clear
comfort compass complete connect core cove cure dash dawn depth direct dose dream ease echo
elevate embrace emerge empower encore endure energy enhance ensure essential evolve explore
express fathom flex flow focus forward freedom frontier fuse future gain ginger glow grace
ground grow harmony haven headspace heal health hero hers hims hinge hope horizon ideal ignite
impact impulse insight inspire integrity intercept journey joy keep kind lead level life lift
light link live lively logic lumen lyric maven mend mind mobility mosaic motion move native
nerve next noble north nova oak oasis one open optimal orbit oscar origin pace paradigm path
peak pearl persist pillar pivot plenty precision premier prime pro prompt protect proven pulse
pure quest radius ready rebound recover reflex relay relief relieve remedy renew restore
restful revive rise ritual river root saga sage sense serene shield simple sleep smart solace
soothe spark spring spruce stable stance stride strong summit support surge swift target teal
thrive torch touch trace trek tribe true trust union unite unity upright valor vertex vibrant
vital vision vista wave well whole wisdom wise zest
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Term:
    """One spelling to look for, as letters and digits only."""

    key: str
    joints: frozenset[int]  # offsets in ``key`` where the name itself has a gap
    as_name: bool = False  # an everyday or very short word: must be written as a name
    whole: str = ""  # the spelling that a very short name must have in prose


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name stands, in code points of the text as given."""

    start: int
    end: int


def terms(tie: Tie) -> tuple[Term, ...]:
    """Every spelling of a tie's company, aliases, handles, products and codes."""
    names = (tie.company, *tie.aliases, *tie.products, *tie.handles, *tie.codes)
    return names_terms(names)


@lru_cache(maxsize=512)
def names_terms(names: tuple[str, ...]) -> tuple[Term, ...]:
    """Terms for these names, legal forms dropped, ``and`` and ``&`` alike."""
    found: dict[str, Term] = {}
    for name in names:
        for spelling in _spellings(name):
            term = _term(spelling)
            if len(term.key) >= 2:
                found.setdefault(term.key, term)
    return tuple(found.values())


def _spellings(name: str) -> Iterator[str]:
    name = name.strip().lstrip("@")
    yield name
    short = name
    while (cut := _LEGAL.sub("", short)) != short and cut:
        short = cut
        yield short
    trade = _TRADE.sub("", short)
    if trade != short and " " not in trade and len(trade) >= 4:
        yield trade
    if re.search(r"\s(?:&|and)\s", short):
        yield re.sub(r"\s(?:&|and)\s", " and ", short)
        yield re.sub(r"\s(?:&|and)\s", " & ", short)


def _term(spelling: str) -> Term:
    read = _Reading(spelling)
    short = len(read.key) <= 3
    cuts = sorted({0, *read.starts, len(read.key)})
    everyday = all(read.key[a:b] in _EVERYDAY for a, b in itertools.pairwise(cuts))
    return Term(
        read.key,
        frozenset(i for i in read.starts if i > 0),
        as_name=short or everyday,
        whole=spelling if short else "",
    )


class _Reading:
    """A text squeezed to letters and digits, with where words start and end in it."""

    __slots__ = ("ends", "folded", "key", "positions", "starts", "tags")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        letters: list[str] = []
        self.positions: list[int] = []
        self.starts: set[int] = set()
        self.ends: set[int] = set()
        self.tags: list[tuple[int, int]] = []  # squeezed spans of hashtags, handles, host names
        linked = _MAYBE_LINKED.search(self.folded.text) is not None
        for match in _TOKEN.finditer(self.folded.text):
            self._take(match, letters, linked=linked)
        self.key = "".join(letters)

    def _take(self, match: re.Match[str], letters: list[str], *, linked: bool) -> None:
        first = len(letters)
        for piece in _PIECE.finditer(self.folded.text, match.start(), match.end()):
            self.starts.add(len(letters))
            shown = piece.group()
            if shown.isascii():
                letters.extend(shown.lower())
                self.positions.extend(range(piece.start(), piece.end()))
            else:
                self._fold_letters(piece, letters)
            self.ends.add(len(letters))
        if linked and _LINKED.search(self.folded.text, max(0, match.start() - 120), match.start()):
            self.tags.append((first, len(letters)))

    def _fold_letters(self, piece: re.Match[str], letters: list[str]) -> None:
        """One letter may fold to two; both stand where the one does."""
        for offset in range(piece.start(), piece.end()):
            for letter in self.folded.text[offset].casefold():
                letters.append(letter)
                self.positions.append(offset)


_MAYBE_LINKED = re.compile(r"[#@＃]|https?://|www\.")
_TOKEN = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z\d]+|\d+|[^\W_]")
#: What stands before a word that is part of a hashtag, a handle or a web address.
_LINKED = re.compile(r"(?:[#@＃][\w.]*|https?://[^\s/]*|\bwww\.[^\s/]*)$")
_MARKED = re.compile(r"\s?(?:®|™|\(R\)|\(TM\))", re.IGNORECASE)


@lru_cache(maxsize=128)
def _reading(text: str) -> _Reading:
    """Five rules ask about the same few texts one after the other."""
    return _Reading(text)


def mentions(text: str, wanted: Iterable[Term]) -> Iterator[Mention]:
    """Yield where ``text`` has one of the names."""
    read = _reading(text)
    for term in wanted:
        at = read.key.find(term.key)
        while at >= 0:
            end = at + len(term.key)
            if _bounded(read, at, end, term) and _as_name(read, at, end, term):
                last = read.folded.origin[read.positions[end - 1]]
                yield Mention(read.folded.origin[read.positions[at]], last + 1)
            at = read.key.find(term.key, at + 1)


def names_any(text: str, wanted: Iterable[Term]) -> bool:
    """Whether ``text`` has one of the names."""
    return next(mentions(text, wanted), None) is not None


def _bounded(read: _Reading, at: int, end: int, term: Term) -> bool:
    whole = at in read.starts and (end in read.ends or _is_plural(read, at, end, term))
    if whole:
        return _together(read, at, end, term)
    if len(term.key) < 6:
        return False
    return any(a <= at and end <= b and (a == at or b == end) for a, b in read.tags)


def _is_plural(read: _Reading, at: int, end: int, term: Term) -> bool:
    """ "Two CalmWaves": a name with its plural, which only a capital tells from a word."""
    ending = next((e for e in ("s", "es") if read.key.startswith(e, end)), "")
    if not ending or len(term.key) < 5 or end + len(ending) not in read.ends:
        return False
    return read.folded.text[read.positions[at]].isupper()


def _together(read: _Reading, at: int, end: int, term: Term) -> bool:
    """No sentence ends inside, and a space stands only where a name may have one."""
    text, places = read.folded.text, read.positions
    gaps = [i for i in range(at + 1, end) if places[i] - places[i - 1] > 1]
    spaced = [i for i in gaps if re.search(r"\s", text[places[i - 1] + 1 : places[i]])]
    if any(re.search(r"[.!?,;:]\s|\n\n", text[places[i - 1] + 1 : places[i]]) for i in gaps):
        return False
    loose = [i for i in spaced if i - at not in term.joints]
    if not loose:
        return True
    cuts = [at, *spaced, end]
    return len(term.key) >= 7 and all(b - a >= 3 for a, b in itertools.pairwise(cuts))


def _as_name(read: _Reading, at: int, end: int, term: Term) -> bool:
    if not term.as_name or any(a <= at < b for a, b in read.tags):
        return True
    text = read.folded.text
    start, stop = read.positions[at], read.positions[end - 1] + 1
    if _MARKED.match(text, stop):
        return True
    if term.joints and not re.search(r"\s", text[start:stop]):
        return True
    if term.whole:
        return text[start:stop] == fold(term.whole).text
    return text[start].isupper() and not _opens_sentence(text, start)


def _opens_sentence(text: str, start: int) -> bool:
    return re.search(r"(?:^|[.!?:\n])[\s\W]*$", text[max(0, start - 8) : start]) is not None
