"""An auditor asks: the log is held against checkpoints, and a pack answers for one post."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Environment
from bot.vault.base import Secret
from bot.vault.tokens import Token, save_token
from tests.practice import ACCOUNTS
from tests.promises.conftest import Stage, sandbox_token
from tests.promises.test_story import gatepost, good
from tests.sealing import seal


@pytest.fixture
def clinic(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """One post is out; checkpoints are kept in a folder."""
    vault, variables = seal(tmp_path / "secrets")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ACCOUNTS:
        save_token(vault, name, Token(Secret(sandbox_token(name)), Environment.SANDBOX))
    stage.post("walk", accounts="[clinic-linkedin]")
    stage.ledger.close()  # the commands open it themselves
    public = re.search(r'public_keys = \["(.+)"\]', good(stage, "audit", "keygen"))
    assert public
    (stage.root / "elsewhere").mkdir()
    settings = (stage.root / "config/gatepost.toml").read_text()
    audit = f'\n[audit]\npublic_keys = ["{public[1]}"]\nfolder = "elsewhere"\n'
    stage.config("gatepost.toml", settings + audit)
    good(stage, "publish", "walk", "--yes")
    return stage


def verify(stage: Stage) -> tuple[int, list[str]]:
    result = gatepost(stage, "audit", "verify", "--format", "json")
    return result.exit_code, [v["fault"] for v in json.loads(result.stdout)["verdicts"]]


def change(stage: Stage, statement: str) -> None:
    """What somebody who may write the file can do, triggers and all."""
    with sqlite3.connect(stage.root / ".gatepost" / "ledger.sqlite3") as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute(statement)


def test_before_a_checkpoint_every_row_is_unsigned_and_that_is_no_fault(clinic: Stage) -> None:
    assert verify(clinic) == (0, ["unsigned tail"])


def test_a_checkpoint_covers_the_log(clinic: Stage) -> None:
    said = good(clinic, "audit", "checkpoint")

    assert "kept in elsewhere" in said
    assert verify(clinic) == (0, [])


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET body = replace(body, 'published', 'planned')", "altered"),
        ("DELETE FROM audit WHERE seq = 2", "gap"),
        ("DELETE FROM audit WHERE seq > 2", "truncated"),
    ],
)
def test_what_somebody_changed_is_told_by_name(clinic: Stage, statement: str, fault: str) -> None:
    good(clinic, "audit", "checkpoint")
    change(clinic, statement)

    code, faults = verify(clinic)
    assert code == 1
    assert fault in faults


def test_show_lists_the_posts_path_and_none_of_its_text(clinic: Stage) -> None:
    shown = good(clinic, "audit", "show", "--post", "walk", "--format", "json")
    moves = [row.get("to") for row in json.loads(shown)]

    assert moves[-1] == "published"
    assert "sending" in moves


def test_a_pack_is_readable_and_verifies_without_gatepost(clinic: Stage, tmp_path: Path) -> None:
    good(clinic, "audit", "checkpoint")
    out = tmp_path / "pack"
    good(clinic, "audit", "export", "walk", "--out", str(out))

    (delivery,) = (out / "deliveries").iterdir()
    sent = (delivery / "text.txt").read_text()
    assert json.loads((delivery / "delivery.json").read_text())["state"] == "published"
    assert clinic.received() == [sent]
    assert all(path.stat().st_mode & 0o077 == 0 for path in out.rglob("*"))
    assert played(out) == (0, True)
    (delivery / "text.txt").write_text("another text")
    assert played(out) == (1, False)


def played(out: Path) -> tuple[int, bool]:
    """Run the pack's own script with a bare interpreter: exit code, whether it says whole."""
    ended = subprocess.run(
        [sys.executable, "-I", str(out / "verify.py"), str(out)], capture_output=True, text=True
    )
    return ended.returncode, "Whole:" in ended.stdout


def test_the_script_sees_a_changed_log_and_a_changed_checkpoint(
    clinic: Stage, tmp_path: Path
) -> None:
    good(clinic, "audit", "checkpoint")
    for number, (name, old, new) in enumerate(
        [("audit.jsonl", "published", "planned"), ("checkpoints", '"seq": ', '"seq": 1')]
    ):
        out = tmp_path / f"pack{number}"
        good(clinic, "audit", "export", "walk", "--out", str(out))
        path = out / name if (out / name).is_file() else next((out / name).iterdir())
        path.write_text(path.read_text().replace(old, new, 1))
        manifest = json.loads((out / "manifest.json").read_text())
        del manifest[path.relative_to(out).as_posix()]  # a careful forger mends the list, too
        (out / "manifest.json").write_text(json.dumps(manifest))

        assert played(out)[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--out", "x"),
        ("export", "walk", "--from", "2026-12-01", "--to", "2026-12-02", "--out", "x"),
        ("export", "--from", "2026-12-01", "--out", "x"),
        ("export", "--from", "soon", "--to", "later", "--out", "x"),
    ],
)
def test_a_vague_question_is_refused(clinic: Stage, words: tuple[str, ...]) -> None:
    assert gatepost(clinic, "audit", *words).exit_code == 2
    assert not Path("x").exists()


def test_a_period_holds_what_went_out_in_it(clinic: Stage, tmp_path: Path) -> None:
    day = clinic.clock.at.date().isoformat()
    out = tmp_path / "day"
    said = good(clinic, "audit", "export", "--from", day, "--to", day, "--out", str(out))

    assert "Exported 1 delivery to" in said
    none = gatepost(clinic, "audit", "export", "--from", "2020-01-01", "--to", "2020-01-02",
                    "--out", str(tmp_path / "none"))  # fmt: skip
    assert none.exit_code == 3


def test_a_post_that_changed_since_is_told_and_not_passed_off(
    clinic: Stage, tmp_path: Path
) -> None:
    clinic.post("walk", "# Another\n\nAnother text, written later.\n", accounts="[clinic-linkedin]")
    out = tmp_path / "pack"
    said = good(clinic, "audit", "export", "walk", "--out", str(out))

    assert "the post changed since; check out the commit of that day" in said
    assert not list(out.rglob("text.txt"))


def test_a_run_keeps_a_checkpoint_when_the_last_is_an_hour_old(clinic: Stage) -> None:
    kept = clinic.root / "elsewhere"

    good(clinic, "run", "--once")
    good(clinic, "run", "--once")
    assert len(list(kept.iterdir())) == 1
    clinic.clock.at += timedelta(hours=1)
    good(clinic, "audit", "export", "walk", "--out", str(clinic.root.parent / "p"))  # a new row
    good(clinic, "run", "--once")
    assert len(list(kept.iterdir())) == 2


def test_tags_of_the_repository_hold_checkpoints_too(clinic: Stage) -> None:
    for words in (
        ("init", "-q"),
        ("config", "user.email", "a@example.org"),
        ("config", "user.name", "A"),
        ("commit", "-q", "--allow-empty", "-m", "Begin"),
    ):
        subprocess.run(["git", *words], cwd=clinic.root, check=True)
    settings = (clinic.root / "config/gatepost.toml").read_text()
    clinic.config("gatepost.toml", settings.replace('folder = "elsewhere"', "tags = true"))

    good(clinic, "audit", "checkpoint")
    good(clinic, "audit", "checkpoint")  # the same row again
    assert verify(clinic) == (0, [])
    change(clinic, "DELETE FROM audit WHERE seq > 2")
    assert "truncated" in verify(clinic)[1]
