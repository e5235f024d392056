"""Pictures that a stranger might hand in: planted with hidden data, broken, or hostile."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: One marker for each place in a file where something can hide.
MARKERS = {
    name: f"Lindqvist-{name}-1961".encode()
    for name in (
        "position",
        "serial",
        "owner",
        "thumbnail",
        "xmp",
        "iptc",
        "comment",
        "profile",
        "text",
        "itext",
        "ztext",
        "trailer",
    )
}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>%s</x:xmpmeta>" % MARKERS["xmp"]
#: Display P3's colorants adapted to D50 (columns X, Y, Z of red, green, blue); Apple, 2022.
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
P3_GAMMA = 2.2


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Four quarters: red, green, blue, white; red at the top left."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    picture.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    picture.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return picture


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


# ---------------------------------------------------------------- pieces
def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def chunk(kind: bytes, payload: bytes) -> bytes:
    body = kind + payload
    return struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))


def after_start(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def after_header(png: bytes, *chunks: bytes) -> bytes:
    return png[:33] + b"".join(chunks) + png[33:]


def spelled_out(data: bytes) -> bytes:
    """The bytes, and behind them whatever is packed with zlib anywhere in them."""
    return data + b"".join(_unpacked(data))


def _unpacked(data: bytes) -> Iterator[bytes]:
    at = -1
    while (at := data.find(b"x", at + 1)) != -1:
        try:
            yield zlib.decompressobj().decompress(data[at:], 10_000_000)
        except zlib.error:
            continue


# ---------------------------------------------------------------- hidden data
_Entry = tuple[int, int, int, bytes]


def camera_data(orientation: int = 1) -> bytes:
    """Exif with position, serial number, owner, and a thumbnail with a comment of its own."""
    tiny = saved(Image.new("RGB", (8, 8), "red"), "JPEG")
    thumbnail = after_start(tiny, segment(0xFE, MARKERS["thumbnail"]))
    at = [0, 0, 0]
    for _ in range(2):  # once for the lengths, once for the offsets
        parts = _directories(orientation, thumbnail, at)
        ends = [8 + sum(map(len, parts[: n + 1])) for n in range(3)]
        at = ends
    return b"Exif\0\0II*\0\x08\0\0\0" + b"".join(parts)


def _directories(orientation: int, thumbnail: bytes, at: list[int]) -> list[bytes]:
    exif, gps, first = at
    place = b"ASCII\0\0\0" + MARKERS["position"]
    return [
        _directory(
            8,
            [
                (0x0112, 3, 1, struct.pack("<H", orientation)),
                (0x8769, 4, 1, struct.pack("<I", exif)),
                (0x8825, 4, 1, struct.pack("<I", gps)),
            ],
            first,
        ),
        _directory(exif, [_ascii(0xA430, "owner"), _ascii(0xA431, "serial")]),
        _directory(gps, [(1, 2, 2, b"N\0"), (0x1B, 7, len(place), place)]),
        _directory(
            first,
            [
                (0x0201, 4, 1, struct.pack("<I", first + 30)),
                (0x0202, 4, 1, struct.pack("<I", len(thumbnail))),
            ],
        )
        + thumbnail,
    ]


def _ascii(tag: int, marker: str) -> _Entry:
    text = MARKERS[marker] + b"\0"
    return tag, 2, len(text), text


def _directory(at: int, entries: list[_Entry], follow: int = 0) -> bytes:
    table, spill = struct.pack("<H", len(entries)), b""
    base = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        if len(value) > 4:
            field, spill = struct.pack("<I", base + len(spill)), spill + value
        else:
            field = value.ljust(4, b"\0")
        table += struct.pack("<HHI", tag, kind, count) + field
    return table + struct.pack("<I", follow) + spill


def profile() -> bytes:
    """A Display-P3-like ICC profile (version 2, one gamma), with a marker as its maker's note."""
    note = MARKERS["profile"]
    described = b"desc\0\0\0\0" + struct.pack(">I", len(note) + 1) + note + b"\0" + bytes(78)
    tags = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0" + note + b"\0",
        b"wtpt": _xyz((0.9642, 1.0, 0.8249)),
        **{
            name: _xyz(colour) for name, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), P3, strict=True)
        },
        **dict.fromkeys(
            (b"rTRC", b"gTRC", b"bTRC"),
            b"curv\0\0\0\0" + struct.pack(">IH", 1, round(P3_GAMMA * 256)),
        ),
    }
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(value))
        body += value
    head = bytearray(128)
    head[8:24] = b"\x02\x10\0\0mntrRGB XYZ "
    head[36:40] = b"acsp"
    head[68:80] = struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    head[0:4] = struct.pack(">I", 128 + len(table) + len(body))
    return bytes(head) + table + body


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(v * 65536) for v in values))


def iptc() -> bytes:
    """A Photoshop resource block with an IPTC by-line."""
    record = b"\x1c\x02\x50" + struct.pack(">H", len(MARKERS["iptc"])) + MARKERS["iptc"]
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    return b"Photoshop 3.0\0" + block + bytes(len(record) % 2)


def planted_jpeg(picture: Image.Image | None = None, **options: object) -> bytes:
    bare = saved(picture or scene(), "JPEG", **{"quality": 95, "subsampling": 0, **options})
    return after_start(
        bare,
        segment(0xE1, camera_data()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile()),
        segment(0xED, iptc()),
        segment(0xFE, MARKERS["comment"]),
    ) + (b"PK\x03\x04" + MARKERS["trailer"])


def planted_png(picture: Image.Image | None = None) -> bytes:
    told = PngInfo()
    told.add_text("Author", MARKERS["text"].decode())
    told.add_itxt("Title", MARKERS["itext"].decode())
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    told.add_text("Comment", MARKERS["ztext"].decode(), zip=True)
    data = saved(picture or scene(), "PNG", pnginfo=told, exif=camera_data(), icc_profile=profile())
    return data + MARKERS["trailer"]


def planted_webp(picture: Image.Image | None = None) -> bytes:
    return saved(
        picture or scene(),
        "WEBP",
        lossless=True,
        exif=camera_data(),
        xmp=XMP,
        icc_profile=profile(),
    )


def planted_gif() -> bytes:
    return saved(scene().quantize(), "GIF", comment=MARKERS["comment"])


def planted_mpo() -> bytes:
    """A phone's JPEG with a second picture behind the first, each with data of its own."""
    first, second = scene(), scene().rotate(180)
    second.encoderinfo = {"comment": MARKERS["comment"]}
    return saved(first, "MPO", save_all=True, append_images=[second], exif=camera_data())


# ---------------------------------------------------------------- hostile files
def bomb(width: int, height: int) -> bytes:
    """A black-and-white PNG whose rows are all nothing: small on disk, huge in memory."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-width // 8))
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def animated(form: str) -> bytes:
    frames = [scene().rotate(90 * n) for n in range(3)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>"
    b"<image href='file:///etc/passwd'/></svg>"
)
HTML = b"<!doctype html><title>x</title><script src='//example.org/x.js'></script>"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n"
DICOM = bytes(128) + b"DICM" + bytes(200)
