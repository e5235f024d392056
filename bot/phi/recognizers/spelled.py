"""Whatever else is found once spelled-out numbers and letters are written plainly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.phi.knowledge import Knowledge
from bot.phi.names import find_names
from bot.phi.patterns import regex
from bot.phi.reading import SLUGS, Candidate, Text
from bot.phi.recognizers import ages, checked, codes, contacts, dates, unlabelled
from bot.phi.spelling import Plain, write_plainly
from bot.surface import SurfaceKind

_LOOK = 4000  # characters that are read a second time: a post has fewer


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield what the other finders see in the plain form, at the place of the spelled one."""
    if text.kind in (SurfaceKind.LINK, *SLUGS):
        return
    plain = write_plainly(text.text[:_LOOK])
    if plain is None:
        return
    view = Text(replace(plain.back), text.kind)
    for found in _all(view, plain, knowledge):
        if plain.touches(found.start, found.end):
            start, end = plain.back.source_span(found.start, found.end)
            yield replace(found, start=start, end=end)


def _all(view: Text, plain: Plain, knowledge: Knowledge) -> Iterator[Candidate]:
    for finder in (codes, checked, unlabelled, contacts, dates, ages):
        yield from finder.find(view, knowledge)
    if plain.letters:
        titled = Text.of(_titled(plain), view.kind)
        yield from find_names(view if titled.text == view.text else titled, [], knowledge)


def _titled(plain: Plain) -> str:
    """The plain text with joined letters as a name is written: "john" spelled apart is a name."""
    out = list(plain.text)
    for start, end in plain.changed:
        word = plain.text[start:end]
        if word.isalpha() or " " in word:
            out[start:end] = regex.sub(r"\p{L}+", lambda m: m.group().title(), word)
    return "".join(out)
