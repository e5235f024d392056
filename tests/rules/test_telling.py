"""Who is spoken of, and how the evidence for a story adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.rules.meaning import people, story, telling
from bot.rules.meaning.people import Kind
from tests.rules.harness import findings

DEV = Path(__file__).resolve().parents[2] / "bench" / "story" / "dev.jsonl"


def kinds(text: str, staff: tuple[str, ...] = ()) -> set[Kind]:
    known = people.mentions(text, staff)
    return {one.kind for one in (*known, *people.pronouns(text, known))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A retired pilot came to see us.", {Kind.PERSON}),
        ("Dr. Holm runs. She swims, too.", {Kind.STAFF}),
        ("Dr. Holm's daughter draws.", {Kind.STAFF}),
        ("Our receptionist Maria sings.", {Kind.STAFF}),
        ("Maria, physical therapist, sings.", {Kind.STAFF}),
        ("A four-year-old Labrador sat down. He barked.", {Kind.ANIMAL}),
        ("The senator spoke. He was brief.", {Kind.PUBLIC}),
        ("Kudos to Anna, Peter and Maria!", {Kind.STAFF}),
        ("Our physio met a dancer. She limped.", {Kind.STAFF, Kind.PERSON}),
        ("She joined us in May. Welcome, Dr. Ruiz!", {Kind.STAFF}),
        ("Every patient and any child.", set()),
        ("He or she may call.", set()),
    ],
)
def test_a_mention_has_the_kind_of_whom_it_names(text: str, found: set[Kind]) -> None:
    assert kinds(text) == found


def test_a_name_on_the_staff_is_staff() -> None:
    assert kinds("Maria sings.") == {Kind.PERSON}
    assert kinds("Maria sings.", ("maria lopez",)) == {Kind.STAFF}


def test_evidence_is_the_sum_of_its_families() -> None:
    found = telling.weigh("A retired pilot came to us with vertigo. Today he is back at work.")

    assert found is not None
    assert dict(found.points) == {"who": 3, "care": 3, "told": 3, "frame": 0, "advice": 0}
    assert found.score == 9
    assert found.why == "it tells of one person's care (who 3, care 3, told 3; 7 is enough)"


@pytest.mark.parametrize(
    "text",
    [
        "A retired pilot sold his boat. Today he is back at work.",  # no care
        "Vertigo is gone in a week, and work is possible again.",  # nobody
        "A retired pilot with vertigo.",  # nothing told
        "A retired pilot may come to us with vertigo and be back at work soon.",  # anybody
        "Dr. Holm came back from surgery on Monday. She is back at work.",  # staff
    ],
)
def test_without_a_family_nothing_is_told(text: str) -> None:
    assert telling.weigh(text) is None


def test_advice_to_the_reader_takes_points_off() -> None:
    told = "A pilot with vertigo felt better."
    advice = " You can train your balance. Ask your doctor. You will see what helps you."
    plain, advised = telling.weigh(told), telling.weigh(told + advice)

    assert plain is not None
    assert advised is None


def test_the_development_half_stays_as_good_as_it_is() -> None:
    """The floor of the tuned half; bench/story/README.md says what it holds."""
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    seen = {
        label: [bool(story.find(r["text"])) for r in rows if r["label"] == label]
        for label in ("story", "clean")
    }

    assert sum(seen["story"]) >= 0.85 * len(seen["story"])
    assert sum(seen["clean"]) <= 0.02 * len(seen["clean"])


def test_a_published_case_is_a_warn_and_our_own_is_a_block() -> None:
    text = "A 61-year-old man lost his sight after a fall and recovered (doi:10.1000/x1)."
    (cited,) = findings("CON001", {}, "Journal club: " + text)
    (own,) = findings("CON001", {}, "We saw him in our clinic. " + text)

    assert (cited.severity.value, own.severity.value) == ("warn", "block")
    assert "publication" in cited.fix
