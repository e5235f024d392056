"""Between the tables' plain columns and the values the layers above speak in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_

from bot.ledger.base import Delivery
from bot.ledger.schema import delivery
from bot.model import DeliveryKey, Environment, State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """An aware instant as whole UTC milliseconds since 1970, rounded down."""
    return (at - _EPOCH) // _MILLISECOND


def to_ms_or_none(at: datetime | None) -> int | None:
    """As ``to_ms``; None stays None."""
    return None if at is None else to_ms(at)


def from_ms(ms: int) -> datetime:
    """The aware UTC instant of whole milliseconds."""
    return _EPOCH + ms * _MILLISECOND


def from_ms_or_none(ms: int | None) -> datetime | None:
    """As ``from_ms``; None stays None."""
    return None if ms is None else from_ms(ms)


def to_delivery(row: RowMapping) -> Delivery:
    """A row of the table as a value."""
    key = DeliveryKey(
        Environment(row["environment"]),
        row["post"],
        row["account"],
        row["occurrence"],
        row["part"],
    )
    return Delivery(
        id=row["id"],
        key=key,
        platform=row["platform"],
        state=State(row["state"]),
        due_at=from_ms(row["due_at"]),
        zone=row["zone"],
        local=row["local"],
        rendition=row["rendition"],
        reason=row["reason"],
        source_path=row["source_path"],
        expires_at=from_ms_or_none(row["expires_at"]),
        evergreen=bool(row["evergreen"]),
        consents=tuple(json.loads(row["consents"])),
        attempts=row["attempts"],
        fence=row["fence"],
        not_before=from_ms_or_none(row["not_before"]),
        remote_id=row["remote_id"],
        url=row["url"],
        published_at=from_ms_or_none(row["published_at"]),
        hold=row["hold"],
        campaign=row["campaign"],
    )


def key_columns(key: DeliveryKey) -> dict[str, Any]:
    """The unique key as columns."""
    return {
        "environment": key.environment.value,
        "post": key.post_id,
        "account": key.account,
        "occurrence": key.occurrence,
        "part": key.part,
    }


def same(row: Delivery, state: State) -> ColumnElement[bool]:
    """The compare of compare-and-set: this row, in this state, under this fence."""
    d = delivery.c
    return and_(d.id == row.id, d.state == state.value, d.fence == row.fence)
