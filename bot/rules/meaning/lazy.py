"""A regular expression that is compiled when it is first asked, not when it is written down.

The rules hold hundreds of patterns and most posts wake only a few of them; compiling all of
them would cost every command a part of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.rules.meaning.bound import bounded


class Lazy:
    """A pattern, blind to case unless ``cased``; answers like ``re.Pattern``."""

    __slots__ = ("_flags", "_made", "_text")

    def __init__(self, *alternatives: str, cased: bool = False) -> None:
        self._text = "|".join(alternatives)
        self._flags = re.NOFLAG if cased else re.IGNORECASE
        self._made: re.Pattern[str] | None = None

    @property
    def made(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._made is None:
            self._made = re.compile(bounded(self._text), self._flags)
        return self._made

    @property
    def source(self) -> str:
        """The pattern as written, to be put into another one."""
        return self._text

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first place in ``text[start:end]`` that matches."""
        return self.made.search(text, start, len(text) if end is None else end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """A match that begins at ``start``."""
        return self.made.match(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, left to right."""
        return self.made.finditer(text)

    def sub(self, by: str, text: str) -> str:
        """``text`` with every match replaced."""
        return self.made.sub(by, text)
