"""Each invariant goes red for what it is there for; a check that cannot fail proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.ledger.base import Changes, Delivery
from bot.model import DeliveryKey, Environment, State
from bot.publish import key_text
from tests.torture.clock import START
from tests.torture.invariants import INVARIANTS, Facts, broken, statements
from tests.torture.platform import Made, Truth

KEY = DeliveryKey(Environment.SANDBOX, "post-a", "strong-1", "once", 0)
ROW = Delivery(
    id=1, key=KEY, platform="sim", state=State.PUBLISHED, due_at=START, zone="UTC", local="",
    rendition="d", reason="", source_path="", expires_at=None, evergreen=False, consents=(),
    attempts=1, fence=1, not_before=None, remote_id="r", url="", published_at=START,
)  # fmt: skip
POST = Made("r", key_text(KEY), "strong-1", "d", "t", 1.0, 5, late=False, hidden=False)
REQUEST = {"key": key_text(KEY), "attempt": 5, "fence": 1, "digest": "d"}
ATTEMPT = {"id": 5, "kind": "publish", "delivery": 1, "fence": 1, "ended": 1}
DUE = int(START.timestamp() * 1000)


def move(event: str, start: str, to: str, fence: int = 1, **more: Any) -> dict[str, Any]:
    return {"event": event, "delivery": 1, "account": "strong-1", "from": start, "to": to,
            "fence": fence, "at": DUE, **more}  # fmt: skip


LOG = (
    move("add", "", "planned", 0),
    move("claim", "planned", "claimed"),
    move("begin", "claimed", "sending"),
    move("finish", "sending", "published"),
)
GOOD = Facts(
    planned=frozenset({key_text(KEY)}),
    rows=(ROW,),
    attempts=(ATTEMPT,),
    audit=LOG,
    problems=(),
    again=Changes(),
    private=(),
    truth=Truth([POST], [REQUEST], []),
    settled=True,
)


def rows(**changes: Any) -> Facts:
    return replace(GOOD, rows=(replace(ROW, **changes),))


def truth(**changes: Any) -> Facts:
    return replace(GOOD, truth=replace(GOOD.truth, **changes))


def log(*bodies: dict[str, Any]) -> Facts:
    return replace(GOOD, audit=bodies)


FREEZE = {"event": "freeze", "scope": "all", "at": DUE}
BAD: dict[str, list[Callable[[], Facts]]] = {
    "I1 once": [lambda: truth(posts=[POST, replace(POST, id="s")])],
    "I2 none lost": [
        lambda: replace(GOOD, rows=()),
        lambda: rows(state=State.CANCELLED),
        lambda: replace(rows(state=State.HELD), settled=False),
        lambda: replace(rows(state=State.UNKNOWN), settled=False),
    ],
    "I3 no false state": [
        lambda: truth(posts=[]),
        lambda: rows(remote_id="another"),
        lambda: rows(rendition="e"),
        lambda: rows(state=State.FAILED_FINAL, reason="no"),
        lambda: truth(posts=[replace(POST, deleted=1)]),
    ],
    "I4 intent first": [
        lambda: replace(GOOD, attempts=()),
        lambda: truth(requests=[REQUEST, REQUEST]),
        lambda: truth(requests=[REQUEST | {"fence": 2}]),
        lambda: truth(unrecorded=[key_text(KEY)]),
    ],
    "I5 nothing past a stop": [
        lambda: log(FREEZE, *LOG),
        lambda: truth(requests=[REQUEST | {"key": "sandbox/no-a/strong-1/once/0"}]),
    ],
    "I6 fences only grow": [
        lambda: log(*LOG, move("claim", "planned", "claimed", 1)),
        lambda: log(*LOG, move("x", "published", "planned", 2)),
    ],
    "I7 doubt needs proof": [lambda: log(*LOG, move("lapse", "unknown", "planned", 2))],
    "I8 nobody keeps a row": [
        lambda: rows(state=State.CLAIMED),
        lambda: replace(GOOD, attempts=(ATTEMPT | {"ended": None},)),
    ],
    "I9 not early": [lambda: log(move("claim", "planned", "claimed") | {"at": DUE - 1})],
    "I10 one at a time": [lambda: log(*LOG[:3], LOG[1] | {"delivery": 2})],
    "I11 planning twice is planning once": [lambda: replace(GOOD, again=Changes(added=1))],
    "I12 one row a slot": [lambda: replace(GOOD, rows=(ROW, replace(ROW, id=2)))],
    "I13 the log is whole": [lambda: replace(GOOD, problems=("audit 2: altered",))],
    "I15 taken down once": [lambda: truth(posts=[replace(POST, deleted=1)])],
    "I16 nothing private": [lambda: replace(GOOD, private=("attempt 1",))],
}


def test_a_good_round_breaks_nothing() -> None:
    assert broken(GOOD) == {}


@pytest.mark.parametrize("name", INVARIANTS)
def test_it_goes_red_for_what_it_is_there_for(name: str) -> None:
    for make in BAD[name]:
        assert name in broken(make())


def test_a_send_after_a_pause_that_no_client_rules_out_may_be_counted_apart() -> None:
    twice = truth(posts=[POST, replace(POST, id="s", late=True)])

    assert "I1 once" in broken(twice)
    assert "I1 once" not in broken(replace(twice, excuse_late=True))


def test_each_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in statements().values())
