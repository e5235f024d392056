"""How the PHI rules turn what the engine found into facts that hold no text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.model import Place, Rendition, Severity
from bot.phi.consent import releasing, telling
from bot.phi.model import Aspect, Hit, Identifier, Level
from bot.rules.base import Fact, View
from bot.surface import MASK, NAMED_IN_ID, SurfaceKind


def fact_of(hit: Hit, private: str = "") -> Fact:
    """A fact with the class and place of ``hit``; a hit for review becomes a warn."""
    shown = hit.surface is SurfaceKind.TEXT
    return Fact(
        kind=hit.identifier.value,
        place=_place(hit),
        part=hit.part,
        start=hit.start if shown else -1,
        end=hit.end if shown else -1,
        ref=hit.identifier.value,
        note=said(hit),
        severity=Severity.WARN if hit.level is Level.REVIEW else "",
        private=private,
    )


def facts_of(
    rendition: Rendition, view: View, identifiers: frozenset[Identifier]
) -> Iterator[Fact]:
    """Yield a fact for every hit of these identifiers that stops or holds and is not released.

    What words say of a person without an identifier is ``told_of``'s.
    """
    for hit in view.analysis(rendition).hits:
        if hit.identifier not in identifiers or hit.level is Level.INFO or hit.aspect:
            continue
        if not releasing(view.post, view.records, rendition.platform, hit.identifier):
            yield fact_of(hit)


def _place(hit: Hit) -> Place:
    """Where ``hit`` stands; a file's path that names somebody is shown without the name."""
    if hit.surface is not SurfaceKind.PATH:
        return hit.place
    path = hit.place.path
    masked = path[: hit.start] + MASK * 3 + path[hit.end :]
    return replace(hit.place, path=masked)


def told_of(rendition: Rendition, view: View, aspect: Aspect) -> Iterator[Fact]:
    """Yield a fact for every hit of ``aspect`` that stops or holds, unless a consent tells it."""
    if telling(view.post, view.records, rendition.platform):
        return
    for hit in view.analysis(rendition).hits:
        if hit.aspect is aspect and hit.level is not Level.INFO:
            yield fact_of(hit)


_WHERE = {
    SurfaceKind.TEXT: "the text",
    SurfaceKind.ALT: "an alt text",
    SurfaceKind.FILE: "a file name",
    SurfaceKind.PATH: "the path of the post's file",
    SurfaceKind.ID: NAMED_IN_ID,
    SurfaceKind.LINK: "a link",
    SurfaceKind.FIELD: "the front matter",
    SurfaceKind.SOURCE: "the Markdown",
}


def said(hit: Hit) -> str:
    """What the message says: where it stands and what class of thing, never the thing."""
    reason = hit.reason.removesuffix(" in a file name") if _in_a_file(hit) else hit.reason
    if not reason.startswith(("a ", "an ", "the ")):
        reason = f"{'an' if reason[:1] in 'aeioAEIO' else 'a'} {reason}"
    return f"{_WHERE[hit.surface]} holds {reason}"


def _in_a_file(hit: Hit) -> bool:
    return hit.surface in (SurfaceKind.FILE, SurfaceKind.PATH, SurfaceKind.ID)
