"""gatepost reply check: three ends, the neutral reply, and nothing kept or repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.errors import ExitCode, GatepostError
from bot.phi.reply import NEUTRAL


def _ask(text: str | bytes, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["reply", "check", *arguments], input=text)
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No calendar: a reply is read all the same."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_thanks_pass() -> None:
    code, said = _ask("Thank you for the five stars!")

    assert code == ExitCode.CLEAN
    assert "Nothing found" in said


def test_what_tells_of_care_is_blocked_and_not_repeated(nowhere: Path) -> None:
    code, said = _ask("Thank you!\nSo glad your hysterectomy went well, Marisol.")

    assert code == ExitCode.BLOCKED
    assert "reply:2:" in said
    assert NEUTRAL in said
    assert "hysterectomy" not in said
    assert "Marisol" not in said
    assert list(nowhere.iterdir()) == []


def test_json_owns_standard_output() -> None:
    _, said = _ask("We have no record of your visit.", "--format", "json")

    answer = json.loads(said)
    assert answer["neutral_reply"] == NEUTRAL
    assert {f["rule"] for f in answer["findings"]} == {"PHI009"}


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        (b"", ExitCode.NOTHING_FOUND, "no reply"),
        (b" \n ", ExitCode.NOTHING_FOUND, "no reply"),
        (b"\xff\xfe", ExitCode.USAGE, "UTF-8"),
        (b"a" * 10_001, ExitCode.USAGE, "longer"),
    ],
)
def test_bad_input_is_one_clear_line(text: bytes, code: ExitCode, word: str) -> None:
    ended = CliRunner().invoke(cli, ["reply", "check"], input=text)

    assert isinstance(ended.exception, GatepostError)
    assert ended.exception.exit_code == code
    assert word in str(ended.exception)


def test_a_reply_in_a_file_is_read(nowhere: Path) -> None:
    (nowhere / "reply.txt").write_text("We have no record of your visit.")
    done = CliRunner().invoke(cli, ["reply", "check", "reply.txt"])

    assert done.exit_code == ExitCode.BLOCKED
    assert CliRunner().invoke(cli, ["reply", "check", "none.txt"]).exit_code == ExitCode.USAGE
