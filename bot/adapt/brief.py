"""A post as material to compose from: title, lead, sentences with their pins, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.adapt import pins
from bot.adapt.sentences import split
from bot.model import Origin, Pin, Place, Post

if TYPE_CHECKING:
    from bot.content.markdown import Block

BULLET = "•"
DEEPER_BULLET = "–"
_CREDIT_WORD = re.compile(
    r"(?:photo|image|picture|illustration|figure|graphic|art|drawing|chart|video|credit|source"
    r"|courtesy|adapted|©)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence, heading or list item's sentence: the least that is kept or dropped."""

    text: str = field(repr=False)
    place: Place
    pin: Pin | None = None  # the weightiest of ``pins``
    block: int = 0  # number of its block
    bullet: str = ""  # "•" or "1." on the first sentence of a list item
    kind: str = "paragraph"  # heading, paragraph, bullet, ordered, quote
    level: int = 0
    glue: str = " "  # what stands before it within its block: "", " " or a newline
    pins: frozenset[Pin] = frozenset()
    origin: Origin = Origin.SOURCE
    #: (url, start, end) of the links in ``text``.
    links: tuple[tuple[str, int, int], ...] = field(default=(), repr=False)
    #: Where its source goes on to another line.
    turns: tuple[tuple[int, Place], ...] = ()

    @property
    def bullet_item(self) -> bool:
        """Whether it belongs to a list item's first paragraph."""
        return self.kind in ("bullet", "ordered")

    @property
    def continues_item(self) -> bool:
        """Whether it makes sense only after the sentence before it in its list item."""
        further_paragraph = self.kind == "paragraph" and self.level > 0
        return further_paragraph or (self.bullet_item and not self.bullet)


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a platform composes from. Sentences are in the source's order."""

    post: Post = field(repr=False)
    title: str = field(repr=False)
    title_place: Place
    lead_at: int  # index into ``sentences``; -1 when the body says nothing but a disclosure
    sentences: tuple[Sentence, ...]
    summary: tuple[Sentence, ...]
    link: str
    hashtags: tuple[str, ...]
    references: tuple[str, ...]
    insertion: Sentence | None  # what gatepost puts first, from a register
    credits: tuple[tuple[str, Sentence], ...]  # (picture's file, its credit line)

    @property
    def lead(self) -> str:
        """The first sentence that is no disclosure, or empty."""
        return self.sentences[self.lead_at].text if self.lead_at >= 0 else ""

    @property
    def disclosure(self) -> Sentence | None:
        """The first disclosure: the inserted one, or the author's own."""
        own = (s for s in (*self.summary, *self.sentences) if Pin.DISCLOSURE in s.pins)
        return self.insertion or next(own, None)

    @property
    def place(self) -> Place:
        """Where the body starts."""
        return Place(self.post.path, self.post.body_line)


def make_brief(post: Post, blocks: Sequence[Block], insertion: str = "") -> Brief:
    """Turn a read post into a brief.

    ``blocks`` are the body's, in order. ``insertion`` is the register's short disclosure that
    the caller found to be due, or empty; it stands first on every platform.
    """
    title, title_place, rest = _title(post, blocks)
    sentences = tuple(_sentences(rest))
    return Brief(
        post=post,
        title=title,
        title_place=title_place,
        lead_at=_lead(sentences),
        sentences=sentences,
        summary=read_text(post.summary, post.place("summary")),
        link=post.link,
        hashtags=post.hashtags,
        references=post.references,
        insertion=_inserted(insertion, post.place("sponsored_by")),
        credits=tuple(_credits(post)),
    )


def read_text(text: str, place: Place) -> tuple[Sentence, ...]:
    """Split an author's plain words (summary, variant), all of which stand at one place."""
    read: list[Sentence] = []
    end = 0
    for start, stop in split(text):
        found = pins.pins_of(text[start:stop])
        glue = text[end:start] if read else ""
        read.append(
            Sentence(text[start:stop], place, pins.main_pin(found), -1, glue=glue, pins=found)
        )
        end = stop
    return tuple(read)


def _title(post: Post, blocks: Sequence[Block]) -> tuple[str, Place, Sequence[Block]]:
    if blocks and blocks[0].kind == "heading" and not _discloses(blocks[0]):
        return blocks[0].text, blocks[0].place_at(0), blocks[1:]
    return "", Place(post.path, post.body_line), blocks


def _discloses(heading: Block) -> bool:
    """Whether a heading is a disclosure: not every platform shows headings, so it is a sentence."""
    return Pin.DISCLOSURE in pins.pins_of(heading.text)


def _sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    for index, block in enumerate(blocks):
        bullet = _marker(block)
        for position, sentence in enumerate(_of_block(block)):
            yield replace(sentence, block=index, bullet="" if position else bullet)


def _marker(block: Block) -> str:
    if block.kind == "ordered":
        return f"{block.number}."
    if block.kind == "bullet":
        return BULLET if block.level <= 1 else DEEPER_BULLET
    return ""


def _of_block(block: Block) -> Iterator[Sentence]:
    whole = block.kind == "heading" and not _discloses(block)
    spans = [(0, len(block.text))] if whole else list(split(block.text))
    end = 0
    for start, stop in spans:
        text = block.text[start:stop]
        found = frozenset() if whole else pins.pins_of(text)
        yield Sentence(
            text,
            block.place_at(start),
            pins.main_pin(found),
            kind=str(block.kind) if whole or block.kind != "heading" else "paragraph",
            level=block.level if whole or block.kind != "heading" else 0,
            glue=_glue(block.text[end:start]),
            pins=found,
            links=tuple((u, a - start, b - start) for u, a, b in block.links if start <= a < stop),
            turns=tuple(_turns(block, start, stop)),
        )
        end = stop


def _turns(block: Block, start: int, stop: int) -> Iterator[tuple[int, Place]]:
    """Where within the sentence the source goes on to its next line: only blanks can tell."""
    line = block.place_at(start).line
    for offset in range(start + 1, stop):
        if not block.text[offset - 1].isspace():
            continue
        place = block.place_at(offset)
        if place.line != line:
            line = place.line
            yield offset - start, place


def _glue(gap: str) -> str:
    return "\n" if "\n" in gap else " " if gap else ""


def _lead(sentences: Sequence[Sentence]) -> int:
    for index, sentence in enumerate(sentences):
        if sentence.kind != "heading" and Pin.DISCLOSURE not in sentence.pins:
            return index
    return -1


def _inserted(text: str, place: Place) -> Sentence | None:
    text = " ".join(text.split())
    if not text:
        return None
    found = pins.pins_of(text) | {Pin.DISCLOSURE}
    return Sentence(text, place, Pin.DISCLOSURE, pins=found, origin=Origin.INSERTED)


def _credits(post: Post) -> Iterator[tuple[str, Sentence]]:
    for picture in post.media:
        credit = " ".join(picture.credit.split())
        if credit:
            line = credit if _CREDIT_WORD.match(credit) else f"Image: {credit}"
            place = picture.place or post.place("media")
            yield picture.file, Sentence(line, place, Pin.CREDIT, pins=frozenset({Pin.CREDIT}))
