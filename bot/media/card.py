"""A plain brand card for platforms that need a picture when the post has none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PIL import Image, ImageColor, ImageDraw

from bot.errors import BadMedia
from bot.media.fit import Fitted, fit_pixels
from bot.media.lettering import can_set, width, write
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.model import Place
from bot.records.model import Brand

SIDE = 1080
MARGIN = 96
WIDE = SIDE - 2 * MARGIN
#: From here down to the foot's rule is the title's room; the foot ends at the margin.
TITLE_TOP = 180
NAME_ROOM, TAGLINE_ROOM = 120, 80
RULE_GAP = 36
#: WCAG 2.2, success criterion 1.4.3: text against its ground.
CONTRAST = 4.5
GROUND, INK = "#14535c", "#f4efe6"
BLACK, WHITE = "#000000", "#ffffff"
NAME = "the brand card"
_STEP = 1.28  # from one line to the next: room for an accent on a capital


@dataclass(frozen=True, slots=True)
class _Block:
    """Words broken into lines that fit their room at this size."""

    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> int:
        return int(self.size * _STEP) * len(self.lines)


def draw(
    brand: Brand, title: str, limits: ImageLimits, store: MediaStore, place: Place | None = None
) -> Fitted:
    """Draw ``title`` in the brand's colours, name and tagline below, and store the card.

    Raises BadMedia, without a word of the title, when the font lacks one of its characters
    or it is too long to be set whole: nothing is left out and no empty box is drawn.
    """
    _refuse_unsettable(brand, title, place)
    ground, ink = colours(brand)
    card = Image.new("RGB", (SIDE, SIDE), ground)
    pen = ImageDraw.Draw(card)
    pen.rectangle((MARGIN, MARGIN, MARGIN + 119, MARGIN + 11), fill=ink)
    rule = _set_foot(card, brand, ink, place) - RULE_GAP
    pen.rectangle((MARGIN, rule, SIDE - MARGIN - 1, rule + 1), fill=ink)
    _set_title(card, title, rule - RULE_GAP, ink, place)
    return fit_pixels(card, limits, store, lossless=True, name=NAME, place=place)


def colours(brand: Brand) -> tuple[str, str]:
    """The ground, and an ink that can be read on it: the brand's own, or black or white."""
    ground = brand.colors[0] if brand.colors else GROUND
    own = brand.colors[1] if len(brand.colors) > 1 else INK
    if contrast(ground, own) >= CONTRAST:
        return ground, own
    return ground, max(BLACK, WHITE, key=lambda ink: contrast(ground, ink))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in ImageColor.getrgb(colour)[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# ---------------------------------------------------------------- what cannot be drawn
def _refuse_unsettable(brand: Brand, title: str, place: Place | None) -> None:
    if not title.split():
        raise _refused("would be empty: the post has no title", place)
    for words, whose in ((title, "title"), (brand.name + brand.tagline, "brand's name or tagline")):
        if not can_set(" ".join(words.split())):
            raise _refused(f"cannot show a character of the {whose}", place)


def _refused(what: str, place: Place | None) -> BadMedia:
    return BadMedia(f"{NAME} {what}.", fix="Give the post a picture.", place=place)


# ---------------------------------------------------------------- layout
def _set_foot(card: Image.Image, brand: Brand, ink: str, place: Place | None) -> int:
    """Set the brand's name and tagline above the lower margin; where they start."""
    name = _laid_out(brand.name, range(44, 23, -2), NAME_ROOM)
    tagline = _laid_out(brand.tagline, range(32, 19, -2), TAGLINE_ROOM)
    if name is None or tagline is None:
        raise _refused("has no room for the brand's whole name and tagline", place)
    top = SIDE - MARGIN - name.height - tagline.height
    _set(card, name, top, ink)
    _set(card, tagline, top + name.height, ink)
    return top


def _set_title(card: Image.Image, title: str, bottom: int, ink: str, place: Place | None) -> None:
    words = _laid_out(title, range(136, 35, -4), bottom - TITLE_TOP)
    if words is None:
        raise _refused("has no room for the whole title", place)
    _set(card, words, TITLE_TOP + (bottom - TITLE_TOP - words.height) // 2, ink)


def _laid_out(text: str, sizes: range, room: int) -> _Block | None:
    """The words at the largest size at which all of them fit; None when none does."""
    words = _breakable(text)
    for size in sizes:
        lines = _wrapped(words, size, WIDE)
        if int(size * _STEP) * len(lines) <= room and _fits(lines, size, WIDE):
            return _Block(_balanced(words, lines, size), size)
    return None


def _breakable(text: str) -> list[str]:
    """The text cut where a line may end: after a space or a hyphen, which stay on the piece."""
    return re.findall(r"\S+?-+(?=[^\W\d_])|\S+\s?", " ".join(text.split()))


def _balanced(words: list[str], lines: list[str], size: int) -> tuple[str, ...]:
    """As many lines, but of like length: no single word is left on the last one."""
    for room in range(WIDE * 9 // 10, WIDE // 3, -20):
        narrower = _wrapped(words, size, room)
        if len(narrower) > len(lines) or not _fits(narrower, size, room):
            break
        lines = narrower
    return tuple(lines)


def _fits(lines: list[str], size: int, room: int) -> bool:
    return all(width(line, size) <= room for line in lines)


def _wrapped(words: list[str], size: int, room: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width((lines[-1] + word).rstrip(), size) <= room:
            lines[-1] += word
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def _set(card: Image.Image, block: _Block, top: int, ink: str) -> None:
    step = int(block.size * _STEP)
    sheet = Image.new("L", card.size, 0)
    for number, line in enumerate(block.lines):
        write(sheet, (MARGIN, top + number * step + block.size), line, block.size)
    card.paste(ink, mask=sheet)
