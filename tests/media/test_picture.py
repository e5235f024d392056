"""A stranger's picture is read within bounds or refused in one line that names no file."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadMedia
from bot.media.clean import clean, removed_kinds
from bot.media.picture import MAX_BYTES, MAX_PIECES, MAX_SCANS, decode, read_bounded
from bot.media.segments import SCAN, pieces
from bot.model import Place
from tests.media import pictures
from tests.media.pictures import saved, scene

PLACE = Place("content/post.md", 7, 3)
NAME = "anna-lindqvist-1961"


def refused(path: Path) -> BadMedia:
    """The error of a file that must not be read; nothing in it, causes included, names it."""
    with pytest.raises(BadMedia) as caught:
        decode(read_bounded(path, PLACE), path.suffix, 2048, PLACE)
    shown = "".join(traceback.format_exception(caught.value))
    assert "lindqvist" not in shown.lower()
    assert str(caught.value).startswith("content/post.md:7:3: ")
    assert caught.value.fix.endswith(".")
    return caught.value


def jpeg_with_scans(count: int) -> bytes:
    whole = saved(scene(), "JPEG", progressive=True)
    last = [whole[p.start : p.end] for p in pieces(whole) if p.kind == SCAN][-1]
    return whole[:-2] + last * count + whole[-2:]


def endless_jpeg() -> bytes:
    crumb = pictures.segment(0xFE, b"")
    return pictures.after_start(saved(scene(), "JPEG"), crumb * (MAX_PIECES + 1))


def endless_png() -> bytes:
    crumb = pictures.chunk(b"tEXt", b"a\0")
    return pictures.after_header(saved(scene(), "PNG"), crumb * (MAX_PIECES + 1))


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bomb of 108 megapixels": (".png", lambda: pictures.bomb(12_000, 9_000), "40 million"),
    "bomb of 900 megapixels": (".png", lambda: pictures.bomb(30_000, 30_000), "40 million"),
    "bomb, long and thin": (".png", lambda: pictures.bomb(12_001, 1), "12,000 a side"),
    "large WebP": (".webp", lambda: saved(Image.new("L", (5000, 4001)), "WEBP"), "20 million"),
    "SVG as PNG": (".png", lambda: pictures.SVG, "no JPEG, PNG, WebP or GIF"),
    "SVG": (".svg", lambda: pictures.SVG, "no JPEG, PNG, WebP or GIF"),
    "HTML as JPEG": (".jpg", lambda: pictures.HTML, "no JPEG, PNG, WebP or GIF"),
    "EPS as JPEG": (".jpg", lambda: pictures.EPS, "no JPEG, PNG, WebP or GIF"),
    "DICOM as PNG": (".png", lambda: pictures.DICOM, "no JPEG, PNG, WebP or GIF"),
    "TIFF as TIFF": (".tif", lambda: saved(scene(), "TIFF"), "no JPEG, PNG, WebP or GIF"),
    "BMP as PNG": (".png", lambda: saved(scene(), "BMP"), "no JPEG, PNG, WebP or GIF"),
    "PNG as JPEG": (".jpg", lambda: saved(scene(), "PNG"), "really a PNG picture"),
    "JPEG as PNG": (".png", lambda: saved(scene(), "JPEG"), "really a JPEG picture"),
    "phone's JPEG as PNG": (".png", pictures.planted_mpo, "really a JPEG picture"),
    "JPEG without a name": ("", lambda: saved(scene(), "JPEG"), "really a JPEG picture"),
    "truncated JPEG": (".jpg", lambda: cut(saved(scene(), "JPEG"), 0.9), "damaged"),
    "JPEG's header": (".jpg", lambda: saved(scene(), "JPEG")[:20], "JPEG"),
    "truncated PNG": (".png", lambda: cut(saved(scene(), "PNG"), 0.5), "damaged"),
    "truncated WebP": (".webp", lambda: cut(saved(scene(), "WEBP"), 0.5), ""),
    "truncated GIF": (".gif", lambda: cut(saved(scene(), "GIF"), 0.9), "damaged"),
    "0 bytes": (".png", lambda: b"", "empty"),
    "26 MB": (".jpg", lambda: saved(scene(), "JPEG") + bytes(MAX_BYTES), "larger than 25 MiB"),
    "animated GIF": (".gif", lambda: pictures.animated("GIF"), "animated"),
    "animated WebP": (".webp", lambda: pictures.animated("WEBP"), "animated"),
    "animated PNG": (".png", lambda: pictures.animated("PNG"), "animated"),
    "JPEG of endless scans": (".jpg", lambda: jpeg_with_scans(MAX_SCANS), "pieces"),
    "JPEG of endless segments": (".jpg", endless_jpeg, "pieces"),
    "PNG of endless chunks": (".png", endless_png, "pieces"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(kind: str, tmp_path: Path) -> None:
    extension, make, says = HOSTILE[kind]
    path = tmp_path / f"{NAME}{extension}"
    path.write_bytes(make())
    assert says in refused(path).what


def test_a_wrong_extension_is_told_with_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.jpg"
    path.write_bytes(saved(scene(), "PNG"))
    assert "end in .png" in refused(path).fix


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    real = tmp_path / "real.png"
    real.write_bytes(saved(scene(), "PNG"))
    link = tmp_path / f"{NAME}.png"
    link.symlink_to(real)
    assert "links are not followed" in refused(link).fix
    assert decode(read_bounded(real), ".png", 2048).size == (96, 64)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    """A named pipe without a writer would keep an ordinary open waiting for ever."""
    pipe = tmp_path / f"{NAME}.png"
    os.mkfifo(pipe)
    assert "no regular file" in refused(pipe).what
    folder = tmp_path / f"{NAME}.jpg"
    folder.mkdir()
    assert "no regular file" in refused(folder).what
    assert "cannot be opened" in refused(tmp_path / f"{NAME}.gif").what
    assert "cannot be opened" in refused(tmp_path / f"{NAME}\0.gif").what


def test_a_file_of_just_25_mib_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    bare = saved(scene(), "JPEG")
    path.write_bytes(bare + bytes(MAX_BYTES - len(bare)))
    assert decode(read_bounded(path), ".jpg", 2048).size == (96, 64)


@pytest.mark.parametrize(
    ("extension", "form"),
    [(".jpg", "JPEG"), (".JPG", "JPEG"), (".jpeg", "JPEG"), (".jfif", "JPEG"), (".png", "PNG"),
     (".webp", "WEBP"), (".gif", "GIF")],
)  # fmt: skip
def test_the_four_formats_are_read(extension: str, form: str) -> None:
    picture = decode(saved(scene(), form), extension, 2048)
    assert picture.size == (96, 64)
    red, green, blue = picture.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 240
    assert max(green, blue) < 15


def test_a_phones_jpeg_with_further_pictures_is_read_as_its_first() -> None:
    data = pictures.planted_mpo()
    assert Image.open(BytesIO(data)).format == "MPO"
    picture = decode(data, ".jpg", 2048)
    assert picture.convert("RGB").getpixel((10, 10))[0] > 240  # type: ignore[index]


def test_an_ordinary_progressive_jpeg_is_read() -> None:
    assert decode(jpeg_with_scans(0), ".jpg", 2048).size == (96, 64)


def test_a_large_jpeg_is_shrunk_while_it_is_decoded_but_not_too_far() -> None:
    data = saved(Image.new("RGB", (1000, 300), "teal"), "JPEG")
    assert decode(data, ".jpg", 200).size == (250, 75)
    assert decode(data, ".jpg", 501).size == (1000, 300)


def test_truncated_files_are_refused_whatever_another_library_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BadMedia):
        decode(cut(saved(scene(), "JPEG"), 0.9), ".jpg", 2048)


def test_the_settings_of_pillow_are_left_alone() -> None:
    before = Image.MAX_IMAGE_PIXELS
    decode(saved(scene(), "PNG"), ".png", 2048)
    assert before == Image.MAX_IMAGE_PIXELS


SEEDS = [
    (pictures.planted_jpeg(), ".jpg"),
    (saved(scene(), "JPEG", progressive=True), ".jpg"),
    (pictures.planted_mpo(), ".jpg"),
    (pictures.planted_png(), ".png"),
    (saved(scene().quantize(), "PNG", transparency=0), ".png"),
    (saved(Image.new("I;16", (9, 9), 300), "PNG", transparency=300), ".png"),
    (pictures.planted_webp(), ".webp"),
    (pictures.planted_gif(), ".gif"),
]


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_no_damage_ends_in_anything_but_a_picture_or_a_refusal(
    seed: tuple[bytes, str], data: st.DataObject
) -> None:
    broken, extension = bytearray(seed[0]), seed[1]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        picture = decode(bytes(broken), extension, 2048)
    except BadMedia:
        return
    removed_kinds(picture, bytes(broken))
    assert clean(picture, 2048).mode == "RGB"


MEASURE = """
import sys
from pathlib import Path
from bot.media.fit import fit
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
limits = ImageLimits(("JPEG",), 8_000_000, 1, min_ratio=0.8, max_ratio=1.91, max_width=1440)
fit(Path(sys.argv[1]), limits, MediaStore(Path(sys.argv[2])))
# Not ru_maxrss, which starts at the peak of the process that started this one.
print(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("extension", "form", "mode", "size", "options"),
    [
        (".png", "PNG", "RGBA", (6320, 6320), {"compress_level": 1}),
        (".png", "PNG", "RGB", (6320, 6320), {"compress_level": 1, "transparency": (1, 2, 3)}),
        (".jpg", "JPEG", "CMYK", (6320, 6320), {"progressive": True, "subsampling": 0}),
        (".webp", "WEBP", "RGBA", (4470, 4470), {"lossless": True, "method": 0}),
        (".png", "PNG", "L", (12_000, 1), {}),
    ],
)
def test_the_largest_pictures_stay_under_512_mb(
    tmp_path: Path,
    extension: str,
    form: str,
    mode: str,
    size: tuple[int, int],
    options: dict[str, object],
) -> None:
    path = tmp_path / f"large{extension}"
    path.write_bytes(saved(Image.new(mode, size, 200 if mode == "L" else "teal"), form, **options))
    command = [sys.executable, "-c", MEASURE, str(path), str(tmp_path / "store")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert int(done.stdout) < 512_000
