"""Finders of identifiers: each module has one ``find(text, knowledge)`` that yields candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.reading import Candidate, Text
from bot.phi.recognizers import (
    ages,
    checked,
    codes,
    contacts,
    dates,
    places,
    replies,
    singular,
    slugs,
    spelled,
    unlabelled,
)

Finder = Callable[[Text, Knowledge], Iterator[Candidate]]

#: Every finder that needs no language model, by a name for messages and benchmarks.
FINDERS: dict[str, Finder] = {
    "codes": codes.find,
    "checked": checked.find,
    "unlabelled": unlabelled.find,
    "contacts": contacts.find,
    "dates": dates.find,
    "ages": ages.find,
    "places": places.find,
    "slugs": slugs.find,
    "replies": replies.find,
    "singular": singular.find,
    "spelled": spelled.find,
}
