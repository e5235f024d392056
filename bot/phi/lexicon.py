"""The word lists under data/, each with its source in its first lines, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(name: str) -> frozenset[str]:
    """The entries of data/<name>.txt, casefolded. Lines starting with ``#`` are comments.

    Entries are separated by commas or line ends; an entry may have several words.
    """
    text = resources.files("bot.phi").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    entries = (entry.strip() for line in lines for entry in line.split(","))
    return frozenset(entry.casefold() for entry in entries if entry)


@cache
def alternation(name: str) -> str:
    """The entries of data/<name>.txt as one regular-expression group, longest first."""
    from bot.phi.patterns import regex

    entries = sorted(words(name), key=lambda entry: (-len(entry), entry))
    return "(?:" + "|".join(regex.escape(entry).replace(r"\ ", r"\s") for entry in entries) + ")"
