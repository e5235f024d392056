"""Signatures under records: Ed25519 over canonical JSON of everything in a record but itself.

Each kind of record signs behind a domain of its own, so that no signature means anything
in another kind.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from bot.errors import BadRecord
from bot.model import Place, canonical
from bot.records.model import Determination, Override, Person, Record
from bot.records.schema import hint
from bot.records.toml import dumps, write_text

#: How far another machine's clock may be ahead of ours.
SKEW = timedelta(minutes=5)

_DOMAINS: Mapping[type[Record], bytes] = {
    Override: b"gatepost override v1\0",
    Determination: b"gatepost determination v1\0",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a signature holds, and if not, why, in safe words; true or false like a bool."""

    ok: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.ok


def plain(record: Record) -> dict[str, Any]:
    """The record under the keys of its file, without the signature and what is not set."""
    data = record.model_dump(by_alias=True, exclude={"signature"})
    return {key: _listed(value) for key, value in data.items() if value not in ((), "")}


def _listed(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_listed(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _listed(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value


def signed_bytes(record: Override | Determination) -> bytes:
    """The bytes that a signature covers: every field but ``signature``, times in UTC."""
    return _DOMAINS[type(record)] + canonical(_dated(plain(record)))


def _dated(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _dated(item) for key, item in value.items()}
    return [_dated(item) for item in value] if isinstance(value, list) else value


def signature(seed: bytes, message: bytes) -> str:
    """The Ed25519 signature of ``message``, base64; ``seed`` is the person's 32-byte seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).sign(message)).decode()


def holds(signature: str, message: bytes, public_key: str) -> bool:
    """Whether the signature fits the message and the key, both base64; never raises."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def standing(person: Person, at: datetime, now: datetime | None) -> Proof:
    """Whether a person could sign anything at ``at``, seen from ``now``."""
    if person.until is not None and at.astimezone(UTC).date() > person.until:
        return Proof(False, "the person had left the practice")
    if now is not None and at > now + SKEW:
        return Proof(False, "it is dated in the future")
    return Proof(True)


def write_record(root: Path, name: str, kind: str, data: Mapping[str, Any]) -> Path:
    """Write config/<name> whole or not at all, with its schema's hint; its path.

    Raises BadRecord when the folder cannot be written.
    """
    path = f"config/{name}"
    try:
        return write_text(root / path, f"{hint(kind)}\n{dumps(data)}")
    except OSError as error:
        raise BadRecord(
            f"the {kind} cannot be written.",
            fix="Check the folder's permissions and the space on the disk.",
            place=Place(path),
        ) from error
