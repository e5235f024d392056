"""What recognizers read and what they find: one text with its sentences, and candidates in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property

from bot.phi.lexicon import words
from bot.phi.model import Aspect, Identifier, Level, Role
from bot.phi.normalise import Normalised, normalise
from bot.phi.patterns import regex
from bot.surface import SurfaceKind

#: A full stop after one of these ends no sentence.
_NO_END = regex.compile(
    r"(?i)(?:^|[\s(])(?:mr|mrs|ms|mx|dr|prof|st|mt|ft|no|vs|jr|sr|u\.s|e\.g|i\.e|etc|approx|dept|inc"
    r"|med|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|a\.m|p\.m|[a-z])\.$"
)
_END = regex.compile(r"[.!?]+[\"')\]]*\s+|\n+")
_WORD = regex.compile(r"[^\W_](?:[\w'&-]{0,30}[^\W_])?")


#: Endings that Greek and Latin give to illnesses and operations, after three letters and more.
_ENDING = regex.compile(
    r"[a-z]{3,24}(?:itis|osis|a?emia|ectomy|ectomies|ostomy|otomy|plasty|plasties|opathy|opathies|plegia|plegic"
    r"|paresis|algia|rrh(?:o?ea|age|aphy)|uria|oscopy|oscopies|centesis|pexy|penia|megaly|stenosis|ectasia"
    r"|(?:carcin|melan|sarc|aden|lymph|gli|fibr|lip|mat|neur|granul|blast|myel|angi|papill|glauc|mening|terat)omas?)"
)


@cache
def _listed() -> frozenset[str]:
    return words("care") | words("conditions")


#: Surfaces that are one run of words joined by dashes, dots and slashes.
SLUGS = (SurfaceKind.FILE, SurfaceKind.PATH, SurfaceKind.ID)


def _is_of_care(word: str) -> bool:
    listed = _listed()
    if word in listed or word.removesuffix("'s") in listed or word.removesuffix("s") in listed:
        return True
    return bool(_ENDING.fullmatch(word)) and word not in words("no_illness")


@dataclass(frozen=True)
class Text:
    """A normalised text and where it stands. Spans of candidates are offsets into ``text``."""

    normalised: Normalised
    kind: SurfaceKind

    @classmethod
    def of(cls, text: str, kind: SurfaceKind) -> Text:
        """Normalise ``text`` as a surface of ``kind``."""
        link = kind in (SurfaceKind.LINK, *SLUGS)
        return cls(normalise(text, link=link), kind)

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.normalised.text

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each sentence or line begins."""
        found = [0]
        for match in _END.finditer(self.text):
            before = self.text[max(0, match.start() - 12) : match.start() + 1]
            if "\n" in match.group() or not _NO_END.search(before):
                found.append(match.end())
        return tuple(found)

    @cached_property
    def care(self) -> tuple[int, ...]:
        """Where each word of care stands, from data/care.txt and data/conditions.txt."""
        tokens = [(m.start(), m.group().casefold()) for m in _WORD.finditer(self.text)]
        return tuple(
            start
            for number, (start, word) in enumerate(tokens)
            if _is_of_care(word) or " ".join(w for _, w in tokens[number : number + 2]) in _listed()
        )

    def sentence(self, offset: int) -> int:
        """The number of the sentence that ``offset`` stands in."""
        return bisect_right(self.starts, offset) - 1

    def sentence_text(self, offset: int, limit: int = 600) -> str:
        """The sentence around ``offset``, at most ``limit`` characters either side of it."""
        number = self.sentence(offset)
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[max(start, offset - limit) : min(end, offset + limit)]

    def before(self, offset: int, width: int = 60) -> str:
        """Up to ``width`` characters before ``offset``."""
        return self.text[max(0, offset - width) : offset]

    def after(self, offset: int, width: int = 60) -> str:
        """Up to ``width`` characters from ``offset``."""
        return self.text[offset : offset + width]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may identify a person: how grave alone, and how beside a patient.

    ``weak`` says that a cue which might be generic ("a 62-year-old man") is enough in the
    same sentence; ``same_sentence`` that even a sure cue counts only there; ``names_one`` that
    it names a person who is nobody on file, which beside a word of care is itself a cue.
    """

    identifier: Identifier
    start: int
    end: int
    reason: str
    alone: Level = Level.INFO
    tied: Level = Level.BLOCK
    role: Role = Role.UNKNOWN
    weak: bool = True
    same_sentence: bool = False
    names_one: bool = False
    aspect: Aspect = Aspect.NONE


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign that an individual patient is spoken of; ``sure`` or possibly generic.

    ``story``: one person's case is told. ``soft``: enough to judge what stands beside it, not to
    call the post a patient's story.
    """

    start: int
    end: int
    sure: bool
    story: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one text shows, before it is judged together with the others."""

    text: Text
    candidates: tuple[Candidate, ...] = ()
    cues: tuple[Cue, ...] = ()
    not_run: str = ""
