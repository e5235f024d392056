"""Which state may follow which; everything not listed here is refused.

The worker's paths and a person's paths are two tables, so that neither can borrow
a step from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.model import State

_S = State

#: Every move any path may make.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    _S.PLANNED: frozenset(
        {_S.HELD, _S.BLOCKED, _S.CLAIMED, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED}
    ),
    _S.HELD: frozenset(
        {_S.PLANNED, _S.BLOCKED, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED, _S.PUBLISHED}
    ),
    _S.BLOCKED: frozenset({_S.PLANNED, _S.HELD, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED}),
    _S.CLAIMED: frozenset({_S.PLANNED, _S.HELD, _S.BLOCKED, _S.SKIPPED, _S.CANCELLED, _S.SENDING}),
    _S.SENDING: frozenset(
        {_S.PUBLISHED, _S.PLANNED, _S.HELD, _S.FAILED_FINAL, _S.UNKNOWN, _S.CANCELLED}
    ),
    _S.UNKNOWN: frozenset({_S.RECONCILING, _S.PUBLISHED, _S.PLANNED, _S.HELD, _S.CANCELLED}),
    _S.RECONCILING: frozenset({_S.UNKNOWN, _S.PUBLISHED, _S.PLANNED, _S.HELD, _S.CANCELLED}),
    _S.PUBLISHED: frozenset({_S.RETRACT_REQUESTED, _S.RETRACTING}),
    # Nothing enters this state today: a deferral goes straight back to planned.
    _S.FAILED_RETRYABLE: frozenset({_S.PLANNED, _S.HELD, _S.BLOCKED, _S.CANCELLED}),
    _S.FAILED_FINAL: frozenset({_S.PLANNED, _S.HELD, _S.CANCELLED}),
    _S.RETRACT_REQUESTED: frozenset({_S.RETRACTING, _S.RETRACTED, _S.PUBLISHED}),
    _S.RETRACTING: frozenset({_S.RETRACTED, _S.PUBLISHED, _S.RETRACT_REQUESTED}),
    _S.RETRACTED: frozenset(),
    _S.SKIPPED: frozenset({_S.HELD}),
    _S.CANCELLED: frozenset({_S.HELD}),
    _S.SUPERSEDED: frozenset(),
}

#: What a person may decide. A blocked row is never released by hand: mending the post or a
#: signed record is what frees it.
DECISIONS: Mapping[State, frozenset[State]] = {
    _S.PLANNED: frozenset({_S.HELD, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED}),
    _S.HELD: frozenset({_S.PLANNED, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED, _S.PUBLISHED}),
    _S.BLOCKED: frozenset({_S.HELD, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED}),
    _S.FAILED_RETRYABLE: frozenset({_S.HELD, _S.CANCELLED}),
    _S.FAILED_FINAL: frozenset({_S.PLANNED, _S.HELD, _S.CANCELLED}),
    _S.UNKNOWN: frozenset({_S.PUBLISHED, _S.PLANNED, _S.HELD, _S.CANCELLED}),
    _S.PUBLISHED: frozenset({_S.RETRACT_REQUESTED}),
    _S.RETRACT_REQUESTED: frozenset({_S.PUBLISHED, _S.RETRACTED}),
    _S.SKIPPED: frozenset({_S.HELD}),
    _S.CANCELLED: frozenset({_S.HELD}),
}

#: A decision to hold a row in one of these opens it again: it follows the calendar.
REOPENED_BY_HOLD = frozenset({_S.BLOCKED, _S.FAILED_FINAL, _S.SKIPPED, _S.CANCELLED})

#: A worker has it; one an account.
IN_FLIGHT = frozenset({_S.CLAIMED, _S.SENDING, _S.RECONCILING})

#: Rows that follow the calendar.
FOLLOWING = frozenset({_S.PLANNED, _S.HELD, _S.BLOCKED, _S.FAILED_RETRYABLE})

#: Rows that may still need the stored text, to send it or to find it.
KEEPING = frozenset(
    {_S.PLANNED, _S.HELD, _S.FAILED_RETRYABLE, _S.FAILED_FINAL, _S.UNKNOWN} | IN_FLIGHT
)

#: From here it may be out, so withdrawing waits until that is known.
PERHAPS_OUT = frozenset({_S.SENDING, _S.UNKNOWN, _S.RECONCILING})

#: Neither waiting for its time nor over: the few rows that something must still happen to.
UNSETTLED = frozenset(
    {
        *IN_FLIGHT,
        _S.HELD,
        _S.BLOCKED,
        _S.UNKNOWN,
        _S.FAILED_RETRYABLE,
        _S.FAILED_FINAL,
        _S.RETRACT_REQUESTED,
        _S.RETRACTING,
    }
)

#: A part in one of these will not go out by itself, so neither do the parts after it.
STOPPED = frozenset(
    {_S.HELD, _S.BLOCKED, _S.FAILED_FINAL, _S.SKIPPED, _S.CANCELLED, _S.SUPERSEDED}
    | {_S.RETRACT_REQUESTED, _S.RETRACTING, _S.RETRACTED}
)

#: Not out, as far as this ledger knows.
UNSENT = frozenset(
    {_S.PLANNED, _S.HELD, _S.BLOCKED, _S.CLAIMED, _S.FAILED_RETRYABLE, _S.FAILED_FINAL, _S.SKIPPED}
)

#: What a released claim may become.
RELEASED = frozenset({_S.PLANNED, _S.HELD, _S.BLOCKED, _S.SKIPPED})


class Hold(StrEnum):
    """Who holds a held row, and so who may let it go."""

    NONE = ""
    CALENDAR = "calendar"  # the plan said so, and the next plan may say otherwise
    SEND = "send"  # held when it was to be sent: until the calendar changes, or a person
    PERSON = "person"  # until a person lets it go; the text follows the calendar
    THREAD = "thread"  # until the part before it goes on
    DOUBT = "doubt"  # it may be out: nothing about it changes until a person has looked
