"""Why a delivery waits, stops or failed, in words that are safe to keep and to send on."""

from __future__ import annotations

from typing import assert_never

from bot.ledger.base import Delivery
from bot.model import (
    Decision,
    Deferred,
    Delivered,
    Outcome,
    Rejected,
    Severity,
    State,
    Unknown,
    Verdict,
)

#: Where a row goes that is not sent, and why.
Stop = tuple[State, str]


def named(row: Delivery) -> str:
    """A row for a message: account and post, both ids."""
    return f"{row.key.account} {row.key.post_id}"


def stopped_by(verdict: Verdict) -> Stop:
    """The state and safe words for a verdict that does not allow."""
    rules = sorted({f.rule for f in verdict.findings if f.severity is not Severity.INFO})
    rules += sorted(entry.split(":")[0] + " did not run" for entry in verdict.not_run)
    blocked = verdict.decision is Decision.BLOCK
    return (State.BLOCKED if blocked else State.HELD), ", ".join(rules)


def words_of(outcome: Outcome) -> str:
    """What an outcome says of itself; empty for a delivered one."""
    match outcome:
        case Delivered():
            return ""
        case Rejected() | Deferred() | Unknown():
            return outcome.what or outcome.code
        case _:
            assert_never(outcome)
