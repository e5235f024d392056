"""What a short post tells: one person's care is stopped, the same words about people pass."""

from __future__ import annotations

import pytest

from bot.phi.context import find_cues
from bot.phi.engine import Engine
from bot.phi.model import Level
from bot.phi.reading import Text
from bot.phi.telling import LONGEST, find_tellings
from bot.surface import SurfaceKind
from tests.phi.conftest import make_records

TOLD = [
    ("a given name and what was done", "Odalys got her bypass and is already joking.", "Odalys"),
    ("a name that is a word too", "Joy had her cataracts done and wants to drive.", "Joy"),
    ("a lower-case name", "harold came in for his colonoscopy lol", "harold"),
    ("a relative", "Her daughter Beatrix slept here during the chemo.", "Beatrix"),
    ("a day of care", "our hernia lady went home on Tuesday", "on Tuesday"),
    ("an hour of care", "Scheduled his biopsy for 4:30, fingers crossed", "4:30"),
    ("a town", "our stroke guy from Elkmont is walking again", "Elkmont"),
    ("a bed", "bed 12C has pneumonia and needs a blanket", "bed 12C"),
    ("a plate", "Patient left the truck running, plate QXZ 418", "QXZ 418"),
    ("an address in words", "write to odalys dot trevino at example dot org", "odalys dot"),
    ("a rarity", "The only woman lineman in the county is in our burn unit", "only woman"),
    ("a part in town", "Our county sheriff came in for a vasectomy.", "sheriff"),
    ("a hashtag", "#OdalysStrong kicked her lymphoma", "Odalys"),
    ("a reply that knows the chart", "Hello, we reviewed your chart again.", "reviewed your chart"),
    ("a reply glad of a cure", "So happy your root canal went well!", "your root canal"),
    ("a reply on money", "Your insurance denied the sleep study.", "insurance denied"),
]
PASSING = [
    "Our hygienist Beatrix Novak is certified in sedation now.",
    "If your knee hurts, ask us what helps. See you at our open house!",
    "People with lymphoma often feel tired. Your care team can help.",
    "Our therapy dog Biscuit visits the burn unit on Tuesday at 10.",
    "Bring your insurance card when you come for your flu shot.",
    "Walk-in hearing screening on Monday, 4:30 to 6.",
    "In 1967 a surgeon performed the first human heart transplant.",
]


@pytest.fixture(scope="module")
def alone() -> Engine:
    return Engine(records=make_records())


@pytest.mark.parametrize(("what", "text", "part"), TOLD, ids=[what for what, _, _ in TOLD])
def test_what_tells_of_one_person_is_stopped(
    alone: Engine, what: str, text: str, part: str
) -> None:
    at = text.index(part)
    stops = [h for h in alone.analyse_text(text).hits if h.level is not Level.INFO]

    assert any(h.start < at + len(part) and at < h.end for h in stops), what


@pytest.mark.parametrize("text", PASSING)
def test_the_same_words_about_people_pass(alone: Engine, text: str) -> None:
    assert [h.reason for h in alone.analyse_text(text).hits if h.level is not Level.INFO] == []


def test_a_telling_is_no_patient_story(alone: Engine) -> None:
    analysis = alone.analyse_text("She hobbled about. Her surgery helped. He had a scan.")

    assert not analysis.patient_story


def test_a_long_text_is_no_post() -> None:
    short = Text.of("She likes her new hip.", SurfaceKind.TEXT)
    long = Text.of("She likes her new hip. " * (LONGEST // 20), SurfaceKind.TEXT)

    assert list(find_tellings(short))
    assert not list(find_tellings(long))


def test_without_a_word_of_care_nothing_is_told() -> None:
    assert not find_cues(Text.of("She likes her new hat.", SurfaceKind.TEXT))
