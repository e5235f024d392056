"""PostgreSQL's begin and finish, each in one statement of its own.

Asked step by step they take fifteen round trips a delivery; here each is one, and as much of
a transaction as before: all parts of a statement see one instant and are kept together.
What they do is what ``attempts.begin`` and ``attempts.finish`` do; the suite runs over both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from bot.ledger import attempts, renditions
from bot.ledger.base import Delivery
from bot.ledger.rows import to_ms
from bot.ledger.work import link, lost
from bot.model import Delivered, State, canonical

# The instant is the database's own, unless a test gives one.
_BEGIN = text(
    "WITH instant AS (SELECT COALESCE(CAST(:at AS bigint),"
    " (extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS ms)"
    ", moved AS ("
    " UPDATE delivery AS d SET state = 'sending', hold = '', reason = '', not_before = NULL,"
    " attempts = :attempts, updated_at = instant.ms FROM instant"
    " WHERE d.id = :id AND d.fence = :fence AND d.state = 'claimed' AND d.lease_until > instant.ms"
    ' AND NOT EXISTS (SELECT 1 FROM "freeze" AS f WHERE f.scope IN'
    " ('all', 'platform:' || d.platform, 'account:' || d.account)"
    " OR (d.campaign <> '' AND f.scope = 'campaign:' || d.campaign))"
    " RETURNING d.id"
    "), opened AS ("
    " INSERT INTO attempt (delivery, number, kind, fence, intent, started, outcome, code)"
    " SELECT moved.id, COALESCE((SELECT max(number) FROM attempt WHERE delivery = moved.id), 0)"
    " + 1, 'publish', CAST(:fence AS integer), CAST(:intent AS text), instant.ms, '', ''"
    " FROM moved, instant RETURNING id"
    "), noted AS ("
    " INSERT INTO pending (at, body) SELECT instant.ms,"
    " (CAST(:body AS jsonb) || jsonb_build_object('attempt', opened.id))::text"
    " FROM opened, instant"
    ") SELECT id FROM opened"
)

_FINISH = text(
    "WITH instant AS (SELECT COALESCE(CAST(:at AS bigint),"
    " (extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS ms)"
    ", closed AS ("
    " UPDATE attempt SET ended = instant.ms, outcome = 'delivered', code = '' FROM instant"
    " WHERE id = :attempt AND delivery = :id AND fence = :fence AND ended IS NULL"
    " AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.id = :id AND d.fence = :fence"
    " AND d.state = 'sending') RETURNING id"
    "), moved AS ("
    " UPDATE delivery AS d SET state = 'published', hold = '', reason = '', not_before = NULL,"
    " lease_until = NULL, owner = '', tries = 0, remote_id = :remote_id, url = :url,"
    " published_at = instant.ms, updated_at = instant.ms FROM instant, closed"
    " WHERE d.id = :id AND d.fence = :fence AND d.state = 'sending' RETURNING d.rendition"
    "), noted AS ("
    " INSERT INTO pending (at, body) SELECT instant.ms, CAST(:body AS text) FROM moved, instant"
    # Locked after the row, as everywhere: a planner that is about to use the text comes first.
    "), locked AS ("
    " SELECT r.digest FROM rendition AS r JOIN moved ON r.digest = moved.rendition FOR UPDATE OF r"
    ") SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM locked), ms FROM instant"
)


def begin(connection: Connection, row: Delivery, intent: str, at: datetime | None) -> int:
    """CLAIMED -> SENDING; the attempt's id. Raises LostClaim as ``attempts.begin`` does."""
    body = link("begin", row.id, row.key, row.fence, row.rendition, (_CLAIMED, _SENDING))
    values = {
        "at": at and to_ms(at), "id": row.id, "fence": row.fence, "intent": intent,
        "attempts": row.attempts + 1, "body": _json(body),
    }  # fmt: skip
    found = connection.execute(_BEGIN, values).scalar()
    if found is None:
        raise attempts.not_held(row)
    return int(found)


def finish(
    connection: Connection, row: Delivery, attempt: int, outcome: Delivered, at: datetime | None
) -> State:
    """SENDING -> PUBLISHED, in the caller's transaction. Raises LostClaim."""
    extra = {"attempt": attempt, "outcome": "delivered", "code": ""}
    moved = (_SENDING, State.PUBLISHED)
    body = link("finish", row.id, row.key, row.fence, row.rendition, moved, extra)
    values = {
        "at": at and to_ms(at), "id": row.id, "fence": row.fence, "attempt": attempt,
        "remote_id": outcome.remote_id, "url": outcome.url, "body": _json(body),
    }  # fmt: skip
    count, texts, ms = connection.execute(_FINISH, values).one()
    if not count:
        raise lost(row)
    if texts:
        # A statement of its own: only what begins after the lock sees what was done before it.
        renditions.erase_locked(connection, row.rendition, ms)
    return State.PUBLISHED


def _json(body: Mapping[str, Any]) -> str:
    return canonical(body).decode()


_CLAIMED, _SENDING = State.CLAIMED, State.SENDING
