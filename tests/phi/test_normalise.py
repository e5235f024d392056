"""Hidden and look-alike characters are undone, and every position leads back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phi.normalise import name_form, name_variants, normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("J\u200bane D\u2060oe", "Jane Doe"),
        ("Jаne Dое likes walks", "Jane Doe likes walks"),
        ("&#74;ane &amp; co", "Jane & co"),
        ("4\ufe0f\u20e31\ufe0f\u20e35\ufe0f\u20e3", "415"),
        ("Ｊａｎｅ", "Jane"),
        ("J\u0336a\u0336ne", "Jane"),
        ("Ana\u2019s", "Ana's"),
        ("555\u20110142", "555-0142"),
        ("García", "García"),
        ("Иван Петров", "Иван Петров"),
    ],
)
def test_what_is_read(written: str, read: str) -> None:
    assert normalise(written).text == read


def test_percent_encoding_is_undone_only_in_links() -> None:
    assert normalise("jane%2Ddoe", link=True).text == "jane-doe"
    assert normalise("50%25 off").text == "50%25 off"


def test_a_span_points_into_the_text_as_written() -> None:
    written = "Our J\u200bane &#68;oe"
    read = normalise(written)
    start = read.text.index("Jane")
    begin, end = read.source_span(start, start + len("Jane Doe"))

    assert written[begin:end] == "J\u200bane &#68;oe"


@given(st.text(max_size=200))
def test_offsets_cover_the_text_in_order(text: str) -> None:
    read = normalise(text)
    offsets = read.offsets or tuple(range(len(text) + 1))

    assert len(offsets) == len(read.text) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)


@pytest.mark.parametrize(
    "name", ["GARCÍA, Ana's", "Ms. Ana García", "ana  garcia", "@Ana_García", "Ana García"]
)
def test_one_name_has_one_form(name: str) -> None:
    assert name_form(name) == "ana garcia"


def test_variants_are_how_a_released_name_may_turn_up() -> None:
    assert {"ana garcia", "ana", "garcia", "ana g", "a garcia", "anagarcia", "ag"} <= set(
        name_variants("Ana García")
    )
    assert name_variants("...") == ()
