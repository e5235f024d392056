"""What a hand may do: hasten one delivery that every gate lets go, and nothing besides."""

from __future__ import annotations

import base64

from click.testing import CliRunner, Result

from bot.cli import cli
from bot.cli.sandbox import sandbox_token
from bot.model import State
from bot.records import load_records
from bot.records.approval import sign, write_approval
from bot.records.model import Approval, Bound
from bot.vault.base import Secret
from bot.vault.keys import key_name, public_key
from tests.adversary.conftest import Stage
from tests.practice import NOW, Reader
from tests.sealing import seal

SEED = bytes(range(32))


def gatepost(stage: Stage, *words: str, **more: str) -> Result:
    """One command in this process, on the stage's calendar and clock."""
    env = {
        "GATEPOST_NOW": stage.clock.at.isoformat(),
        "GATEPOST_ROOT": str(stage.root),
        "COLUMNS": "200",
        **more,
    }
    return CliRunner().invoke(cli, words, env=env)


def test_publishing_a_repeated_post_by_hand_publishes_it_once(stage: Stage, reader: Reader) -> None:
    stage.post(
        "walk",
        accounts="[clinic-instagram]",
        repeat="FREQ=WEEKLY;BYDAY=TH",
    )

    gatepost(stage, "publish", "walk")

    assert len(stage.received()) == 1


def test_what_may_be_out_already_is_not_sent_again_in_passing(stage: Stage, reader: Reader) -> None:
    """An unclear send that nobody could look up; then the post is published by hand elsewhere."""
    stage.post("walk", accounts="[clinic-linkedin]")
    stage.sandbox.state.faults.add("linkedin", "create", fault="cut-after")
    stage.play()
    stage.sandbox.state.expire("linkedin", "urn:li:organization:9021")
    stage.clock.forward(seconds=700)
    stage.play()
    assert [row.hold for row in stage.rows()] == ["doubt"]
    stage.sandbox.state.add_account(
        "linkedin", "fernhill", "urn:li:organization:9021", sandbox_token("clinic-linkedin")
    )

    gatepost(stage, "publish", "walk")

    assert len(stage.received()) == 1


def test_a_post_is_judged_by_its_own_gates_and_not_by_its_namesakes(
    stage: Stage, reader: Reader
) -> None:
    """walk.md waits for an acknowledgement that long-walk.md has."""
    accounts = (stage.root / "config/accounts.toml").read_text()
    scopes = 'platform = "x"\nscopes = ["tweet.write", "dm.read"]\n'
    stage.config("accounts.toml", accounts.replace('platform = "x"\n', scopes))
    stage.config("people/mei-lin.toml", _with_key(stage))
    stage.post("walk", accounts="[clinic-x]")
    stage.post("long-walk", "# Rest\n\nA rest is good, too.\n", accounts="[clinic-x]")
    _acknowledge(stage, "long-walk")
    stage.worker().plan()
    assert {row.key.post_id: row.state for row in stage.rows()} == {
        "walk": State.HELD,
        "long-walk": State.PLANNED,
    }

    gatepost(stage, "publish", "walk.md")

    assert stage.received() == []


def _with_key(stage: Stage) -> str:
    text = (stage.root / "config/people/mei-lin.toml").read_text()
    return f'{text}public_key = "{public_key(SEED)}"\n'


def _acknowledge(stage: Stage, post: str) -> None:
    (sheet,) = (s for s in stage.check().sheets if s.post.id == post)
    approval = Approval(
        post=post,
        person="mei-lin",
        decision="approve",
        acknowledges_warns=True,
        at=NOW,
        signature="",
        bound=(
            Bound(
                account="clinic-x",
                occurrence="once",
                rendition=sheet.rendition,
                warns=("ACT003",),
            ),
        ),
    )
    write_approval(stage.root, sign(approval, SEED))


def test_a_rehearsed_publish_leaves_the_ledger_as_it_was(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")

    result = gatepost(stage, "publish", "walk", "--dry-run")

    assert "would publish clinic-x" in result.output
    assert stage.rows() == []


def test_an_approval_of_a_repeated_post_is_for_the_next_date(stage: Stage, reader: Reader) -> None:
    """The day after one occurrence, the one that a person approves is the one to come."""
    stage.config("people/mei-lin.toml", _with_key(stage))
    vault, sealed = seal(stage.root.parent / "secret")
    vault.put(key_name("mei-lin"), Secret(base64.b64encode(SEED).decode()))
    stage.post("walk", accounts="[clinic-x]", repeat="FREQ=WEEKLY;BYDAY=MO")

    gatepost(stage, "approve", "walk", "--as", "mei-lin", "--yes", **sealed)

    (approval,) = load_records(stage.root, {}).approvals
    assert [bound.occurrence for bound in approval.bound] == ["2026-12-07"]
