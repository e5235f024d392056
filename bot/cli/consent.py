"""gatepost consent: authorizations on file, without a name or a diagnosis in any of them."""

from __future__ import annotations

import hashlib
import secrets
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.cli.asking import confirm
from bot.cli.signing import as_option, signer
from bot.errors import BadMedia, BadUsage, ExitCode, NothingFound

if TYPE_CHECKING:
    from bot.records.model import Consent
    from bot.task import Takedown

#: A scan of this size cannot be guessed, so its bare digest gives nothing away.
GUESSABLE = 64 * 1024
#: How long taking down may last when nobody says otherwise.
DOWN_WITHIN = timedelta(days=3)


@click.group()
def consent() -> None:
    """Record, show and revoke authorizations; print the form to sign."""


@consent.command()
@click.option("--html", "as_html", is_flag=True, help="One page for printing, not Markdown.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@pass_app
def form(app: App, as_html: bool, out: Path | None) -> None:
    """Print an authorization with every element and statement of 45 CFR 164.508."""
    from bot.records import form as template

    platforms = sorted({one.platform for one in app.records.accounts.values()})
    make = template.page if as_html else template.markdown
    text = make(app.records.settings.clinic, platforms)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(f"wrote {out}. Have your counsel read it before its first use.")


@consent.command()
@as_option
@click.option("--description", prompt="What may be told, in words of a class (no details)")
@click.option("--purpose", multiple=True, help="As on the form; again for each.")
@click.option("--kinds", default="story", show_default=True, help="Kinds of post, with commas.")
@click.option("--platforms", prompt="Platforms, with commas")
@click.option("--media", default="text", show_default=True, help="text, image, video, audio.")
@click.option("--identifiers", default="", help="name, age, place, date, likeness, with commas.")
@click.option("--signed", prompt="Day of the signature (YYYY-MM-DD)")
@click.option("--ends", prompt="Day it ends (YYYY-MM-DD)")
@click.option(
    "--signer",
    "role",
    default="patient",
    show_default=True,
    type=click.Choice(["patient", "representative", "parent"]),
)
@click.option("--authority", default="", help="Why a representative may sign.")
@click.option("--paid-by", default="", help="Who pays the practice for this; the form says so.")
@click.option("--edits/--no-edits", default=True, help="Whether words may be shortened.")
@click.option(
    "--form-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The scan of the signed form; it is sealed, not copied.",
)
@click.option("--store", default="", help="Where the signed form lies.")
@click.option("--complete", is_flag=True, help="The form has every statement; do not ask.")
@dry_run_option
@pass_app
def new(app: App, /, person: str, dry_run: bool, **told: Any) -> None:
    """Record a signed form under a random id; names are asked for and kept only as HMACs."""
    who = signer(app, person)
    data = _data(app, told)
    if not told["complete"]:
        _confirm_statements()
    if "name" in data["scope"]["identifiers"]:
        data["scope"]["name_hmacs"] = _names(app, dry_run=dry_run)
    data["evidence"] = _evidence(app, told["form_file"], told["store"], dry_run=dry_run)
    data["verified"] = {"by": who.id, "at": app.now().date(), "with": "the signed form"}
    record = _checked(data)
    if dry_run:
        click.echo(f"Would record {record.id}. Nothing was written.")
        return
    path = _write(app, data)
    click.echo(f"Recorded {record.id}: {path.relative_to(app.folder)}. Commit it.")
    click.echo(f"In the post's front matter: patient: {{consent: {record.id}}}")


def _data(app: App, told: dict[str, Any]) -> dict[str, Any]:
    clinic = app.records.settings.clinic
    kinds = _listed(told["kinds"])
    payer = told["paid_by"]
    return {
        "schema": 1,
        "id": f"C-{secrets.token_hex(4)}",
        "status": "active",
        "subject_ref": f"s-{secrets.token_hex(4)}",
        "plain_language": True,
        "copy_given": True,
        "not_compound": True,
        "not_conditioned": True,
        "valid_from": _day(told["signed"], "--signed"),
        "form_version": "gatepost-1",
        "elements": {
            "description": told["description"],
            "discloser": clinic,
            "recipient": "The public, through the practice's own social media accounts",
            "purpose": list(told["purpose"]) or kinds,
            "expiry": {"date": _day(told["ends"], "--ends")},
            "signature": {"present": True, "date": _day(told["signed"], "--signed")},
            "signer": {"role": told["role"], "authority": told["authority"]},
        },
        "statements": {"revoke": True, "conditioning": True, "redisclosure": True},
        "remuneration": {"involved": bool(payer), "stated": bool(payer), "payer": payer},
        "scope": {
            "platforms": _listed(told["platforms"]),
            "media": _listed(told["media"]),
            "identifiers": _listed(told["identifiers"]),
            "name_hmacs": [],
            "purposes": kinds,
            "edits_allowed": told["edits"],
            "entity": clinic,
        },
    }


STATEMENTS = (
    "Does the form say that the permission can be taken back, and how?",
    "Does it say that care does not depend on signing?",
    "Does it say that others may pass on what is public?",
    "Is it in plain language, and part of no other form?",
    "Was a copy given to the person who signed?",
)


def _confirm_statements() -> None:
    """Each statement of 164.508(c)(2)-(4) is looked for by a person. Raises BadUsage at a no."""
    for question in STATEMENTS:
        if not click.confirm(question):
            raise BadUsage(
                "a form without that is no authorization, so nothing was recorded.",
                fix="Have a complete one signed: gatepost consent form.",
            )


def _names(app: App, *, dry_run: bool) -> list[str]:
    """HMACs of the names that the form releases, asked for one by one and kept nowhere."""
    from bot.phi.normalise import name_variants
    from bot.vault.keys import make_names_key, name_hmac

    click.echo("The names that it releases, one a line; an empty line ends. They are not kept.")
    names = list(_lines())
    if not names:
        raise BadUsage("no name was given.", fix='Leave "name" out of --identifiers, or name it.')
    if dry_run:
        return []
    key = make_names_key(app.vault())
    return sorted({name_hmac(key, form) for name in names for form in name_variants(name)})


def _lines() -> Iterator[str]:
    while True:
        # Hidden at a terminal: somebody may look over the shoulder, and scroll-back stays.
        name = click.prompt("Name", default="", show_default=False, hide_input=sys.stdin.isatty())
        if not name.strip():
            return
        yield name.strip()


def _evidence(app: App, path: Path | None, store: str, *, dry_run: bool) -> dict[str, Any]:
    """Where the form lies, with a keyed seal of its bytes."""
    from bot.vault.keys import make_names_key, name_hmac

    if path is None:
        return {"store": store}
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadMedia("the scan of the form cannot be read.") from error
    sha256 = hashlib.sha256(content).hexdigest()
    bare = {"sha256": sha256} if len(content) > GUESSABLE else {}
    if dry_run:
        return {"store": store} | bare
    # The seal's text holds a NUL, which no name does, so it equals no name's HMAC.
    seal = name_hmac(make_names_key(app.vault()), f"form v1\0{sha256}")
    return {"store": store, "seal": seal} | bare


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadUsage(f"{option} is no date.", fix="Write it like 2026-12-31.") from error


def _checked(data: dict[str, Any]) -> Consent:
    from pydantic import ValidationError

    from bot.records.model import Consent

    try:
        return Consent.model_validate(data)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"][:2])
        raise BadUsage(
            f"{place} has a value that a consent cannot have.",
            fix="See docs/records.md for the words that are known.",
        ) from error


def _write(app: App, data: dict[str, Any]) -> Path:
    from bot.records.signing import write_record

    return write_record(app.folder, f"consents/{data['id']}.toml", "consent", data)


@consent.command()
@click.argument("id_", metavar="ID")
@format_option
@pass_app
def show(app: App, id_: str, form: str) -> None:
    """Show one record: what it allows, until when, and what is out under it."""
    record = _record(app, id_)
    if form == "json":
        app.emit(record.model_dump(mode="json", by_alias=True))
        return
    for line in _told(record, app.now().date()):
        click.echo(line)
    for task in _open(app):
        if task.consent == record.id:
            click.echo(_task(task))


def _told(record: Consent, today: date) -> Iterator[str]:
    from bot.rules.consent.con002_complete import gaps
    from bot.rules.consent.con003_time import invalid_on

    scope = record.scope
    yield f"{record.id}: {record.status.value}, {record.elements.description}"
    yield f"  on {', '.join(scope.platforms) or 'nothing'} as {', '.join(scope.media) or 'nothing'}"
    released = ", ".join(scope.identifiers) or "nothing"
    yield f"  releases {released} ({len(scope.name_hmacs)} keyed forms of names)"
    yield f"  for {', '.join(scope.purposes) or 'nothing'}; ends {record.elements.expiry.on or '-'}"
    if record.revocation:
        revoked = record.revocation
        yield f"  taken back {revoked.at:%Y-%m-%d} by {revoked.channel or 'nobody says how'}"
    for gap in gaps(record):
        yield f"  lacks {gap}"
    if why := invalid_on(record, today):
        yield f"  {why}"


def _record(app: App, id_: str) -> Consent:
    from difflib import get_close_matches

    consents = app.records.consents
    if id_ in consents:
        return consents[id_]
    if problem := app.records.unreadable("consents", id_):
        raise problem
    near = get_close_matches(id_, consents, n=1)
    raise NothingFound(
        f"there is no consent {id_}.",
        fix=f"Did you mean {near[0]}?" if near else "gatepost consent list shows all.",
    )


@consent.command("list")
@format_option
@pass_app
def list_(app: App, form: str) -> None:
    """List every record, and what still has to be taken down."""
    records = sorted(app.records.consents.values(), key=lambda one: one.id)
    tasks = _open(app)
    if form == "json":
        plain = [{"id": r.id, "status": r.status.value} for r in records]
        app.emit({"consents": plain, "takedowns": [_plain(task) for task in tasks]})
        return
    for one in records:
        ends = one.elements.expiry.on or one.elements.expiry.event or "-"
        where = ", ".join(one.scope.platforms)
        click.echo(f"{one.id:<12} {one.status.value:<10} ends {ends!s:<12} {where}")
    if not records:
        click.echo("No consent is on file. gatepost consent form prints one to sign.")
    for task in tasks:
        click.echo(_task(task))
    app.finish(ExitCode.HELD if tasks else ExitCode.CLEAN)


def _open(app: App) -> Sequence[Takedown]:
    from bot.task import takedowns

    if not app.has_ledger:
        return []
    ledger = app.ledger()
    try:
        return takedowns(app.records, ledger)
    finally:
        ledger.close()


def _task(task: Takedown) -> str:
    where = f" {task.url}" if task.url else ""
    by = f" by {task.due}" if task.due else ""
    sure = "take down" if task.certain else "may be out, find out and take down"
    return f"{sure}{by}: {task.post} on {task.account}{where} (gatepost retract {task.post})"


def _plain(task: Takedown) -> dict[str, Any]:
    return {
        "consent": task.consent,
        "post": task.post,
        "account": task.account,
        "url": task.url,
        "due": str(task.due or ""),
        "certain": task.certain,
    }


@consent.command()
@click.argument("id_", metavar="ID")
@as_option
@click.option("--channel", required=True, help="How it came: letter, e-mail, in person.")
@click.option("--due", help="When all must be down, YYYY-MM-DD; by default in three days.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def revoke(
    app: App, id_: str, person: str, channel: str, due: str | None, yes: bool, dry_run: bool
) -> None:
    """Record that ID was taken back: stop and erase what is planned, list what must come down."""
    record = _record(app, id_)
    who = signer(app, person)
    last = _day(due, "--due") if due else (app.now() + DOWN_WITHIN).date()
    if dry_run:
        click.echo(f"Would mark {record.id} as revoked, and erase what is planned under it.")
        return
    if not yes:
        confirm(f"Mark {record.id} as taken back, for good?")
    _mark(app, record.id, channel, last, app.now(), who.id)
    click.echo(f"{record.id} is revoked: config/consents/{record.id}.toml. Commit it.")
    if app.has_ledger:
        _erase(app, record.id, who.id)
    tasks = [task for task in _open(app) if task.consent == record.id]
    for task in tasks:
        click.echo(_task(task))
    app.finish(ExitCode.HELD if tasks else ExitCode.CLEAN)


def _mark(app: App, id_: str, channel: str, due: date, now: datetime, person: str) -> None:
    """The record with its revocation; written before anything is erased."""
    path = app.folder / "config" / "consents" / f"{id_}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    moment = now.replace(microsecond=0)
    data["status"] = "revoked"
    data.setdefault("revocation", {"at": moment, "channel": channel, "takedown_due": due})
    note = f"{moment:%Y-%m-%d} revoked, recorded by {person}"
    data["history"] = [*data.get("history", ()), note]
    _checked(data)
    _write(app, data)
    del app.__dict__["records"]


def _erase(app: App, id_: str, person: str) -> None:
    ledger = app.ledger()
    try:
        withdrawn, waiting = ledger.erase(person, app.now(), consent=id_)
    finally:
        ledger.close()
    click.echo(f"{withdrawn} planned and not sent: cancelled, their text erased.")
    if waiting:
        click.echo(f"{waiting} may be out: never sent again; look at gatepost plan --all.")
