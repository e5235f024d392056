"""A question before something is done that cannot be taken back."""

from __future__ import annotations

import sys

import click

from bot.errors import BadUsage, ExitCode


def confirm(question: str) -> None:
    """Go on only after a yes; a no ends the command. Raises BadUsage where nobody can answer."""
    try:
        sure = click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise  # Ctrl-C
        click.echo(err=True)
        raise BadUsage("nobody is here to answer.", fix="Add --yes.") from None
    if not sure:
        click.echo("Nothing was done.", err=True)
        raise click.exceptions.Exit(int(ExitCode.CLEAN))
