"""What a stand-in platform learns of a picture: its kind by content, and its size."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from bot.sandbox.model import Picture
from bot.sandbox.state import picture_name

MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}


def look(data: bytes) -> Picture | None:
    """The picture, of JPEG, PNG, GIF or WebP; None for any other bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=tuple(MIME)) as picture:
                width, height, kind = picture.width, picture.height, str(picture.format)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    return Picture(picture_name(data), MIME[kind], width, height, len(data))
