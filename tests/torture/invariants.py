"""What must hold after every round, each as one function that names what breaks it.

The numbers are those of docs/proof.md. A function takes the facts of a round and yields a line
for every delivery that is not as it should be; none of the lines holds a word of a post.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.ledger.base import Changes, Delivery
from bot.ledger.states import IN_FLIGHT, TRANSITIONS
from bot.model import State
from bot.publish import key_text
from tests.torture.platform import Made, Truth

#: Words that stand in every text of a round, and nowhere else.
MARKER = "Walk a little after surgery"
OUT = frozenset({State.PUBLISHED, State.RETRACT_REQUESTED, State.RETRACTING, State.RETRACTED})
#: What a freeze keeps as it is until a person lifts it.
_FROZEN = frozenset({State.PLANNED, State.UNKNOWN})
OPEN = frozenset({*IN_FLIGHT, State.PLANNED, State.UNKNOWN, State.RETRACTING})


@dataclass(frozen=True)
class Facts:
    """A round as it ended: the ledger on one side, the platform on the other.

    ``settled``: a person has looked at all that was held. ``frozen``: a freeze is on.
    """

    planned: frozenset[str]  # delivery keys
    rows: tuple[Delivery, ...]
    attempts: tuple[dict[str, Any], ...]
    audit: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]  # of the audit chain
    again: Changes  # what planning the same calendar once more changed
    private: tuple[str, ...]  # places of the ledger in which a text stands
    truth: Truth
    settled: bool
    frozen: bool = False
    excuse_late: bool = False  # sends after a pause that no client can rule out are counted apart

    def posts(self, key: str) -> list[Made]:
        """What the platform holds of a delivery."""
        return [post for post in self.truth.posts if post.key == key]


Check = Callable[[Facts], Iterator[str]]
INVARIANTS: dict[str, Check] = {}


def _invariant(name: str) -> Callable[[Check], Check]:
    def add(check: Check) -> Check:
        INVARIANTS[name] = check
        return check

    return add


def broken(facts: Facts) -> dict[str, list[str]]:
    """Each invariant that does not hold, with what shows it."""
    found = {name: list(check(facts)) for name, check in INVARIANTS.items()}
    return {name: lines for name, lines in found.items() if lines}


@_invariant("I1 once")
def once(facts: Facts) -> Iterator[str]:
    """No delivery is on the platform twice."""
    for key, count in Counter(post.key for post in facts.truth.posts).items():
        late = facts.excuse_late and any(post.late for post in facts.posts(key))
        if count > 1 and not late:
            yield f"{key}: {count} posts"


@_invariant("I2 none lost")
def none_lost(facts: Facts) -> Iterator[str]:
    """Every planned delivery is in the ledger and has ended, or waits for a person who is told."""
    known = {key_text(row.key) for row in facts.rows}
    yield from (f"{key}: no row" for key in sorted(facts.planned - known))
    for row in facts.rows:
        waits = row.state in OPEN and not (facts.frozen and row.state in _FROZEN)
        if waits and not _behind(row, facts):
            yield f"{key_text(row.key)}: still {row.state}"
        if row.state in (State.HELD, State.BLOCKED, State.FAILED_FINAL) and not row.reason:
            yield f"{key_text(row.key)}: {row.state} without a reason"
        stays = row.key.post_id.startswith("no-")
        if facts.settled and not stays and row.state not in OUT:
            yield f"{key_text(row.key)}: {row.state}, and never went out"


def _behind(row: Delivery, facts: Facts) -> bool:
    """Whether it is a later part of a thread that waits for the one before."""
    if not row.key.part or row.state is not State.PLANNED:
        return False
    before = [o for o in facts.rows if o.key.post_id == row.key.post_id
              and o.key.account == row.key.account and o.key.part < row.key.part]  # fmt: skip
    return any(one.state not in OUT for one in before)


@_invariant("I3 no false state")
def no_false_state(facts: Facts) -> Iterator[str]:
    """What the ledger says is what the platform has: id and bytes of what is out, and nothing
    of what it calls not out. Only "unknown" and "held: look" may be either."""
    for row in facts.rows:
        key, there = key_text(row.key), facts.posts(key_text(row.key))
        if row.state in OUT:
            mine = [post for post in there if post.id == row.remote_id]
            if not mine:
                yield f"{key}: {row.state}, and the platform does not have it"
            elif mine[0].digest != row.rendition:
                yield f"{key}: other bytes are out than were checked"
            elif (row.state is State.RETRACTED) != bool(mine[0].deleted):
                yield f"{key}: {row.state}, and the platform says otherwise"
        elif there and row.hold != "doubt" and row.state is not State.UNKNOWN:
            if there[0].hidden and not facts.settled:
                continue  # its list is later than the settle time: only never doubling is asked
            yield f"{key}: {row.state}, and it is out"


@_invariant("I4 intent first")
def intent_first(facts: Facts) -> Iterator[str]:
    """Every request to post was recorded as being sent before it left, under its own attempt."""
    known = {row["id"]: row for row in facts.attempts if row["kind"] == "publish"}
    keys = {row.id: key_text(row.key) for row in facts.rows}
    used: Counter[int] = Counter(request["attempt"] for request in facts.truth.requests)
    yield from (f"{key}: asked for before it was recorded" for key in facts.truth.unrecorded)
    for request in facts.truth.requests:
        mine = known.get(request["attempt"])
        if mine is None or keys.get(mine["delivery"]) != request["key"]:
            yield f"{request['key']}: a request without an attempt"
        elif mine["fence"] != request["fence"]:
            yield f"{request['key']}: a request under another fence than its attempt's"
    yield from (f"attempt {id_}: {n} requests" for id_, n in used.items() if n > 1)


@_invariant("I5 nothing past a stop")
def nothing_past_a_stop(facts: Facts) -> Iterator[str]:
    """Nothing begins while a freeze is on, and nothing that a gate stops ever leaves."""
    on: set[str] = set()
    for body in facts.audit:
        if body["event"] == "freeze":
            on.add(body["scope"])
        elif body["event"] == "unfreeze":
            on.discard(body["scope"])
        elif body["event"] == "begin" and ("all" in on or f"account:{body['account']}" in on):
            yield f"delivery {body['delivery']}: begun under a freeze"
    for request in facts.truth.requests:
        if "/no-" in request["key"]:
            yield f"{request['key']}: sent past a gate"


@_invariant("I6 fences only grow")
def fences_only_grow(facts: Facts) -> Iterator[str]:
    """A delivery's fence never goes back, a claim makes it larger, and only lawful steps happen."""
    last: dict[int, int] = {}
    for body in _moves(facts):
        before, fence = last.get(body["delivery"], 0), body["fence"]
        if fence < before or (body["event"] == "claim" and fence <= before):
            yield f"delivery {body['delivery']}: fence {fence} after {before}"
        lawful = not body["from"] or State(body["to"]) in TRANSITIONS[State(body["from"])]
        if not lawful and body["from"] != body["to"]:
            yield f"delivery {body['delivery']}: from {body['from']} to {body['to']}"
        last[body["delivery"]] = fence


@_invariant("I7 doubt needs proof")
def doubt_needs_proof(facts: Facts) -> Iterator[str]:
    """What may be out is sent again only after a look that proved it absent, or a person did."""
    for body in _moves(facts):
        doubtful = body["from"] in (State.UNKNOWN, State.RECONCILING)
        if doubtful and body["to"] == State.PLANNED:
            proven = body["event"] == "settle" and body.get("sighting") == "absent"
            if not proven and body["event"] != "decide":
                yield f"delivery {body['delivery']}: planned again without a proof"


@_invariant("I8 nobody keeps a row")
def nobody_keeps_a_row(facts: Facts) -> Iterator[str]:
    """When all workers have ended, nothing is left in their hands."""
    for row in facts.rows:
        if row.state in IN_FLIGHT or row.state is State.RETRACTING:
            yield f"{key_text(row.key)}: left in {row.state}"
    for one in facts.attempts:
        if one["ended"] is None:
            yield f"attempt {one['id']}: never ended"


@_invariant("I9 not early")
def not_early(facts: Facts) -> Iterator[str]:
    """Nothing is taken up before it is due by the machine's clock."""
    due = {row.id: int(row.due_at.timestamp() * 1000) for row in facts.rows}
    for body in facts.audit:
        if body["event"] == "claim" and body["at"] < due.get(body["delivery"], 0):
            yield f"delivery {body['delivery']}: taken up before it was due"


@_invariant("I10 one at a time")
def one_at_a_time(facts: Facts) -> Iterator[str]:
    """An account never has two deliveries in workers' hands."""
    busy: dict[str, set[int]] = {}
    for body in _moves(facts):
        mine = busy.setdefault(body["account"], set())
        mine.discard(body["delivery"])
        if body["to"] in IN_FLIGHT:
            mine.add(body["delivery"])
        if len(mine) > 1:
            yield f"{body['account']}: {len(mine)} at once"


@_invariant("I11 planning twice is planning once")
def planned_once(facts: Facts) -> Iterator[str]:
    """The same calendar, under other file names too, makes no new delivery and moves none."""
    changed = facts.again
    if changed.added or changed.moved or changed.missing:
        yield f"{changed.added} added, {changed.moved} moved, {changed.missing} missing"


@_invariant("I12 one row a slot")
def one_row_a_slot(facts: Facts) -> Iterator[str]:
    """A post has one row for each account, occurrence and part."""
    for key, count in Counter(row.key for row in facts.rows).items():
        if count > 1:
            yield f"{key_text(key)}: {count} rows"


@_invariant("I13 the log is whole")
def the_log_is_whole(facts: Facts) -> Iterator[str]:
    """The audit chain verifies, and every row stands where the log leaves it."""
    yield from facts.problems


@_invariant("I15 taken down once")
def taken_down_once(facts: Facts) -> Iterator[str]:
    """Only what a person wants back is taken down."""
    for post in facts.truth.posts:
        if post.deleted and "/back-" not in post.key:
            yield f"{post.key}: taken down, and nobody asked for it"


@_invariant("I16 nothing private")
def nothing_private(facts: Facts) -> Iterator[str]:
    """No word of a post stands in an attempt, a reason, a step or the log, nor in a text that
    nobody needs any more."""
    yield from facts.private


def _moves(facts: Facts) -> Iterator[dict[str, Any]]:
    yield from (body for body in facts.audit if "to" in body)


def statements() -> dict[str, str]:
    """Name -> what it promises, for the table in the docs."""
    return {
        name: re.sub(r"\s+", " ", (check.__doc__ or "")).strip()
        for name, check in INVARIANTS.items()
    }
