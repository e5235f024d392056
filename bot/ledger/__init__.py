"""What happened: the ledger of deliveries. ``open_ledger`` is the way in.

SQLAlchemy is imported when a ledger is opened, not before, so that checking unchanged
content never pays for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.model import Environment

if TYPE_CHECKING:
    from bot.ledger.store import SqlLedger


def open_ledger(url: str, environment: Environment, state_folder: Path) -> SqlLedger:
    """Open the ledger, making or migrating it when needed.

    ``url`` empty: ``ledger.sqlite3`` in ``state_folder``; ``sqlite://``: in memory, gone when
    closed. Raises LedgerUnavailable (locked, read-only, full, too new, not a ledger, on a
    network file system) and WrongEnvironment, each with what to do next.
    """
    from bot.ledger.opening import open_store

    return open_store(url, environment, state_folder)


__all__ = ["open_ledger"]
