"""A fitted picture keeps every bound of its platform, loses nothing, and is the same each time."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from math import ceil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadMedia
from bot.media.fit import LONGEST_SIDE, Fitted, fit, fit_pixels, lay_out
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.model import Place
from tests.media import pictures
from tests.media.pictures import saved, scene

PLACE = Place("content/post.md", 7, 3)
#: As Instagram asks, and as X asks.
CAPTIONED = ImageLimits(
    formats=("JPEG",),
    max_bytes=8_000_000,
    max_count=10,
    min_ratio=0.8,
    max_ratio=1.91,
    min_width=320,
    max_width=1440,
)
SHORT = ImageLimits(formats=("JPEG", "PNG"), max_bytes=5_242_880, max_count=4)
WHITE = (255, 255, 255)
RED, GREEN, BLUE, TEAL = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 128, 128)


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    made.mkdir()
    return made


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def stored(store: MediaStore, fitted: Fitted) -> Image.Image:
    """The stored picture, which is what the record of it says."""
    data = store.read(fitted.sha256)
    picture = Image.open(BytesIO(data))
    assert len(data) == fitted.size
    assert picture.size == (fitted.width, fitted.height)
    assert picture.get_format_mimetype() == fitted.mime
    return picture


def cornered(width: int, height: int) -> Image.Image:
    """A grey picture with a patch of its own colour in each corner."""
    picture = Image.new("RGB", (width, height), (90, 90, 90))
    side = min(width, height) // 4
    for colour, x, y in (
        (RED, 0, 0),
        (GREEN, width - side, 0),
        (BLUE, 0, height - side),
        (TEAL, width - side, height - side),
    ):
        picture.paste(colour, (x, y, x + side, y + side))
    return picture


def noise(side: int) -> Image.Image:
    """The same grain each time; nothing packs it."""
    return Image.frombytes("RGB", (side, side), Random(1).randbytes(3 * side * side))


def near(found: object, wanted: tuple[int, int, int], within: int = 12) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


# ---------------------------------------------------------------- ratio
@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1200, 400), (1200, 629)),  # 1200 / 1.91 = 628.3
        ((400, 1200), (960, 1200)),
        ((1000, 1000), (1000, 1000)),
        ((800, 1000), (800, 1000)),
        ((1910, 1000), (1440, 754)),
        ((3000, 500), (1440, 754)),
        ((600, 3000), (1440, 1800)),
    ],
)
def test_a_ratio_is_reached_by_white_bars_and_no_corner_is_lost(
    size: tuple[int, int], wanted: tuple[int, int], store: MediaStore
) -> None:
    fitted = fit_pixels(cornered(*size), CAPTIONED, store, lossless=True)
    picture = stored(store, fitted)
    assert picture.size == wanted
    (width, height), _ = lay_out(size, CAPTIONED)
    left, top = (wanted[0] - width) // 2, (wanted[1] - height) // 2
    right, bottom = left + width - 1, top + height - 1
    inset = 6
    for corner, colour in (
        ((left + inset, top + inset), RED),
        ((right - inset, top + inset), GREEN),
        ((left + inset, bottom - inset), BLUE),
        ((right - inset, bottom - inset), TEAL),
    ):
        assert near(picture.getpixel(corner), colour)
    if top > inset:
        assert near(picture.getpixel((wanted[0] // 2, 1)), WHITE)
        assert near(picture.getpixel((wanted[0] // 2, wanted[1] - 2)), WHITE)
    if left > inset:
        assert near(picture.getpixel((1, wanted[1] // 2)), WHITE)
        assert near(picture.getpixel((wanted[0] - 2, wanted[1] // 2)), WHITE)


@given(
    size=st.tuples(st.integers(1, 12_000), st.integers(1, 12_000)),
    ratios=st.one_of(st.none(), st.sampled_from([(0.8, 1.91), (1.0, 1.0), (0.5625, 1.7778)])),
    max_width=st.none() | st.integers(320, 5000),
    max_pixels=st.none() | st.integers(4, 40_000_000),
)
def test_every_size_is_laid_out_within_every_bound(
    size: tuple[int, int],
    ratios: tuple[float, float] | None,
    max_width: int | None,
    max_pixels: int | None,
) -> None:
    low, high = ratios or (None, None)
    limits = ImageLimits(
        ("JPEG",), 1, 1, min_ratio=low, max_ratio=high, max_width=max_width, max_pixels=max_pixels
    )
    (width, height), sheet = lay_out(size, limits)
    assert 1 <= width <= min(size[0], sheet[0])
    assert 1 <= height <= min(size[1], sheet[1])
    assert max(sheet) <= LONGEST_SIDE
    assert sheet[0] <= (max_width or LONGEST_SIDE)
    assert max_pixels is None or sheet[0] * sheet[1] <= max_pixels or (width, height) == (1, 1)
    if low is not None and high is not None:
        # Ratios are exact; the last row or column of rounding up may overshoot by one.
        assert sheet[0] >= ceil(sheet[1] * Fraction(str(low)))
        assert sheet[1] >= ceil(sheet[0] / Fraction(str(high)))
    # The picture keeps its own ratio to within a pixel.
    assert abs(width * size[1] - height * size[0]) <= max(size) + 1 or 1 in (width, height)


def test_a_strip_is_refused_or_fitted_without_a_huge_sheet(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Padding 12,000 x 1 before scaling would have made 75 million pixels out of 12 thousand."""
    made: list[int] = []
    new = Image.new

    def counted(mode: str, size: tuple[int, int], *rest: object) -> Image.Image:
        made.append(size[0] * size[1])
        return new(mode, size, *rest)  # type: ignore[arg-type]

    strip = Image.new("RGB", (12_000, 1), "teal")
    monkeypatch.setattr(Image, "new", counted)
    assert fit_pixels(strip, CAPTIONED, store).width == 1440
    assert max(made) < 2_000_000


# ---------------------------------------------------------------- size and bytes
def test_a_small_picture_is_never_enlarged(store: MediaStore) -> None:
    assert stored(store, fit_pixels(scene(400, 300), CAPTIONED, store)).size == (400, 300)


def test_no_side_is_longer_than_any_platform_shows(store: MediaStore) -> None:
    assert stored(store, fit_pixels(scene(4096, 1024), SHORT, store)).size == (2048, 512)


def test_a_narrow_picture_is_refused_with_a_fix(folder: Path, store: MediaStore) -> None:
    path = written(folder, "anna-lindqvist.png", saved(scene(319, 200), "PNG"))
    with pytest.raises(BadMedia) as caught:
        fit(path, CAPTIONED, store, place=PLACE)
    assert str(caught.value) == (
        "content/post.md:7:3: the picture is 319 pixels wide; at least 320 are needed. "
        "Export it larger."
    )
    assert fit(written(folder, "b.png", saved(scene(320, 200), "PNG")), CAPTIONED, store)


def test_quality_gives_way_until_the_bytes_fit(store: MediaStore) -> None:
    grain = noise(400)
    sizes = []
    for limit in (10_000_000, 100_000, 80_000):
        limits = ImageLimits(("JPEG",), limit, 1)
        fitted = fit_pixels(grain, limits, store)
        assert stored(store, fitted).format == "JPEG"
        assert fitted.size <= limit
        sizes.append(fitted.size)
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
    with pytest.raises(BadMedia, match="does not fit into 5,000 bytes") as caught:
        fit_pixels(grain, ImageLimits(("JPEG",), 5_000, 1), store, place=PLACE)
    assert caught.value.fix == "Export it smaller."
    assert caught.value.place == PLACE


def test_a_drawing_too_heavy_as_png_goes_out_as_jpeg(store: MediaStore) -> None:
    grain = noise(300)
    light, heavy = (ImageLimits(("JPEG", "PNG"), size, 1) for size in (500_000, 200_000))
    assert fit_pixels(grain, light, store, lossless=True).mime == "image/png"
    assert fit_pixels(grain, heavy, store, lossless=True).mime == "image/jpeg"


def test_the_grainiest_drawing_is_encoded_at_every_quality(store: MediaStore) -> None:
    """Colour at full resolution and nothing but grain: the largest JPEG there is."""
    drawn = fit_pixels(noise(400), CAPTIONED, store, lossless=True)
    assert stored(store, drawn).size == (400, 400)


# ---------------------------------------------------------------- formats
@pytest.mark.parametrize(
    ("name", "form", "short"),
    [
        ("a.png", "PNG", "image/png"),
        ("a.gif", "GIF", "image/png"),
        ("a.jpg", "JPEG", "image/jpeg"),
        ("a.webp", "WEBP", "image/jpeg"),
    ],
)
def test_instagram_gets_jpeg_and_others_what_suits(
    name: str, form: str, short: str, folder: Path, store: MediaStore
) -> None:
    path = written(folder, name, saved(scene(400, 300), form))
    assert fit(path, CAPTIONED, store).mime == "image/jpeg"
    assert fit(path, SHORT, store).mime == short
    for limits in (CAPTIONED, SHORT):
        assert stored(store, fit(path, limits, store)).mode == "RGB"


def test_a_drawings_edges_keep_their_colour_in_jpeg(folder: Path, store: MediaStore) -> None:
    """Thinned-out colour would blur a one-pixel red line on cyan; drawings keep all of it."""
    drawing = Image.new("RGB", (400, 300), (0, 255, 255))
    drawing.paste(RED, (201, 0, 202, 300))
    fitted = fit(written(folder, "a.png", saved(drawing, "PNG")), CAPTIONED, store)
    red, green, _ = stored(store, fitted).getpixel((201, 150))  # type: ignore[misc]
    assert red > 200
    assert green < 80


# ---------------------------------------------------------------- the same each time
def test_the_same_pixels_give_the_same_bytes_whatever_hangs_on_them(
    folder: Path, tmp_path: Path
) -> None:
    """Twice over, in two stores, bare and planted; and each platform has bytes of its own."""
    profile = pictures.profile()
    bare = written(folder, "a.png", saved(scene(400, 300), "PNG", icc_profile=profile))
    planted = written(folder, "b.png", pictures.planted_png(scene(400, 300)))
    jpeg = saved(scene(400, 300), "JPEG", quality=95, subsampling=0, icc_profile=profile)
    bare_jpeg = written(folder, "a.jpg", jpeg)
    planted_jpeg = written(folder, "b.jpg", pictures.planted_jpeg(scene(400, 300)))
    for limits in (CAPTIONED, SHORT):
        for one, other in ((bare, planted), (bare_jpeg, planted_jpeg)):
            digests = {
                fit(path, limits, MediaStore(tmp_path / name)).sha256
                for path in (one, other)
                for name in ("first", "second")
            }
            assert len(digests) == 1


def test_what_was_removed_is_told_with_the_picture(folder: Path, store: MediaStore) -> None:
    planted = fit(written(folder, "a.gif", pictures.planted_gif()), SHORT, store)
    assert planted.removed == ("comment",)
    assert fit(written(folder, "b.png", saved(scene(), "PNG")), SHORT, store).removed == ()


def test_no_refusal_names_the_file(folder: Path, store: MediaStore) -> None:
    path = written(folder, "anna-lindqvist.png", pictures.SVG)
    with pytest.raises(BadMedia) as caught:
        fit(path, SHORT, store, place=PLACE)
    assert "lindqvist" not in str(caught.value)
    assert str(caught.value).startswith("content/post.md:7:3: ")


def test_a_picture_that_fails_its_proof_is_not_stored(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky = saved(scene(), "JPEG", comment=b"patient")
    monkeypatch.setattr("bot.media.fit._saved", lambda *_, **__: leaky)
    with pytest.raises(BadMedia, match="hidden data"):
        fit_pixels(scene(), SHORT, store, place=PLACE)
    assert not store.folder.exists()
