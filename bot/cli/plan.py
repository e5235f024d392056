"""gatepost plan: what goes out when, written into the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.cli.findings import terminal_width
from bot.errors import ExitCode
from bot.model import State

if TYPE_CHECKING:
    from bot.ledger.base import Delivery, Planned
    from bot.plan import Outline


@click.command()
@dry_run_option
@click.option("--all", "everything", is_flag=True, help="Show what is out and ended, too.")
@format_option
@pass_app
def plan(app: App, dry_run: bool, everything: bool, form: str) -> None:
    """Reconcile the calendar with the ledger and show what is to come."""
    from bot.cli.working import working

    with working(app) as worker:
        outline = worker.plan(dry_run=dry_run)
        known = worker.ledger.deliveries()
    rows = would_be(outline, known) if dry_run else known
    for problem in outline.report.problems:
        click.echo(str(problem), err=True)
    shown = [row for row in sorted(rows, key=_time) if everything or row.state not in _ENDED]
    if form == "json":
        app.emit({"changes": _changes(outline), "deliveries": [as_plain(row) for row in shown]})
    else:
        person = terminal_width() is not None
        for line in lines(shown, outline, dry_run=dry_run, grouped=person):
            click.echo(line)
    app.finish(ExitCode.FAILED if outline.report.problems else ExitCode.CLEAN)


def would_be(outline: Outline, known: list[Delivery]) -> list[Planned | Delivery]:
    """Rows as they would stand: what is wanted, and what is settled already."""
    wanted = {row.key for row in outline.rows}
    settled = {row.key for row in known if row.state in _ENDED}
    rows: list[Planned | Delivery] = [row for row in outline.rows if row.key not in settled]
    rows += [row for row in known if row.key not in wanted or row.key in settled]
    return rows


def _time(row: Planned | Delivery) -> tuple[str, str, str]:
    """As it is shown: what was published by hand stays at the time it was meant for."""
    return row.local, row.key.post_id, row.key.account


_ENDED = {
    State.PUBLISHED,
    State.RETRACTED,
    State.SKIPPED,
    State.CANCELLED,
    State.SUPERSEDED,
    State.FAILED_FINAL,
}


def _changes(outline: Outline) -> dict[str, int]:
    from dataclasses import asdict

    return dict(asdict(outline.changes))


def as_plain(row: Planned | Delivery) -> dict[str, Any]:
    """A row as plain data."""
    return {
        "post": row.key.post_id,
        "account": row.key.account,
        "occurrence": row.key.occurrence,
        "part": row.key.part,
        "platform": row.platform,
        "state": row.state.value,
        "due_at": row.due_at.isoformat(),
        "local": row.local,
        "zone": row.zone,
        "reason": row.reason,
        "rendition": row.rendition if isinstance(row.rendition, str) else row.rendition.digest,
        "url": getattr(row, "url", ""),
    }


def lines(
    rows: Sequence[Planned | Delivery], outline: Outline, *, dry_run: bool, grouped: bool
) -> Iterator[str]:
    """What is to come, then what planning changed; ids are never cut, so that they can be copied.

    ``grouped``, for a person: a time and a post, its accounts below. Else one line a delivery.
    """
    zones = sorted({row.zone for row in rows})
    if zones:
        yield f"Times: {', '.join(zones)}."
    yield from _by_post(rows, len(zones) > 1) if grouped else _flat(rows, len(zones) > 1)
    done = ", ".join(f"{n} {word}" for word, n in _changes(outline).items() if n) or "no change"
    for row in outline.drifted:
        yield (
            f"{row.key.account} {row.key.post_id} differs from what was published. Leave it, or "
            f"gatepost retract {row.key.post_id} and give the new text an id of its own."
        )
    gap = "\n" if rows else ""
    yield f"{gap}{'Would plan' if dry_run else 'Planned'}: {done}."


def _flat(rows: Sequence[Planned | Delivery], with_zone: bool) -> Iterator[str]:
    width = max((len(row.key.account) for row in rows), default=0)
    for row in rows:
        cells = f"{row.state.value:<9}  {row.key.account:<{width}}  {row.key.post_id}"
        yield f"{_when(row, with_zone)}  {cells}  {row.reason}".rstrip()


def _by_post(rows: Sequence[Planned | Delivery], with_zone: bool) -> Iterator[str]:
    for (when, post), group in groupby(rows, key=lambda r: (_when(r, with_zone), r.key.post_id)):
        yield f"\n{click.style(when, bold=True)}  {post}"
        for (state, reason), same in groupby(sorted(group, key=_outcome), key=_outcome):
            accounts = ", ".join(sorted(row.key.account for row in same))
            mark = click.style(f"{state.value:<9}", fg=COLOUR.get(state))
            yield f"  {mark} {accounts}{f': {reason}' if reason else ''}"


def _when(row: Planned | Delivery, with_zone: bool) -> str:
    return f"{row.local} {row.zone}" if with_zone else row.local


def _outcome(row: Planned | Delivery) -> tuple[State, str]:
    return row.state, row.reason


COLOUR = {
    State.PLANNED: "green",
    State.PUBLISHED: "green",
    State.BLOCKED: "red",
    State.FAILED_FINAL: "red",
    State.HELD: "yellow",
    State.UNKNOWN: "yellow",
}
