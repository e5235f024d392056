"""PHI009: what a reply knows of a visit blocks; thanks and the neutral reply pass."""

from __future__ import annotations

import pytest

from bot.model import Decision
from bot.phi.engine import Engine
from tests.rules.phi.test_phi_rules import _records, _verdict, engine  # noqa: F401

REVEALS = (
    "Our records show that you were seen within ten minutes.",
    "We are so happy your knee replacement went well!",
    "You never came back for your stitches, that is why it got infected.",
    "Your insurance denied the second scan and we told you so.",
)
NEUTRAL = (
    "Thank you for the five stars!",
    "Thank you for your kind words. We share them with the team.",
    "We take all feedback seriously. Please call our office.",
    "Privacy law keeps us from saying whether somebody is in our care.",
    "Your first colonoscopy: what to expect.",
)


@pytest.mark.parametrize("text", REVEALS)
def test_words_that_know_of_care_block(engine: Engine, text: str) -> None:  # noqa: F811
    assert _verdict(engine, text, "PHI009").decision is Decision.BLOCK


@pytest.mark.parametrize("text", NEUTRAL)
def test_neutral_words_pass(engine: Engine, text: str) -> None:  # noqa: F811
    assert _verdict(engine, text, "PHI009").decision is Decision.ALLOW


def test_a_consented_story_may_thank_its_patient(engine: Engine) -> None:  # noqa: F811
    front = {"patient": {"consent": "C-0k4y"}}
    given = _records(platforms=("linkedin",))

    found = _verdict(engine, REVEALS[1], "PHI009", records=given, front=front)

    assert found.decision is Decision.ALLOW
