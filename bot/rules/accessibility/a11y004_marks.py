"""A11Y004: letters, emoji and tags that a screen reader cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning.spot import fact_at, readable
from bot.surface import SurfaceKind

#: Mathematical, enclosed and full-width Latin letters that stand in for plain ones.
_STYLED = re.compile(
    "(?:[\\U0001d400-\\U0001d7ff\\u24b6-\\u24e9\\U0001f130-\\U0001f189\\uff21-\\uff5a][\\s]?){2,}"
)
_EMOJI = (
    "(?>[\\U0001f300-\\U0001faff\\u2600-\\u27bf\\u2b50\\u2b55\\u2764\\U0001f1e6-\\U0001f1ff]"
    "[\\ufe0f\\U0001f3fb-\\U0001f3ff]?(?:\\u200d[\\U0001f300-\\U0001faff\\u2600-\\u27bf]\\ufe0f?)*)"
)
_RUN = re.compile(rf"(?:{_EMOJI}[ \t]*){{4,}}")
_TAG = re.compile(r"(?<![\w&#＃])[#＃]([a-z]{8,})(?![\w])")


@register
class ReadableMarks(Rule):
    """Letters from mathematics, four emoji and more in a row, tags of several small-letter "
    "words."""

    id = "A11Y004"
    title = "Marks that cannot be read aloud"
    gate = "accessibility"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "A screen reader says a bold letter from the mathematical block as its long Unicode "
        "name or "
        "skips it, reads every emoji of a row aloud, and runs the words of a tag together unless "
        "each begins with a capital. Some people hear nothing but noise."
    )
    fix = "Use plain letters, three emoji in a row at most, and #CamelCase tags"
    source = "WCAG 2.1 success criteria 1.1.1, 1.3.1"
    override = "author"
    examples = (
        Example(
            "bold letters from mathematics",
            {},
            "\U0001d5ea\U0001d5ee\U0001d5f9\U0001d5f8 every day.",
        ),
        Example("a row of emoji", {}, "Walk! \U0001f3c3\U0001f3c3\U0001f4aa\U0001f4aa\U0001f389"),
        Example("a tag in small letters", {}, "Walk every day. #chronicpain"),
        Example("capitals in the tag", {}, "Walk every day. #ChronicPain", stopped=False),
        Example("one word, one emoji", {}, "Walk every day \U0001f6b6 #migraine", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Letters, rows and tags, in texts and alt texts."""
        ours = _words() | _pieces(view.records.brand.hashtags)
        for surface in readable(rendition, view.post):
            text = surface.text
            for match in _STYLED.finditer(text):
                note = "letters come from the mathematical or enclosed blocks"
                yield fact_at(rendition, surface, match.span(), "letters", note=note)
            if surface.kind is not SurfaceKind.TEXT:
                continue
            for match in _RUN.finditer(text):
                note = "four or more emoji stand in a row"
                yield fact_at(rendition, surface, match.span(), "emoji", note=note)
            for match in _TAG.finditer(text):
                if _several(match[1], ours):
                    note = "a tag of several words has no capitals"
                    yield fact_at(rendition, surface, match.span(), "tag", note=note)


def _several(tag: str, known: frozenset[str]) -> bool:
    """Whether a tag falls into two or more known words; a word by itself is one."""
    if tag in known:
        return False
    reach = [True] + [False] * len(tag)
    for end in range(1, len(tag) + 1):
        reach[end] = any(reach[start] and tag[start:end] in known for start in range(end))
    return reach[-1]


def _pieces(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(piece.casefold() for tag in tags for piece in _camel(tag))


def _camel(tag: str) -> Iterator[str]:
    yield from re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|[a-z]+", tag)


@cache
def _words() -> frozenset[str]:
    text = resources.files("bot.rules").joinpath("data", "tag_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
