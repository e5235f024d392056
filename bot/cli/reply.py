"""gatepost reply check: reads a draft reply, says whether it tells too much; keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import click

from bot.cli.app import App, format_option, pass_app
from bot.errors import BadUsage, ExitCode, NothingFound

if TYPE_CHECKING:
    from bot.phi.reply import Trouble
    from bot.records import Records

LONGEST = 10_000  # characters; a reply on any platform is shorter
_LAW = "45 CFR 164.502(a)"


@click.group()
def reply() -> None:
    """Read a reply to a review or comment before it is posted by hand."""


@reply.command("check", short_help="Read a draft reply; keep nothing, publish nothing.")
@click.argument("file", default="-", type=click.File("rb"))
@format_option
@pass_app
def check_reply(app: App, file: BinaryIO, form: str) -> None:
    """Read a draft reply in FILE or on standard input; store nothing, publish nothing.

    Ends with 0 when it tells nothing of anybody's care, 11 when it does, and 10 when it could
    not be read. Then it offers the neutral reply of brand.toml, or a general one.
    """
    from bot.phi.engine import Engine
    from bot.phi.reply import NEUTRAL, read_reply

    text = _draft(file)
    records = _records(app)
    neutral = (records.brand.neutral_reply if records else "") or NEUTRAL
    engine = Engine(records.settings.phi if records else None, records)
    found = read_reply(engine, text, neutral)
    if form == "json":
        app.emit({"findings": [_plain(text, t) for t in found], "neutral_reply": neutral})
    else:
        _tell(text, found, neutral)
    app.finish(_code(found))


def _draft(file: BinaryIO) -> str:
    if file.isatty():
        click.echo("Write the reply, then press Ctrl-D on a line of its own.", err=True)
    data = file.read(4 * LONGEST + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUsage("The reply is not UTF-8 text.", fix="Send it as plain text.") from error
    if len(text) > LONGEST:
        raise BadUsage(
            f"The reply is longer than {LONGEST:,} characters.", fix="Send one reply at a time."
        )
    if not text.strip():
        raise NothingFound(
            "There is no reply to read.", fix="Try: echo 'Thank you!' | gatepost reply check"
        )
    return text


def _records(app: App) -> Records | None:
    """The calendar's records, or None where there is no calendar and none was named."""
    try:
        return app.records
    except NothingFound:
        if app.root is not None:
            raise
        return None


def _code(found: tuple[Trouble, ...]) -> ExitCode:
    if any(trouble.blocks for trouble in found):
        return ExitCode.BLOCKED
    return ExitCode.HELD if found else ExitCode.CLEAN


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _plain(text: str, trouble: Trouble) -> dict[str, object]:
    line, column = _place(text, trouble.start)
    severity = "block" if trouble.blocks else "warn"
    return {
        "rule": "PHI009", "severity": severity, "line": line, "column": column,
        "what": trouble.what, "source": _LAW,
    }  # fmt: skip


def _tell(text: str, found: tuple[Trouble, ...], neutral: str) -> None:
    for trouble in found:
        line, column = _place(text, trouble.start)
        severity = "block" if trouble.blocks else "warn"
        click.echo(f"reply:{line}:{column} PHI009 {severity} {trouble.what}. {_LAW}.")
    if not found:
        click.echo("Nothing found that tells of anybody's care. Read it once more yourself.")
        return
    click.echo("\nThis reply tells nothing, and may be used as it stands:\n")
    click.echo(neutral)
