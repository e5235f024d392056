"""Showing the shares again before something that counts: approving, retracting, exporting…

An unlocked vault says that somebody unlocked it, not that they still sit there. So what binds
the practice asks for the passphrase (or the key) when the last proof is older than 15 minutes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.errors import BadUsage, GatepostError

if TYPE_CHECKING:
    from bot.cli.app import App
    from bot.vault.attended import AttendedVault

#: Longest time since the last proof, in seconds.
FRESH = 15 * 60.0


def step_up(app: App, what: str, actor: str = "") -> str:
    """Have the person prove themselves if the last proof is old; the way they did.

    ``what`` is written to the log with who acted and how they proved it, where a ledger is.
    Raises VaultUnavailable for a wrong passphrase, BadUsage where nobody can be asked.
    """
    way = _proved(app, what)
    _write_down(app, what, actor or app.user, way)
    return way


def still_proved(app: App) -> None:
    """Raise BadUsage when the last proof has become too old, without asking."""
    from bot.vault.attended import AttendedVault

    vault = app.vault()
    if isinstance(vault, AttendedVault) and not _fresh(vault):
        raise BadUsage(
            "the passphrase was last typed more than 15 minutes ago.",
            fix="Close this page and ask for it again.",
        )


def _proved(app: App, what: str) -> str:
    from bot.vault.attended import AttendedVault

    vault = app.vault()
    if not isinstance(vault, AttendedVault):
        if vault.mode == "sealed-unattended":
            click.echo(
                "sealed-unattended: nobody is asked to prove who they are; the log says so.",
                err=True,
            )
        return vault.mode
    vault.opened()  # a locked one says so, or asks, and then that was the proof
    if not _fresh(vault):
        vault.prove_again(_passphrase(what))
    return vault.way


def _fresh(vault: AttendedVault) -> bool:
    ago = vault.proved_ago()
    return ago is not None and ago <= FRESH


def _passphrase(what: str) -> str:
    if sys.stdin.isatty():
        words = f"Vault passphrase, to {what} (last typed over 15 minutes ago)"
        return str(click.prompt(words, hide_input=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise BadUsage(
            f"to {what} the vault's passphrase is needed again, and nobody is here to type it.",
            fix="Run it at a terminal, or pipe the passphrase in.",
        )
    return line


def _write_down(app: App, what: str, actor: str, way: str) -> None:
    if not app.has_ledger:
        return
    try:
        ledger = app.ledger()
    except GatepostError as error:
        click.echo(f"gatepost: how you proved yourself is not in the log: {error}", err=True)
        return
    try:
        ledger.note({"event": "proof", "for": what, "actor": actor, "proved": way}, app.now())
    finally:
        ledger.close()
