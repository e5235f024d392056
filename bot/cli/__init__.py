"""The command line: commands are loaded when they are called, errors are one line each."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from bot import __version__
from bot.errors import ExitCode, GatepostError

#: command -> (module under bot.cli, one line of help). Kept here so that --help loads nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("start", "Set up a calendar in this folder."),
    "new": ("start", "Write a new post file with everything it needs."),
    "check": ("check", "Run every gate and print what would be stopped."),
    "preview": ("preview", "Show exactly what will be posted, everywhere."),
    "plan": ("plan", "Write what is due, and when, into the ledger."),
    "run": ("run", "Publish what is due, on time, until stopped (--once for cron)."),
    "publish": ("run", "Publish one post now, if every gate lets it."),
    "retract": ("run", "Take a published post down."),
    "calendar": ("calendar", "Show the weeks to come, and what became of those gone by."),
    "freeze": ("freeze", "Stop everything, a platform, an account or a campaign at once."),
    "unfreeze": ("freeze", "Let what was frozen go again."),
    "resolve": ("resolve", "Settle by hand what nobody knows, with the evidence on screen."),
    "approve": ("approve", "Sign a post as it stands, or acknowledge its warnings."),
    "override": ("override", "Answer for a finding, where its rule allows it."),
    "determine": ("determine", "Say as privacy officer what a PHI finding is not."),
    "consent": ("consent", "Record, show and revoke authorizations; print the form."),
    "people": ("people", "Make signing keys, and list who may sign what."),
    "reply": ("reply", "Read a reply to a review before you post it by hand."),
    "rules": ("rules", "List the rules, or explain one."),
    "account": ("account", "Add, list, check and remove accounts' tokens."),
    "register": ("register", "List who is paid by whom; import Open Payments; look through posts."),
    "phi": ("phi", "Look for identifiers of patients in any text file."),
    "backup": ("ledger", "Copy the ledger while it is in use."),
    "restore": ("ledger", "Put a backup of the ledger back; nothing is sent twice."),
    "ledger": ("ledger", "Move the ledger between SQLite and PostgreSQL."),
    "audit": ("audit", "Show, verify and export what happened."),
    "vault": ("vault", "Make, unlock and look at the vault of tokens and keys."),
    "sandbox": ("sandbox", "Run stand-ins for the platforms on this machine."),
    "demo": ("demo", "Play the whole job in a minute, with no account."),
    "doctor": ("doctor", "Look at this installation and say what to mend."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was asked for."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table above without loading a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command named when there is no such one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gatepost")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GATEPOST_ROOT",
    help="The calendar's folder; by default the nearest one above with config/gatepost.toml.",
)
@click.option("--verbose", "-v", is_flag=True, help="Say more on standard error.")
@click.pass_context
def cli(ctx: click.Context, root: Path | None, verbose: bool) -> None:
    """Publish a clinic's social calendar: checked on the exact bytes, on time, never twice."""
    from bot.cli.app import App

    if os.environ.get("NO_COLOR"):
        ctx.color = False  # click knows only terminals; rich reads the variable itself
    _log(verbose)
    ctx.obj = App(root=root, verbose=verbose)


def _log(verbose: bool) -> None:
    """Send log lines to standard error, with everything that looks like a secret taken out."""
    from bot.redact import RedactingFilter

    handler = logging.StreamHandler()
    handler.addFilter(RedactingFilter())
    handler.addFilter(_once())
    logging.basicConfig(
        format="%(levelname)s %(name)s: %(message)s",
        level=logging.INFO if verbose else logging.WARNING,
        handlers=[handler],
    )


#: The same line is not logged again within this time.
QUIET_SECONDS = 60.0


def _once() -> Callable[[logging.LogRecord], bool]:
    """A filter that lets a line through once a minute; a broken rule breaks for every post."""
    said: dict[str, float] = {}

    def new(record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if record.created - said.get(line, 0.0) < QUIET_SECONDS:
            return False
        said[line] = record.created
        return True

    return new


def main() -> None:
    """Run the command; whatever goes wrong is one line and an exit code, never a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped.", err=True)
        code = 130
    except GatepostError as error:
        click.echo(_folded(f"gatepost: {error}"), err=True)
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.FAILED
    except OSError as error:
        click.echo(f"gatepost: {_about(error)}", err=True)
        code = ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - the last door; a traceback may hold post text
        click.echo(f"gatepost: {_crashed(error)}", err=True)
        code = ExitCode.FAILED
    sys.exit(int(code or 0))


def _folded(line: str) -> str:
    """A line for a terminal broken between words, not inside them; elsewhere as it is."""
    if not sys.stderr.isatty():
        return line
    import shutil
    import textwrap

    return textwrap.fill(
        line,
        max(shutil.get_terminal_size().columns, 40),
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _about(error: OSError) -> str:
    name = error.filename or "a file"
    return f"{name}: {error.strerror or 'it cannot be used'}. Free or mend it and run again."


def _crashed(error: Exception) -> str:
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if "bot" in Path(f.filename).parts
    ]
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f"something of ours broke ({type(error).__name__}{where}); nothing was sent because of it. "
        "Please report this line; it holds nothing of your posts."
    )
