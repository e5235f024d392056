"""gatepost account: tokens in, tokens out, and whether each account works."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, dry_run_option, format_option, pass_app
from bot.cli.asking import confirm
from bot.cli.stepup import step_up
from bot.errors import BadUsage, ExitCode, GatepostError, NothingFound

if TYPE_CHECKING:
    from bot.vault.base import Vault


@click.group()
def account() -> None:
    """Keep the accounts' tokens in the vault; they never stand in a file of the calendar."""


@account.command("add", short_help="Store a token for an account.")
@click.argument("name")
@click.option("--expires", help="When the token ends, UTC: 2027-01-20 or 2027-01-20T15:00.")
@click.option("--scopes", default="", help="Comma-separated, as the platform granted them.")
@dry_run_option
@pass_app
def add(app: App, name: str, expires: str | None, scopes: str, dry_run: bool) -> None:
    """Store a token for NAME, typed at a hidden prompt or piped in on standard input."""
    from bot.vault.base import Secret
    from bot.vault.lock import account_lock
    from bot.vault.tokens import Token, save_token

    known_account(app, name)
    end = _moment(expires)
    if end is not None and end <= app.now():
        raise BadUsage("--expires lies in the past.", fix="Ask the platform for a new token.")
    vault = app.vault()
    _remembers(vault)
    text = click.prompt("Token", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    settings = app.records.settings
    token = Token(
        Secret(text.strip()),
        settings.environment,
        expires=end,
        scopes=tuple(s.strip() for s in scopes.split(",") if s.strip()),
    )
    if dry_run:
        click.echo(f"Would store a token for {name} ({vault.mode}).")
        return
    step_up(app, "change an account")
    with account_lock(app.state, name):  # not in the middle of a refresh
        save_token(vault, name, replace(token, issued=app.now()))
    click.echo(f"Stored a token for {name} ({vault.mode}). Try it: gatepost account check {name}")


@account.command("list")
@format_option
@pass_app
def list_(app: App, form: str) -> None:
    """Show every account: platform, handle, second factor, token."""
    rows = [_row(app, name) for name in app.records.accounts]
    if form == "json":
        app.emit(rows)
        return
    from rich.table import Table

    table = Table("Account", "Platform", "Handle", "Second factor", "Token", box=None)
    for row in rows:
        table.add_row(*(str(row[k]) for k in ("name", "platform", "handle", "two_factor", "token")))
    app.console.print(table)


@account.command("check", short_help="Ask each platform whether its token works.")
@click.argument("names", nargs=-1)
@format_option
@pass_app
def check(app: App, names: tuple[str, ...], form: str) -> None:
    """Ask each platform whether the account's token works (default: all accounts)."""
    from bot.cli.working import working

    for name in names:
        known_account(app, name)
    answers: list[dict[str, Any]] = []
    with working(app) as worker:
        for name in names or tuple(app.records.accounts):
            answers.append({"account": name} | _health(worker.client, name))
    if form == "json":
        app.emit(answers)
    else:
        for answer in answers:
            mark = (
                click.style("works", fg="green") if answer["works"] else click.style("no", fg="red")
            )
            click.echo(f"{answer['account']:<24} {mark:<6} {answer['what']}")
    app.finish(ExitCode.CLEAN if all(a["works"] for a in answers) else ExitCode.FAILED)


@account.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def remove(app: App, name: str, yes: bool, dry_run: bool) -> None:
    """Forget NAME's token. The account stays in config/accounts.toml."""
    from bot.vault.tokens import token_name

    vault = app.vault()
    _remembers(vault)
    if vault.get(token_name(name)) is None:
        raise NothingFound(f"there is no token for {name}.", fix="gatepost account list shows all.")
    if dry_run:
        click.echo(f"Would forget the token of {name}.")
        return
    if not yes:
        confirm(f"Forget the token of {name}?")
    step_up(app, "change an account")
    vault.forget(token_name(name))
    click.echo(f"Forgot the token of {name}. Revoke it in the platform's settings, too.")


def _remembers(vault: Vault) -> None:
    if vault.mode == "memory":
        raise BadUsage(
            'the vault "memory" knows the sandbox\'s tokens and keeps no others.',
            fix='Run gatepost vault init, then set vault = "two-shares" in config/gatepost.toml.',
        )


def known_account(app: App, name: str) -> None:
    """Raise NothingFound when no account has this name; an empty name stands for all."""
    if name and name not in app.records.accounts:
        near = get_close_matches(name, app.records.accounts, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise NothingFound(
            f"there is no account {name}.", fix=f"{hint}Accounts stand in config/accounts.toml."
        )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadUsage("--expires is no time.", fix="Write it like 2027-01-20.") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _row(app: App, name: str) -> dict[str, Any]:
    from bot.vault.tokens import load_token

    record = app.records.accounts[name]
    attested = record.two_factor
    try:
        token = load_token(app.vault(), name, app.records.settings.environment)
        kept = f"until {token.expires:%Y-%m-%d}" if token.expires else "stored"
    except GatepostError:
        kept = "none"
    return {
        "name": name,
        "platform": record.platform,
        "handle": record.handle,
        "two_factor": f"{attested.method}, {attested.on}" if attested else "not attested",
        "token": kept,
    }


def _health(client_for: Any, name: str) -> dict[str, Any]:
    try:
        health = client_for(name).check()
    except GatepostError as error:
        return {"works": False, "what": str(error)}
    return {
        "works": health.works,
        "what": health.what,
        "expires": health.expires,
        "quota_left": health.quota_left,
    }
