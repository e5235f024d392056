"""The taught model: its weights are proven, and it reads whose name a word is part of."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.errors import ModelMissing
from bot.phi import weights
from bot.phi.model import Aspect, Level
from bot.phi.reading import Text
from bot.phi.story import find_story
from bot.phi.taught import LABELS, Taught
from bot.surface import SurfaceKind


@pytest.fixture(scope="module")
def taught() -> Taught:
    return Taught()


def story(taught: Taught, text: str, kind: SurfaceKind = SurfaceKind.TEXT) -> bool:
    read = Text.of(text, kind)
    return find_story(read, taught.read(read.text)) is not None


def test_a_changed_weight_file_is_refused_without_saying_what_is_in_it(tmp_path: Path) -> None:
    changed = bytearray(weights.TAUGHT.read_bytes())
    changed[len(changed) // 2] ^= 1
    path = tmp_path / "taught.npz"
    path.write_bytes(changed)

    with pytest.raises(ModelMissing, match="not the ones that were checked"):
        weights.read_taught(path)


def test_a_missing_weight_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="cannot be read"):
        weights.read_taught(tmp_path / "taught.npz")


def test_weights_of_another_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.phi.taught.read_taught", lambda: b"PK\x05\x06" + b"\0" * 18)

    with pytest.raises(ModelMissing, match="do not fit"):
        Taught()


def test_the_analyzer_does_not_start_without_the_weights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Fail closed: the engine turns this into a hold for every post."""
    from bot.phi.engine import Engine

    monkeypatch.setattr("bot.phi.taught.read_taught", lambda: weights.read_taught(tmp_path / "x"))

    with pytest.raises(ModelMissing):
        Engine().analyse_text("Good morning, everybody.")


def test_labelled_stretches_lie_in_the_text_and_shares_between_0_and_1(taught: Taught) -> None:
    text = "lol 🙄 mr okonjo no-showed again, see https://clinic.example/okonjo"

    account = taught.read(text)

    assert 0 <= account.individual <= 1
    assert account.told
    for one in account.told:
        assert 0 <= one.start < one.end <= len(text)
        assert one.label in LABELS[1:]
        assert 0 < one.sure <= 1
    assert "okonjo" in [text[t.start : t.end].removeprefix("mr ") for t in account.told]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "🙄" * 50, "a" * 30_000, "1 " * 9_000, "\u202e אבג"]
)
def test_odd_texts_have_an_answer_within_bounds(taught: Taught, text: str) -> None:
    began = time.process_time()

    account = taught.read(text)

    assert 0 <= account.individual <= 1
    assert time.process_time() - began < 10


def test_the_same_text_has_the_same_answer(taught: Taught) -> None:
    text = "Ragnhild is off the vent and asking for coffee"

    assert taught.read(text) == taught.read(text)


def test_one_patients_care_is_told_apart_from_people_in_general(taught: Taught) -> None:
    """Where nothing else stands out, the whole does; its nearest neighbours pass."""
    assert story(taught, "wyeth finally kept his soup down after the resection, we all cheered")
    assert not story(taught, "Most people keep soup down the day after a resection. Ask us.")
    assert not story(taught, "Dr. Wyeth joins our surgery team in March. Welcome!")


def test_a_long_text_is_left_to_the_rules(taught: Taught) -> None:
    told = "wyeth finally kept his soup down after the resection, we all cheered. "

    assert not story(taught, told * 20)


def test_a_file_name_is_no_story(taught: Taught) -> None:
    assert not story(taught, "wyeth after the resection.jpg", SurfaceKind.FILE)


def test_a_story_asks_for_review_and_never_blocks_by_itself(taught: Taught) -> None:
    told = "wyeth finally kept his soup down after the resection, we all cheered"
    text = Text.of(told, SurfaceKind.TEXT)

    found = find_story(text, taught.read(told))

    assert found is not None
    assert (found.alone, found.tied, found.aspect) == (Level.REVIEW, Level.REVIEW, Aspect.TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "Pacing: stop before you must. Pick one task, halve it and set a timer. Rest when it "
        "rings, even if you feel fine. Then do the second half, and see how the next day goes.",
        "Heat or ice? Ice may help in the first two days after a strain. Wrap it in a towel, and "
        "stop after 20 minutes so that you do not harm your skin. Heat eases old stiffness.",
    ],
)
def test_advice_to_readers_is_nobodys_story(taught: Taught, text: str) -> None:
    assert not story(taught, text)


def test_a_drawing_is_nobodys_story(taught: Taught) -> None:
    alt = "Drawing of a window at dawn above a made bed, the clock at seven."

    assert not story(taught, alt, SurfaceKind.ALT)
    assert story(taught, alt.replace("Drawing of a", "Her"), SurfaceKind.ALT)


def test_who_is_only_a_colleague_makes_no_story(taught: Taught) -> None:
    told = "wyeth finally kept his soup down after the resection, we all cheered"
    text = Text.of(told, SurfaceKind.TEXT)

    assert find_story(text, taught.read(told), [(0, 5)]) is None


def test_the_writers_own_care_is_no_patients_story(taught: Taught) -> None:
    assert not story(taught, "i had my own gallbladder out after the resection, we all cheered")


def test_an_account_gives_the_share_of_its_words(taught: Taught) -> None:
    account = taught.read("wyeth finally kept his soup down after the resection")

    assert account.share(0, 5, "PATIENT") > account.share(6, 13, "PATIENT")
    assert account.share(900, 905, "PATIENT") == 0.0
