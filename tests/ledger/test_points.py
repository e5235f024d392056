"""Every commit of the ledger has a name at which a test can kill it; a new one must get one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import bot.ledger
from bot.ledger import failpoint
from bot.ledger.store import SqlLedger
from bot.model import Absent, Delivered, State, Unknown
from tests.ledger.conftest import NOW, after, only, sending, wanted

FOLDER = Path(bot.ledger.__file__).parent
#: Functions that open a transaction themselves, and the operation that each is.
OPENERS = {
    ("turn.py", "_enter"): "",  # the name is the first argument of store._writing
    ("store.py", "_alone"): "",  # the same, on PostgreSQL
    ("store.py", "_merging"): "",  # on PostgreSQL, the name is its first argument
    ("store.py", "_seal"): "seal",
    ("store.py", "rehearse"): None,  # rolled back
    ("opening.py", "bring_up"): "migrate",
    ("backup.py", "_doubt"): "restore",
    ("transfer.py", "_reading"): "seal",
    ("transfer.py", "_writing"): "copy",
}


def functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (path.name, node)
        for path in sorted(FOLDER.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]


def calls(node: ast.AST, *names: str) -> list[ast.Call]:
    return [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in names
    ]


def opens(call: ast.Call) -> bool:
    """Whether it begins a transaction, and not an attempt."""
    assert isinstance(call.func, ast.Attribute)
    of = call.func.value
    return not isinstance(of, ast.Name) or of.id not in {"attempts", "merged"}


def test_nothing_commits_but_what_has_a_name() -> None:
    found = {
        (name, node.name)
        for name, node in functions()
        if any(opens(call) for call in calls(node, "begin"))
    }
    assert found == set(OPENERS)


def test_every_operation_is_written_under_its_own_name() -> None:
    used = [
        call.args[0].value
        for name, node in functions()
        if name == "store.py"
        for call in calls(node, "_writing")
        if isinstance(call.args[0], ast.Constant)
    ]
    others = {name for name in OPENERS.values() if name}

    assert len(used) == len(set(used))
    assert set(used) | others == set(failpoint.OPERATIONS)


def unknown(ledger: SqlLedger) -> None:
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Unknown("x:500"), NOW)


def test_no_commit_happens_unannounced(ledger: SqlLedger) -> None:
    """Run through a life; before each commit of the database its point was reached."""
    reached: list[str] = []
    bare: list[int] = []

    def committing(_connection: Any) -> None:
        if not reached or not reached[-1].endswith("/commit"):
            bare.append(len(reached))

    event.listen(ledger.engine, "commit", committing)
    with failpoint.armed(reached.append):
        ledger.plan([wanted(), wanted("two", "b")], NOW, whole=True)
        unknown(ledger)
        ledger.reconcile(ledger.deliveries(states=[State.UNKNOWN])[0], NOW, "w", 60)
        ledger.settle(ledger.deliveries(states=[State.RECONCILING])[0], Absent(), after(1))
        row, attempt = sending(ledger, after(2))
        ledger.steps(row, attempt).put("media", "m")
        ledger.finish(row, attempt, Delivered("1"), after(2))
        ledger.freeze("all", "dr-okafor", NOW, on=True)
        ledger.note({"event": "x"}, NOW)
        ledger.maintain(NOW)
    event.remove(ledger.engine, "commit", committing)

    assert bare == []
    assert {point.split("/")[0] for point in reached} >= {"begin", "finish", "step", "maintain"}
    assert set(reached) <= set(failpoint.POINTS)


def test_nothing_is_armed_by_itself_and_the_hook_leaves_with_its_block() -> None:
    seen: list[str] = []
    failpoint.reach("claim/commit")
    with failpoint.armed(seen.append):
        failpoint.reach("claim/commit")
        with failpoint.armed(lambda _: None):
            failpoint.reach("claim/done")
        failpoint.reach("begin/done")
    failpoint.reach("claim/commit")

    assert seen == ["claim/commit", "begin/done"]


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("moment", failpoint.MOMENTS)
def test_a_point_is_where_it_says(sqlite_ledger: SqlLedger, moment: str) -> None:
    def kill(point: str) -> None:
        if point == f"plan/{moment}":
            raise Killed

    with failpoint.armed(kill), pytest.raises(Killed):
        sqlite_ledger.plan([wanted()], NOW, whole=True)

    assert bool(sqlite_ledger.deliveries()) is (moment == "done")
    sqlite_ledger.plan([wanted()], NOW, whole=True)
    assert only(sqlite_ledger).state is State.PLANNED
