"""A calendar from nothing, and a first post that passes once its account is attested."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.records import load_records

WORDS = [
    "init",
    "--clinic",
    'Maple "Pain" Clinic',
    "--timezone",
    "America/Chicago",
    "--practice",
    "solo",
    "--author",
    "dr-lee",
]


def start(root: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(root), *WORDS, *more])


def test_init_makes_records_that_load(tmp_path: Path) -> None:
    assert start(tmp_path).exit_code == 0

    records = load_records(tmp_path)

    assert records.settings.clinic == 'Maple "Pain" Clinic'
    assert records.problems == ()
    assert list(records.people) == ["dr-lee"]


def test_init_says_that_drafts_may_hold_patients_details(tmp_path: Path) -> None:
    assert "Keep this repository private" in start(tmp_path).output


def test_every_toml_names_a_schema_that_is_there(tmp_path: Path) -> None:
    start(tmp_path)

    for path in (tmp_path / "config").rglob("*.toml"):
        first = path.read_text().splitlines()[0]
        assert first.startswith("#:schema ")
        assert (path.parent / first.removeprefix("#:schema ")).is_file()


def test_checks_run_before_commits_in_a_git_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    start(tmp_path)

    where = subprocess.run(
        ["git", "-C", str(tmp_path), "config", "core.hooksPath"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == ".githooks"
    assert os.access(tmp_path / ".githooks" / "pre-commit", os.X_OK)
    assert os.access(tmp_path / ".githooks" / "pre-push", os.X_OK)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert start(tmp_path, "--dry-run").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_calendar_is_not_set_up_twice(tmp_path: Path) -> None:
    start(tmp_path)
    before = (tmp_path / "config" / "gatepost.toml").read_bytes()

    assert start(tmp_path).exit_code != 0
    assert (tmp_path / "config" / "gatepost.toml").read_bytes() == before


def test_an_unknown_zone_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli, ["--root", str(tmp_path), *WORDS[:3], "--timezone", "Mars/Olympus"]
    )

    assert "no time zone" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_new_writes_a_post_with_everything_required(tmp_path: Path) -> None:
    start(tmp_path)

    result = CliRunner().invoke(
        cli, ["--root", str(tmp_path), "new", "Heat, or ice?", "--at", "2026-12-02 12:30"]
    )

    path = tmp_path / "content" / "2026" / "12" / "heat-or-ice.md"
    text = path.read_text()
    hint = text.splitlines()[1].split("=", 1)[1]
    assert result.exit_code == 0
    assert "id: 2026-12-heat-or-ice\n" in text
    assert (path.parent / hint).resolve().is_file()


@pytest.mark.parametrize("when", ["tomorrow", "2026-13-01 09:00"])
def test_new_refuses_a_time_that_is_none(tmp_path: Path, when: str) -> None:
    start(tmp_path)

    result = CliRunner().invoke(cli, ["--root", str(tmp_path), "new", "A title", "--at", when])

    assert "no time" in str(result.exception)
    assert not list((tmp_path / "content").rglob("*.md"))
