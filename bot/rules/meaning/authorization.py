"""Whether a post's authorization is there at all; what it lacks is for other rules."""

from __future__ import annotations

from bot.records import Records
from bot.records.model import ConsentStatus


def missing(consent: str, records: Records) -> str:
    """Why ``consent`` is no authorization on file, in safe words, or nothing."""
    if not consent:
        return "no consent record is named"
    record = records.consents.get(consent)
    if record is None:
        return "the consent record it names is not on file or cannot be read"
    if record.status is ConsentStatus.PROPOSED:
        return f"{consent} is only proposed: nobody has signed it"
    return ""
