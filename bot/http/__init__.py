"""The only door to the network: every request of every platform leaves through ``Door``.

No exception of requests or urllib3 passes it. What went wrong before the first byte
left is told apart from what went wrong after, because only the first may be tried again.
"""

from __future__ import annotations

from bot.http.answer import Answer, Effect
from bot.http.door import HOMES, Door, Home, door_for, dry_door, is_loopback
from bot.http.refusal import SOON, Refusal, Remedy, outcome_of, reading
from bot.http.transport import ForbiddenTransport, Lost, NotSent, Session, cap_loggers
from bot.http.wait import minimum_wait

__all__ = [
    "HOMES",
    "SOON",
    "Answer",
    "Door",
    "Effect",
    "ForbiddenTransport",
    "Home",
    "Lost",
    "NotSent",
    "Refusal",
    "Remedy",
    "Session",
    "cap_loggers",
    "door_for",
    "dry_door",
    "is_loopback",
    "minimum_wait",
    "outcome_of",
    "reading",
]
