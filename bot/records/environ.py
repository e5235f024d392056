"""Settings from the environment: GATEPOST_<NAME> over config/gatepost.toml.

A nested value is joined by two underscores: GATEPOST_PLATFORMS__X__BASE_URL.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bot.errors import BadRecord
from bot.records.complaint import keys_at, nearest
from bot.records.model import Settings

PREFIX = "GATEPOST_"
#: Names that are no settings: the folder, the clock of a rehearsal, the tests' PostgreSQL.
RESERVED = frozenset({"GATEPOST_ROOT", "GATEPOST_NOW", "GATEPOST_TEST_POSTGRES"})

Loc = tuple[str, ...]


def overrides(environ: Mapping[str, str]) -> dict[Loc, str]:
    """Key path -> value of every override. Raises BadRecord for a name that means nothing."""
    known = {name_of(loc): loc for loc in _leaves(Settings, ())}
    found = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in RESERVED:
            continue
        if name not in known:
            raise _unknown(name, [*known, *RESERVED])
        found[known[name]] = environ[name]
    return found


def name_of(loc: tuple[str | int, ...]) -> str:
    """The environment's name of a setting."""
    return PREFIX + "__".join(str(part).upper() for part in loc)


def overlay(data: Mapping[str, Any], changes: Mapping[Loc, str]) -> dict[str, Any]:
    """``data`` with the overrides put in; the original is left as it was."""
    result = dict(data)
    for loc, value in changes.items():
        table = result
        for part in loc[:-1]:
            inner = table.get(part)
            table[part] = dict(inner) if isinstance(inner, Mapping) else {}
            table = table[part]
        table[loc[-1]] = value
    return result


def _leaves(model: type[BaseModel], loc: Loc) -> list[Loc]:
    """The path of every single value in the settings."""
    found: list[Loc] = []
    for key in sorted(keys_at(model, loc)):
        found += _leaves(model, (*loc, key)) if keys_at(model, (*loc, key)) else [(*loc, key)]
    return found


def _unknown(name: str, known: list[str]) -> BadRecord:
    lower = {one.lower(): one for one in known}
    meant = lower.get(nearest(name, lower), "")
    fix = f"Did you mean {meant}?" if meant else "Remove it: only settings may begin so."
    return BadRecord(f"the environment has {name}, which names no setting.", fix=fix)
