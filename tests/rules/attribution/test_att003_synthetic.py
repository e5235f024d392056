"""ATT003: made people are called so, where readers see it."""

from __future__ import annotations

import pytest

from bot.rules.meaning.synthetic import labelled
from tests.rules.harness import findings

PICTURE = {"file": "images/a.png", "alt": "A woman walks", "people": "none", "origin": "ai"}
FRONT = {"kind": "promotion", "media": [PICTURE]}


@pytest.mark.parametrize(
    "text",
    [
        "The picture is AI-generated.",
        "Image created with AI.",
        "Illustration made by artificial intelligence.",
        "A synthetic performer.",
        "#AIgenerated",
        "Image generated using generative AI.",
    ],
)
def test_labels(text: str) -> None:
    assert labelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not AI-generated.",
        "AI helps us read scans.",
        "The image was not made with AI.",
        "Aid for your back.",
        "#aim high",
    ],
)
def test_what_is_no_label(text: str) -> None:
    assert not labelled(text)


def test_a_label_in_the_alt_text_is_not_seen() -> None:
    told = {**PICTURE, "alt": "A woman walks. AI-generated image."}

    assert findings("ATT003", {**FRONT, "media": [told]}, "Walk with us.")
    assert not findings("ATT003", FRONT, "Walk with us. AI-generated image.")


def test_the_platform_s_flag_is_wanted_where_it_has_one() -> None:
    text = "Walk with us. AI-generated image."

    assert findings("ATT003", FRONT, text, "instagram")
    assert findings("ATT003", FRONT, text, "instagram", options=(("is_ai_generated", "false"),))
    assert not findings("ATT003", FRONT, text, "instagram", options=(("is_ai_generated", "true"),))
    assert not findings("ATT003", FRONT, text, "linkedin")


def test_a_landscape_is_nobody() -> None:
    scene = {**PICTURE, "alt": "A river in the morning"}

    assert not findings("ATT003", {**FRONT, "media": [scene]}, "Walk with us.")
    assert findings("ATT003", {**FRONT, "media": [{**scene, "people": "staff"}]}, "Walk with us.")
