"""gatepost approve: a person's signed yes to exact bytes, or their note of the warnings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.app import App, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.errors import BadUsage, ExitCode, NothingFound
from bot.model import Decision

if TYPE_CHECKING:
    from bot.desk import Report, Sheet
    from bot.records.model import Approval, Person
    from bot.timetable import Slot

LITIGATION = "Even a post with consent may surface in litigation."


@click.command()
@click.argument("post")
@click.option("--as", "person", required=True, help="Your id under config/people.")
@click.option("--acknowledge", is_flag=True, help="Only take note of the warnings.")
@click.option("--note", default="", help="A sentence for the record. No patient details.")
@click.option("--new-key", is_flag=True, help="Make your signing key first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def approve(
    app: App,
    post: str,
    person: str,
    acknowledge: bool,
    note: str,
    new_key: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Sign POST (its id or file) as it stands on every account; any later change voids it."""
    from bot.cli.desks import quiet_desk
    from bot.preview.card import cards
    from bot.preview.terminal import show

    signer = _signer(app, person)
    _can_sign(app, person, new_key)
    with quiet_desk(app) as desk:
        report = desk.check()
        sheets = _sheets(report, post)
        show(app.console, cards(desk, tuple(sheets)))
    if any(sheet.verdict.decision is Decision.BLOCK for sheet in sheets):
        click.echo("A gate blocks this post; mend it first. Nothing was signed.", err=True)
        app.finish(ExitCode.BLOCKED)
    if sheets[0].post.consent:
        click.echo(LITIGATION)
    if dry_run:
        click.echo("Would sign this. Nothing was written.")
        return
    if not yes:
        confirm(f"Sign this as {signer.name}?")
    if new_key:
        _make_key(app, person)
    _sign(app, sheets, signer, acknowledge_only=acknowledge, note=note)


def _signer(app: App, person: str) -> Person:
    known = app.records.people.get(person)
    if known is None:
        raise NothingFound(f"there is no person {person}.", fix="See config/people/.")
    return known


def _can_sign(app: App, person: str, new_key: bool) -> None:
    """Say before anything is shown or asked that there is no key to sign with."""
    from bot.vault.keys import person_key

    vault = app.vault()
    if vault.mode == "memory":
        raise BadUsage(
            'the vault "memory" forgets keys when the command ends.',
            fix='Set vault = "keyring" (or "sealed-unattended") in config/gatepost.toml.',
        )
    if not new_key:
        person_key(vault, person)


def _sheets(report: Report, post: str) -> list[Sheet]:
    found = [
        sheet
        for sheet in report.sheets
        if post == sheet.post.id or sheet.post.path == post or sheet.post.path.endswith(f"/{post}")
    ]
    if not found:
        raise NothingFound(f"there is no post {post}.", fix="Name its id or its file.")
    return found


def _make_key(app: App, person: str) -> None:
    from bot.vault.keys import make_person_key

    public = make_person_key(app.vault(), person)
    path = app.folder / "config" / "people" / f"{person}.toml"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    head, bracket, tables = text.partition("\n[")
    path.write_text(
        f'{head}\npublic_key = "{public}"\n{bracket}{tables}'.rstrip("\n") + "\n", encoding="utf-8"
    )
    click.echo(f"Made a signing key for {person}; its public half is in {path.name}. Commit it.")


def _sign(
    app: App, sheets: list[Sheet], signer: Person, *, acknowledge_only: bool, note: str
) -> None:
    from bot.records.approval import sign, write_approval
    from bot.vault.keys import person_key

    seed = person_key(app.vault(), signer.id)
    record = _record(app, sheets, signer, acknowledge_only=acknowledge_only, note=note)
    path = write_approval(app.folder, sign(record, seed))
    what = "Took note of the warnings of" if acknowledge_only else "Approved"
    click.echo(f"{what} {sheets[0].post.id}: {path.relative_to(app.folder)}. Commit it.")


def _to_come(slots: tuple[Slot, ...], now: datetime) -> tuple[Slot, ...]:
    """The next occurrence; the last one when all have gone by."""
    return tuple(slot for slot in slots if slot.at >= now)[:1] or slots[-1:]


def _record(
    app: App, sheets: list[Sheet], signer: Person, *, acknowledge_only: bool, note: str
) -> Approval:
    from bot.cache import code_digest
    from bot.records.model import Approval, Bound

    bound = tuple(
        Bound(account=sheet.account.name, occurrence=slot.occurrence, rendition=sheet.rendition)
        for sheet in sheets
        for slot in _to_come(sheet.slots, app.now())
    )
    consent = sheets[0].post.consent
    return Approval(
        post=sheets[0].post.id,
        person=signer.id,
        roles=() if acknowledge_only else tuple(signer.roles),
        acknowledges_warns=True,
        bound=bound,
        consents=(consent,) if consent else (),
        rule_set=code_digest()[:16],
        note=note,
        at=app.now().replace(microsecond=0),
        signature="",
    )
