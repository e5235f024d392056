"""gatepost register: who is paid by whom, from Open Payments, and where posts name them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.errors import BadRecord, BadUsage, ExitCode, GatepostError, NothingFound

if TYPE_CHECKING:
    from bot.records.model import Tie
    from bot.records.open_payments import Total


@click.group()
def register() -> None:
    """Financial relationships: what is on file, what the public file says, what posts name."""


@register.command("list")
@format_option
@pass_app
def list_(app: App, form: str) -> None:
    """List every relationship on file."""
    rows = [
        {"person": person, "number": number, **_plain(tie)}
        for person, known in sorted(app.records.registers.items())
        for number, tie in enumerate(known.ties, start=1)
    ]
    if form == "json":
        app.emit(rows)
        return
    if not rows:
        raise NothingFound(
            "No relationship is on file.",
            fix="Write config/register/<person>.toml, or gatepost register import-open-payments.",
        )
    from rich.table import Table

    table = Table("Person", "Company", "Nature", "Amount", "From", "To", box=None, pad_edge=False)
    for row in rows:
        keys = ("person", "company", "nature", "amount_band", "from", "to")
        table.add_row(*(str(row[key] or "") for key in keys))
    app.console.print(table)


def _plain(tie: Tie) -> dict[str, Any]:
    return tie.model_dump(mode="json", by_alias=True)


@register.command("check")
@format_option
@pass_app
def check(app: App, form: str) -> None:
    """Look through all posts for companies, products, handles and codes on file.

    Ends with 10 when a post names a tie that binds it and discloses nothing.
    """
    from bot.cli.output.named import named

    found = list(named(app.records, app.now()))
    open_ = [one for one in found if one.owed and not one.disclosed]
    if form == "json":
        app.emit([one.plain() for one in found])
    else:
        for one in found:
            click.echo(one.line())
        click.echo(
            f"{len(found)} mentions of what is on file; {len(open_)} without a disclosure that "
            "is owed."
        )
    app.finish(ExitCode.HELD if open_ else ExitCode.CLEAN)


@register.command("import-open-payments")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--person", "person_id", required=True, help="Whose payments: an id on file.")
@click.option("--name", "names", multiple=True, help="A name to look for besides those on file.")
@click.option("--npi", default="", help="The National Provider Identifier, if not on file.")
@click.option(
    "--months",
    default=36,
    show_default=True,
    type=click.IntRange(1, 120),
    help="How long a tie counts after its last payment.",
)
@dry_run_option
@pass_app
def import_open_payments(
    app: App,
    file: Path,
    person_id: str,
    names: tuple[str, ...],
    npi: str,
    months: int,
    dry_run: bool,
) -> None:
    """Add what the public general-payments FILE lists for a person to the register.

    One entry for each company and nature. What is on file already stays as it is.
    """
    from bot.records.open_payments import read_payments, recipient

    person = app.records.people.get(person_id)
    if person is None:
        raise BadUsage(
            f"There is no person {person_id!r} on file.", fix="gatepost people list shows them."
        )
    if broken := app.records.unreadable("register", person_id):
        raise BadRecord(
            "the person's register cannot be read, so nothing is added to it.",
            fix=f"Mend it first: {broken}",
        )
    wanted = recipient((person.name, *person.aliases, *names), npi or person.npi)
    totals = read_payments(file, wanted)
    fresh = [total for total in totals if not _on_file(app, person_id, total)]
    for total in totals:
        _tell(total, months, known=total not in fresh)
    if not totals:
        raise NothingFound(
            "The file lists no payment to this person.",
            fix='Give the name as CMS has it with --name "First Last", or --npi.',
        )
    if fresh and not dry_run:
        _append(app, person_id, [total.table(months) for total in fresh])
    verb = "Would add" if dry_run else "Added"
    click.echo(
        f"{verb} {len(fresh)}; {len(totals) - len(fresh)} were on file and stay as they are."
    )


def _on_file(app: App, person: str, total: Total) -> bool:
    from bot.rules.meaning.mention import names_any, names_terms

    known = app.records.registers.get(person)
    return any(
        tie.nature == total.nature
        and names_any(total.company, names_terms((tie.company, *tie.aliases)))
        for tie in (known.ties if known else ())
    )


def _tell(total: Total, months: int, *, known: bool) -> None:
    table = total.table(months)
    words = f"{table['company']}: {table['nature']}, {table['amount_band']} dollars"
    click.echo(f"{words}, {table['from']} to {table['to']}{' (on file)' if known else ''}")


def _append(app: App, person: str, tables: list[dict[str, Any]]) -> None:
    """Put entries at the end of the file; not a byte of what is there changes."""
    from bot.records.schema import hint
    from bot.records.toml import dumps, write_text

    path = app.folder / "config" / "register" / f"{person}.toml"
    try:
        text = path.read_bytes().decode() if path.exists() else ""
        if not text:
            text = f'{hint("register")}\nperson = "{person}"\n'
        added = "\n".join(dumps({"tie": [table]}) for table in tables)
        write_text(path, text.rstrip("\n") + "\n\n" + added)
    except (OSError, UnicodeDecodeError) as error:
        raise GatepostError(
            "the register could not be written.", fix="Check the rights of config/register/."
        ) from error
