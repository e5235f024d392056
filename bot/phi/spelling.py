"""What a text spells out: numbers in words, digits and letters set apart.

"mrn four four seven 1 9", "4 1 5 - 5 5 5 …" and "J o h n" read like the plain form to a person
and like nothing to a pattern. Here they are written plainly, beside the text and not in its
place, with the way back to where each stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.phi.normalise import Normalised
from bot.phi.patterns import regex

_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1",
    "won": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_TENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90", "hundred": "00",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WORD = "|".join(sorted({*_DIGITS, *_TENS, *_TIMES}, key=lambda word: (-len(word), word)))
#: Four pieces and more of digits and number words, set apart by little. The last piece that a
#: following word would need ("5 mg") is no harm: the run is only read where its label is.
_RUN = regex.compile(
    rf"(?<![\w])(?:(?:{_WORD}|\d{{1,4}})(?![\w])[ ,.\-–/·•_]{{1,3}}){{3,24}}"
    rf"(?:{_WORD}|\d{{1,4}})(?!\w)",
    regex.IGNORECASE,
)
_PIECE = regex.compile(rf"\d+|{_WORD}", regex.IGNORECASE)
#: Letters set apart: "J o h n", "j-o-h-n", "J.o.h.n"; a wider gap or a capital parts two words.
_APART = regex.compile(r"(?<![\w'])\p{L}(?:(?P<gap>[ .\-_·•*|])\p{L}(?![\p{L}'])){2,40}(?![\w'])")
_WIDE = regex.compile(r"(?<=\b\p{L}) {2,3}(?=\p{L}\b)")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text with what it spells written plainly, and the spans of that in ``text``."""

    text: str
    back: Normalised  # of ``text``, over the text that was given
    changed: tuple[tuple[int, int], ...]
    letters: bool  # some of it were letters set apart

    def touches(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` holds something that was spelled."""
        return any(s < end and start < e for s, e in self.changed)


def write_plainly(text: str) -> Plain | None:
    """``text`` with runs of number words, digits and letters joined; None where it has none."""
    edits = sorted({*_numbers(text), *_letters(text)})
    if not any(plain.strip() for _, _, plain in edits):
        return None
    out: list[str] = []
    offsets: list[int] = []
    changed: list[tuple[int, int]] = []
    at = length = 0
    for start, end, plain in edits:
        if start < at:
            continue
        out += [text[at:start], plain]
        offsets += [*range(at, start), *_spread(start, end, len(plain))]
        length += start - at
        changed.append((length, length + len(plain)))
        length += len(plain)
        at = end
    out.append(text[at:])
    offsets += range(at, len(text) + 1)
    back = Normalised("".join(out), tuple(offsets), len(text))
    return Plain(back.text, back, tuple(changed), any(_APART.finditer(text)))


def _spread(start: int, end: int, length: int) -> Sequence[int]:
    """Where each of ``length`` characters stands in ``start`` to ``end``, evenly."""
    return [start + (end - start) * number // length for number in range(length)]


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _RUN.finditer(text):
        pieces = [piece.casefold() for piece in _PIECE.findall(match.group())]
        single = all(len(piece) == 1 for piece in pieces)
        if not (single or any(piece in _DIGITS or piece in _TENS for piece in pieces)):
            continue  # an ordinary number in groups: patterns read it as it is
        digits = "".join(_digits(pieces))
        if 4 <= len(digits) <= 24:
            yield match.start(), match.end(), _grouped(digits)


def _digits(pieces: Sequence[str]) -> Iterator[str]:
    times = 1
    for number, piece in enumerate(pieces):
        if piece in _TIMES:
            times = _TIMES[piece]
            continue
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        found = _DIGITS.get(piece) or _TENS.get(piece) or piece
        if piece in _TENS and found.endswith("0") and following in _DIGITS and found != "00":
            found = found[0]  # forty-four
        yield found * times
        times = 1


def _grouped(digits: str) -> str:
    """Ten digits as a telephone number is written: what else they may be is read so too."""
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return digits


def _letters(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WIDE.finditer(text):
        yield match.start(), match.end(), " "
    for match in _APART.finditer(_WIDE.sub(lambda m: "\n" * len(m.group()), text)):
        raw = match.group()
        if match["gap"] == "." and raw.isupper():
            continue  # initials: U.S.A.
        gaps = {raw[at] for at in range(1, len(raw), 2)}
        if len(gaps) == 1:
            joined = raw[::2]
            yield match.start(), match.end(), regex.sub(r"(?<=\p{Ll})(?=\p{Lu})", " ", joined)
