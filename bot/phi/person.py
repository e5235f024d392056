"""Is it a name? Judged by lists and a dictionary alone, for words that stand in no sentence."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.normalise import name_form


def _not_in_names() -> frozenset[str]:
    return words("slug_staff") | words("slug_clinical") | words("slug_illness")


def is_given(word: str, *, sure: bool = False) -> bool:
    """Whether ``word`` is a listed given name; ``sure``: and not an everyday word as well."""
    plain = name_form(word)
    return plain in words("given") and not (sure and plain in words("given_common"))


def is_joined_name(word: str, knowledge: Knowledge, *, loose: bool = False) -> bool:
    """Whether ``word`` is a given and a family name run together.

    ``loose`` also takes a family name that is on no list, if no dictionary has it either.
    """
    if not 6 <= len(word) <= 30 or word in knowledge.common:
        return False
    splits = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
    if any(
        is_given(a) and b in words("family") and (loose or is_given(a, sure=True) or len(b) > 4)
        for a, b in splits
    ):
        return True
    return loose and any(
        is_given(a) and len(a) > 3 and len(b) > 4 and b.isalpha() and not _is_plain(b, knowledge)
        for a, b in splits
    )


def given_and_family(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """The range of pieces that are a given and a family name, in either order, or None."""
    run = "".join(pieces)
    if any(own in run for own in knowledge.brand) or _is_public(pieces):
        return None
    for number, (first, second) in enumerate(itertools.pairwise(pieces)):
        if is_given(first, sure=True) and _may_be_family(second, knowledge):
            return number, number + 2
        if (
            is_given(first)
            and second in words("family")
            and not (_is_plain(second, knowledge) or second in words("given_common"))
        ):
            return number, number + 2
        turned = (
            first in words("family")
            and first not in words("organisation")
            and second not in _not_in_names()
        )
        if (
            turned
            and is_given(second, sure=True)
            and not (_is_plain(first, knowledge) and first not in words("family"))
        ):
            return number, number + 2
        middle = pieces[number + 2] if number + 2 < len(pieces) else ""
        if (
            is_given(first, sure=True)
            and len(second) == 1
            and second.isalpha()
            and _may_be_family(middle, knowledge)
        ):
            return number, number + 3
    return None


def _may_be_family(word: str, knowledge: Knowledge) -> bool:
    if len(word) < 2 or not word.isalpha() or word in _not_in_names():
        return False
    if name_form(word) in words("family"):
        return True
    return len(word) > 3 and not _is_plain(word, knowledge)


def unlisted_pair(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """Two neighbours that no list knows and no dictionary has: run together, most likely a name."""
    if _is_public(pieces) or any(own in "".join(pieces) for own in knowledge.brand):
        return None
    ill = bool(words("slug_illness") & set(pieces))
    for number, pair in enumerate(itertools.pairwise(pieces)):
        plain = [_is_plain(word, knowledge) for word in pair]
        if not all(_may_be_part(word, knowledge, loose=ill) for word in pair):
            continue
        if not all(plain) or _is_listed_pair(*pair):
            return number, number + 2
    return None


def _is_listed_pair(first: str, second: str) -> bool:
    plain = words("plain") | words("organisation") | words("slug_illness")
    return is_given(first) and second in words("family") and not {first, second} & plain


def _may_be_part(word: str, knowledge: Knowledge, *, loose: bool) -> bool:
    """Whether ``word`` may be half a name; ``loose``: a dictionary word may, a heading word not."""
    if is_given(word) or word in words("family"):
        return word not in words("slug_staff") | words("slug_clinical")
    if len(word) < 3 or not word.isalpha() or word in _not_in_names():
        return False
    return not (_is_listed(word) if loose else _is_plain(word, knowledge))


def initialled(pieces: Sequence[str]) -> tuple[int, int] | None:
    """The range of pieces that are a name with an initial, or None."""
    for number, (first, second) in enumerate(itertools.pairwise(pieces)):
        if is_given(first, sure=True) and len(second) == 1 and second.isalpha():
            return number, number + 2
        if len(first) == 1 and first.isalpha() and second in words("family"):
            return number, number + 2
    return None


def turned_initial(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """The range of a family name and the given name's initial ("DahlgrenE"), or None."""
    for number, (first, second) in enumerate(itertools.pairwise(pieces)):
        initial = len(second) == 1 and second.isalpha()
        if initial and first not in _not_in_names() and _may_be_family(first, knowledge):
            return number, number + 2
    return None


def lone_given(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """The range of a given name alone, or of an initial and family name run together, or None."""
    for number, piece in enumerate(pieces):
        if is_given(piece, sure=True):
            return number, number + 1
        if (
            len(piece) > 4
            and piece[0].isalpha()
            and piece[1:] in words("family")
            and piece not in words("family")
            and not _is_plain(piece, knowledge)
        ):
            return number, number + 1  # jdoe, msmith
    return None


_LISTS = (
    "plain",
    "organisation",
    "medical",
    "english",
    "eponyms",
    "states",
    "awareness",
    "drugs",
)


def _is_listed(word: str) -> bool:
    return any(word in words(name) for name in _LISTS)


def _is_plain(word: str, knowledge: Knowledge) -> bool:
    known = word in knowledge.common or word.removesuffix("s") in knowledge.common
    return known or _is_listed(word)


def _is_public(pieces: Sequence[str]) -> bool:
    joined = " ".join(pieces)
    return any(f" {name} " in f" {joined} " for name in _public_slugs())


@cache
def _public_slugs() -> tuple[str, ...]:
    return tuple(sorted(name_form(name) for name in words("public")))
