"""The advice gate beyond its examples."""

from __future__ import annotations

import pytest

from bot.model import Severity
from tests.rules.harness import findings, thread


@pytest.mark.parametrize(
    "body",
    [
        "@marc82 Go ahead and skip tonight's warfarin.",
        "You no longer need your blood pressure pills.",
        "Raise your Lantus by two units every night.",
        "Answering a comment: it is gout. Drink a lot.",
        "Looks like a simple sprain to me, @pia.",
        "You may return to contact sports after ten days.",
    ],
)
def test_one_reader_is_told_what_to_do(body: str) -> None:
    assert [f.severity for f in findings("ADV001", {}, body)][:1] == [Severity.BLOCK]


@pytest.mark.parametrize(
    "body",
    [
        "Your surgeon may ask you to stop your blood thinner. Ask before you do.",
        "Do not take more than 4,000 mg of acetaminophen a day.",
        "Most adults need 600 IU of vitamin D a day.",
        "Take your pills as prescribed.",
        "In the trial people took 600 mg of gabapentin three times a day.",
        "If somebody has overdosed, give naloxone and call 911.",
        "Stop smoking with a friend.",
    ],
)
def test_general_words_and_redirects_pass(body: str) -> None:
    assert not findings("ADV001", {}, body)


@pytest.mark.parametrize(
    ("body", "stopped"),
    [
        ("Got a weird mole? Snap a pic and drop it in our DMs.", True),
        ("Got a weird mole? Call us for a visit.", False),
        ("Type your blood pressure in the chat.", True),
        ("Write your blood pressure down and bring the list to your visit.", False),
        ("Drop a heart below if you got your flu shot.", False),
        ("We do not give medical advice by direct message.", False),
    ],
)
def test_who_asks_for_details_where(body: str, stopped: bool) -> None:
    assert bool(findings("ADV002", {}, body)) is stopped


def test_help_may_stand_in_the_last_post_of_a_thread() -> None:
    front, body = {}, "Thoughts of suicide can come in winter."
    alone = thread(body, "More tomorrow.")
    helped = thread(body, "Call or text 988 at any hour.")

    assert [f.part for f in findings("ADV003", front, body, parts=alone)] == [0]
    assert not findings("ADV003", front, body, parts=helped)
