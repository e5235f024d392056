"""The forms of a report: SARIF, JUnit, GitHub's annotations, the summary, and what changed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from bot.cli.output.github import annotated
from bot.cli.output.junit import junit
from bot.cli.output.sarif import sarif
from bot.cli.output.summary import summary
from bot.desk import Report, Sheet
from bot.errors import BadPost
from bot.model import Decision, Finding, Place, Severity, Verdict
from bot.rules import load
from tests.cli.conftest import GOOD, Calendar
from tests.rules.harness import ACCOUNTS, post

BAD = GOOD.replace("2026-12-desk-break", "2026-12-other").replace(
    "No chair", "Our patient Wendell Lindqvist, MRN 4471903, came in. No chair"
)
_TEXT: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
_LOCATION: dict[str, Any] = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "required": ["uri"],
                    "properties": {"uri": {"pattern": r"^[^/\s\\][^\s\\]*$"}},
                },
                "region": {
                    "required": ["startLine", "startColumn"],
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        }
    },
}
#: What SARIF 2.1.0 requires of the objects that we write (sections 3.13, 3.14, 3.18, 3.19, 3.20,
#: 3.27, 3.49, 3.58), in a schema of our own.
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription", "help"],
                                            "properties": {
                                                "helpUri": {"pattern": r"^https?://"},
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": _TEXT,
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "invocations": {
                        "items": {
                            "required": ["executionSuccessful"],
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "exitCode": {"type": "integer"},
                                "toolExecutionNotifications": {
                                    "items": {
                                        "required": ["message"],
                                        "properties": {
                                            "level": {"enum": ["none", "note", "warning", "error"]},
                                            "message": _TEXT,
                                            "locations": {"items": _LOCATION},
                                        },
                                    }
                                },
                            },
                        }
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "ruleIndex", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": _TEXT,
                                "locations": {"items": _LOCATION},
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                            },
                        },
                    },
                },
            },
        },
    },
}


def valid(document: Any) -> Any:
    """The run, once the document is found to be as SARIF wants it."""
    Draft202012Validator(SARIF).validate(document)
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"].get("rules", [])]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    return run


def report(*found: Finding, problems: tuple[BadPost, ...] = (), **verdict: Any) -> Report:
    one = post({}, "Walk.")
    values = {"decision": Decision.BLOCK if found else Decision.HOLD, "findings": found} | verdict
    sheet = Sheet(one, ACCOUNTS[1], (), Verdict("r", **values), "r", 1)
    return Report((sheet,), problems, 1, 0)


def finding(rule: str = "PHI001", severity: Severity = Severity.BLOCK, **more: Any) -> Finding:
    place = more.pop("place", Place("content/a.md", 4, 2))
    return Finding(rule, severity, place, "the text holds a name", "Remove it", "45 CFR", **more)


# ---------------------------------------------------------------- SARIF
def test_sarif_of_a_calendar_is_valid_and_names_nobody(calendar: Calendar) -> None:
    calendar.write("2026/12/other.md", BAD)
    calendar.write("2026/12/broken.md", "---\nid: [\n")

    result = calendar.run("check", "--format", "sarif")
    run = valid(json.loads(result.stdout))

    assert result.exit_code == 11
    assert {"PHI001", "PHI002"} <= {r["ruleId"] for r in run["results"]}
    assert not run["invocations"][0]["executionSuccessful"]
    assert "Lindqvist" not in result.output
    assert "4471903" not in result.output


def test_sarif_of_a_clean_calendar_has_no_result(calendar: Calendar) -> None:
    run = valid(json.loads(calendar.run("check", "--format", "sarif").stdout))

    assert run["results"] == []
    assert run["invocations"][0]["exitCode"] == 0


def test_a_rule_s_help_links_to_its_page() -> None:
    linked = valid(sarif(report(finding()), load(), "https://docs.example/gatepost/"))
    bare = valid(sarif(report(finding()), load()))

    (rule,) = linked["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://docs.example/gatepost/rules/PHI001.md"
    (rule,) = bare["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert "docs/rules/PHI001.md" in rule["help"]["text"]
    assert "## Stopped" in rule["help"]["markdown"]


def test_a_fingerprint_stays_when_lines_move() -> None:
    prints = [
        valid(sarif(report(finding(place=Place("content/a.md", line))), load()))["results"][0][
            "partialFingerprints"
        ]
        for line in (4, 40)
    ]

    assert prints[0] == prints[1]


def test_a_path_with_spaces_and_marks_is_an_address() -> None:
    run = valid(sarif(report(finding(place=Place("content/a b#ü.md"))), load()))
    where = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]

    assert where["uri"] == "content/a%20b%23%C3%BC.md"


def test_what_did_not_run_is_no_success() -> None:
    run = valid(sarif(report(not_run=("PHI001: the language model is missing",)), load()))

    assert not run["invocations"][0]["executionSuccessful"]


# ---------------------------------------------------------------- JUnit
def test_junit_counts_what_is_stopped_and_what_cannot_be_read(calendar: Calendar) -> None:
    calendar.write("2026/12/other.md", BAD)
    calendar.write("2026/12/broken.md", "---\nid: [\n")

    result = calendar.run("check", "--format", "junit")
    root = ElementTree.fromstring(result.stdout)

    assert root.tag == "testsuites"
    assert len(root.findall(".//testcase")) == int(root.attrib["tests"]) == 7
    assert len(root.findall(".//failure")) == int(root.attrib["failures"]) == 3
    assert len(root.findall(".//error")) == int(root.attrib["errors"]) == 1
    assert "Lindqvist" not in result.output


def test_junit_survives_marks_and_control_characters() -> None:
    problem = BadPost('a <b> & "c" \x07 is wrong.', place=Place("content/<a>&.md"))
    root = ElementTree.fromstring(junit(report(finding(), problems=(problem,))))

    error = root.find(".//error")
    assert error is not None
    assert error.attrib["message"].startswith('a <b> & "c" \ufffd')


def test_a_held_post_is_a_failure_that_says_why() -> None:
    root = ElementTree.fromstring(junit(report(not_run=("PHI001: no model",))))
    failure = root.find(".//failure")

    assert failure is not None
    assert failure.attrib["type"] == "hold"
    assert "no model" in failure.attrib["message"]


# ---------------------------------------------------------------- GitHub
def test_annotations_stand_on_their_line_and_weigh_what_findings_weigh() -> None:
    found = (finding(), finding("A11Y003", Severity.WARN), finding("PHI008", Severity.INFO))
    lines = list(annotated(report(*found), load()))

    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[0].startswith("::error file=content/a.md,line=4,col=2,title=PHI001 Person named::")
    assert lines[0].endswith("See docs/rules/PHI001.md")


def test_no_value_ends_an_annotation_early() -> None:
    odd = finding(place=Place("content/a,b:c%.md"))
    problem = BadPost("two\nlines.")
    first, second = annotated(report(odd, problems=(problem,)), load())

    assert "two%0Alines." in first
    assert "file=content/a%2Cb%3Ac%25.md," in second


# ---------------------------------------------------------------- the summary
def test_the_summary_tells_what_why_what_to_do_and_who_helps() -> None:
    lines = list(summary(report(finding("CLM002"), finding("CLM002")), load()))

    assert lines[0] == "1 of 1 post does not go out as it stands."
    assert "stopped" in lines[1]
    assert "CLM002" in lines[2]
    assert lines[3].strip() == "do    Remove it"
    assert "a clinician reviewer and compliance or legal may override" in lines[4]


@pytest.mark.parametrize(
    ("found", "who"),
    [
        ([finding("DIS002")], "nobody can override"),
        ([finding("PHI001")], "privacy officer"),
        ([finding("PHI001"), finding("DIS002")], "nobody can override"),
        ([finding("A11Y003", Severity.WARN)], "acknowledges"),
        ([finding("CON001", Severity.WARN, holds=True)], "wants a fix"),
        ([finding("REV001", Severity.WARN, holds=True)], "whoever has to approve it"),
        ([finding("FIT")], "nobody can override"),
        ([], "whoever installed"),
    ],
)
def test_who_can_help(found: list[Finding], who: str) -> None:
    assert who in "\n".join(summary(report(*found), load()))


def test_a_clean_report_has_no_summary() -> None:
    assert not list(summary(report(decision=Decision.ALLOW), load()))


# ---------------------------------------------------------------- what changed
def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


@pytest.fixture
def tracked(calendar: Calendar) -> Calendar:
    calendar.write("2026/12/same.md", GOOD.replace("2026-12-desk-break", "2026-12-same"))
    git(calendar.root, "init", "-q", "-b", "main")
    (calendar.root / ".gitignore").write_text(".gatepost\n")
    git(calendar.root, "add", "-A")
    git(calendar.root, "commit", "-q", "-m", "start")
    return calendar


def judged(calendar: Calendar, *more: str) -> set[str]:
    result = calendar.run("check", "--changed-since", "HEAD", "--format", "json", *more)
    return {r["post"] for r in json.loads(result.stdout)["renditions"]}


def test_nothing_changed_is_clean(tracked: Calendar) -> None:
    result = tracked.run("check", "--changed-since", "HEAD")

    assert result.exit_code == 0
    assert "No post changed" in result.output


def test_changed_renamed_and_new_posts_are_judged_and_no_other(tracked: Calendar) -> None:
    folder = tracked.root / "content/2026/12"
    tracked.write("2026/12/new.md", GOOD.replace("2026-12-desk-break", "2026-12-new"))
    assert judged(tracked) == {"2026-12-new"}

    git(tracked.root, "mv", "content/2026/12/same.md", "content/2026/12/moved.md")
    assert judged(tracked) == {"2026-12-new", "2026-12-same"}

    path = folder / "desk-break.md"
    path.write_text(path.read_text() + "\nStand up.\n")
    assert judged(tracked) == {"2026-12-new", "2026-12-same", "2026-12-desk-break"}

    (folder / "new.md").unlink()
    assert judged(tracked, "content/2026/12/moved.md") == {"2026-12-same"}


def test_a_change_of_the_records_may_change_every_verdict(tracked: Calendar) -> None:
    (tracked.root / "config/note.txt").write_text("x")

    assert judged(tracked) == {"2026-12-desk-break", "2026-12-same"}


def test_outside_git_and_unknown_commits_are_one_clear_line(calendar: Calendar) -> None:
    outside = calendar.run("check", "--changed-since", "HEAD")
    git(calendar.root, "init", "-q", "-b", "main")
    unknown = calendar.run("check", "--changed-since", "nowhere")
    option = calendar.run("check", "--changed-since", "--output=x")

    assert outside.exit_code == unknown.exit_code == option.exit_code == 2
    for result, words in ((outside, "in none"), (unknown, "no commit"), (option, "no commit")):
        said = str(result.exception or result.output)
        assert words in said or words in result.output
        assert "Traceback" not in result.output
