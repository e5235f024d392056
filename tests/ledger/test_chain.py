"""The audit log: a row for each move, in the same commit, and every tampering shows."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import DBAPIError

from bot import __version__
from bot.errors import BadUsage
from bot.ledger.store import SqlLedger
from bot.model import Delivered, canonical
from tests.ledger.conftest import NOW, after, only, sending, wanted


def live(ledger: SqlLedger) -> None:
    ledger.plan([wanted()], NOW, whole=True)
    row, attempt = sending(ledger)
    ledger.finish(row, attempt, Delivered("1"), after(1))


def test_the_log_tells_the_whole_story(ledger: SqlLedger) -> None:
    live(ledger)

    bodies = [row.body for row in ledger.audit()]
    moves = [(b["event"], b.get("from"), b.get("to")) for b in bodies]
    assert moves == [
        ("created", None, None),
        ("add", "", "planned"),
        ("claim", "planned", "claimed"),
        ("begin", "claimed", "sending"),
        ("finish", "sending", "published"),
    ]
    assert bodies[-1] == {
        "event": "finish",
        "seq": 5,
        "at": 1796133601000,
        "delivery": 1,
        "post": "walk",
        "account": "clinic-x",
        "occurrence": "once",
        "part": 0,
        "from": "sending",
        "to": "published",
        "fence": 1,
        "rendition": only(ledger).rendition,
        "attempt": 1,
        "outcome": "delivered",
        "code": "",
        "v": __version__,
    }


def test_the_hash_is_what_the_docs_say(ledger: SqlLedger) -> None:
    live(ledger)
    previous = "0" * 64
    for row in ledger.audit():
        said = b"audit-v1\0" + previous.encode() + canonical(row.body)
        assert (row.previous, row.hash) == (previous, hashlib.sha256(said).hexdigest())
        previous = row.hash


def test_the_log_can_be_read_from_a_row_on(ledger: SqlLedger) -> None:
    live(ledger)

    assert ledger.audit(3) == ledger.audit()[3:]


def test_a_note_joins_the_chain_but_never_passes_for_a_move(ledger: SqlLedger) -> None:
    ledger.note({"event": "start", "mode": "sealed-unattended"}, NOW)
    assert ledger.audit()[-1].body["mode"] == "sealed-unattended"

    with pytest.raises(BadUsage):
        ledger.note({"event": "x", "from": "held", "to": "planned", "delivery": 1}, NOW)


@pytest.mark.parametrize("change", ["UPDATE audit SET at = 0", "DELETE FROM audit"])
def test_rows_of_the_log_are_never_changed(ledger: SqlLedger, change: str) -> None:
    with ledger.engine.begin() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.exec_driver_sql(change)


UNGUARDED = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP TRIGGER audit_append_only ON audit"],
}
REPLACE = "UPDATE audit SET body = replace(body, 'clinic-x', 'clinic-y') WHERE seq = 3"


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ([REPLACE], ["audit 3: altered"]),
        (["UPDATE audit SET at = at + 1 WHERE seq = 4"], ["audit 4: altered"]),
        (
            ["DELETE FROM audit WHERE seq = 3"],
            ["audit 4: gap", "audit 4: delivery 1 moves from a state it was not in"],
        ),
        (
            ["UPDATE audit SET previous = hash WHERE seq = 4"],
            ["audit 4: broken link", "audit 4: altered"],
        ),
        (
            ["DELETE FROM audit WHERE seq = 5"],
            ["delivery 1: its state is not the one the audit log ends with"],
        ),
        (
            ["UPDATE delivery SET state = 'cancelled'"],
            ["delivery 1: its state is not the one the audit log ends with"],
        ),
        (
            [
                "DELETE FROM step",
                "DELETE FROM attempt",
                "DELETE FROM delivery",
            ],
            ["delivery 1: the audit log knows it, the ledger has no such row"],
        ),
        (
            ["DELETE FROM audit"],
            ["audit: the log is empty", "delivery 1: its state is not the one"],
        ),
        (["UPDATE audit SET body = 'x' WHERE seq = 1"], ["audit 1: altered"]),
    ],
)
def test_tampering_is_told(ledger: SqlLedger, tampering: list[str], told: list[str]) -> None:
    live(ledger)
    ledger.audit()  # seals what a server has not sealed yet
    assert ledger.verify() == []
    with ledger.engine.connect() as connection, connection.begin() as transaction:
        for statement in UNGUARDED[ledger.engine.dialect.name]:
            connection.exec_driver_sql(statement)
        for statement in tampering:
            connection.exec_driver_sql(statement)
        from bot.ledger.chain import verify

        problems = verify(connection)
        transaction.rollback()

    assert len(problems) == len(told)
    for problem, start in zip(problems, told, strict=True):
        assert problem.startswith(start)
