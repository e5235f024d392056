"""gatepost check: every gate over every post, and what would be stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, format_option, pass_app, paths_argument
from bot.model import Decision, Finding, Severity

if TYPE_CHECKING:
    from bot.desk import Report, Sheet

_COLOUR = {Severity.BLOCK: "red", Severity.WARN: "yellow", Severity.INFO: "cyan"}


@click.command()
@paths_argument
@format_option
@pass_app
def check(app: App, paths: tuple[str, ...], form: str) -> None:
    """Run every gate over PATHS (default: the whole calendar). Sends nothing."""
    from bot.cli.desks import quiet_desk

    with quiet_desk(app) as desk:
        report = desk.check(paths)
    if form == "json":
        app.emit(as_plain(report))
    else:
        for line in lines(report):
            click.echo(line)
    app.finish(report.exit_code)


def lines(report: Report) -> Iterator[str]:
    """The report as a communications person reads it: what is wrong first, then the count."""
    for problem in report.problems:
        yield click.style("error ", fg="red", bold=True) + str(problem)
    for finding, platforms in _together(report.sheets):
        where = f" [{', '.join(platforms)}]" if platforms else ""
        yield (
            f"{finding.place} "
            + click.style(f"{finding.rule} {finding.severity.value}", fg=_COLOUR[finding.severity])
            + f"{where} {finding.what}. {finding.fix}. {finding.source}."
        )
    for entry in sorted({n for sheet in report.sheets for n in sheet.verdict.not_run}):
        yield click.style("held ", fg="yellow") + entry
    yield from _summary(report)


def _together(sheets: tuple[Sheet, ...]) -> list[tuple[Finding, list[str]]]:
    """One line for a finding that several platforms share."""
    grouped: dict[tuple[str, ...], tuple[Finding, list[str]]] = {}
    for sheet in sheets:
        for finding in sheet.verdict.findings:
            key = (finding.rule, str(finding.place), finding.what, finding.severity.value)
            kept = grouped.setdefault(key, (finding, []))
            if finding.platform and finding.platform not in kept[1]:
                kept[1].append(finding.platform)
    return list(grouped.values())


def _summary(report: Report) -> Iterator[str]:
    count = Counter(sheet.verdict.decision for sheet in report.sheets)
    posts = len({sheet.post.id for sheet in report.sheets})
    if not report.files:
        yield "No posts found. Write one with: gatepost new"
        return
    yield (
        f"{_count(posts, 'post')}, {_count(len(report.sheets), 'rendition')}: "
        + click.style(f"{count[Decision.ALLOW]} ready", fg="green")
        + ", "
        + click.style(f"{count[Decision.HOLD]} held", fg="yellow" if count[Decision.HOLD] else None)
        + ", "
        + click.style(
            f"{count[Decision.BLOCK]} blocked", fg="red" if count[Decision.BLOCK] else None
        )
        + (f"; {_count(len(report.problems), 'file problem')}" if report.problems else "")
        + "."
    )
    if count[Decision.HOLD]:
        yield "Held posts wait for a person: mend the text, or gatepost approve POST."
    deferred = sorted({rule for sheet in report.sheets for rule in sheet.verdict.deferred})
    if deferred:
        yield f"Checked again when sending, with ledger and vault at hand: {', '.join(deferred)}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def as_plain(report: Report) -> dict[str, Any]:
    """The report as plain data, for --format json."""
    return {
        "files": report.files,
        "unchanged": report.unchanged,
        "exit_code": int(report.exit_code),
        "problems": [
            {"place": str(p.place or ""), "what": p.what, "fix": p.fix} for p in report.problems
        ],
        "renditions": [_sheet(sheet) for sheet in report.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    verdict = sheet.verdict
    return {
        "post": sheet.post.id,
        "path": sheet.post.path,
        "account": sheet.account.name,
        "platform": sheet.account.platform,
        "rendition": sheet.rendition,
        "decision": verdict.decision.value,
        "slots": [{"at": s.at.isoformat(), "local": s.local, "zone": s.zone} for s in sheet.slots],
        "deferred": list(verdict.deferred),
        "not_run": list(verdict.not_run),
        "findings": [
            {
                "rule": f.rule,
                "severity": f.severity.value,
                "place": str(f.place),
                "what": f.what,
                "fix": f.fix,
                "source": f.source,
            }
            for f in verdict.findings
        ],
    }
