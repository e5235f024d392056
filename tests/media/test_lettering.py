"""Words are set as they are or said to be beyond the font; never an empty box."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.media.lettering import can_set, font, width, write

SIZE = 100


def drawn(text: str) -> Image.Image:
    sheet = Image.new("L", (1600, 300))
    write(sheet, (50, 180), text, SIZE)
    return sheet


def rows(text: str) -> tuple[int, int]:
    """The topmost and the lowest row with ink."""
    _, top, _, bottom = drawn(text).getbbox() or (0, 0, 0, 0)
    return top, bottom


@pytest.mark.parametrize(
    "text",
    [
        string.ascii_letters + string.digits + string.punctuation,
        "“Walk” – ‘slowly’ — and then… 38 °C ± 1 ©™",
        "Schlaf und Rückenschmerz",
        "¿Cómo dormir mejor? ¡Mañana, sí!",
        "À l'été: crème brûlée, façade, naïve, Ångström",
        "soft\u00adhyphen and zero\u200bwidth",
        "u\u0308",
        "",
    ],
)
def test_what_it_can_set(text: str) -> None:
    assert can_set(text)


@pytest.mark.parametrize(
    "text",
    ["日本", "🙂", "Füße", "søvn", "ŠŘ", "ő", "болезнь", "ألم", "שלום", "α", "½", "→", "€", "•",
     "a\u0336", "\u0301a", "1\u0301", "u\u0308\u0301", "\u200d", "\ufe0f", "\n", "\0", "\ue000"],
)  # fmt: skip
def test_what_it_cannot_set(text: str) -> None:
    assert not can_set(text)
    assert not can_set(f"before {text} after")


@given(st.text(max_size=3))
def test_no_character_that_it_takes_is_drawn_as_the_empty_box(text: str) -> None:
    if not can_set(text):
        return
    box = bytes(font(SIZE).getmask("\ue000"))
    for char in text:
        sheet = Image.new("L", (300, 300))
        write(sheet, (100, 180), char, SIZE)
        ink = sheet.getbbox()
        assert ink is None or sheet.crop(ink).tobytes() != box


def test_a_composed_letter_and_a_letter_with_its_mark_are_the_same() -> None:
    assert drawn("ü").tobytes() == drawn("u\u0308").tobytes()
    assert width("ü", SIZE) == width("u", SIZE)


@pytest.mark.parametrize("letter", ["ü", "é", "è", "ê", "ñ", "å", "Ü", "É", "Ñ", "Å"])
def test_a_mark_stands_above_its_letter_and_clear_of_it(letter: str) -> None:
    plain = {"ü": "u", "é": "e", "è": "e", "ê": "e", "ñ": "n", "å": "a"}
    base = plain.get(letter) or plain[letter.lower()].upper()
    top, bottom = rows(base)
    marked, low = rows(letter)
    assert top - 35 < marked < top - 5
    assert low == bottom
    gap = drawn(letter).crop((0, top - 3, 1600, top - 1))
    assert gap.getbbox() is None


@pytest.mark.parametrize("letter", ["í", "ï", "î"])
def test_a_mark_takes_the_place_of_the_dot(letter: str) -> None:
    top = rows("x")[0]
    assert drawn(letter).crop((0, top - 3, 1600, top - 1)).getbbox() is None
    assert rows(letter)[0] < top - 5
    assert drawn(letter).tobytes() != drawn("i").tobytes()


def test_a_cedilla_hangs_below() -> None:
    assert rows("ç")[1] > rows("c")[1] + 8
    assert rows("ç")[0] == rows("c")[0]


@pytest.mark.parametrize(("turned", "sign"), [("¿", "?"), ("¡", "!")])
def test_a_turned_sign_is_its_sign_upside_down(turned: str, sign: str) -> None:
    one, other = drawn(turned), drawn(sign)
    assert (
        one.crop(one.getbbox()).tobytes()
        == other.crop(other.getbbox()).transpose(Image.Transpose.ROTATE_180).tobytes()
    )
    assert rows(turned)[0] == rows("x")[0]
    assert rows(turned)[1] > rows("x")[1]


def test_only_white_on_nothing_is_written() -> None:
    sheet = drawn("x")
    assert sheet.mode == "L"
    assert sheet.getextrema() == (0, 255)
