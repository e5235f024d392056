"""What commands share: the calendar's root, records, clock, console, and how to finish."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot import clock
from bot.errors import BadUsage, ExitCode, NothingFound, VaultUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from bot.ledger.base import Ledger
    from bot.records import Records
    from bot.vault.base import Vault


@dataclass
class App:
    """One run of the command line; everything is opened when it is first asked for."""

    root: Path | None = None
    verbose: bool = False
    acting: str = ""  # who --as names
    _vault: Vault | None = field(default=None, repr=False)

    @cached_property
    def folder(self) -> Path:
        """The calendar's root. Raises NothingFound with what to do."""
        if self.root is not None:
            if not (self.root / "config" / "gatepost.toml").is_file():
                raise NothingFound(
                    f"{self.root} is no calendar: config/gatepost.toml is missing.",
                    fix="Run gatepost init there, or name another folder with --root.",
                )
            return self.root.resolve()
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "config" / "gatepost.toml").is_file():
                return folder
        raise NothingFound(
            "There is no calendar here: no config/gatepost.toml in this folder or above.",
            fix="Run gatepost init to make one, or gatepost demo to see one.",
        )

    @cached_property
    def records(self) -> Records:
        """All records; a report names those that could not be read."""
        from bot.records import load_records

        return load_records(self.folder)

    @cached_property
    def state(self) -> Path:
        """The state folder (ledger, cache, fitted pictures), made on demand."""
        return self.folder / self.records.settings.state

    def now(self) -> datetime:
        """This instant; GATEPOST_NOW moves it in the sandbox only."""
        moved = os.environ.get("GATEPOST_NOW")
        if not moved:
            return clock.now()
        if self.records.settings.environment.value != "sandbox":
            raise BadUsage(
                "GATEPOST_NOW is set, and this calendar is live.",
                fix="Unset it; the clock can be moved in the sandbox only.",
            )
        try:
            moment = datetime.fromisoformat(moved)
        except ValueError as error:
            raise BadUsage(
                "GATEPOST_NOW is no time.", fix="Example: 2026-12-01T09:00:00+00:00."
            ) from error
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    @cached_property
    def console(self) -> Console:
        """Where tables and cards go: standard output, colour only on a terminal."""
        from rich.console import Console

        return Console(highlight=False, emoji=False)

    def ledger(self) -> Ledger:
        """Open the ledger of this calendar's environment."""
        from bot.ledger import open_ledger

        settings = self.records.settings
        return open_ledger(settings.ledger, settings.environment, self.state)

    @property
    def has_ledger(self) -> bool:
        """Whether a ledger was made here already; opening one would make it."""
        return bool(self.records.settings.ledger) or (self.state / "ledger.sqlite3").is_file()

    def vault(self) -> Vault:
        """The vault that settings name; the sandbox's memory vault holds the sandbox's tokens."""
        if self._vault is None:
            from bot.vault import open_vault

            self.refuse_sealed(self.records.settings.vault)
            self._vault = open_vault(self.records.settings, self.folder, self._asker())
            if self._vault.mode == "memory":
                self._fill(self._vault)
        return self._vault

    def refuse_sealed(self, mode: str) -> None:
        """Raise VaultUnavailable when policy forbids a vault that one secret file opens."""
        if mode == "sealed-unattended" and not self.records.policy.sealed_unattended_allowed:
            raise VaultUnavailable(
                "policy.toml forbids sealed-unattended: one factor would open the vault.",
                fix='Set vault = "two-shares" and run gatepost vault init.',
            )

    def _asker(self) -> Callable[[], str] | None:
        """How to ask for the passphrase: at a terminal, or not at all."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        return lambda: str(click.prompt("Vault passphrase", hide_input=True, err=True))

    def _fill(self, vault: Vault) -> None:
        from bot.cli.sandbox import sandbox_token
        from bot.vault.base import Secret
        from bot.vault.tokens import Token, save_token

        environment = self.records.settings.environment
        for name in self.records.accounts:
            save_token(vault, name, Token(Secret(sandbox_token(name)), environment))

    @cached_property
    def actor(self) -> str:
        """The person on file who runs the command: --as, else git's gatepost.person, else empty.

        Raises NothingFound for somebody who is not on file.
        """
        from bot.cli.signing import identity, signer

        named = self.acting or identity(self.folder)
        return signer(self, named).id if named else ""

    @property
    def user(self) -> str:
        """Who runs the command, for the audit: the person on file, else the login name."""
        import getpass

        if self.actor:
            return self.actor

        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"

    def from_here(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Paths as the desk wants them, from the root; what is there from here on counts first."""
        # Links are left alone: the calendar says itself why it does not follow them.
        named = {path: Path(os.path.abspath(path)) for path in paths}  # noqa: PTH100
        root = self.folder.resolve()
        return tuple(
            full.relative_to(root).as_posix() if full.exists() and root in full.parents else path
            for path, full in named.items()
        )

    def progress(self, path: str) -> None:
        """Show which file is being read, on a terminal only; the line is wiped at the end."""
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{path[-70:]}", nl=False, err=True)

    def quiet(self) -> None:
        """Wipe the progress line."""
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)

    def emit(self, value: Any) -> None:
        """Print plain data as JSON; standard output then holds nothing else."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def finish(self, code: ExitCode) -> NoReturn:
        """End the command with its exit code."""
        raise click.exceptions.Exit(int(code))


pass_app = click.make_pass_decorator(App)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json owns standard output; everything else goes to standard error.",
)
paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=str))


def _acts(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(App).acting = value


acting_option = click.option(
    "--as",
    "_acting",
    metavar="PERSON",
    expose_value=False,
    callback=_acts,
    help="Your id under config/people; by default: git config gatepost.person.",
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would change and change nothing."
)
