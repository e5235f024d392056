"""What a JSON body must look like, and every way in which one does not.

A few shapes are enough for what X and LinkedIn accept; a platform turns each
``Misfit`` into its own error body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class How(StrEnum):
    """The ways in which a value misfits."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TYPE = "type"
    PATTERN = "pattern"
    CHOICE = "choice"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing wrong: where (a path of keys and indexes), how, and what was expected."""

    path: tuple[str | int, ...]
    how: How
    value: Any
    expected: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string, of a pattern, a set of values, or a length in code points."""

    pattern: str = ""
    choices: tuple[str, ...] = ()
    shortest: int = 0
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds; a boolean is none."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Many:
    """A list whose entries have one shape."""

    of: Shape
    fewest: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object; unknown keys misfit unless it is ``open``."""

    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    open: bool = False


Shape = Text | Flag | Whole | Many | Record

_NAMES: dict[type, str] = {
    Text: "string",
    Flag: "boolean",
    Whole: "integer",
    Many: "array",
    Record: "object",
}


def json_type(value: Any) -> str:
    """The JSON name of a value's type."""
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")


def misfits(shape: Shape, value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Misfit]:
    """Yield everything in which ``value`` is not of ``shape``, in document order."""
    expected = _NAMES[type(shape)]
    if json_type(value) != expected:
        yield Misfit(path, How.TYPE, value, expected)
    elif isinstance(shape, Text):
        yield from _text(shape, value, path)
    elif isinstance(shape, Whole) and not shape.least <= value <= shape.most:
        low = value < shape.least
        yield Misfit(
            path, How.SHORT if low else How.LONG, value, str(shape.least if low else shape.most)
        )
    elif isinstance(shape, Many):
        yield from _many(shape, value, path)
    elif isinstance(shape, Record):
        yield from _record(shape, value, path)


def _text(shape: Text, value: str, path: tuple[str | int, ...]) -> Iterator[Misfit]:
    if shape.pattern and not re.fullmatch(shape.pattern, value):
        yield Misfit(path, How.PATTERN, value, shape.pattern)
    if shape.choices and value not in shape.choices:
        yield Misfit(path, How.CHOICE, value, ", ".join(shape.choices))
    if len(value) < shape.shortest:
        yield Misfit(path, How.SHORT, value, str(shape.shortest))
    if shape.longest is not None and len(value) > shape.longest:
        yield Misfit(path, How.LONG, value, str(shape.longest))


def _many(shape: Many, value: list[Any], path: tuple[str | int, ...]) -> Iterator[Misfit]:
    if len(value) < shape.fewest:
        yield Misfit(path, How.SHORT, value, str(shape.fewest))
    if shape.most is not None and len(value) > shape.most:
        yield Misfit(path, How.LONG, value, str(shape.most))
    for index, entry in enumerate(value):
        yield from misfits(shape.of, entry, (*path, index))


def _record(shape: Record, value: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[Misfit]:
    for key in shape.required:
        if key not in value:
            yield Misfit((*path, key), How.MISSING, None, "")
    for key, entry in value.items():
        if key in shape.fields:
            yield from misfits(shape.fields[key], entry, (*path, key))
        elif not shape.open:
            yield Misfit((*path, key), How.UNKNOWN, entry, "")
