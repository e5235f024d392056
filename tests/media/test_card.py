"""The brand card shows the whole title so that it can be read, or is refused with a fix."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadMedia
from bot.media import card
from bot.media.card import MARGIN, SIDE, colours, contrast, draw
from bot.media.clean import prove
from bot.media.lettering import width
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.model import Place
from bot.records.model import Brand

CAPTIONED = ImageLimits(
    formats=("JPEG",),
    max_bytes=8_000_000,
    max_count=10,
    min_ratio=0.8,
    max_ratio=1.91,
    min_width=320,
    max_width=1440,
)
EXACT = ImageLimits(formats=("PNG",), max_bytes=8_000_000, max_count=1)
BRAND = Brand(name="Larkspur Pain & Spine Clinic", tagline="Move a little easier.")
TITLES = [
    "x",
    "Sit less",
    "Schlaf und Rückenschmerz",
    "¿Cómo dormir mejor?",
    "Five gentle stretches to do at your desk before lunch",
    "Glucosamine-chondroitin-hydroxychloroquine",
    "Electroencephalographically",
    "What three new trials of spinal cord stimulation tell us about who is helped, who is not, "
    "and how long it lasts, in words that anyone can follow at home",
    "Walking – after surgery: “what helps”",
]
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "store")


def shown(store: MediaStore, brand: Brand, title: str) -> Image.Image:
    picture = Image.open(BytesIO(store.read(draw(brand, title, EXACT, store).sha256)))
    picture.load()
    return picture


def words_set(monkeypatch: pytest.MonkeyPatch, brand: Brand, title: str) -> list[tuple[str, int]]:
    """Each line as it was set, and its size."""
    lines: list[tuple[str, int]] = []
    monkeypatch.setattr(card, "write", lambda _sheet, _at, text, size: lines.append((text, size)))
    draw(brand, title, EXACT, _Nowhere())
    return lines


class _Nowhere(MediaStore):
    """A store that keeps nothing."""

    def __init__(self) -> None:
        super().__init__(Path())

    def put(self, data: bytes) -> str:
        prove(data)
        return ""


# ---------------------------------------------------------------- the whole title
@pytest.mark.parametrize("title", TITLES)
def test_every_word_is_set_and_every_line_fits(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = words_set(monkeypatch, BRAND, title)
    told = "".join(line if line.endswith("-") else f"{line} " for line, _ in lines)
    assert told.split() == [*BRAND.name.split(), *BRAND.tagline.split(), *title.split()]
    assert all(width(line, size) <= SIDE - 2 * MARGIN for line, size in lines)
    assert min(size for _, size in lines[2:]) >= 36


@pytest.mark.parametrize("title", TITLES)
def test_no_ink_stands_in_the_margins(title: str, store: MediaStore) -> None:
    picture = shown(store, BRAND, title)
    ground = (0x14, 0x53, 0x5C)
    assert picture.size == (SIDE, SIDE)
    inner = Image.new("RGB", picture.size, ground)
    edge = MARGIN - 6  # a round letter leans a little over the edge
    inner.paste(picture.crop((edge, edge, SIDE - edge, SIDE - edge)), (edge, edge))
    assert inner.tobytes() == picture.tobytes()
    assert picture.crop((MARGIN, 150, SIDE - MARGIN, 900)).getcolors(99_999) != [
        ((SIDE - 2 * MARGIN) * 750, ground)
    ]


def test_a_short_title_is_large_and_a_long_one_is_balanced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert words_set(monkeypatch, BRAND, "Sit less")[2:] == [("Sit less", 136)]
    lines = words_set(monkeypatch, BRAND, TITLES[4])[2:]
    lengths = [width(line, size) for line, size in lines]
    assert min(lengths) > max(lengths) * 0.6


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("日本の痛み", "cannot show a character of the title"),
        ("Lindqvist walks 🙂", "cannot show a character of the title"),
        ("Lindqvist " * 200, "has no room for the whole title"),
        ("Lindqvist" * 12, "has no room for the whole title"),
        ("", "would be empty"),
        (" \n\u00a0 ", "would be empty"),
    ],
)
def test_what_cannot_be_shown_whole_is_refused(title: str, says: str, store: MediaStore) -> None:
    place = Place("content/post.md", 4, 1)
    with pytest.raises(BadMedia) as caught:
        draw(BRAND, title, CAPTIONED, store, place)
    assert says in caught.value.what
    assert caught.value.fix == "Give the post a picture."
    assert str(caught.value).startswith("content/post.md:4:1: the brand card ")
    assert "lindqvist" not in str(caught.value).lower()
    assert not store.folder.exists()


@pytest.mark.parametrize(
    ("brand", "says"),
    [
        (Brand(name="痛みの医院"), "cannot show a character of the brand's name or tagline"),
        (Brand(name="Larkspur", tagline="→"), "cannot show a character of the brand's name"),
        (Brand(name="Larkspur " * 40), "no room for the brand's whole name"),
        (Brand(name="L", tagline="Easier " * 60), "no room for the brand's whole name"),
    ],
)
def test_a_brand_that_cannot_be_shown_whole_is_refused(
    brand: Brand, says: str, store: MediaStore
) -> None:
    with pytest.raises(BadMedia, match=says):
        draw(brand, "Sit less", CAPTIONED, store)


# ---------------------------------------------------------------- colours
@given(st.lists(COLOURS, max_size=3))
@example(["#777777"])
@example(["#ffd23f", "#ffffff"])
def test_ink_can_always_be_read_on_its_ground(chosen: list[str]) -> None:
    brand = Brand(name="L", colors=tuple(chosen))
    ground, ink = colours(brand)
    assert contrast(ground, ink) >= 4.5
    if chosen:
        assert ground == chosen[0]
    if len(chosen) > 1 and contrast(chosen[0], chosen[1]) >= 4.5:
        assert ink == chosen[1]


def test_contrast_is_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_the_brands_colours_are_on_the_card(store: MediaStore) -> None:
    brand = Brand(name="L", colors=("#102030", "#fedcba"))
    picture = shown(store, brand, "Sit less")
    found = {colour for _, colour in picture.getcolors(99_999) or ()}
    assert picture.getpixel((2, 2)) == (0x10, 0x20, 0x30)
    assert (0xFE, 0xDC, 0xBA) in found


# ---------------------------------------------------------------- as it is sent
def test_instagrams_card_is_a_proved_square_jpeg_and_the_same_each_time(tmp_path: Path) -> None:
    one, other = MediaStore(tmp_path / "one"), MediaStore(tmp_path / "other")
    card_one = draw(BRAND, "Schlaf und Rückenschmerz", CAPTIONED, one)
    assert card_one == draw(BRAND, "Schlaf und Rückenschmerz", CAPTIONED, other)
    assert (card_one.mime, card_one.width, card_one.height) == ("image/jpeg", 1080, 1080)
    data = one.read(card_one.sha256)
    prove(data)
    assert b"Schlaf" not in data
    assert card_one != draw(BRAND, "Schlaf", CAPTIONED, one)
