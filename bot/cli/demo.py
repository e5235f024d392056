"""gatepost demo: the whole job in a minute, on this machine, with no account."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import App
from bot.errors import ExitCode, NothingFound
from bot.model import Decision, State

if TYPE_CHECKING:
    from bot.desk import Desk, Report
    from bot.ledger.base import Delivery
    from bot.publish import Tally
    from bot.sandbox.server import Sandbox
    from bot.worker import Worker

PROJECT = Path(__file__).resolve().parent.parent.parent
#: The example month begins after this instant, and its attestations are fresh then, so the
#: demo plays the same whatever today's date is.
START = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that is moved by hand."""

    at: datetime = START

    def __call__(self) -> datetime:
        """The moved time."""
        return self.at


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Keep it here.")
@click.option("--wait/--no-wait", default=None, help="Keep the wall up until Ctrl-C.")
def demo(out: Path | None, wait: bool | None) -> None:
    """Check, preview and publish the example calendar to a sandbox; show what gets stopped."""
    started = time.monotonic()
    if not (PROJECT / "content").is_dir():
        raise NothingFound(
            "the example calendar is not installed here.",
            fix="Run the demo in a checkout of gatepost, or start your own: gatepost init.",
        )
    folder = (out or Path(tempfile.mkdtemp(prefix="gatepost-demo-"))).resolve()
    _copy(folder)
    clock = Clock()
    with _playing(folder, clock) as (app, sandbox):
        code = _play(app, sandbox, folder, clock)
        click.echo(f"\nTook {time.monotonic() - started:.0f} seconds. Look at:")
        click.echo(f"  the preview   {folder / 'preview.html'}")
        click.echo(f"  the wall      {folder / 'wall.html'}  (saved)")
        if sys.stdout.isatty() if wait is None else wait:
            click.echo(f"  the live wall {sandbox.base_url}/  until you press Ctrl-C")
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    time.sleep(3600)
    raise click.exceptions.Exit(int(code))


def _copy(folder: Path) -> None:
    """A fresh copy of the example; what an earlier demo left there is taken away."""
    for name in ("content", "config", "examples", ".gatepost"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("content", "config", "examples"):
        shutil.copytree(PROJECT / name, folder / name, dirs_exist_ok=True)


@contextlib.contextmanager
def _playing(folder: Path, clock: Clock) -> Iterator[tuple[App, Sandbox]]:
    """A sandbox that knows the example's accounts, and an app whose settings point at it."""
    from bot.cli.sandbox import state_for
    from bot.records import load_records
    from bot.sandbox.server import running

    with _environment({"GATEPOST_ENVIRONMENT": "sandbox", "GATEPOST_VAULT": "memory"}):
        records = load_records(folder)
        state = state_for(records, folder / records.settings.state, now=clock)
        with running(state) as sandbox, _environment(_addresses(sandbox)):
            yield App(root=folder), sandbox


def _addresses(sandbox: Sandbox) -> dict[str, str]:
    urls = {
        f"GATEPOST_PLATFORMS__{name.upper()}__BASE_URL": sandbox.url(name)
        for name in ("x", "linkedin", "instagram")
    }
    return urls | {"GATEPOST_MEDIA_HOST__BASE_URL": sandbox.media_host}


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _play(app: App, sandbox: Sandbox, folder: Path, clock: Clock) -> ExitCode:
    from bot.cli.working import working

    told: list[tuple[Delivery, State, str]] = []
    with working(app, now=clock) as worker:
        worker.said = lambda *one: told.append(one)
        _title("1. Check the month and preview it")
        _approve(worker, folder)
        report = _check(worker, folder)
        _title("2. Publish what is due, the clock moved through the month")
        tally = _publish(worker, clock)
        _tell(tally, told)
        _title("3. Posts that must not go out, and what stops them")
        clock.at = START
        missed = _stopped(worker.desk, folder)
    (folder / "wall.html").write_text(_wall(sandbox), encoding="utf-8")
    published = tally.get(State.PUBLISHED, 0)
    ready = sum(sheet.verdict.decision is not Decision.BLOCK for sheet in report.sheets)
    well = ready and published >= ready and not missed and set(tally) == {State.PUBLISHED}
    return ExitCode.CLEAN if well else ExitCode.FAILED


def _title(text: str) -> None:
    click.echo("\n" + click.style(text, bold=True))


def _check(worker: Worker, folder: Path) -> Report:
    from bot.cli.check import lines
    from bot.media.store import MediaStore
    from bot.preview.card import cards
    from bot.preview.html import page

    report = worker.desk.check()
    for line in lines(report):
        click.echo(line)
    html = page(
        cards(worker.desk, report.sheets),
        clinic=worker.records.settings.clinic,
        environment="sandbox",
        now=worker.now(),
        store=MediaStore(worker.state / "media"),
        problems=report.problems,
    )
    (folder / "preview.html").write_text(html, encoding="utf-8")
    return report


def _approve(worker: Worker, folder: Path) -> None:
    """Whatever waits for somebody's approval gets it, with keys that are made now."""
    from bot.approving.rehearsal import approve_what_waits, make_keys

    assert worker.vault is not None
    # Before anything is checked: a key filed later would be a reason to check all again.
    make_keys(worker.records, folder, worker.vault)
    for post, person, role in approve_what_waits(worker.desk, folder, worker.vault):
        click.echo(f"  {person} approves {post} as {role}, with a key made now")


def _publish(worker: Worker, clock: Clock) -> dict[State, int]:
    """Plan once, then let every due time come."""
    worker.plan()
    total: dict[State, int] = {}
    publisher = worker.publisher()
    until = START + timedelta(days=40)
    while (due := publisher.next_due()) is not None and due <= until:
        clock.at = max(clock.at, due) + timedelta(seconds=1)
        tally: Tally = publisher.tick()
        if not tally.moved and publisher.next_due() == due:
            break
        for state, number in tally.moved.items():
            total[state] = total.get(state, 0) + number
    return total


def _tell(tally: dict[State, int], told: list[tuple[Delivery, State, str]]) -> None:
    by_account: dict[str, int] = {}
    for row, state, reason in told:
        if state is State.PUBLISHED:
            by_account[row.key.account] = by_account.get(row.key.account, 0) + 1
        else:
            click.echo(f"  {state.value} {row.key.account} {row.key.post_id}: {reason}")
    for account, number in sorted(by_account.items()):
        click.echo(f"  {account:<20} {number} published")
    click.echo(f"  in all {sum(tally.values())}, each once; nothing left this machine.")


def _stopped(desk: Desk, folder: Path) -> int:
    """Show every example with the rule that stops it; how many were not stopped as they say."""
    from bot.stopped import examples

    missed = 0
    for example in examples(desk, folder / "examples" / "stopped"):
        mark = (
            click.style("stopped", fg="red")
            if example.stopped
            else click.style("PASSED", fg="yellow")
        )
        missed += not example.stopped
        click.echo(f"  {mark} {example.rule:<8} {example.name}: {example.what}")
    return missed


def _wall(sandbox: Sandbox) -> str:
    from bot.sandbox.wall import page

    return page(sandbox.state, sandbox.base_url, refresh=False)
