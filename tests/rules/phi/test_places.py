"""PHI005: a patient's town stops, the practice's own and an event's do not."""

from __future__ import annotations

import pytest

from bot.model import Decision
from bot.phi.engine import Engine
from tests.rules.phi.test_phi_rules import _records, _verdict, engine  # noqa: F401

TOLD = "My patient from Tonopah was discharged after her stroke."


@pytest.mark.parametrize(
    "text",
    [
        "Flu shots at the Tonopah library, Friday 9 to 12.",
        "One in eight women in Nevada will get breast cancer.",
        "Our second office opens in Elko in May.",
    ],
)
def test_places_of_events_offices_and_statistics_pass(engine: Engine, text: str) -> None:  # noqa: F811
    assert _verdict(engine, text, "PHI005").decision is Decision.ALLOW


def test_a_consent_that_lists_places_releases_it(engine: Engine) -> None:  # noqa: F811
    front = {"patient": {"consent": "C-0k4y"}}
    listed = _records(platforms=("linkedin",), identifiers=("place",))
    unlisted = _records(platforms=("linkedin",), identifiers=("name",))

    assert _verdict(engine, TOLD, "PHI005").decision is Decision.BLOCK
    assert _verdict(engine, TOLD, "PHI005", records=listed, front=front).decision is Decision.ALLOW
    assert (
        _verdict(engine, TOLD, "PHI005", records=unlisted, front=front).decision is Decision.BLOCK
    )


def test_the_finding_does_not_repeat_the_place(engine: Engine) -> None:  # noqa: F811
    [finding] = _verdict(engine, TOLD, "PHI005").findings

    assert "Tonopah" not in finding.what + finding.fix
