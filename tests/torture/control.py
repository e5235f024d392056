"""What most programs do instead, so that the harness is seen to catch it.

Each control is the real publisher with one habit changed: what it makes of an answer that
proves nothing, and of a worker that died while it was sending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.ledger import claiming
from bot.model import Deferred, Outcome, Rejected, Sighting, State, Steps, Unknown
from bot.platforms.base import Client, Health, Job


@dataclass
class Altered:
    """A client whose unclear outcomes are called something else."""

    client: Client
    call: Callable[[Unknown], Outcome]

    def publish(self, job: Job, steps: Steps) -> Outcome:
        outcome = self.client.publish(job, steps)
        return self.call(outcome) if isinstance(outcome, Unknown) else outcome

    def find(self, job: Job, since: datetime) -> Sighting:
        return self.client.find(job, since)

    def delete(self, remote_id: str) -> Outcome:
        return self.client.delete(remote_id)

    def check(self) -> Health:
        return self.client.check()


def naive(client: Client) -> Client:
    """Any error is tried again."""
    return Altered(client, lambda unknown: Deferred(unknown.code, 1.0))


def at_most_once(client: Client) -> Client:
    """No error is tried again, and nobody looks."""
    return Altered(client, lambda unknown: Rejected(unknown.code, "It failed."))


@contextmanager
def lapsing(state: State) -> Iterator[None]:
    """A row whose worker died while sending becomes ``state``, in workers forked meanwhile."""
    before = claiming.LAPSED[State.SENDING]
    claiming.LAPSED[State.SENDING] = state
    try:
        yield
    finally:
        claiming.LAPSED[State.SENDING] = before
