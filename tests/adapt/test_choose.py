"""What stays when not everything fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.adapt.brief import Sentence
from bot.adapt.choose import leans, longest, required, without
from tests.adapt.calendar import brief_of


def body(text: str) -> tuple[Sentence, ...]:
    return brief_of(text).sentences


def at_most(count: int) -> Callable[[Sequence[Sentence]], bool]:
    return lambda chosen: sum(len(s.text) + 1 for s in chosen) <= count


def kept(text: str, wanted: Sequence[int], room: int) -> list[str] | None:
    chosen = longest(body(text), wanted, at_most(room))
    return None if chosen is None else [s.text for s in chosen]


@pytest.mark.parametrize(
    "text",
    [
        "However, it may hurt.",
        "This helps most people.",
        "It eases stiffness.",
        "They work together.",
        "For example, walk to the mailbox.",
        "“That is new.”",
        "It is a small lead.",
    ],
)
def test_these_point_back(text: str) -> None:
    assert leans(body(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "This week we talk about sleep.",
        "It is important to rest.",
        "Thistle is a plant.",
        "Itching is common.",
        "So many people have back pain.",
        "Walk first.",
    ],
)
def test_these_stand_alone(text: str) -> None:
    assert not leans(body(text)[0])


TEXT = "Walk daily. Rest at noon. Sleep at night. Call 911 for chest pain."


def test_everything_stays_if_it_fits() -> None:
    assert kept(TEXT, [0], 99) == [s.text for s in body(TEXT)]


def test_the_end_goes_first_but_never_what_is_wanted() -> None:
    assert kept(TEXT, [0, 3], 60) == ["Walk daily.", "Rest at noon.", "Call 911 for chest pain."]
    assert kept(TEXT, [0, 3], 37) == ["Walk daily.", "Call 911 for chest pain."]


def test_what_is_wanted_is_never_cut() -> None:
    assert kept(TEXT, [0, 3], 36) is None


def test_no_sentence_is_skipped_for_a_shorter_one() -> None:
    assert kept("A first one. A very, very, very long second one. Third.", [0], 30) == [
        "A first one."
    ]


def test_a_sentence_that_points_back_brings_the_one_before() -> None:
    text = "Injections can calm a nerve. However, they do not cure it. Rest. Call 911."
    assert required(body(text), [1]) == {0, 1}
    assert kept("Lead. Filler here. It hurts. However, risks include falls.", [0, 3], 60) == [
        "Lead.",
        "Filler here.",
        "It hurts.",
        "However, risks include falls.",
    ]


def test_a_heading_never_stands_over_nothing() -> None:
    text = "Lead.\n\n## Part\n\nA long paragraph that does not fit.\n\n## End\n\nCall 911."
    assert kept(text, [0], 30) == ["Lead."]
    assert kept("Lead.\n\n## Part\n\nShort. A longer sentence.", [0], 20) == [
        "Lead.",
        "Part",
        "Short.",
    ]


def test_a_colon_and_what_it_announces_stay_together() -> None:
    text = "Lead.\n\nCall 911 if you have:\n\n- chest pain\n- weak legs\n\nRest."
    assert required(body(text), [1]) == {1, 2, 3}
    assert required(body(text), [3]) == {1, 2, 3}
    assert kept(text, [0], 30) == ["Lead."]


def test_a_list_item_that_is_a_sentence_stands_alone() -> None:
    assert required(body("Know this:\n\n- Risks include falls.\n- Rest."), [1]) == {1}


def test_steps_are_kept_all_or_none() -> None:
    text = "Lead.\n\n1. Sit.\n2. Stand.\n3. Walk."
    assert kept(text, [0], 20) == ["Lead."]
    assert required(body(text), [2]) == {1, 2, 3}


def test_the_rest_of_an_item_needs_its_beginning() -> None:
    assert required(body("- Stand up. Hold the chair.\n- Sit."), [1]) == {0, 1}


def test_leaving_out_takes_what_leaned_on_it() -> None:
    text = "Lead. Read harborspine.org now. It is short. Rest."
    assert [s.text for s in without(body(text), [1])] == ["Lead.", "Rest."]


def test_leaving_out_spares_what_is_pinned() -> None:
    text = "Lead. Read harborspine.org now. However, risks include falls."
    assert len(without(body(text), [1])) == 3


def test_leaving_out_all_that_a_line_announces_takes_the_line() -> None:
    text = "Lead.\n\nRead more:\n\n- harborspine.org/a\n- harborspine.org/b"
    assert [s.text for s in without(body(text), [2, 3])] == ["Lead."]
