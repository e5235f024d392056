"""What a log is told to be when it is held against checkpoints that were kept elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.audit.checkpoint import Checkpoint, key_id, make_checkpoint, parse_checkpoint
from bot.audit.verdict import Fault, judge
from bot.errors import BadRecord
from bot.ledger.base import AuditRow
from bot.ledger.chain import START, seal
from bot.model import canonical
from bot.vault.keys import public_key

SEED, OTHER = b"\1" * 32, b"\2" * 32
KEYS = {key_id(public_key(SEED)): public_key(SEED)}
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def chain(length: int, salt: str = "") -> list[AuditRow]:
    """A log of that many rows, sealed as the ledger seals."""
    rows, previous = [], START
    for seq in range(1, length + 1):
        body = {"event": f"step{salt}", "seq": seq, "at": seq}
        sealed = seal(previous, canonical(body).decode())
        rows.append(AuditRow(seq, NOW + timedelta(seconds=seq), body, previous, sealed))
        previous = sealed
    return rows


def signed(rows: list[AuditRow], seed: bytes = SEED) -> Checkpoint:
    return make_checkpoint(rows, "live", seed, NOW)


def faults(rows: list[AuditRow], *points: Checkpoint, links: tuple[str, ...] = ()) -> list[Fault]:
    return [verdict.fault for verdict in judge(rows, links, points, KEYS)]


def test_a_whole_log_up_to_its_checkpoint_has_no_fault() -> None:
    rows = chain(9)
    assert faults(rows, signed(rows[:4]), signed(rows)) == []


def test_rows_after_the_last_checkpoint_are_told() -> None:
    rows = chain(9)
    (verdict,) = judge(rows, (), [signed(rows[:4])], KEYS)

    assert verdict.fault is Fault.TAIL
    assert (verdict.seq, verdict.what) == (
        5,
        "5 rows after row 4 stand in no checkpoint yet.",
    )
    assert faults(rows) == [Fault.TAIL]


def test_a_shorter_log_is_no_quiet_day() -> None:
    rows = chain(9)
    assert faults(rows[:5], signed(rows)) == [Fault.TRUNCATED]
    assert faults([], signed(rows)) == [Fault.TRUNCATED]


def test_a_log_written_anew_is_a_fork_though_it_is_whole() -> None:
    rows, other = chain(9), chain(9, "x")
    later = [*rows[:6], *chain(9, "y")[6:]]

    assert faults(other, signed(rows)) == [Fault.FORK]
    assert Fault.FORK in faults(later, signed(rows))


def test_what_the_chain_itself_says_keeps_its_name() -> None:
    rows = chain(3)
    said = ("audit 2: altered; the hash does not match the row.", "audit 3: gap; row 2 is next.")
    assert faults(rows, signed(rows), links=said) == [Fault.ALTERED, Fault.GAP]


def test_a_checkpoint_by_an_unknown_key_proves_nothing() -> None:
    rows = chain(3)
    assert faults(rows[:2], signed(rows, OTHER)) == [Fault.UNKNOWN_KEY, Fault.TAIL]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, seq=2),
        lambda c: replace(c, head="0" * 64),
        lambda c: replace(c, at="2027-01-01T00:00:00Z"),
        lambda c: replace(c, environment="sandbox"),
        lambda c: replace(c, signature=base64.b64encode(b"\0" * 64).decode()),
        lambda c: replace(c, signature="no base64"),
    ],
)
def test_a_changed_checkpoint_is_not_believed(change: Callable[[Checkpoint], Checkpoint]) -> None:
    rows = chain(3)
    assert faults(rows, change(signed(rows))) == [Fault.BAD_SIGNATURE, Fault.TAIL]


def test_a_checkpoint_survives_its_file() -> None:
    made = signed(chain(3))
    assert parse_checkpoint(made.dumped(), made.file_name) == made


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "gatepost-checkpoint-1"}', "\x00"])
def test_what_is_no_checkpoint_is_named_and_not_shown(text: str) -> None:
    with pytest.raises(BadRecord, match=r"checkpoint-1\.json is no checkpoint of ours"):
        parse_checkpoint(text, "checkpoint-1.json")


def test_an_empty_log_is_not_signed() -> None:
    with pytest.raises(BadRecord, match="no first row"):
        make_checkpoint([], "live", SEED, NOW)
