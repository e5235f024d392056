"""gatepost ledger copy, backup and restore: the record of what happened, kept and moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import App, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.errors import BadUsage

if TYPE_CHECKING:
    from bot.ledger.transfer import Copied

_THIS = "this"


@click.group()
def ledger() -> None:
    """Move the record of what happened to another database."""


@ledger.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@dry_run_option
@pass_app
def copy(app: App, source: str, target: str, dry_run: bool) -> None:
    """Copy the ledger FROM one place TO another, and prove the copy.

    Each is "this" (the calendar's own), a file, sqlite:///FILE or postgresql://USER@HOST/NAME
    (give the password in PGPASSWORD or ~/.pgpass). The target must be empty, and no gatepost
    may be running. All of it is copied or nothing.
    """
    from bot.ledger.lock import hold
    from bot.ledger.transfer import copy as copy_ledger

    environment = app.records.settings.environment
    with hold(app.state):
        copied = copy_ledger(
            _address(app, source), _address(app, target), environment, app.state, _told(app),
            keep=not dry_run,
        )  # fmt: skip
    app.quiet()
    _show(copied, dry_run=dry_run)


def _address(app: App, named: str) -> str:
    """A place as the ledger takes it."""
    if named == _THIS:
        return app.records.settings.ledger
    return named if "://" in named else f"sqlite:///{Path(named).absolute()}"


def _told(app: App) -> Callable[[str, int], None]:
    """Progress on a terminal's one line."""
    return lambda table, rows: app.progress(f"{table}: {rows} rows")


def _show(copied: Copied, *, dry_run: bool) -> None:
    rows = ", ".join(f"{count} {name}" for name, count in copied.rows.items() if count)
    if dry_run:
        click.echo(f"It would copy, and every row was compared: {rows}. Nothing was kept.")
        return
    click.echo(f"Copied, and every row compared: {rows}.")
    click.echo(
        "Now name the new place in config/gatepost.toml (ledger = …) or GATEPOST_LEDGER. "
        "The old place is frozen, and gatepost run refuses it: on both, each would send what the "
        "other has sent."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@dry_run_option
@pass_app
def backup(app: App, file: Path, dry_run: bool) -> None:
    """Copy the ledger to FILE while it is in use, and read the copy through.

    It holds the texts of posts that are still to come: keep it as safe as the calendar.
    """
    from bot.ledger.backup import back_up

    place = _own_file(app, "pg_dump, or gatepost ledger copy this FILE")
    if dry_run:
        click.echo(f"It would copy {place} to {file}. Nothing was written.")
        return
    back_up(place, file)
    click.echo(f"{file}: {_size(file)}, read through, and its audit chain holds.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def restore(app: App, file: Path, yes: bool, dry_run: bool) -> None:
    """Put the backup FILE in the ledger's place; the present one is kept beside it.

    What went out since the backup is not in it. So every post that it calls unsent is held
    until you have looked, and nothing is sent twice.
    """
    from bot.ledger.backup import restore as put_back
    from bot.ledger.lock import hold

    place = _own_file(app, "pg_restore")
    with hold(app.state):
        if dry_run:
            click.echo(f"It would put {file} in the place of {place}. Nothing was changed.")
            return
        if not yes:
            confirm("Replace the ledger, and hold every post that the backup calls unsent?")
        kept = put_back(file, place, app.records.settings.environment, app.now())
    click.echo(f"Restored from {file}." + (f" The old ledger is {kept}." if kept else ""))
    click.echo(
        "Every post that is not out by the backup is held: look at the platforms, then let go "
        "what is missing there. Repeat revocations and withdrawals made since the backup."
    )


def _own_file(app: App, otherwise: str) -> Path:
    """The file of the calendar's ledger. Raises BadUsage when it has none."""
    from bot.ledger.opening import locate

    place = locate(app.records.settings.ledger, app.state)
    if isinstance(place, Path):
        return place
    raise BadUsage(
        "This calendar's ledger is no file of its own.",
        fix=f"For a PostgreSQL server use {otherwise}.",
    )


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1024:.0f} KB"
