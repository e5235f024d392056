"""Checks of single values that a type cannot express; each says what is wrong and how to mend it.

They raise pydantic's own error of type ``gatepost``, whose words never hold the value.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import re
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from bot.model import Kind

#: Longest record number, and most ways in which a pattern may match one text.
MRN_LONGEST, MRN_WAYS = 64, 1000
MRN_SHORTEST = 3


def refuse(what: str, fix: str) -> PydanticCustomError:
    """An error about one value; ``what`` goes on from the key's name, ``fix`` has no full stop."""
    return PydanticCustomError("gatepost", "{what}", {"what": what, "fix": fix})


@cache
def zone(value: str) -> str:
    """An IANA time zone's name."""
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        pass
    raise refuse("is not a time zone of the IANA list", _zone_fix(value))


def zone_or_none(value: str) -> str:
    """An IANA time zone's name, or empty."""
    return zone(value) if value else value


def _zone_fix(value: str) -> str:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    near = get_close_matches(value, available_timezones(), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"' if near else 'Write a name such as "America/Chicago"'


def inside(value: str) -> str:
    """A folder below the calendar's root."""
    parts = value.replace("\\", "/").split("/")
    if not value or value.startswith(("/", "\\", "~")) or ".." in parts or ":" in parts[0]:
        raise refuse(
            "must be a folder inside the calendar", 'Write it without a leading slash or ".."'
        )
    return value


def public_key(value: str) -> str:
    """An Ed25519 public key: base64 of 32 bytes, or empty."""
    try:
        good = not value or len(base64.b64decode(value, validate=True)) == 32
    except (binascii.Error, ValueError):
        good = False
    if not good:
        raise refuse(
            "is not an Ed25519 public key", "Copy the line that gatepost prints when it makes a key"
        )
    return value


def required_roles(value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Kinds of post and the roles that must approve them: a misspelt one would ask nobody."""
    if set(value) - set(Kind):
        raise refuse("has a kind of post that does not exist", f"The kinds are {', '.join(Kind)}")
    asked = {role for roles in value.values() for role in roles}
    if asked - set(ROLES):
        raise refuse("has a role that does not exist", f"The roles are {', '.join(ROLES)}")
    if "author" in asked:
        raise refuse(
            "would let an author approve their own post", "Name the role of somebody who reviews"
        )
    if "story" in value and not set(value["story"]) - {"lay"}:
        raise refuse(
            "would let a story about a person out without anybody's approval",
            'Name at least one role for it, as in story = ["privacy"]',
        )
    return value


#: Words that a well-meant policy might use to switch off what must not be switched off.
_ALWAYS_ON = frozenset(
    {
        *("phi", "consent", "consents", "disclosure", "disclosures", "gates", "rules", "audit"),
        *("approvals", "overrides", "determinations", "signatures", "two_factor", "self_approval"),
        *("review", "off", "disable", "disabled", "skip", "ignore"),
    }
)


def stays_on(data: Any) -> Any:
    """Refuse a switch for a gate, a signature or the audit: there is none, and says so."""
    if isinstance(data, dict) and (found := _ALWAYS_ON & {str(key).lower() for key in data}):
        raise refuse(
            f"tries to switch off what must not be switched off ({min(found)})",
            "Remove the line; a single finding can be overridden where its rule allows it",
        )
    return data


ROLES = ("author", "clinician", "privacy", "marketing", "legal", "admin", "lay")


def mrn_format(value: str) -> str:
    """A regular expression that compiles, has an end, and cannot be made to run for ever."""
    try:
        re.compile(value)
        tree: Any = importlib.import_module("re._parser").parse(value)
    except (re.error, RecursionError, OverflowError):
        tree = None
    if tree is None:
        raise refuse("is not a regular expression", r"Write it like 'MRN[ :]{0,2}\d{6,8}'")
    shortest, longest = tree.getwidth()
    if longest > MRN_LONGEST or _ways(tree) > MRN_WAYS:
        raise refuse(
            "has no firm end",
            r"Replace * and + by counts, as in 'MRN[ :]{0,2}\d{6,8}', and have few of them",
        )
    if shortest < MRN_SHORTEST:
        raise refuse(
            "matches fewer than three characters", "Write the number's whole form, digits counted"
        )
    return value


def _ways(tree: Any) -> int:
    """In how many ways, at most, a pattern can match one text: what backtracking may cost."""
    total = 1
    for name, argument in tree:
        match str(name):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inner = argument
                high = min(int(high), MRN_LONGEST + 1)
                total *= (high - low + 1) * _ways(inner) ** high
            case "BRANCH":
                total *= sum(_ways(branch) for branch in argument[1])
            case "SUBPATTERN":
                total *= _ways(argument[-1])
            case "ATOMIC_GROUP":
                total *= _ways(argument)
            case "ASSERT" | "ASSERT_NOT":
                total *= _ways(argument[1])
            case "GROUPREF" | "GROUPREF_EXISTS":
                return MRN_WAYS + 1
        if total > MRN_WAYS:
            return MRN_WAYS + 1  # enough to refuse; the true number may be astronomical
    return total
