"""gatepost doctor: what is installed, what is open, and what to mend, without sending anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click

from bot import __version__
from bot.cli.app import App, format_option, pass_app
from bot.cli.findings import terminal_width
from bot.errors import ExitCode, GatepostError


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str


#: The daemon's watchdog writes its heartbeat every 30 seconds.
ALIVE_WITHIN = 120.0


@click.command()
@click.option("--alive", is_flag=True, help="Only: did the daemon's heart beat lately?")
@format_option
@pass_app
def doctor(app: App, alive: bool, form: str) -> None:
    """Look at this installation and calendar; every line that is not fine says how to mend it."""
    if alive:
        beats = _heartbeat(app)
        if form == "json":
            app.emit([asdict(beats)])
        else:
            click.echo(beats.says)
        app.finish(ExitCode.CLEAN if beats.ok else ExitCode.FAILED)
    found = list(_examine(app))
    if form == "json":
        app.emit([asdict(one) for one in found])
    else:
        width = max(len(one.what) for one in found)
        for one in found:
            mark = click.style("fine", fg="green") if one.ok else click.style("mend", fg="red")
            click.echo(f"{mark}  {_beside(one, width)}")
    app.finish(ExitCode.CLEAN if all(one.ok for one in found) else ExitCode.FAILED)


def _beside(one: Examined, width: int) -> str:
    """The name and, wrapped beside it in a terminal, what is said of it."""
    name = f"{one.what:<{width}}  "
    columns = terminal_width()
    if columns is None:
        return name + one.says
    left = len(name) + len("fine  ")
    lines = textwrap.wrap(one.says, max(columns - left, 30), break_long_words=False)
    return name + f"\n{'':{left}}".join(lines)


def _examine(app: App) -> Iterator[Examined]:
    yield Examined("gatepost", True, f"{__version__} on Python {sys.version.split()[0]}")
    yield _tried("language model", partial(_model, app))
    records = _tried("records", lambda: _records(app))
    yield records
    if not records.ok:
        return
    yield _tried("content", lambda: _content(app))
    yield _tried("vault", lambda: app.vault().mode)
    yield _tried("ledger", lambda: _ledger(app))
    yield _tried("takedowns", lambda: _takedowns(app))
    yield from _accounts(app)
    yield _checks(app)


def _heartbeat(app: App) -> Examined:
    try:
        age = time.time() - (app.state / "heartbeat").stat().st_mtime
    except FileNotFoundError:
        return Examined("daemon", False, "gatepost run is not running here")
    return Examined("daemon", age < ALIVE_WITHIN, f"the last heartbeat was {age:.0f} s ago")


def _tried(what: str, look: Callable[[], str]) -> Examined:
    try:
        return Examined(what, True, look())
    except GatepostError as error:
        return Examined(what, False, str(error))
    except OSError as error:
        return Examined(what, False, f"{error.strerror or 'cannot be used'}.")


def _model(app: App) -> str:
    from bot.phi.weights import find_model, verify
    from bot.records.model import PhiSettings

    try:
        name = app.records.settings.phi.model
    except GatepostError:
        name = PhiSettings().model
    verify(find_model(name))
    return f"{name}: there, and its weights are the ones that were measured"


def _records(app: App) -> str:
    records = app.records
    if records.problems:
        raise records.problems[0]
    settings = records.settings
    return f"{settings.clinic}: {settings.environment.value}, {settings.timezone}"


def _content(app: App) -> str:
    from bot.cli.check import counted
    from bot.content.calendar import list_files

    return counted(len(list_files(app.folder, app.records.settings.content).files), "post file")


def _ledger(app: App) -> str:
    from bot.cli.check import counted
    from bot.ledger.opening import is_shared

    ledger = app.ledger()
    try:
        wrong = ledger.examine()
        rows = len(ledger.deliveries())
    finally:
        ledger.close()
    if wrong:
        raise GatepostError(
            f"it does not hold together: {wrong[0]}.", fix="Restore a backup; find out who."
        )
    many = counted(rows, "delivery", "deliveries")
    shared = is_shared(app.records.settings.ledger)
    database = "PostgreSQL" if shared else f"SQLite {sqlite3.sqlite_version}"
    return f"{many}, audit chain holds, {database}"


def _takedowns(app: App) -> str:
    """What is out under a consent that was taken back. Raises when anything is."""
    from bot.cli.check import counted
    from bot.task import takedowns

    if not app.has_ledger:
        return "none open"
    ledger = app.ledger()
    try:
        open_ = takedowns(app.records, ledger)
    finally:
        ledger.close()
    if open_:
        soonest = f", the first by {open_[0].due}" if open_[0].due else ""
        raise GatepostError(
            f"{counted(len(open_), 'post')} must come down{soonest}.",
            fix="gatepost consent list names them; gatepost retract takes them down.",
        )
    return "none open"


def _accounts(app: App) -> Iterator[Examined]:
    today = app.now().date()
    for name, account in app.records.accounts.items():
        attested = account.two_factor
        if attested is None or not attested.enabled:
            yield Examined(
                name, False, "no second factor attested; see two_factor in accounts.toml"
            )
            continue
        age = (today - attested.on).days
        if age > app.records.policy.two_factor_days:
            yield Examined(
                name, False, f"the second factor was attested {age} days ago; look again"
            )
            continue
        yield _tried(name, partial(_token, app, name))


def _token(app: App, name: str) -> str:
    from bot.vault.tokens import load_token

    expires = load_token(app.vault(), name, app.records.settings.environment).expires
    return f"token stored{f', ends {expires:%Y-%m-%d}' if expires else ''}"


def _checks(app: App) -> Examined:
    hooks = app.folder / ".githooks"
    if not os.access(hooks / "pre-commit", os.X_OK):
        says = "none here; gatepost init in a new calendar sets them up"
        return Examined("commit checks", True, says)
    where = _hooks_path(app.folder)
    if where is None:
        return Examined(
            "commit checks", True, "written, not in use: this folder is no git repository"
        )
    if (app.folder / where).resolve() != hooks.resolve():
        says = "switched off; switch them on: git config core.hooksPath .githooks"
        return Examined("commit checks", False, says)
    return Examined("commit checks", True, "every commit and push runs gatepost check")


def _hooks_path(folder: Path) -> str | None:
    """Where git looks for checks, empty when nobody said; None without git or repository."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return None
    answer = subprocess.run(  # noqa: S603 - a fixed command
        [git, "-C", str(folder), "config", "core.hooksPath"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()
