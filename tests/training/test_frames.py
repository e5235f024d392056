"""The texts that teach: frames fill, spans are where they say, one seed gives one text."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("faker", reason="faker is installed for development only")

from bot.phi.taught import LABELS
from training.frames import Frame, Sample, fill, load_frames
from training.noise import draw, join, roughen


def test_there_are_enough_frames_of_both_kinds_and_some_are_held_back() -> None:
    frames = load_frames()

    assert sum(f.individual for f in frames) > 500
    assert sum(not f.individual for f in frames) > 350
    assert 0.05 < sum(f.held_back for f in frames) / len(frames) < 0.2


def test_every_frame_fills_with_labels_the_model_knows() -> None:
    for number, frame in enumerate(load_frames()):
        sample = fill(frame, random.Random(number))
        for start, end, label in sample.spans:
            assert 0 <= start < end <= len(sample.text), frame.source
            assert label in LABELS[1:], frame.source


def test_the_same_seed_gives_the_same_texts() -> None:
    frames = load_frames()
    leaking = [f for f in frames if f.individual]
    clean = [f for f in frames if not f.individual]
    one, two = random.Random(5), random.Random(5)

    assert [draw(leaking, clean, one) for _ in range(50)] == [
        draw(leaking, clean, two) for _ in range(50)
    ]


def test_a_span_keeps_its_words_through_joining_and_roughening() -> None:
    told = Sample("Nkem is home.", ((0, 4, "PATIENT"),), True)
    clean = Sample("Wash your hands.", (), False)

    for seed in range(200):
        rough = roughen(join([clean, told], " "), random.Random(seed))
        assert rough.individual
        for start, end, _ in rough.spans:
            assert rough.text[start:end].casefold() == "nkem"


@pytest.mark.parametrize("source", ["{nobody}", "(a|b", "[PATIENT:x"])
def test_a_broken_frame_is_an_error(source: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        fill(Frame(source, True), random.Random(1))
