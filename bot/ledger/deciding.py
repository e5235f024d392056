"""What settles a row that no worker holds: a look-up, a person, a revocation."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import select, update

from bot.errors import BadUsage
from bot.ledger import attempts
from bot.ledger.base import Delivery
from bot.ledger.planning import require_text
from bot.ledger.rows import same, to_delivery, to_ms
from bot.ledger.schema import delivery
from bot.ledger.states import DECISIONS, PERHAPS_OUT, REOPENED_BY_HOLD, TRANSITIONS, Hold
from bot.ledger.work import Work, move, safe_reason
from bot.model import Absent, Present, Sighting, State, Unreadable


def settle(work: Work, row: Delivery, sighting: Sighting) -> State:
    """UNKNOWN or RECONCILING -> what the look-up proves; the state it came to."""
    start = State.RECONCILING if row.state is State.RECONCILING else State.UNKNOWN
    state, values = attempts.unless_withdrawn(work, row, *_after(work, row, sighting))
    extra = {"sighting": type(sighting).__name__.lower()}
    move(work, row, state, "settle", start=start, extra=extra, **values)
    return state


def _after(work: Work, row: Delivery, sighting: Sighting) -> tuple[State, dict[str, Any]]:
    match sighting:
        case Present(remote_id="") | Unreadable():
            why = sighting.why if isinstance(sighting, Unreadable) else "seen, but without an id"
            return State.HELD, {"hold": Hold.DOUBT, "reason": safe_reason(why)}
        case Present():
            return State.PUBLISHED, attempts.published(work, sighting.remote_id, sighting.url)
        case Absent():
            return attempts.again(work, row, not_before=None, why="not-there")
        case _:
            assert_never(sighting)


def decide(
    work: Work,
    row: Delivery,
    state: State,
    reason: str,
    actor: str,
    remote_id: str,
    url: str,
    due_at: datetime | None = None,
) -> None:
    """A person's decision. Raises BadUsage for one that is not theirs to take."""
    _check(row, state, remote_id)
    values: dict[str, Any] = {"fence": row.fence + 1, "hold": _hold(row, state)}
    if state is State.PUBLISHED and row.state is not State.RETRACT_REQUESTED:
        values |= attempts.published(work, remote_id, url)
    if state is State.PLANNED:
        values |= {"tries": 0, "remote_id": ""}
        values |= {} if due_at is None else {"due_at": to_ms(due_at)}
    if values["hold"] is Hold.CALENDAR:
        # An empty wish differs from every other: the next plan brings the row in line.
        values |= {"wish": "", "withdrawn": False}
    extra = {"actor": actor[:64]}
    move(work, row, state, "decide", reason=reason, extra=extra, **values)
    if state is State.PLANNED:
        _refuse_withdrawn(work, row)
        require_text(work, row)


def _check(row: Delivery, state: State, remote_id: str) -> None:
    allowed = DECISIONS.get(row.state, frozenset())
    if state not in allowed:
        open_to = ", ".join(sorted(allowed)) or "nothing"
        raise BadUsage(
            f"Delivery {row.id} of {row.key.post_id} to {row.key.account} is {row.state}; a "
            f"person cannot make it {state}.",
            fix=f"A person can make it: {open_to}.",
        )
    if state is State.PUBLISHED and not (remote_id or row.remote_id):
        raise BadUsage(
            f"Delivery {row.id} of {row.key.post_id} can only be called published with its id.",
            fix="Give the id that the platform shows in the post's address.",
        )


def _refuse_withdrawn(work: Work, row: Delivery) -> None:
    d = delivery.c
    if work.connection.execute(select(d.withdrawn).where(d.id == row.id)).scalar():
        raise BadUsage(
            f"Delivery {row.id} of {row.key.post_id} to {row.key.account} was withdrawn.",
            fix="Say whether it is out: make it published, with its id, or cancelled.",
        )


def _hold(row: Delivery, state: State) -> Hold:
    if state is not State.HELD:
        return Hold.NONE
    if row.state is State.UNKNOWN:
        return Hold.DOUBT
    return Hold.CALENDAR if row.state in REOPENED_BY_HOLD else Hold.PERSON


def withdraw(work: Work, post: str, consent: str, actor: str) -> tuple[int, int]:
    """Cancel every row of a post or consent that is not out, which erases its text.

    Returns (withdrawn, perhaps out); the latter are never sent again, and lose their text
    as soon as no look-up needs it.
    """
    if not post and not consent:
        raise BadUsage("Name the post or the consent whose text is to be erased.")
    withdrawn = waiting = 0
    for row in _affected(work, post, consent):
        if row.state in PERHAPS_OUT or row.hold == Hold.DOUBT:
            _mark(work, row)
            waiting += 1
        elif State.CANCELLED in TRANSITIONS[row.state]:
            _cancel(work, row, actor)
            withdrawn += 1
    work.record(
        {"event": "erase", "post": post, "consent": consent, "actor": actor[:64],
         "withdrawn": withdrawn, "waiting": waiting}
    )  # fmt: skip
    return withdrawn, waiting


def _affected(work: Work, post: str, consent: str) -> list[Delivery]:
    d = delivery.c
    wanted = select(delivery).order_by(d.id)
    if post:
        wanted = wanted.where(d.post == post)
    if consent:
        # A coarse filter on the JSON text; the exact one is below.
        wanted = wanted.where(d.consents.contains(consent, autoescape=True))
    rows = map(to_delivery, work.connection.execute(wanted).mappings().all())
    return [row for row in rows if not consent or consent in row.consents]


def _mark(work: Work, row: Delivery) -> None:
    """Have the text erased when it is known whether the row is out, or now if a person decides."""
    work.connection.execute(
        update(delivery).where(same(row, row.state)).values(withdrawn=True, source_path="")
    )
    work.leave(row.rendition)


def _cancel(work: Work, row: Delivery, actor: str) -> None:
    values: dict[str, Any] = {"fence": row.fence + 1, "source_path": "", "wish": ""}
    extra = {"actor": actor[:64]}
    move(work, row, State.CANCELLED, "withdraw", reason=attempts.WITHDRAWN, extra=extra, **values)
