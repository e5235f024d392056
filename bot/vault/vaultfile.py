"""The vault file, format 1: its fields, its one spelling in bytes, and what is refused on reading.

The file is canonical JSON (sorted keys, no spaces, one final newline, canonical base64), so
that one content has one spelling and no byte of it can change unnoticed. What stands in it
openly: names of accounts and persons, versions, when a way of unlocking was added. What it
keeps: everything else. Nothing here decrypts.
"""

from __future__ import annotations

import binascii
import json
import string
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import VaultUnavailable

FORMAT: Literal["gatepost-vault-1"] = "gatepost-vault-1"
#: Least work for a guess at the passphrase, checked on reading too, so that a header with a
#: cheaper one is refused: RFC 9106 (September 2021), section 4, the second recommended option.
LEAST_MEMORY_KIB = 64 * 1024
LEAST_PASSES = 3
#: Most work that a header may ask of us.
MOST_MEMORY_KIB = 1024 * 1024
MOST_PASSES = 16

WAYS = ("passphrase+keyring", "passphrase+fido2", "recovery", "sealed-unattended")
Way = Literal["passphrase+keyring", "passphrase+fido2", "recovery", "sealed-unattended"]


def _canonical64(text: str) -> str:
    # Decoding all of it would be most of the work of reading a secret, and only the last four
    # letters can be spelled in two ways.
    letters = text.encode("ascii")
    body, end = letters[:-4], letters[-4:]
    whole = binascii.b2a_base64(binascii.a2b_base64(end), newline=False) == end
    if len(letters) % 4 or body.translate(None, _LETTERS) or not whole:
        raise ValueError("not canonical base64")
    return text


_LETTERS = (string.ascii_letters + string.digits + "+/").encode()
Bytes = Annotated[str, AfterValidator(_canonical64)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Stretch(_Part):
    """How a passphrase is stretched: Argon2id version 1.3."""

    memory_kib: int = Field(default=LEAST_MEMORY_KIB, ge=LEAST_MEMORY_KIB, le=MOST_MEMORY_KIB)
    passes: int = Field(default=LEAST_PASSES, ge=LEAST_PASSES, le=MOST_PASSES)
    lanes: int = Field(default=4, ge=1, le=16)
    salt: Bytes


class Slot(_Part):
    """One way of unlocking: the vault's key, wrapped under that way's shares."""

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    way: Way
    label: str = Field(max_length=80)
    added: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    stretch: Stretch | None
    share: dict[str, str]  # what the second share needs to be found again; nothing secret
    nonce: Bytes
    wrapped: Bytes


class Sealed(_Part):
    """One secret, encrypted under a key of its own."""

    name: str = Field(min_length=1, max_length=200)
    version: int = Field(ge=1)
    nonce: Bytes
    box: Bytes


class VaultFile(_Part):
    """The whole file. ``mac`` covers everything else."""

    format: Literal["gatepost-vault-1"]
    vault: str = Field(pattern=r"^[0-9a-f]{32}$")
    epoch: int = Field(ge=1)
    counter: int = Field(ge=1)
    slots: list[Slot] = Field(min_length=1, max_length=16)
    records: list[Sealed] = Field(max_length=5000)
    mac: Bytes

    def covered(self) -> bytes:
        """What the mac is made over."""
        return canonical(self.model_dump(exclude={"mac"}))

    def dumped(self) -> bytes:
        """The file's one spelling."""
        return canonical(self.model_dump()) + b"\n"

    def record(self, name: str) -> Sealed | None:
        """The record of that name, or None."""
        return next((record for record in self.records if record.name == name), None)


def canonical(value: Any) -> bytes:
    """JSON with one spelling: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def covered_in(content: bytes) -> bytes:
    """What the mac of a file is made over, cut out of its bytes: one that is spelled another
    way than ``dumped`` does has another mac."""
    before, _, rest = content.partition(b'"mac":"')  # only numbers and the format come before it
    return before + rest.partition(b'",')[2][:-1]  # and the final newline


def parsed(content: bytes) -> VaultFile:
    """Read the file. Raises VaultUnavailable for a newer format and for whatever is not ours."""
    file = fields_of(content)
    if file.dumped() != content:
        raise _damaged()
    return file


def fields_of(content: bytes) -> VaultFile:
    """Read the file as ``parsed`` does, its spelling left to whoever checks the mac."""
    try:
        data = json.loads(content)
        _refuse_newer(data)
        file = VaultFile.model_validate(data)
    except (ValueError, ValidationError, RecursionError):
        raise _damaged() from None  # their words would quote the file
    names = [record.name for record in file.records]
    if names != sorted(set(names)):
        raise _damaged()
    return file


def _refuse_newer(data: Any) -> None:
    said = data.get("format") if isinstance(data, dict) else None
    if isinstance(said, str) and said.startswith("gatepost-vault-") and said != FORMAT:
        raise VaultUnavailable(
            "the vault file has a format that this version does not know.",
            fix="Use the version of gatepost that wrote it, or a newer one.",
        )


def _damaged() -> VaultUnavailable:
    return VaultUnavailable(
        "the vault file is damaged or was changed.",
        fix="Put the .previous file beside it in its place, or restore it from a backup.",
    )
