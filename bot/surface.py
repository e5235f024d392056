"""Everything of a rendition that leaves or can be seen, as plain texts to look at.

A gate that only read the caption would miss the name in the alt text, in
#PrayForJohnSmith or in ``images/jane-doe.jpg``; so all gates read surfaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from operator import is_
from typing import ParamSpec, TypeVar

from bot.model import Place, Post, Rendition

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")

#: Stands three times for what may not be shown of a path, an id or an excerpt.
MASK = "•"
#: How a finding says that a post's id, or the name of a picture's file, names somebody.
NAMED_IN_ID = "the post's id or campaign"
NAMED_IN_FILE = "a file name holds"


class SurfaceKind(StrEnum):
    """Where a text stands."""

    TEXT = "text"
    ALT = "alt text"
    FILE = "file name"
    PATH = "file path"  # of the post itself, folders and all
    ID = "post id"
    LINK = "link"
    FIELD = "front matter"
    SOURCE = "source"  # the Markdown itself: what a variant or a shortening left out


@dataclass(frozen=True, slots=True)
class Surface:
    """One text to look at. For TEXT, offsets are those of the rendition's part."""

    kind: SurfaceKind
    text: str = field(repr=False)
    place: Place
    part: int = 0
    published: bool = True  # False: it stays in the repository, yet may name somebody


def latest(made: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Keep the answer for the latest arguments, which are compared by identity.

    Sixty rules ask the same of one rendition, one rule after the other; posts and renditions
    cannot be hashed cheaply.
    """
    held: tuple[tuple[object, ...], _Answer] | None = None

    @wraps(made)
    def ask(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        nonlocal held
        found = held
        if found and len(args) == len(found[0]) and all(map(is_, args, found[0])) and not kwargs:
            return found[1]
        answer = made(*args, **kwargs)
        held = None if kwargs else (args, answer)
        return answer

    return ask


def surfaces(rendition: Rendition, post: Post) -> Iterator[Surface]:
    """Yield every text of ``rendition`` that leaves, then what stands in its source."""
    return iter(_surfaces(rendition, post))


@latest
def _surfaces(rendition: Rendition, post: Post) -> tuple[Surface, ...]:
    return tuple(_every(rendition, post))


def _every(rendition: Rendition, post: Post) -> Iterator[Surface]:
    for number, part in enumerate(rendition.parts):
        start = part.segments[0].place if part.segments else post.place()
        yield Surface(SurfaceKind.TEXT, part.text, start, number)
        for picture in part.attachments:
            place = picture.place or post.place("media")
            if picture.alt:
                yield Surface(SurfaceKind.ALT, picture.alt, place, number)
            if picture.file:
                yield Surface(SurfaceKind.FILE, picture.file, place, number)
        if part.link:
            yield Surface(SurfaceKind.LINK, part.link, post.place("link"), number)
        if part.link_title:
            yield Surface(SurfaceKind.FIELD, part.link_title, post.place("link"), number)
    yield from _source(post)
    yield from _left_out(rendition, post)


def _left_out(rendition: Rendition, post: Post) -> Iterator[Surface]:
    """What this platform does not take: it stands in the repository all the same."""
    for platform, words in sorted(post.variants.items()):
        if platform != rendition.platform:
            yield Surface(SurfaceKind.FIELD, words, post.place("variants"), published=False)
    shown = {picture.alt for part in rendition.parts for picture in part.attachments}
    for picture in post.media:
        if picture.alt and picture.alt not in shown:
            place = picture.place or post.place("media")
            yield Surface(SurfaceKind.ALT, picture.alt, place, published=False)


def _source(post: Post) -> Iterator[Surface]:
    path = re.sub(r"\.md$", "", post.path)
    yield Surface(SurfaceKind.PATH, path, post.place(), published=False)
    yield Surface(SurfaceKind.ID, post.id, post.place("id"), published=False)
    if post.campaign:
        yield Surface(SurfaceKind.ID, post.campaign, post.place("campaign"), published=False)
    for key, value in (("summary", post.summary), ("sponsored_by", post.sponsored_by)):
        if value:
            yield Surface(SurfaceKind.FIELD, value, post.place(key), published=False)
    if post.link:
        yield Surface(SurfaceKind.LINK, post.link, post.place("link"), published=False)
    for reference in post.references:
        yield Surface(SurfaceKind.FIELD, reference, post.place("references"), published=False)
    for tag in post.hashtags:
        yield Surface(SurfaceKind.FIELD, f"#{tag}", post.place("hashtags"), published=False)
    for picture in post.media:
        place = picture.place or post.place("media")
        yield Surface(SurfaceKind.FILE, picture.file, place, published=False)
        if picture.credit:
            yield Surface(SurfaceKind.FIELD, picture.credit, place, published=False)
    for words, place in post.notes:
        yield Surface(SurfaceKind.FIELD, words, place, published=False)
    yield Surface(
        SurfaceKind.SOURCE, post.body, Place(post.path, post.body_line, 1), published=False
    )
