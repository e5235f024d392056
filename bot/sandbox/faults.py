"""Misbehaviour on demand: a queue of faults, each for one endpoint and a number of requests.

A fault that follows acceptance is only used up by a request that was accepted, so a
refused one leaves it in the queue.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from bot.errors import BadUsage

ANY = "*"


class FaultKind(StrEnum):
    """What goes wrong, and whether the platform had accepted by then."""

    RATE_LIMIT = "rate-limit"  # 429 with reset headers, nothing accepted
    ERROR = "error"  # `status` (500), nothing accepted
    ERROR_AFTER = "error-after"  # accepted, yet `status` (500)
    SILENT = "silent"  # accepted, then no answer until the client gives up
    CUT = "cut"  # connection closed before anything was accepted
    CUT_AFTER = "cut-after"  # accepted, then the connection is closed
    SLOW = "slow"  # answers after `seconds`
    LAG = "lag"  # accepted, but reads do not show it for `seconds` or `reads`
    STUCK = "stuck"  # media stays in progress for `polls` status polls
    BAD_JSON = "bad-json"  # accepted, the answer breaks off inside its JSON
    HUGE = "huge"  # accepted, the answer has `size` bytes
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - the name of a fault, not a secret


#: These strike only a request that was accepted.
AFTER = frozenset(
    {
        FaultKind.ERROR_AFTER,
        FaultKind.SILENT,
        FaultKind.CUT_AFTER,
        FaultKind.LAG,
        FaultKind.STUCK,
        FaultKind.BAD_JSON,
        FaultKind.HUGE,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One queued fault. ``reads`` and ``hidden`` also make any accepted post lag."""

    platform: str
    endpoint: str
    fault: FaultKind
    times: int = 1
    status: int = 500
    seconds: float = 0.0  # slow: the wait; rate-limit: until the reset; lag: how long
    reads: int = 0
    hidden: float = 0.0
    polls: int = 0
    size: int = 32 * 1024 * 1024

    def suits(self, platform: str, endpoint: str) -> bool:
        """Whether it strikes this endpoint of this platform; ``*`` stands for all."""
        return self.platform in (platform, ANY) and self.endpoint in (endpoint, ANY)


class Faults:
    """A thread-safe queue; the oldest fault that suits a request strikes it."""

    def __init__(self) -> None:
        self._queue: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, platform: str, endpoint: str = "create", **what: Any) -> Fault:
        """Queue a fault: ``fault=`` names the kind, the rest are the fields of ``Fault``.

        Raises BadUsage for an unknown kind or field, or a number below zero.
        """
        made = _made({"platform": platform, "endpoint": endpoint, **what})
        with self._lock:
            self._queue.append(made)
        return made

    def take(self, platform: str, endpoint: str) -> Fault | None:
        """The fault that strikes this request, counted down; None when none is queued."""
        with self._lock:
            for place, fault in enumerate(self._queue):
                if fault.suits(platform, endpoint):
                    return self._count_down(place)
        return None

    def give_back(self, fault: Fault) -> None:
        """Put a fault that struck nothing back at the head of the queue."""
        with self._lock:
            self._queue.insert(0, replace(fault, times=1))

    def pending(self) -> tuple[dict[str, Any], ...]:
        """What is still queued, as plain data."""
        with self._lock:
            return tuple(asdict(fault) for fault in self._queue)

    def clear(self) -> None:
        """Forget everything queued."""
        with self._lock:
            self._queue.clear()

    def _count_down(self, place: int) -> Fault:
        fault = self._queue[place]
        if fault.times <= 1:
            del self._queue[place]
        else:
            self._queue[place] = replace(fault, times=fault.times - 1)
        return fault


def _made(what: Mapping[str, Any]) -> Fault:
    known = {f.name: f for f in fields(Fault)}
    unknown = sorted(set(what) - set(known))
    if unknown:
        raise BadUsage(f"A fault has no field {unknown[0]!r}.", fix=f"Fields: {', '.join(known)}.")
    try:
        kind = FaultKind(what.get("fault", ""))
    except ValueError as error:
        raise BadUsage(
            "That is not a fault the sandbox knows.", fix=f"Faults: {', '.join(FaultKind)}."
        ) from error
    numbers = {k: v for k, v in what.items() if k not in ("platform", "endpoint", "fault")}
    for name, value in numbers.items():
        whole = name not in ("seconds", "hidden")
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise BadUsage(f"The field {name!r} of a fault is not a number.", fix="Write a number.")
        if value < 0:
            raise BadUsage(f"The field {name!r} of a fault is below zero.", fix="Use zero or more.")
    return Fault(str(what["platform"]), str(what["endpoint"]), kind, **numbers)
