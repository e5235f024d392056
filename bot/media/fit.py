"""A picture fitted to a platform: cleaned, padded to its ratio, scaled, encoded, proved, stored.

Nothing is ever cropped: what to cut away is an editor's decision. Same source and limits
give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.errors import BadMedia
from bot.media.clean import WHITE, clean, prove
from bot.media.limits import ImageLimits
from bot.media.picture import open_picture
from bot.media.store import MediaStore
from bot.model import Place

QUALITIES = (90, 85, 80, 75, 70, 65, 60)
#: No platform shows more; larger sources only cost bytes.
LONGEST_SIDE = 2048


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as stored; ``sha256`` names its bytes in the media store."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int


def fit(path: Path, limits: ImageLimits, store: MediaStore, place: Place | None = None) -> Fitted:
    """Read, clean and fit one picture. Raises BadMedia with ``place`` and a fix."""
    with open_picture(path, place) as source:
        lossless = source.format in ("PNG", "GIF")
        fresh = clean(source)
    return fit_pixels(fresh, limits, store, lossless=lossless, place=place)


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
    shaped = _scale(_pad(picture, limits), limits, name, place)
    data, mime = _encode(shaped, limits, lossless, name, place)
    prove(data, name)
    return Fitted(store.put(data), mime, shaped.width, shaped.height, len(data))


def _pad(picture: Image.Image, limits: ImageLimits) -> Image.Image:
    width, height = picture.size
    ratio = width / height
    if limits.min_ratio is not None and ratio < limits.min_ratio:
        width = -(-height * _thousandths(limits.min_ratio) // 1000)
    elif limits.max_ratio is not None and ratio > limits.max_ratio:
        height = -(-width * 1000 // _thousandths(limits.max_ratio))
    if (width, height) == picture.size:
        return picture
    sheet = Image.new("RGB", (width, height), WHITE)
    sheet.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    return sheet


def _thousandths(ratio: float) -> int:
    return round(ratio * 1000)


def _scale(
    picture: Image.Image, limits: ImageLimits, name: str, place: Place | None
) -> Image.Image:
    if picture.width < limits.min_width:
        raise BadMedia(
            f"{name} is {picture.width} pixels wide; at least {limits.min_width} are needed.",
            fix="Export it larger.",
            place=place,
        )
    factor = min(
        1.0,
        LONGEST_SIDE / max(picture.size),
        (limits.max_width or picture.width) / picture.width,
        ((limits.max_pixels or picture.width * picture.height) / (picture.width * picture.height))
        ** 0.5,
    )
    if factor == 1.0:
        return picture
    size = (max(1, int(picture.width * factor)), max(1, int(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _encode(
    picture: Image.Image, limits: ImageLimits, lossless: bool, name: str, place: Place | None
) -> tuple[bytes, str]:
    if lossless and "PNG" in limits.formats:
        data = _saved(picture, "PNG", optimize=True)
        if len(data) <= limits.max_bytes:
            return data, "image/png"
    for quality in QUALITIES:
        data = _saved(picture, "JPEG", quality=quality, optimize=True)
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
