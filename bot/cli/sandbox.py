"""gatepost sandbox: stand-ins for the platforms on this machine, with a wall to look at."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import clock
from bot.cli.app import App, pass_app

if TYPE_CHECKING:
    from bot.records import Records
    from bot.sandbox.state import SandboxState

PORT = 8765


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where to listen on 127.0.0.1.",
)
@click.option("--forget", is_flag=True, help="Start empty instead of with what was received.")
@pass_app
def sandbox(app: App, port: int, forget: bool) -> None:
    """Play X, LinkedIn and Instagram for this calendar until stopped; look at the wall."""
    from bot.sandbox.server import running

    kept = app.state / "sandbox.json"
    if forget:
        kept.unlink(missing_ok=True)
    state = state_for(app.records, app.state, kept)
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell that starts us in the background has SIGINT ignored; we listen all the same.
        signal.signal(number, signal.default_int_handler)
    with running(state, port) as sandbox, contextlib.suppress(KeyboardInterrupt):
        click.echo(f"The wall: {sandbox.base_url}/  Stop with Ctrl-C.", err=True)
        threading.Event().wait()


def state_for(
    records: Records,
    state_folder: Path,
    kept: Path | None = None,
    now: Callable[[], datetime] = clock.now,
) -> SandboxState:
    """A sandbox that knows the calendar's accounts and their sandbox tokens."""
    from bot.sandbox.state import PLATFORMS, SandboxState
    from bot.worker import media_host_folder

    state = SandboxState(file=kept, media_folder=media_host_folder(records, state_folder), now=now)
    for name, account in records.accounts.items():
        if account.platform in PLATFORMS:
            state.add_account(
                account.platform,
                account.handle,
                account.remote_id or name,
                sandbox_token(name),
                name=records.brand.name,
            )
    return state


def sandbox_token(account: str) -> str:
    """The token that the sandbox knows an account by; worthless anywhere else."""
    return f"sandbox-token-of-{account}"
