"""Running Alembic on a connection that is already in a transaction."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

LOCATION = "bot.ledger:migrations"


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest version; all of it or, if the caller rolls back, nothing."""
    config = Config()
    config.set_main_option("script_location", LOCATION)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
