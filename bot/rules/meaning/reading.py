"""A text read once for all rules: its sentences, its clauses and the set of its words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from bot.model import Place, Post, Rendition
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.text import Sentence, sentences

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|%")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " "})
_TITLE = re.compile(r"\b(Drs?|Mrs?|Ms|Prof|St|vs|Jr|Sr)\.(?=\s)")
_BREAK = Lazy(
    r"[;:!?…\n()]|[—–]|\s-\s|\.(?=\s|$)",
    r"\b(?:but|however|although|though|whereas|because|when|while|so that|unless|until)\b",
    r",\s+(?=(?:and\s+|so\s+|then\s+|yet\s+)?(?:we|you|it|this|these|our|they|i|he|she|just|only|your"
    r"|there|here|all|every\w*|most|many|ask|call|talk|check|come|book|get|let)\b)",
)


class Reading:
    """One text, code point offsets throughout. Cheap to ask twice."""

    def __init__(self, text: str) -> None:
        #: Straight apostrophes and no full stop after a title, so that patterns need not know
        #: of them; the length is the same.
        self.text = _TITLE.sub(
            r"\1 ", text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
        )
        self.words = frozenset(_WORD.findall(self.text.casefold()))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        return sentences(self.text)

    def has(self, words: frozenset[str]) -> bool:
        """Whether any of ``words`` (case folded) is in the text, alone or in a compound."""
        return not self._pieces.isdisjoint(words)

    @cached_property
    def _pieces(self) -> frozenset[str]:
        split = {piece for w in self.words if "-" in w for piece in w.split("-")}
        bare = {w.removesuffix("'s") for w in self.words if w.endswith("'s")}
        return self.words | split | bare

    def index(self, offset: int) -> int:
        """The number of the sentence in which ``offset`` stands."""
        return max(bisect_right(self.sentences, offset, key=lambda one: one.start) - 1, 0)

    def sentence(self, offset: int) -> Sentence:
        """The sentence in which ``offset`` stands; the whole text where there is none."""
        if not self.sentences:
            return Sentence(0, len(self.text), self.text, 0)
        return self.sentences[self.index(offset)]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause around a span begins and ends."""
        sentence = self.sentence(start)
        left, right = sentence.start, max(sentence.end, end)
        for gap in _BREAK.finditer(self.text[sentence.start : sentence.end]):
            if sentence.start + gap.end() <= start:
                left = sentence.start + gap.end()
            elif sentence.start + gap.start() >= end:
                right = sentence.start + gap.start()
                break
        return left, right

    def around(self, offset: int, before: int = 1, after: int = 1) -> str:
        """The sentence at ``offset`` with its neighbours."""
        at = self.index(offset)
        chosen = self.sentences[max(0, at - before) : at + after + 1]
        return self.text[chosen[0].start : chosen[-1].end] if chosen else self.text


#: What stands between the parts of a thread when they are read together.
JOINT = "\n\n"


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """The reading of ``text``; a dozen rules ask for the same few texts one after the other."""
    return Reading(text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text that the rendition shows: a part's own, or an alt text."""

    reading: Reading
    part: int
    is_alt: bool
    place_at: Callable[[int], Place]

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The span in the part's text, or (-1, -1) in an alt text."""
        return (-1, -1) if self.is_alt else (start, end)


def shown(rendition: Rendition, post: Post, *, alts: bool = True) -> Iterator[Shown]:
    """Every text that readers of the rendition see or hear."""
    for number, part in enumerate(rendition.parts):
        placed = partial(part.place_at, default=post.place())
        yield Shown(read(part.text), number, is_alt=False, place_at=placed)
        for picture in part.attachments if alts else ():
            if picture.alt:
                place = picture.place or post.place("media")
                yield Shown(read(picture.alt), number, is_alt=True, place_at=_always(place))


def _always(place: Place) -> Callable[[int], Place]:
    return lambda _offset: place


def whole(rendition: Rendition) -> Reading:
    """All parts together: what a reader of a thread has read at its end."""
    return read(JOINT.join(part.text for part in rendition.parts))
