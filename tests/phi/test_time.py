"""No input makes a pattern run away: each finder stays within seconds on hostile lines."""

from __future__ import annotations

import time

import pytest

from bot.phi.context import find_cues
from bot.phi.knowledge import NOTHING
from bot.phi.language import detect_parts
from bot.phi.names import find_names
from bot.phi.reading import Text
from bot.phi.recognizers import FINDERS
from bot.surface import SurfaceKind

LENGTH = 20_000
SEEDS = [
    "a", "A", "1", " ", "-", "a ", "A ", "1 ", "Aa ", "a.", "1-", "1.", "@a", "#A", "/a", "her ",
    "my patient ", "John ", "John S", "aA1", "&#", "%41", "(", ",1", "was was ", "1/", "\n", "Mr. ",
    "at ", "saw a ", "A.", "-a", "mrn ", "number is ", "x: ", "http://a.", "Aa Bb ", "a@a.",
    "last four ", "he is ", "born on ", "\u200b", "é", "дa", "🎉", "January ", "one hundred and ",
    "your knee ", "you were ", "the only ", "our lady ", "one two ", "a dot ", "at a ", "plate A ",
    "our ", "Hope had ", "on the ", "surgery ", "she surgery ", "day after ", "truck ",
    "sorry your ",
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hostile_line_is_read_in_time(seed: str) -> None:
    began = time.process_time()
    text = Text.of((seed * LENGTH)[:LENGTH], SurfaceKind.TEXT)
    for finder in FINDERS.values():
        list(finder(text, NOTHING))
    find_names(text, [], NOTHING)
    find_cues(text)
    detect_parts(text.text)

    assert time.process_time() - began < 6
