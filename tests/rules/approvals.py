"""Keys of the invented practice's people, and what they signed about the examples' posts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.model import Post, Rendition
from bot.records import Records
from bot.records.approval import sign
from bot.records.model import Approval, Bound, Covered, Override, Person
from bot.records.override import sign_override
from bot.records.pieces import pieces_of
from bot.vault.keys import public_key

AT = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
OTHER = "ab" * 32
#: Posts of the rules' own examples that come with signatures.
SIGNED = frozenset(
    {
        *("edited-after", "forged-approval", "own-approval", "twice-approved"),
        *("never-overridden", "own-override", "out-revoked", "out-otherwise"),
    }
)


def seed(person: str) -> bytes:
    return hashlib.sha256(person.encode()).digest()


def with_key(person: Person) -> Person:
    return person.model_copy(update={"public_key": public_key(seed(person.id))})


def approval(
    one: Post, shown: Rendition | None, person: str, roles: Sequence[str], **changes: Any
) -> Approval:
    """A signed approval of exactly this rendition; of other bytes without one."""
    pieces = pieces_of(shown) if shown else {"text": OTHER}
    values: dict[str, Any] = {
        "post": one.id,
        "person": person,
        "roles": tuple(roles),
        "bound": (
            Bound(
                account=one.accounts[0],
                occurrence="once",
                rendition=shown.digest if shown else OTHER,
                **pieces,
            ),
        ),
        "consents": (one.consent,) if one.consent else (),
        "at": AT,
        "signature": "",
    }
    return sign(Approval.model_validate(values | changes), seed(person))


def override(
    one: Post, shown: Rendition | None, rule: str, person: str, role: str, **changes: Any
) -> Override:
    values: dict[str, Any] = {
        "rule": rule,
        "post": one.id,
        "person": person,
        "role": role,
        "reason_code": "evidence-on-file",
        "reason": "The committee has read the file and agrees.",
        "bound": (
            Covered(
                account=one.accounts[0],
                platform=shown.platform if shown else "linkedin",  # type: ignore[arg-type]
                rendition=shown.digest if shown else OTHER,
            ),
        ),
        "at": AT,
        "expires": date(2027, 2, 1),
        "signature": "",
    }
    return sign_override(Override.model_validate(values | changes), seed(person))


def signed_for(one: Post, shown: Rendition, known: Records) -> Records:
    """The records with what people signed about an example's post."""
    approvals: tuple[Approval, ...] = ()
    overrides: tuple[Override, ...] = ()
    match one.id:
        case "edited-after" | "out-otherwise":
            approvals = (approval(one, None, "dr-lin", ["clinician"]),)
        case "forged-approval":
            good = approval(one, shown, "dr-lin", ["clinician"])
            approvals = (good.model_copy(update={"note": "changed by hand"}),)
        case "own-approval":
            approvals = (approval(one, shown, "dr-lin", ["clinician"]),)
        case "twice-approved":
            approvals = (approval(one, shown, "lee-both", ["clinician", "marketing"]),)
        case "never-overridden":
            overrides = (override(one, shown, "CON001", "dr-lin", "clinician"),)
        case "own-override":
            overrides = (override(one, shown, "CAD003", "dr-lin", "clinician"),)
    return replace(known, approvals=approvals, overrides=overrides)


@dataclass
class Out:
    """A ledger in which a post is out already."""

    post: str
    at: datetime

    def recent(self, account: str, since: datetime) -> Sequence[tuple[str, datetime, str]]:
        return [(self.post, self.at, "cd" * 32)] if self.at >= since else []

    def frozen(self, account: str, platform: str) -> bool:
        return False


def out(one: Post, now: datetime) -> Out:
    return Out(one.id, now - timedelta(days=2))
