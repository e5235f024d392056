"""Recognising our own post among those an account shows, though platforms rewrite texts.

Equal after undoing the rewriting means found. Nearly equal is for a person: neither "it
is there" nor "it is not" would be safe. "The latest post" is never taken for ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.model import Absent, Present, Sighting, Unreadable

#: Clocks differ: a post may carry a time a little before the attempt that made it.
SKEW = timedelta(minutes=5)
PAGES = 5
NEAR = 0.9
_OPENING = 60  # characters that, when equal, make two longer texts near


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as the platform shows it, its text already freed of the platform's rewriting."""

    remote_id: str
    text: str = field(repr=False)
    at: datetime | None
    url: str = ""


def canonical(text: str) -> str:
    """What two spellings of one text have in common: form, case, spaces and URL schemes."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"https?://", "", text)
    text = re.sub(r"/(?=\s|$)", "", text)
    return " ".join(text.split())


def moment(value: str) -> datetime | None:
    """An aware time out of ISO 8601, or None."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def sighting(wanted: Iterable[str], seen: Iterable[Seen], since: datetime) -> Sighting:
    """Whether one of the ``wanted`` spellings is among the posts made since then."""
    texts = {canonical(text) for text in wanted}
    near = False
    found: list[Seen] = []
    for post in seen:
        if post.at is not None and post.at < since - SKEW:
            continue
        text = canonical(post.text)
        if text in texts:
            found.append(post)
        else:
            near = near or any(_is_near(text, ours) for ours in texts)
    if found:
        first = min(found, key=lambda post: post.at or datetime.max.replace(tzinfo=UTC))
        return Present(first.remote_id, first.url)
    if near:
        return Unreadable("A post there is nearly the same: a person must compare the two")
    return Absent()


def _is_near(one: str, other: str) -> bool:
    if min(len(one), len(other)) >= _OPENING and one[:_OPENING] == other[:_OPENING]:
        return True
    # Order does not count: a text with the same words is for a person in any order.
    ours, theirs = Counter(one.split()), Counter(other.split())
    together = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() >= NEAR * together > 0
