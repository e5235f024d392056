"""What else goes out on an account, and how alike its texts are: for rules about rhythm.

Texts are compared by fingerprints that cannot be read back: a digest for sameness, and the
least hash in each of 32 buckets of word pairs for likeness (one-permutation MinHash).
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import eq
from typing import TYPE_CHECKING

from bot.errors import LedgerUnavailable

if TYPE_CHECKING:
    from bot.rules.base import History

_BUCKETS = 32
_EMPTY = "----"
#: The share of equal buckets from which two texts are near each other.
NEAR = 0.7
#: A text of fewer word pairs is the same or it is not.
_LEAST = 8
#: Of two texts at the edge of near, about half of the keys are equal; one in so many must be.
_FEW = 5
_ADDED = re.compile(r"https?://\S+|[#@]\w[\w.]*")


def fingerprint(text: str) -> str:
    """Of the words of a text; tags, handles and addresses do not make it another one."""
    words = re.findall(r"[^\W_]+", _ADDED.sub(" ", text).casefold())
    same = hashlib.sha256(" ".join(words).encode()).hexdigest()[:24]
    pairs = {f"{a} {b}" for a, b in itertools.pairwise(words)}
    least: list[int | None] = [None] * _BUCKETS
    for pair in pairs if len(pairs) >= _LEAST else ():
        value = zlib.crc32(pair.encode())
        bucket, rest = value % _BUCKETS, value // _BUCKETS & 0xFFFF
        kept = least[bucket]
        least[bucket] = rest if kept is None or rest < kept else kept
    return same + "".join(_EMPTY if one is None else f"{one:04x}" for one in least)


def alike(one: str, other: str) -> float:
    """How alike two texts are by their fingerprints: 1 when they are the same."""
    if one[:24] == other[:24]:
        return 1.0
    (ours, filled), (theirs, also) = _cells(one), _cells(other)
    both = (filled & also).bit_count()
    if both < _LEAST:
        return 0.0
    empty = _BUCKETS - (filled | also).bit_count()
    equal: int = sum(map(eq, ours, theirs)) - empty
    # Different words with equal cells are near, and never the same.
    return min(equal / both, 0.99)


@lru_cache(maxsize=8192)
def _cells(print_: str) -> tuple[tuple[str, ...], int]:
    """The buckets' cells, and a bit for each that is not empty."""
    cells = tuple(print_[at : at + 4] for at in range(24, len(print_), 4))
    return cells, sum(1 << number for number, one in enumerate(cells) if one != _EMPTY)


@dataclass(frozen=True, slots=True)
class Planned:
    """One post on one account: when, and its fingerprint."""

    post: str
    times: tuple[datetime, ...]  # UTC, in order
    fingerprint: str = field(default="", repr=False)
    settled: bool = True  # False: a free slot as it looks now, which may be another tomorrow


@dataclass
class _Account:
    times: list[tuple[datetime, str]] = field(default_factory=list)
    posts: dict[str, Planned] = field(default_factory=dict)
    #: (number of the bucket, its cell) or ("", digest) -> ids of the posts that have it.
    cells: dict[tuple[object, str], list[str]] = field(default_factory=lambda: defaultdict(list))


class Agenda:
    """All that is planned, or was, by account; built once a run."""

    def __init__(self, planned: Iterable[tuple[str, Planned]] = ()) -> None:
        self._accounts: dict[str, _Account] = defaultdict(_Account)
        for account, one in planned:
            kept = self._accounts[account]
            kept.times += [(at, one.post) for at in one.times if one.settled]
            kept.posts[one.post] = one
            for key in _keys(one.fingerprint):
                kept.cells[key].append(one.post)
        for kept in self._accounts.values():
            kept.times.sort()

    def like(self, account: str, post: str, print_: str) -> Iterator[tuple[Planned, float]]:
        """Other posts of the account with the same or a near text, and how alike they are."""
        kept = self._accounts.get(account)
        if kept is None:
            return
        keys = _keys(print_)
        shared: Counter[str] = Counter()
        for key in keys:
            shared.update(kept.cells.get(key, ()))
        least = max(1, len(keys) // _FEW)
        for name, number in shared.items():
            one = kept.posts[name]
            # Posts of one house share a pair of words here and there; near texts share many.
            if name == post or (number < least and one.fingerprint[:24] != print_[:24]):
                continue
            share = alike(print_, one.fingerprint)
            if share >= NEAR:
                yield one, share

    def between(self, account: str, start: datetime, end: datetime) -> list[tuple[datetime, str]]:
        """(time, post) on the account from ``start`` to ``end``, both included, in order."""
        kept = self._accounts.get(account)
        if kept is None:
            return []
        first = bisect_left(kept.times, (start, ""))
        return kept.times[first : bisect_right(kept.times, (end, "\uffff"))]

    def before(self, account: str, at: datetime) -> datetime | None:
        """The last time on the account before ``at``."""
        kept = self._accounts.get(account)
        number = bisect_left(kept.times, (at, "")) if kept else 0
        return kept.times[number - 1][0] if kept and number else None


def gone_by(
    history: History,
    accounts: Iterable[str],
    since: datetime,
    planned: Iterable[tuple[str, Planned]],
) -> Iterator[tuple[str, Planned]]:
    """What the ledger remembers since then of posts that are planned no more.

    Texts are erased once they are out, so most of it counts for rhythm alone.
    """
    known = {(account, one.post) for account, one in planned}
    for account in accounts:
        for post, at, rendition in history.recent(account, since):
            if (account, post) not in known:
                yield account, Planned(post, (at,), _print_of(history, rendition))


def _print_of(history: History, rendition: str) -> str:
    try:
        parts = history.rendition(rendition).parts
    except LedgerUnavailable:
        return ""
    return fingerprint("\n".join(part.text for part in parts))


@lru_cache(maxsize=8192)
def _keys(print_: str) -> tuple[tuple[object, str], ...]:
    """Two neighbouring cells at a time: near texts share such pairs, others hardly ever."""
    if not print_:
        return ()
    cells, _ = _cells(print_)
    pairs = ((number, cells[number] + cells[number + 1]) for number in range(0, _BUCKETS, 2))
    return (("", print_[:24]), *(pair for pair in pairs if pair[1] != _EMPTY * 2))
