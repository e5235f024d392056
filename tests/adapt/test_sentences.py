"""A sentence is whole or not there: where one ends and where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapt.sentences import split


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Okafor sees new patients on Mondays.",
        "Bring a list, e.g. Your medicines, to the visit.",
        "Move, i.e. Walk, six times a day.",
        "Heat vs. Ice is a matter of taste.",
        "See No. 5 on the list.",
        "It meets at Elm St. Church hall.",
        "Start with 2.5 mg. twice a day.",
        "J. A. Smith wrote it.",
        "Ask at www.harborspine.org/a.html?x=1. it is open.",
        "The U.S. Food and Drug Administration cleared it.",
        "Wait... then breathe out.",
        '"Is it safe?" she asked.',
        "Relief was 1.5 points (95% CI 0.4 to 2.6) at week 12.",
        "It is at 9 a.m. sharp.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rest. Then walk.", ["Rest.", "Then walk."]),
        ("Is it safe? Yes! Walk.", ["Is it safe?", "Yes!", "Walk."]),
        ("Did it help? No. Rest first.", ["Did it help?", "No.", "Rest first."]),
        ("Take vitamin D. It helps bones.", ["Take vitamin D.", "It helps bones."]),
        ("“It works.” Ask us.", ["“It works.”", "Ask us."]),
        ("Pain fell by half.[2] Sleep got better.", ["Pain fell by half.[2]", "Sleep got better."]),
        ("Smith et al. found 3. Lee found 4.", ["Smith et al. found 3.", "Lee found 4."]),
        ("Doors open at 6 p.m. Bring a friend.", ["Doors open at 6 p.m.", "Bring a friend."]),
        ("Join us! 🎉 Seats are free.", ["Join us! 🎉", "Seats are free."]),
        ("Well done! 👨‍👩‍👧‍👦", ["Well done! 👨‍👩‍👧‍👦"]),
        ("歩きましょう。毎日です！次。", ["歩きましょう。", "毎日です！", "次。"]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("So… It begins.", ["So…", "It begins."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_two_sentences_come_apart(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(alphabet=st.sampled_from('aB1.!?…。 \n"”)[]🎉’Dr'), max_size=60) | st.text())
def test_nothing_is_lost_but_blanks(text: str) -> None:
    """Spans are in order, do not overlap, and leave only blanks between them."""
    spans = list(split(text))
    kept = set().union(*(range(start, end) for start, end in spans)) if spans else set()
    assert sum(end - start for start, end in spans) == len(kept)
    assert spans == sorted(spans)
    assert all(text[i].isspace() for i in range(len(text)) if i not in kept)
