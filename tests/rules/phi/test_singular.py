"""PHI006: one rare fact asks, two stop, and a consent on the platform lets the story be told."""

from __future__ import annotations

import pytest

from bot.model import Decision
from bot.phi.combination import combine, rare_facts
from bot.phi.engine import Engine
from bot.phi.model import Aspect, Hit, Identifier, Level, Role
from tests.rules.phi.test_phi_rules import _records, _verdict, engine  # noqa: F401

ONE = "We put a new knee into the fire chief. He is already walking."
TWO = "We put a new knee into the fire chief of Elko County. He is already walking."


def _hit(start: int, aspect: Aspect, identifier: Identifier = Identifier.OTHER) -> Hit:
    from bot.model import Place
    from bot.surface import SurfaceKind

    return Hit(
        identifier, Level.REVIEW, Role.UNKNOWN, SurfaceKind.TEXT, Place("t"), 0, start, start + 5,
        "a reason", aspect=aspect,
    )  # fmt: skip


def test_one_fact_holds_and_two_block(engine: Engine) -> None:  # noqa: F811
    assert _verdict(engine, ONE, "PHI006").decision is Decision.HOLD
    assert _verdict(engine, TWO, "PHI006").decision is Decision.BLOCK


def test_a_consent_for_the_platform_lets_the_story_be_told(engine: Engine) -> None:  # noqa: F811
    given = {
        "records": _records(platforms=("linkedin",)),
        "front": {"patient": {"consent": "C-0k4y"}},
    }

    assert _verdict(engine, TWO, "PHI006", **given).decision is Decision.ALLOW


def test_a_consent_for_another_platform_does_not(engine: Engine) -> None:  # noqa: F811
    given = {"records": _records(platforms=("x",)), "front": {"patient": {"consent": "C-0k4y"}}}

    assert _verdict(engine, TWO, "PHI006", **given).decision is Decision.BLOCK


@pytest.mark.parametrize(
    ("hits", "count"),
    [
        ([_hit(0, Aspect.SINGULAR)], 1),
        ([_hit(0, Aspect.SINGULAR), _hit(2, Aspect.SINGULAR)], 1),
        ([_hit(0, Aspect.SINGULAR), _hit(9, Aspect.SINGULAR)], 2),
        ([_hit(0, Aspect.SINGULAR), _hit(2, Aspect.NONE, Identifier.PLACE)], 2),
        ([_hit(0, Aspect.NONE, Identifier.PLACE), _hit(9, Aspect.NONE, Identifier.DATE)], 0),
    ],
)
def test_facts_are_counted_apart(hits: list[Hit], count: int) -> None:
    assert rare_facts(hits) == count
    raised = [hit for hit in combine(hits) if hit.level is Level.BLOCK]
    assert bool(raised) is (count > 1)
    assert all(hit.aspect is Aspect.SINGULAR for hit in raised)


def test_public_persons_pass(engine: Engine) -> None:  # noqa: F811
    found = _verdict(engine, "The mayor opens our new wing on Friday.", "PHI006")

    assert found.findings == ()
