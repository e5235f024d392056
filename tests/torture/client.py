"""A thin client of the platform that misbehaves; outcomes are classed at the project's own door."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.http import (
    Answer,
    Door,
    Effect,
    Refusal,
    Remedy,
    minimum_wait,
    outcome_of,
    reading,
)
from bot.ledger.attempts import StoredSteps
from bot.model import (
    Absent,
    Deferred,
    Delivered,
    Environment,
    Outcome,
    Present,
    Rejected,
    Sighting,
    Steps,
    Unknown,
    Unreadable,
)
from bot.platforms.base import Health, Job
from tests.torture.clock import START

REFUSALS = (
    Refusal("429", Remedy.RESET, "Too many.", status=(429,)),
    Refusal("duplicate", Remedy.LOOKUP, "It is there already.", status=(403,), sign="duplicate"),
    Refusal("422", Remedy.NEVER, "It cannot be read.", status=(422,)),
)


@dataclass
class Strike:
    """What the platform is asked to do to us: at the n-th create, before, after or answered."""

    place: str
    number: int
    signal: int


@dataclass
class SimClient:
    """Sends one part; ``checked`` is when the claim was last looked at."""

    door: Door
    now: Callable[[], datetime]
    checked: Callable[[], float]
    strike: Strike | None = None
    creates: int = 0

    def publish(self, job: Job, steps: Steps) -> Outcome:
        assert isinstance(steps, StoredSteps)
        part = job.rendition.parts[job.part]
        if part.text.endswith("picture"):
            media = self._media(steps)
            if isinstance(media, Rejected | Deferred | Unknown):
                return media
        body = {
            "key": job.key,
            "account": job.rendition.account,
            "text": part.text,
            "digest": job.rendition.digest,
            "attempt": steps.attempt,
            "fence": steps.row.fence,
            "checked": self.checked(),
            **self._strike(),
        }
        return self._read(self.door.send("POST", "/posts", effect=Effect.CREATE, json=body))

    def _media(self, steps: Steps) -> str | Rejected | Deferred | Unknown:
        known = steps.get("media")
        if known:
            return known
        answer = self.door.send("POST", "/media", effect=Effect.PREPARE, json={})
        if not isinstance(answer, Answer):
            return answer
        steps.put("media", answer.text("id"))
        return answer.text("id")

    def _strike(self) -> dict[str, object]:
        self.creates += 1
        if self.strike is None or self.strike.number != self.creates:
            return {}
        return {"strike": self.strike.place, "signal": self.strike.signal, "pid": os.getpid()}

    def _read(self, answer: Answer | Rejected | Deferred | Unknown) -> Outcome:
        if not isinstance(answer, Answer):
            return answer
        if answer.ok:
            return Delivered(answer.text("id"))
        row = reading(REFUSALS, answer.status, (answer.text("error"),))
        wait = minimum_wait(answer.headers, self.now()) or 60.0
        return outcome_of(row, "sim", answer, Effect.CREATE, wait=wait)

    def find(self, job: Job, since: datetime) -> Sighting:
        account, begin = job.rendition.account, (since - START).total_seconds()
        answer = self.door.send("GET", f"/posts/{account}/{begin}", effect=Effect.READ)
        if not isinstance(answer, Answer) or not answer.ok:
            return Unreadable("the list cannot be read")
        text = named(job.rendition.parts[job.part].text)
        for post in answer.rows("posts"):
            if post["text"] == text:
                return Present(str(post["id"]))
        return Absent()

    def delete(self, remote_id: str) -> Outcome:
        answer = self.door.send("DELETE", f"/posts/{remote_id}", effect=Effect.PREPARE, bare=True)
        if not isinstance(answer, Answer):
            return answer
        return Delivered(remote_id)

    def check(self) -> Health:
        return Health(True, "works")


def client_for(
    base_url: str,
    now: Callable[[], datetime],
    checked: Callable[[], float],
    strike: Strike | None = None,
) -> SimClient:
    """A client through a sandbox door."""
    door = Door("sim", base_url, Environment.SANDBOX, (), now=now)
    return SimClient(door, now, checked, strike)


def named(text: str) -> str:
    """The digest by which the platform knows a text."""
    return hashlib.sha256(text.encode()).hexdigest()
