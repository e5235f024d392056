"""LinkedIn's little text, as LinkedIn reads it: up to the first reserved character it meets bare.

Reserved characters count as text only behind a backslash; hashtags, hashtag templates and
mentions are the elements that may hold them bare (little Text Format, Microsoft Learn, view
li-lms-2024-07). Anything else ends the text there, and the answer is 201 all the same
(n8n-io/n8n#10179, ComposioHQ/composio#3185).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RESERVED = r"\|{}@[]()<>#*_~"

_TOKEN = re.compile(
    r"""
    (?P<plain>[^\\|{}@\[\]()<>\#*_~]+)
  | \\(?P<escaped>[\\|{}@\[\]()<>\#*_~])
  | \{hashtag\|\\?[\#＃]\|(?P<template>\w+)\}
  | @\[(?P<mention>(?:[^\[\]\\]|\\.)+)\]\(urn:li:(?:person|organization):[\w-]+\)
  | \#(?P<hashtag>\w+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What LinkedIn made of a commentary."""

    text: str  # as a reader sees it
    wire: str  # the part of the commentary that was kept
    truncated: bool


def read(commentary: str) -> Read:
    """Read a commentary as LinkedIn does; never refuses."""
    shown: list[str] = []
    end = 0
    while found := _TOKEN.match(commentary, end):
        shown.append(_shown(found))
        end = found.end()
    return Read("".join(shown), commentary[:end], end < len(commentary))


def _shown(found: re.Match[str]) -> str:
    kind, value = found.lastgroup, found.group(found.lastgroup or 0)
    if kind in ("template", "hashtag"):
        return f"#{value}"
    if kind == "mention":
        return re.sub(r"\\(.)", r"\1", value)
    return value
