"""CLM009: where medicines on prescription may not be promoted to the public."""

from __future__ import annotations

from typing import Any

import pytest

from bot.records.model import Policy
from tests.rules.harness import findings, records


def stopped(text: str, *packs: Any, front: dict | None = None) -> bool:
    known = records(policy=Policy(packs=packs or ("uk",)))
    return bool(findings("CLM009", front or {}, text, records=known))


@pytest.mark.parametrize(
    "text",
    [
        "Weight-loss jabs now available at our clinic.",
        "Book your #AntiWrinkleInjections for spring.",
        "We offer Mounjaro. DM us.",
        "Botulinum toxin, 20% off in January.",
        "Ask us about semaglutide.",
        "Dolarex: order yours.",
    ],
)
def test_an_offer_of_a_medicine(text: str) -> None:
    assert stopped(text, "uk")
    assert stopped(text, "eu")
    assert not stopped(text, "us", "us-ca")


@pytest.mark.parametrize(
    "text",
    [
        "Morphine is a strong pain medicine. It can make you sleepy.",
        "We do not offer Botox.",
        "Book a consultation about wrinkles.",
        "Book your physiotherapy online.",
    ],
)
def test_information_and_consultations(text: str) -> None:
    assert not stopped(text)


def test_the_kind_and_a_sponsor_make_it_promotion() -> None:
    text = "Ozempic and weight."
    assert not stopped(text)
    assert stopped(text, front={"kind": "promotion"})
    assert stopped(text, front={"sponsored_by": "Tideway"})


def test_professionals_may_be_told() -> None:
    assert not stopped("We offer Mounjaro.", front={"audience": "professionals"})


def test_an_alt_text_counts() -> None:
    media = {"file": "a.png", "alt": "Botox from £99", "people": "none"}
    assert stopped("Glow.", front={"media": [media]})
