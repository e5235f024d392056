"""Plain text for recognisers: sentences with offsets, look-alikes folded, Markdown stripped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Letters that look Latin and are not (Unicode confusables, the ones seen in posts), and
#: small capitals that NFKC leaves alone.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеѕіјорсухѵԁԛԝһɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριν" + "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "ABESIJKMHOPCTXaesijopcyxvdqwhgABEZHIKMNOPTYXaopiv" + "abcdefghijklmnoprstuvwyz",
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as a careless eye reads it; ``origin[i]`` is where its character i came from."""

    text: str
    origin: tuple[int, ...]


def fold(text: str) -> Folded:
    """Drop accents and invisible characters; make look-alikes and styled letters plain."""
    if text.isascii():
        return Folded(text, tuple(range(len(text))))
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for plain in _plain(char):
            out.append(plain)
            origin.append(index)
    return Folded("".join(out), tuple(origin))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    wide = unicodedata.normalize("NFKD", char.translate(_LOOKALIKES)).translate(_LOOKALIKES)
    return "".join(c for c in wide if unicodedata.category(c) not in {"Mn", "Cf", "Me"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; offsets are code points into the text it came from."""

    start: int
    end: int
    text: str
    paragraph: int


_BREAK = re.compile(
    r"\n+|(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9#@★⭐\U0001f000-\U0001ffff>—–-])"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Drs?|Mrs?|Ms|Mx|Prof|St|vs|No|Inc|Ltd|Co|Corp|Jr|Sr|approx|Fig|al|e\.g|i\.e"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])|[ap]\.m)\.$"
)


def sentences(text: str) -> list[Sentence]:
    """Split at line ends and at full stops that end a sentence (not after Dr. or an initial)."""
    found: list[Sentence] = []
    start = paragraph = 0
    for gap in _BREAK.finditer(text):
        line_ends = "\n" in gap.group()
        if not line_ends and _ABBREVIATED.search(text, max(start, gap.start() - 12), gap.start()):
            continue
        _keep(found, text, start, gap.end(), paragraph)
        start = gap.end()
        paragraph += gap.group().count("\n") > 1
    _keep(found, text, start, len(text), paragraph)
    return found


def _keep(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    stripped = body.strip()
    if stripped:
        found.append(Sentence(start + left, start + left + len(stripped), stripped, paragraph))


def sentence_at(text: str, offset: int) -> Sentence:
    """The sentence that holds ``offset``; the whole text if none does."""
    for sentence in sentences(text):
        if sentence.start <= offset < sentence.end:
            return sentence
    return Sentence(0, len(text), text, 0)


_MARKS = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(?m)^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}[.)]\s+)"), ""),
    (re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def plain(markdown: str) -> str:
    """The words of a Markdown text, without its marks; line ends are kept."""
    for pattern, by in _MARKS:
        markdown = pattern.sub(by, markdown)
    return markdown


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> Iterator[str]:
    """The words of a text, case folded, apostrophes straightened."""
    for match in _WORD.finditer(text):
        yield match.group().casefold().replace("’", "'")


def squeeze(text: str) -> str:
    """Letters and digits only, folded: what is left of a name when its spelling varies."""
    if text.isascii():
        return _NO_LETTER.sub("", text.casefold())
    return "".join(c for c in fold(text).text.casefold() if c.isalnum())


_NO_LETTER = re.compile(r"[^a-z0-9]+")
