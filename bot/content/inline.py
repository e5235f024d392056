"""One run of inline Markdown as plain text, with its links and the place of every piece."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from bot.content.link import link_fault
from bot.model import Place

#: (place, what, fix)
Fault = tuple[Place, str, str]

_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_UNFINISHED_LINK = re.compile(r"\](?:\(|\[)")
_LINK_TAIL = re.compile(r"[*_`]*\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])?")

_PICTURE = (
    "A picture stands in the body.",
    "Put the picture under media: in the front matter, with its alt text.",
)
FOOTNOTES = (
    "A footnote stands in the body, and no platform has footnotes.",
    "Put the source under references: in the front matter, or into the sentence.",
)
HTML = (
    "Raw HTML or an HTML comment stands in the body.",
    "Write it in Markdown, or take it out; write &lt; for a plain <.",
)
_STRUCK = ("Struck-out text cannot be published.", "Take out the ~~ and what is no longer meant.")
_UNFINISHED = (
    "A link here is not finished.",
    "Write [text](https://…) without a space in the address.",
)
_REFUSED = {
    "image": ("![", *_PICTURE),
    "html_inline": ("<", *HTML),
    "s_open": ("~~", *_STRUCK),
}


class Line:
    """Turns one inline token into text, links and marks.

    markdown-it gives no offsets inside a line, so a cursor goes along its source and finds
    each child where it is the next to be found; line breaks set it right again.
    """

    def __init__(self, token: Token, rows: Sequence[str], path: str, first: int) -> None:
        self.faults: list[Fault] = []
        self.links: list[tuple[str, int, int]] = []
        self._children = token.children or []
        self._source = token.content
        self._path = path
        self._first = first
        self._rows = rows
        self._row_starts = [0, *(m.end() for m in re.finditer("\n", token.content))]
        self._cursor = 0
        self._text: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int, int]] = []
        self._link: tuple[str, int, int, bool] | None = None

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self._text)

    @property
    def marks(self) -> tuple[tuple[int, int, int], ...]:
        """(offset in the text, line, column), rising."""
        return tuple(self._marks)

    def place(self, index: int) -> Place:
        """Where a character of the inline source stands in the file."""
        row = bisect_right(self._row_starts, index) - 1
        start = self._row_starts[row]
        text = self._source[start:].partition("\n")[0]
        indent = self._rows[row].find(text) if row < len(self._rows) else 0
        return Place(self._path, self._first + row, max(indent, 0) + index - start + 1)

    def read(self) -> None:
        """Take the children in turn."""
        for child in self._children:
            self._step(child)

    def _step(self, child: Token) -> None:
        match child.type:
            case "text":
                self._check_text(child.content, self._find(child.content))
                self._add(child.content, self._find(child.content), len(child.content))
            case "text_special":
                self._add(child.content, self._find(child.markup), len(child.markup))
            case "code_inline":
                self._code(child)
            case "softbreak" | "hardbreak":
                at = self._find("\n")
                self._add(" " if child.type == "softbreak" else "\n", at, 1)
            case "link_open":
                href = str(child.attrGet("href") or "")
                auto = child.info == "auto"
                self._link = (href, self._length, self._find("<" if auto else "["), auto)
            case "link_close":
                self._close_link()
            case kind if kind in _REFUSED:
                opening, what, fix = _REFUSED[kind]
                self._fault(self._find(opening), what, fix)

    def _find(self, text: str) -> int:
        found = self._source.find(text, self._cursor)
        return found if found >= 0 else min(self._cursor, len(self._source))

    def _add(self, text: str, at: int, source_length: int) -> None:
        """Append text whose source begins at ``at``; mark it, and each line it goes over."""
        self._mark(self._length, at)
        for offset in _after_breaks(self._source[at : at + source_length]):
            if offset < len(text):
                self._mark(self._length + offset, at + offset)
        self._text.append(text)
        self._length += len(text)
        self._cursor = at + source_length

    def _mark(self, offset: int, at: int) -> None:
        place = self.place(at)
        self._marks.append((offset, place.line, place.column))

    def _code(self, child: Token) -> None:
        inner = self._find(child.markup) + len(child.markup)
        as_written = self._source[inner:].replace("\n", " ")
        inner += not as_written.startswith(child.content)  # one blank on each side is dropped
        self._add(child.content, inner, len(child.content))
        self._cursor = self._find(child.markup) + len(child.markup)

    def _close_link(self) -> None:
        if self._link is None:
            return
        (href, start, opening, auto), self._link = self._link, None
        fault = link_fault(href)
        if fault:
            what, fix = fault
            fix = f"{fix} What is no web page goes in as plain text." if "http" in what else fix
            self._fault(opening, what, fix)
        elif self._length > start:
            self.links.append((href, start, self._length))
        else:
            self._fault(opening, "A link here has no text.", "Write [text](https://…).")
        tail = _LINK_TAIL.match(self._source, self._cursor)
        self._cursor = self._cursor + 1 if auto else tail.end() if tail else self._cursor

    def _check_text(self, text: str, at: int) -> None:
        note = _FOOTNOTE.search(text)
        if note:
            self._fault(at + note.start(), *FOOTNOTES)
        elif broken := _UNFINISHED_LINK.search(text):
            self._fault(at + broken.start(), *_UNFINISHED)

    def _fault(self, at: int, what: str, fix: str) -> None:
        self.faults.append((self.place(min(at, len(self._source))), what, fix))


def _after_breaks(source: str) -> Iterator[int]:
    """Offsets right behind each line break inside ``source``."""
    for found in re.finditer("\n", source):
        yield found.end()
