"""How the approvals on file stand to one rendition: fresh, refused, stale or worthless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.records.approval import changes, concerns, proven
from bot.records.model import Approval, PracticeSize
from bot.records.requirement import Requirement, required, unfilled

if TYPE_CHECKING:
    from bot.model import Kind
    from bot.records.bundle import Records


@dataclass(frozen=True, slots=True)
class About:
    """What is to be approved: one rendition of one occurrence, and who wrote it."""

    post: str
    account: str
    occurrence: str
    rendition: str
    consents: tuple[str, ...]
    author: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Review:
    """Every approval of the post on file, by what it is worth for this rendition."""

    about: About
    requirement: Requirement
    fresh: tuple[Approval, ...] = ()  # verified, of exactly this
    refused: tuple[Approval, ...] = ()  # verified, and a no
    stale: tuple[tuple[Approval, tuple[str, ...]], ...] = ()  # verified, of something else
    worthless: tuple[tuple[Approval, str], ...] = ()  # does not verify, and why

    def roles(self, *, by: datetime | None = None, author: bool = False) -> Mapping[str, set[str]]:
        """Person -> roles they approved exactly this in, up to the instant ``by``.

        The author's own approval is left out unless ``author``.
        """
        return {
            one.person: set(one.roles)
            for one in self.fresh
            if one.roles
            and (by is None or one.at <= by)
            and (author or one.person != self.about.author)
        }

    def missing(self, *, by: datetime | None = None) -> tuple[str, ...]:
        """The required roles that nobody fills, each person filling one."""
        return unfilled(self.requirement.roles, self.roles(by=by))


def review(
    records: Records,
    about: About,
    now: datetime,
    pieces: Mapping[str, str] | None = None,
) -> Review:
    """Sort the approvals of a post; ``pieces`` are the digests of what it is made of."""
    fresh: list[Approval] = []
    refused: list[Approval] = []
    stale: list[tuple[Approval, tuple[str, ...]]] = []
    worthless: list[tuple[Approval, str]] = []
    key = (about.account, about.occurrence, about.rendition, about.consents)
    for one in records.approvals_of(about.post):
        proof = proven(records, one, now)
        if not proof:
            worthless.append((one, proof.why))
        elif concerns(one, about.post, *key):
            (fresh if one.decision == "approve" else refused).append(one)
        elif one.decision == "approve" and one.roles:
            stale.append((one, changes(one, *key, dict(pieces or {}))))
    wanted = required(records.policy, about.kind, patient=bool(about.consents))
    return Review(about, wanted, tuple(fresh), tuple(refused), tuple(stale), tuple(worthless))


def label(found: Iterable[Review], records: Records) -> str:
    """One line for a preview: by whom a post was reviewed, or what it waits for."""
    reviews = list(found)
    if any(r.refused for r in reviews):
        people = sorted({one.person for r in reviews for one in r.refused})
        return f"sent back by {', '.join(people)}"
    missing = sorted({role for r in reviews for role in r.missing()})
    if missing:
        return f"waits for approval: {', '.join(missing)}"
    everywhere = [set(r.roles()) for r in reviews]
    people = sorted(set.intersection(*everywhere)) if everywhere else []
    if people:
        return f"approved by {', '.join(people)}"
    if records.policy.practice is PracticeSize.SOLO and reviews:
        return "self-reviewed: nobody but its author has to look at it"
    return ""
