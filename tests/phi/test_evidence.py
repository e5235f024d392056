"""A patient's name needs no cue of its own where the whole post tells of one person's care."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from bot.phi import frequency
from bot.phi.evidence import candidates, name_signs
from bot.phi.model import Level
from bot.phi.signs import Weighed, strength, weigh
from tests.phi.conftest import Judge

STOPPED = (
    "halima is off the ventilator, thank you everyone",
    "Kwesi says hi from dialysis",
    "Little Ewa lost a tooth during chemo and the tooth fairy came to the ward",
    "old mr petrakis finally agreed to the hearing aids",
    "her husband Emeka slept next to the incubator all week",
    "Rao, Venkat is still waiting for a bed on the stroke unit",
    "so proud of Siobhán, five years since the bypass",
)
PASSED = (
    "Meet our new embryologist, Petra Lindqvist. She joins us from Leeds.",
    "Nurse Kwesi answers your questions about dialysis this Friday.",
    "Stephen Hawking lived with ALS for 55 years.",
    "Our therapy dog Biscuit visits the children's ward on Wednesdays.",
    "A Foley catheter should come out as soon as it can.",
    "Grierson et al 2021 on sleep apnea: what we got wrong.",
    "St Brigid's surgery on Main Street is closed on 26 December.",
    "The Lindqvist lecture on lung cancer screening starts at noon.",
)


@pytest.mark.parametrize("text", STOPPED)
def test_a_name_in_the_telling_of_care_is_stopped(judge: Judge, text: str) -> None:
    assert judge(text) is not Level.INFO


@pytest.mark.parametrize("text", PASSED)
def test_the_names_of_colleagues_and_things_pass(judge: Judge, text: str) -> None:
    assert judge(text) is Level.INFO


def test_without_a_word_of_care_no_single_name_is_stopped(judge: Judge) -> None:
    assert judge("halima is off the train, thank you everyone") is Level.INFO


def test_lists_of_names_know_how_often_a_name_is_borne() -> None:
    assert frequency.given("mary") > frequency.given("oonagh") > frequency.given("table") == 0
    assert frequency.family("smith") == 9
    assert frequency.english("the") == 9


@pytest.mark.parametrize(
    ("word", "name"), [("marie-claire", True), ("tomasz", True), ("follow-up", False)]
)
def test_a_joined_word_is_a_name_when_all_its_parts_are(word: str, name: bool) -> None:
    given, family, english = strength(word)

    assert (max(given, family) > english) is name


def test_a_family_name_before_a_comma_is_one_name_with_what_follows() -> None:
    text = Weighed("Rao, Anjali needs a bed")

    assert [text.text[start:end] for start, end, _ in candidates(text)] == ["Rao, Anjali"]


def test_a_score_is_the_same_in_every_order_of_the_signs() -> None:
    text = Weighed("halima is off the ventilator")
    [(_, _, span)] = candidates(text)
    signs = list(name_signs(text, span, "unknown"))

    assert weigh("name", signs) == weigh("name", reversed(signs)) == weigh("name", signs * 2)


def test_the_packed_lists_and_weights_stay_small() -> None:
    data = resources.files("bot.phi").joinpath("data")
    names = ("names.bin", "english.bin", "evidence.json")

    assert sum(len(data.joinpath(name).read_bytes()) for name in names) < 1_000_000
    assert set(json.loads(data.joinpath("evidence.json").read_text("ascii"))) == {"name", "post"}


def test_a_colleague_from_another_desk_is_staff(judge: Judge) -> None:
    assert judge("Angie from respiratory covered the whole unit") is Level.INFO


def test_a_person_who_is_made_up_is_shown_and_not_stopped(judge: Judge) -> None:
    assert judge("Imagine a woman, let's call her Anna, 52, tired all the time.") is Level.REVIEW
