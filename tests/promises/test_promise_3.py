"""Never twice, never silently not: an unclear answer is ``unknown`` and is settled by look-up
or by a person, never by a blind retry."""

from __future__ import annotations

from typing import Any

import pytest

from bot.http import door_for
from bot.model import State
from tests.practice import Reader
from tests.promises.conftest import Stage

#: What happens at the create, and whether the platform has the post then.
FAULTS = [
    ({"fault": "error"}, False),
    ({"fault": "cut"}, False),
    ({"fault": "error-after"}, True),
    ({"fault": "cut-after"}, True),
    ({"fault": "silent"}, True),
    ({"fault": "bad-json"}, True),
]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(platform: str, settings: Any) -> Any:
        return door_for(platform, settings, read=0.6, total=1.5)

    monkeypatch.setattr("bot.http.door_for", impatient)


@pytest.mark.parametrize(("fault", "out"), FAULTS)
@pytest.mark.parametrize("platform", ["x", "linkedin"])
def test_an_unclear_answer_is_settled_by_looking_and_the_post_is_out_once(
    stage: Stage, reader: Reader, platform: str, fault: dict[str, Any], out: bool
) -> None:
    stage.post("walk", accounts=f"[clinic-{platform}]")
    stage.sandbox.state.faults.add(platform, "create", **fault)

    stage.play()
    assert len(stage.received()) == out
    assert set(stage.states().values()) == {State.UNKNOWN}

    for _ in range(3):
        stage.clock.forward(seconds=61)
        stage.play()

    assert set(stage.states().values()) == {State.PUBLISHED}
    assert len(stage.received()) == 1


def test_while_the_platform_may_only_be_slow_to_show_it_nothing_is_sent(
    stage: Stage, reader: Reader
) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.faults.add("x", "create", fault="error-after", hidden=30.0)
    stage.play()
    for _ in range(4):
        stage.clock.forward(seconds=14)
        stage.play()

    assert stage.sandbox.state.count("x", "create") == 1
    assert len(stage.received()) == 1


def test_where_nobody_can_look_a_person_is_asked(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    faults = stage.sandbox.state.faults
    faults.add("x", "create", fault="error-after")
    stage.play()
    stage.sandbox.state.expire("x", "14025550142")
    stage.clock.forward(seconds=600)
    stage.play()
    stage.clock.forward(days=1)
    stage.play()

    assert stage.states() == {"clinic-x": State.HELD}
    assert len(stage.received()) == 1
    assert stage.told[-1].startswith("clinic-x held")


def test_a_missed_post_is_told_not_dropped(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.worker().plan()
    stage.clock.forward(days=3)
    stage.worker().publisher().tick()

    assert stage.states() == {"clinic-x": State.HELD}
    assert "missed" in stage.told[-1]
    assert stage.received() == []


def test_a_refusal_is_told_with_its_reason(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.sandbox.state.expire("x", "14025550142")

    assert stage.play() == {"clinic-x": State.HELD}
    assert "token" in stage.told[-1].lower()


def test_running_again_sends_nothing_again(stage: Stage, reader: Reader) -> None:
    stage.post("walk")
    for _ in range(3):
        stage.play()

    assert len(stage.received()) == 2
