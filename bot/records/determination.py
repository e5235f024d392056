"""Determinations: a privacy officer's signed word that a PHI finding is none.

No finding about a patient is ever waived. What can be signed is that there is no patient in
it: not a patient, invented, or an expert's determination on file (45 CFR 164.514(b)(1)). It is
bound to a keyed digest of the finding with the words around it, so any change of them
leaves it about nothing, and nobody without the key can guess what it is about.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.records.model import Determination
from bot.records.requirement import PRIVACY
from bot.records.signing import (
    Proof,
    holds,
    plain,
    signature,
    signed_bytes,
    standing,
    write_record,
)

if TYPE_CHECKING:
    from bot.records.bundle import Records

#: The catalogue's letter for rules whose findings a determination may clear.
COLUMN = "D"


def sign_determination(determination: Determination, seed: bytes) -> Determination:
    """The same determination with its signature."""
    made = signature(seed, signed_bytes(determination))
    return determination.model_copy(update={"signature": made})


def sound_determination(
    determination: Determination, author: str, records: Records, now: datetime
) -> Proof:
    """Whether it was signed by a privacy officer who did not write the post."""
    person = records.people.get(determination.person)
    if person is None:
        return Proof(False, f"{determination.person} is not on file")
    if PRIVACY not in person.roles:
        return Proof(False, f"{person.id} does not have the role {PRIVACY}")
    if person.id == author:
        return Proof(False, "the author of a post cannot determine what it shows")
    if not (stands := standing(person, determination.at, now)):
        return stands
    if not person.public_key:
        return Proof(False, f"config/people/{person.id}.toml has no public_key")
    if not holds(determination.signature, signed_bytes(determination), person.public_key):
        return Proof(False, "the signature does not fit the record and the person's key")
    return Proof(True)


def determinations(
    records: Records, rule: str, post: str, author: str, now: datetime
) -> tuple[Determination, ...]:
    """Those that count for a rule and a post; none while one of the post cannot be read."""
    if records.unread("determinations", post):
        return ()
    return tuple(
        one
        for one in records.determinations
        if (one.rule, one.post) == (rule, post) and sound_determination(one, author, records, now)
    )


def write_determination(root: Path, determination: Determination) -> Path:
    """Write config/determinations/<id>.toml whole or not at all; its path."""
    data = plain(determination) | {"signature": determination.signature}
    return write_record(root, f"determinations/{determination.id}.toml", "determination", data)
