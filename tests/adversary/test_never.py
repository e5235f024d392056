"""What the calendar asks for goes out, or somebody is told that it does not."""

from __future__ import annotations

import pytest

from bot.model import State
from tests.adversary.conftest import Stage
from tests.practice import BODY, NOW, Reader

ANEW = "2026-12-10 09:00"


def told(stage: Stage) -> list[str]:
    return [str(problem) for problem in stage.worker().plan().report.problems]


def test_a_refused_post_is_tried_again_once_it_was_mended(stage: Stage, reader: Reader) -> None:
    """X refuses the text for good and says: change it. It was changed."""
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.faults.add("x", "create", fault="error", status=422)
    stage.play()
    assert stage.states() == {"clinic-x": State.FAILED_FINAL}

    stage.post("walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]")
    stage.clock.forward(minutes=2)
    stage.play()

    assert stage.states() == {"clinic-x": State.PUBLISHED}
    assert len(stage.received()) == 1


def test_a_refused_post_that_stays_as_it_is_is_not_tried_again(
    stage: Stage, reader: Reader
) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.faults.add("x", "create", fault="error", status=422)
    for _ in range(20):
        stage.play()
        stage.clock.forward(minutes=2)

    assert stage.states() == {"clinic-x": State.FAILED_FINAL}
    assert "422" in stage.rows()[0].reason or stage.rows()[0].reason
    assert stage.received() == []


@pytest.mark.parametrize("text", [BODY, "# Sit less\n\nA short stroll at noon is good for all.\n"])
def test_a_new_time_for_a_post_that_is_out_is_told_to_be_in_vain(
    stage: Stage, reader: Reader, text: str
) -> None:
    """The date was moved, or last month's file was copied with its id."""
    stage.post("walk", accounts="[clinic-x]")
    stage.play()
    assert told(stage) == []

    stage.post("walk", text, accounts="[clinic-x]", publish_at=ANEW)

    (line,) = told(stage)
    assert "content/walk.md" in line
    assert "id" in line
    stage.clock.forward(days=7)
    stage.play()
    assert len(stage.received()) == 1


def test_nothing_is_told_of_a_post_sent_early_by_hand_or_mended_afterwards(
    stage: Stage, reader: Reader
) -> None:
    stage.post("walk", accounts="[clinic-x]")
    worker = stage.worker()
    worker.plan()
    (row,) = stage.rows()
    stage.ledger.decide(row, State.HELD, "by hand", "mei-lin", NOW)
    stage.ledger.decide(stage.rows()[0], State.PLANNED, "by hand", "mei-lin", NOW, due_at=NOW)
    worker.publisher().tick()
    assert stage.states() == {"clinic-x": State.PUBLISHED}

    stage.post("walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]")
    assert told(stage) == []


def test_a_post_is_not_taken_for_another_with_the_same_words(stage: Stage, reader: Reader) -> None:
    """The same reminder five minutes later, and the connection breaks before it arrives."""
    stage.post("walk", accounts="[clinic-instagram]")
    stage.post("again", accounts="[clinic-instagram]", publish_at="2026-12-03 09:05")
    stage.play()
    assert len(stage.received()) == 1
    stage.sandbox.state.faults.add("instagram", "create", fault="cut")
    stage.clock.forward(minutes=5)
    stage.play()
    stage.clock.forward(seconds=70)
    stage.play()

    first, second = stage.rows()
    assert first.state is State.PUBLISHED
    assert (second.state, second.hold) == (State.HELD, "doubt")


def test_another_accounts_posts_settle_nothing(stage: Stage, reader: Reader) -> None:
    """The id on file is somebody else's; what they have posted says nothing of ours."""
    stage.sandbox.state.add_account("x", "stranger", "999", "a-token-of-theirs")
    accounts = stage.root / "config/accounts.toml"
    accounts.write_text(accounts.read_text().replace("14025550142", "999"))
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.faults.add("x", "create", fault="error-after")
    stage.play()
    stage.clock.forward(seconds=70)
    stage.play()

    assert stage.rows()[0].hold == "doubt"
    assert stage.sandbox.state.count("x", "create") == 1
