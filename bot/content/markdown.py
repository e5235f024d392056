"""A post's body: CommonMark in, a flat run of plain-text blocks out, each with its places.

Emphasis and code marks are dropped, links keep their text and list their target. What no
platform can carry (raw HTML, tables, pictures, footnotes, code blocks) is a problem with
a fix, never left out in silence. A thematic break carries no words and is skipped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.content.inline import FOOTNOTES, HTML, Fault, Line
from bot.errors import BadPost
from bot.model import Place

#: More than the longest post of any platform we know (Facebook, 63,206 characters).
MAX_CHARACTERS = 1 << 16
MAX_LIST_DEPTH = 3

_TASK = re.compile(r"\[[ xX]\]\s")

_TASKS = ("A task box cannot be published.", "Take out the [ ].")
_NESTED_QUOTE = (
    "A quote holds a list, a heading or another quote, or stands in a list.",
    "Make the quote plain paragraphs of its own.",
)
_REFUSED = {
    "html_block": HTML,
    "table_open": (
        "A table stands in the body, and no platform has tables.",
        "Write it as a list, or as a picture under media:.",
    ),
    "fence": (
        "A code block stands in the body, and no platform has code blocks.",
        "Take out the ``` lines.",
    ),
    "code_block": (
        "A line indented by four spaces makes a code block, which no platform has.",
        "Take out the indentation.",
    ),
}


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ORDERED = "ordered"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or quoted paragraph, as plain text.

    ``level`` is a heading's rank (1-6) or a list item's depth (1-3), a paragraph's own being 0;
    a further paragraph of a list item is a paragraph with the item's depth. In ``text`` a
    soft break is a space and a hard break ``\\n``. ``links`` are (target, start, end).
    ``marks`` are (offset, line, column), rising: what begins at that offset stands there.
    """

    kind: BlockKind
    level: int
    text: str = field(repr=False)
    place: Place
    links: tuple[tuple[str, int, int], ...] = field(default=(), repr=False)
    marks: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)
    number: int = 0  # of an ordered item

    def place_at(self, offset: int) -> Place:
        """Where the character at ``offset`` of the text stands: the line, and nearly the column."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        if index < 0:
            return self.place
        start, line, column = self.marks[index]
        return Place(self.place.path, line, column + max(0, offset - start))


def read_blocks(body: str, path: str, body_line: int) -> tuple[Block, ...]:
    """The blocks of a body whose first line is ``body_line`` of the file.

    Raises BadPost, the first of ``problems``, when something in it cannot be carried.
    """
    blocks, faults = _read(body, path, body_line)
    if faults:
        place, what, fix = faults[0]
        raise BadPost(what, fix=fix, place=place)
    return blocks


def problems(body: str, path: str, body_line: int) -> tuple[BadPost, ...]:
    """Everything in a body that cannot be carried, in the order of the file."""
    faults = _read(body, path, body_line)[1]
    return tuple(BadPost(what, fix=fix, place=place) for place, what, fix in faults)


# A post's body is wanted twice, when it is read and when it is adapted.
@lru_cache(maxsize=4096)
def _read(body: str, path: str, line: int) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    top = Place(path, line)
    if not body.strip():
        return (), ((top, "The body is empty.", "Write the post below the closing ---."),)
    if len(body) > MAX_CHARACTERS:
        return (), ((top, "The body is longer than 65,536 characters.", "Shorten it."),)
    env: dict[str, Any] = {}
    tokens = _parser().parse(body, env)
    walk = _Walk(body, path, line)
    walk.refuse_notes(env.get("references", {}))
    walk.run(tokens)
    if not walk.blocks and not walk.faults:
        walk.faults.append((top, "The body holds no text.", "Write the post below the ---."))
    return tuple(walk.blocks), tuple(sorted(walk.faults, key=lambda fault: fault[0]))


class _Parser(MarkdownIt):
    """CommonMark that also sees tables and struck text, and shows us every link to judge."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - markdown-it's
        return True


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark").enable(["table", "strikethrough"])
    return parser.disable("text_join")  # it would hide which characters were escaped


class _Walk:
    """Walks the block tokens; keeps the open containers and gathers blocks and faults."""

    def __init__(self, body: str, path: str, line: int) -> None:
        self.blocks: list[Block] = []
        self.faults: list[Fault] = []
        self._lines = body.split("\n")
        self._path = path
        self._line = line
        self._open: list[str] = []  # bullet, ordered, quote
        self._item: tuple[BlockKind, int] | None = None  # the list item whose text is awaited
        self._heading = 0
        self._in_table = False

    def run(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._in_table = token.type != "table_close" and (
                self._in_table or token.type == "table_open"
            )
            if token.type in _REFUSED:
                self._fault(token, *_REFUSED[token.type])
            elif token.type == "inline" and not self._in_table:
                self._text(token)
            else:
                self._container(token)

    def refuse_notes(self, references: Mapping[str, Any]) -> None:
        """Refuse a footnote's text that CommonMark takes for the target of a link."""
        for label, reference in references.items():
            if label.startswith("^"):
                line = self._line + reference["map"][0]
                self.faults.append((Place(self._path, line), *FOOTNOTES))

    # ------------------------------------------------------------ containers
    def _container(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                self._enter(token)
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                self._open.pop()
                self._item = None
            case "list_item_open":
                ordered = self._open[-1] == BlockKind.ORDERED
                self._item = (
                    (BlockKind.ORDERED, int(token.info)) if ordered else (BlockKind.BULLET, 0)
                )
            case "heading_open":
                self._heading = int(token.tag[1])
                if self._open:
                    self._fault(
                        token,
                        "A heading stands inside a list or a quote.",
                        "Put an empty line before it and begin it at the margin.",
                    )
            case "heading_close":
                self._heading = 0

    def _enter(self, token: Token) -> None:
        kind = token.type.removesuffix("_open").removesuffix("_list")
        if BlockKind.QUOTE in self._open or (kind == "blockquote" and self._open):
            self._fault(token, *_NESTED_QUOTE)
        elif len(self._open) == MAX_LIST_DEPTH:
            self._fault(
                token,
                "A list is nested more than three deep.",
                "Make it flatter.",
            )
        self._open.append(BlockKind.QUOTE if kind == "blockquote" else BlockKind(kind))
        self._item = None

    # ------------------------------------------------------------ text
    def _text(self, token: Token) -> None:
        first = self._line + (token.map[0] if token.map else 0)
        line = Line(token, self._lines[first - self._line :], self._path, first)
        kind, level, number = self._kind()
        if kind == BlockKind.BULLET and _TASK.match(token.content):
            self.faults.append((line.place(0), *_TASKS))
        line.read()
        self.faults += line.faults
        if line.text.strip():
            place = line.place(0)
            self.blocks.append(
                Block(kind, level, line.text, place, tuple(line.links), line.marks, number)
            )

    def _kind(self) -> tuple[BlockKind, int, int]:
        if self._heading:
            return BlockKind.HEADING, self._heading, 0
        if BlockKind.QUOTE in self._open:
            return BlockKind.QUOTE, 1, 0
        depth = len(self._open)
        if self._item is None:
            return BlockKind.PARAGRAPH, depth, 0
        (kind, number), self._item = self._item, None
        return kind, depth, number

    def _fault(self, token: Token, what: str, fix: str) -> None:
        row = token.map[0] if token.map else 0
        text = self._lines[row] if row < len(self._lines) else ""
        column = len(text) - len(text.lstrip()) + 1
        self.faults.append((Place(self._path, self._line + row, column), what, fix))
