"""Decides which sentences stay when not all of them fit: whole ones, from the end.

What must stay is placed first, with everything it leans on; then as much of the text's
beginning as fits. Nothing is ever cut within.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bot.adapt.brief import Sentence

#: Openers that point back at the sentence before.
_LEANS = re.compile(
    r"(?:however|but|and|or|so|therefore|thus|hence|instead|otherwise|also|then|still|yet|nor|else"
    r"|meanwhile|moreover|furthermore|additionally|similarly|likewise|consequently|nevertheless"
    r"|nonetheless|afterwards?|besides|accordingly|conversely|unfortunately|fortunately|luckily"
    r"|that(?:['’]s)?|these|those|its|they(?:['’]re|['’]ve)?|their|them|he|she|his|her|such|both"
    r"|neither|either|the (?:same|latter|former|others?|rest|result)|another|others|some of|none of"
    r"|most of them|all of (?:them|these|this)|for (?:example|instance|this|that|these|those)"
    r"|in (?:contrast|addition|fact|other words|short|that|this|turn|those|these)"
    r"|as (?:a result|such)"
    r"|on the other hand|even (?:so|then)|if (?:so|not|it|they|this|that)|after (?:that|this)"
    r"|because of (?:this|that)|by contrast|not (?:so|any more)|more than that"
    r"|here(?:['’]s| is) why|why\?|how\?|at (?:that|this) point|when (?:it|they|this|that)"
    r"|until then|since then|second(?:ly)?,|third(?:ly)?,|finally,|lastly,"
    r"|yes|no,|it(?:['’]s|['’]ll)?|this)\b",
    re.IGNORECASE,
)
#: The same words where they point at nothing: "This week", "It is safe to".
_STANDS = re.compile(
    r"this (?:week|month|year|morning|afternoon|evening|weekend|season|spring|summer|fall|autumn"
    r"|winter|post|page|account|video|talk|event|webinar|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr"
    r"|may|jun|jul|aug|sep|oct|nov|dec)\w*\b"
    r"|it(?:['’]s| is| can be| may be| takes?| helps?) (?:\w+ ){0,2}?(?:to|that|time|world"
    r"|national|best|better|important|common|normal|safe|ok(?:ay)?|never|the (?:season|time))\b"
    r"|both (?:of )?(?:our|the|your)\b|so (?:many|much|far)\b|some of (?:the|our|you)\b|still,? \d"
    r"|that (?:said|is why) we\b",
    re.IGNORECASE,
)


def leans(sentence: Sentence) -> bool:
    """Whether a sentence makes no sense without the one directly before it."""
    text = sentence.text.lstrip("\"'“‘(")
    return bool(_LEANS.match(text)) and not _STANDS.match(text)


def required(sentences: Sequence[Sentence], wanted: Iterable[int]) -> frozenset[int]:
    """Return ``wanted`` and everything they cannot stand without.

    A sentence that points back takes the one before it; a list item that is no sentence of
    its own takes the line that introduces the list; a line that ends in a colon takes what it
    announces; a numbered step takes the other steps; the rest of an item takes its beginning.
    """
    kept: set[int] = set()
    waiting = [index for index in wanted if 0 <= index < len(sentences)]
    while waiting:
        index = waiting.pop()
        if index not in kept:
            kept.add(index)
            waiting += _leaned_on(sentences, index)
    return frozenset(kept)


def longest(
    sentences: Sequence[Sentence],
    wanted: Iterable[int],
    fits: Callable[[Sequence[Sentence]], bool],
) -> tuple[Sentence, ...] | None:
    """Return as much of the beginning as fits beside the ``wanted`` ones, in order.

    None: not even the wanted ones fit. ``fits`` is asked once for each candidate.
    """
    must = required(sentences, wanted)
    best = _picked(sentences, must)
    if not fits(best):
        return None
    if fits(tuple(sentences)):
        return tuple(sentences)
    for count in range(1, len(sentences) + 1):
        if sentences[count - 1].kind == "heading" and count < len(sentences):
            continue  # a heading comes with the first sentence under it
        candidate = _picked(sentences, required(sentences, [*must, *range(count)]))
        if len(candidate) <= len(best):
            continue
        if not fits(candidate):
            break
        best = candidate
    return best


def without(sentences: Sequence[Sentence], unwanted: Iterable[int]) -> tuple[Sentence, ...]:
    """Return the sentences less the ``unwanted`` ones and whatever made sense only with them.

    A pinned sentence stays, and so does everything it leans on.
    """
    safe = required(sentences, (i for i, s in enumerate(sentences) if s.pin))
    gone = set(unwanted) - safe
    grew = bool(gone)
    while grew:
        left = [i for i in range(len(sentences)) if i not in gone and i not in safe]
        orphans = {i for i in left if gone.intersection(_leaned_on(sentences, i))}
        gone |= orphans
        grew = bool(orphans)
    return _picked(sentences, (i for i in range(len(sentences)) if i not in gone))


def _picked(sentences: Sequence[Sentence], kept: Iterable[int]) -> tuple[Sentence, ...]:
    chosen = sorted(kept)
    return tuple(
        sentences[index]
        for position, index in enumerate(chosen)
        if sentences[index].kind != "heading"
        or _has_content(sentences, index, chosen[position + 1 :])
    )


def _has_content(sentences: Sequence[Sentence], heading: int, later: Sequence[int]) -> bool:
    """Whether something kept stands under a heading, before the next one of its rank."""
    for index in later:
        if sentences[index].kind != "heading":
            return True
        if sentences[index].level <= sentences[heading].level:
            return False
    return False


def _leaned_on(sentences: Sequence[Sentence], index: int) -> list[int]:
    sentence = sentences[index]
    before = index - 1
    found: list[int] = []
    if before >= 0 and sentences[before].kind != "heading":
        if leans(sentence) and not (sentence.bullet and _is_whole(sentence)):
            found.append(before)
        if sentence.continues_item and before not in found:
            found.append(before)
    if sentence.bullet_item and sentence.bullet and not _is_whole(sentence):
        found += _introduction(sentences, index)
    if sentence.kind == "ordered":
        found += _neighbours(sentences, index)
    if sentence.text.rstrip().endswith((":", "：")):
        found += _announced(sentences, index)
    return found


def _neighbours(sentences: Sequence[Sentence], index: int) -> list[int]:
    """The steps beside one of a numbered list, and so by and by all: none is left out of it."""
    beside = (index - 1, index + 1)
    return [i for i in beside if 0 <= i < len(sentences) and sentences[i].kind == "ordered"]


def _is_whole(sentence: Sentence) -> bool:
    return sentence.text.rstrip("\"'”’)").endswith((".", "!", "?", "。", "！", "？"))


def _introduction(sentences: Sequence[Sentence], index: int) -> list[int]:
    while index >= 0 and sentences[index].bullet_item:
        index -= 1
    announces = index >= 0 and sentences[index].text.rstrip().endswith((":", "："))
    return [index] if announces else []


def _announced(sentences: Sequence[Sentence], index: int) -> list[int]:
    following = index + 1
    if following >= len(sentences) or sentences[following].kind == "heading":
        return []
    if not sentences[following].bullet_item:
        return [following]
    end = following
    while end < len(sentences) and sentences[end].bullet_item:
        end += 1
    return list(range(following, end))
