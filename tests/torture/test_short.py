"""The short form of the proof; docs/proof.md says what it is and holds the long one's result.

``python bench/delivery/torture.py`` is the long form. A failure names the seed that shows it
again: ``python bench/delivery/torture.py --seed N --jobs 1 --kills 1``.
"""

from __future__ import annotations

import pytest

from bot.model import State
from tests.torture import control
from tests.torture.campaign import FAULTS, Ground, struck, torture
from tests.torture.rounds import Tally, run_round

SEED = 7_000


def show(tally: Tally) -> str:
    lines = [line for found in tally.broken.values() for line in found]
    return "\n".join([f"{tally.doubles} doubles, {tally.lost} lost, {tally.false} false", *lines])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "count"), [("kills", 150), ("stops", 12), ("disks", 12), ("jumps", 12)]
)
def test_nothing_is_doubled_lost_or_told_wrongly(here: Ground, kind: str, count: int) -> None:
    """Whatever happens to the workers, each post is out once and the ledger says so."""
    print(f"seeds from {SEED}")
    torture(here, kind, count, SEED)

    assert here.tally.broken == {}, show(here.tally)
    assert struck(here.tally, kind) >= count
    assert here.tally.settled_by_look > 0
    assert here.tally.out > here.tally.deliveries / 2


def test_a_stopped_worker_keeps_the_second_one_out(here: Ground) -> None:
    """On one machine nobody takes over from a process that may wake up again."""
    torture(here, "stops", 3, SEED + 500)

    assert here.tally.refused_seconds > 0


# ---------------------------------------------------------------- the harness catches
def controlled(here: Ground, rounds: int, **options: object) -> Tally:
    """Some rounds of kills with a habit changed."""
    for seed in range(SEED, SEED + rounds):
        one = here.round(seed, **options)
        run_round(one, FAULTS["kills"], 8, here.template)
    return here.tally


def test_naive_retry_is_caught_doubling(here: Ground) -> None:
    """Control: try again on any error, and when a lease is over. What most queues do."""
    with control.lapsing(State.PLANNED):
        tally = controlled(here, 2, wrap=control.naive)

    assert tally.doubles > 0
    assert "I1 once" in tally.broken


def test_at_most_once_is_caught_losing(here: Ground) -> None:
    """Control: mark as failed and never look. What is out is called failed, what is not is lost."""
    with control.lapsing(State.FAILED_FINAL):
        tally = controlled(here, 2, wrap=control.at_most_once)

    assert tally.false > 0
    assert "I3 no false state" in tally.broken


def test_a_settle_time_shorter_than_the_lists_lag_is_caught_doubling(here: Ground) -> None:
    """Control: an absence that is believed too early. It is why the settle time is long."""
    tally = controlled(here, 2, settle=60.0)

    assert tally.doubles > 0
