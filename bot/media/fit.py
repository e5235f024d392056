"""A picture fitted to a platform: cleaned, padded to its ratio, scaled, encoded, proved, stored.

Nothing is ever cropped: what to cut away is an editor's decision. Same pixels and limits
give the same bytes, whatever else the source file carried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from math import ceil, isqrt
from pathlib import Path

from PIL import Image

from bot.errors import BadMedia
from bot.media.clean import WHITE, clean, prove, removed_kinds
from bot.media.limits import ImageLimits
from bot.media.picture import decode, read_bounded
from bot.media.store import MediaStore
from bot.model import Place

QUALITIES = (90, 85, 80, 75, 70, 65, 60)
#: No platform shows more; larger sources only cost bytes.
LONGEST_SIDE = 2048
#: Formats for drawings and screen shots, whose edges suffer from thinned-out colour.
_LOSSLESS = ("PNG", "GIF")
_Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as stored; ``sha256`` names its bytes in the media store."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    #: Kinds of hidden data that the source carried and this does not; never their values.
    removed: tuple[str, ...] = ()


def fit(path: Path, limits: ImageLimits, store: MediaStore, place: Place | None = None) -> Fitted:
    """Read, clean and fit one picture. Raises BadMedia with ``place`` and a fix."""
    data = read_bounded(path, place)
    source = decode(data, path.suffix, LONGEST_SIDE, place)
    removed = removed_kinds(source, data)
    lossless = source.format in _LOSSLESS
    fresh = clean(source, LONGEST_SIDE)
    fitted = fit_pixels(fresh, limits, store, lossless=lossless, place=place)
    return replace(fitted, removed=removed)


def fit_pixels(
    picture: Image.Image,
    limits: ImageLimits,
    store: MediaStore,
    *,
    lossless: bool = False,
    name: str = "the picture",
    place: Place | None = None,
) -> Fitted:
    """As ``fit``, from pixels that are clean already."""
    shaped = _shape(picture, limits, name, place)
    data, mime = _encode(shaped, limits, lossless, name, place)
    prove(data, name, place)
    return Fitted(store.put(data), mime, shaped.width, shaped.height, len(data))


# ---------------------------------------------------------------- size and ratio
def _shape(
    picture: Image.Image, limits: ImageLimits, name: str, place: Place | None
) -> Image.Image:
    inner, sheet = lay_out(picture.size, limits)
    if sheet[0] < limits.min_width:
        raise BadMedia(
            f"{name} is {sheet[0]:,} pixels wide; at least {limits.min_width:,} are needed.",
            fix="Export it larger.",
            place=place,
        )
    if inner != picture.size:
        picture = picture.resize(inner, Image.Resampling.LANCZOS)
    if inner == sheet:
        return picture
    page = Image.new("RGB", sheet, WHITE)
    page.paste(picture, ((sheet[0] - inner[0]) // 2, (sheet[1] - inner[1]) // 2))
    return page


def lay_out(size: _Size, limits: ImageLimits) -> tuple[_Size, _Size]:
    """(the picture's size, the size of the white sheet it is centred on), in pixels.

    The picture is never enlarged and the sheet keeps every bound but ``min_width``. Sizes
    are settled before anything is drawn, since padding a strip multiplies its pixels.
    """
    factor = _factor(_sheet(size, limits), limits)
    while True:
        inner = (max(1, int(size[0] * factor)), max(1, int(size[1] * factor)))
        sheet = _sheet(inner, limits)
        if inner == (1, 1) or sheet[0] * sheet[1] <= (limits.max_pixels or sheet[0] * sheet[1]):
            return inner, sheet
        factor *= Fraction(99, 100)  # rounding up to the ratio went over by a row


def _factor(sheet: _Size, limits: ImageLimits) -> Fraction:
    area = sheet[0] * sheet[1]
    return min(
        Fraction(1),
        Fraction(LONGEST_SIDE, max(sheet)),
        Fraction(limits.max_width or sheet[0], sheet[0]),
        Fraction(isqrt(limits.max_pixels), isqrt(area) + 1) if limits.max_pixels else Fraction(1),
    )


def _sheet(size: _Size, limits: ImageLimits) -> _Size:
    """The smallest size around ``size`` whose ratio is within bounds, exactly."""
    width, height = size
    if limits.min_ratio is not None:
        width = max(width, ceil(height * _exact(limits.min_ratio)))
    if limits.max_ratio is not None:
        height = max(height, ceil(width / _exact(limits.max_ratio)))
    return width, height


def _exact(ratio: float) -> Fraction:
    return Fraction(str(ratio))  # 1.91 as it is written, not its nearest binary fraction


# ---------------------------------------------------------------- bytes
def _encode(
    picture: Image.Image, limits: ImageLimits, lossless: bool, name: str, place: Place | None
) -> tuple[bytes, str]:
    if lossless and "PNG" in limits.formats:
        data = _saved(picture, "PNG", optimize=True)
        if len(data) <= limits.max_bytes:
            return data, "image/png"
    thinning = "4:4:4" if lossless else "4:2:0"
    for quality in QUALITIES:
        # Not optimize=True: Pillow's buffer for it is too small for a grainy picture.
        data = _saved(picture, "JPEG", quality=quality, subsampling=thinning)
        if len(data) <= limits.max_bytes:
            return data, "image/jpeg"
    raise BadMedia(
        f"{name} does not fit into {limits.max_bytes:,} bytes even at low quality.",
        fix="Export it smaller.",
        place=place,
    )


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
