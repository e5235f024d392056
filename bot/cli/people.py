"""gatepost people: who may sign, and the keys they sign with."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.cli.signing import FORGETS, KEEP, signer
from bot.errors import BadUsage


@click.group()
def people() -> None:
    """Make signing keys, and list who may sign what."""


@people.command()
@click.argument("person")
@dry_run_option
@pass_app
def keygen(app: App, person: str, dry_run: bool) -> None:
    """Make PERSON's signing key: the secret half in the vault, the public half in git."""
    who = signer(app, person)
    if dry_run:
        click.echo(f"Would make a signing key for {who.id}. Nothing was written.")
        return
    make_key(app, who.id)


def make_key(app: App, person: str) -> None:
    """Make and file a key. Raises BadUsage when there is one, or the vault forgets."""
    from bot.records.keys import file_key
    from bot.vault.keys import make_person_key

    vault = app.vault()
    if vault.mode == "memory":
        raise BadUsage(
            FORGETS,
            fix=KEEP,
        )
    if app.records.people[person].public_key:
        raise BadUsage(
            f"config/people/{person}.toml has a public key already.",
            fix="Keep it: what was signed with it would no longer verify under another. If the "
            "key is lost, remove the line and run this again.",
        )
    path = app.folder / "config" / "people" / f"{person}.toml"
    file_key(path, make_person_key(vault, person))
    click.echo(f"Made a signing key for {person}; its public half is in {path.name}. Commit it.")


@people.command("list")
@format_option
@pass_app
def list_(app: App, form: str) -> None:
    """List everyone on file: roles, whether a key is on file, and whether it is in this vault."""
    rows = list(_rows(app))
    if form == "json":
        app.emit(rows)
        return
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        key = "can sign here" if row["here"] else ("key on file" if row["key"] else "no key")
        left = f", left {row['until']}" if row["until"] else ""
        click.echo(f"{row['id']:<{width}}  {key:<13}  {', '.join(row['roles'])}{left}")
    if not rows:
        click.echo("Nobody is on file. Write config/people/<id>.toml.")


def _rows(app: App) -> list[dict[str, Any]]:
    from bot.errors import VaultUnavailable
    from bot.vault.keys import key_name

    try:
        kept = set(app.vault().names())
    except VaultUnavailable:
        kept = set()
    return [
        {
            "id": one.id,
            "name": one.name,
            "roles": list(one.roles),
            "key": bool(one.public_key),
            "here": bool(one.public_key) and key_name(one.id) in kept,
            "until": str(one.until or ""),
        }
        for one in app.records.people.values()
    ]
