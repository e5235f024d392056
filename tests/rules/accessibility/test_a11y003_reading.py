"""A11Y003: years of school, against published figures and by hand."""

from __future__ import annotations

import pytest

from bot.rules.meaning.grade import read, syllables, unavoidable
from tests.rules.harness import findings

#: Syllables as dictionaries divide the words.
DIVIDED = {
    1: "the walk pain back knee spine strength through asked moved cake whole eye noise brought",
    2: "table doctor asked-for walking happy people open ahead needed glasses houses little able",
    3: "medicine recovery-s evening idea exercise animal together family-s hospital banana video",
    4: "information-al operation activity-s education preparation-s everybody-s",
}


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        # Both worked out on the English Wikipedia's page on the measure, read November 2026.
        ("The cat sat on the mat.", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
    ],
)
def test_published_grades(text: str, grade: float) -> None:
    assert read(text, plainly=False).grade == pytest.approx(grade, abs=0.06)


@pytest.mark.parametrize(
    ("word", "count"),
    [(w, n) for n, words in DIVIDED.items() for w in words.split() if "-" not in w],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_tags_addresses_and_references_are_not_read() -> None:
    bare = read("Walk a little. Rest a little.")
    full = read(
        "Walk a little. Rest a little. #ChronicPainManagement @interdisciplinary "
        "https://larkspurspine.example/rehabilitation doi:10.2147/JPR.S366978"
    )

    assert full == bare


def test_a_medical_word_counts_as_a_short_one() -> None:
    assert unavoidable("colonoscopy")
    assert unavoidable("Osteoarthritis")
    assert not unavoidable("facilitation")
    assert read("Ask about colonoscopy now.").syllables == 1 + 2 + 2 + 1


def test_thirty_nine_words_are_not_judged() -> None:
    word = "rehabilitative "
    assert not findings("A11Y003", {}, word * 39 + ".")
    assert findings("A11Y003", {}, word * 40 + ".")


def test_other_languages_are_not_measured() -> None:
    assert not findings("A11Y003", {"lang": "es"}, "rehabilitative " * 60)
