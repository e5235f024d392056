"""Parts of one post on one account: they go out in order, and stop in order.

When a part stops for good or for a person, what comes after it is held and says why; when
the part goes on, what was held for it is planned again. A part that is out stays out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.ledger.base import Delivery
from bot.ledger.rows import to_delivery
from bot.ledger.schema import delivery
from bot.ledger.states import STOPPED, Hold
from bot.model import DeliveryKey, State


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the state of the parts before it means for a row."""

    row: Delivery
    state: State
    hold: Hold
    reason: str


def read_parts(connection: Connection, key: DeliveryKey) -> list[Delivery]:
    """All parts of the key's post on its account and occurrence, in order."""
    d = delivery.c
    wanted = (
        select(delivery)
        .where(d.environment == key.environment.value, d.post == key.post_id)
        .where(d.account == key.account, d.occurrence == key.occurrence)
        .order_by(d.part)
    )
    return [to_delivery(found) for found in connection.execute(wanted).mappings()]


def consequences(parts: list[Delivery]) -> Iterator[Consequence]:
    """The parts that must stop, or may go on, as the parts before them now stand."""
    stopped: Delivery | None = None
    for row in parts:
        if stopped is not None and row.state is State.PLANNED:
            yield Consequence(row, State.HELD, Hold.THREAD, _why(stopped))
        elif stopped is None and row.hold == Hold.THREAD:
            yield Consequence(row, State.PLANNED, Hold.NONE, "")
        elif stopped is None and row.state in STOPPED:
            stopped = row


def _why(stopped: Delivery) -> str:
    return (
        f"part {stopped.key.part + 1} is {stopped.state}, so nothing after it goes out; "
        "settle that part first"
    )
