"""The tables. Times are integer UTC milliseconds; text of a post stands in ``rendition`` only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from bot.ledger.states import IN_FLIGHT, UNSETTLED
from bot.model import State

#: The newest migration; a ledger that says more was made by a newer version.
HEAD = "0002"
FORMAT = 1

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="meta_one_row"), primary_key=True),
    Column("environment", String(16), nullable=False),
    Column("format", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("restored", BigInteger),  # from a backup of this instant; no whole plan since
    Column("checked", BigInteger),  # when the whole database was last looked through
)

#: A payload is NULL once erased; the digest stays, for receipts and the audit log.
rendition = Table(
    "rendition",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("payload", Text),
    Column("erased_at", BigInteger),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("environment", String(16), nullable=False),
    Column("post", String(200), nullable=False),
    Column("account", String(64), nullable=False),
    Column("occurrence", String(16), nullable=False),
    Column("part", Integer, nullable=False),
    Column("platform", String(32), nullable=False),
    Column("state", String(24), nullable=False),
    Column("hold", String(16), nullable=False),  # states.Hold
    Column("fence", Integer, nullable=False),
    Column("owner", String(128), nullable=False),
    Column("lease_until", BigInteger),
    Column("due_at", BigInteger, nullable=False),
    Column("not_before", BigInteger),
    Column("zone", String(64), nullable=False),
    Column("local", String(32), nullable=False),
    Column("rendition", String(64), nullable=False),
    Column("wish", String(64), nullable=False),  # digest of what the calendar last asked for
    Column("reason", Text, nullable=False),
    Column("source_path", Text, nullable=False),
    Column("expires_at", BigInteger),
    Column("evergreen", Boolean, nullable=False),
    Column("consents", Text, nullable=False),  # JSON list of record ids
    Column("attempts", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),  # its text is to go as soon as it may
    Column("tries", Integer, nullable=False),  # deferrals and proven absences in a row
    Column("remote_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published_at", BigInteger),
    Column("updated_at", BigInteger, nullable=False),
    Column("campaign", String(64), nullable=False, server_default=""),
    UniqueConstraint("environment", "post", "account", "occurrence", "part", name="delivery_key"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", Integer, ForeignKey("delivery.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(8), nullable=False),  # publish, retract
    Column("fence", Integer, nullable=False),
    Column("intent", Text, nullable=False),  # JSON; ids and digests only
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("outcome", String(16), nullable=False),
    Column("code", String(80), nullable=False),
    UniqueConstraint("delivery", "number", name="attempt_number"),
)

step = Table(
    "step",
    metadata,
    Column("delivery", Integer, ForeignKey("delivery.id"), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("remote_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

slot = Table(
    "slot",
    metadata,
    Column("post", String(200), primary_key=True),
    Column("account", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

freeze = Table(
    "freeze",
    metadata,
    Column("scope", String(100), primary_key=True),
    Column("actor", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

#: Links that are committed and not yet sealed: PostgreSQL only, for at most about a second.
pending = Table(
    "pending",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

# A partial index answers only a query that spells its condition with the same literal, so
# these literals are shared with the statements instead of bound values.
IS_PLANNED = delivery.c.state == literal_column(f"'{State.PLANNED}'")


def in_flight(table: FromClause) -> ColumnElement[bool]:
    """Whether a row of the delivery table, or of an alias of it, is in a worker's hands."""
    return table.c.state.in_([literal_column(f"'{s}'") for s in sorted(IN_FLIGHT)])


def is_unsettled() -> ColumnElement[bool]:
    """Whether something must still happen to a row whose time has come, or to a held one."""
    return delivery.c.state.in_([literal_column(f"'{s}'") for s in sorted(UNSETTLED)])


def _quoted(states: Iterable[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


def _partial(name: str, *columns: Column[Any], where: str, unique: bool = False) -> Index:
    return Index(
        name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where)
    )


_d = delivery.c
_partial("delivery_due", _d.due_at, _d.id, where="state = 'planned'")
_partial("delivery_deferred", _d.not_before, where="state = 'planned' AND not_before IS NOT NULL")
# One in flight an account: the database itself refuses a second.
_partial(
    "delivery_in_flight",
    _d.account,
    where=f"state IN ({_quoted(IN_FLIGHT)})",
    unique=True,
)
Index("delivery_rendition", _d.rendition)
# No plain index on the state: the claim would take it and read every planned row.
_partial("delivery_unsettled", _d.state, where=f"state IN ({_quoted(UNSETTLED)})")
Index("delivery_published", _d.account, _d.published_at)
