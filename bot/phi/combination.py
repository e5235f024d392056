"""Two facts that few share name one person, where each alone only narrows the search.

Latanya Sweeney's finding of 2000 in one sentence: the mayor is one of many mayors, the mayor
of Elko with a new knee is one man.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.phi.model import Aspect, Hit, Identifier, Level

#: Kinds that narrow the search, as any place does, when they stop beside a fact that few share.
_NARROWING = frozenset({Identifier.DATE, Identifier.AGE})
ENOUGH = 2


def combine(hits: Iterable[Hit]) -> list[Hit]:
    """``hits`` with each singular fact for review made a block where a second rare fact stands."""
    found = list(hits)
    if rare_facts(found) < ENOUGH:
        return found
    return [
        replace(hit, level=Level.BLOCK) if _asks(hit) and hit.aspect is Aspect.SINGULAR else hit
        for hit in found
    ]


def rare_facts(hits: Iterable[Hit]) -> int:
    """How many facts, one at least singular, narrow the search.

    Singular facts that overlap count once; so do several places, dates or ages.
    """
    found = list(hits)
    singular = [h for h in found if h.aspect is Aspect.SINGULAR and _asks(h)]
    beside = [h for h in found if h.identifier is Identifier.PLACE or _narrows(h)]
    apart: list[Hit] = []
    for hit in singular:
        if not any(_overlap(hit, other) for other in apart):
            apart.append(hit)
    return len(apart) + len({hit.identifier for hit in beside}) if singular else 0


def _narrows(hit: Hit) -> bool:
    return hit.identifier in _NARROWING and _asks(hit)


def _asks(hit: Hit) -> bool:
    return hit.level is not Level.INFO


def _overlap(one: Hit, other: Hit) -> bool:
    same = (one.surface, one.part) == (other.surface, other.part)
    return same and one.start < other.end and other.start < one.end
