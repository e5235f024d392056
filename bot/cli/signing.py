"""What commands that sign share: the person, their key, the post, and the identity of a run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadUsage, NothingFound

if TYPE_CHECKING:
    from bot.cli.app import App
    from bot.desk import Report, Sheet
    from bot.records.model import Person

as_option = click.option("--as", "person", required=True, help="Your id under config/people.")

FORGETS = 'the vault "memory" forgets keys when the command ends.'
KEEP = (
    'Run gatepost vault init and set vault = "two-shares" in config/gatepost.toml; on a machine '
    "without a key store run gatepost vault init --unattended."
)


def signer(app: App, person: str) -> Person:
    """The person on file. Raises NothingFound, with the nearest id."""
    from difflib import get_close_matches

    people = app.records.people
    if person not in people:
        near = get_close_matches(person, people, n=1)
        fix = f"Did you mean {near[0]}?" if near else "See config/people/."
        raise NothingFound(f"there is no person {person}.", fix=fix)
    known = people[person]
    if known.until is not None and app.now().date() > known.until:
        raise BadUsage(f"{person} left the practice on {known.until}.", fix="Name somebody else.")
    return known


def seed_of(app: App, person: Person) -> bytes:
    """The person's key, the one whose public half is on file.

    Raises BadUsage or CredentialMissing when there is none to sign with.
    """
    from bot.vault.keys import person_key, public_key

    vault = app.vault()
    if vault.mode == "memory":
        raise BadUsage(
            FORGETS,
            fix=KEEP,
        )
    seed = person_key(vault, person.id)
    if public_key(seed) != person.public_key:
        raise BadUsage(
            f"the key in this vault is not the one in config/people/{person.id}.toml.",
            fix=f"Open the vault that {person.id} made it in, or see gatepost people list.",
        )
    return seed


def identity(folder: Path) -> str:
    """The person that git is told to be here (git config gatepost.person), or empty."""
    git = shutil.which("git")
    if git is None:
        return ""
    answer = subprocess.run(  # noqa: S603 - a fixed command
        [git, "-C", str(folder), "config", "gatepost.person"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


def sheets_of(report: Report, post: str) -> tuple[Sheet, ...]:
    """The sheets of one post, by id or file. Raises NothingFound, or the file's own error."""
    found = tuple(s for s in report.sheets if _names(post, s.post.id, s.post.path))
    if not found:
        for problem in report.problems:
            if problem.place and _names(post, "", problem.place.path):
                raise problem
        raise NothingFound(f"there is no post {post}.", fix=_near(report, post))
    return found


def _near(report: Report, post: str) -> str:
    """The id that was probably meant; no path, for a path may name somebody."""
    from difflib import get_close_matches

    ids = {sheet.post.path.rpartition("/")[2]: sheet.post.id for sheet in report.sheets}
    ids |= {id_: id_ for id_ in ids.values()}
    near = get_close_matches(post.rpartition("/")[2], ids, n=1)
    return f"Did you mean {ids[near[0]]}?" if near else "Name its id or its file."


def _names(post: str, post_id: str, path: str) -> bool:
    return post in {post_id, path} or path.endswith(f"/{post}")
