"""Front matter as a small tree of places: YAML's shapes and strings, and nothing else of YAML.

libyaml's events are read one by one, so an alias, an anchor, a tag or a nesting bomb is
refused before anything is built from it. Every value stays the string that was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import yaml

from bot.content.source import CONTROL, Halves, Source
from bot.errors import BadPost
from bot.model import Place

MAX_CHARACTERS = 1 << 18
MAX_DEPTH = 6
MAX_NODES = 2000
#: PyYAML's string-only loaders: libyaml's where PyYAML was built with it.
LOADERS: tuple[Any, ...] = (
    (yaml.CBaseLoader, yaml.BaseLoader) if yaml.__with_libyaml__ else (yaml.BaseLoader,)
)

_CUT = re.compile(r"[ \t]+#")
#: In a line that YAML could not read: a comment behind the beginning of a value.
_HASH_IN_BLOCK = re.compile(r"""^[ \t]*[^\s#"'][^\n"']*?[ \t]#""", re.MULTILINE)
_HASH_IN_FLOW = re.compile(r"(?<=[\s\[{,])#")

_QUOTE = 'Put the value in double quotes: "…".'
_SPELL_OUT = "Write the value out where it is needed."
_KEYS = "Write key: value lines, as in the example that `gatepost new` makes."
_NO_ESCAPE = "Write the character itself, or put the value in single quotes."
_INDENT = (
    "Indent the keys of one level alike, with spaces, and put a value that holds a colon "
    "or begins with a quote in double quotes."
)

#: libyaml's and PyYAML's own words -> ours, which never repeat what stands in the file.
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "A colon makes a second key here, inside a value.",
        "Put the value in double quotes, or mend the indentation of this line.",
    ),
    ("could not find expected ':'", "This line is neither a key nor part of a value.", _KEYS),
    ("unexpected end of stream", "A quote opens here and is never closed.", "Close the quote."),
    ("document separator", "A quote opens here and is never closed.", "Close the quote."),
    (
        "cannot start any token",
        "A value or line cannot begin with this character (a tab, @, % or a backtick).",
        "Indent with spaces and put the value in double quotes.",
    ),
    ("escape", "A backslash in a double-quoted value is not understood.", _NO_ESCAPE),
    ("']'", "A list in square brackets is not closed here.", "Add the comma or the bracket ]."),
    ("'}'", "A map in curly brackets is not closed here.", "Add the comma or the bracket }."),
    ("node content", "A value is missing here.", "Write it, or remove the comma before it."),
    ("document start", "The front matter goes on behind its own end here.", _KEYS),
    ("YAML document", "A YAML directive is not allowed here.", "Delete the line."),
    ("directive", "A YAML directive is not allowed here.", "Delete the line."),
    ("tag", "A tag (!name) is not allowed here.", _QUOTE),
    ("anchor", "An anchor (&name) or alias (*name) is not allowed here.", _QUOTE),
    ("alphabetic or numeric", "An anchor (&) or alias (*) is not allowed here.", _QUOTE),
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string as written; ``plain``: neither quoted nor a block; ``cut``: by a comment."""

    text: str = field(repr=False)
    place: Place
    plain: bool = True
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a table and its value; ``place`` is the key's."""

    key: str = field(repr=False)
    place: Place
    value: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A map in the order of the file; of a key given twice only the first is kept."""

    entries: tuple[Entry, ...]
    place: Place


Node = Scalar | Listing | Table


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The tree, and what was wrong with it that did not stop the reading."""

    table: Table
    problems: tuple[BadPost, ...] = ()


def read_front_matter(source: Source, halves: Halves) -> FrontMatter:
    """Read the YAML half. Raises BadPost at the first thing that makes the rest unreadable."""
    if halves.end - halves.start > MAX_CHARACTERS:
        raise BadPost(
            "The front matter is longer than 256 Ki characters.",
            fix="Move the text into the body below it.",
            place=Place(source.path),
        )
    return _Builder(source, halves).build()


class _Builder:
    """Builds the tree from events; every index counts from the start of the YAML."""

    def __init__(self, source: Source, halves: Halves) -> None:
        self._source = source
        self._base = halves.start
        self._yaml = source.text[halves.start : halves.end]
        self._problems: list[BadPost] = []
        self._nodes = 0
        self._flow = 0  # how many brackets are open
        self._spans: list[tuple[int, int]] = []  # of the scalars read
        self._events: Iterator[Any] = yaml.parse(self._yaml, Loader=LOADERS[0])

    def build(self) -> FrontMatter:
        try:
            root = self._document()
        except yaml.YAMLError as error:
            raise self._syntax(error) from None  # it quotes the file
        except (ValueError, OverflowError):  # PyYAML's own reader lets chr() and int() through
            raise self._bad(0, "A number or escape here is out of range.", _NO_ESCAPE) from None
        if root is None:
            return FrontMatter(Table((), Place(self._source.path)), ())
        if not isinstance(root, Table):
            raise self._bad(0, "The front matter is not made of keys.", _KEYS)
        return FrontMatter(root, tuple(self._problems))

    def _document(self) -> Node | None:
        next(self._events)  # start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        root = self._node(next(self._events), 1)
        end = next(self._events)
        following = next(self._events)
        if end.explicit or not isinstance(following, yaml.StreamEndEvent):
            self._stop(end.start_mark.index, "The front matter ends before its last line.", _KEYS)
        return root

    # ------------------------------------------------------------ nodes
    def _node(self, event: Any, depth: int) -> Node:
        self._refuse_marvels(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._flow += bool(event.flow_style)
        first = len(self._spans)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node, end = (self._listing if is_list else self._table)(event, depth)
        self._flow -= bool(event.flow_style)
        if event.flow_style and not self._flow:
            self._check_flow(first, event.start_mark.index, end.start_mark.index)
        return node

    def _refuse_marvels(self, event: Any, depth: int) -> None:
        self._nodes += 1
        at = event.start_mark.index
        if isinstance(event, yaml.AliasEvent):
            self._stop(at, "An alias (*name) is not allowed here.", f"{_SPELL_OUT} {_QUOTE}")
        if event.anchor is not None:
            self._stop(at, "An anchor (&name) is not allowed here.", f"{_SPELL_OUT} {_QUOTE}")
        if event.tag is not None:
            self._stop(at, "A tag (!name) is not allowed here.", _QUOTE)
        if depth > MAX_DEPTH:
            self._stop(at, "The front matter is nested too deeply.", _KEYS)
        if self._nodes > MAX_NODES:
            self._stop(at, "The front matter holds more than 2,000 values.", _KEYS)

    def _scalar(self, event: Any) -> Scalar:
        at, end = event.start_mark.index, event.end_mark.index
        self._spans.append((at, end))
        plain = not event.style
        if CONTROL.search(event.value):
            self._note(at, "An escape in this value stands for a control character.", _NO_ESCAPE)
        return Scalar(event.value, self._place(at), plain)

    def _value(self, event: Any, depth: int) -> Node:
        node = self._node(event, depth)
        if isinstance(node, Scalar) and node.plain and not self._flow:
            end = event.end_mark.index
            cut = _CUT.match(self._source.rest_of_line(self._base + end))
            if cut:
                self._note(end + cut.end() - 1, *_CUT_SHORT)
                return replace(node, cut=True)
        return node

    def _listing(self, event: Any, depth: int) -> tuple[Node, Any]:
        items: list[Node] = []
        while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(inner, depth + 1))
        return Listing(tuple(items), self._place(event.start_mark.index)), inner

    def _table(self, event: Any, depth: int) -> tuple[Node, Any]:
        entries: dict[str, Entry] = {}
        while not isinstance(inner := next(self._events), yaml.MappingEndEvent):
            key = self._node(inner, depth + 1)
            if not isinstance(key, Scalar):
                self._stop(inner.start_mark.index, "A key is a list or a map here.", _KEYS)
            value = self._value(next(self._events), depth + 1)
            self._keep(entries, Entry(key.text, key.place, value), inner.start_mark.index)
        return Table(tuple(entries.values()), self._place(event.start_mark.index)), inner

    def _keep(self, entries: dict[str, Entry], entry: Entry, at: int) -> None:
        if entry.key == "<<":
            self._stop(at, "A merge key (<<) is not allowed here.", _SPELL_OUT)
        first = entries.setdefault(entry.key, entry)
        if first is not entry:
            line = first.place.line
            self._note(at, f"This key already stands in line {line}.", "Keep one of the two.")

    def _check_flow(self, first: int, start: int, end: int) -> None:
        """Note a comment between brackets: it swallows what was meant as a value."""
        at = start
        for begins, ends in [*self._spans[first:], (end, end)]:
            found = self._yaml.find("#", at, begins)
            if found >= 0:
                return self._note(found, *_CUT_SHORT)
            at = ends
        return None

    # ------------------------------------------------------------ problems
    def _place(self, index: int) -> Place:
        return self._source.place(self._base + index)

    def _bad(self, index: int, what: str, fix: str) -> BadPost:
        return BadPost(what, fix=fix, place=self._place(index))

    def _note(self, index: int, what: str, fix: str) -> None:
        self._problems.append(self._bad(index, what, fix))

    def _stop(self, index: int, what: str, fix: str) -> NoReturn:
        raise self._bad(index, what, fix)

    def _syntax(self, error: yaml.YAMLError) -> BadPost:
        """Libyaml's complaint in our words, at its place, without what it quotes."""
        problem = str(getattr(error, "problem", "") or "")
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        at = mark.index if mark else 0
        cut = self._hash_before(at, context.index if context else None, error)
        if cut is not None:
            return self._bad(cut, *_CUT_SHORT)
        if "end of stream" in problem and context:
            at = context.index
        for words, what, fix in _SYNTAX:
            if words in problem:
                return self._bad(at, what, fix)
        return self._bad(at, "The front matter cannot be read from here on.", _INDENT)

    def _hash_before(self, at: int, context: int | None, error: yaml.YAMLError) -> int | None:
        """Where an unquoted # may have cut the value that broke the reading."""
        if context is not None and "flow" in str(getattr(error, "context", "")):
            if context == at:  # then the bracket is not named
                context = max(self._yaml.rfind("[", 0, at), self._yaml.rfind("{", 0, at), 0)
            found = _HASH_IN_FLOW.search(self._yaml, context, at)
            return found.start() if found else None
        here = self._yaml.rfind("\n", 0, at) + 1
        line_before = self._yaml.rfind("\n", 0, max(here - 1, 0)) + 1
        found = _HASH_IN_BLOCK.search(self._yaml, line_before, at)
        return found.end() - 1 if found else None


_CUT_SHORT = (
    "An unquoted # starts a comment and cuts the value short here.",
    "Quote it: put the whole value in double quotes, or move a comment to a line of its own.",
)
