"""Annotations of GitHub Actions: workflow commands on standard output, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli.output.entry import entries, help_of, title_of
from bot.model import Place, Severity
from bot.rules.base import Rule

if TYPE_CHECKING:
    from bot.desk import Report

_COMMAND = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "notice"}


def annotated(report: Report, known: dict[str, Rule], base: str = "") -> Iterator[str]:
    """Every problem and finding of a report."""
    for problem in report.problems:
        yield _line("error", problem.place, "cannot be read", f"{problem.what} {problem.fix}")
    for entry in entries(report):
        title = f"{entry.rule} {title_of(entry.rule, known)}"
        words = f"{entry.sentence} See {help_of(entry.rule, base)}"
        yield _line(_COMMAND[entry.severity], entry.place, title, words)
    for reason in sorted({r for sheet in report.sheets for r in sheet.verdict.not_run}):
        yield _line("error", None, "held", f"{reason}. This holds.")


def _line(command: str, place: Place | None, title: str, words: str) -> str:
    keys = (
        [f"file={_key(place.path)}", f"line={place.line}", f"col={place.column}"] if place else []
    )
    return f"::{command} {','.join([*keys, f'title={_key(title)}'])}::{_value(words.strip())}"


def _value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _key(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
