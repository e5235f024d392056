"""Where in a rendition something stands: the texts a reader meets, and facts about spots in "
"them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Post, Rendition
from bot.rules.base import Fact
from bot.surface import Surface, SurfaceKind, surfaces

#: Names of files and addresses are no sentences.
_NO_PROSE = (SurfaceKind.FILE, SurfaceKind.PATH, SurfaceKind.ID, SurfaceKind.LINK)


def readable(rendition: Rendition, post: Post) -> Iterator[Surface]:
    """The texts and alt texts that are published, in order."""
    for surface in surfaces(rendition, post):
        if surface.published and surface.kind not in _NO_PROSE:
            yield surface


def fact_at(
    rendition: Rendition,
    surface: Surface,
    span: tuple[int, int],
    kind: str,
    *,
    note: str = "",
    ref: str = "",
    severity: str = "",
) -> Fact:
    """A fact about a span of a surface; only spans of the text itself are kept as such."""
    if surface.kind is not SurfaceKind.TEXT:
        return Fact(kind, surface.place, surface.part, ref=ref, note=note, severity=severity)
    place = rendition.parts[surface.part].place_at(span[0], surface.place)
    return Fact(kind, place, surface.part, *span, ref=ref, note=note, severity=severity)
