"""SARIF 2.1.0 (OASIS standard of 27 March 2020), for code scanning and editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot import __version__
from bot.cli.output.entry import FIT, Entry, entries, help_of, title_of
from bot.model import Place, Severity, digest
from bot.rules.base import Rule

if TYPE_CHECKING:
    from bot.desk import Report

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVEL = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "note"}


def sarif(report: Report, known: dict[str, Rule], base: str = "") -> dict[str, Any]:
    """The report as one run. ``base``: the address under which the docs are read, if any."""
    found = list(entries(report))
    listed = sorted({entry.rule for entry in found})
    driver = {
        "name": "gatepost",
        "semanticVersion": __version__,
        "rules": [_rule(rule, known, base) for rule in listed],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report)],
                "results": [_result(entry, listed) for entry in found],
            }
        ],
    }


def _rule(rule: str, known: dict[str, Rule], base: str) -> dict[str, Any]:
    text = known[rule].why if rule in known else "The platform cannot carry the post as it stands."
    link = help_of(rule, base)
    made: dict[str, Any] = {
        "id": rule,
        "name": title_of(rule, known).title().replace(" ", ""),
        "shortDescription": {"text": title_of(rule, known)},
        "fullDescription": {"text": text},
        "help": {"text": f"See {link}", "markdown": _page(rule, known) or f"See [{rule}]({link})"},
    }
    if base:
        made["helpUri"] = link
    if rule in known:
        made["defaultConfiguration"] = {"level": _LEVEL[known[rule].severity]}
        made["properties"] = {"gate": known[rule].gate, "override": known[rule].override}
    return made


def _page(rule: str, known: dict[str, Rule]) -> str:
    from bot.rules.page import page

    return page(known[rule]) if rule in known and rule != FIT else ""


def _result(entry: Entry, listed: Sequence[str]) -> dict[str, Any]:
    return {
        "ruleId": entry.rule,
        "ruleIndex": listed.index(entry.rule),
        "level": _LEVEL[entry.severity],
        "message": {"text": entry.sentence},
        "locations": [_location(entry.place)],
        # Lines move when a post is edited; path, rule and words do not.
        "partialFingerprints": {
            "gatepost/v1": digest([entry.rule, entry.place.path, entry.what])[:32]
        },
        "properties": {"platforms": list(entry.platforms)},
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)},
        }
    }


def _invocation(report: Report) -> dict[str, Any]:
    notes = [
        {"level": "error", "message": {"text": f"{problem.what} {problem.fix}".strip()}}
        | ({"locations": [_location(problem.place)]} if problem.place else {})
        for problem in report.problems
    ]
    reasons = sorted({reason for sheet in report.sheets for reason in sheet.verdict.not_run})
    notes += [
        {"level": "error", "message": {"text": f"{reason}. This holds."}} for reason in reasons
    ]
    return {
        "executionSuccessful": not notes,
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": notes,
    }
