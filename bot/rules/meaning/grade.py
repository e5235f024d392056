"""How many years of school a text asks of its reader: the Flesch-Kincaid grade.

0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid and others, 1975).
Syllables are counted by rules of spelling; a word that patients have to meet anyway (the
name of their illness or medicine) and a name count as two at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from bot.rules.meaning.text import sentences

_LINK = re.compile(
    r"(?i)https?://\S+|www\.\S+|\bdoi:\s{0,9}\S+|\b10\.\d{4,9}/\S+|\S{1,64}@\S{1,120}\.\w+"
)
_MARKED = re.compile(r"[#@]\w[\w.]*")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
#: Two vowels that are two syllables: idea, science, create, video, fluid.
_SPLIT = re.compile(
    r"(?<!l)ia(?!l\b)|liab|io(?!us|n)|iu|eo(?!us|n\b|u|pl)|ua(?!l\b|r)|[aeio]ing|ie[tn]"
    r"|ea(?:te|tion)|(?<=[aeiou][a-z])ea$|uou|ui[dt]y"
)
_SILENT_E = re.compile(r"(?<![aeiouyl])e$|[aeiouy]le$|(?<=[^aeiou])es$|(?<=[^aeioutd])ed$")
_SOUNDED_ES = re.compile(r"(?:s|z|x|ch|sh|c|g)es$")
#: Endings of the names of illnesses, tests and treatments.
_MEDICAL = re.compile(
    r"(?:itis|ectomy|otomy|ostomy|ology|ologist|algia|opathy|opathic|osis|oscopy|ography|ogram"
    r"|plasty|emia|aemia|therapy|therapist|icillin|mycin|pril|sartan|statin|olol|azole|caine"
    r"|adol|opioids?|gabalin|pentin|triptan|prazole|cortisone|inflammatory|anesthe\w+"
    r"|anaesthe\w+)s?$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade; 0 for a text without words."""
        if not self.words:
            return 0.0
        per_sentence = self.words / max(self.sentences, 1)
        return 0.39 * per_sentence + 11.8 * self.syllables / self.words - 15.59


def read(text: str, *, plainly: bool = True) -> Reading:
    """Count a text. ``plainly``: spare the writer tags, addresses, names and medical words."""
    shown = _MARKED.sub(" ", _LINK.sub(" ", text)) if plainly else text
    words = syllables_ = told = 0
    for sentence in sentences(shown):
        found = list(_WORD.finditer(sentence.text))
        if not found:
            continue
        told += 1
        words += len(found)
        for number, match in enumerate(found):
            word = match.group()
            spared = plainly and (unavoidable(word) or (number > 0 and word[0].isupper()))
            count = syllables(word.casefold())
            syllables_ += min(count, 2) if spared else count
    return Reading(words, told, syllables_)


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Syllables of one English word, small letters; at least one."""
    word = re.sub(r"['’](?:s|t|re|ve|ll|d|m)?$", "", word)
    count = len(_VOWELS.findall(word)) + len(_SPLIT.findall(word))
    if _SILENT_E.search(word) and not _SOUNDED_ES.search(word):
        count -= 1
    if re.search(r"[^aeiouy]le$", word) and not _VOWELS.search(word[:-2]):
        count = 1
    if word.endswith(("sm", "thm")):
        count += 1
    return max(count, 1)


@cache
def _listed() -> frozenset[str]:
    text = resources.files("bot.rules").joinpath("data", "unavoidable.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@lru_cache(maxsize=8192)
def unavoidable(word: str) -> bool:
    """Whether patients meet this medical word however plainly one writes."""
    low = word.casefold()
    return low in _listed() or low.rstrip("s") in _listed() or bool(_MEDICAL.search(low))
