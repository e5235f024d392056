"""How often a word is a given name, a family name, an everyday word: two packed lists.

scripts/make_names.py makes them and names their sources. A listed word is no proof of a
person; it is evidence, weighed in ``bot.phi.evidence``.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

_AT_MOST = 4_000_000  # bytes unpacked; a packed file that is larger is not ours


def given(plain: str) -> int:
    """0 for a name form that is on no list of given names, else 1 (rare) to 9."""
    return _names().get(plain, (0, 0))[0]


def family(plain: str) -> int:
    """The same for family names."""
    return _names().get(plain, (0, 0))[1]


def english(plain: str) -> int:
    """0 for a word that is on no list of English words, else 1 (rare) to 9."""
    return _english().get(plain, 0)


@cache
def _names() -> Mapping[str, tuple[int, int]]:
    return {word: (int(ranks[0]), int(ranks[1])) for word, ranks in _entries("names.bin")}


@cache
def _english() -> Mapping[str, int]:
    return {word: int(rank) for word, rank in _entries("english.bin")}


def _entries(file: str) -> list[tuple[str, str]]:
    packed = resources.files("bot.phi").joinpath("data", file).read_bytes()
    text = zlib.decompressobj().decompress(packed, _AT_MOST).decode("ascii")
    return [(word, ranks) for word, _, ranks in (line.partition(" ") for line in text.split("\n"))]
