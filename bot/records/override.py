"""Overrides: a person's signed answer for one finding of one rule on exact bytes.

The catalogue says which rules can be answered for and by whom; whatever is in doubt (a file
that cannot be read, a role, a date, a digest) leaves the finding as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.records.model import Override
from bot.records.requirement import unfilled
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

#: The longest that an override may hold (catalogue, "How every gate works", 6).
LONGEST = timedelta(days=90)
#: The catalogue's letters for who may answer.
LETTERS: Mapping[str, str] = {
    "C": "clinician",
    "P": "privacy",
    "M": "marketing",
    "L": "legal",
    "A": "admin",
    "author": "author",
}
#: Rules that may be answered for with these reasons only.
ONLY: Mapping[str, frozenset[str]] = {"DIS001": frozenset({"not-an-endorsement"})}


@dataclass(frozen=True, slots=True)
class Question:
    """A finding that might be answered for: the rule, its column in the catalogue, the bytes."""

    rule: str
    column: str  # "N", "D", "C", "C+L"
    post: str
    account: str
    platform: str
    rendition: str
    author: str


def roles_for(column: str) -> tuple[str, ...]:
    """The roles that must answer together; none when nobody can."""
    letters = column.split(",")[0].strip().split("+")
    roles = tuple(LETTERS.get(letter.strip(), "") for letter in letters)
    return roles if all(roles) else ()


def sign_override(override: Override, seed: bytes) -> Override:
    """The same override with its signature."""
    made = signature(seed, signed_bytes(override))
    return override.model_copy(update={"signature": made})


def sound(override: Override, column: str, records: Records, now: datetime) -> Proof:
    """Whether an override is one at all at ``now``, whatever bytes it is bound to."""
    person = records.people.get(override.person)
    if not (roles := roles_for(column)):
        return Proof(False, f"{override.rule} can never be overridden")
    if person is None:
        return Proof(False, f"{override.person} is not on file")
    if override.role not in person.roles:
        return Proof(False, f"{person.id} does not have the role {override.role}")
    if override.role not in roles:
        return Proof(False, f"{override.rule} can be overridden only by {' and '.join(roles)}")
    allowed = ONLY.get(override.rule, frozenset({override.reason_code}))
    if override.reason_code not in allowed:
        return Proof(False, f"{override.rule} can be overridden only as {', '.join(allowed)}")
    if why := _untimely(override, now):
        return Proof(False, why)
    if not (stands := standing(person, override.at, now)):
        return stands
    if not person.public_key:
        return Proof(False, f"config/people/{person.id}.toml has no public_key")
    if not holds(override.signature, signed_bytes(override), person.public_key):
        return Proof(False, "the signature does not fit the record and the person's key")
    return Proof(True)


def _untimely(override: Override, now: datetime) -> str:
    given = override.at.astimezone(UTC).date()
    if override.expires > given + LONGEST:
        return f"it holds for more than {LONGEST.days} days"
    if now.astimezone(UTC).date() > override.expires:
        return f"it ended on {override.expires}"
    return ""


def covers_bytes(override: Override, question: Question) -> bool:
    """Whether it is about this rule on exactly these bytes."""
    wanted = (question.account, question.platform, question.rendition)
    bound = {(b.account, b.platform, b.rendition) for b in override.bound}
    return (override.rule, override.post) == (question.rule, question.post) and wanted in bound


def answers(
    records: Records, question: Question, now: datetime, by: datetime | None = None
) -> tuple[Override, ...]:
    """The overrides that together answer for a finding; none when any doubt is left.

    With ``by`` only what was signed until then counts: a late word releases nothing by itself.

    Every role of the catalogue's column is filled by another person, and not all of them
    are the post's author.
    """
    if records.unread("overrides", question.post):
        return ()
    roles = roles_for(question.column)
    found = tuple(
        one
        for one in records.overrides
        if covers_bytes(one, question)
        and sound(one, question.column, records, now)
        and (by is None or one.at <= by)
    )
    had: dict[str, set[str]] = {}
    for one in found:
        had.setdefault(one.person, set()).add(one.role)
    if not found or set(had) == {question.author} or unfilled(roles, had):
        return ()
    return found


def write_override(root: Path, override: Override) -> Path:
    """Write config/overrides/<post>--<rule>--<person>.toml whole or not at all; its path."""
    data = plain(override)
    bound = data.pop("bound")
    name = f"overrides/{override.post}--{override.rule}--{override.person}.toml"
    data |= {"signature": override.signature, "bound": bound}
    return write_record(root, name, "override", data)
