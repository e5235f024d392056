"""Which hashtags a text carries and which may be added to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: A "#" that starts a word with at least one letter in it; "C#5" and "#1" are no hashtags.
HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])(\w+)")
MENTION = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[\w.-]*\w)?")
_WORD = re.compile(r"(?=\w*[^\W\d_])\w+\Z")


def hashtags_in(text: str) -> list[str]:
    """Return the hashtags that stand in ``text``, without "#", in order, repeats included."""
    return HASHTAG.findall(text)


def mentions_in(text: str) -> list[str]:
    """Return the @mentions that stand in ``text``; e-mail addresses are none."""
    return MENTION.findall(text)


def allowed(tags: Iterable[str], brand_tags: Iterable[str]) -> tuple[str, ...]:
    """Return the post's own tags that the brand allows, as written, each once, in order.

    Letters' case does not tell tags apart. A brand without a list allows every tag; what is
    not one whole word can be no tag anywhere and is left out.
    """
    listed = {tag.lstrip("#").casefold() for tag in brand_tags}
    kept: dict[str, str] = {}
    for tag in (raw.strip().lstrip("#") for raw in tags):
        key = tag.casefold()
        if _WORD.match(tag) and key not in kept and (not listed or key in listed):
            kept[key] = tag
    return tuple(kept.values())


def addable(tags: Iterable[str], text: str, limit: int) -> tuple[str, ...]:
    """Return the first of ``tags`` that ``text`` lacks; those in it count against ``limit``."""
    present = {tag.casefold() for tag in hashtags_in(text)}
    missing = [tag for tag in tags if tag.casefold() not in present]
    return tuple(missing[: max(0, limit - len(present))])
