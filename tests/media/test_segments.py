"""The walk over a file's pieces leaves no byte out and ends with any input."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.segments import JPEG_END, JPEG_START, PNG_END, PNG_START, pieces
from tests.media.pictures import after_start, planted_gif, planted_jpeg, saved, scene, segment


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpegs_pieces_cover_it_from_start_to_end(progressive: bool) -> None:
    data = saved(scene(), "JPEG", progressive=progressive)
    found = list(pieces(data))
    assert found[0].start == 2
    assert all(one.end == other.start for one, other in pairwise(found))
    assert (found[-1].kind, found[-1].end) == (JPEG_END, len(data))
    assert (sum(piece.kind == b"\xda" for piece in found) > 1) is progressive


def test_a_pngs_pieces_cover_it_from_start_to_end() -> None:
    data = saved(scene(), "PNG")
    found = list(pieces(data))
    assert [piece.kind for piece in found] == [b"IHDR", b"IDAT", b"IEND"]
    assert found[0].start == 8
    assert (found[-1].kind, found[-1].end) == (PNG_END, len(data))


def test_it_stops_at_the_first_end_and_steps_over_fill_bytes() -> None:
    data = saved(scene(), "JPEG")
    assert list(pieces(data + data))[-1].end == len(data)
    filled = after_start(data, b"\xff" * 3)
    assert [p.kind for p in pieces(filled)] == [b"\xff"] * 3 + [p.kind for p in pieces(data)]
    restarts = after_start(data, segment(0xDD, b"\0\x04"))
    assert next(pieces(restarts)).kind == b"\xdd"


def test_other_formats_have_no_pieces() -> None:
    assert list(pieces(planted_gif())) == []
    assert list(pieces(b"")) == []


@given(st.sampled_from([JPEG_START, PNG_START, planted_jpeg()[:300]]), st.binary(max_size=200))
def test_any_bytes_end_and_stay_in_order(start: bytes, rest: bytes) -> None:
    data = start + rest
    found = list(pieces(data))
    assert all(piece.start < piece.end <= len(data) for piece in found)
    assert all(one.end == other.start for one, other in pairwise(found))
