"""The front page: quick, complete, and without a heavy import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, cli

HEAVY = (
    "spacy",
    "presidio_analyzer",
    "tweepy",
    "apscheduler",
    "keyring",
    "sqlalchemy",
    "rich",
    "pydantic",
    "jinja2",
    "PIL",
    "requests",
)


def test_help_lists_every_command_and_loads_none_of_them() -> None:
    code = (
        "import sys\nfrom bot.cli import cli\n"
        "try:\n    cli.main(['--help'], standalone_mode=False)\nfinally:\n"
        f"    print([m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip().endswith("[]")
    assert all(f"  {name} " in out.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])

    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert len(result.output.splitlines()) > 4


def test_a_mistyped_command_names_the_nearest_one() -> None:
    result = CliRunner().invoke(cli, ["chek"])

    assert result.exit_code == 2
    assert "Did you mean check?" in result.output


def test_outside_a_calendar_the_way_in_is_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    out = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert out.returncode == 3
    assert "gatepost init" in out.stderr
    assert len(out.stderr.strip().splitlines()) == 1
