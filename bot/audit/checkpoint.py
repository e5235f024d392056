"""Signed checkpoints of the audit chain: kept where whoever writes the ledger cannot reach.

The chain alone shows accidents. Who may write the database may also write a whole new chain;
only a checkpoint that was signed and taken elsewhere before shows that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.errors import BadRecord
from bot.ledger.base import AuditRow
from bot.model import canonical

FORMAT: Literal["gatepost-checkpoint-1"] = "gatepost-checkpoint-1"
_FIELDS = {"format", "log", "environment", "seq", "head", "at", "key", "signature"}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain had come at an instant, signed."""

    format: str
    log: str  # the hash of the log's first row: which log this is
    environment: str
    seq: int
    head: str  # the hash of row ``seq``
    at: str  # UTC, "2026-11-22T09:00:00Z"
    key: str  # id of the signing key
    signature: str  # Ed25519 over the canonical JSON of the rest, base64

    def signed_part(self) -> bytes:
        """What the signature is made over."""
        return canonical({k: v for k, v in asdict(self).items() if k != "signature"})

    def dumped(self) -> str:
        """The checkpoint as a file holds it."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @property
    def file_name(self) -> str:
        """A name of its own that sorts by number."""
        return f"checkpoint-{self.environment}-{self.log[:8]}-{self.seq:010d}.json"


def key_id(public: str) -> str:
    """The id of a public key (base64 of its 32 bytes): 16 hex digits of its SHA-256."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def make_checkpoint(
    rows: Sequence[AuditRow], environment: str, seed: bytes, now: datetime
) -> Checkpoint:
    """Sign how far ``rows``, a whole log from its first row on, have come.

    Raises BadRecord for an empty log.
    """
    if not rows or rows[0].seq != 1:
        raise BadRecord("the audit log has no first row.", fix="Run gatepost plan once.")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    unsigned = Checkpoint(
        format=FORMAT,
        log=rows[0].hash,
        environment=environment,
        seq=rows[-1].seq,
        head=rows[-1].hash,
        at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        key=key_id(public),
        signature="",
    )
    signature = base64.b64encode(key.sign(unsigned.signed_part())).decode()
    return Checkpoint(**(asdict(unsigned) | {"signature": signature}))


def is_signed(checkpoint: Checkpoint, public: str) -> bool:
    """Whether the signature is that key's."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(
            base64.b64decode(checkpoint.signature, validate=True), checkpoint.signed_part()
        )
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def parse_checkpoint(text: str, name: str) -> Checkpoint:
    """Read one. Raises BadRecord, which names the file and shows nothing of it."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict) or set(data) != _FIELDS or not _typed(data):
        raise BadRecord(
            f"{name} is no checkpoint of ours.", fix="Take it out of the checkpoints' folder."
        )
    return Checkpoint(**data)


def read_folder(folder: Path) -> list[Checkpoint]:
    """All checkpoints of a folder, by name. Raises BadRecord for a file that is none."""
    return [
        parse_checkpoint(path.read_text(encoding="utf-8", errors="replace"), path.name)
        for path in sorted(folder.glob("checkpoint-*.json"))
    ]


def _typed(data: dict[str, Any]) -> bool:
    texts = all(isinstance(data[name], str) for name in _FIELDS - {"seq"})
    return texts and data["format"] == FORMAT and type(data["seq"]) is int and data["seq"] > 0
