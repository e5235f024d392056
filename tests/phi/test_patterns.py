"""Every pattern of the engine and of the rules takes time that grows with the text, not faster.

Judged by growth alone, in CPU time of this process: a hostile text four times as long may take
four times as long, not sixteen times. What is quicker than the plainest quadratic pattern on the
same machine at the same moment is not asked twice, which keeps the test short.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from math import inf
from types import ModuleType
from typing import Any

import pytest

import bot.phi
import bot.rules
from bot.phi.patterns import regex
from bot.rules.meaning.lazy import Lazy

SEEDS = (
    "a", "A", "1", " ", "a ", "A ", "1 ", "Aa ", "1-", "1.", "@a", "#A", "/a", "her ",
    "my patient ", "John ", "aA1", "&#", "(", "1/", "\n", "A.", "-a", "mrn ", "a@a.",
    "he is ", "one ", "a dot ",
    "our old ", "_a", "AA 11 ", "00:", "your knee ", "J ", "\u0434a", " \n", ",", "- ", "the ",
)  # fmt: skip
SHORT, TIMES = 600, 4  # characters; how much longer the second text is
WORSE = 2.0  # by how much a character may cost more in the longer text; quadratic: TIMES
_MAKERS = {"compile", "search", "sub", "split", "findall", "finditer"}
_ANCHORED = {"match", "fullmatch"}  # tried from one place only
#: Where a pattern is put together from an argument: what it makes is judged where it is kept.
PUT_TOGETHER = 15


def modules() -> Iterator[ModuleType]:
    for package in (bot.phi, bot.rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def compiled() -> Iterator[tuple[str, Any]]:
    """Every pattern that a module keeps, however deep, then every one written in its functions."""
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns(value, 4)):
                yield f"{module.__name__}.{name}[{number}]", pattern
        for line, pattern in written(module):
            if pattern is not None:
                yield f"{module.__name__}:{line}", pattern


def _patterns(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif isinstance(value, Lazy):
        yield value.made
    elif depth and isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from _patterns(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from _patterns(item, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for held in fields(value):
            yield from _patterns(getattr(value, held.name, None), depth - 1)


def written(module: ModuleType) -> Iterator[tuple[int, Any]]:
    """Patterns handed to ``re`` or ``regex`` as they are written; None where one is not plain."""
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        match call:
            case ast.Call(ast.Attribute(ast.Name("re" | "regex" as library), maker), [shape, *_]):
                if maker in _MAKERS:
                    yield call.lineno, _made(library, shape, vars(module))
                elif maker in _ANCHORED and (made := _made(library, shape, vars(module))):
                    yield call.lineno, Anchored(made)


def _made(library: str, shape: ast.expr, names: dict[str, Any]) -> Any:
    try:
        text = eval(compile(ast.Expression(shape), "pattern", "eval"), dict(names))
    except NameError:
        return None
    return re.compile(text) if library == "re" else regex.compile(text)


@dataclass(frozen=True)
class Anchored:
    """A pattern that is asked at one place."""

    asked: Any

    @property
    def pattern(self) -> str:
        return f"anchored {self.asked.pattern}"

    @property
    def flags(self) -> int:
        return int(self.asked.flags)

    def finditer(self, text: str) -> Iterator[Any]:
        yield self.asked.match(text)


def spent(pattern: Any, text: str, tries: int = 1) -> float:
    """The least CPU time of ``tries``, so that another process does not count."""
    times = []
    for _ in range(tries):
        began = time.thread_time_ns()
        for _found in pattern.finditer(text):
            pass
        times.append(time.thread_time_ns() - began)
    return min(times)


@cache
def plainest() -> float:
    """What the plainest quadratic pattern needs for a short text."""
    return spent(re.compile(r"a*b"), "a" * SHORT, 25)


def hostile(seed: str, length: int) -> str:
    return (seed * length)[:length] + "\0"


def growth(pattern: Any, seed: str) -> float:
    """By how much a character costs more in a longer text: 1 is linear, TIMES quadratic."""
    first = spent(pattern, hostile(seed, SHORT))
    if first < plainest() / 6:
        return 1.0
    if first > plainest() * 200:  # as good as never done with the longer text
        return inf
    for tries in (1, 3, 7):  # a high figure may be chance; a low one is not
        short = spent(pattern, hostile(seed, SHORT), tries)
        found = spent(pattern, hostile(seed, SHORT * TIMES), tries) / TIMES / short
        if found <= WORSE:
            break
    return found


def seeds(pattern: Any) -> tuple[str, ...]:
    """What every pattern is tried with, and the words that this one waits for."""
    words = re.findall(r"(?<!\\)[A-Za-z]{2,12}", pattern.pattern)
    own = (f"{words[0]} ", " ".join(words[:60]) + " ", f"{words[-1]} a ") if words else ()
    return (*SEEDS, *own)


def test_there_are_patterns_to_judge() -> None:
    assert len(list(compiled())) > 600


def test_few_patterns_are_put_together_where_nobody_sees_them() -> None:
    hidden = [(m.__name__, line) for m in modules() for line, made in written(m) if made is None]

    assert len(hidden) <= PUT_TOGETHER, hidden


@pytest.mark.slow
def test_each_pattern_grows_with_the_text() -> None:
    distinct = {(p.pattern, p.flags): (name, p) for name, p in compiled()}
    worse = [
        (name, seed[:40], round(found, 1))
        for name, pattern in distinct.values()
        for seed in seeds(pattern)
        if (found := growth(pattern, seed)) > WORSE
    ]

    assert worse == []


def test_a_pattern_that_runs_away_is_seen() -> None:
    assert growth(re.compile(r"a*a*b"), "a") > WORSE
    assert growth(re.compile(r"\s*x"), " ") > WORSE
    # Not "x": regex looks for a letter that must be there first, and gives up at once.
    assert growth(regex.compile(r"\w+\s+[xy]"), "a") > WORSE
