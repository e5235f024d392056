"""Counts a text the way each platform does, and finds where it may be folded.

X weighs: twitter-text's URL extraction and its version 3 weights (twitter-text-parser
3.0.0), emoji by Unicode grapheme instead of the library's older table, so that every
emoji counts 2 as X says. LinkedIn and Instagram count code points.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import regex  # type: ignore[import-untyped, unused-ignore]

#: twitter-text config v3 (github.com/twitter/twitter-text, config/v3.json, read 2026-11-22).
URL_WEIGHT = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_EMOJI_WEIGHT = 2

_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Emoji}(?:\uFE0F|\p{Emoji_Modifier})|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}"
)
_BLANK = regex.compile(r"\s")
#: The library's URL pattern is quadratic in dotted labels ("a.a.a.a..."): 1 ms at 10 labels,
#: 10 s at 1,000 (measured). What looks like that is over-counted instead of parsed.
_TRAP = regex.compile(r"(?:[^\s./:?#]+\.){16}|[^\s./:?#]{400}")
_DOTTED = regex.compile(r"\.\w")  # no URL without it
_INVALID = regex.compile(r"[\uFFFE\uFEFF\uFFFF]")

Url = tuple[str, int, int]


@cache
def _extractor() -> Callable[[str], list[dict[str, Any]]]:
    """The library's URL extraction, imported on first use.

    The library reads one data file through ``pkg_resources``, which newer setuptools no
    longer has and which is slow and warns where it exists: it is handed a stand-in.
    """
    spec = find_spec("twitter_text")
    assert spec is not None  # a declared dependency
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "regexp"
    stand_in = ModuleType("pkg_resources")
    stand_in.__dict__["resource_string"] = lambda _package, name: (folder / name).read_bytes()
    before = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        from twitter_text.extract_urls import extract_urls_with_indices
    finally:
        if before is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = before
    return extract_urls_with_indices  # type: ignore[no-any-return]


def urls_in(text: str) -> list[Url]:
    """Return (url, start, end) of everything X would turn into a link, bare domains included."""
    found: list[Url] = []
    for chunk, offset in _chunks(text):
        found += [(url, offset + start, offset + end) for url, start, end in _urls(chunk)]
    return found


def shows_url(text: str) -> bool:
    """Whether ``text`` holds anything that a platform or a reader takes for a web address."""
    return "://" in text or bool(urls_in(text))


def weigh(text: str) -> int:
    """Return how many weighted characters X counts for ``text``; never too few."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return sum(_weigh_chunk(chunk) for chunk, _ in _chunks(normal)) + len(_BLANK.findall(normal))


def sendable(text: str) -> bool:
    """Whether ``text`` is free of the three code points that X refuses."""
    return not _INVALID.search(text)


def length(text: str) -> int:
    """Return the number of code points, which LinkedIn and Instagram count."""
    return len(text)


def fold_at(text: str, fold: int | None) -> int | None:
    """Return the last place at or before ``fold`` that cuts no grapheme; None if all shows."""
    if fold is None or len(text) <= fold:
        return None
    end = 0
    for cluster in _CLUSTER.finditer(text):
        if cluster.end() > fold:
            break
        end = cluster.end()
    return end


def _chunks(text: str) -> Iterator[tuple[str, int]]:
    """The stretches between blanks: no URL or emoji spans two, so each may be taken alone."""
    start = 0
    for blank in _BLANK.finditer(text):
        if start < blank.start():
            yield text[start : blank.start()], start
        start = blank.end()
    if start < len(text):
        yield text[start:], start


@lru_cache(maxsize=4096)
def _urls(chunk: str) -> tuple[Url, ...]:
    if not _DOTTED.search(chunk) or _TRAP.search(chunk):
        return ()
    entities = _extractor()(chunk)
    return tuple((e["url"], e["indices"][0], e["indices"][1]) for e in entities)


@lru_cache(maxsize=4096)
def _weigh_chunk(chunk: str) -> int:
    if not _DOTTED.search(chunk):
        return _plain(chunk)
    if _TRAP.search(chunk):
        # Every URL needs a dot: an upper bound without asking the library.
        return _plain(chunk) + URL_WEIGHT * chunk.count(".")
    total, start = 0, 0
    for _, begin, end in _urls(chunk):
        total += _plain(chunk[start:begin]) + URL_WEIGHT
        start = end
    return total + _plain(chunk[start:])


def _plain(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(_weigh_cluster(cluster) for cluster in _CLUSTER.findall(text))


def _weigh_cluster(cluster: str) -> int:
    if _EMOJI.match(cluster):
        return _EMOJI_WEIGHT
    return sum(_weigh_point(ord(char)) for char in cluster)


def _weigh_point(point: int) -> int:
    return 1 if any(low <= point <= high for low, high in _LIGHT) else 2
