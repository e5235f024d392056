"""Frames: which groups of words, in which order and company, make a statement of a kind.

The frames are data: ``data/frames/<topic>.txt``.
A line is ``what: ELEMENT ELEMENT & WANTED ! BARRED``.

- An element is a group of ``concepts`` or a word in small letters; ``A|B`` is either.
- Elements follow one another within one sentence, with at most three words between; ``..8``
  between two elements allows eight, ``...`` any number. ``^`` before the first: only where a
  sentence or a clause begins; ``END`` after the last: only at the end of the sentence.
- ``& A|B`` must stand somewhere in the sentence, ``&& A|B`` in it or in a neighbour,
  ``&&& A|B`` anywhere in the text; ``! A|B`` must not, and ``!! A|B`` neither in a neighbour.

What a hit means (denied? a myth? somebody else?) is judged by who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol, TypeVar

from bot.rules.meaning.concepts import Lexicon, Tagged, build, tag
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.vocabulary import word_set

_GAP = 3
_ANY = 1000
_MARKS = frozenset({"&", "&&", "&&&", "!", "!!", "^", "END"})
#: Marks and small words after which a clause, and so a command, may begin.
_OPENERS = word_set("""
    , ; : . ! ? ( ) – — - " “ ” ' ‘ * > # @ and then so please just now or but also yes no yep nope
    sure ok okay well simply hey instead maybe really actually folks friends guys everyone team all
    today tonight
""")


@dataclass(frozen=True, slots=True)
class Hit:
    """A frame found: where in the text, and the frame's own words for it."""

    start: int
    end: int
    what: str
    frame: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a file, with groups as bits."""

    what: str
    line: str
    elements: tuple[tuple[int, int], ...]  # bits, words allowed before it
    opens: bool
    closes: bool
    needed: tuple[int, ...]
    needed_near: tuple[int, ...]
    needed_all: tuple[int, ...]
    barred: int
    barred_near: int

    def fits(self, mask: int, near: int, whole: int) -> bool:
        """Whether all groups are there, whatever their order."""
        if mask & self.barred or near & self.barred_near:
            return False
        for bits, _ in self.elements:
            if not mask & bits:
                return False
        wanted = ((mask, self.needed), (near, self.needed_near), (whole, self.needed_all))
        return all(there & bits for there, needed in wanted for bits in needed)


def hits(reading: Reading, topic: str) -> Iterator[Hit]:
    """Every sentence's first match of each frame of ``topic``, in the order of the file."""
    return iter(_hits(reading, topic))


@lru_cache(maxsize=256)
def _hits(reading: Reading, topic: str) -> tuple[Hit, ...]:
    return tuple(_matched(reading, topic))


def _matched(reading: Reading, topic: str) -> Iterator[Hit]:
    tagged = _tagged(reading)
    masks = [one.mask for one in tagged]
    whole = _union(masks)
    frames = _indexed()[topic]
    for number, sentence in enumerate(tagged):
        near = sentence.mask
        if number:
            near |= masks[number - 1]
        if number + 1 < len(masks):
            near |= masks[number + 1]
        mask = sentence.mask
        for first, last, frame in frames:
            if mask & first and mask & last and frame.fits(mask, near, whole):
                span = _span(frame, sentence)
                if span:
                    start, end = sentence.offsets[span[0]][0], sentence.offsets[span[1] - 1][1]
                    yield Hit(start, end, frame.what, frame.line)


class Placed(Protocol):
    """Whatever stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...


_Placed = TypeVar("_Placed", bound=Placed)


def beyond(
    reading: Reading, worded: Iterable[_Placed], framed: Iterable[_Placed]
) -> Iterator[_Placed]:
    """All of ``worded``, and the first of ``framed`` in each sentence that has none of them."""
    told = set()
    for one in worded:
        told.add(reading.index(one.start))
        yield one
    for one in framed:
        if (number := reading.index(one.start)) not in told:
            told.add(number)
            yield one


def mentions(reading: Reading, group: str) -> bool:
    """Whether the text uses the group at all."""
    bit = _lexicon().bits[group]
    return any(one.mask & bit for one in _tagged(reading))


def uses(reading: Reading, offset: int, group: str) -> bool:
    """Whether the sentence at ``offset`` uses the group."""
    tagged = _tagged(reading)
    return bool(tagged) and bool(tagged[reading.index(offset)].mask & _lexicon().bits[group])


@lru_cache(maxsize=64)
def _tagged(reading: Reading) -> tuple[Tagged, ...]:
    lexicon = _lexicon()
    return tuple(tag(one.text, one.start, lexicon) for one in reading.sentences)


# ---------------------------------------------------------------- matching
def _span(frame: Frame, sentence: Tagged) -> tuple[int, int] | None:
    bits, _ = frame.elements[0]
    for start, end in _places(sentence, bits):
        if frame.opens and not _opening(sentence, start):
            continue
        last = _rest(frame, sentence, 1, end)
        if last is not None:
            return start, last
    return None


def _rest(frame: Frame, sentence: Tagged, place: int, begin: int) -> int | None:
    """Where the last element ends when elements from ``place`` on follow word ``begin``."""
    if place == len(frame.elements):
        return begin if not frame.closes or _closing(sentence, begin) else None
    bits, gap = frame.elements[place]
    for start, end in _places(sentence, bits):
        if begin <= start <= begin + gap:
            last = _rest(frame, sentence, place + 1, end)
            if last is not None:
                return last
    return None


def _places(sentence: Tagged, bits: int) -> list[tuple[int, int]]:
    if bits & (bits - 1) == 0:
        return sentence.spans(bits)
    return sorted(p for one, spans in sentence.at.items() if one & bits for p in spans)


def _opening(sentence: Tagged, start: int) -> bool:
    return start == 0 or sentence.words[start - 1] in _OPENERS or _addressed(sentence, start)


def _addressed(sentence: Tagged, start: int) -> bool:
    """After a handle: "@sam stop the pills", "@jess.k take two"."""
    return "@" in sentence.words[max(0, start - 4) : start]


def _closing(sentence: Tagged, end: int) -> bool:
    return not any(word[0].isalnum() for word in sentence.words[end:])


# ---------------------------------------------------------------- reading the data
@cache
def _lines() -> dict[str, tuple[tuple[str, str], ...]]:
    folder = resources.files("bot.rules.meaning") / "data" / "frames"
    topics: dict[str, tuple[tuple[str, str], ...]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        written = file.read_text(encoding="utf-8").splitlines()
        split = [x.split(":", 1) for x in written if x.strip() and not x.startswith("#")]
        topics[file.name.removesuffix(".txt")] = tuple((w.strip(), b.strip()) for w, b in split)
    return topics


@cache
def _lexicon() -> Lexicon:
    literals = {
        name
        for lines in _lines().values()
        for _, body in lines
        for part in body.split()
        for name in part.split("|")
        if name not in _MARKS and not name.startswith("..") and name == name.lower()
    }
    return build(frozenset(literals))


@cache
def _frames() -> dict[str, tuple[Frame, ...]]:
    return {t: tuple(_frame(w, b) for w, b in lines) for t, lines in _lines().items()}


@cache
def _indexed() -> dict[str, tuple[tuple[int, int, Frame], ...]]:
    """Each frame after its first and its last element, which are asked before the rest."""
    return {
        topic: tuple((one.elements[0][0], one.elements[-1][0], one) for one in made)
        for topic, made in _frames().items()
    }


def _frame(what: str, body: str) -> Frame:
    elements: list[tuple[int, int]] = []
    groups: dict[str, list[int]] = {"&": [], "&&": [], "&&&": [], "!": [], "!!": []}
    gap, mark = _GAP, ""
    opens = closes = False
    for part in body.split():
        if part in groups:
            mark = part
        elif part == "^":
            opens = True
        elif part == "END":
            closes = True
        elif part.startswith(".."):
            gap = _ANY if part == "..." else int(part[2:])
        elif mark:
            groups[mark].append(_bits(part, body))
        else:
            elements.append((_bits(part, body), gap))
            gap = _GAP
    barred, barred_near = (_union(groups[m]) for m in ("!", "!!"))
    here, near, whole = (tuple(groups[m]) for m in ("&", "&&", "&&&"))
    return Frame(what, body, tuple(elements), opens, closes, here, near, whole, barred, barred_near)


def _union(masks: list[int]) -> int:
    out = 0
    for mask in masks:
        out |= mask
    return out


def _bits(part: str, body: str) -> int:
    bits = _lexicon().bits
    unknown = [name for name in part.split("|") if name not in bits]
    if unknown:
        raise ValueError(f"no group of words is called {unknown[0]} (in the frame {body})")
    return _union([bits[name] for name in part.split("|")])
