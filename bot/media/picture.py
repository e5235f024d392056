"""Opening a stranger's picture: formats decided by content, everything bounded before decoding.

Only JPEG, PNG, WebP and still GIF are read. Anything else, anything huge, and anything
whose name says another format is refused with one line; SVG, TIFF, PDF, EPS and HEIC
can run code, fetch files or carry patient data in places we cannot prove clean.

Memory is bounded by counting pixels, not by a child process with a limit: the size is read
from the header before a pixel is decoded, Pillow keeps at most 4 bytes a pixel, and cleaning
holds no second copy at full size. So the bound holds in-process, on every system, without
an interpreter's start for each picture, and a refusal is an error with a place and a fix
instead of a killed process. Measured with Pillow 13 on 2026-11-22, whole process: at 40
megapixels a progressive CMYK JPEG peaks at 370 MB, an RGBA PNG at 250 MB, any other below.
WebP's decoder keeps three canvases of its own, hence half the pixels: 340 MB.
Time is bounded by the pieces a file may be made of: each scan of a JPEG visits every block.
"""

from __future__ import annotations

import os
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from bot.errors import BadMedia
from bot.media.segments import SCAN, pieces
from bot.model import Place

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
EXTENSIONS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jfif": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".gif": "GIF",
}
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_PIXELS_WEBP = 20_000_000
MAX_SIDE = 12_000
#: A camera's progressive JPEG has about ten scans; a PNG of 25 MiB about 6,400 chunks.
MAX_SCANS = 100
MAX_PIECES = 50_000
#: What Pillow's decoders raise on bytes that break their format's rules.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)


def read_bounded(path: Path, place: Place | None = None) -> bytes:
    """The file's bytes, at most MAX_BYTES, never through a link. Raises BadMedia."""
    try:
        data = _read(path)
    except (OSError, ValueError):
        raise BadMedia(
            "the picture cannot be opened.",
            fix="Put a regular file there; links are not followed.",
            place=place,
        ) from None  # the cause names the file, whose name may name a patient
    if not data:
        raise BadMedia(
            "the picture is empty or no regular file.", fix="Export it again.", place=place
        )
    if len(data) > MAX_BYTES:
        raise BadMedia(
            f"the picture is larger than {MAX_BYTES // 1024 // 1024} MiB.",
            fix="Export it smaller; 2,000 pixels on the long side is plenty.",
            place=place,
        )
    return data


def _read(path: Path) -> bytes:
    """One byte more than MAX_BYTES at most; none of what is no regular file."""
    # Non-blocking, because opening a named pipe would wait for ever for its writer.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


@contextmanager
def hushed() -> Iterator[None]:
    """No warnings of Pillow's: they show our source, and what matters is refused aloud.

    Its warning about sizes is one of them: our own bound is lower than its default.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@hushed()
def decode(data: bytes, extension: str, longest: int, place: Place | None = None) -> Image.Image:
    """The decoded picture of a file whose name ends in ``extension``.

    A JPEG may come back smaller than it is, but never with a long side under ``longest``
    (pixels). Raises BadMedia: what is wrong and how to mend it.
    """
    _refuse_endless(data, place)
    try:
        picture = _identified(data, place)
        _refuse_odd(picture, extension, place)
        _shrink_while_decoding(picture, longest)
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # whatever another library set
        picture.load()
    except BROKEN:
        raise _damaged(place) from None
    return picture


def _identified(data: bytes, place: Place | None) -> Image.Image:
    """The picture with its header read and no pixel decoded yet."""
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise BadMedia(
            "this is no JPEG, PNG, WebP or GIF picture, whatever its name says.",
            fix="Export it as JPEG or PNG.",
            place=place,
        ) from None
    except Image.DecompressionBombError:
        raise _too_large(MAX_PIXELS, place) from None


def _refuse_odd(picture: Image.Image, extension: str, place: Place | None) -> None:
    # A phone's JPEG that carries further pictures (depth, brightness) is called MPO by
    # Pillow; its first picture is the one that every viewer shows.
    form = "JPEG" if picture.format == "MPO" else str(picture.format)
    if EXTENSIONS.get(extension.lower()) != form:
        raise BadMedia(
            f"the file is really a {form} picture.",
            fix=f"Rename it to end in .{form.lower()} or export it again.",
            place=place,
        )
    most = MAX_PIXELS_WEBP if form == "WEBP" else MAX_PIXELS
    if max(picture.size) > MAX_SIDE or picture.width * picture.height > most:
        raise _too_large(most, place)
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise BadMedia(
            "the picture is animated; only its first frame would go out.",
            fix="Export the frame that you want as a still picture.",
            place=place,
        )


def _refuse_endless(data: bytes, place: Place | None) -> None:
    """Refuse what would keep a decoder busy: thousands of scans or millions of segments."""
    scans = 0
    for number, piece in enumerate(pieces(data), start=1):
        scans += piece.kind == SCAN
        if number > MAX_PIECES or scans > MAX_SCANS:
            raise BadMedia(
                "the picture is made of far more pieces than any camera or program writes.",
                fix="Export it again as a plain JPEG or PNG.",
                place=place,
            )


def _shrink_while_decoding(picture: Image.Image, longest: int) -> None:
    # Only JPEG can; for the other formats ``draft`` does nothing.
    factor = max(1, max(picture.size) // longest)
    picture.draft(None, (max(1, picture.width // factor), max(1, picture.height // factor)))


def _too_large(most: int, place: Place | None) -> BadMedia:
    return BadMedia(
        f"the picture has too many pixels ({most // 1_000_000} million at most, "
        f"{MAX_SIDE:,} a side).",
        fix="Export it smaller; 2,000 pixels on the long side is plenty.",
        place=place,
    )


def _damaged(place: Place | None) -> BadMedia:
    return BadMedia(
        "the picture is damaged and cannot be decoded to its end.",
        fix="Export the picture again.",
        place=place,
    )
