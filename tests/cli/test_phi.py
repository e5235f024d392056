"""gatepost phi and check --explain: what was found, where and why, and never the thing itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.cli.excerpt import mask
from tests.cli.conftest import GOOD, Calendar

LEAK = "Our patient Tobias Brightman, MRN 4471902, is home."


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder that is no calendar."""
    monkeypatch.chdir(tmp_path)


def run(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["phi", *words], input=stdin)


def test_a_clean_text_ends_with_zero() -> None:
    result = run("-", stdin="Stand up every half hour.\n")

    assert result.exit_code == 0
    assert result.output == "1 read: 0 to block, 0 to look at.\n"


def test_a_leak_is_masked_and_ends_with_eleven() -> None:
    result = run("-", stdin=f"Good morning.\n{LEAK}\n")

    assert result.exit_code == 11
    assert result.output.splitlines() == [
        "2:13  block   name: T••• B•••  (a name beside a patient cue)",
        "2:35  block   record number: •••  (record number)",
        "1 read: 1 to block, 0 to look at.",
    ]


def test_what_a_person_must_look_at_ends_with_ten() -> None:
    assert run("-", stdin="Wir freuen uns auf euch und auf die neue Praxis hier.").exit_code == 10


def test_lines_are_judged_each_alone() -> None:
    result = run("-", "--lines", stdin=f"Good morning.\n\n{LEAK}\n")

    assert "3:13  block" in result.output
    assert "2 read: 1 to block, 0 to look at." in result.output


def test_json_gives_spans_and_no_text() -> None:
    line = json.dumps({"id": "a", "text": LEAK})
    result = run("-", "--jsonl", "--format", "json", stdin=line)
    data = json.loads(result.stdout)

    assert data["exit_code"] == result.exit_code == 11
    spans = [(s["start"], s["end"], s["class"], s["level"]) for s in data["texts"][0]["spans"]]
    assert spans == [(12, 28, "name", "block"), (34, 41, "record number", "block")]
    assert "Tobias" not in result.stdout
    assert "4471902" not in result.stdout


@pytest.mark.parametrize(
    "given", [b"\xff\xfe\x00", b"a\x00b", b"\x89PNG\r\n\x1a\n\x00"], ids=["utf-16", "nul", "png"]
)
def test_what_is_no_text_is_refused_in_one_line(given: bytes) -> None:
    result = run("-", stdin=given)

    assert result.exit_code == 2 or type(result.exception).__name__ == "BadUsage"


def test_a_line_that_is_no_entry_is_named() -> None:
    result = run("-", "--jsonl", stdin='{"text": "fine"}\n{"words": "no"}\n')

    assert "Line 2" in str(result.exception) + result.output


def test_the_mask_hides_digits_and_lengths() -> None:
    assert mask("Tobias O'Brightman 4471902") == "T••• O••• B••• •••"
    assert mask("a b c d e f g h").endswith(" …")


# ---------------------------------------------------------------- check
def test_explain_says_class_place_reason_and_fix_and_no_name(calendar: Calendar) -> None:
    text = GOOD.replace("desk-break", "other").replace("No chair", f"{LEAK} No chair")
    calendar.write("2026/12/other.md", text)

    plain = calendar.run("check").output
    result = calendar.run("check", "--explain")

    assert "T••• B•••" not in plain
    assert "It reads T••• B•••. Why: " in result.output
    assert "Remove the name" in result.output
    assert "Brightman" not in result.output
    assert "4471902" not in result.output


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("2026/wendell-lindqvist-mri", "plain.md"),
        ("2026/12", "lindqvist-wendell-knee-surgery.md"),
        ("2026/mrn-4471903", "plain.md"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_path_that_names_a_patient_blocks_and_is_masked(
    calendar: Calendar, folder: str, name: str, form: str
) -> None:
    calendar.write(f"{folder}/{name}", GOOD.replace("desk-break", "other"))

    for _ in range(2):  # the second run answers from the cache
        result = calendar.run("check", "--format", form)

        assert result.exit_code == 11
        assert "•••" in result.output
        assert "lindqvist" not in result.output
        assert "4471903" not in result.output


def test_an_id_that_names_a_patient_blocks_and_is_masked(calendar: Calendar) -> None:
    calendar.write("2026/12/other.md", GOOD.replace("2026-12-desk-break", "lindqvist-wendell-mri"))

    result = calendar.run("check", "--format", "json")

    assert result.exit_code == 11
    assert "lindqvist" not in result.stdout
    assert "•••" in {r["post"] for r in json.loads(result.stdout)["renditions"]}


def test_the_file_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(LEAK)

    assert CliRunner().invoke(cli, ["phi", str(file)]).exit_code == 11
    assert file.read_text() == LEAK
    assert list(tmp_path.iterdir()) == [file]
