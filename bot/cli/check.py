"""gatepost check: every gate over every post, and what would be stopped."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, pass_app, paths_argument
from bot.cli.findings import Excerpts, terminal_width, told_lines
from bot.cli.output.summary import summary
from bot.errors import ExitCode
from bot.hidden import Hidden
from bot.model import Decision

if TYPE_CHECKING:
    from bot.desk import Report, Sheet

NO_CHANGE = "No post changed since that commit."


@click.command()
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    show_default=True,
    help="What is written to standard output: words for people, or a form for programs.",
)
@click.option(
    "--changed-since",
    "revision",
    metavar="REV",
    help="Only posts that differ from this commit of git; all of them if config/ does.",
)
@click.option(
    "--explain", is_flag=True, help="Say more of each PHI finding, with a masked excerpt."
)
@pass_app
def check(app: App, paths: tuple[str, ...], form: str, revision: str | None, explain: bool) -> None:
    """Run every gate over PATHS (default: the whole calendar). Sends nothing."""
    from bot.cli.desks import quiet_desk
    from bot.cli.excerpt import explain_findings

    chosen = _chosen(app, app.from_here(paths), revision)
    report = _nothing()
    more: Excerpts = {}
    if chosen is not None:
        with quiet_desk(app) as desk:
            report = desk.check(chosen)
            more = explain_findings(desk, report) if explain else {}
    hidden = Hidden.of(report.sheets)
    more = {hidden.finding(found): words for found, words in more.items()}
    _tell(app, hidden.report(report), form, more, unchanged=chosen is None)
    app.finish(ExitCode.CLEAN if chosen is None else report.exit_code)


def _chosen(app: App, paths: tuple[str, ...], revision: str | None) -> tuple[str, ...] | None:
    """The paths to check, none for all; None when no post of them changed."""
    if revision is None:
        return paths
    from bot.cli.output.changed import changed_posts

    changed = changed_posts(app.folder, app.records.settings.content, revision)
    if changed is None:
        return paths
    named = [PurePosixPath(path) for path in paths]
    kept = tuple(
        path
        for path in changed
        if not named or any(PurePosixPath(path).is_relative_to(one) for one in named)
    )
    return kept or None


def _nothing() -> Report:
    from bot.desk import Report

    return Report()


def _tell(app: App, report: Report, form: str, more: Excerpts, *, unchanged: bool) -> None:
    """Write the report in one form."""
    if form == "json":
        app.emit(as_plain(report, more))
    elif form == "text":
        shown = [NO_CHANGE] if unchanged else lines(report, terminal_width(), app.now(), more)
        for line in shown:
            click.echo(line)
    else:
        _for_programs(app, report, form)


def _for_programs(app: App, report: Report, form: str) -> None:
    from bot import rules

    base = app.records.settings.docs_url
    if form == "sarif":
        from bot.cli.output.sarif import sarif

        app.emit(sarif(report, rules.load(), base))
    elif form == "junit":
        from bot.cli.output.junit import junit

        click.echo(junit(report, base), nl=False)
    else:
        from bot.cli.output.github import annotated

        for line in annotated(report, rules.load(), base):
            click.echo(line)


def lines(
    report: Report,
    width: int | None = None,
    now: datetime | None = None,
    more: Excerpts | None = None,
) -> Iterator[str]:
    """The report as a communications person reads it: what to do first, then each finding.

    With ``now`` it also tells of posts whose time is past: no gate here knows if they are out.
    """
    from bot import rules

    yield from _folded(summary(report, rules.load()), width)
    yield from told_lines(report, width, more)
    yield from _summary(report)
    past = {s.post.id for s in report.sheets if now and s.slots and s.slots[-1].at < now}
    if past:
        yield (
            f"Past their time: {counted(len(past), 'post')}. "
            "gatepost plan --all says which are out and which wait."
        )


def _folded(lines: Iterable[str], width: int | None) -> Iterator[str]:
    """The summary for a terminal of ``width`` columns: what runs on stands below its own words."""
    for line in lines:
        if width is None or len(line) <= width:
            yield line
            continue
        yield textwrap.fill(
            line,
            max(width, 40),
            subsequent_indent=" " * (10 if line.startswith("    ") else 4),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _summary(report: Report) -> Iterator[str]:
    count = Counter(sheet.verdict.decision for sheet in report.sheets)
    posts = len({sheet.post.id for sheet in report.sheets})
    if not report.files:
        yield 'No posts found. Write one: gatepost new "A title"'
        return
    yield (
        f"{counted(posts, 'post')}, {counted(len(report.sheets), 'rendition')}: "
        + click.style(f"{count[Decision.ALLOW]} ready", fg="green")
        + ", "
        + click.style(f"{count[Decision.HOLD]} held", fg="yellow" if count[Decision.HOLD] else None)
        + ", "
        + click.style(
            f"{count[Decision.BLOCK]} blocked", fg="red" if count[Decision.BLOCK] else None
        )
        + (f"; {counted(len(report.problems), 'file problem')}" if report.problems else "")
        + "."
    )
    if count[Decision.HOLD]:
        yield "Held posts wait for a person: gatepost approve POST --as PERSON, or mend the text."
    deferred = sorted({rule for sheet in report.sheets for rule in sheet.verdict.deferred})
    if deferred:
        yield f"Checked again when sending, with ledger and vault at hand: {', '.join(deferred)}."


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun: 1 post, 1,200 posts."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def as_plain(report: Report, more: Excerpts | None = None) -> dict[str, Any]:
    """The report as plain data, for --format json."""
    return {
        "files": report.files,
        "unchanged": report.unchanged,
        "exit_code": int(report.exit_code),
        "problems": [
            {"place": str(p.place or ""), "what": p.what, "fix": p.fix} for p in report.problems
        ],
        "renditions": [_sheet(sheet, more or {}) for sheet in report.sheets],
    }


def _sheet(sheet: Sheet, more: Excerpts) -> dict[str, Any]:
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
                **({"explained": more[f].strip()} if f in more else {}),
            }
            for f in verdict.findings
        ],
    }
