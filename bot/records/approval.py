"""Approvals: what is signed, who signed it, and which rendition it covers.

A signature is Ed25519 over canonical JSON of everything in the record but itself. What
is approved is named by digest, so any change of text, picture, account, consent or
occurrence leaves the approval covering nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.model import canonical
from bot.records.model import Approval, Bound, Person, PracticeSize
from bot.records.signing import SKEW, Proof, holds, signature, standing, write_record

if TYPE_CHECKING:
    from bot.records.bundle import Records

__all__ = ["SKEW", "Proof"]

#: Keeps a signature from meaning anything in another kind of record.
_DOMAIN = b"gatepost approval v1\0"
#: In place of a signature: the signed commit that brought the file speaks for it.
BY_GIT = "git"


def signed_bytes(approval: Approval) -> bytes:
    """The bytes that a signature covers: every field but ``signature``, times in UTC."""
    return _DOMAIN + canonical(_plain(approval) | {"at": approval.at.astimezone(UTC).isoformat()})


def _plain(approval: Approval) -> dict[str, Any]:
    """The record under the keys of its file, without the signature.

    What later versions added is left out where it is empty, so that what an earlier one
    signed still verifies.
    """
    plain = {
        "schema": approval.schema_,
        "post": approval.post,
        "person": approval.person,
        "roles": list(approval.roles),
        "decision": approval.decision,
        "acknowledges_warns": approval.acknowledges_warns,
        "consents": list(approval.consents),
        "rule_set": approval.rule_set,
        "note": approval.note,
        "at": approval.at,
    }
    if approval.self_reviewed:
        plain["self_reviewed"] = True
    return plain | {"bound": [_plain_bound(one) for one in approval.bound]}


def _plain_bound(bound: Bound) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "account": bound.account,
        "occurrence": bound.occurrence,
        "rendition": bound.rendition,
    }
    pieces = {name: getattr(bound, name) for name in PIECES if getattr(bound, name)}
    return plain | pieces | ({"warns": list(bound.warns)} if bound.warns else {})


#: What a rendition is made of, for telling what changed: the fields of ``Bound``.
PIECES = ("text", "media", "alt", "labels")


def sign(approval: Approval, seed: bytes) -> Approval:
    """The same approval with its signature; ``seed`` is the person's 32-byte Ed25519 seed."""
    made = signature(seed, signed_bytes(approval))
    return approval.model_copy(update={"signature": made})


def verify(approval: Approval, person: Person, now: datetime | None = None) -> Proof:
    """Whether ``person`` signed it, with roles they have, while with the practice.

    With ``now`` also that it is not from the future. One that a commit speaks for is no
    signature of its own: ``Records.proof_of`` knows about that.
    """
    if why := _unfit(approval, person):
        return Proof(False, why)
    if not (stands := standing(person, approval.at, now)):
        return stands
    if not person.public_key:
        return Proof(False, f"config/people/{person.id}.toml has no public_key")
    if not holds(approval.signature, signed_bytes(approval), person.public_key):
        return Proof(False, "the signature does not fit the record and the person's key")
    return Proof(True)


def _unfit(approval: Approval, person: Person) -> str:
    if approval.person != person.id:
        return "it names another person"
    if not set(approval.roles) <= set(person.roles):
        return "it claims a role that the person does not have"
    return ""


def proven(records: Records, approval: Approval, now: datetime | None = None) -> Proof:
    """Whether an approval counts as its person's: by their key, or by a signed commit."""
    person = records.people.get(approval.person)
    if person is None:
        return Proof(False, f"{approval.person} is not on file")
    if approval.signature != BY_GIT:
        return verify(approval, person, now)
    if why := _unfit(approval, person):
        return Proof(False, why)
    if not (stands := standing(person, approval.at, now)):
        return stands
    key = f"{approval.post}--{approval.person}"
    return records.commits.get(key, Proof(False, "no verified commit speaks for it"))


def covers(
    approval: Approval,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str] = (),
) -> bool:
    """Whether it says yes to exactly this; says nothing of the signature, see ``verify``."""
    return approval.decision == "approve" and concerns(
        approval, post, account, occurrence, rendition_digest, consents
    )


def concerns(
    approval: Approval,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str],
) -> bool:
    """Whether it says yes or no to exactly this."""
    wanted = (account, occurrence, rendition_digest)
    bound = ((b.account, b.occurrence, b.rendition) for b in approval.bound)
    return (
        approval.post == post
        and set(approval.consents) == {c for c in consents if c}
        and wanted in set(bound)
    )


def covering(
    records: Records,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str] = (),
    *,
    now: datetime | None = None,
) -> Iterator[Approval]:
    """Every verified approval of exactly this; none at all once a verified refusal stands."""
    wanted = tuple(consents)
    about = [
        a
        for a in records.approvals_of(post)
        if concerns(a, post, account, occurrence, rendition_digest, wanted)
        and proven(records, a, now)
    ]
    if all(a.decision == "approve" for a in about):
        yield from about


def acknowledged(
    records: Records,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str] = (),
    *,
    author: str = "",
    now: datetime | None = None,
    by: datetime | None = None,
) -> frozenset[str]:
    """The rules whose warnings of this rendition somebody signed that they took note of.

    A warning that a changed record adds later to the same bytes is of a rule not among
    them, and holds. ``author``'s own word counts only in a solo practice and never for a
    patient's post (design: author and approver differ). With ``by`` only what was signed
    until then counts: a late word releases nothing by itself.
    """
    wanted = tuple(c for c in consents if c)
    solo = records.policy.practice is PracticeSize.SOLO and not wanted
    noted = (
        set(_bound(a, account, occurrence, rendition_digest).warns)
        for a in covering(records, post, account, occurrence, rendition_digest, wanted, now=now)
        if a.acknowledges_warns and (solo or a.person != author) and (by is None or a.at <= by)
    )
    return frozenset().union(*noted)


def _bound(approval: Approval, account: str, occurrence: str, rendition: str) -> Bound:
    key = (account, occurrence, rendition)
    return next(b for b in approval.bound if (b.account, b.occurrence, b.rendition) == key)


def changes(
    approval: Approval,
    account: str,
    occurrence: str,
    rendition: str,
    consents: Sequence[str],
    pieces: dict[str, str],
) -> tuple[str, ...]:
    """What is not as it was approved, in words without any text; nothing when all is."""
    here = [b for b in approval.bound if b.account == account]
    if not here:
        return ("the account was not among those approved",)
    found = [] if set(approval.consents) == {c for c in consents if c} else ["the consents"]
    same = [b for b in here if b.occurrence == occurrence]
    if not same:
        return (*found, "the occurrence")
    if same[0].rendition != rendition:
        known = {name: getattr(same[0], name) for name in PIECES}
        moved = [WORDS[n] for n in PIECES if known[n] and known[n] != pieces.get(n, "")]
        found += moved or ["what would be sent"]
    return tuple(found)


WORDS = {
    "text": "the text",
    "media": "the pictures",
    "alt": "the alt text",
    "labels": "the labels and settings",
}


def write_approval(root: Path, approval: Approval) -> Path:
    """Write config/approvals/<post>--<person>.toml whole or not at all; its path.

    It replaces that person's earlier approval of the post. Raises BadRecord when the
    folder cannot be written.
    """
    data = _plain(approval)
    bound = data.pop("bound")
    data |= {"signature": approval.signature} | ({"bound": bound} if bound else {})
    return write_record(
        root, f"approvals/{approval.post}--{approval.person}.toml", "approval", data
    )
