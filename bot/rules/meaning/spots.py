"""Facts about words that stand in what a rendition shows."""

from __future__ import annotations

from bot.model import Severity
from bot.rules.base import Fact
from bot.rules.meaning.reading import Shown


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
