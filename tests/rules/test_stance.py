"""How a text stands to the words it uses."""

from __future__ import annotations

import pytest

from bot.rules.meaning.reading import read
from bot.rules.meaning.stance import Stance, stance

CURES = [
    ("Our laser cures arthritis.", Stance.SAID),
    ("Want a laser that cures arthritis?", Stance.SAID),
    ("Myth: nothing helps. Fact: our laser cures arthritis.", Stance.SAID),
    ("No surgery, no needles: our laser cures arthritis.", Stance.SAID),
    ("Don't wait, because our laser cures arthritis.", Stance.SAID),
    (
        "The laser does not relieve pain for long, nor is it one that cures arthritis.",
        Stance.DENIED,
    ),
    ("No laser cures arthritis.", Stance.DENIED),
    ("That a laser cures arthritis is not true for anyone.", Stance.MYTH),
    ("Is there a laser that cures arthritis?", Stance.ASKED),
    ("Myth: a laser cures arthritis.", Stance.MYTH),
    ("Some ads claim that a laser cures arthritis.", Stance.MYTH),
    ("Red flags:\nA laser cures arthritis\nNo side effects", Stance.MYTH),
    ('"A laser cures arthritis." Not true.', Stance.MYTH),
    ("We hope that one day a laser cures arthritis.", Stance.SUPPOSED),
]


@pytest.mark.parametrize(("text", "expected"), CURES)
def test_the_stance_to_a_claim(text: str, expected: Stance) -> None:
    """The same words, said, denied, asked, told of others and hoped for."""
    start = text.index("cures")

    assert stance(read(text), start, start + len("cures")) is expected


def test_a_negator_reaches_its_clause_only() -> None:
    """What a sentence denies first does not excuse what it claims after the break."""
    text = "It is not expensive, and it cures arthritis."
    start = text.index("cures")

    assert stance(read(text), start, start + 5) is Stance.SAID


def test_offsets_are_those_of_the_text_as_given() -> None:
    """Titles and curly apostrophes are read plainly without moving anything."""
    text = "Dr. Lin’s laser doesn’t cure arthritis."

    assert len(read(text).text) == len(text)
    assert read(text).sentences[0].text.endswith("arthritis.")
    assert stance(read(text), text.index("cure"), text.index("cure") + 4) is Stance.DENIED


def test_a_fact_after_a_list_of_myths_counts() -> None:
    """Our own sentence ends the list of what others promise."""
    text = "Red flags:\nCures everything\n\nOur drip cures migraine."
    start = text.rindex("cures")

    assert stance(read(text), start, start + 5) is Stance.SAID
