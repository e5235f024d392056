"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, index and trigger."""
    _make_meta_and_rendition()
    _make_delivery()
    _make_delivery_indexes()
    _make_attempt_and_step()
    _make_slot_and_freeze()
    _make_audit()


def _make_meta_and_rendition() -> None:
    op.create_table(
        "meta",
        Column("id", Integer, primary_key=True),
        Column("environment", String(16), nullable=False),
        Column("format", Integer, nullable=False),
        Column("created", BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="meta_one_row"),
    )
    op.create_table(
        "rendition",
        Column("digest", String(64), primary_key=True),
        Column("payload", Text),
        Column("erased_at", BigInteger),
    )


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        Column("id", Integer, primary_key=True),
        Column("environment", String(16), nullable=False),
        Column("post", String(200), nullable=False),
        Column("account", String(64), nullable=False),
        Column("occurrence", String(16), nullable=False),
        Column("part", Integer, nullable=False),
        Column("platform", String(32), nullable=False),
        Column("state", String(24), nullable=False),
        Column("hold", String(16), nullable=False),
        Column("fence", Integer, nullable=False),
        Column("owner", String(128), nullable=False),
        Column("lease_until", BigInteger),
        Column("due_at", BigInteger, nullable=False),
        Column("not_before", BigInteger),
        Column("zone", String(64), nullable=False),
        Column("local", String(32), nullable=False),
        Column("rendition", String(64), nullable=False),
        Column("wish", String(64), nullable=False),
        Column("reason", Text, nullable=False),
        Column("source_path", Text, nullable=False),
        Column("expires_at", BigInteger),
        Column("evergreen", Boolean, nullable=False),
        Column("consents", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("remote_id", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("published_at", BigInteger),
        Column("updated_at", BigInteger, nullable=False),
        sa.UniqueConstraint(
            "environment", "post", "account", "occurrence", "part", name="delivery_key"
        ),
    )


def _make_delivery_indexes() -> None:
    planned = sa.text("state = 'planned'")
    deferred = sa.text("state = 'planned' AND not_before IS NOT NULL")
    in_flight = sa.text("state IN ('claimed', 'reconciling', 'sending')")
    unsettled = sa.text(
        "state IN ('blocked', 'claimed', 'failed_final', 'failed_retryable', 'held', "
        "'reconciling', 'retract_requested', 'retracting', 'sending', 'unknown')"
    )
    for name, columns, where, unique in (
        ("delivery_due", ["due_at", "id"], planned, False),
        ("delivery_deferred", ["not_before"], deferred, False),
        ("delivery_in_flight", ["account"], in_flight, True),
        ("delivery_unsettled", ["state"], unsettled, False),
    ):
        op.create_index(
            name, "delivery", columns, unique=unique, sqlite_where=where, postgresql_where=where
        )
    op.create_index("delivery_rendition", "delivery", ["rendition"])
    op.create_index("delivery_published", "delivery", ["account", "published_at"])


def _make_attempt_and_step() -> None:
    op.create_table(
        "attempt",
        Column("id", Integer, primary_key=True),
        Column("delivery", Integer, sa.ForeignKey("delivery.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("kind", String(8), nullable=False),
        Column("fence", Integer, nullable=False),
        Column("intent", Text, nullable=False),
        Column("started", BigInteger, nullable=False),
        Column("ended", BigInteger),
        Column("outcome", String(16), nullable=False),
        Column("code", String(80), nullable=False),
        sa.UniqueConstraint("delivery", "number", name="attempt_number"),
    )
    op.create_table(
        "step",
        Column("delivery", Integer, sa.ForeignKey("delivery.id"), primary_key=True),
        Column("name", String(120), primary_key=True),
        Column("remote_id", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )


def _make_slot_and_freeze() -> None:
    op.create_table(
        "slot",
        Column("post", String(200), primary_key=True),
        Column("account", String(64), primary_key=True),
        Column("at", BigInteger, nullable=False),
    )
    op.create_table(
        "freeze",
        Column("scope", String(100), primary_key=True),
        Column("actor", String(64), nullable=False),
        Column("at", BigInteger, nullable=False),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
            )
