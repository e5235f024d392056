"""Ways of unlocking: shares become a key, and that key wraps the vault's own.

KEK = HKDF-SHA256(Argon2id(passphrase) || second share): both are key material, so neither
alone tells anything, and a wrong one looks like the other being wrong.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import VaultUnavailable
from bot.vault.vaultfile import FORMAT, Slot, Stretch, VaultFile, Way, canonical

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16

#: Turns a passphrase into 32 bytes; tests put a remembered one in its place.
Stretcher = Callable[[bytes, Stretch], bytes]


class Factor(Protocol):
    """A second share: something that is held, not known."""

    way: Way

    def enrol(self, vault: str) -> tuple[dict[str, str], bytes]:
        """Make a share of 32 bytes for a vault: (what finds it again, the share itself).

        Raises VaultUnavailable when it cannot be kept."""
        ...

    def share(self, vault: str, found_by: Mapping[str, str]) -> bytes:
        """The share again. Raises VaultUnavailable when it is not here."""
        ...


@dataclass(frozen=True, slots=True)
class Opener:
    """What a person or a machine brings to unlock: a factor and, for most ways, a passphrase."""

    factor: Factor
    passphrase: str | None = None
    label: str = ""

    def __repr__(self) -> str:
        return f"Opener({self.factor.way})"


def needs_passphrase(way: Way) -> bool:
    """Whether this way of unlocking asks for something known besides something held."""
    return way.startswith("passphrase+")


def stretch_argon2(passphrase: bytes, stretch: Stretch) -> bytes:
    """Argon2id, 32 bytes. About 0.15 s on one core of 2026 with the least parameters."""
    return Argon2id(
        salt=base64.b64decode(stretch.salt),
        length=KEY_BYTES,
        iterations=stretch.passes,
        lanes=stretch.lanes,
        memory_cost=stretch.memory_kib,
    ).derive(passphrase)


def derived(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose. Purposes must differ, and do: each is canonical JSON."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def encrypted(key: bytes, plain: bytes, about: bytes) -> tuple[str, str]:
    """(nonce, box) in base64, AES-256-GCM with a fresh nonce, bound to ``about``."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, plain, about)
    return base64.b64encode(nonce).decode(), base64.b64encode(box).decode()


def decrypted(key: bytes, nonce: str, box: str, about: bytes) -> bytes | None:
    """The plain bytes, or None when any of the four is not what it was encrypted with."""
    try:
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(box), about)
    except (InvalidTag, ValueError):
        return None


def make_slot(
    opener: Opener, dek: bytes, vault: str, epoch: int, now: datetime, stretcher: Stretcher
) -> Slot:
    """Wrap the vault's key under the shares of a new way of unlocking."""
    way = opener.factor.way
    stretch = (
        Stretch(salt=base64.b64encode(secrets.token_bytes(_SALT_BYTES)).decode())
        if needs_passphrase(way)
        else None
    )
    found_by, share = opener.factor.enrol(vault)
    slot = Slot(
        id=secrets.token_hex(8),
        way=way,
        label=opener.label,
        added=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        stretch=stretch,
        share=found_by,
        nonce="",
        wrapped="",
    )
    kek = _kek(slot, vault, share, opener.passphrase, stretcher)
    nonce, wrapped = encrypted(kek, dek, _about(slot, vault, epoch))
    return slot.model_copy(update={"nonce": nonce, "wrapped": wrapped})


def open_slots(file: VaultFile, opener: Opener, stretcher: Stretcher) -> bytes:
    """The vault's key by the first slot of the opener's way that its shares open.

    Raises VaultUnavailable when there is no such slot, when the second share is not here, or
    when one of the two is wrong - which one is not said, because nobody can know.
    """
    ways = [slot for slot in file.slots if slot.way == opener.factor.way]
    if not ways:
        raise VaultUnavailable(
            f"this vault has no way to be opened by {opener.factor.way}.",
            fix="gatepost vault status lists the ways it has.",
        )
    missing: VaultUnavailable | None = None
    for slot in ways:
        try:
            share = opener.factor.share(file.vault, slot.share)
        except VaultUnavailable as error:
            missing = error
            continue
        kek = _kek(slot, file.vault, share, opener.passphrase, stretcher)
        dek = decrypted(kek, slot.nonce, slot.wrapped, _about(slot, file.vault, file.epoch))
        if dek is not None and len(dek) == KEY_BYTES:
            return dek
    raise missing or VaultUnavailable(
        "the vault did not open: one of its shares is wrong.",
        fix="Type the passphrase again; if it is right, this is not the machine or key "
        "that holds the second share.",
    )


def _kek(
    slot: Slot, vault: str, share: bytes, passphrase: str | None, stretcher: Stretcher
) -> bytes:
    known = b""
    if slot.stretch is not None:
        if not passphrase:
            raise VaultUnavailable("the vault is locked.", fix="Run gatepost vault unlock.")
        known = stretcher(passphrase.encode(), slot.stretch)
    return derived(known + share, canonical([FORMAT, "kek", vault, slot.id, slot.way]).decode())


def _about(slot: Slot, vault: str, epoch: int) -> bytes:
    """Everything that a slot says about itself: none of it can be changed or moved."""
    said = slot.model_dump(exclude={"nonce", "wrapped"})
    return canonical([FORMAT, "slot", vault, epoch, said])
