"""gatepost init and new: a calendar from nothing, a post file that is right from the start."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.cli.app import App, dry_run_option, pass_app
from bot.errors import BadUsage
from bot.model import Kind

if TYPE_CHECKING:
    from bot.records import Records

TEMPLATES = Path(__file__).resolve().parent / "templates"
SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"

PRIVACY = (
    "Drafts may hold patients' details before a gate has seen them. Keep this repository private, "
    "on a host that signed a business associate agreement with you, or on your own server. "
    "Should a name slip out, stop everything with gatepost freeze all and read "
    "docs/name-was-pushed.md in gatepost's documentation."
)

NEXT = """Next, in this folder:

  1. Open $person and put your name as the public reads it.
  2. Open config/accounts.toml, put your accounts, and attest the second factor
     of each; until then every post is blocked.
  3. Write a first post, check it and look at it:

$commands
"""

#: A comment is refused by every check, so a post that nobody wrote cannot go out.
PLACEHOLDER = "<!-- Write the post here, in place of this line. -->"


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
        "Size of the practice (solo: one person writes and sends; patients' posts need another)",
        type=click.Choice(["solo", "group", "hospital"]),
        default="group",
    )
    author = _slug(author or click.prompt("Your id in post files", default=_slug(app.user)))
    files = dict(_files(clinic, zone, practice, author))
    for name, text in files.items():
        click.echo(f"{'would write' if dry_run else 'wrote'} {name}")
        if not dry_run:
            _write(root / name, text)
    if dry_run:
        click.echo("would write config/schemas/, .githooks/ and switch the checks on in git")
        return
    shutil.copytree(SCHEMAS, root / "config" / "schemas", dirs_exist_ok=True)
    click.echo(_hooks(root))
    click.echo(f"\n{click.wrap_text(PRIVACY, 79)}\n\n{_next(root, author)}", nl=False)


def _next(root: Path, author: str) -> str:
    """What to do now; the commands can be copied as they stand."""
    commands = ['gatepost new "Three ways to sit better"', "gatepost check", "gatepost preview"]
    if not (root / ".git").exists():
        commands = ["git init", "git config core.hooksPath .githooks", *commands]
    return Template(NEXT).substitute(
        person=f"config/people/{author}.toml", commands="\n".join(commands)
    )


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
    zone = ZoneInfo(records.settings.timezone)
    now = app.now()
    tomorrow = now.astimezone(zone) + timedelta(days=1)
    moment = _moment(when, zone, now) if when else f"{tomorrow:%Y-%m-%d} 09:00"
    slug = _title(title)
    path = app.folder / records.settings.content / moment[:4] / moment[5:7] / f"{slug}.md"
    if path.exists():
        raise BadUsage(
            f"{path.relative_to(app.folder)} is there already.", fix="Take another title."
        )
    up = "../" * len(path.parent.relative_to(app.folder).parts)
    text = (
        f"---\n# yaml-language-server: $schema={up}config/schemas/post.schema.json\n"
        f"id: {moment[:7]}-{slug}\npublish_at: {moment}\n"
        f"accounts: [{', '.join(_accounts(records, accounts))}]\n"
        f"author: {_author(records, author)}\nkind: {kind}\n---\n"
        f"# {title.strip()}\n\n{PLACEHOLDER}\n"
    )
    if dry_run:
        click.echo(text, nl=False)
        return
    _write(path, text)
    name = path.relative_to(app.folder)
    click.echo(f"wrote {name}\nWrite the post in it, then: gatepost check {_shell(name)}")


def _shell(path: Path) -> str:
    return shlex.quote(path.as_posix())


def _title(title: str) -> str:
    """The part of id and file name that comes from the title."""
    if not title.strip() or not title.isprintable():
        raise BadUsage(
            "the title is empty or holds a line break.", fix='Write it like "Walk after lunch".'
        )
    return _slug(title)


def _accounts(records: Records, chosen: str | None) -> list[str]:
    names = [n.strip() for n in chosen.split(",") if n.strip()] if chosen else []
    for name in names:
        _on_file(name, records.accounts, "account", "config/accounts.toml")
    return names or list(records.accounts)


def _author(records: Records, chosen: str | None) -> str:
    if chosen is None:
        return next(iter(records.people), "someone")
    _on_file(chosen, records.people, "person", "config/people")
    return chosen


def _on_file(name: str, known: Mapping[str, object], what: str, where: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise BadUsage(
            f"there is no {what} {name}.",
            fix=f"Did you mean {near[0]}?" if near else f"See {where}.",
        )


def _moment(text: str, zone: ZoneInfo, now: datetime) -> str:
    """A local time as posts write it. Raises BadUsage or BadTime when it can be no due time."""
    try:
        local = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local
    except ValueError as error:
        raise BadUsage("--at is no time.", fix="Write it like 2026-12-01 09:00.") from error
    if clock.resolve(local, zone) <= now:
        raise BadUsage("--at lies in the past.", fix="Name a time to come.")
    return f"{local:%Y-%m-%d %H:%M}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower())[:60].strip("-") or "post"


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfoNotFoundError

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
[ "$code" = 0 ] || [ "$code" = 10 ] || [ "$code" = 3 ] && exit 0
[ "$code" = 127 ] && echo "The command gatepost is not known here; put its folder on PATH." >&2
echo "gatepost: not committed, not pushed. Mend what is said above and try again." >&2
exit "$code"
"""


def _hooks(root: Path) -> str:
    """Checks before commit and push; the answer says what was done."""
    folder = root / ".githooks"
    for name in ("pre-commit", "pre-push"):
        _write(folder / name, _HOOK)
        (folder / name).chmod(0o755)
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return "wrote .githooks: checks before every commit and push, once git knows of them"
    subprocess.run(  # noqa: S603 - a fixed command
        [git, "-C", str(root), "config", "core.hooksPath", ".githooks"], check=True
    )
    return "switched on checks before every commit and push (.githooks)"
