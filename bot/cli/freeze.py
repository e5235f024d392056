"""gatepost freeze and unfreeze: stop sending at once, and let it go again."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.app import App, acting_option, dry_run_option, format_option, pass_app
from bot.errors import BadUsage, ExitCode, LedgerUnavailable

_SCOPE = click.argument("scope", default="")


@click.command()
@_SCOPE
@click.option("--reason", default="", help="Why, in words that name no patient; kept in the audit.")
@acting_option
@dry_run_option
@format_option
@pass_app
def freeze(app: App, scope: str, reason: str, dry_run: bool, form: str) -> None:
    """Stop SCOPE within a second: all, platform:x, account:NAME or campaign:NAME.

    What is on its way is finished. Without SCOPE: show what is frozen.
    """
    if not scope:
        _show(app, form)
    _check(app, scope)
    if dry_run:
        click.echo(f"Would freeze {scope}.")
        app.finish(ExitCode.CLEAN)
    try:
        _set(app, scope, reason, on=True)
    except LedgerUnavailable:
        if scope != "all":
            raise
        # Stopping may not depend on the database: the worker looks for this file, too.
        _stop_file(app).parent.mkdir(parents=True, exist_ok=True)
        _stop_file(app).touch()
        click.echo("The ledger cannot be used; a stop file in the state folder does it.", err=True)
    click.echo(f"Frozen: {scope}. Let it go with: gatepost unfreeze {scope}")


@click.command()
@_SCOPE
@click.option("--reason", default="", help="Why, in words that name no patient; kept in the audit.")
@acting_option
@dry_run_option
@pass_app
def unfreeze(app: App, scope: str, reason: str, dry_run: bool) -> None:
    """Let SCOPE go again; posts that missed their time meanwhile wait for a person."""
    if not scope:
        raise BadUsage("say what to let go.", fix="gatepost freeze shows what is frozen.")
    _check(app, scope, known=False)
    if dry_run:
        click.echo(f"Would let {scope} go.")
        app.finish(ExitCode.CLEAN)
    _set(app, scope, reason, on=False)
    if scope == "all":
        _stop_file(app).unlink(missing_ok=True)
    click.echo(f"No longer frozen: {scope}.")
    left = [name for name, _, _ in _frozen(app)]
    if left:
        click.echo(f"Still frozen: {', '.join(left)}.")


def _set(app: App, scope: str, reason: str, *, on: bool) -> None:
    from bot.redact import scrub

    ledger = app.ledger()
    try:
        ledger.freeze(scope, app.user, app.now(), on=on)
        if reason:
            words = scrub(reason)[:200]
            event = "reason of freeze" if on else "reason of unfreeze"
            ledger.note(
                {"event": event, "scope": scope, "actor": app.user, "reason": words}, app.now()
            )
    finally:
        ledger.close()


def _frozen(app: App) -> list[tuple[str, str, str]]:
    ledger = app.ledger()
    try:
        found = [(s, who, f"{at:%Y-%m-%d %H:%M}Z") for s, who, at in ledger.freezes()]
    finally:
        ledger.close()
    return [*found, ("all", "stop file", "")] if _stop_file(app).exists() else found


def _show(app: App, form: str) -> None:
    found = _frozen(app)
    if form == "json":
        app.emit([{"scope": scope, "by": who, "since": at} for scope, who, at in found])
    else:
        for scope, who, at in found:
            click.echo(f"{scope}  by {who} {f'since {at}' if at else ''}".rstrip())
        if not found:
            click.echo("Nothing is frozen.")
    app.finish(ExitCode.CLEAN)


def _check(app: App, scope: str, *, known: bool = True) -> None:
    """Refuse a scope that would stop nothing: a slip in an emergency must not look like success."""
    kind, _, name = scope.partition(":")
    if scope == "all":
        return
    if kind not in {"platform", "account", "campaign"} or not name:
        raise BadUsage(
            f"{scope} is nothing that can be frozen.", fix=f"Write {_meant(app, scope)}."
        )
    accounts = app.records.accounts if known and kind != "campaign" else {}
    there = set(accounts) if kind == "account" else {a.platform for a in accounts.values()}
    if accounts and name not in there:
        raise BadUsage(
            f"there is no {kind} {name} here.", fix=f"Here are: {', '.join(sorted(there))}."
        )


def _meant(app: App, word: str) -> str:
    """What somebody in a hurry may have meant by a word without its kind."""
    accounts = app.records.accounts
    if word in accounts:
        return f"account:{word}"
    if word in {account.platform for account in accounts.values()}:
        return f"platform:{word}"
    return "all, platform:x, account:NAME or campaign:NAME"


def _stop_file(app: App) -> Path:
    from bot.worker import STOP_FILE

    return app.state / STOP_FILE
