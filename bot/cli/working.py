"""Opening a calendar for work: ledger, vault and cache, closed again whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cache import opened
from bot.errors import VaultUnavailable
from bot.model import State
from bot.worker import Worker

if TYPE_CHECKING:
    from bot.cli.app import App
    from bot.ledger.base import Delivery
    from bot.notify import Notifier
    from bot.vault.base import Vault


@contextlib.contextmanager
def working(
    app: App, now: Callable[[], datetime] | None = None, vault: Vault | None = None
) -> Iterator[Worker]:
    """A worker over this calendar; its ledger and cache are closed at the end."""
    ledger = app.ledger()

    def said(row: Delivery, state: State, reason: str) -> None:
        app.quiet()
        say(row, state, reason)

    try:
        with opened(app.state) as cache:
            yield Worker(
                app.folder,
                ledger,
                vault or open_quietly(app),
                cache,
                now or app.now,
                said=said,
                progress=app.progress,
                actor=app.actor,
            )
    finally:
        app.quiet()
        ledger.close()


def open_quietly(app: App) -> Vault | None:
    """The vault, or None after saying why: planning needs none, sending does."""
    try:
        return app.vault()
    except VaultUnavailable as error:
        click.echo(f"gatepost: {error}", err=True)
        return None


def open_in_silence(app: App) -> Vault | None:
    """The vault, or None while it cannot be opened; it was said why when the command began."""
    try:
        return app.vault()
    except VaultUnavailable:
        return None


def notifying(app: App, worker: Worker) -> Notifier:
    """Who is told of what a person must look at; the worker tells it from now on."""
    from bot.notify import Notifier, read_addresses

    settings = worker.records.settings
    nobody = not (settings.notify.secret or settings.notify.file)
    notifier = Notifier(
        addresses=lambda: read_addresses(settings.notify, worker.vault, app.folder),
        now=app.now,
        clinic=settings.clinic,
        most_per_hour=settings.notify.most_per_hour,
        alone=_say_alone if nobody else lambda _kind, _words: None,
    )
    worker.tell = notifier.tell
    return notifier


def _say_alone(kind: str, words: str) -> None:
    """On standard error, but for what the line of its delivery says anyway."""
    if kind not in set(State):
        click.echo(f"gatepost: {words}", err=True)


_COLOUR = {
    State.PUBLISHED: "green",
    State.RETRACTED: "green",
    State.UNKNOWN: "yellow",
    State.HELD: "yellow",
}


def say(row: Delivery, state: State, reason: str) -> None:
    """One line a delivery, on standard error: account, post, what became of it."""
    mark = click.style(f"{state.value:<12}", fg=_COLOUR.get(state, "red"))
    tail = f" - {reason}" if reason else ""
    click.echo(f"{mark} {row.key.account:<20} {row.key.post_id}{tail}", err=True)
