"""A reply is read more strictly than a post: any care beside "you" tells too much."""

from __future__ import annotations

import pytest

from bot.phi.engine import Engine
from bot.phi.reply import NEUTRAL, read_reply

PASSED = (
    NEUTRAL,
    "  " + NEUTRAL.upper().replace(" ", "\n"),
    "Thank you for the five stars!",
    "Thanks so much, this made our day.",
    "We take all feedback seriously. Please call our office manager.",
    "Privacy rules do not let us discuss anyone's care online.",
    "We appreciate every comment and share it with the team.",
    "Our aim is to see everyone on time. Please phone us.",
)
STOPPED = (
    "So glad your knee feels better!",
    "You were never a patient here.",
    "We have no record of your visit.",
    "We're sorry that you waited. It was a busy day.",
    "Your insurance did not pay for the second scan.",
    "It was lovely to see you on Tuesday!",
    "Thank you, Marisol, your surgery went well.",
    "Your mum's chemo nurse says hello.",
    "The bill you dispute was for the biopsy you asked for.",
    "See you at your next cleaning!",
)


@pytest.mark.parametrize("text", PASSED)
def test_neutral_words_pass(engine: Engine, text: str) -> None:
    assert read_reply(engine, text) == ()


@pytest.mark.parametrize("text", STOPPED)
def test_what_knows_of_care_is_stopped(engine: Engine, text: str) -> None:
    assert any(trouble.blocks for trouble in read_reply(engine, text))


def test_the_practice_s_own_neutral_reply_passes_word_for_word(engine: Engine) -> None:
    own = "Thank you. We treat you as we wish to be treated, and never talk of care here."

    assert read_reply(engine, own.replace(" ", "  "), own) == ()
    assert read_reply(engine, own + " Your knee looked fine.", own)


def test_a_reply_that_cannot_be_read_holds(engine: Engine) -> None:
    text = "Gracias por su visita, nos alegra que la operación de su rodilla vaya muy bien."

    assert any(trouble.what.startswith("not read") for trouble in read_reply(engine, text))


def test_trouble_says_where_and_not_what(engine: Engine) -> None:
    text = "Thank you!\nSo glad your knee feels better!"

    [trouble, *_] = read_reply(engine, text)

    assert trouble.start >= text.index("So")
    assert "knee" not in trouble.what
