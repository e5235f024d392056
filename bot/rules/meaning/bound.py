"""Bounds the repeats of a pattern, so that no text makes it run away.

``\\w+\\s+x`` looks for its end again from each letter of a long word: twice the text, four times
the time. Words, gaps and runs of a post are short; with a bound each start costs the same.
"""

from __future__ import annotations

import re

#: An escape, a class or a group's end, whatever else; then an open repeat that is not possessive.
_REPEATED = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\\[])(?:([*+])(?!\+))?", re.DOTALL)
_GAP, _WORD, _RUN = 20, 60, 400  # characters of white space, of a word, of anything else


def bounded(pattern: str) -> str:
    """``pattern`` with an upper bound for each ``*`` and ``+``."""
    return _REPEATED.sub(_bounded, pattern)


def _bounded(match: re.Match[str]) -> str:
    atom, repeat = match.groups()
    if repeat is None or atom in ("(", "|"):
        return match.group()
    return f"{atom}{{{1 if repeat == '+' else 0},{_limit(atom)}}}"


def _limit(atom: str) -> int:
    if atom == r"\s":
        return _GAP
    words = atom in (r"\w", ")") or (atom.startswith("[") and not atom.startswith("[^"))
    return _WORD if words else _RUN
