"""Opening a stranger's picture: formats decided by content, everything bounded before decoding.

Only JPEG, PNG, WebP and still GIF are read. Anything else, anything huge, and anything
whose name says another format is refused with one line; SVG, TIFF, PDF, EPS and HEIC
can run code, fetch files or carry patient data in places we cannot prove clean.
"""

from __future__ import annotations

import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from bot.errors import BadMedia
from bot.model import Place

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
EXTENSIONS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".gif": "GIF",
}
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000


@contextmanager
def open_picture(path: Path, place: Place | None = None) -> Iterator[Image.Image]:
    """Yield the decoded picture. Raises BadMedia: what is wrong and how to mend it."""
    data = read_bounded(path, place)
    limit = Image.MAX_IMAGE_PIXELS
    try:
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                _refuse_odd(picture, path, place)
                picture.load()
                yield picture
    except UnidentifiedImageError as error:
        raise BadMedia(
            "this is no JPEG, PNG, WebP or GIF picture.",
            fix="Export it as JPEG or PNG.",
            place=place,
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(place) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadMedia(
            "the picture is damaged and cannot be decoded to its end.",
            fix="Export the picture again.",
            place=place,
        ) from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def read_bounded(path: Path, place: Place | None = None) -> bytes:
    """The file's bytes, at most MAX_BYTES, never through a link. Raises BadMedia."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise BadMedia(
            "the picture cannot be opened.",
            fix="Put a regular file there; links are not followed.",
            place=place,
        ) from error
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
            raise BadMedia(
                "the picture is empty or no regular file.", fix="Export it again.", place=place
            )
        if status.st_size > MAX_BYTES:
            raise BadMedia(
                f"the picture is larger than {MAX_BYTES // 1024 // 1024} MiB.",
                fix="Export it smaller; 2,000 pixels on the long side is plenty.",
                place=place,
            )
        return file.read(MAX_BYTES)


def _refuse_odd(picture: Image.Image, path: Path, place: Place | None) -> None:
    expected = EXTENSIONS.get(path.suffix.lower())
    if expected != picture.format:
        raise BadMedia(
            f"the file is really a {picture.format} picture.",
            fix=f"Rename it to end in .{str(picture.format).lower()} or export it again.",
            place=place,
        )
    if max(picture.size) > MAX_SIDE or picture.width * picture.height > MAX_PIXELS:
        raise _too_large(place)
    if getattr(picture, "n_frames", 1) > 1:
        raise BadMedia(
            "the picture is animated; only its first frame would go out.",
            fix="Export the frame that you want as a still picture.",
            place=place,
        )


def _too_large(place: Place | None) -> BadMedia:
    return BadMedia(
        f"the picture has too many pixels ({MAX_PIXELS // 1_000_000} million at most, "
        f"{MAX_SIDE:,} a side).",
        fix="Export it smaller; 2,000 pixels on the long side is plenty.",
        place=place,
    )
