"""A post's whole life: draft, two approvals, an edit that voids them, approvals again, out,
the consent taken back, down."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.errors import GatepostError
from bot.model import Environment, State
from bot.vault.base import Secret
from bot.vault.tokens import Token, save_token
from tests.conftest import ROOT
from tests.practice import ACCOUNTS, DUE
from tests.promises.conftest import Stage, sandbox_token
from tests.sealing import seal

BODY = (
    "# Back in the garden\n\nOne of our patients, who agreed in writing, gardens again. "
    "This is one person's experience. Your own course may be different.\n"
)
POLICY = 'practice = "group"\n[roles]\neducation = []\nstory = ["clinician", "privacy"]\n'
LIN = 'id = "dr-lin"\nname = "Wei Lin"\nroles = ["author", "clinician"]\n'


@pytest.fixture
def clinic(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A group practice with a vault that remembers, and a consent on file."""
    secrets = tmp_path / "secrets"
    vault, variables = seal(secrets)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ACCOUNTS:
        save_token(vault, name, Token(Secret(sandbox_token(name)), Environment.SANDBOX))
    consent = (ROOT / "config/consents/C-7f3a.toml").read_text()
    stage.config(
        "consents/C-7f3a.toml", consent.replace("Larkspur Pain & Spine Clinic", "Fernhill Spine")
    )
    stage.config("policy.toml", POLICY)
    stage.config("people/dr-lin.toml", LIN)
    stage.ledger.close()  # the commands open it themselves
    return stage


def gatepost(stage: Stage, *words: str) -> Result:
    env = {"GATEPOST_NOW": stage.clock.at.isoformat(), "GATEPOST_ROOT": str(stage.root)}
    result = CliRunner().invoke(cli, words, env={**os.environ, **env, "COLUMNS": "200"})
    if isinstance(result.exception, GatepostError):
        result.exit_code = int(result.exception.exit_code)
    return result


def good(stage: Stage, *words: str) -> str:
    result = gatepost(stage, *words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def rows(stage: Stage) -> dict[str, State]:
    from bot.ledger import open_ledger

    ledger = open_ledger("", Environment.SANDBOX, stage.root / ".gatepost")
    try:
        return {row.key.account: row.state for row in ledger.deliveries()}
    finally:
        ledger.close()


def draft(stage: Stage, body: str = BODY) -> None:
    stage.post(
        "story", body, kind="story", author="dr-okafor", patient="{consent: C-7f3a}",
        accounts="[clinic-linkedin]",
    )  # fmt: skip


def test_from_draft_to_takedown(clinic: Stage) -> None:
    draft(clinic)
    first = gatepost(clinic, "check")
    assert first.exit_code == 10
    assert "it waits for approval (clinician, privacy)" in first.output

    # Two people approve; the author cannot.
    for person in ("dr-lin", "mei-lin", "dr-okafor"):
        good(clinic, "people", "keygen", person)
    own = gatepost(clinic, "approve", "story", "--as", "dr-okafor", "--yes")
    assert own.exit_code == 2
    told = good(clinic, "approve", "story", "--as", "dr-lin", "--yes")
    assert "may surface in litigation" in told
    assert gatepost(clinic, "check").exit_code == 10
    good(clinic, "approve", "story", "--as", "mei-lin", "--role", "privacy", "--yes")
    good(clinic, "check")
    good(clinic, "plan")
    assert rows(clinic) == {"clinic-linkedin": State.PLANNED}

    # An edit voids both, and says what changed without a word of it.
    draft(clinic, BODY.replace("gardens again", "gardens every day"))
    edited = gatepost(clinic, "check")
    assert edited.exit_code == 10
    assert "dr-lin approved it on 2026-12-01; the text changed since" in edited.output
    assert "every day" not in edited.output
    gatepost(clinic, "plan")
    assert rows(clinic) == {"clinic-linkedin": State.HELD}

    # They look again, at the difference, and it goes out at its time.
    again = good(clinic, "approve", "story", "--as", "dr-lin", "--yes")
    assert "the text changed" in again
    good(clinic, "approve", "story", "--as", "mei-lin", "--role", "privacy", "--yes")
    good(clinic, "plan")
    clinic.clock.at = DUE
    good(clinic, "run", "--once")
    assert rows(clinic) == {"clinic-linkedin": State.PUBLISHED}
    assert len(clinic.received()) == 1

    # The person takes it back: a task until it is down, and nothing more goes out under it.
    revoked = gatepost(
        clinic, "consent", "revoke", "C-7f3a", "--as", "mei-lin", "--channel", "letter", "--yes"
    )
    assert revoked.exit_code == 10
    assert "take down by 2026-12-06: story on clinic-linkedin" in revoked.output
    assert gatepost(clinic, "consent", "list").exit_code == 10
    assert "must come down" in gatepost(clinic, "doctor").output
    good(clinic, "retract", "story", "--as", "mei-lin", "--yes")
    assert rows(clinic) == {"clinic-linkedin": State.RETRACTED}
    assert all(post.deleted_at for post in clinic.sandbox.state.posts)
    good(clinic, "consent", "list")
    assert gatepost(clinic, "check").exit_code == 11


def test_a_revocation_erases_what_is_planned(clinic: Stage) -> None:
    draft(clinic)
    for person in ("dr-lin", "mei-lin"):
        good(clinic, "people", "keygen", person)
        good(clinic, "approve", "story", "--as", person, "--yes")
    good(clinic, "plan")

    told = good(
        clinic, "consent", "revoke", "C-7f3a", "--as", "mei-lin", "--channel", "letter", "--yes"
    )

    assert "1 planned and not sent: cancelled, their text erased" in told
    assert rows(clinic) == {"clinic-linkedin": State.CANCELLED}
    clinic.clock.at = DUE
    gatepost(clinic, "run", "--once")
    assert clinic.received() == []


def test_an_approval_that_comes_late_releases_nothing_by_itself(clinic: Stage) -> None:
    draft(clinic)
    for person in ("dr-lin", "mei-lin"):
        good(clinic, "people", "keygen", person)
    good(clinic, "approve", "story", "--as", "dr-lin", "--yes")
    gatepost(clinic, "plan")
    clinic.clock.at = DUE
    clinic.clock.forward(minutes=2)
    good(clinic, "approve", "story", "--as", "mei-lin", "--yes")

    assert gatepost(clinic, "run", "--once").exit_code == 10
    assert clinic.received() == []
    assert rows(clinic) == {"clinic-linkedin": State.HELD}

    good(clinic, "publish", "story", "--as", "mei-lin", "--yes")
    assert len(clinic.received()) == 1


def test_each_use_of_an_approval_is_a_row_of_the_audit_chain(clinic: Stage) -> None:
    from bot.ledger import open_ledger

    draft(clinic)
    for person in ("dr-lin", "mei-lin"):
        good(clinic, "people", "keygen", person)
        good(clinic, "approve", "story", "--as", person, "--yes")
    good(clinic, "plan")
    clinic.clock.at = DUE
    good(clinic, "run", "--once")

    ledger = open_ledger("", Environment.SANDBOX, clinic.root / ".gatepost")
    used = [row.body for row in ledger.audit() if row.body.get("event") == "approval"]
    sound = ledger.verify()
    ledger.close()
    assert [body["persons"] for body in used] == ["dr-lin, mei-lin"]
    assert sound == []


def test_who_may_not_send_is_stopped_at_sending(clinic: Stage) -> None:
    """The half of ACT003 that asks who runs the command."""
    clinic.config("people/sam-ito.toml", 'id = "sam-ito"\nname = "Sam Ito"\nroles = ["author"]\n')
    clinic.post("walk", accounts="[clinic-x]")
    clinic.clock.at = DUE

    stopped = gatepost(clinic, "publish", "walk", "--as", "sam-ito", "--yes")
    assert stopped.exit_code == 11
    assert clinic.received() == []
