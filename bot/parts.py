"""What is said of a thread that stopped in the middle: how much of it is out, and the choice."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger.base import Delivery
from bot.model import Outcome, Rejected

#: The reason of a row that a freeze keeps; it is no fault of the post's.
FROZEN = "frozen"


def _so_far(row: Delivery) -> str:
    out = "Part 1 is" if row.key.part == 1 else f"Parts 1 to {row.key.part} are"
    return f"{out} out and will not be sent again; part {row.key.part + 1} is not out"


def of_thread(row: Delivery, reason: str) -> str:
    """A reason that says how much of a thread is out already."""
    return f"{_so_far(row)}: {reason}" if row.key.part and reason != FROZEN else reason


def for_thread(row: Delivery, outcome: Outcome) -> Outcome:
    """A refused later part always waits for a person: half of the post is out."""
    if row.key.part == 0 or not isinstance(outcome, Rejected):
        return outcome
    choice = (
        f"Then gatepost publish {row.key.post_id} sends what is missing; "
        f"gatepost retract {row.key.post_id} takes down what is out."
    )
    what = f"{_so_far(row)}: {outcome.what or outcome.code}."
    return replace(outcome, what=what, fix=" ".join(filter(None, (outcome.fix, choice))), held=True)
