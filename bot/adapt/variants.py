"""An author's own words for one platform: used as written, with only link and tags added."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.adapt.brief import Brief, read_text
from bot.adapt.hashtags import addable
from bot.adapt.layout import Pieces, inserted, join, tag_line, variant_place, verbatim, words


def compose_variant(
    brief: Brief,
    platform: str,
    tail: Pieces,
    tags: tuple[str, ...],
    tags_max: int,
    fits: Callable[[str], bool],
) -> Pieces:
    """Return the variant with the register's disclosure before it, and what has room after it.

    ``tail`` is the line that tells the link; give none if the words tell it already. If not
    even the words fit they are returned alone, and the caller refuses them.
    """
    written = brief.post.variants[platform].strip()
    body = verbatim(read_text(written, variant_place(brief, platform)))
    first = inserted(brief, written)
    for end in _tails(brief, written, tail, tags, tags_max):
        pieces = join((first, body, end))
        if fits(words(pieces)):
            return pieces
    return join((first, body))


def _tails(
    brief: Brief, written: str, tail: Pieces, tags: tuple[str, ...], tags_max: int
) -> Iterator[Pieces]:
    """What may follow, the fullest first; the link outlives every tag."""
    missing = addable(tags, written, tags_max)
    for end in (tail, ()) if tail else ((),):
        for count in range(len(missing), -1, -1):
            yield join((end, tag_line(brief, missing[:count])), "\n" if end else "\n\n")
