"""What a calendar goes through, so that a process can be killed at every named place of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import publish
from bot.ledger import backup, lock, open_ledger, transfer
from bot.ledger.store import SqlLedger
from bot.model import Environment, State
from tests.torture.campaign import forget
from tests.torture.faults import Plan
from tests.torture.rounds import Round
from tests.torture.worker import Worker

Life = Callable[[Round, Plan], int]
_WHO = "dr-okafor"


def serve(one: Round, plan: Plan) -> int:
    """A worker: claim, send, look up, settle."""
    return Worker(one.site, plan, 1).run()


def take_down(one: Round, plan: Plan) -> int:
    """Everything is sent, then what is wanted back is retracted."""
    Worker(one.site, Plan(), 2).run()
    return Worker(one.site, plan, 1, retracts=True).run()


def _at_desk(work: Callable[[Round, SqlLedger], None]) -> Life:
    """A command of a person, under the hook of a worker's fate."""

    def life(one: Round, plan: Plan) -> int:
        worker = Worker(one.site, plan, 1)
        with worker.armed(), lock.hold(one.site.folder):
            ledger = one.site.open()
            try:
                work(one, ledger)
            finally:
                ledger.close()
        return 0

    return life


def _plan(one: Round, ledger: SqlLedger) -> None:
    ledger.plan(one.rows, one.clock.wall(), whole=True)


def _slots(one: Round, ledger: SqlLedger) -> None:
    ledger.assign_slot("other", "strong-1", one.clock.wall())
    ledger.free_slot("other", "strong-1")


def _freeze(one: Round, ledger: SqlLedger) -> None:
    ledger.freeze("account:strong-1", _WHO, one.clock.wall(), on=True)
    ledger.freeze("account:strong-1", _WHO, one.clock.wall(), on=False)


def _note(one: Round, ledger: SqlLedger) -> None:
    ledger.note({"event": "looked"}, one.clock.wall())
    ledger.maintain(one.clock.wall())


def _decide(one: Round, ledger: SqlLedger) -> None:
    now = one.clock.wall()
    ledger.erase(_WHO, now, post="nobody")
    row = ledger.deliveries(post="post-strong-1-0")[0]
    if row.state is State.PLANNED:
        ledger.decide(row, State.HELD, "wait", _WHO, now)


def _back_up(one: Round, _ledger: SqlLedger) -> None:
    backup.back_up(one.site.file, one.site.folder / "backup.sqlite3")


def _restore(one: Round, ledger: SqlLedger) -> None:
    copy = one.site.folder / "backup.sqlite3"
    backup.back_up(one.site.file, copy)
    ledger.close()
    backup.restore(copy, one.site.file, Environment.SANDBOX, one.clock.wall())


def _copy(one: Round, _ledger: SqlLedger) -> None:
    for path in one.site.folder.glob("copy.sqlite3*"):
        forget(path)
    target = f"sqlite:///{one.site.folder / 'copy.sqlite3'}"
    transfer.copy("", target, Environment.SANDBOX, one.site.folder)


def _migrate(one: Round, _ledger: SqlLedger) -> None:
    folder = one.site.folder / "new"
    for path in folder.glob("ledger.sqlite3*"):
        forget(path)
    open_ledger("", Environment.SANDBOX, folder).close()


def _serve_late(one: Round, plan: Plan) -> int:
    """As ``serve``, every lease taken for an old one, so that it is renewed before the send."""
    publish.FRESH_SECONDS = -1.0  # this process is killed, or ends, with it
    return serve(one, plan)


#: Every operation that commits, and the life that leads past it on SQLite.
LIVES: Mapping[str, Life] = {
    **dict.fromkeys(
        ("claim", "begin", "step", "finish", "lapse", "lapse_all", "reconcile",
         "settle", "release"),
        serve,
    ),
    "renew": _serve_late,
    **dict.fromkeys(("retracting", "retracted"), take_down),
    "plan": _at_desk(_plan),
    **dict.fromkeys(("assign_slot", "free_slot"), _at_desk(_slots)),
    "freeze": _at_desk(_freeze),
    **dict.fromkeys(("note", "maintain"), _at_desk(_note)),
    **dict.fromkeys(("decide", "erase"), _at_desk(_decide)),
    "backup": _at_desk(_back_up),
    "restore": _at_desk(_restore),
    "copy": _at_desk(_copy),
    "migrate": _at_desk(_migrate),
}  # fmt: skip
