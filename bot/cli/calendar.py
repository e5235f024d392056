"""gatepost calendar: the weeks as they stand, day by day, and the same for a calendar program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, pass_app
from bot.cli.plan import COLOUR, as_plain, would_be
from bot.errors import BadUsage, ExitCode

if TYPE_CHECKING:
    from bot.ledger.base import Delivery, Planned

    Row = Planned | Delivery


@click.command()
@click.option("--from", "start", default="", metavar="DAY", help="First day; this week's Monday.")
@click.option("--weeks", type=click.IntRange(1, 60), default=4, show_default=True)
@click.option("--account", default="", help="Only this account.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics"]),
    default="text",
    show_default=True,
    help="ics: to subscribe to or import in a calendar program; it holds ids, no post text.",
)
@pass_app
def calendar(app: App, start: str, weeks: int, account: str, form: str) -> None:
    """Show what is to come and what became of what is past. Changes nothing."""
    from bot.cli.account import known_account
    from bot.cli.working import working

    known_account(app, account)
    first = _first(app, start)
    with working(app) as worker:
        outline = worker.plan(dry_run=True)
        rows = would_be(outline, worker.ledger.deliveries())
    for problem in outline.report.problems:
        click.echo(str(problem), err=True)
    last = first + timedelta(weeks=weeks)
    shown = sorted(
        (r for r in rows if first <= _day(r) < last and account in {"", r.key.account}), key=_order
    )
    drifted = {row.key for row in outline.drifted}
    if form == "json":
        app.emit([{**as_plain(r), "differs": r.key in drifted} for r in shown])
    elif form == "ics":
        click.echo(_ics(shown, app.records.settings.clinic, app.now()), nl=False)
    else:
        for line in _lines(shown, frozenset(drifted)):
            click.echo(line)
    app.finish(ExitCode.FAILED if outline.report.problems else ExitCode.CLEAN)


def _first(app: App, start: str) -> date:
    from zoneinfo import ZoneInfo

    if not start:
        today = app.now().astimezone(ZoneInfo(app.records.settings.timezone)).date()
        return today - timedelta(days=today.weekday())
    try:
        return date.fromisoformat(start)
    except ValueError as error:
        raise BadUsage("--from is no date.", fix="Write it like 2026-12-01.") from error


def _day(row: Row) -> date:
    return date.fromisoformat(row.local[:10])


def _order(row: Row) -> tuple[str, str, str, int]:
    return row.local, row.key.post_id, row.key.account, row.key.part


def _lines(rows: Sequence[Row], drifted: frozenset[Any]) -> Iterator[str]:
    if not rows:
        yield "Nothing stands in these weeks."
    for monday, week in groupby(rows, key=lambda r: _day(r) - timedelta(days=_day(r).weekday())):
        yield click.style(f"Week of {monday}", bold=True)
        for when, posts in groupby(week, key=lambda r: (r.local, r.key.post_id)):
            same = list(posts)
            yield f"  {_day(same[0]):%a %d %b} {when[0][11:16]}  {when[1]}"
            yield from _states(same, drifted)


def _states(rows: Sequence[Row], drifted: frozenset[Any]) -> Iterator[str]:
    def told(row: Row) -> tuple[str, str]:
        return row.state, row.reason

    for (state, reason), group in groupby(sorted(rows, key=told), key=told):
        members = list(group)
        names = ", ".join(dict.fromkeys(row.key.account for row in members))
        mark = click.style(f"{state:<9}", fg=COLOUR.get(members[0].state))
        yield f"      {mark} {names}{f': {reason}' if reason else ''}"
        changed = [row.key.account for row in members if row.key in drifted]
        if changed:
            yield f"      differs from what was published: {', '.join(dict.fromkeys(changed))}"


def _ics(rows: Sequence[Row], clinic: str, now: datetime) -> str:
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//gatepost//calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", clinic)
    for row in rows:
        key = row.key
        event = Event()
        parts = (key.environment, key.post_id, key.account, key.occurrence, str(key.part))
        event.add("uid", "/".join(parts) + "@gatepost")
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("dtstart", row.due_at.replace(microsecond=0))
        event.add("duration", timedelta(minutes=15))
        event.add("summary", f"{key.account}: {key.post_id} ({row.state})")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return str(made.to_ical(), "utf-8")
