"""A calendar that changes its environment under a running worker."""

from __future__ import annotations

import pytest

from bot.errors import WrongEnvironment
from bot.model import Environment, State
from bot.vault.base import Secret
from bot.vault.tokens import Token, save_token
from tests.adversary.conftest import Stage
from tests.practice import DUE, FakeClient, Reader


def go_live(stage: Stage) -> None:
    """What the guide for going live says, done while the sandbox's daemon still runs."""
    text = (stage.root / "config/gatepost.toml").read_text()
    head = text.replace('environment = "sandbox"', 'environment = "live"').split("[platforms")[0]
    stage.config("gatepost.toml", head.replace('vault = "memory"', 'vault = "two-shares"'))
    stage.vault.forget("token:clinic-x")
    save_token(stage.vault, "clinic-x", Token(Secret("the-live-token"), Environment.LIVE))


def test_a_sandbox_delivery_never_goes_out_live(
    stage: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = FakeClient()
    monkeypatch.setattr("bot.worker.client_factory", lambda _platform: lambda *_: reached)
    stage.post("walk", accounts="[clinic-x]")
    worker = stage.worker()
    worker.plan()
    publisher = worker.publisher()
    go_live(stage)

    stage.clock.at = DUE
    publisher.tick()

    assert reached.sent == []
    assert stage.states() == {"clinic-x": State.HELD}
    with pytest.raises(WrongEnvironment):
        worker.client("clinic-x")


@pytest.mark.parametrize(("marked", "state"), [("live", State.HELD), ("sandbox", State.PUBLISHED)])
def test_an_account_marked_for_one_environment_is_used_in_no_other(
    stage: Stage, reader: Reader, marked: str, state: State
) -> None:
    accounts = (stage.root / "config/accounts.toml").read_text()
    own = f'environment = "{marked}"\nplatform = "x"\n'
    stage.config("accounts.toml", accounts.replace('platform = "x"\n', own))
    stage.post("walk", accounts="[clinic-x]")

    assert stage.play() == {"clinic-x": state}
    assert len(stage.received()) == (state is State.PUBLISHED)
