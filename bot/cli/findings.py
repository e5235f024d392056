"""The words of a report: one line a finding for programs, wrapped and by post for people."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import click

from bot.errors import GatepostError
from bot.model import Finding, Place, Severity
from bot.preview.finding import told

if TYPE_CHECKING:
    from bot.desk import Report, Sheet

_COLOUR = {Severity.BLOCK: "red", Severity.WARN: "yellow", Severity.INFO: "cyan"}
#: From here on a terminal shows what was found under the name of its post.
MANY = 5
#: Keeps a rule and its severity on one line while wrapping.
_JOINED = "\N{NO-BREAK SPACE}"


#: What --explain adds to a finding.
Excerpts = Mapping[Finding, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to say about a place."""

    place: Place | None  # None: about no file
    mark: str  # "CON001 block"
    colour: str
    text: str


def terminal_width() -> int | None:
    """Columns of the terminal that is written to; None when the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def told_lines(
    report: Report, width: int | None = None, excerpts: Excerpts | None = None
) -> Iterator[str]:
    """Everything that was found, in order of the files; ``excerpts`` say more of some.

    Without ``width`` each entry is one line that begins with file:line:column. With it
    entries are wrapped, and from ``MANY`` on they stand under the names of their posts.
    """
    entries = list(_entries(report, excerpts or {}))
    if width is None:
        yield from (_line(entry) for entry in entries)
    elif len(entries) < MANY:
        for entry in entries:
            yield _wrapped(entry, _shown(entry), width)
    else:
        yield from _by_post(entries, width)


def _entries(report: Report, excerpts: Excerpts) -> Iterator[Entry]:
    for problem in report.problems:
        yield _problem(problem)
    for finding, platforms in _together(report.sheets):
        more = excerpts.get(finding, "")
        yield _finding(finding, platforms, more)
    held = Counter(reason for sheet in report.sheets for reason in sheet.verdict.not_run)
    for reason, number in sorted(held.items()):
        what = f"{reason}. This holds {number:,} of {len(report.sheets):,}."
        yield Entry(None, "held", "yellow", what)


def _problem(problem: GatepostError) -> Entry:
    return Entry(problem.place, "error", "red", f"{problem.what} {problem.fix}".rstrip())


def _finding(finding: Finding, platforms: list[str], more: str = "") -> Entry:
    where = f"[{', '.join(platforms)}] " if platforms else ""
    return Entry(
        finding.place,
        f"{finding.rule} {finding.severity.value}",
        _COLOUR[finding.severity],
        f"{where}{told(finding)}. {finding.fix}. {finding.source}.{more}",
    )


def _together(sheets: Iterable[Sheet]) -> list[tuple[Finding, list[str]]]:
    """One entry for a finding that several platforms share."""
    grouped: dict[tuple[str, ...], tuple[Finding, list[str]]] = {}
    for sheet in sheets:
        for finding in sheet.verdict.findings:
            key = (finding.rule, str(finding.place), finding.what, finding.severity.value)
            kept = grouped.setdefault(key, (finding, []))
            if finding.platform and finding.platform not in kept[1]:
                kept[1].append(finding.platform)
    return list(grouped.values())


def _by_post(entries: list[Entry], width: int) -> Iterator[str]:
    """Each post's name once, its entries below it; what belongs to no file comes first."""
    for path, group in groupby(sorted(entries, key=_spot), key=lambda entry: _spot(entry)[0]):
        if path:
            yield "\n" + click.style(path, bold=True)
        for entry in group:
            _, line, column = _spot(entry)
            place = f"{line}:{column}" if path else ""
            yield _wrapped(entry, place, width, indent=2 if path else 0)
    yield ""


def _spot(entry: Entry) -> tuple[str, int, int]:
    place = entry.place
    return (place.path, place.line, place.column) if place else ("", 0, 0)


def _shown(entry: Entry) -> str:
    return str(entry.place or "")


def _line(entry: Entry) -> str:
    return " ".join(p for p in (_shown(entry), _styled(entry), entry.text) if p)


def _wrapped(entry: Entry, place: str, width: int, indent: int = 0) -> str:
    """An entry in lines of at most ``width`` columns, colour put in after wrapping."""
    mark = entry.mark.replace(" ", _JOINED)
    text = textwrap.fill(
        " ".join(p for p in (place, mark, entry.text) if p),
        max(width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return text.replace(mark, _styled(entry), 1)


def _styled(entry: Entry) -> str:
    return click.style(entry.mark, fg=entry.colour)
