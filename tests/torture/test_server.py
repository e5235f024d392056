"""The same proof with several workers on PostgreSQL.

The database's clock would not let minutes go by in a moment, so the ledger goes by the
clock that all processes of a run share; tests/ledger proves the database's own.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.ledger.conftest import fresh_database, server  # noqa: F401 - a fixture
from tests.torture.campaign import Ground
from tests.torture.faults import Plan
from tests.torture.rounds import Round
from tests.torture.server import Crowd, fates

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
ACCOUNTS = ("strong-1", "strong-2", "keyed-1", "lagging-1", "blind-1")


@pytest.fixture
def address(server: str) -> Iterator[str]:  # noqa: F811
    with fresh_database(server) as url:
        yield url


def begun(here: Ground, address: str, seed: int) -> Round:
    one = here.round(seed, url=address, warm=None)
    one.accounts = ACCOUNTS
    one = replace(one)
    one.begin()
    return one


def settled(one: Round) -> None:
    Crowd(one).run([Plan()])
    one.finish()


def test_workers_that_die_side_by_side_double_and_lose_nothing(here: Ground, address: str) -> None:
    one = begun(here, address, 41)
    Crowd(one).run(fates(one.dice, 14, signal.SIGKILL))
    settled(one)

    assert one.found == {}
    assert here.tally.signals("SIGKILL") >= 5
