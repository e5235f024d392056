"""gatepost vault: make it, unlock it, lock it, look at it, give it a new key."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.cli.asking import confirm
from bot.errors import BadUsage, ExitCode, VaultUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from bot.vault.attended import AttendedVault
    from bot.vault.envelope import EnvelopeVault
    from bot.vault.factors import Store
    from bot.vault.slots import Opener
    from bot.vault.vaultfile import VaultFile

#: NIST SP 800-63B-4 (August 2025) asks for 15 where the password is the only factor and 8
#: beside a second one; somebody may hold the file and the share, so we ask for more than 8.
SHORTEST = 12


@click.group()
def vault() -> None:
    """Keep tokens and signing keys in one encrypted file that two shares open."""


@vault.command("init", short_help="Make a vault for this calendar.")
@click.option("--unattended", is_flag=True, help="Opened by a secret file alone: one factor.")
@click.option("--no-recovery", is_flag=True, help="Print no recovery key.")
@dry_run_option
@pass_app
def init(app: App, unattended: bool, no_recovery: bool, dry_run: bool) -> None:
    """Make an empty vault: a passphrase and this login's key store open it together.

    The passphrase is asked twice, or read as one line from standard input. With --unattended a
    secret file (or a systemd credential) opens it alone; that is one factor plus the host, and
    gatepost always says so.
    """
    path = _file(app)
    if unattended:
        app.refuse_sealed("sealed-unattended")
    if path.exists():
        raise BadUsage("there is a vault already.", fix="gatepost vault status shows it.")
    if not unattended:
        _store(app)  # nobody thinks of a passphrase before it is known to be of use
    ways = [_unattended(app) if unattended else _two_shares(app, _new_passphrase())]
    if dry_run:
        click.echo(f"Would make a vault opened by {ways[0].factor.way}.")
        return
    from bot.vault.envelope import create

    path.parent.mkdir(parents=True, exist_ok=True)
    made = create(path, ways, app.now(), witness=None if unattended else _witness(app))
    click.echo(f"Made a vault: {made.mode}.")
    if not no_recovery:
        _print_recovery(app, made)
    mode = "sealed-unattended" if unattended else "two-shares"
    if app.records.settings.vault != mode:
        click.echo(f'Now set vault = "{mode}" in config/gatepost.toml.')


@vault.command("unlock", short_help="Unlock it for all commands, for a while.")
@click.option("--hours", type=click.FloatRange(0.02, 168), default=12.0, show_default=True)
@dry_run_option
@pass_app
def unlock(app: App, hours: float, dry_run: bool) -> None:
    """Ask for the passphrase once and keep the key in memory for --hours.

    The key lives in a small process of its own that answers only this login; it is gone after
    that time, after ``gatepost vault lock`` and after a restart of the machine.
    """
    from bot.vault import agent

    attended = _attended(app)
    opened = attended.prove(_passphrase())
    if dry_run:
        click.echo("Both shares are right. Would keep the vault unlocked.")
        return
    agent.start(agent.socket_path(_file(app)), opened.key, hours * 3600)
    click.echo(f"Unlocked for {hours:g} hours. gatepost vault lock ends it sooner.")


@vault.command("lock")
@dry_run_option
@pass_app
def lock(app: App, dry_run: bool) -> None:
    """Forget the key. A gatepost run that asked for the passphrase itself keeps its own."""
    from bot.vault import agent

    path = agent.socket_path(_file(app))
    if dry_run:
        click.echo("Would lock it." if agent.held(path) else "It is locked.")
        return
    click.echo("Locked." if agent.stop(path) else "It was locked already.")


@vault.command("status")
@format_option
@pass_app
def status(app: App, form: str) -> None:
    """Show the ways that open the vault, and whether it is unlocked; nothing secret."""
    said = _status(app)
    if form == "json":
        app.emit(said)
        return
    click.echo(f"{said['mode']}: {MODES[said['mode']]}")
    if said["mode"] == "memory":
        return
    click.echo(said["state"])
    from rich.table import Table

    table = Table("Opened by", "Label", "Added", "Id", box=None)
    for way in said["ways"]:
        table.add_row(way["way"], way["label"], way["added"], way["id"])
    app.console.print(table)
    click.echo(f"{said['secrets']} secrets; key number {said['epoch']}.")


@vault.command("rotate", short_help="Give the vault a new key.")
@click.option("--new-passphrase", is_flag=True, help="Ask for a new passphrase, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def rotate(app: App, new_passphrase: bool, yes: bool, dry_run: bool) -> None:
    """Make a new key and a new share, and encrypt every secret again.

    Do this when somebody who could unlock the vault leaves, or a backup of the machine went
    astray. Other ways of unlocking end; a new recovery key is printed. The platforms' tokens
    stay the same: replace those, too, if somebody may have seen them.
    """
    opened, phrase = _shown(app)
    if dry_run:
        click.echo(f"Would give the vault key number {opened.key.epoch + 1}.")
        return
    if not yes:
        confirm("All other ways of unlocking end, the printed recovery key too. Go on?")
    way = _two_shares(app, _new_passphrase() if new_passphrase else phrase) if phrase else None
    turned = opened.rotate([way or _unattended(app)], app.now())
    _stop_agent(app)
    click.echo(f"The vault has key number {turned.key.epoch}. Unlock it again.")
    _print_recovery(app, turned)


@vault.command("export-recovery", short_help="Print a new recovery key.")
@dry_run_option
@pass_app
def export_recovery(app: App, dry_run: bool) -> None:
    """Print a new recovery key; the one that was printed before no longer opens the vault."""
    opened, _ = _shown(app)
    if dry_run:
        click.echo("Would print a new recovery key.")
        return
    _print_recovery(app, opened)


@vault.command("recover", short_help="Open it with the recovery key and set new shares.")
@dry_run_option
@pass_app
def recover(app: App, dry_run: bool) -> None:
    """After a lost passphrase or machine: type the recovery key, then set a new passphrase.

    Standard input, where it is no terminal, gives the recovery key and the new passphrase,
    one line each.
    """
    from bot.vault.envelope import unlock as open_file
    from bot.vault.factors import RecoveryFactor
    from bot.vault.slots import Opener

    written = _line("Recovery key")
    opened = open_file(_file(app), Opener(RecoveryFactor(written)))
    if dry_run:
        click.echo("The recovery key is right. Would set a new passphrase and a new key.")
        return
    turned = opened.rotate([_two_shares(app, _new_passphrase())], app.now())
    _witness(app).saw(turned.key.vault, turned.counter())
    _stop_agent(app)
    click.echo("The vault has new shares; the old ones no longer open it.")
    _print_recovery(app, turned)


@vault.command("doctor", short_help="Look at the vault and say what to mend.")
@click.option("--accept-older", is_flag=True, help="Take a file that was rolled back as it is.")
@format_option
@pass_app
def doctor(app: App, accept_older: bool, form: str) -> None:
    """Check the file, its place, its ways of unlocking and the key store."""
    if accept_older:
        _accept(app)
        return
    looks = list(_looks(app))
    if form == "json":
        app.emit([{"what": look.what, "ok": look.ok, "says": look.says} for look in looks])
    else:
        for look in looks:
            mark = click.style("fine", fg="green") if look.ok else click.style("mend", fg="red")
            click.echo(f"{mark}  {look.what}: {look.says}")
    app.finish(ExitCode.CLEAN if all(look.ok for look in looks) else ExitCode.FAILED)


MODES = {
    "two-shares": "a passphrase and a second share open it together",
    "sealed-unattended": "one factor plus trust in the host: nobody is asked",
    "memory": "for the sandbox; it forgets when the command ends",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str


def _status(app: App) -> dict[str, Any]:
    mode = app.records.settings.vault
    if mode == "memory":
        return {"mode": mode}
    from bot.vault import agent
    from bot.vault.envelope import load

    file = load(_file(app))
    held = agent.held(agent.socket_path(_file(app)))
    state = "locked"
    if mode == "sealed-unattended":
        state = "always unlocked"
    elif held is not None:
        state = f"unlocked for {held.seconds_left / 3600:.1f} more hours"
    return {
        "mode": mode,
        "state": state,
        "epoch": file.epoch,
        "counter": file.counter,
        "secrets": len(file.records),
        "ways": [
            {"way": s.way, "label": s.label, "added": s.added, "id": s.id} for s in file.slots
        ],
    }


def _looks(app: App) -> list[Look]:
    from bot.vault.envelope import load

    settings = app.records.settings
    if settings.vault == "memory":
        return [Look("mode", settings.environment.value == "sandbox", MODES["memory"])]
    try:
        file = load(_file(app))
    except VaultUnavailable as error:
        return [Look("file", False, str(error))]
    found = [Look("file", True, f"private, format 1, {len(file.records)} secrets")]
    found.append(_shares(app))
    found.append(_recovery(file))
    unattended = [slot for slot in file.slots if slot.way == "sealed-unattended"]
    if unattended and settings.vault == "two-shares":
        found.append(
            Look("ways", False, "a secret file alone opens it, too: run gatepost vault rotate.")
        )
    return found


def _shares(app: App) -> Look:
    try:
        if app.records.settings.vault == "sealed-unattended":
            app.vault().names()
            return Look("share", True, f"sealed-unattended: {MODES['sealed-unattended']}")
        _store(app)
    except VaultUnavailable as error:
        return Look("share", False, str(error))
    return Look("share", True, "the key store of this login can be trusted")


def _recovery(file: VaultFile) -> Look:
    if any(slot.way == "recovery" for slot in file.slots):
        return Look("recovery", True, "a recovery key was printed; keep it locked away")
    return Look(
        "recovery", False, "a lost passphrase loses every token: gatepost vault export-recovery."
    )


def _accept(app: App) -> None:
    """A person says that the older file is to be used: its counter is lifted over the witness."""
    from bot.vault.envelope import lift
    from bot.vault.envelope import unlock as open_file

    opener = _two_shares(app, _passphrase())
    opened = open_file(_file(app), opener)
    confirm("The file is older than the one last used here: tokens in it may be dead. Use it?")
    lift(opened, _witness(app))
    click.echo("Accepted. Replace every token: gatepost account list shows them.")


def _print_recovery(app: App, opened: EnvelopeVault) -> None:
    from bot.vault.factors import RecoveryFactor
    from bot.vault.slots import Opener

    paper = RecoveryFactor()
    old = [slot.id for slot in opened.read().slots if slot.way == "recovery"]
    opened.add_slot(Opener(paper, label="printed"), app.now())
    for slot in old:
        opened.drop_slot(slot)
    click.echo("\nThe recovery key. It opens the vault alone and is shown only now: print it,")
    click.echo("lock the paper away from this machine, and clear the screen.\n")
    groups = paper.printed.split("-")
    for row in (groups[:7], groups[7:]):
        click.echo("    " + click.style("-".join(row), bold=True))
    click.echo()


def _shown(app: App) -> tuple[EnvelopeVault, str]:
    """The vault after both shares were shown anew, and the passphrase; empty if unattended."""
    if app.records.settings.vault == "sealed-unattended":
        from bot.vault.unattended import open_unattended

        settings = app.records.settings
        return open_unattended(_file(app), settings.secret_file, app.folder), ""
    phrase = _passphrase()
    return _attended(app).prove(phrase), phrase


def _attended(app: App) -> AttendedVault:
    from bot.vault.attended import AttendedVault

    if app.records.settings.vault == "sealed-unattended":
        raise BadUsage(
            "a sealed-unattended vault opens by itself: there is nothing to unlock.",
            fix="Go on; gatepost vault status shows it.",
        )
    if app.records.settings.vault != "two-shares":
        raise BadUsage(
            f'the vault "{app.records.settings.vault}" is not unlocked by a person.',
            fix='Run gatepost vault init and set vault = "two-shares".',
        )
    return AttendedVault(_file(app), _store(app), None)


def _two_shares(app: App, passphrase: str) -> Opener:
    from bot.vault.factors import KeyringFactor
    from bot.vault.slots import Opener

    return Opener(KeyringFactor(_store(app)), passphrase, "this login")


def _unattended(app: App) -> Opener:
    from bot.vault.factors import SecretFileFactor
    from bot.vault.slots import Opener
    from bot.vault.unattended import share_file

    path = share_file(app.records.settings.secret_file, app.folder)
    if not path.parent.is_dir():
        raise BadUsage(
            f"the folder of the secret file is not there: {path.parent}.",
            fix=f"Make it, for yourself alone: mkdir -m 700 -p {path.parent}",
        )
    return Opener(SecretFileFactor(path), label="secret file")


def _store(app: App) -> Store:
    from bot.vault.keyring_store import open_keyring

    return open_keyring(app.records.settings.clinic)


def _witness(app: App) -> Any:
    from bot.vault.factors import KeyringWitness

    return KeyringWitness(_store(app))


def _stop_agent(app: App) -> None:
    from bot.vault import agent

    agent.stop(agent.socket_path(_file(app)))


def _file(app: App) -> Path:
    from bot.vault import vault_file

    return vault_file(app.records.settings, app.folder)


def _passphrase() -> str:
    return _line("Passphrase")


def _new_passphrase() -> str:
    if sys.stdin.isatty():
        phrase = str(
            click.prompt(
                f"New passphrase ({SHORTEST} characters or more)",
                hide_input=True,
                confirmation_prompt=True,
                err=True,
            )
        )
    else:
        phrase = sys.stdin.readline().rstrip("\r\n")
    if len(phrase) < SHORTEST:
        raise BadUsage(
            f"the passphrase has fewer than {SHORTEST} characters.",
            fix="Take four or five words that do not belong together.",
        )
    return phrase


def _line(what: str) -> str:
    """One hidden line from a person, or one line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise BadUsage(f"{what.lower()}: nothing was typed.", fix="Type it, or pipe it in.")
    return line
