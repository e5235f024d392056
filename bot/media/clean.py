"""Pixels only: orient, flatten, sRGB, fresh image; and, after encoding, the proof.

Encoders carry comments, thumbnails and profiles along; only pixels pasted into a new
image were measured to leave nothing behind, and the proof on the bytes is what counts.
"""

from __future__ import annotations

import struct
import zlib
from collections import deque
from io import BytesIO

from PIL import ExifTags, Image, ImageChops, ImageCms

from bot.errors import BadMedia
from bot.media.picture import BROKEN, hushed
from bot.media.segments import JPEG_END, JPEG_START, PNG_END, Piece, pieces
from bot.model import Place

WHITE = (255, 255, 255)
#: Rows that are flattened at a time.
STRIP = 256
#: What our encoder writes after the start: JFIF, tables, one frame, scans, the end.
_APP0 = b"\xe0"
_JPEG_ALLOWED = {_APP0, b"\xdb", b"\xc0", b"\xc4", b"\xda", JPEG_END}
_JFIF = b"\xff\xe0\x00\x10JFIF\0"  # 16 bytes: no room for a thumbnail
_PNG_ORDER = (b"IHDR", b"IDAT", PNG_END)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


# ---------------------------------------------------------------- cleaning
@hushed()
def clean(picture: Image.Image, longest: int) -> Image.Image:
    """A new RGB picture in sRGB, upright, on white; nothing of the old file hangs on it.

    One that is at least twice ``longest`` (pixels of its long side) is shrunk by a whole
    factor first, never below ``longest``.
    """
    turn = _TURNS.get(_orientation(picture))
    profile = picture.info.get("icc_profile")
    small = _small(picture, max(1, max(picture.size) // longest))
    coloured = _to_srgb(small, profile)
    upright = coloured.transpose(turn) if turn is not None else coloured
    fresh = Image.new("RGB", upright.size, WHITE)
    fresh.paste(upright)
    return fresh


def _orientation(picture: Image.Image) -> int:
    try:
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:
        return 1  # camera data that cannot be read turn nothing
    return turned if isinstance(turned, int) else 1


def _small(picture: Image.Image, factor: int) -> Image.Image:
    """Flat and shrunk by ``factor``, a strip at a time: no second copy at full size."""
    step = factor * max(1, STRIP // factor)  # whole blocks, so that no seam shows
    strips = []
    for top in range(0, picture.height, step):
        box = (0, top, picture.width, min(picture.height, top + step))
        strip = _flat(picture.crop(box))
        strips.append(strip.reduce(factor) if factor > 1 else strip)
    sheet = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height
    return sheet


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in RGB, L or CMYK; what is transparent shows white, as on a page."""
    if picture.mode.startswith("I;16"):
        return _from_sixteen_bits(picture)
    if picture.has_transparency_data:
        clear = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        sheet = Image.new("RGB", clear.size, WHITE)
        sheet.paste(clear, mask=clear.getchannel("A"))
        return sheet
    if picture.mode in ("RGB", "L", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode in ("1", "I", "F") else "RGB")


def _from_sixteen_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits in L, which Pillow's own conversion would clip to white."""
    grey = picture.point(lambda value: value * (1 / 256)).convert("L")
    clear = picture.info.get("transparency")
    if isinstance(clear, int):
        deep = picture.convert("I")
        above = deep.point(lambda value: value * 1 - clear).convert("L")
        below = deep.point(lambda value: value * -1 + clear).convert("L")
        grey.paste(255, mask=ImageChops.lighter(above, below).point([255] + [0] * 255))
    return grey


def _to_srgb(picture: Image.Image, profile: object) -> Image.Image:
    if not isinstance(profile, bytes):
        return picture.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space.strip() == "RGB":
            picture = picture.convert("RGB")
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, *BROKEN):
        # A broken profile, or one of another colour space, says nothing; the pixels stand.
        return picture.convert("RGB")
    return converted or picture.convert("RGB")


# ---------------------------------------------------------------- what was there
@hushed()
def removed_kinds(picture: Image.Image, data: bytes) -> tuple[str, ...]:
    """Kinds of hidden data in the file ``data`` that ``picture`` was decoded from; no value."""
    info = picture.info
    found = {
        **_camera_kinds(picture),
        "XMP": any(key in info for key in ("xmp", "XML:com.adobe.xmp")),
        "IPTC": "photoshop" in info,
        "comment": "comment" in info,
        "text": bool(getattr(picture, "text", None)),
        "colour profile": "icc_profile" in info,
        "further pictures": picture.format == "MPO",
        "data after the end": _trails(data),
    }
    return tuple(kind for kind, there in found.items() if there)


def _camera_kinds(picture: Image.Image) -> dict[str, bool]:
    found = {"camera data": "exif" in picture.info}
    try:
        exif = picture.getexif()
        found["camera data"] |= bool(exif)
        found["position"] = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
        thumbnail = exif.get_ifd(ExifTags.IFD.IFD1)
        found["embedded thumbnail"] = ExifTags.Base.JpegIFOffset in thumbnail
    except BROKEN:
        pass  # named as camera data already
    return found


def _trails(data: bytes) -> bool:
    last = deque(pieces(data), maxlen=1)
    return any(p.kind in (JPEG_END, PNG_END) and p.end < len(data) for p in last)


# ---------------------------------------------------------------- the proof
def prove(data: bytes, name: str = "the picture", place: Place | None = None) -> None:
    """Raise BadMedia unless the bytes are a JPEG or PNG of pixels and tables, and end there."""
    found = list(pieces(data))
    whole = bool(found) and found[-1].end == len(data)
    if data.startswith(JPEG_START):
        bare = whole and _jpeg_is_bare(data, found)
    else:
        bare = whole and _png_is_bare(data, found)
    if not bare:
        raise BadMedia(
            f"{name} still carries hidden data after cleaning.",
            fix="Export it as a plain JPEG or PNG and report this line.",
            place=place,
        )


def _jpeg_is_bare(data: bytes, found: list[Piece]) -> bool:
    kinds = [piece.kind for piece in found]
    headers = [piece for piece in found if piece.kind == _APP0]
    return (
        kinds[-1] == JPEG_END
        and _JPEG_ALLOWED.issuperset(kinds)
        and len(headers) <= 1
        and all(data[p.start : p.end].startswith(_JFIF) for p in headers)
    )


def _png_is_bare(data: bytes, found: list[Piece]) -> bool:
    """Header, pixels, end; and what the pixels unpack to is as long as the header says."""
    kinds = tuple(dict.fromkeys(piece.kind for piece in found))
    if kinds != _PNG_ORDER or found[0].end - found[0].start != 12 + 13:
        return False
    width, height, depth, colour = struct.unpack_from(">IIBB", data, found[0].start + 8)
    if (depth, colour) != (8, 2) or found[-1].end - found[-1].start != 12:
        return False
    due = height * (1 + 3 * width)
    unpacker = zlib.decompressobj()
    packed = b"".join(data[p.start + 8 : p.end - 4] for p in found[1:-1])
    try:
        pixels = unpacker.decompress(packed, due + 1)
    except zlib.error:
        return False
    return len(pixels) == due and unpacker.eof and not unpacker.unused_data
