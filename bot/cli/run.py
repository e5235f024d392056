"""gatepost run, publish and retract: the commands that send."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from bot.cli.account import known_account
from bot.cli.app import App, acting_option, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.cli.plan import would_be
from bot.cli.stepup import step_up
from bot.errors import AlreadyRunning, BadUsage, ExitCode, GatepostError, NothingFound
from bot.ledger.base import Delivery, Planned
from bot.model import Decision, State

if TYPE_CHECKING:
    from bot.ledger.base import Ledger
    from bot.plan import Outline
    from bot.vault.base import Vault
    from bot.worker import Worker

Row = Planned | Delivery
RowT = TypeVar("RowT", Planned, Delivery, Planned | Delivery)


@click.command()
@click.option("--once", is_flag=True, help="Publish what is due now and end (for cron and CI).")
@click.option("--worker", "several", is_flag=True, help="One of several, on PostgreSQL.")
@acting_option
@dry_run_option
@pass_app
def run(app: App, once: bool, several: bool, dry_run: bool) -> None:
    """Publish what is due, on time, until stopped with Ctrl-C or SIGTERM."""
    from bot.cli.working import working
    from bot.ledger.lock import hold

    if several:
        _require_server(app)
    with nullcontext() if several else hold(app.state), working(app) as worker:
        _refuse_copied(worker)
        if dry_run:
            _show_due(app, worker)
        # The lock is ours, so whoever left rows in flight is dead: settle them first. On a
        # server, where others may be at work, leases decide instead.
        worker.ledger.lapse_all(app.now())
        if once:
            outline = worker.plan()
            app.quiet()
            for problem in outline.report.problems:
                click.echo(str(problem), err=True)
            _once(app, worker)
        _serve(app, worker)


def _require_server(app: App) -> None:
    """Several workers share a server's ledger; a file has one. Raises BadUsage."""
    from bot.ledger.opening import is_shared

    if not is_shared(app.records.settings.ledger):
        raise BadUsage(
            "--worker needs a ledger on PostgreSQL; this one is a file, which has one worker.",
            fix="Run gatepost run without it, or move: gatepost ledger copy this postgresql://….",
        )


def _refuse_copied(worker: Worker) -> None:
    """A ledger that was copied elsewhere is not to be served from here. Raises LedgerMoved."""
    from bot.ledger.transfer import is_copied

    moved = is_copied(worker.ledger.freezes())
    if moved is not None:
        raise moved


def _serve(app: App, worker: Worker) -> None:
    from bot.cli.working import notifying, open_in_silence
    from bot.schedule import Daemon

    def beat() -> None:
        (app.state / "heartbeat").write_text(f"{app.now():%Y-%m-%dT%H:%M:%SZ}\n")

    notifier = notifying(app, worker)
    sync = Sync(worker, reopen=lambda: open_in_silence(app))
    daemon = Daemon(
        worker.publisher(), sync, app.now, beat, flush=notifier.flush, jumped=worker.jumped
    )
    daemon.listen()
    click.echo(f"Running ({worker.ledger.environment}); stop with Ctrl-C.", err=True)
    worker.ledger.note({"event": "start"}, app.now())
    daemon.run()
    worker.ledger.note({"event": "stop"}, app.now())
    notifier.flush()
    click.echo("Stopped; what was on its way was finished first.", err=True)


def _once(app: App, worker: Worker) -> NoReturn:
    from bot.cli.working import notifying

    notifier = notifying(app, worker)
    tidy(worker, app.now())
    worker.tell_of_tokens()
    try:
        _finish(app, worker)
    finally:
        notifier.flush()


#: Pictures stay on the media host for as long as a platform may still fetch them.
HOSTED = timedelta(hours=24)


#: An unchanged calendar is planned again this often, for what only the time of day changes.
PLANNED_EVERY = timedelta(hours=1)


class Sync:
    """Plans the calendar when a file or a freeze of it changed, and once an hour.

    New tokens and a vault that was opened meanwhile count at once.
    """

    def __init__(self, worker: Worker, reopen: Callable[[], Vault | None] = lambda: None) -> None:
        self._worker = worker
        self._reopen = reopen
        self._seen: object = None
        self._tokens: object = None
        self._at: datetime | None = None

    def __call__(self) -> None:
        """Plan if there is a reason to."""
        worker, now = self._worker, self._worker.now()
        self._look_at_tokens()
        seen = worker.fingerprint()
        if seen == self._seen and self._at is not None and now - self._at < PLANNED_EVERY:
            return
        worker.plan()
        worker.progress("")  # wipes its line
        worker.forget_clients()
        tidy(worker, now)
        worker.tell_of_tokens()
        self._seen, self._at = seen, now

    def _look_at_tokens(self) -> None:
        worker = self._worker
        if worker.vault is None:
            worker.vault = self._reopen()
        tokens = worker.token_stamp()
        if tokens != self._tokens:
            worker.forget_clients()
        self._tokens = tokens


def tidy(worker: Worker, now: datetime) -> None:
    """Keep the house: old pictures off the media host, the ledger's own checks."""
    worker.media_host().sweep(now if worker.newly_revoked() else now - HOSTED)
    for wrong in worker.ledger.maintain(now):
        worker.tell("ledger", wrong)
    _keep_checkpoint(worker, now)


def _keep_checkpoint(worker: Worker, now: datetime) -> None:
    """Sign how far the log has come; what hinders it is told, and delivery goes on."""
    from bot.audit.keeping import keep_if_due

    try:
        keep_if_due(worker.ledger, worker.records.settings.audit, worker.vault, worker.root, now)
    except GatepostError as error:
        worker.tell("checkpoint", str(error))


def _show_due(app: App, worker: Worker) -> NoReturn:
    ended = {row.key for row in worker.ledger.deliveries() if row.state is not State.PLANNED}
    rows = worker.plan(dry_run=True).rows
    app.quiet()
    due = [r for r in rows if r.state is State.PLANNED and r.due_at <= app.now()]
    due = [row for row in due if row.key not in ended]
    for row in due:
        click.echo(f"would publish {row.key.account} {row.key.post_id} (due {row.local})")
    click.echo(f"{len(due)} due now. Nothing was sent.")
    app.finish(ExitCode.CLEAN)


def _finish(app: App, worker: Worker) -> NoReturn:
    """Send what is due, say what was done and what waits, and end with the worst of both."""
    publisher = worker.publisher()
    tally = publisher.tick()
    words = ", ".join(f"{n} {state.value}" for state, n in sorted(tally.moved.items()))
    click.echo(f"Done: {words or 'nothing was due'}.")
    for account in sorted(publisher.resting()):
        click.echo(f"{account} waits: {publisher.rest_of(account)}.")
    waiting = [r for r in worker.ledger.deliveries(states=_WAITING) if r.due_at <= app.now()]
    if waiting:
        click.echo(f"{len(waiting)} past their time wait for a person; gatepost plan says why.")
    states = {row.state for row in waiting} | set(tally.moved)
    app.finish(_worst(states, ExitCode.CLEAN))


def _worst(states: set[State], otherwise: ExitCode) -> ExitCode:
    return next((code for state, code in _WORST if state in states), otherwise)


_WORST = (
    (State.UNKNOWN, ExitCode.UNKNOWN_OUTCOME),
    (State.BLOCKED, ExitCode.BLOCKED),
    (State.HELD, ExitCode.HELD),
    (State.FAILED_FINAL, ExitCode.FAILED),
)
_WAITING = frozenset({State.UNKNOWN, State.BLOCKED, State.HELD})


@click.command()
@click.argument("post")
@click.option("--account", default="", help="Only on this account.")
@click.option("--yes", is_flag=True, help="Do not ask, even where it may be out already.")
@acting_option
@dry_run_option
@pass_app
def publish(app: App, post: str, account: str, yes: bool, dry_run: bool) -> None:
    """Publish POST (its id or file) now, wherever its gates allow. Also for missed posts."""
    from bot.cli.working import working

    known_account(app, account)
    with _alone(app) as alone, working(app) as worker:
        outline = worker.plan(dry_run=dry_run)
        app.quiet()
        ready = _ready(worker, outline, post)
        known = worker.ledger.deliveries()
        rows = _rows(would_be(outline, known) if dry_run else known, post, account)
        chosen = _next_of_each(row for row in rows if row.key.account in ready)
        _ask(chosen, known, yes=yes or dry_run)
        for row in chosen:
            what = "would publish" if dry_run else "publishing"
            click.echo(f"{what} {row.key.account}", err=True)
            if isinstance(row, Delivery) and not dry_run:
                _hasten(app, worker.ledger, row)
        if dry_run or not chosen:
            _nothing_or_dry(app, rows, chosen)
        if not alone:
            click.echo("Handed to the gatepost that runs here; it sends within half a minute.")
            app.finish(ExitCode.CLEAN)
        _finish(app, worker)


@contextlib.contextmanager
def _alone(app: App) -> Iterator[bool]:
    """Hold the state folder while the block runs, or learn that a daemon has it."""
    from bot.ledger.lock import hold

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(app.state))
        except AlreadyRunning:
            yield False
            return
        yield True


def _ask(chosen: list[Row], known: list[Delivery], *, yes: bool) -> None:
    """A send whose end nobody knows goes out again only after a person has looked."""
    doubtful = {row.key for row in known if row.hold == _DOUBT}
    accounts = sorted({row.key.account for row in chosen if row.key in doubtful})
    if accounts:
        click.echo(f"It may be out already on {', '.join(accounts)}. Look there first.")
        if not yes:
            confirm("Is it missing there, and shall it be sent again?")


def _next_of_each(rows: Iterable[Row]) -> list[Row]:
    """The earliest row of each account that is still to come: a repeat goes out once by hand."""
    first: dict[tuple[str, int], Row] = {}
    for row in rows:
        if row.state in _BY_HAND:
            first.setdefault((row.key.account, row.key.part), row)
    return list(first.values())


#: The ledger's word for a held row that may be out.
_DOUBT = "doubt"
_BY_HAND = frozenset({State.PLANNED, State.HELD})


def _ready(worker: Worker, outline: Outline, post: str) -> frozenset[str]:
    """Accounts on which every gate lets the post go: a hand may hasten, never overrule."""
    mine = [s for s in outline.report.sheets if _names(post, s.post.id, s.post.path)]
    desk = worker.desk
    return frozenset(
        sheet.account.name
        for sheet in mine
        if sheet.rendition and desk.judge_now(sheet).decision is Decision.ALLOW
    )


def _hasten(app: App, ledger: Ledger, row: Delivery) -> None:
    now = app.now()
    if row.state is State.PLANNED:
        ledger.decide(row, State.HELD, "to be published by hand", app.user, now)
        row = ledger.delivery(row.id) or row
    ledger.decide(row, State.PLANNED, "published by hand", app.user, now, due_at=now)


def _nothing_or_dry(app: App, rows: list[Row], ready: list[Row]) -> NoReturn:
    for row in rows:
        if row not in ready:
            click.echo(f"{row.key.account}: {row.state.value} {row.reason}".rstrip())
    if ready:
        click.echo("Nothing was sent.")
        app.finish(ExitCode.CLEAN)
    app.finish(_worst({row.state for row in rows}, ExitCode.NOTHING_FOUND))


@click.command()
@click.argument("post")
@click.option("--account", default="", help="Only on this account.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@acting_option
@dry_run_option
@pass_app
def retract(app: App, post: str, account: str, yes: bool, dry_run: bool) -> None:
    """Take POST down wherever it is out."""
    from bot.cli.working import working

    known_account(app, account)
    with working(app) as worker:
        if not dry_run:
            worker.ledger.lapse(app.now())  # a retraction that died half way is due again
        rows = _rows(worker.ledger.deliveries(account=account), post, account)
        out = [row for row in rows if row.state in _OUT]
        unclear = [row for row in rows if row.state in _UNCLEAR or row.hold == _DOUBT]
        _list(post, out, unclear, dry_run=dry_run)
        if dry_run or not out:
            app.finish(ExitCode.UNKNOWN_OUTCOME if unclear else ExitCode.CLEAN)
        if not yes:
            confirm("Delete these posts from the platforms?")
        step_up(app, "retract")
        # A thread from its end: nothing may hang on a post that is gone.
        out.sort(key=lambda row: -row.key.part)
        ended = [(row, worker.publisher().retract(row)) for row in out]
    app.finish(_taken_down(ended, unclear))


_OUT = frozenset({State.PUBLISHED, State.RETRACT_REQUESTED})
_UNCLEAR = frozenset({State.SENDING, State.UNKNOWN, State.RECONCILING, State.RETRACTING})


def _list(post: str, out: list[Delivery], unclear: list[Delivery], *, dry_run: bool) -> None:
    """Where it is out, and where it may be. Raises NothingFound when it is nowhere."""
    if not out and not unclear:
        raise NothingFound(f"{post} is not out anywhere.", fix="gatepost plan --all shows all.")
    for row in out:
        what = "would take down" if dry_run else "taking down"
        click.echo(f"{what} {row.key.account} {row.url}")
    for row in unclear:
        click.echo(
            f"{row.key.account}: {row.state.value}, so it may be out. "
            "Look at the platform; what is there, take down by hand.",
            err=True,
        )


def _taken_down(ended: list[tuple[Delivery, State]], unclear: list[Delivery]) -> ExitCode:
    """The exit code of a retraction; what is still out is told."""
    left = sorted({row.key.account for row, state in ended if state is not State.RETRACTED})
    if left:
        click.echo(
            f"Still out: {', '.join(left)}. Take it down by hand, in the platform's own app.",
            err=True,
        )
    if unclear or any(state is State.RETRACTING for _, state in ended):
        return ExitCode.UNKNOWN_OUTCOME
    return ExitCode.FAILED if left else ExitCode.CLEAN


def _rows(rows: Iterable[RowT], post: str, account: str) -> list[RowT]:
    """The rows of a post. Raises NothingFound when there is none."""
    found = [
        row
        for row in rows
        if account in {"", row.key.account} and _names(post, row.key.post_id, row.source_path)
    ]
    if not found:
        where = f" on {account}" if account else ""
        raise NothingFound(
            f"There is no delivery of {post}{where}.",
            fix="Name a post's id or file; gatepost plan --all shows all.",
        )
    return found


def _names(post: str, post_id: str, path: str) -> bool:
    """Whether what a person typed is this post's id, path or file name."""
    return post in {post_id, path} or path.endswith(f"/{post}")
