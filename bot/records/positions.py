"""Where each key of a TOML text stands, which ``tomllib`` does not tell.

Only ever run over text that ``tomllib`` has read, so it need not judge anything: it
walks over keys, tables and values and notes a line and a column for every path.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress

Path = tuple[str | int, ...]
Positions = Mapping[Path, tuple[int, int]]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
#: Long strings first; each alternative ends where the string ends.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)


def positions(text: str) -> Positions:
    """Map every key path of valid TOML to its line and column, both from 1.

    Items of arrays have their index in the path. The first place of a path counts.
    """
    walk = _Walk(text)
    # What tomllib read and we cannot follow costs a place, never the record.
    with suppress(ValueError, IndexError, RecursionError):
        walk.document()
    return walk.found


class _Walk:
    """One pass over a text; ``at`` is the offset reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, tuple[int, int]] = {}
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.counts: dict[Path, int] = {}  # items seen so far of an array of tables

    def document(self) -> None:
        table: Path = ()
        while self._skip():
            table = self._header() if self.text[self.at] == "[" else self._pair(table)

    def _skip(self) -> bool:
        """Pass blanks and comments; whether anything is left."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _note(self, path: Path, offset: int) -> None:
        line = bisect_right(self.starts, offset)
        self.found.setdefault(path, (line, offset - self.starts[line - 1] + 1))

    def _header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        names = self._key()
        path = self._inside((), names[:-1])
        whole: Path = (*path, names[-1])
        self._note(whole, start)
        if many:
            self.counts[whole] = self.counts.get(whole, -1) + 1
        table = self._inside(path, names[-1:])
        self._note(table, start)
        self._skip()
        self.at += 2 if many else 1
        return table

    def _inside(self, path: Path, names: list[str]) -> Path:
        """Follow names, stepping into the latest item of each array of tables."""
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip()
            found = _BARE.match(self.text, self.at) or _STRING.match(self.text, self.at)
            if found is None:
                raise ValueError("not a key")
            names.append(_plain(found.group()))
            self.at = found.end()
            self._skip()
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _pair(self, table: Path) -> Path:
        start = self.at
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, start)
        self._skip()
        self.at += 1  # "="
        self._value(path)
        return table

    def _value(self, path: Path) -> None:
        self._skip()
        first = self.text[self.at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        elif found := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at):
            self.at = found.end()
        else:
            raise ValueError("not a value")

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip() and self.text[self.at] != "]":
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self._skip() and self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        if self._skip() and self.text[self.at] == ",":
            self.at += 1


def _plain(key: str) -> str:
    """A key without its quotes; escapes in keys are rare enough to ask tomllib."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    if "\\" not in key:
        return key[1:-1]
    import tomllib

    return str(tomllib.loads(f"k={key}")["k"])
