"""gatepost check: what is stopped, in words and in JSON, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from bot.cli.check import _folded, lines
from bot.desk import Report
from bot.errors import BadPost
from bot.model import Place
from tests.cli.conftest import GOOD, Calendar


def test_a_clean_calendar_ends_with_zero(calendar: Calendar) -> None:
    result = calendar.run("check")

    assert result.exit_code == 0
    assert "1 post, 3 renditions: 3 ready, 0 held, 0 blocked." in result.output


def test_a_blocked_post_is_told_at_its_place_and_the_others_stay_ready(calendar: Calendar) -> None:
    bad = GOOD.replace("2026-12-desk-break", "2026-12-other").replace(
        "No chair", "Our patient Wendell Lindqvist, MRN 4471903, came in. No chair"
    )
    calendar.write("2026/12/other.md", bad)

    result = calendar.run("check")

    assert result.exit_code == 11
    assert "content/2026/12/other.md:" in result.output
    assert "PHI001 block" in result.output
    assert "3 ready" in result.output
    assert "Lindqvist" not in result.output
    assert "4471903" not in result.output


def test_json_owns_standard_output(calendar: Calendar) -> None:
    calendar.write("2026/12/broken.md", "---\nid: [\n")

    result = calendar.run("check", "--format", "json")
    data = json.loads(result.stdout)

    assert data["exit_code"] == result.exit_code == 1
    assert [p["place"].split(":")[0] for p in data["problems"]] == ["content/2026/12/broken.md"]
    assert {r["decision"] for r in data["renditions"]} == {"allow"}


def test_only_the_named_paths_are_judged(calendar: Calendar) -> None:
    calendar.write("2027/01/x.md", GOOD.replace("2026-12-desk-break", "2027-01-x"))

    result = calendar.run("check", "content/2027", "--format", "json")

    assert {r["post"] for r in json.loads(result.stdout)["renditions"]} == {"2027-01-x"}


def test_an_empty_calendar_is_told_apart_from_a_clean_one(calendar: Calendar) -> None:
    (calendar.root / "content/2026/12/desk-break.md").unlink()

    result = calendar.run("check")

    assert result.exit_code == 3
    assert "gatepost new" in result.output


def test_a_warning_holds(calendar: Calendar) -> None:
    picture = calendar.root / "content/2026/12/images/walk.png"
    picture.parent.mkdir()
    source = "content/2026/12/images/walk.png"
    from tests.conftest import ROOT

    picture.write_bytes((ROOT / source).read_bytes())
    calendar.write(
        "2026/12/desk-break.md",
        GOOD.replace("---\n#", 'media: [{file: images/walk.png, alt: "A flat path."}]\n---\n#'),
    )

    result = calendar.run("check")

    assert result.exit_code in {10, 11}
    assert "CON001" in result.output


def many(number: int) -> Report:
    """Broken files, two mistakes in each."""
    long = "Something is wrong here and it takes more than eighty columns to say what that is."
    return Report(
        problems=tuple(
            BadPost(long, fix="Mend it.", place=Place(f"content/post-{n // 2}.md", n + 1, 5))
            for n in range(number)
        ),
        files=number,
    )


def test_a_program_reads_one_finding_a_line_with_its_place_first() -> None:
    said = list(lines(many(9)))

    assert [line.startswith("content/post-") for line in said] == [True] * 9 + [False]


@pytest.mark.parametrize("width", [72, 80])
def test_many_findings_stand_under_their_post_within_the_terminal(width: int) -> None:
    said = "\n".join(lines(many(9), width)).splitlines()
    plain = [click.unstyle(line) for line in said]

    assert [line for line in plain if line.startswith("content/")] == [
        f"content/post-{n}.md" for n in range(5)
    ]
    assert max(map(len, plain)) <= width
    assert sum(line.startswith("  ") and ":5 error " in line for line in plain) == 9


def test_a_few_findings_keep_their_place_in_a_terminal() -> None:
    (first, *_) = lines(many(1), 80)

    assert click.unstyle(first).startswith("content/post-0.md:1:5 error Something is wrong")


def test_the_platform_is_named_once_when_a_post_does_not_fit(calendar: Calendar) -> None:
    risk = "This can cause bleeding or infection. " * 20
    calendar.write("2026/12/desk-break.md", GOOD.replace("No chair", f"{risk}No chair"))

    result = calendar.run("check")

    assert " FIT block [x] what may not be dropped" in result.output


def test_posts_whose_time_is_past_are_counted(calendar: Calendar) -> None:
    late = calendar.run("check", now="2026-12-06T14:00:00+00:00")
    early = calendar.run("check")

    assert "Past their time: 1 post." in late.output
    assert "Past their time" not in early.output


def test_a_path_counts_from_where_the_person_stands(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(calendar.root / "content" / "2026" / "12")

    here = calendar.run("check", "desk-break.md")
    root = calendar.run("check", "content/2026/12/desk-break.md")

    assert here.exit_code == root.exit_code == 0
    assert here.output == root.output


def test_a_link_stays_refused(
    calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside.md").write_text(GOOD)
    (calendar.root / "content" / "link.md").symlink_to(tmp_path / "outside.md")
    (calendar.root / "content" / "near.md").symlink_to("2026/12/desk-break.md")
    monkeypatch.chdir(calendar.root / "content")

    assert calendar.run("check", "link.md").exit_code not in {0, 10}
    assert calendar.run("check", "near.md").exit_code not in {0, 10}


def test_the_summary_folds_below_its_own_words() -> None:
    line = "    do    " + "one word after another " * 5
    folded = "\n".join(_folded(["1 of 1 post does not go out as it stands.", line], 60))

    assert max(map(len, folded.splitlines())) <= 60
    assert folded.splitlines()[2].startswith(" " * 10 + "word")
    assert list(_folded([line], None)) == [line]
