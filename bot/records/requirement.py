"""Who has to approve a post: by its kind, the practice's size, and whether it tells of a patient.

The defaults below hold for what policy.toml does not name. They follow the catalogue's REV001
(clinical and brand review by kind; read 2026-11-22) and the design's word that a solo practice
needs no second person except for patient posts. A post about a patient always needs a
second person, whatever the policy says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from bot.records.model import Policy, PracticeSize

_GROUP: Mapping[str, tuple[str, ...]] = {
    "education": ("clinician",),
    "research": ("clinician",),
    "opinion": ("marketing",),
    "promotion": ("clinician", "marketing"),
    "story": ("clinician",),
    "event": ("marketing",),
    "notice": ("marketing",),
}
_HOSPITAL: Mapping[str, tuple[str, ...]] = {
    **_GROUP,
    "education": ("clinician", "marketing"),
    "research": ("clinician", "marketing"),
    "story": ("clinician", "marketing"),
    "opinion": ("clinician", "marketing"),
}
_DEFAULTS: Mapping[PracticeSize, Mapping[str, tuple[str, ...]]] = {
    PracticeSize.SOLO: {},
    PracticeSize.GROUP: _GROUP,
    PracticeSize.HOSPITAL: _HOSPITAL,
}
#: Advised, never demanded: its absence warns.
LAY = "lay"
PRIVACY = "privacy"
#: Stands for whoever is not the author, in a practice too small for offices.
SOMEBODY = "somebody else"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Roles that must be filled by as many different people, none of them the author."""

    roles: tuple[str, ...] = ()
    lay: bool = False  # a lay reader is advised


def required(policy: Policy, kind: str, *, patient: bool) -> Requirement:
    """What this kind of post needs under this policy."""
    asked = policy.roles.get(kind)
    roles = _DEFAULTS[policy.practice].get(kind, ()) if asked is None else asked
    wanted = tuple(dict.fromkeys(role for role in roles if role != LAY))
    if patient and PRIVACY not in wanted:
        solo = policy.practice is PracticeSize.SOLO
        wanted = wanted or (SOMEBODY,) if solo else (*wanted, PRIVACY)
    return Requirement(wanted, LAY in roles)


def unfilled(roles: Sequence[str], approvers: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The roles that no one is left for when each person fills one role at most.

    ``approvers``: person -> the roles they approved in.
    """
    can = {person: {*had, SOMEBODY} for person, had in approvers.items()}
    fewest = tuple(roles)
    for order in permutations(roles):
        left = _greedy(order, can)
        if len(left) < len(fewest):
            fewest = left
    return fewest


def _greedy(roles: Sequence[str], can: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    free = dict(can)
    left = []
    for role in roles:
        # Whoever can do least else goes first.
        able = sorted((p for p in free if role in free[p]), key=lambda p: (len(set(free[p])), p))
        if able:
            free.pop(able[0])
        else:
            left.append(role)
    return tuple(left)
