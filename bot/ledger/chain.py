"""The audit chain: rows in order, each sealed with the hash of the one before.

It shows accidents and clumsy edits. Somebody who may write the database may also write
a new chain; only checkpoints kept elsewhere show that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text

from bot.ledger.base import AuditRow
from bot.ledger.postgres import is_postgres
from bot.ledger.rows import from_ms
from bot.ledger.schema import audit, delivery, pending
from bot.ledger.statement import Statement
from bot.model import canonical

START = "0" * 64
_DOMAIN = b"audit-v1\0"


def seal(previous: str, body: str) -> str:
    """SHA-256, in hex, of "audit-v1", a NUL, the hash before (hex) and the body."""
    return hashlib.sha256(_DOMAIN + previous.encode() + body.encode()).hexdigest()


@dataclass(slots=True)
class Head:
    """The last link, as far as this transaction knows it; it reads it once."""

    seq: int = -1
    hash: str = ""

    def copy(self) -> Head:
        """What to go back to when the links after it are undone."""
        return Head(self.seq, self.hash)


_HEAD = Statement(lambda _: select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1))
_INSERT = Statement(
    lambda _: insert(audit).values({name: bindparam(name) for name in audit.c.keys()})  # noqa: SIM118
)


def read_head(connection: Connection) -> tuple[int, str]:
    """The last row's number and hash; (0, START) of an empty log."""
    row = _HEAD.run(connection, {}).first()
    return (row.seq, row.hash) if row else (0, START)


def append(
    connection: Connection,
    bodies: Sequence[Mapping[str, Any]],
    at: int,
    head: Head | None = None,
) -> None:
    """Seal and write the bodies in order; number and time stand inside what is sealed."""
    append_dated(connection, [(body, at) for body in bodies], head)


def append_dated(
    connection: Connection,
    links: Sequence[tuple[Mapping[str, Any], int]],
    head: Head | None = None,
) -> None:
    """As ``append``, each body with a time of its own. ``head`` is moved to the last link."""
    if not links:
        return
    head = head or Head()
    if head.seq < 0:
        head.seq, head.hash = read_head(connection)
    seq, previous = head.seq, head.hash
    rows = []
    for body, at in links:
        seq += 1
        words = canonical({**body, "seq": seq, "at": at}).decode()
        sealed = seal(previous, words)
        rows.append({"seq": seq, "at": at, "body": words, "previous": previous, "hash": sealed})
        previous = sealed
    _write(connection, rows)
    head.seq, head.hash = seq, previous


def _write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if not is_postgres(connection):
        _INSERT.run(connection, rows if len(rows) > 1 else rows[0])
        return
    names = ("seq", "at", "body", "previous", "hash")
    connection.execute(_INSERT_MANY, {name: [row[name] for row in rows] for name in names})


#: One statement for all: sent one by one, the links cost the sealer most of its time.
_INSERT_MANY = text(
    "INSERT INTO audit (seq, at, body, previous, hash) SELECT * FROM unnest("
    "CAST(:seq AS integer[]), CAST(:at AS bigint[]), CAST(:body AS text[]),"
    " CAST(:previous AS text[]), CAST(:hash AS text[]))"
)


def read(connection: Connection, after: int) -> list[AuditRow]:
    """The rows after number ``after``, in order."""
    found = connection.execute(select(audit).where(audit.c.seq > after).order_by(audit.c.seq))
    return [AuditRow(r.seq, from_ms(r.at), json.loads(r.body), r.previous, r.hash) for r in found]


def verify(connection: Connection) -> list[str]:
    """What is wrong with the log, and where a delivery stands otherwise than it says."""
    problems, last = _read_log(connection)
    return problems + list(_check_rows(connection, last))


def verify_links(connection: Connection) -> list[str]:
    """What is wrong with the log itself, of a ledger of any version."""
    return _read_log(connection)[0]


def _read_log(connection: Connection) -> tuple[list[str], dict[int, tuple[str, int]]]:
    """What is wrong with it, and the state and fence in which it leaves each delivery."""
    problems: list[str] = []
    last: dict[int, tuple[str, int]] = {}
    number, previous = 0, START
    for seq, at, words, before, sealed in connection.execute(_ROWS):
        body = _parsed(words)
        if (
            (seq, before) != (number + 1, previous)
            or sealed != seal(before, words)
            or (body.get("seq"), body.get("at")) != (seq, at)
        ):
            whole = sealed == seal(before, words)
            problems += _faults(seq, number, linked=before == previous, whole=whole)
        if not _follow(body, last):
            problems.append(
                f"audit {seq}: delivery {body['delivery']} moves from a state it was not in."
            )
        number, previous = seq, sealed
    if is_postgres(connection):
        for row in connection.execute(select(pending.c.body).order_by(pending.c.id)):
            _follow(json.loads(row.body), last)
    if number == 0:
        problems.append("audit: the log is empty; its first row is written with the ledger.")
    return problems, last


_ROWS = select(audit.c.seq, audit.c.at, audit.c.body, audit.c.previous, audit.c.hash).order_by(
    audit.c.seq
)


def _parsed(text: str) -> dict[str, Any]:
    """The body; nothing for what is no JSON, which then agrees with no number."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _faults(seq: int, number: int, *, linked: bool, whole: bool) -> Iterator[str]:
    """Name what is wrong with a row that is not as it was sealed after row ``number``."""
    if seq != number + 1:
        yield f"audit {seq}: gap; row {number + 1} should come next."
    elif not linked:
        yield f"audit {seq}: broken link; it was not sealed after row {number}."
    if not whole:
        yield f"audit {seq}: altered; the hash does not match the row."
    elif seq == number + 1 and linked:
        yield f"audit {seq}: altered; its number or time is not the one sealed."


def _follow(body: Mapping[str, Any], last: dict[int, tuple[str, int]]) -> bool:
    """Take one move in; whether it starts where the last one of its delivery ended."""
    if "to" not in body:
        return True
    before = last.get(body["delivery"], ("", 0))[0]
    last[body["delivery"]] = (body["to"], body["fence"])
    return bool(body["from"] == before)


def _check_rows(connection: Connection, last: Mapping[int, tuple[str, int]]) -> Iterator[str]:
    d = delivery.c
    seen = set()
    for id_, state, fence in connection.execute(select(d.id, d.state, d.fence).order_by(d.id)):
        seen.add(id_)
        if last.get(id_) != (state, fence):
            yield f"delivery {id_}: its state is not the one the audit log ends with."
    for id_ in sorted(set(last) - seen):
        yield f"delivery {id_}: the audit log knows it, the ledger has no such row."
