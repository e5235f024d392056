"""Approvals: what is signed, who signed it, and which rendition it covers.

A signature is Ed25519 over canonical JSON of everything in the record but itself. What
is approved is named by digest, so any change of text, picture, account, consent or
occurrence leaves the approval covering nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import BadRecord
from bot.model import Place, canonical
from bot.records.model import Approval, Person, PracticeSize
from bot.records.schema import hint
from bot.records.toml import dumps, write_text

if TYPE_CHECKING:
    from bot.records.bundle import Records

#: Keeps a signature from meaning anything in another kind of record.
_DOMAIN = b"gatepost approval v1\0"
#: How far another machine's clock may be ahead of ours.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a signature holds, and if not, why, in safe words; true or false like a bool."""

    ok: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.ok


def signed_bytes(approval: Approval) -> bytes:
    """The bytes that a signature covers: every field but ``signature``, times in UTC."""
    return _DOMAIN + canonical(_plain(approval) | {"at": approval.at.astimezone(UTC).isoformat()})


def _plain(approval: Approval) -> dict[str, Any]:
    """The record under the keys of its file, without the signature."""
    return {
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
        "bound": [
            {"account": b.account, "occurrence": b.occurrence, "rendition": b.rendition}
            for b in approval.bound
        ],
    }


def sign(approval: Approval, seed: bytes) -> Approval:
    """The same approval with its signature; ``seed`` is the person's 32-byte Ed25519 seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(signed_bytes(approval))
    return approval.model_copy(update={"signature": base64.b64encode(signature).decode()})


def verify(approval: Approval, person: Person, now: datetime | None = None) -> Proof:
    """Whether ``person`` signed it, with roles they have, while with the practice.

    With ``now`` also that it is not from the future.
    """
    if approval.person != person.id:
        return Proof(False, "it names another person")
    if not person.public_key:
        return Proof(False, f"config/people/{person.id}.toml has no public_key")
    if not set(approval.roles) <= set(person.roles):
        return Proof(False, "it claims a role that the person does not have")
    if person.until is not None and approval.at.astimezone(UTC).date() > person.until:
        return Proof(False, "the person had left the practice")
    if now is not None and approval.at > now + SKEW:
        return Proof(False, "it is dated in the future")
    if not _holds(approval, person.public_key):
        return Proof(False, "the signature does not fit the record and the person's key")
    return Proof(True)


def _holds(approval: Approval, public_key: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        signature = base64.b64decode(approval.signature, validate=True)
        key.verify(signature, signed_bytes(approval))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def covers(
    approval: Approval,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str] = (),
) -> bool:
    """Whether it says yes to exactly this; says nothing of the signature, see ``verify``."""
    return approval.decision == "approve" and _about(
        approval, post, account, occurrence, rendition_digest, consents
    )


def _about(
    approval: Approval,
    post: str,
    account: str,
    occurrence: str,
    rendition_digest: str,
    consents: Iterable[str],
) -> bool:
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
        for a in records.approvals
        if _about(a, post, account, occurrence, rendition_digest, wanted)
        and (signer := records.people.get(a.person))
        and verify(a, signer, now)
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
) -> bool:
    """Whether somebody signed that they took note of this rendition's warns.

    ``author``'s own word counts only in a solo practice and never for a patient's post
    (design: author and approver differ).
    """
    wanted = tuple(c for c in consents if c)
    solo = records.policy.practice is PracticeSize.SOLO and not wanted
    return any(
        a.acknowledges_warns and (solo or a.person != author)
        for a in covering(records, post, account, occurrence, rendition_digest, wanted, now=now)
    )


def write_approval(root: Path, approval: Approval) -> Path:
    """Write config/approvals/<post>--<person>.toml whole or not at all; its path.

    It replaces that person's earlier approval of the post. Raises BadRecord when the
    folder cannot be written.
    """
    name = f"config/approvals/{approval.post}--{approval.person}.toml"
    data = _plain(approval)
    bound = data.pop("bound")
    text = f"{hint('approval')}\n" + dumps(
        data | {"signature": approval.signature} | ({"bound": bound} if bound else {})
    )
    try:
        return write_text(root / name, text)
    except OSError as error:
        raise BadRecord(
            "the approval cannot be written.",
            fix="Check the folder's permissions and the space on the disk.",
            place=Place(name),
        ) from error
