"""gatepost check: what is stopped, in words and in JSON, and with which exit code."""

from __future__ import annotations

import json

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
