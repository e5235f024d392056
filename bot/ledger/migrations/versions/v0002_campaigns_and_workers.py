"""Campaigns, several workers (links that wait for their seal), backups and check-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, the table of unsealed links and PostgreSQL's guard of the log."""
    op.add_column("meta", Column("restored", BigInteger))
    op.add_column("meta", Column("checked", BigInteger))
    op.add_column("delivery", Column("campaign", String(64), nullable=False, server_default=""))
    op.create_table(
        "pending",
        Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(_REFUSE))
        op.execute(sa.text(_GUARD))


_REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit rows are never changed'; END $$
"""
_GUARD = """
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""
