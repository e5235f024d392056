"""The recognisers behind the rules, on our development posts and where they draw the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.model import Tie
from bot.rules.meaning import dates, denial, disclosure, story
from bot.rules.meaning.mention import names_any, names_terms, terms
from bot.rules.meaning.text import fold, plain, sentences
from tests.rules.harness import findings
from tests.rules.stories import CITED, CLEAN, STOPPED
from tests.rules.ties import CASES

DISCLOSING = ("DIS001", "DIS002", "DIS003", "DIS004", "DIS006")


@pytest.mark.parametrize("text", STOPPED)
def test_a_story_of_one_patient_is_seen(text: str) -> None:
    assert story.find(text)


@pytest.mark.parametrize("text", CLEAN)
def test_teaching_staff_research_and_inventions_are_no_story(text: str) -> None:
    assert story.find(text) is None


@pytest.mark.parametrize("text", CITED)
def test_a_published_case_is_a_patient_whose_consent_another_saw_to(text: str) -> None:
    found = story.find(text)

    assert found
    assert found.cited


@pytest.mark.parametrize(("text", "platform", "rules"), CASES)
def test_a_tie_is_told_or_the_right_rule_stops_it(
    text: str, platform: str, rules: set[str]
) -> None:
    assert {rule for rule in DISCLOSING if findings(rule, {}, text, platform)} == rules


def test_the_development_set_is_large_enough() -> None:
    assert sum(bool(rules) for *_, rules in CASES) + len(STOPPED) >= 40
    assert sum(not rules for *_, rules in CASES) + len(CLEAN) >= 60


def test_a_name_on_the_staff_is_no_patient() -> None:
    text = "Jonas told us what he learned. Jonas had surgery on his knee and came to our clinic."

    assert story.find(text)
    assert story.find(text, staff=("Jonas Weber",)) is None


def test_a_story_names_no_word_of_the_text_in_its_reason() -> None:
    found = story.find("My patient Maria came in last spring unable to lift her granddaughter.")

    assert found is not None
    assert "Maria" not in found.why


@pytest.mark.parametrize(
    ("claim", "exempt"),
    [
        ("This is an invented case.", True),
        ("The person in this story is fictional.", True),
        ("Composite case, no real patient.", True),
        ("The name is fictional.", False),
        ("Names and details have been changed.", False),
        ("This is not a fictional story.", False),
        ("Imagine the relief.", True),
    ],
)
def test_only_an_invented_case_is_exempt(claim: str, exempt: bool) -> None:
    """A changed name does not make a real person's story anybody else's."""
    text = f"{claim} A 45-year-old man came to our clinic unable to walk."

    assert (story.find(text) is None) is exempt


# ---------------------------------------------------------------- names of companies
def tie(**changes: object) -> Tie:
    values = {"company": "Neurovia Ltd", "nature": "speaking", "from": "2025-01-01"}
    return Tie.model_validate(values | changes)


@pytest.mark.parametrize(
    "text",
    [
        "NEUROVIA is here",
        "neurovia's band",
        "#neuroviaworks",
        "https://get.neurovia.com/x",
        "Neur\u00f3via",
        "N\u0435urovia",
        "Neuro\u200bvia",
        "Neuro-via",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert names_any(text, terms(tie()))


@pytest.mark.parametrize(
    "text", ["Neuroviabilis", "a neuro. Via the spine", "neuro, via nerves", "Neuron via axon"]
)
def test_part_of_a_word_or_two_sentences_are_no_name(text: str) -> None:
    assert not names_any(text, terms(tie()))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Calm", "Stay calm and breathe.", False),
        ("Calm", "Calm breathing helps.", False),
        ("Calm", "We use the Calm app.", True),
        ("Calm", "Breathe with #calm", True),
        ("Relief Inc.", "Relief\u00ae for sore feet", True),
        ("GE", "GE makes scanners", True),
        ("GE", "ge or not ge", False),
        ("Johnson & Johnson", "Johnson and Johnson said", True),
        ("Abbott Laboratories", "Abbott said", True),
        ("Boston Scientific Corporation", "Boston Scientific said", True),
        ("Boston Scientific Corporation", "Boston is a scientific city", False),
        ("Medtronic USA, Inc.", "We trained with Medtronic.", True),
        ("CalmWave", "Two CalmWaves on a desk", True),
        ("Tideway", "currents and tideways", False),
    ],
)
def test_everyday_words_and_legal_forms(name: str, text: str, found: bool) -> None:
    assert names_any(text, names_terms((name,))) is found


# ---------------------------------------------------------------- disclosures
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ad: paid speaker for Neurovia. Come!", "Ad"),
        ("I am a paid consultant for Neurovia, and today", "paid consultant for Neurovia"),
        ("So: Sponsored by Johnson & Johnson today", "Sponsored by Johnson & Johnson"),
        ("My husband works for Neurovia.", "My husband works for Neurovia"),
    ],
)
def test_a_disclosure_ends_with_the_name(text: str, shown: str) -> None:
    assert shown in [text[d.start : d.end] for d in disclosure.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "This is not an ad.",
        "We were not paid by Neurovia.",
        "Nobody sponsored this post.",
        "Is this post sponsored?",
        "Ask if your doctor receives money from companies.",
        "ad libitum feeding in infants",
        "#adhd #advocacy",
        "The trial was paid for by the maker.",
        "Disclosures: none.",
    ],
)
def test_what_denies_or_generalises_is_no_disclosure(text: str) -> None:
    assert disclosure.find(text) == ()


def test_a_denial_can_be_limited_to_somebody() -> None:
    text = "I have no financial ties to Abbott."
    (found,) = denial.denials(text)

    assert found.sweeping
    assert denial.denied_object(text, found) == "Abbott"


# ---------------------------------------------------------------- text and dates
@given(st.text(max_size=200))
def test_sentences_never_lose_or_invent_a_character(text: str) -> None:
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text


@given(st.text(max_size=100))
def test_folding_keeps_every_character_at_its_origin(text: str) -> None:
    folded = fold(text)

    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= i < len(text) for i in folded.origin)


@given(st.text(max_size=300))
def test_no_text_breaks_a_recogniser(text: str) -> None:
    story.find(text)
    disclosure.find(text)
    disclosure.disguised(text)
    denial.denials(text)
    list(dates.days(text))
    names_any(text, terms(tie()))


@pytest.mark.parametrize("text", ["a " * 20_000, "I had " * 8_000, "#ad " * 8_000, "Dr. " * 9_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    """Ends at all: patterns that backtrack would not."""
    story.find(text)
    disclosure.find(text)
    denial.denials(text)


def test_markdown_marks_are_not_words() -> None:
    assert plain("## A **bold** [link](https://e.org) \\# `code`") == "A bold link # code"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on December 3, 2026", (2026, 12, 3)),
        ("on 3rd of Dec.", (None, 12, 3)),
        ("3-5 December", (None, 12, 5)),
        ("2026-12-03", (2026, 12, 3)),
        ("on 12/3", (None, 12, 3)),
        ("you may 3 times", None),
        ("December 2026", None),
        ("February 30", None),
        ("pain 9/10", None),
    ],
)
def test_dates(text: str, found: tuple[int | None, int, int] | None) -> None:
    days = [(d.year, d.month, d.day) for d in dates.days(text)]

    assert days == ([found] if found else [])
