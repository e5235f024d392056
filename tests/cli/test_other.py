"""doctor, rules and preview, called as a person calls them."""

from __future__ import annotations

import json
import logging
import subprocess

from bot.cli import _once
from bot.rules import load
from tests.cli.conftest import GOOD, Calendar


def test_doctor_is_fine_with_the_example(calendar: Calendar) -> None:
    result = calendar.run("doctor")

    assert result.exit_code == 0, result.output
    assert "mend" not in result.output


def test_doctor_names_what_to_mend(calendar: Calendar) -> None:
    accounts = calendar.root / "config" / "accounts.toml"
    accounts.write_text(
        "\n".join(line for line in accounts.read_text().splitlines() if "two_factor" not in line)
    )

    result = calendar.run("doctor")

    assert result.exit_code == 1
    assert result.output.count("no second factor attested") == 3


def test_doctor_tells_that_git_does_not_run_the_checks(calendar: Calendar) -> None:
    hook = calendar.root / ".githooks" / "pre-commit"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    subprocess.run(["git", "init", "-q", str(calendar.root)], check=True)

    off = calendar.run("doctor")
    command = ["git", "-C", str(calendar.root), "config", "core.hooksPath", ".githooks"]
    subprocess.run(command, check=True)
    on = calendar.run("doctor")

    assert off.exit_code == 1
    assert " ".join(command[3:]) in off.output
    assert on.exit_code == 0, on.output


def test_doctor_alive_needs_a_heartbeat(calendar: Calendar) -> None:
    assert calendar.run("doctor", "--alive").exit_code == 1

    (calendar.root / ".gatepost").mkdir()
    (calendar.root / ".gatepost" / "heartbeat").touch()

    assert calendar.run("doctor", "--alive").exit_code == 0


def test_doctor_alive_as_json(calendar: Calendar) -> None:
    (only,) = json.loads(calendar.run("doctor", "--alive", "--format", "json").stdout)

    assert only == {"what": "daemon", "ok": False, "says": "gatepost run is not running here"}


def test_rules_lists_and_explains_each(calendar: Calendar) -> None:
    listed = calendar.run("rules", "--format", "json")
    one = calendar.run("rules", "dis002")

    assert [rule["id"] for rule in json.loads(listed.stdout)] == list(load())
    assert "16 CFR 255.0(f)" in one.output


def test_an_unknown_rule_is_told(calendar: Calendar) -> None:
    assert calendar.run("rules", "XYZ999").exit_code == 3


def test_what_a_platform_cannot_carry_is_told_apart_from_a_rule(calendar: Calendar) -> None:
    result = calendar.run("rules", "fit")

    assert result.exit_code == 3
    assert "FIT is no rule" in str(result.exception)


def test_a_port_that_cannot_be_is_wrong_usage(calendar: Calendar) -> None:
    result = calendar.run("sandbox", "--port", "99999")

    assert result.exit_code == 2
    assert "--port" in result.output


def test_preview_shows_all_of_the_text_on_every_account(calendar: Calendar) -> None:
    result = calendar.run("preview")
    page = (calendar.root / ".gatepost" / "preview.html").read_text()

    assert result.exit_code == 0
    for shown in (result.output, page):
        assert shown.count("Stand up every half hour") == 3
        assert shown.count("2026-12-05 10:00 America/New_York (2026-12-05 15:00 UTC)") >= 3


def test_preview_escapes_what_it_shows(calendar: Calendar) -> None:
    hostile = (
        'summary: "<script>alert(1)</script> & \\"><img src=x onerror=alert(2)>"\nkind: education'
    )
    calendar.write("2026/12/desk-break.md", GOOD.replace("kind: education", hostile))

    calendar.run("preview", "--quiet")
    page = (calendar.root / ".gatepost" / "preview.html").read_text()

    assert "<script>" not in page
    assert "<img src=x" not in page


def test_preview_as_json_has_the_exact_text(calendar: Calendar) -> None:
    data = json.loads(calendar.run("preview", "--format", "json").stdout)
    x = next(c for c in data["posts"][0]["cards"] if c["platform"] == "x")

    assert "".join(r["text"] for r in x["parts"][0]["runs"]).startswith("No chair is good")


def test_a_line_is_logged_once_a_minute() -> None:
    let_through = _once()
    record = logging.LogRecord("bot", logging.ERROR, "", 0, "rule %s broke", ("X",), None)
    times = (1000.0, 1000.5, 1059.0, 1061.0)
    seen = []
    for record.created in times:
        seen.append(let_through(record))

    assert seen == [True, False, False, True]
