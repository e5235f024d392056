"""A plain brand card for platforms that need a picture when the post has none."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from bot.media.fit import Fitted, fit_pixels
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.records.model import Brand

SIDE = 1080
MARGIN = 96
LARGEST, SMALLEST = 84, 36
NAME_SIZE = 40


def draw(brand: Brand, title: str, limits: ImageLimits, store: MediaStore) -> Fitted:
    """Draw ``title`` in the brand's colours, the practice's name below, and store it."""
    ground, ink = (*brand.colors, "#14535c", "#f4efe6")[:2]
    card = Image.new("RGB", (SIDE, SIDE), ground)
    pen = ImageDraw.Draw(card)
    pen.rectangle((MARGIN, MARGIN, MARGIN + 120, MARGIN + 10), fill=ink)
    font, lines = _laid_out(pen, title)
    step = int(font.size * 1.25)
    top = max(MARGIN + 60, (SIDE - step * len(lines)) // 2)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * step), line, font=font, fill=ink)
    small = _font(NAME_SIZE)
    pen.text((MARGIN, SIDE - MARGIN - NAME_SIZE), brand.name, font=small, fill=ink)
    return fit_pixels(card, limits, store, lossless=True, name="the brand card")


def _laid_out(pen: ImageDraw.ImageDraw, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font whose lines all fit, and those lines."""
    for size in range(LARGEST, SMALLEST - 1, -4):
        font = _font(size)
        lines = _wrapped(pen, title.split(), font)
        room = (SIDE - 2 * MARGIN - 160) // int(size * 1.25)
        if len(lines) <= room and all(_width(pen, line, font) <= _WIDE for line in lines):
            return font, lines
    return font, lines[:room]


_WIDE = SIDE - 2 * MARGIN


def _wrapped(
    pen: ImageDraw.ImageDraw, words: Sequence[str], font: ImageFont.FreeTypeFont
) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(pen, longer, font) <= _WIDE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> float:
    return pen.textlength(text, font=font)


def _font(size: int) -> ImageFont.FreeTypeFont:
    # Pillow carries this font itself, so a card looks the same on every machine.
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
