"""Splits a paragraph into whole sentences and keeps their offsets.

When in doubt it does not split: a sentence that is too long costs room, a sentence cut
at "Dr." would be published in half.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex as re  # type: ignore[import-untyped, unused-ignore]

#: Ends a sentence, with the quotes, brackets, citations and emoji that belong to it.
_END = re.compile(
    r"(?P<mark>[.!?…]+|[。！？｡]+|\n)"
    r"(?P<tail>(?:[\"'”’»)\]」』）]|\[\d+(?:[,–-]\s?\d+)*\]|[¹²³⁰⁴-⁹]+"
    r"|[ \t]*(?![©®™])[\p{Extended_Pictographic}\p{Regional_Indicator}]"
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u200D\uFE0F]*)*)"
)
#: Never the end, whatever follows.
_ABBREVIATION = re.compile(
    r"(?:dr|mr|mrs|ms|mx|prof|st|vs|e\.g|i\.e|cf|figs?|eq|approx|ca|gen|rep|sen|capt|lt|sgt|rev|hon"
    r"|messrs|u\.s|u\.k|viz|refs?|vol|pp|eds?)\Z",
    re.IGNORECASE,
)
#: "No. 5" goes on, "No. Rest first." does not.
_BEFORE_NUMBER = re.compile(r"(?:no|nos|nr|art|sec|ch|p)\Z", re.IGNORECASE)
#: Words after which one capital letter is a name in itself: "vitamin D. Then".
_LETTERED = re.compile(
    r"(?:vitamin|hepatitis|influenza|type|plan|part|grade|group|step|table|class|stage|schedule"
    r"|option|factor|appendix)\s\Z",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"[^\s\"'“‘(\[]+$")
_WINDOW = 48  # characters looked at on either side: longer than any two words that matter
_OPENERS = "\"'“‘«([「『（"


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every sentence, in order, without the blanks between them.

    A line break ends a sentence. A piece without a letter or digit (an emoji after a full
    stop) is joined to the sentence before it.
    """
    last: tuple[int, int] | None = None
    for start, end in _pieces(text):
        if (
            last
            and not any(c.isalnum() for c in text[start:end])
            and "\n" not in text[last[1] : end]
        ):
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if _ends(text, match):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right


def _ends(text: str, match: re.Match[str]) -> bool:
    mark, after = match["mark"], text[match.end() : match.end() + _WINDOW]
    if mark == "\n" or mark[0] in "。！？｡":
        return True
    if not after:
        return True
    if not after[0].isspace():
        return False
    following = after.lstrip().lstrip(_OPENERS)
    if following[:1].islower():
        return False
    return mark != "." or not _abbreviates(
        text[max(0, match.start() - _WINDOW) : match.start()], following
    )


def _abbreviates(before: str, following: str) -> bool:
    """Whether the full stop after ``before`` belongs to an abbreviation or an initial."""
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    word = found.group()
    if _ABBREVIATION.match(word):
        return True
    if _BEFORE_NUMBER.match(word):
        return following[:1].isdigit()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return not _LETTERED.search(before[: found.start()])
    return False
