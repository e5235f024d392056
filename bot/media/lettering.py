"""Setting words with the one font that comes with Pillow, accents included.

Pillow embeds a small cut of Aileron (dotcolon.net, no rights reserved): ASCII, quotation
marks and a few signs, so a card looks the same on every machine. It has no accented
letters; these are put together from its letters and its own marks. What it cannot set is
said beforehand by ``can_set``, so that no empty box is ever drawn.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

_NO_GLYPH = "\ue000"  # for private use: no font of ours has it
#: Dashes that differ from a hyphen only in length; breaks that a line of ours does not take.
_STAND_INS = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u00ad": None, "\u200b": None}
)
_TURNED = {"¿": "?", "¡": "!"}
#: A mark above its letter -> the sign that is drawn for it, and its size beside the letter's.
_ABOVE = {
    "\u0300": ("`", 1.0),
    "\u0301": ("´", 1.0),
    "\u0302": ("^", 0.6),
    "\u0303": ("~", 0.65),
    "\u0308": (".", 0.9),
    "\u030a": ("°", 0.6),
}
_CEDILLA = "\u0327"
_GAP = 0.07  # between a letter and the mark above it, in ems
_Spot = tuple[float, float]


def can_set(text: str) -> bool:
    """Whether every character of ``text`` can be drawn as itself."""
    return all(
        _has(_TURNED.get(letter, letter))
        and (not mark or (letter.isalpha() and (mark in _ABOVE or mark == _CEDILLA)))
        for letter, mark in _letters(text)
    )


def width(text: str, size: int) -> float:
    """How wide ``text`` is, in pixels."""
    return font(size).getlength(_plain(text))


def write(sheet: Image.Image, at: _Spot, text: str, size: int) -> None:
    """Draw one line onto a sheet of mode L, in white; ``at`` is where its baseline starts."""
    pen = ImageDraw.Draw(sheet)
    face = font(size)
    plain = _plain(text)
    pen.text(at, plain, font=face, fill=255, anchor="ls")
    for index, (letter, mark) in enumerate(_letters(text)):
        if not mark and letter not in _TURNED:
            continue
        x = at[0] + face.getlength(plain[: index + 1]) - face.getlength(plain[index])
        if letter in _TURNED:
            _turn(sheet, (x, at[1]), plain[index], size)
        elif mark == _CEDILLA:
            _mark_below(pen, (x, at[1]), letter, size)
        else:
            _mark_above(pen, (x, at[1]), letter, mark, size)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font; laid out by Pillow itself, as not every build has Raqm."""
    face = ImageFont.load_default(size)
    assert isinstance(face, ImageFont.FreeTypeFont)
    return face.font_variant(layout_engine=ImageFont.Layout.BASIC)


def _letters(text: str) -> list[tuple[str, str]]:
    """Each letter with the marks that stand on it."""
    found: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", text.translate(_STAND_INS)):
        if unicodedata.combining(char) and found:
            letter, marks = found[-1]
            found[-1] = (letter, marks + char)
        else:
            found.append((char, ""))
    return found


def _plain(text: str) -> str:
    return "".join(_TURNED.get(letter, letter) for letter, _ in _letters(text))


@cache
def _has(char: str) -> bool:
    return char == " " or (char.isprintable() and _shape(char) != _shape(_NO_GLYPH))


def _shape(char: str) -> tuple[tuple[int, int], bytes]:
    mask = font(32).getmask(char)
    return mask.size, bytes(mask)


@cache
def _ink(char: str, size: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn, from where the baseline starts."""
    sheet = Image.new("L", (4 * size, 4 * size))
    middle = 2 * size
    ImageDraw.Draw(sheet).text((middle, middle), char, font=font(size), fill=255, anchor="ls")
    left, top, right, low = sheet.getbbox() or (middle, middle, middle, middle)
    return left - middle, top - middle, right - middle, low - middle


def _mark_above(pen: ImageDraw.ImageDraw, at: _Spot, letter: str, mark: str, size: int) -> None:
    left, top, right, _ = _ink(letter, size)
    if letter in "ij":  # the dot gives way to the mark
        low = _ink("x", size)[1]
        box = (at[0] + left - 1, at[1] + top - 1, at[0] + right, at[1] + low - 1)
        pen.rectangle(box, fill=0)
        top = low
    sign, scale = _ABOVE[mark]
    small = round(size * scale)
    box = _ink(sign, small)
    x = at[0] + (left + right - box[0] - box[2]) / 2
    y = at[1] + top - size * _GAP - box[3]
    for step in (-0.12, 0.12) if sign == "." else (0.0,):
        pen.text((x + step * size, y), sign, font=font(small), fill=255, anchor="ls")


def _mark_below(pen: ImageDraw.ImageDraw, at: _Spot, letter: str, size: int) -> None:
    left, _, right, low = _ink(letter, size)
    box = _ink(",", size)
    x = at[0] + (left + right - box[0] - box[2]) / 2
    pen.text((x, at[1] + low - box[1] - size * 0.03), ",", font=font(size), fill=255, anchor="ls")


def _turn(sheet: Image.Image, at: _Spot, sign: str, size: int) -> None:
    """Stand a question or exclamation mark on its head, its point at the small letters' top."""
    left, top, right, low = _ink(sign, size)
    x, y = int(at[0]), int(at[1])
    box = (x + left - 1, y + top - 1, x + right + 1, y + low + 1)
    turned = sheet.crop(box).transpose(Image.Transpose.ROTATE_180)
    sheet.paste(0, box)
    sheet.paste(turned, (box[0], box[1] + _ink("x", size)[1] - top))
