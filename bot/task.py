"""What somebody still has to do about posts that are out: made from rows and records alone.

A task is open as long as its row says so; retracting the post closes it. Nothing is ticked off
by hand, so nothing can be ticked off wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.ledger.base import Delivery, Ledger
from bot.model import State
from bot.records import Records
from bot.records.model import Consent, ConsentStatus

#: Out, or perhaps out.
OUT = frozenset(
    {
        State.PUBLISHED,
        State.RETRACT_REQUESTED,
        State.RETRACTING,
        State.SENDING,
        State.UNKNOWN,
        State.RECONCILING,
    }
)


@dataclass(frozen=True, slots=True)
class Takedown:
    """One delivery that has to come down."""

    consent: str
    post: str
    account: str
    url: str
    due: date | None
    certain: bool  # False: nobody knows yet whether it is out


def takedowns(records: Records, ledger: Ledger) -> list[Takedown]:
    """Everything that is out under an authorization that was taken back, the soonest due first."""
    revoked = {one.id: one for one in records.consents.values() if is_revoked(one)}
    if not revoked:
        return []
    found = [
        _takedown(revoked[consent], row)
        for row in ledger.deliveries(states=OUT)
        for consent in row.consents
        if consent in revoked
    ]
    return sorted(found, key=lambda one: (one.due or date.max, one.post, one.account))


def is_revoked(consent: Consent) -> bool:
    """Either mark is enough: the status, or a revocation on record."""
    return consent.status is ConsentStatus.REVOKED or consent.revocation is not None


def _takedown(consent: Consent, row: Delivery) -> Takedown:
    due = consent.revocation.takedown_due if consent.revocation else None
    certain = row.state in (State.PUBLISHED, State.RETRACT_REQUESTED, State.RETRACTING)
    return Takedown(consent.id, row.key.post_id, row.key.account, row.url, due, certain)
