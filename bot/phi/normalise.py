"""Bring a text to the one spelling that recognizers read, and keep the way back.

Hidden and look-alike characters are the cheapest way to slip a name past a filter, by
accident or not: zero-width joiners from a copied chart, a Cyrillic letter, ``&#74;ane``,
keycap digits. Each is undone here, and every position of the result knows where it came
from, so that findings point into the text as it was written.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Cyrillic and Greek letters that cannot be told from Latin ones in common fonts. Own
#: selection after Unicode Technical Standard 39, confusables (read 2026-11-22).
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԌаеѕіјкорсухһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
    "ABESIJKMHOPCTYXGaesijkopcyxhdqw" + "ABEZHIKMNOPTYXoiv",
)
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "\uff07": "'",
        "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
        "\ufe63": "-", "\uff0d": "-", "\u2043": "-",
    }
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){1,64}")
_HIDDEN = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
_LONG = re.compile(r"[^\W\d_]+")
_UPSIDE_DOWN = re.compile(r"(?<![^\W\d_])[a-z\u00df-\u00ff][A-Z\u00c0-\u00de]{2}")
_ENCLOSING = "\u20e3"  # the box of a keycap digit
#: NEGATIVE CIRCLED and NEGATIVE SQUARED LATIN CAPITAL LETTER A, and the regional indicators.
_BOXED = (0x1F150, 0x1F170, 0x1F1E6)
_LATIN = re.compile(r"[A-Za-z]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as recognizers read it. ``offsets`` is None where nothing moved."""

    text: str
    offsets: tuple[int, ...] | None  # one more than characters: where each began
    length: int  # of the source

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source text that ``text[start:end]`` was made of."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[start] + 1, self.offsets[end])


def normalise(text: str, *, link: bool = False) -> Normalised:
    """Return ``text`` as recognizers read it; ``link`` also undoes percent-encoding."""
    if _is_plain(text, link):
        return Normalised(_upright(text), None, len(text))
    look_alikes = len(_LATIN.findall(text)) >= 2 * len(_OTHER_SCRIPT.findall(text))
    out: list[str] = []
    offsets: list[int] = []
    for start, piece in _clusters(text, link):
        plain = _plain(piece, look_alikes)
        out.append(plain)
        offsets.extend([start] * len(plain))
    offsets.append(len(text))
    return Normalised(_upright("".join(out)), tuple(offsets), len(text))


def _upright(text: str) -> str:
    """A text typed with the capitals' key locked the wrong way round, the right way round."""
    if len(_UPSIDE_DOWN.findall(text)) < 2:
        return text
    long = [word for word in _LONG.findall(text) if len(word) > 2]
    if sum(word[1:].isupper() for word in long) < 0.8 * len(long):
        return text  # mRNA, eGFR: a few such words are no such text
    return "".join(c.swapcase() if len(c.swapcase()) == 1 else c for c in text)


def _is_plain(text: str, link: bool) -> bool:
    """Whether nothing of ``text`` can change: printable ASCII and line ends, nothing encoded."""
    if not text.isascii() or "&" in text or (link and "%" in text):
        return False
    return text.replace("\n", "").isprintable()


def _clusters(text: str, link: bool) -> Iterator[tuple[int, str]]:
    """Yield (offset, what stands there): entities decoded, marks kept with their letter."""
    position = 0
    for match in _encoded(text, link):
        yield from _letters(text, position, match.start())
        found = match.group()
        if found.startswith("%"):
            yield match.start(), _from_percent(found)
        else:
            yield match.start(), html.unescape(found)
        position = match.end()
    yield from _letters(text, position, len(text))


def _encoded(text: str, link: bool) -> Iterator[re.Match[str]]:
    pattern = _PERCENT if link and "%" in text else _ENTITY
    return pattern.finditer(text)


def _from_percent(found: str) -> str:
    return bytes.fromhex(found.replace("%", "")).decode("utf-8", errors="replace")


def _letters(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    begin = start
    while begin < end:
        stop = begin + 1
        while stop < end and stop - begin < 16 and unicodedata.combining(text[stop]):
            stop += 1
        yield begin, text[begin:stop]
        begin = stop


def _plain(piece: str, look_alikes: bool) -> str:
    if len(piece) == 1 and piece.isascii():
        return piece if piece.isprintable() or piece in "\n\t" else _control(piece)
    piece = "".join(c for c in piece if not _is_hidden(c)).translate(_PLAIN)
    if not piece:
        return ""
    folded = unicodedata.normalize("NFKC", piece).translate(_PLAIN)
    folded = "".join(_shown(c) for c in folded if not unicodedata.combining(c)) or folded
    return folded.translate(_LOOK_ALIKES) if look_alikes else folded


def _shown(char: str) -> str:
    """A digit of any script, or a letter or digit in a black box or circle, as plain ASCII."""
    if char.isascii():
        return char
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    for first in _BOXED:
        if first <= ord(char) < first + 26:
            return chr(ord("A") + ord(char) - first)
    return char


def _control(char: str) -> str:
    return "\n" if char in "\r\v\f" else ""


def _is_hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cf", "Cc"} and char not in "\n\t"
    ) or char == _ENCLOSING or _HIDDEN.match(char) is not None  # fmt: skip


_TITLE = re.compile(r"(?i)^(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|dame|baby)\.?\s+")
_COMMA = re.compile(r"^([^,]{1,60}),\s*([^,]{1,60})$")


def name_form(name: str) -> str:
    """The normal form of a personal name that consents are keyed by.

    Given names first, lower case, no accents, no titles, no possessive, single spaces:
    ``"GARCÍA, Ana's"`` and ``"Ms. Ana García"`` are both ``"ana garcia"``.
    """
    plain = unicodedata.normalize("NFKD", normalise(name).text.strip())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _TITLE.sub("", plain.lstrip("#@"))
    turned = _COMMA.match(plain)
    if turned:
        plain = f"{turned[2]} {turned[1]}"
    plain = re.sub(r"'s?\b", "", plain.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", plain))


def name_variants(name: str) -> tuple[str, ...]:
    """The normal forms under which a released name may turn up, sorted.

    Whole, given or family name alone, initials, either order, run together as in a hashtag;
    case, accents, hyphens and titles are gone by ``name_form``. A consent that lists a name
    lists the keyed HMAC of each of these, and nothing else is released: a nickname must be
    listed as a name of its own.
    """
    words = name_form(name).split()
    if not words:
        return ()
    first, last = words[0], words[-1]
    forms = {" ".join(words), first}
    if len(words) > 1:
        forms |= {last, f"{first} {last}", f"{first} {last[0]}", f"{first[0]} {last}"}
        forms |= {f"{first}{last}", f"{first[0]} {last[0]}", f"{first[0]}{last[0]}"}
        forms |= {"".join(word[0] for word in words), f"{last} {first}", f"{last}{first}"}
        forms |= {f"{last} {first[0]}", "".join(words), " ".join((last, *words[:-1]))}
    return tuple(sorted(forms))
