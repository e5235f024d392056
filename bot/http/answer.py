"""What came back from a platform, as a plain value whose repr shows no content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What a request does on the platform, which decides what a lost answer means."""

    READ = "read"
    PREPARE = "prepare"  # uploads, containers, deletes: doing it twice harms nobody
    CREATE = "create"  # makes a public post: never done again without a look


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: ``headers`` by lower-case name, ``body`` the JSON object or None."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    size: int = 0  # bytes of the body as received

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300

    def at(self, *path: str) -> Any:
        """The value under nested names, or None where any of them is missing."""
        value: Any = self.body
        for name in path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value

    def text(self, *path: str) -> str:
        """As ``at``, but a string: "" for anything that is neither text nor a whole number."""
        value = self.at(*path)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return value if isinstance(value, str) else ""

    def rows(self, *path: str) -> tuple[Mapping[str, Any], ...]:
        """The objects of a list under nested names; anything else in it is left out."""
        value = self.at(*path)
        if not isinstance(value, list):
            return ()
        return tuple(row for row in value if isinstance(row, Mapping))


def parse(content: bytes) -> dict[str, Any] | None:
    """The JSON object in ``content``, or None for anything else, however hostile."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
