"""Death between any two statements leaves what was before or what should be after, never between.

Each operation is run again and again, cut off before its first statement, its second, and
so on to the commit; every time the ledger is opened anew and looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.ledger import open_ledger
from bot.ledger.base import Delivery
from bot.ledger.store import SqlLedger
from bot.model import Absent, Deferred, Delivered, Environment, State, Unknown
from tests.ledger.conftest import NOW, after, claim_one, only, sending, wanted


class Killed(BaseException):
    """The process is gone."""


class Failpoint:
    """Kill at the n-th statement, counting the commit as one."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.reached = False

    def __call__(self, *_: Any) -> None:
        self.left -= 1
        if self.left < 0:
            self.reached = True
            raise Killed


def run_killed(ledger: SqlLedger, action: Callable[[SqlLedger], Any], at: int) -> bool:
    """Whether the action was cut off; False: it needs fewer statements and ran to its end."""
    kill = Failpoint(at)
    event.listen(ledger.engine, "before_cursor_execute", kill)
    event.listen(ledger.engine, "commit", kill)
    with suppress(Killed):
        action(ledger)
    event.remove(ledger.engine, "before_cursor_execute", kill)
    event.remove(ledger.engine, "commit", kill)
    return kill.reached


def planned(ledger: SqlLedger) -> None:
    ledger.plan([wanted(consents=("C-7f3a",))], NOW, whole=True)


def claimed(ledger: SqlLedger) -> None:
    planned(ledger)
    claim_one(ledger)


def begun(ledger: SqlLedger) -> None:
    planned(ledger)
    sending(ledger)


def unknown(ledger: SqlLedger) -> None:
    planned(ledger)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:timeout"), NOW)


def published(ledger: SqlLedger) -> None:
    planned(ledger)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Delivered("1"), NOW)


def nothing(ledger: SqlLedger) -> None:
    pass


Do = Callable[[SqlLedger], Any]
CASES: dict[str, tuple[Do, Do]] = {
    "plan": (nothing, planned),
    "rewrite": (planned, lambda one: one.plan([wanted(text="Rest.")], NOW, whole=True)),
    "missing": (planned, lambda one: one.plan([], NOW, whole=True)),
    "claim": (planned, lambda one: one.claim(NOW, 5, "worker", 60)),
    "release": (
        claimed,
        lambda one: one.release(only(one), State.BLOCKED, "PHI001", now=NOW),
    ),
    "begin": (claimed, lambda one: one.begin(only(one), {}, NOW)),
    "deliver": (begun, lambda one: one.finish(only(one), 1, Delivered("1"), after(1))),
    "defer": (begun, lambda one: one.finish(only(one), 1, Deferred("x:429", 5), after(1))),
    "step": (begun, lambda one: one.steps(only(one), 1).put("media", "5")),
    "lapse": (begun, lambda one: one.lapse(after(999))),
    "settle": (unknown, lambda one: one.settle(only(one), Absent(), after(9))),
    "reconcile": (unknown, lambda one: one.reconcile(only(one), NOW, "worker", 60)),
    "decide": (
        planned,
        lambda one: one.decide(only(one), State.CANCELLED, "", "dr-okafor", NOW),
    ),
    "erase": (planned, lambda one: one.erase("dr-okafor", NOW, consent="C-7f3a")),
    "retract": (published, lambda one: one.retracting(only(one), NOW)),
}


def picture(ledger: SqlLedger) -> tuple[list[Delivery], int, list[Any], list[Any]]:
    """All that another process would see."""
    with ledger.engine.connect() as connection:
        texts = connection.exec_driver_sql("SELECT digest, payload IS NULL FROM rendition").all()
        steps = connection.exec_driver_sql("SELECT delivery, name, remote_id FROM step").all()
        tries = connection.exec_driver_sql("SELECT number, ended IS NULL FROM attempt").all()
    return ledger.deliveries(), len(ledger.audit()), [*texts, *steps], list(tries)


@pytest.mark.parametrize("name", CASES)
def test_a_cut_off_operation_happened_or_did_not(tmp_path: Path, name: str) -> None:
    before, action = CASES[name]
    ledger = open_ledger("", Environment.SANDBOX, tmp_path / "before")
    before(ledger)
    start = picture(ledger)
    ledger.close()
    at, cut = 0, True
    while cut:
        folder = tmp_path / str(at)
        shutil.copytree(tmp_path / "before", folder)
        ledger = open_ledger("", Environment.SANDBOX, folder)
        cut = run_killed(ledger, action, at)
        ledger.close()
        ledger = open_ledger("", Environment.SANDBOX, folder)
        assert ledger.verify() == []
        assert (picture(ledger) == start) is cut, f"cut before statement {at}"
        ledger.close()
        at += 1
    assert at > 3
