"""Refusals as data: each platform lists what it says no with, and what that means for a post.

The meaning depends on the request as well as on the answer: what leaves a *create* in
doubt is harmless on a read or an upload, which may simply be done again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.http.answer import Answer, Effect
from bot.model import Deferred, Rejected, Unknown

#: Seconds before something that was merely not ready is asked for again.
SOON = 60.0


class Remedy(StrEnum):
    """What cures a refusal."""

    NEVER = "never"  # a person or an edit
    REFRESH = "after_refresh"  # a new token
    RESET = "after_reset"  # time: refused before any effect
    POLL = "poll"  # the picture was not ready yet
    RECREATE = "recreate"  # a new upload or container
    LOOKUP = "lookup_first"  # nobody knows whether it is out: look before anything else


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: recognised by HTTP status and a ``sign`` in the body; both empty match all."""

    code: str  # appended to the platform's name: "403:duplicate"
    remedy: Remedy
    what: str
    fix: str = ""
    status: tuple[int, ...] = ()
    sign: str = ""
    held: bool = False  # NEVER only: a person can cure it without touching the post


REFUSED = Refusal(
    "refused",
    Remedy.NEVER,
    "The platform refused the request for a reason that gatepost does not know",
    "Look at the account in the platform's own app, then release or cancel the post.",
    held=True,
)


def reading(table: Iterable[Refusal], status: int, signs: Iterable[str]) -> Refusal:
    """The first row of ``table`` that fits; REFUSED when none does."""
    said = tuple(sign.casefold() for sign in signs)
    for row in table:
        if row.status and status not in row.status:
            continue
        if not row.sign or any(row.sign.casefold() in sign for sign in said):
            return row
    return REFUSED


def outcome_of(
    row: Refusal,
    platform: str,
    answer: Answer,
    effect: Effect,
    *,
    wait: float = SOON,
    hint: str = "",
) -> Rejected | Deferred | Unknown:
    """What a refusal means for the delivery. ``wait`` counts where time cures it."""
    named = ":" in row.code or row.code == "5xx"  # the row's own code tells the status
    code = f"{platform}:{row.code}" if named else f"{platform}:{answer.status}:{row.code}"
    match row.remedy:
        case Remedy.NEVER:
            return Rejected(code, row.what, row.fix, held=row.held)
        case Remedy.REFRESH:
            return Rejected(code, row.what, row.fix, held=True)
        case Remedy.RESET:
            return Deferred(code, wait, row.what)
        case Remedy.POLL | Remedy.RECREATE:
            return Deferred(code, SOON, row.what)
        case Remedy.LOOKUP:
            if effect is Effect.CREATE:
                return Unknown(code, row.what, hint)
            return Deferred(code, SOON, row.what)
