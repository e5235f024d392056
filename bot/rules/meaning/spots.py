"""Facts about words that stand in what a rendition shows."""

from __future__ import annotations

from bot.model import Post, Rendition, Severity
from bot.rules.base import Fact
from bot.rules.meaning.reading import JOINT, Shown


def spot(
    one: Shown,
    span: tuple[int, int],
    note: str,
    severity: Severity | None = None,
    kind: str = "words",
) -> Fact:
    """A fact at ``span`` of a shown text; without ``severity`` the rule's own counts."""
    start, end = one.offsets(*span)
    said = severity.value if severity else ""
    return Fact(kind, one.place_at(span[0]), one.part, start, end, note=note, severity=said)


def spot_in_whole(rendition: Rendition, post: Post, span: tuple[int, int], note: str) -> Fact:
    """A fact at ``span`` of all parts joined as ``reading.whole`` joins them."""
    start, end = span
    for number, part in enumerate(rendition.parts):
        if start < len(part.text):
            place = part.place_at(start, post.place())
            return Fact("words", place, number, start, min(end, len(part.text)), note=note)
        start, end = start - len(part.text) - len(JOINT), end - len(part.text) - len(JOINT)
    return Fact("words", post.place(), note=note)
