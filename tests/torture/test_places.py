"""SIGKILL at every named place: each operation that commits, each of its moments, each file.

The list is the ledger's own (``failpoint.POINTS``; tests/ledger proves that nothing commits
without a name), so an operation that is added without a life here fails.
"""

from __future__ import annotations

import os
import signal

import pytest

from bot.ledger import failpoint
from tests.torture.campaign import Ground
from tests.torture.faults import Plan
from tests.torture.lives import LIVES
from tests.torture.platform import Platform
from tests.torture.rounds import Round, posts
from tests.torture.worker import fork

#: PostgreSQL only; not killed at its places here.
ELSEWHERE = frozenset({"seal"})
PLACES = [point for point in failpoint.POINTS if point.split("/")[0] not in ELSEWHERE]


@pytest.fixture(scope="module")
def seed(shared_ground: Ground) -> int:
    """One whose first send is cut off after it was accepted, so that it must be looked up."""
    key = "sandbox/post-strong-1-0/strong-1/once/0"
    found = (n for n in range(10_000) if Platform(shared_ground.clock, n).fault(key, 1) == "cut")
    return next(found)


def small(here: Ground, seed: int) -> Round:
    """Every kind of post once: with a picture, taken back, stopped by a gate, unreadable list."""
    one = here.round(seed)
    one.rows = [
        *posts("post-strong-1-0", "strong-1", "picture", 1),
        *posts("back-strong-2-0", "strong-2", "", 1),
        *posts("no-strong-2-1", "strong-2", "", 1),
    ]
    return one


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({point.split("/")[0] for point in PLACES}))
def test_a_kill_at_any_place_of_an_operation_loses_and_doubles_nothing(
    here: Ground, seed: int, name: str
) -> None:
    for point in (point for point in PLACES if point.split("/")[0] == name):
        one = small(here, seed)
        one.begin(here.template)
        fate = Plan(signal.SIGKILL, point=point, patience=10_000)
        child = fork(lambda one=one, fate=fate: LIVES[name](one, fate))
        status = os.waitpid(child, 0)[1]
        assert os.WIFSIGNALED(status), f"no life leads past {point}"
        assert os.WTERMSIG(status) == signal.SIGKILL

        one.clock.advance(0, 60.0)
        child = fork(lambda one=one: LIVES[name](one, Plan()))
        assert os.waitpid(child, 0)[1] == 0, f"after a kill at {point} it does not work any more"
        one.finish()
        one.take_down([])

        assert one.found == {}, point


def test_every_place_has_a_life() -> None:
    operations = {point.split("/")[0] for point in failpoint.POINTS}

    assert operations == LIVES.keys() | ELSEWHERE
