"""A ledger in a folder of its own, and deliveries to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import open_ledger
from bot.ledger.base import Delivery, Planned
from bot.ledger.store import SqlLedger
from bot.model import DeliveryKey, Environment, Part, Rendition, State

NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def rendition(post: str, account: str, text: str, platform: str = "x") -> Rendition:
    return Rendition(post, account, platform, "en", (Part(text, text),))


def wanted(
    post: str = "walk",
    account: str = "clinic-x",
    *,
    text: str = "Walk a little after surgery.",
    platform: str = "x",
    occurrence: str = "once",
    part: int = 0,
    due_at: datetime = NOW,
    state: State = State.PLANNED,
    environment: Environment = Environment.SANDBOX,
    **fields: Any,
) -> Planned:
    return Planned(
        key=DeliveryKey(environment, post, account, occurrence, part),
        platform=platform,
        due_at=due_at,
        zone="America/Chicago",
        local=f"{due_at:%Y-%m-%d %H:%M}",
        rendition=rendition(post, account, text, platform),
        state=state,
        source_path=fields.pop("source_path", f"content/{post}.md"),
        **fields,
    )


def only(ledger: SqlLedger) -> Delivery:
    """The one row of the ledger."""
    (row,) = ledger.deliveries()
    return row


def claim_one(ledger: SqlLedger, now: datetime = NOW, lease: float = 120.0) -> Delivery:
    (row,) = ledger.claim(now, 1, "worker", lease)
    return row


def sending(ledger: SqlLedger, now: datetime = NOW) -> tuple[Delivery, int]:
    """Claim the one due row and begin to send it."""
    row = claim_one(ledger, now)
    return row, ledger.begin(row, {"rendition": row.rendition}, now)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = open_ledger("", Environment.SANDBOX, tmp_path / "state")
    yield opened
    assert opened.verify() == []
    opened.close()


OpenAgain = Callable[[], SqlLedger]


@pytest.fixture
def open_again(tmp_path: Path) -> Iterator[OpenAgain]:
    """Open the ledger of the same folder once more: a second process, in effect."""
    opened: list[SqlLedger] = []

    def again() -> SqlLedger:
        opened.append(open_ledger("", Environment.SANDBOX, tmp_path / "state"))
        return opened[-1]

    yield again
    for one in opened:
        one.close()
