"""gatepost init and new: a calendar from nothing, a post file that is right from the start."""

from __future__ import annotations

import getpass
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from string import Template

import click

from bot.cli.app import App, dry_run_option, pass_app
from bot.errors import BadUsage
from bot.model import Kind

TEMPLATES = Path(__file__).resolve().parent / "templates"
SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"

PRIVACY = (
    "Drafts may hold patients' details before a gate has seen them. Keep this repository private, "
    "on a host that signed a business associate agreement with you, or on your own server. "
    "Should a name slip out, stop everything with pause = true in config/policy.toml and read "
    "docs/name-was-pushed.md in gatepost's documentation."
)


@click.command()
@click.option("--clinic", help="The practice's name as the public knows it.")
@click.option("--timezone", "zone", help="IANA name, for example America/Chicago.")
@click.option("--practice", type=click.Choice(["solo", "group", "hospital"]), help="Its size.")
@click.option("--author", help="Your id in post files, for example dr-lee.")
@dry_run_option
@pass_app
def init(
    app: App,
    clinic: str | None,
    zone: str | None,
    practice: str | None,
    author: str | None,
    dry_run: bool,
) -> None:
    """Set up a calendar in this folder: settings, and checks before every commit."""
    root = (app.root or Path.cwd()).resolve()
    if (root / "config" / "gatepost.toml").exists():
        raise BadUsage(f"{root} is a calendar already.", fix="Change config/gatepost.toml by hand.")
    clinic = clinic or click.prompt("Name of the practice", default="Example Clinic")
    zone = _zone(zone or click.prompt("Time zone (IANA name)", default="America/New_York"))
    practice = practice or click.prompt(
        "Size of the practice", type=click.Choice(["solo", "group", "hospital"]), default="group"
    )
    author = _slug(
        author or click.prompt("Your id in post files", default=_slug(getpass.getuser()))
    )
    files = dict(_files(clinic, zone, practice, author))
    for name, text in files.items():
        click.echo(f"{'would write' if dry_run else 'wrote'} {name}")
        if not dry_run:
            _write(root / name, text)
    if not dry_run:
        shutil.copytree(SCHEMAS, root / "config" / "schemas", dirs_exist_ok=True)
        click.echo(_hooks(root))
    click.echo(f'\n{PRIVACY}\n\nNext: gatepost new "A title", gatepost check, gatepost preview.')


@click.command()
@click.argument("title")
@click.option("--author", help="Id of a person under config/people; by default the first one.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), default="education")
@click.option("--accounts", help="Comma-separated; by default all.")
@click.option("--at", "when", help="Local time, 2026-12-01 09:00; by default tomorrow at nine.")
@dry_run_option
@pass_app
def new(
    app: App,
    title: str,
    author: str | None,
    kind: str,
    accounts: str | None,
    when: str | None,
    dry_run: bool,
) -> None:
    """Write a post file for TITLE with a permanent id and everything required."""
    records = app.records
    moment = when or f"{app.now() + timedelta(days=1):%Y-%m-%d} 09:00"
    month = _month(moment)
    post_id = f"{month:%Y-%m}-{_slug(title)}"
    path = app.folder / records.settings.content / f"{month:%Y/%m}" / f"{_slug(title)}.md"
    if path.exists():
        raise BadUsage(
            f"{path.relative_to(app.folder)} is there already.", fix="Take another title."
        )
    names = [n.strip() for n in accounts.split(",")] if accounts else list(records.accounts)
    up = "../" * len(path.parent.relative_to(app.folder).parts)
    text = (
        f"---\n# yaml-language-server: $schema={up}config/schemas/post.schema.json\n"
        f"id: {post_id}\npublish_at: {moment}\naccounts: [{', '.join(names)}]\n"
        f"author: {author or next(iter(records.people), 'someone')}\nkind: {kind}\n---\n"
        f"# {title}\n\nWrite the post here.\n"
    )
    if dry_run:
        click.echo(text)
        return
    _write(path, text)
    click.echo(f"wrote {path.relative_to(app.folder)}")


def _month(moment: str) -> datetime:
    try:
        return datetime.fromisoformat(moment)
    except ValueError as error:
        raise BadUsage(
            f"--at {moment!r} is no time.", fix="Write it like 2026-12-01 09:00."
        ) from error


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "post"


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadUsage(
            f"{name!r} is no time zone.", fix="Use a name like America/Chicago or Europe/London."
        ) from error
    return name


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _files(clinic: str, zone: str, practice: str, author: str) -> Iterator[tuple[str, str]]:
    """(path in the calendar, text) of every file that a calendar starts with."""
    words = {
        "clinic": clinic,
        "zone": zone,
        "practice": practice,
        "author": author,
        "author_name": author.replace("-", " ").title(),
        "handle": _slug(clinic),
    }
    quoted = {key: _quoted(value) for key, value in words.items()}
    for name in ("gatepost", "brand", "policy", "accounts", "person"):
        target = f"people/{author}" if name == "person" else name
        text = (TEMPLATES / f"{name}.toml").read_text(encoding="utf-8")
        yield f"config/{target}.toml", Template(text).substitute(quoted)
    yield "content/.gitkeep", ""
    yield ".gitignore", ".gatepost/\n"


_HOOK = """#!/bin/sh
# gatepost: nothing that a gate blocks is committed or pushed. Held posts (10) may be.
gatepost check
code=$?
[ "$code" = 0 ] || [ "$code" = 10 ] || [ "$code" = 3 ] || exit "$code"
"""


def _hooks(root: Path) -> str:
    """Checks before commit and push; the answer says what was done."""
    folder = root / ".githooks"
    for name in ("pre-commit", "pre-push"):
        _write(folder / name, _HOOK)
        (folder / name).chmod(0o755)
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return (
            "wrote .githooks; after git init, switch them on: git config core.hooksPath .githooks"
        )
    subprocess.run(  # noqa: S603 - a fixed command
        [git, "-C", str(root), "config", "core.hooksPath", ".githooks"], check=True
    )
    return "switched on checks before every commit and push (.githooks)"
