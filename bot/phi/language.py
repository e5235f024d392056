"""A cheap look at a text's language: enough to know when the English model must not be trusted."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib import resources

from bot.phi.frequency import english
from bot.phi.lexicon import words
from bot.phi.patterns import regex

_WORD = regex.compile(r"[^\W\d_]+")
_LOOK = 4000  # characters that are looked at
_ENOUGH = 6  # words below which small words alone tell nothing
_FEW, _SOME = 5, 8  # words of a sentence: below the first nothing is told, from the second most
_EVERYDAY = 3  # rank from which an English word is known
#: What is in no language: addresses, handles, hashtags, files.
_ADDRESS = regex.compile(
    r"(?i)(?:https?://|www\.)\S{1,400}|\S{1,64}@\S{1,80}|[@#]\w{1,80}"
    r"|\b[\w-]{1,63}\.[a-z]{2,4}/\S{0,400}|\b[\w-]{1,120}\.(?:jpe?g|png|pdf|dcm|mp4)\b"
)
_END = regex.compile(r"[.!?:]{1,9}\s+|\n+")


@cache
def _small_words() -> dict[str, frozenset[str]]:
    text = resources.files("bot.phi").joinpath("data", "languages.txt").read_text(encoding="utf-8")
    table = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, *entries = [entry.strip() for entry in line.split(",")]
            table[code] = frozenset(entries)
    return table


def detect(text: str) -> str:
    """The language of ``text``: "en", another code, "other" for another script, "" unknown.

    Counts small words; only a clear majority of another language is named.
    """
    found = _WORD.findall(text[:_LOOK].casefold())
    letters = "".join(found)
    if len(letters) >= 8 and _foreign_share(letters) > 0.4:
        return "other"
    if len(found) < _ENOUGH:
        return ""
    plain = sum(word in words("english") for word in found)
    counts = {code: sum(word in small for word in found) for code, small in _small_words().items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] >= 3 and counts[best] > 1.5 * plain and counts[best] >= 0.12 * len(found):
        return best
    return "en" if plain >= 2 or plain > counts[best] else ""


@lru_cache(maxsize=1024)
def detect_parts(text: str) -> frozenset[str]:
    """The languages of the paragraphs and sentences of ``text``, unknown ones left out."""
    shown = _ADDRESS.sub(" ", text[: 10 * _LOOK])
    found = {detect(part) for part in {*shown.split("\n"), shown}}
    found |= {_of_sentence(part) for part in _END.split(shown)}
    return frozenset(code for code in found if code)


def _of_sentence(sentence: str) -> str:
    """Another language where a sentence has few English words and no list of terms is the cause.

    Beside small words of the language, what tells is how many words no list of English holds.
    """
    written = _WORD.findall(sentence[:_LOOK])
    tokens = [token.casefold() for token in written]
    if len("".join(tokens)) >= 8 and _foreign_share("".join(tokens)) > 0.4:
        return "other"
    number = len(tokens)
    if number < _FEW or sum(token in words("english") for token in tokens) >= 0.2 * number:
        return ""
    unknown = sum(len(token) > 1 and english(token) < _EVERYDAY for token in tokens)
    # "Al-Sayed" and "IM" are no small words; those have a capital at the beginning only.
    lower = [token.casefold() for token in written[:1]] + [t for t in written[1:] if t.islower()]
    counts = {code: sum(t in small for t in lower) for code, small in _small_words().items()}
    best = max(counts, key=lambda code: counts[code])
    marks = counts[best] + sum(not token.isascii() for token in tokens)
    if _is_foreign(number, unknown + counts[best], marks, sentence.count(",")):
        return best if counts[best] else "other"
    return ""


def _is_foreign(number: int, strange: int, marks: int, commas: int) -> bool:
    if number < _SOME:
        return marks >= 2 and strange >= 0.7 * number
    if marks:
        return strange >= 0.55 * number
    # Terms of anatomy and diseases are Latin, and stand in lists: "gluteus maximus, soleus".
    return strange >= 0.6 * number and number >= 5 * (commas + 1)


def _foreign_share(letters: str) -> float:
    foreign = sum(not c.isascii() and "LATIN" not in unicodedata.name(c, "") for c in letters)
    return foreign / len(letters)
