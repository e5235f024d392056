"""A calendar from nothing, and a first post that passes once its account is attested."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.records import load_records

NOW = "2026-11-28T14:00:00+00:00"
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
    assert "Keep this repository private" in " ".join(start(tmp_path).output.split())


def test_init_ends_with_commands_that_can_be_copied(tmp_path: Path) -> None:
    """The last lines are the commands alone, and each of them is one that works."""
    lines = start(tmp_path).output.splitlines()

    assert lines[-5:] == [
        "git init",
        "git config core.hooksPath .githooks",
        'gatepost new "Three ways to sit better"',
        "gatepost check",
        "gatepost preview",
    ]
    assert max(map(len, lines)) <= 80


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
        cli,
        ["--root", str(tmp_path), "new", "Heat, or ice?", "--at", "2026-12-02 12:30"],
        env={"GATEPOST_NOW": NOW},
    )

    path = tmp_path / "content" / "2026" / "12" / "heat-or-ice.md"
    text = path.read_text()
    hint = text.splitlines()[1].split("=", 1)[1]
    assert result.exit_code == 0
    assert "id: 2026-12-heat-or-ice\n" in text
    assert (path.parent / hint).resolve().is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["A title", "--at", "tomorrow"], "no time"),
        (["A title", "--at", "2026-13-01 09:00"], "no time"),
        (["A title", "--at", "2027-03-01"], "no time"),
        (["A title", "--at", "2020-01-01 09:00"], "in the past"),
        (["A title", "--at", "2027-03-14 02:30"], "does not exist"),
        (["A title", "--accounts", "clinic-linkdin"], "Did you mean clinic-linkedin?"),
        (["A title", "--author", "dr-leee"], "Did you mean dr-lee?"),
        (["  "], "the title is empty"),
        (["A title\n---\nid: other"], "the title is empty or holds a line break"),
    ],
)
def test_new_refuses_what_no_post_can_have(tmp_path: Path, words: list[str], told: str) -> None:
    start(tmp_path)

    result = CliRunner().invoke(
        cli, ["--root", str(tmp_path), "new", *words], env={"GATEPOST_NOW": NOW}
    )

    assert told in str(result.exception)
    assert not list((tmp_path / "content").rglob("*.md"))


def test_a_post_that_nobody_wrote_does_not_pass(tmp_path: Path) -> None:
    start(tmp_path)
    CliRunner().invoke(cli, ["--root", str(tmp_path), "new", "A title"], env={"GATEPOST_NOW": NOW})

    result = CliRunner().invoke(cli, ["--root", str(tmp_path), "check"], env={"GATEPOST_NOW": NOW})

    assert result.exit_code == 1
    assert "HTML comment" in result.output


def test_tomorrow_is_tomorrow_where_the_clinic_is(tmp_path: Path) -> None:
    """At 02:00 UTC on the second it is still the first in Chicago."""
    start(tmp_path)

    result = CliRunner().invoke(
        cli,
        ["--root", str(tmp_path), "new", "A title", "--dry-run"],
        env={"GATEPOST_NOW": "2026-12-02T02:00:00+00:00"},
    )

    assert "publish_at: 2026-12-02 09:00\n" in result.output


def test_letters_with_accents_stay_letters_in_the_id(tmp_path: Path) -> None:
    start(tmp_path)

    result = CliRunner().invoke(
        cli,
        ["--root", str(tmp_path), "new", "Dolor de espalda: ¿qué hacer?", "--dry-run"],
        env={"GATEPOST_NOW": NOW},
    )

    assert "id: 2026-11-dolor-de-espalda-que-hacer\n" in result.output


@pytest.mark.parametrize("code", [0, 1, 3, 10, 11])
def test_a_refused_commit_is_told(tmp_path: Path, code: int) -> None:
    start(tmp_path)
    tool = tmp_path / "bin" / "gatepost"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nexit {code}\n")
    tool.chmod(0o755)

    ended = subprocess.run(
        [tmp_path / ".githooks" / "pre-commit"],
        env={"PATH": f"{tool.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    passes = code in {0, 3, 10}
    assert ended.returncode == (0 if passes else code)
    assert ("not committed" in ended.stderr) is not passes
