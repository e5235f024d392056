"""Words grouped by what they mean, and where a text uses them.

The groups are data: ``data/concepts/*.txt``, one group a paragraph, ``NAME: term, term``. A term
is one or more words; ``stop~`` stands for the forms of a verb (stops, stopped, stopping),
``knee+`` for a noun and its plural, ``-itis`` for every word that ends so, ``@NAME`` for another
group. Hyphens part words: "pain-free" is the term ``pain free``. A text is tagged once, by one
walk over its words, and all frames share what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

Spans = list[tuple[int, int]]

#: A word, or a mark that parts no word.
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s-]|(?<!\w)-+|-+(?!\w)")
_LINE = re.compile(r"^([A-Z][A-Z0-9_]*):", re.M)
_VOWELS = frozenset("aeiou")
_ENDING = (6, 5, 4, 3)  # lengths of the endings that are looked up


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms by their first word, endings, and the bit of every group."""

    bits: dict[str, int]
    first: dict[str, tuple[tuple[tuple[str, ...], int], ...]]
    endings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One sentence: its words' offsets, the groups in it (as bits) and where each stands."""

    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    mask: int
    at: dict[int, Spans]

    def spans(self, group: int) -> Spans:
        """Word positions (start, end) of each use of one group."""
        return self.at.get(group, [])


def tag(text: str, start: int, lexicon: Lexicon) -> Tagged:
    """The groups that ``text`` uses; ``start`` is added to every offset."""
    if len(low := text.casefold()) != len(text):  # a letter that grows when folded
        low = text.lower() if len(text.lower()) == len(text) else text
    found = list(_TOKEN.finditer(low))
    words = tuple(m.group() for m in found)
    bare = tuple(w[:-2] if w.endswith("'s") else w for w in words)
    named = lexicon.bits["NAMED"]
    at: dict[int, Spans] = {}
    mask = 0
    first = lexicon.first
    for here, word in enumerate(words):
        terms = first.get(word)
        if terms is None:
            bits = _unlisted(word, lexicon)
            terms = ((((), bits),) if bits else ()) or first.get(bare[here], ())
        for rest, bits in terms:
            end = here + 1 + len(rest)
            if rest and words[here + 1 : end] != rest and bare[here + 1 : end] != rest:
                continue
            mask |= bits
            for one in _single(bits):
                at.setdefault(one, []).append((here, end))
        if here and text[found[here].start()].isupper():
            mask |= named
            at.setdefault(named, []).append((here, here + 1))
    offsets = tuple((start + m.start(), start + m.end()) for m in found)
    return Tagged(words, offsets, mask, at)


@cache
def _single(bits: int) -> tuple[int, ...]:
    """The bits one by one."""
    return tuple(1 << place for place in range(bits.bit_length()) if bits >> place & 1)


def _unlisted(word: str, lexicon: Lexicon) -> int:
    if word.isdigit():
        return lexicon.bits["NUMBER"]
    for length in _ENDING:
        if len(word) > length + 1 and (bits := lexicon.endings.get(word[-length:])):
            return bits
    return 0


# ---------------------------------------------------------------- reading the data
def build(literals: frozenset[str]) -> Lexicon:
    """The lexicon of all data files; ``literals`` are groups of the one word they are."""
    groups = _groups()
    bits = {name: 1 << n for n, name in enumerate(sorted({*groups, *literals, "NUMBER", "NAMED"}))}
    terms: dict[str, dict[tuple[str, ...], int]] = {}
    endings: dict[str, int] = {}
    for name, written in [*groups.items(), *((word, (word,)) for word in sorted(literals))]:
        for term in written:
            if term.startswith("-"):
                endings[term[1:]] = endings.get(term[1:], 0) | bits[name]
                continue
            for form in _forms(term):
                head, *rest = form
                held = terms.setdefault(head, {})
                held[tuple(rest)] = held.get(tuple(rest), 0) | bits[name]
    numbers = {w: {**t, (): t.get((), 0) | bits["NUMBER"]} for w, t in terms.items() if w.isdigit()}
    return Lexicon(bits, {w: tuple(t.items()) for w, t in {**terms, **numbers}.items()}, endings)


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    folder = resources.files("bot.rules.meaning") / "data" / "concepts"
    written: dict[str, list[str]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        lines = [x for x in file.read_text(encoding="utf-8").splitlines() if x[:1] != "#"]
        parts = _LINE.split("\n".join(lines))[1:]
        for name, body in zip(parts[::2], parts[1::2], strict=True):
            terms = [" ".join(t.split()) for t in body.replace("\n", " ").split(",")]
            written.setdefault(name, []).extend(t for t in terms if t)
    return {name: tuple(_resolved(name, written, ())) for name in written}


def _resolved(name: str, written: dict[str, list[str]], seen: tuple[str, ...]) -> Iterator[str]:
    if name in seen:
        raise ValueError(f"the group {name} holds itself")
    for term in written[name]:
        if term[:1] == "@" and term[1:].isupper():
            yield from _resolved(term[1:], written, (*seen, name))
        else:
            yield term


def _forms(term: str) -> Iterator[tuple[str, ...]]:
    """Every form of a term as its words; the mark may stand on any one word."""
    written = term.split()
    for place, word in enumerate(written):
        if len(word) > 1 and word[-1] in "~+":
            stem = word[:-1]
            made = _verb(stem) if word[-1] == "~" else (stem, plural(stem))
            for form in made:
                yield _words(" ".join([*written[:place], form, *written[place + 1 :]]))
            return
    yield _words(term)


def _words(text: str) -> tuple[str, ...]:
    return tuple(m.group() for m in _TOKEN.finditer(text.casefold()) if m.group() != "-")


def _verb(stem: str) -> tuple[str, ...]:
    """stop, stops, stopped, stopping; irregular pasts are listed as terms of their own."""
    if stem.endswith("e"):
        return stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing"
    if stem[-1] == "y" and stem[-2] not in _VOWELS:
        return stem, f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing"
    return stem, plural(stem), f"{_doubled(stem)}ed", f"{_doubled(stem)}ing"


def _doubled(stem: str) -> str:
    short = len(stem) <= 4 and len(stem) > 2
    closed = stem[-1] not in "aeiouwxy" and stem[-2] in _VOWELS and stem[-3] not in _VOWELS
    return stem + stem[-1] if short and closed else stem


def plural(noun: str) -> str:
    """The regular plural, which is also the third person of a verb."""
    if noun[-1] == "y" and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"
