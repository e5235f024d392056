"""Taking a post down: whoever is told that nothing is out relies on it."""

from __future__ import annotations

from bot.model import State
from tests.adversary.conftest import Stage
from tests.adversary.test_by_hand import gatepost
from tests.practice import Reader


def test_a_retraction_that_died_half_way_can_be_done_again(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.play()
    (row,) = stage.rows()
    stage.ledger.retracting(row, stage.clock.at)  # and then the machine lost its power
    stage.clock.forward(minutes=10)

    gatepost(stage, "retract", "walk", "--yes")

    assert stage.states() == {"clinic-x": State.RETRACTED}


def test_a_post_that_may_be_out_is_not_said_to_be_nowhere(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.faults.add("x", "create", fault="error-after")
    stage.play()
    assert stage.states() == {"clinic-x": State.UNKNOWN}

    result = gatepost(stage, "retract", "walk", "--yes")

    assert "is not out anywhere" not in f"{result.output}{result.exception}"
