"""Pixels are kept as a viewer shows them; all else is gone, and the proof would see it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.errors import BadMedia
from bot.media.clean import clean, prove, removed_kinds
from bot.media.fit import fit
from bot.media.limits import ImageLimits
from bot.media.picture import decode
from bot.media.segments import pieces
from bot.media.store import MediaStore
from bot.model import Place
from tests.media import pictures
from tests.media.pictures import (
    MARKERS,
    after_header,
    after_start,
    camera_data,
    chunk,
    saved,
    scene,
    segment,
)

JPEG_ONLY = ImageLimits(formats=("JPEG",), max_bytes=8_000_000, max_count=1)
ANY = ImageLimits(formats=("JPEG", "PNG"), max_bytes=8_000_000, max_count=1)
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def cleaned(data: bytes, extension: str = ".png") -> Image.Image:
    return clean(decode(data, extension, 2048), 2048)


def near(found: object, wanted: tuple[int, int, int], within: int = 2) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


# ---------------------------------------------------------------- nothing is left
PLANTED: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "JPEG": (
        ".jpg",
        pictures.planted_jpeg,
        {"position", "serial", "owner", "thumbnail", "xmp", "iptc", "comment", "profile",
         "trailer"},
    ),
    "PNG": (
        ".png",
        pictures.planted_png,
        {"position", "serial", "owner", "thumbnail", "xmp", "text", "itext", "ztext", "profile",
         "trailer"},
    ),
    "WebP": (
        ".webp",
        pictures.planted_webp,
        {"position", "serial", "owner", "thumbnail", "xmp", "profile"},
    ),
    "GIF": (".gif", pictures.planted_gif, {"comment"}),
    "phone's JPEG": (
        ".jpg",
        pictures.planted_mpo,
        {"position", "serial", "owner", "thumbnail", "comment"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("limits", [JPEG_ONLY, ANY], ids=["JPEG only", "JPEG or PNG"])
@pytest.mark.parametrize("kind", PLANTED)
def test_no_planted_marker_is_left(kind: str, limits: ImageLimits, tmp_path: Path) -> None:
    """On the stored bytes, and on whatever is packed in them."""
    extension, make, planted = PLANTED[kind]
    path = tmp_path / f"a{extension}"
    path.write_bytes(make())
    before = pictures.spelled_out(path.read_bytes())
    assert planted == {name for name, marker in MARKERS.items() if marker in before}

    store = MediaStore(tmp_path / "store")
    stored = store.read(fit(path, limits, store).sha256)

    after = pictures.spelled_out(stored)
    assert [name for name, marker in MARKERS.items() if marker in after] == []
    assert b"Lindqvist" not in after
    prove(stored)


def test_every_marker_is_planted_somewhere() -> None:
    assert set.union(*(planted for _, _, planted in PLANTED.values())) == set(MARKERS)


def test_what_was_removed_is_told_by_kind(tmp_path: Path) -> None:
    told = {}
    for kind, (extension, make, _) in PLANTED.items():
        data = make()
        told[kind] = removed_kinds(decode(data, extension, 2048), data)
    camera = ("camera data", "position", "embedded thumbnail")
    assert told == {
        "JPEG": (*camera, "XMP", "IPTC", "comment", "colour profile", "data after the end"),
        "PNG": (*camera, "XMP", "text", "colour profile", "data after the end"),
        "WebP": (*camera, "XMP", "colour profile"),
        "GIF": ("comment",),
        "phone's JPEG": (*camera, "further pictures", "data after the end"),
    }


def test_a_bare_file_has_nothing_to_remove() -> None:
    for form, extension in (("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp"), ("GIF", ".gif")):
        data = saved(scene(), form)
        assert removed_kinds(decode(data, extension, 2048), data) == ()


def test_broken_camera_data_are_told_and_turn_nothing() -> None:
    data = after_start(saved(scene(), "JPEG"), segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f"))
    picture = decode(data, ".jpg", 2048)
    assert removed_kinds(picture, data) == ("camera data",)
    assert clean(picture, 2048).size == scene().size


# ---------------------------------------------------------------- the proof
def bare_jpeg() -> bytes:
    return saved(scene(), "JPEG", quality=90, optimize=True)


def bare_png() -> bytes:
    return saved(scene(), "PNG", optimize=True)


def repacked(png: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The PNG with its packed pixels changed."""
    packed = b"".join(png[p.start + 8 : p.end - 4] for p in pieces(png) if p.kind == b"IDAT")
    return png[:33] + chunk(b"IDAT", change(packed)) + chunk(b"IEND", b"")


JFXX = segment(0xE0, b"JFXX\0\x10" + saved(scene(8, 8), "JPEG"))
LEFT_OVER = {
    "Exif": after_start(bare_jpeg(), segment(0xE1, camera_data())),
    "XMP": after_start(bare_jpeg(), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>")),
    "profile": after_start(bare_jpeg(), segment(0xE2, b"ICC_PROFILE\0\1\1" + pictures.profile())),
    "IPTC": after_start(bare_jpeg(), segment(0xED, pictures.iptc())),
    "Adobe": after_start(bare_jpeg(), segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")),
    "comment": after_start(bare_jpeg(), segment(0xFE, b"x")),
    "empty comment": after_start(bare_jpeg(), segment(0xFE, b"")),
    "comment before the end": bare_jpeg()[:-2] + segment(0xFE, b"x") + b"\xff\xd9",
    "JFIF's thumbnail": after_start(bare_jpeg(), JFXX),
    "thumbnail in JFIF": bare_jpeg()[:2]
    + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1abc")
    + bare_jpeg()[20:],
    "second JFIF": after_start(bare_jpeg(), segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")),
    "something called JFIF": after_start(bare_jpeg(), segment(0xE0, b"JFXX\0\1\1\0\0\1\0\1\0\0")),
    "fill bytes": after_start(bare_jpeg(), b"\xff" * 9),
    "zip behind a JPEG": bare_jpeg() + b"PK\x03\x04",
    "one byte behind a JPEG": bare_jpeg() + b"\0",
    "JPEG behind a JPEG": bare_jpeg() * 2,
    "JPEG without its end": bare_jpeg()[:-2],
    "bytes between segments": after_start(bare_jpeg(), b"patient"),
    "tEXt": after_header(bare_png(), chunk(b"tEXt", b"Author\0x")),
    "iTXt": after_header(bare_png(), chunk(b"iTXt", b"Title\0\0\0\0\0x")),
    "zTXt": after_header(bare_png(), chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x"))),
    "eXIf": after_header(bare_png(), chunk(b"eXIf", camera_data()[6:])),
    "iCCP": after_header(bare_png(), chunk(b"iCCP", b"x\0\0" + zlib.compress(b"x"))),
    "tIME": after_header(bare_png(), chunk(b"tIME", b"\x07\xea\x0b\x16\0\0\0")),
    "private chunk": after_header(bare_png(), chunk(b"prVt", b"x")),
    "text before the end": bare_png()[:-12] + chunk(b"tEXt", b"a\0x") + bare_png()[-12:],
    "bytes behind a PNG": bare_png() + b"x",
    "bytes in the end": bare_png()[:-12] + chunk(b"IEND", b"x"),
    "bytes behind the pixels": repacked(bare_png(), lambda packed: packed + b"patient"),
    "further rows": repacked(bare_png(), lambda p: zlib.compress(zlib.decompress(p) + bytes(289))),
    "too few rows": repacked(bare_png(), lambda p: zlib.compress(zlib.decompress(p)[:-289])),
    "pixels that do not unpack": repacked(bare_png(), lambda _: b"patient"),
    "PNG without its end": bare_png()[:-12],
    "PNG with a palette": saved(scene().quantize(), "PNG"),
    "PNG with alpha": saved(scene().convert("RGBA"), "PNG"),
    "WebP": saved(scene(), "WEBP"),
    "GIF": saved(scene(), "GIF"),
    "nothing": b"",
    "HTML": pictures.HTML,
}  # fmt: skip


@pytest.mark.parametrize("kind", LEFT_OVER)
def test_the_proof_refuses_each_left_over(kind: str) -> None:
    with pytest.raises(BadMedia, match="still carries hidden data") as caught:
        prove(LEFT_OVER[kind], "the card", Place("content/post.md", 3, 1))
    assert str(caught.value).startswith("content/post.md:3:1: the card still carries")


def test_the_proof_passes_what_our_encoder_writes() -> None:
    prove(bare_png())
    prove(bare_jpeg())
    prove(saved(scene(), "JPEG", subsampling="4:4:4"))
    noise = Image.effect_noise((500, 400), 90).convert("RGB")  # stuffed bytes in the scan
    assert b"\xff\0" in saved(noise, "JPEG")
    prove(saved(noise, "JPEG"))
    prove(saved(noise, "PNG"))


# ---------------------------------------------------------------- upright
#: What a viewer shows at the top left, top right and bottom left, by orientation (Exif 2.32).
UPRIGHT = {
    1: (RED, GREEN, BLUE),
    2: (GREEN, RED, WHITE),
    3: (WHITE, BLUE, GREEN),
    4: (BLUE, WHITE, RED),
    5: (RED, BLUE, GREEN),
    6: (BLUE, RED, WHITE),
    7: (WHITE, GREEN, BLUE),
    8: (GREEN, WHITE, RED),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(orientation: int, form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {"quality": 95, "subsampling": 0}
    data = saved(scene(96, 64), form, exif=camera_data(orientation), **options)
    upright = cleaned(data, {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[form])
    width, height = upright.size
    assert (width, height) == ((96, 64) if orientation < 5 else (64, 96))
    corners = ((5, 5), (width - 6, 5), (5, height - 6))
    for corner, colour in zip(corners, UPRIGHT[orientation], strict=True):
        assert near(upright.getpixel(corner), colour, 8)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    assert cleaned(saved(scene(), "PNG", exif=camera_data(orientation))).size == (96, 64)


# ---------------------------------------------------------------- colours
def from_p3(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """By the book: linear, to XYZ, to linear sRGB (D50), encoded (IEC 61966-2-1)."""
    linear = [(value / 255) ** pictures.P3_GAMMA for value in colour]
    xyz = [sum(linear[c] * pictures.P3[c][axis] for c in range(3)) for axis in range(3)]
    rows = (
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    )
    mixed = (sum(row[axis] * xyz[axis] for axis in range(3)) for row in rows)
    red, green, blue = (round(255 * _encoded(min(1.0, max(0.0, part)))) for part in mixed)
    return red, green, blue


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


@pytest.mark.parametrize(
    "colour", [(180, 120, 60), (60, 180, 120), (250, 20, 30), (255, 255, 255), (0, 0, 0)]
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_are_converted_to_srgb(colour: tuple[int, int, int], mode: str) -> None:
    wanted = from_p3(colour)
    picture = Image.new("RGB", (40, 40), colour)
    picture = picture.quantize() if mode == "P" else picture.convert(mode)
    found = cleaned(saved(picture, "PNG", icc_profile=pictures.profile())).getpixel((20, 20))
    assert near(found, wanted, 3)
    if len(set(colour)) > 1:
        assert not near(found, colour, 3)


def test_a_broken_profile_changes_nothing() -> None:
    data = saved(Image.new("RGB", (9, 9), (180, 120, 60)), "PNG", icc_profile=b"patient" * 30)
    assert cleaned(data).getpixel((4, 4)) == (180, 120, 60)


def test_a_profile_of_another_colour_space_changes_nothing() -> None:
    other = bytearray(pictures.profile())
    other[16:20] = b"CMYK"
    data = saved(Image.new("RGB", (9, 9), (180, 120, 60)), "PNG", icc_profile=bytes(other))
    assert cleaned(data).getpixel((4, 4)) == (180, 120, 60)


def test_a_grey_picture_with_a_colour_profile_is_converted() -> None:
    data = saved(Image.new("L", (9, 9), 20), "PNG", icc_profile=pictures.profile())
    assert near(cleaned(data).getpixel((4, 4)), from_p3((20, 20, 20)))
    assert not near(cleaned(data).getpixel((4, 4)), (20, 20, 20), 4)


def test_print_colours_become_screen_colours() -> None:
    data = saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG", quality=95, subsampling=0)
    assert near(cleaned(data, ".jpg").getpixel((20, 20)), RED, 4)


def test_sixteen_bits_keep_their_shades() -> None:
    """Pillow's own conversion turns every shade above 255 of 65,535 white: an X-ray is gone."""
    deep = Image.new("I;16", (4, 1))
    for x, shade in enumerate((0, 16_384, 32_768, 65_535)):
        deep.putpixel((x, 0), shade)
    upright = cleaned(saved(deep, "PNG"))
    shades = [upright.getpixel((x, 0)) for x in range(4)]
    assert shades == [(v, v, v) for v in (0, 64, 128, 255)]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "RGB"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    upright = cleaned(saved(Image.new("RGB", (9, 9), "black").convert(mode), "PNG"))
    assert upright.mode == "RGB"
    assert upright.getpixel((4, 4)) == (0, 0, 0)


# ---------------------------------------------------------------- what is transparent
def test_transparency_is_shown_on_white() -> None:
    """What its owner made invisible must not come back: only the alpha says what is shown."""
    picture = Image.new("RGBA", (3, 1), (200, 0, 0, 255))
    picture.putpixel((1, 0), (200, 0, 0, 0))
    picture.putpixel((2, 0), (200, 0, 0, 128))
    for form, extension in (("PNG", ".png"), ("WEBP", ".webp")):
        upright = cleaned(saved(picture, form, lossless=True, exact=True), extension)
        shown = [upright.getpixel((x, 0)) for x in range(3)]
        assert shown[:2] == [(200, 0, 0), WHITE]
        assert near(shown[2], (227, 127, 127))


def test_a_transparent_palette_colour_is_shown_as_white() -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([200, 0, 0, 0, 0, 200])
    picture.putpixel((1, 0), 1)
    for form, extension in (("PNG", ".png"), ("GIF", ".gif")):
        upright = cleaned(saved(picture, form, transparency=1), extension)
        assert [upright.getpixel((x, 0)) for x in range(2)] == [(200, 0, 0), WHITE]


@pytest.mark.parametrize(
    ("mode", "hidden", "shown"),
    [("L", 7, 9), ("RGB", (7, 8, 9), (7, 8, 8)), ("I;16", 300, 299), ("I;16", 300, 301)],
)
def test_a_transparent_shade_is_shown_as_white(
    mode: str, hidden: int | tuple[int, ...], shown: int | tuple[int, ...]
) -> None:
    picture = Image.new(mode, (2, 1), hidden)
    picture.putpixel((1, 0), shown)
    upright = cleaned(saved(picture, "PNG", transparency=hidden))
    assert upright.getpixel((0, 0)) == WHITE
    assert max(upright.getpixel((1, 0))) < 10  # type: ignore[arg-type]


# ---------------------------------------------------------------- large ones
def test_a_large_picture_is_shrunk_without_a_seam() -> None:
    """It is done in strips; a gradient would show where two of them meet."""
    gradient = Image.linear_gradient("L").resize((700, 1501)).convert("RGBA")
    small = clean(decode(saved(gradient, "PNG"), ".png", 300), 300)
    assert small.size == (140, 301)
    shades = [small.getpixel((70, y))[0] for y in range(300)]  # type: ignore[index]
    assert all(0 <= after - before <= 2 for before, after in pairwise(shades))
    whole = gradient.convert("RGB").reduce(5)
    assert whole.tobytes() == small.tobytes()


def test_nothing_of_the_file_hangs_on_the_clean_picture() -> None:
    upright = cleaned(pictures.planted_png())
    assert upright.info == {}
    assert not upright.getexif()
