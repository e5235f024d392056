"""What pydantic says about a record, told to a person: place, what, fix, and never the value."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from bot.errors import BadRecord
from bot.model import Place

Loc = tuple[str | int, ...]


class Source(Protocol):
    """What knows where keys stand."""

    def place(self, *keys: str | int) -> Place:
        """The place of a key path, or of what surrounds it."""
        ...


#: Ends of pydantic's error types and what they come down to.
_WANTED = (
    ("timezone_aware", "a date and time with an offset", "Write it as 2026-12-01T09:00:00Z."),
    ("bool", "true or false", "Write true or false, without quotes."),
    ("int", "a whole number", "Write digits, without quotes."),
    ("float", "a number", "Write digits, without quotes."),
    ("datetime", "a date and time", "Write it as 2026-12-01T09:00:00Z."),
    ("date", "a date", "Write it as 2026-12-01, without quotes."),
    ("string", "text", "Put it between quotes."),
    ("tuple", "a list", 'Write it as ["one", "two"].'),
    ("model", "a table", "Write it as {key = value} or under a [heading]."),
    ("dict", "a table", "Write it as {key = value} or under a [heading]."),
)
_SECRETS = ("token", "secret", "password", "passwd", "api_key", "apikey", "bearer")


def complaints(error: ValidationError, model: type[BaseModel], source: Source) -> list[BadRecord]:
    """One BadRecord for each place that is wrong, in the order of the file."""
    found: dict[Any, BadRecord] = {}
    for item in error.errors(include_url=False, include_input=False):
        loc = tuple(item["loc"])
        what, fix = _words(item, model, loc)
        place = source.place(*(part for part in loc if part != "[key]"))
        # A union complains once for each of its members: the first is enough.
        key = (place, what) if item["type"] == "missing" else place
        found.setdefault(key, BadRecord(what, fix=fix, place=place))
    return sorted(found.values(), key=lambda bad: (bad.place is not None and bad.place.line) or 0)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or nothing."""
    matches = get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def unknown_key(key: str, known: Iterable[str]) -> tuple[str, str]:
    """What and fix for a key that no table of this kind has.

    The key is repeated only as the known one it resembles: a stranger's key may say
    as much as a value.
    """
    if any(word in key.lower() for word in _SECRETS):
        return (
            "an unknown key that looks like a secret stands here.",
            "Remove it, have it replaced by the platform, and store it with gatepost account add.",
        )
    meant = nearest(key, known)
    if meant:
        return "an unknown key stands here.", f'Did you mean "{meant}"?'
    return "an unknown key stands here.", f"Known here: {', '.join(sorted(known))}."


def _words(item: Mapping[str, Any], model: type[BaseModel], loc: Loc) -> tuple[str, str]:
    kind = item["type"]
    ctx = item.get("ctx", {})
    named = _named(loc)
    match kind:
        case "missing":
            return f'the key "{loc[-1]}" is missing.', "Add it."
        case "extra_forbidden":
            return unknown_key(str(loc[-1]), keys_at(model, loc[:-1]))
        case "literal_error" | "enum":
            return f"{named} is none of the known values.", f"Choose {ctx['expected']}."
        case "string_pattern_mismatch":
            return f"{named} has the wrong form.", f"It must match {ctx['pattern']}."
        case "greater_than_equal":
            return f"{named} is too small.", f"The least is {ctx['ge']}."
        case "less_than_equal":
            return f"{named} is too large.", f"The most is {ctx['le']}."
        case "gatepost":
            return f"{named} {ctx['what']}.", f"{ctx['fix']}."
    for start, wanted, fix in _WANTED:
        if kind.startswith(start):
            return f"{named} must be {wanted}.", fix
    return f"{named} is not valid ({kind}).", "See the schema of this file."


def _named(loc: Loc) -> str:
    """The last of our own key names in a location; a map's keys are the writer's words."""
    for part in reversed(loc):
        if isinstance(part, str) and part.isidentifier() and part in _OUR_KEYS:
            return f'"{part}"'
    return "a value"


def keys_at(model: type[BaseModel], loc: Loc) -> frozenset[str]:
    """The keys that the table at ``loc`` may have, as they are written in TOML."""
    kind: Any = model
    for part in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {(f.alias or name): f.annotation for name, f in kind.model_fields.items()}
            kind = fields.get(str(part))
        elif typing.get_origin(kind) is dict:
            kind = typing.get_args(kind)[1]
        elif typing.get_origin(kind) is tuple:
            kind = typing.get_args(kind)[0]
        kind = _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return frozenset(f.alias or name for name, f in kind.model_fields.items())
    if typing.get_origin(kind) is dict:
        return frozenset(typing.get_args(typing.get_args(kind)[0]))
    return frozenset()


def _without_none(kind: Any) -> Any:
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        members = [m for m in typing.get_args(kind) if m is not type(None)]
        return members[0]
    return kind


def _all_keys() -> frozenset[str]:
    from bot.records import model

    records = (v for v in vars(model).values() if isinstance(v, type))
    fields = (r.model_fields for r in records if issubclass(r, model.Record))
    return frozenset(f.alias or name for table in fields for name, f in table.items())


_OUR_KEYS = _all_keys()
