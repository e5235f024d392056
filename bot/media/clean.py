"""Pixels only: decode, orient, sRGB, flatten, fresh image, encode, and then the proof.

Encoders carry comments, thumbnails and profiles along; only pixels pasted into a new
image were measured to leave nothing behind, and the proof on the bytes is what counts.
"""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from bot.errors import BadMedia

#: JPEG markers that an encoder of ours writes: SOI, APP0 (JFIF), tables, frames, scan, EOI.
_JPEG_ALLOWED = {0xE0, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDD}
_PNG_ALLOWED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
WHITE = (255, 255, 255)


def clean(picture: Image.Image) -> Image.Image:
    """A new RGB picture in sRGB, upright, on white; nothing of the old file hangs on it."""
    upright = ImageOps.exif_transpose(picture)
    coloured = _to_srgb(upright)
    if coloured.mode in ("RGBA", "LA", "PA") or "transparency" in coloured.info:
        coloured = coloured.convert("RGBA")
        fresh = Image.new("RGB", coloured.size, WHITE)
        fresh.paste(coloured, mask=coloured.getchannel("A"))
    else:
        fresh = Image.new("RGB", coloured.size, WHITE)
        fresh.paste(coloured.convert("RGB"))
    return fresh


def _to_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile says nothing; the pixels stand as they are
    return converted or picture


def removed_kinds(picture: Image.Image) -> tuple[str, ...]:
    """Kinds of hidden data the source file carries, never their values."""
    exif = picture.getexif()
    found = {
        "camera data": bool(exif),
        "position": bool(exif.get_ifd(0x8825)),
        "embedded thumbnail": 0x0201 in exif.get_ifd(1),
        "XMP": "xmp" in picture.info or "XML:com.adobe.xmp" in picture.info,
        "IPTC": "photoshop" in picture.info,
        "comment": "comment" in picture.info,
        "colour profile": "icc_profile" in picture.info,
    }
    return tuple(kind for kind, there in found.items() if there)


def prove(data: bytes, name: str = "the picture") -> None:
    """Raise BadMedia unless the bytes are pixels and tables only, with nothing after the end."""
    if data[:2] == b"\xff\xd8":
        clear = _jpeg_is_bare(data)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        clear = _png_is_bare(data)
    else:
        clear = False
    if not clear:
        raise BadMedia(
            f"{name} still carries hidden data after cleaning.",
            fix="Export it as a plain JPEG or PNG and report this line.",
        )


def _jpeg_is_bare(data: bytes) -> bool:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return False
        marker = data[at + 1]
        if marker not in _JPEG_ALLOWED:
            return False
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if marker == 0xE0 and (data[at + 4 : at + 9] != b"JFIF\0" or length != 16):
            return False
        at += 2 + length
        if marker == 0xDA:
            at = _end_of_scan(data, at)
            if data[at : at + 2] == b"\xff\xd9":
                return at + 2 == len(data)
    return False


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the first marker after entropy-coded data stands; stuffed and restart ones pass."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)


def _png_is_bare(data: bytes) -> bool:
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind not in _PNG_ALLOWED:
            return False
        at += 12 + length
        if kind == b"IEND":
            return at == len(data)
    return False
