"""No rewriting that leaves a post readable turns a block into a pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.phi.engine import Engine
from bot.phi.model import Level
from tests.phi.conftest import make_post, make_rendition, worst

#: (before, identifier, after): each blocks as a whole.
BLOCKED = [
    ("Our patient ", "Beatrix Novak", " was discharged with a new knee."),
    ("Great save tonight, ", "MRN ab-4471902", ", thanks to the team."),
    ("Our patient was admitted on ", "March 3, 2026", " with a fever."),
    ("Our patient is home. Her cell is ", "415-555-0142", " if you want to say hello."),
    ("Our patient is a ", "93 year old", " dancer."),
    ("Our patient says hi, SSN ", "123-45-6789", " and all."),
    ("My patient's ", "serial number nx-4471902", " was explanted."),
]
HIDDEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u202d"]
often = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("pieces", BLOCKED)
def test_each_blocks_to_begin_with(engine: Engine, pieces: tuple[str, str, str]) -> None:
    assert worst(engine.analyse_text("".join(pieces))) is Level.BLOCK


@often
@given(pieces=st.sampled_from(BLOCKED), hidden=st.sampled_from(HIDDEN), data=st.data())
def test_a_hidden_character_anywhere(
    engine: Engine, pieces: tuple[str, str, str], hidden: str, data: st.DataObject
) -> None:
    text = "".join(pieces)
    at = data.draw(st.integers(0, len(text)))

    assert worst(engine.analyse_text(text[:at] + hidden + text[at:])) is Level.BLOCK


@often
@given(pieces=st.sampled_from(BLOCKED[1:]), upper=st.booleans())
def test_the_case_of_a_number_or_date(
    engine: Engine, pieces: tuple[str, str, str], upper: bool
) -> None:
    before, identifier, after = pieces
    changed = identifier.upper() if upper else identifier.lower()

    assert worst(engine.analyse_text(before + changed + after)) is Level.BLOCK


@often
@given(pieces=st.sampled_from(BLOCKED))
def test_the_identifier_moved_into_the_alt_text(
    engine: Engine, pieces: tuple[str, str, str]
) -> None:
    before, identifier, after = pieces
    rendition = make_rendition(before + after, alt=identifier)

    assert worst(engine.analyse(rendition, make_post())) is not Level.INFO


@often
@given(
    pieces=st.sampled_from(BLOCKED),
    tag=st.sampled_from(["#BackPain", "#SpineHealth", "#MoveMore", "#PainAwarenessMonth"]),
)
def test_a_hashtag_added(engine: Engine, pieces: tuple[str, str, str], tag: str) -> None:
    assert worst(engine.analyse_text(f"{''.join(pieces)} {tag}")) is Level.BLOCK


@often
@given(st.text(max_size=300))
def test_any_text_gets_an_answer_with_spans_inside_it(engine: Engine, text: str) -> None:
    for hit in engine.analyse_text(text).hits:
        assert 0 <= hit.start < hit.end <= len(text)


# ---------------------------------------------------------------- names of many places
GIVEN = [
    "Ana",
    "Beatrix",
    "Chidi",
    "Dmitri",
    "Eun-ji",
    "Fatima",
    "Giulia",
    "Håkon",
    "Ines",
    "Joaquín",
    "Kwame",
    "Lakshmi",
    "Mohammed",
    "Ngozi",
    "Olga",
    "Priya",
    "Quang",
    "Rosa",
    "Siobhán",
    "Tomasz",
    "Valentina",
    "Wendell",
    "Xiomara",
    "Yusuf",
    "Zofia",
    "Hope",
    "Grace",
    "Will",
    "Mei",
]
FAMILY = [
    "Okafor",
    "Novak",
    "Nguyen",
    "Lindqvist",
    "O'Brien",
    "Müller",
    "García",
    "Hernández",
    "Kowalski",
    "Papadopoulos",
    "Yılmaz",
    "Singh",
    "Tanaka",
    "Silva",
    "Petrov",
    "Abebe",
    "Johansson",
    "Dubois",
    "Rossi",
    "Haddad",
    "Park",
    "Costa",
    "Mbeki",
    "Ivanova",
    "Castillo",
    "Goldberg",
    "Whitehorse",
    "Kealoha",
    "Rahman",
    "Van-Dyke",
]
TOLD = [
    "My patient {given} {family} was discharged on her new knee today.",
    "Our patient {given} {family} is home after the surgery.",
    "Mrs {family} was discharged with antibiotics last night.",
    "Mr. {family} was admitted with chest pain again.",
    "Patient {given} {family} did well after the biopsy.",
]
REWRITINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "capitals": str.upper,
    "capitals at the beginning of words": str.title,
    "case upside down": str.swapcase,
    "a hashtag behind": lambda text: f"{text} #BackPain",
    "a hashtag before": lambda text: f"#WalkMore {text}",
}


@often
@given(
    told=st.sampled_from(TOLD),
    first=st.sampled_from(GIVEN),
    family=st.sampled_from(FAMILY),
    how=st.sampled_from(sorted(REWRITINGS)),
    hidden=st.sampled_from(["", *HIDDEN]),
    where=st.floats(0, 1),
    alt=st.booleans(),
)
def test_no_rewriting_lets_a_named_patient_pass(
    engine: Engine,
    told: str,
    first: str,
    family: str,
    how: str,
    hidden: str,
    where: float,
    alt: bool,
) -> None:
    text = told.format(given=first, family=family)
    if worst(engine.analyse_text(text)) is not Level.BLOCK:
        return
    text = REWRITINGS[how](text)
    at = int(where * len(text))
    text = text[:at] + hidden + text[at:]
    shown = make_rendition("Proud of our team.", alt=text) if alt else make_rendition(text)

    assert worst(engine.analyse(shown, make_post())) is not Level.INFO


def test_most_named_patients_block_to_begin_with(engine: Engine) -> None:
    texts = [
        told.format(given=first, family=family)
        for told in TOLD
        for first, family in zip(GIVEN, FAMILY, strict=False)
    ]

    assert sum(worst(engine.analyse_text(t)) is Level.BLOCK for t in texts) >= 0.95 * len(texts)
