"""No text, name or secret stays in the ledger's file, its log or an error."""

from __future__ import annotations

import json
import logging
import sqlite3
import traceback
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.errors import LedgerUnavailable
from bot.ledger import open_ledger
from bot.ledger.store import SqlLedger
from bot.model import Delivered, Environment, Outcome, Rejected, State, Unknown, Unreadable
from tests.ledger.conftest import NOW, after, only, sending, wanted

WORDS = "Zebedee Quillfeather walked again after his laminectomy. "
CANARIES = (b"Quillfeather", b"laminectomy", b"tok_canary_0123456789", b"zebedee")
TOKEN = "Bearer tok_canary_0123456789"


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def found(folder: Path) -> list[bytes]:
    return [canary for canary in CANARIES if canary in files(folder)]


def live(ledger: SqlLedger, size: int) -> None:
    """Every way a row can end, with texts from a line to many pages."""
    words = WORDS * size
    ends = ("out", "failed", "doubt", "cancelled", "withdrawn", "blocked", "edited")
    for name in ends:
        state = State.BLOCKED if name == "blocked" else State.PLANNED
        want = wanted(name, text=f"{name} {words}", state=state, consents=("C-7f3a",))
        ledger.plan([want], NOW, whole=False)
        if name in ("out", "failed", "doubt"):
            row, attempt = sending(ledger)
            ledger.steps(row, attempt).put("media", "123")
            refused = Rejected(f"x:400:{WORDS}", f"Refused {TOKEN}.")
            outcomes: dict[str, Outcome] = {"out": Delivered("1"), "failed": refused}
            ledger.finish(row, attempt, outcomes.get(name, Unknown(WORDS)), NOW)
        row = ledger.deliveries(post=name)[0]
        if name == "doubt":
            ledger.settle(row, Unreadable("no read scope"), NOW)
        if name == "cancelled":
            ledger.decide(row, State.CANCELLED, "not now", "dr-okafor", NOW)
        if name == "edited":
            ledger.plan([wanted(name, text="Rest.")], NOW, whole=False)
    ledger.erase("dr-okafor", after(9), consent="C-7f3a")


@pytest.mark.parametrize("size", [1, 20, 400])
@pytest.mark.parametrize("version", [(3, 51, 2), (3, 53, 0)], ids=["truncate", "wal"])
def test_an_ended_delivery_leaves_no_word_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], size: int
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    ledger = open_ledger("", Environment.SANDBOX, tmp_path)

    ledger.plan([wanted("proof", text=WORDS)], NOW, whole=False)
    assert found(tmp_path) == [b"Quillfeather", b"laminectomy"]
    ledger.decide(only(ledger), State.CANCELLED, "", "dr-okafor", NOW)
    live(ledger, size)

    assert found(tmp_path) == []  # while it is open, and after
    ledger.close()
    assert found(tmp_path) == []


def test_the_attempts_and_the_log_never_held_a_word(tmp_path: Path) -> None:
    ledger = open_ledger("", Environment.SANDBOX, tmp_path)
    live(ledger, 1)
    with ledger.engine.connect() as connection:
        attempts = connection.exec_driver_sql("SELECT * FROM attempt").all()
    said = repr(attempts) + json.dumps([row.body for row in ledger.audit()])

    assert len(attempts) == 3
    assert not any(canary.decode().lower() in said.lower() for canary in CANARIES)
    ledger.close()


def test_no_word_is_in_an_error_or_a_log_line(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture
) -> None:
    """Even the driver's own error, with all its causes, shows no bound value."""

    def fill(raw: sqlite3.Connection, *_: object) -> None:
        raw.execute("PRAGMA max_page_count = 1")

    caplog.set_level(logging.DEBUG)
    event.listen(sqlite_ledger.engine, "checkout", fill)
    with pytest.raises(LedgerUnavailable) as caught:
        sqlite_ledger.plan([wanted(text=WORDS * 200)], NOW, whole=True)

    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "disk is full" in told
    assert not any(canary.decode() in told for canary in CANARIES)
