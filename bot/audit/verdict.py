"""What is wrong with a log, each fault under its own name; a short log is not a quiet day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.audit.checkpoint import Checkpoint, is_signed
from bot.ledger.base import AuditRow


class Fault(StrEnum):
    """The words of ``gatepost audit verify``."""

    ALTERED = "altered"  # a row is not the one that was sealed
    GAP = "gap"  # a row is missing in the middle
    TRUNCATED = "truncated"  # the log ends before a checkpoint
    FORK = "fork"  # the log is whole but not the one that was signed
    UNKNOWN_KEY = "unknown key"  # a checkpoint by a key that is not pinned
    BAD_SIGNATURE = "bad signature"  # a checkpoint that its key did not sign
    TAIL = "unsigned tail"  # rows after the last checkpoint: nobody outside has seen them


#: A note and no fault: the newest rows are always unsigned until the next checkpoint.
NOTES = frozenset({Fault.TAIL})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing found: its name, the row it is about, and a sentence."""

    fault: Fault
    seq: int
    what: str


def judge(
    rows: Sequence[AuditRow],
    links: Sequence[str],
    checkpoints: Sequence[Checkpoint],
    keys: Mapping[str, str],
) -> list[Verdict]:
    """Hold a log against checkpoints.

    ``rows`` is the whole log, ``links`` what ``Ledger.verify`` said of it, ``keys`` the pinned
    public keys by id. Only checkpoints with a good signature are believed.
    """
    found = [Verdict(_named(said), _number(said), said) for said in links]
    hashes = {row.seq: row.hash for row in rows}
    last = rows[-1].seq if rows else 0
    trusted = 0
    for checkpoint in checkpoints:
        problem = _distrust(checkpoint, keys)
        if problem is not None:
            found.append(problem)
            continue
        trusted = max(trusted, checkpoint.seq)
        found += _compare(checkpoint, rows, hashes, last)
    if last > trusted:
        after = f"after row {trusted}" if trusted else "from the first on"
        words = f"{last - trusted} rows {after} stand in no checkpoint yet."
        found.append(Verdict(Fault.TAIL, trusted + 1, words))
    return found


def _distrust(checkpoint: Checkpoint, keys: Mapping[str, str]) -> Verdict | None:
    public = keys.get(checkpoint.key)
    if public is None:
        words = f"checkpoint {checkpoint.seq} is signed by a key that is not pinned."
        return Verdict(Fault.UNKNOWN_KEY, checkpoint.seq, words)
    if not is_signed(checkpoint, public):
        words = f"checkpoint {checkpoint.seq} was changed: its signature does not hold."
        return Verdict(Fault.BAD_SIGNATURE, checkpoint.seq, words)
    return None


def _compare(
    checkpoint: Checkpoint, rows: Sequence[AuditRow], hashes: Mapping[int, str], last: int
) -> Iterator[Verdict]:
    seq = checkpoint.seq
    if rows and checkpoint.log != rows[0].hash:
        words = f"checkpoint {seq} belongs to another log: this one was begun anew."
        yield Verdict(Fault.FORK, seq, words)
    elif seq > last:
        words = f"the log ends at row {last}; checkpoint {seq} has seen {seq - last} more."
        yield Verdict(Fault.TRUNCATED, last, words)
    elif seq in hashes and hashes[seq] != checkpoint.head:
        words = f"row {seq} is not the one that was signed on {checkpoint.at}."
        yield Verdict(Fault.FORK, seq, words)


def _named(said: str) -> Fault:
    return Fault.GAP if ": gap;" in said else Fault.ALTERED


def _number(said: str) -> int:
    digits = said.partition(":")[0].rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0
