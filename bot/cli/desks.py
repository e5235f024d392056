"""Opening a desk for a command: on a laptop without secrets, or live with ledger and vault."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cache import opened
from bot.desk import Desk
from bot.errors import VaultUnavailable

if TYPE_CHECKING:
    from bot.cli.app import App
    from bot.ledger.base import Ledger
    from bot.rules.base import VaultView


@contextlib.contextmanager
def quiet_desk(app: App) -> Iterator[Desk]:
    """A desk that needs no ledger, no vault and no network: for check and preview."""
    with opened(app.state) as cache:
        yield Desk(app.records, app.now(), app.state, cache, progress=app.progress)
        app.quiet()


@contextlib.contextmanager
def live_desk(app: App, ledger: Ledger) -> Iterator[Desk]:
    """A desk that knows what happened and may ask the vault: for plan, run and publish."""
    with opened(app.state) as cache:
        yield Desk(
            app.records,
            app.now(),
            app.state,
            cache,
            history=ledger,
            vault=vault_view(app),
            assigned=ledger.slot,
            progress=app.progress,
            actor=app.actor,
        )


@contextlib.contextmanager
def fullest_desk(app: App) -> Iterator[Desk]:
    """A live desk where there is a ledger already, else a quiet one: looking makes none."""
    if not app.has_ledger:
        with quiet_desk(app) as desk:
            yield desk
        return
    ledger = app.ledger()
    try:
        with live_desk(app, ledger) as desk:
            yield desk
            app.quiet()
    finally:
        ledger.close()


def vault_view(app: App) -> VaultView | None:
    """What rules may ask of the vault, or None where it cannot be opened."""
    from bot.vault.keys import VaultView as View

    try:
        return View(app.vault(), app.records.settings.environment)
    except VaultUnavailable:
        return None
