"""A11Y004: what a screen reader cannot say."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings


@pytest.mark.parametrize(
    "text",
    [
        "Ⓦⓐⓛⓚ every day.",
        "Ｗａｌｋ every day.",
        "𝒲𝒶𝓁𝓀 every day.",
        "Walk 🚶 🚶 🚶 🚶",
        "#sleepwell tonight",
        "#worlddiabetesday",
    ],
)
def test_what_cannot_be_said(text: str) -> None:
    assert findings("A11Y004", {}, text)


@pytest.mark.parametrize(
    "text",
    [
        "Ask for 5 µg; the square of x is x².",
        "Walk 🚶🏽‍♀️ 🌳 ☀️",
        "One in two. #rheumatology #Physiotherapy #BackPain",
        "A family 👨‍👩‍👧‍👦 walks.",
        "Room 𝑥 is free.",
    ],
)
def test_what_can(text: str) -> None:
    assert not findings("A11Y004", {}, text)


def test_an_alt_text_counts() -> None:
    media = {"file": "a.png", "alt": "𝗪𝗮𝗹𝗸", "people": "none"}

    assert findings("A11Y004", {"media": [media]}, "Walk.")
