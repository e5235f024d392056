"""Every pattern of the engine takes time that grows with the text, not faster.

Judged by growth alone: doubling a hostile text may double the time, not quadruple it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import bot.phi
from bot.phi.patterns import regex

SEEDS = (
    "a", "A", "1", " ", "a ", "A ", "1 ", "Aa ", "1-", "1.", "@a", "#A", "/a", "her ",
    "my patient ", "John ", "aA1", "&#", "(", "1/", "\n", "A.", "-a", "mrn ", "a@a.",
    "he is ", "one ", "a dot ",
    "our old ", "_a", "AA 11 ", "00:", "your knee ", "J ", "\u0434a",
)  # fmt: skip
SHORT, TIMES = 300, 12  # characters; how much longer the second text is
SLOW = 0.002  # seconds for SHORT characters; what is quicker stays within bounds all the same


def compiled() -> Iterator[tuple[str, Any]]:
    """Every compiled pattern at module level, alone or in tuples and dicts, by its name."""
    for package in (bot.phi,):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.ispkg:
                continue
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                for number, pattern in enumerate(_patterns(value, 3)):
                    yield f"{module.name}.{name}[{number}]", pattern


def _patterns(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from _patterns(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from _patterns(item, depth - 1)


def spent(pattern: Any, text: str, tries: int = 1) -> float:
    """The least time of ``tries``, so that another process does not count."""
    times = []
    for _ in range(tries):
        began = time.process_time()
        for _found in pattern.finditer(text):
            pass
        times.append(time.process_time() - began)
    return min(times)


def growth(pattern: Any, seed: str) -> float:
    """By how much a character costs more in a longer text: 1 is linear, TIMES quadratic."""

    def text(length: int) -> str:
        return (seed * length)[:length] + "\0"

    if spent(pattern, text(SHORT)) < SLOW:
        return 1.0
    short = spent(pattern, text(SHORT), 3)
    return spent(pattern, text(SHORT * TIMES), 2) / TIMES / short


def test_there_are_patterns_to_judge() -> None:
    assert len(list(compiled())) > 100


@pytest.mark.slow
def test_each_pattern_grows_with_the_text() -> None:
    seen: set[int] = set()
    worse = []
    for name, pattern in compiled():
        if id(pattern) in seen:
            continue
        seen.add(id(pattern))
        worse += [(name, seed, round(g, 1)) for seed in SEEDS if (g := growth(pattern, seed)) > 3]

    assert worse == []


def test_a_pattern_that_runs_away_is_seen() -> None:
    assert growth(re.compile(r"a*a*b"), "a") > 3
