"""A cheap look at a text's language: enough to know when the English model must not be trusted."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from bot.phi.lexicon import words
from bot.phi.patterns import regex

_WORD = regex.compile(r"[^\W\d_]+")
_LOOK = 4000  # characters that are looked at
_ENOUGH = 6  # words below which nothing can be told


@cache
def _small_words() -> dict[str, frozenset[str]]:
    text = resources.files("bot.phi").joinpath("data", "languages.txt").read_text(encoding="utf-8")
    table = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, *entries = [entry.strip() for entry in line.split(",")]
            table[code] = frozenset(entries)
    return table


def detect(text: str) -> str:
    """The language of ``text``: "en", another code, "other" for another script, "" unknown.

    Counts small words; only a clear majority of another language is named.
    """
    found = _WORD.findall(text[:_LOOK].casefold())
    letters = "".join(found)
    if len(letters) >= 8 and _foreign_share(letters) > 0.4:
        return "other"
    if len(found) < _ENOUGH:
        return ""
    english = sum(word in words("english") for word in found)
    counts = {code: sum(word in small for word in found) for code, small in _small_words().items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] >= 3 and counts[best] > 1.5 * english and counts[best] >= 0.12 * len(found):
        return best
    return "en" if english >= 2 or english > counts[best] else ""


def detect_parts(text: str) -> frozenset[str]:
    """The languages of the paragraphs of ``text``, unknown ones left out."""
    paragraphs = text[: 10 * _LOOK].split("\n")
    return frozenset(code for code in map(detect, {*paragraphs, text}) if code)


def _foreign_share(letters: str) -> float:
    foreign = sum(not c.isascii() and "LATIN" not in unicodedata.name(c, "") for c in letters)
    return foreign / len(letters)
