"""Second shares that need no extra: the login's key store, a secret file, a printed key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from bot.errors import BadUsage, VaultUnavailable
from bot.vault.base import Secret
from bot.vault.filing import read_private, refuse_git, replace_private
from bot.vault.slots import KEY_BYTES
from bot.vault.vaultfile import Way

_WHAT = "the secret file"


class Store(Protocol):
    """What a key store must do for a share; ``KeyringVault`` does."""

    def get(self, name: str) -> Secret | None:
        """The entry, or None."""
        ...

    def put(self, name: str, secret: Secret) -> None:
        """Keep an entry."""
        ...


class KeyringFactor:
    """32 random bytes in the login's key store; on another machine they are not there."""

    way: Way = "passphrase+keyring"

    def __init__(self, store: Store) -> None:
        self._store = store

    def enrol(self, vault: str) -> tuple[dict[str, str], bytes]:
        """Make the share and keep it in the key store."""
        share = secrets.token_bytes(KEY_BYTES)
        entry = f"share:{vault}:{secrets.token_hex(4)}"
        self._store.put(entry, Secret(base64.b64encode(share).decode()))
        return {"entry": entry}, share

    def share(self, vault: str, found_by: Mapping[str, str]) -> bytes:  # noqa: ARG002 - protocol
        """The share from the key store. Raises VaultUnavailable when it is not there."""
        kept = self._store.get(found_by.get("entry", ""))
        share = _decoded(kept.reveal()) if kept else None
        if share is None:
            raise VaultUnavailable(
                "this login's key store does not hold the vault's second share.",
                fix="Unlock on the machine and login where it was made, or use the recovery key.",
            )
        return share


class KeyringWitness:
    """The highest counter seen, beside the share; a rolled back file is older than it says."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seen(self, vault: str) -> int:
        """The highest counter seen of that vault; 0 if none."""
        kept = self._store.get(f"counter:{vault}")
        return int(kept.reveal()) if kept and kept.reveal().isdecimal() else 0

    def saw(self, vault: str, counter: int) -> None:
        """Remember a counter, if the key store is open."""
        try:
            if counter > self.seen(vault):
                self._store.put(f"counter:{vault}", Secret(str(counter)))
        except VaultUnavailable:
            return  # the file is newer than remembered, which is no harm


class SecretFileFactor:
    """32 random bytes in a private file or a systemd credential: one factor plus the host.

    A file of mode 0600 outside git; under systemd the file named ``name`` in
    $CREDENTIALS_DIRECTORY, which only the service can read.
    """

    way: Way = "sealed-unattended"

    def __init__(self, path: Path) -> None:
        self._path = path

    def enrol(self, vault: str) -> tuple[dict[str, str], bytes]:  # noqa: ARG002 - protocol
        """Make the file, or use the share in one that is there (a credential cannot be made)."""
        refuse_git(self._path, _WHAT)
        content = read_private(self._path, _WHAT)
        if content is not None:
            return {}, self._share(content)
        share = secrets.token_bytes(KEY_BYTES)
        replace_private(self._path, base64.b64encode(share) + b"\n", _WHAT)
        return {}, share

    def share(self, vault: str, found_by: Mapping[str, str]) -> bytes:  # noqa: ARG002 - protocol
        """The share from the file. Raises VaultUnavailable when it may not be trusted."""
        refuse_git(self._path, _WHAT)
        content = read_private(self._path, _WHAT)
        if content is None:
            raise VaultUnavailable(
                "the secret file is not there.",
                fix="Mount it, or name it in secret_file; gatepost vault init makes a new vault.",
            )
        return self._share(content)

    def _share(self, content: bytes) -> bytes:
        share = _decoded(content.decode("ascii", "replace").strip())
        if share is None:
            raise VaultUnavailable(
                "the secret file does not hold a vault's share: 32 bytes in base64.",
                fix="Mount the file that gatepost vault init --unattended made.",
            )
        return share


class RecoveryFactor:
    """A printed key of 256 bits: whoever holds the paper opens the vault with nothing else."""

    way: Way = "recovery"

    def __init__(self, written: str = "") -> None:
        self._written = written
        self._made = b""

    def __repr__(self) -> str:
        return "RecoveryFactor(hidden)"

    def enrol(self, vault: str) -> tuple[dict[str, str], bytes]:  # noqa: ARG002 - protocol
        """Make a new key; ``printed`` then says it once."""
        self._made = secrets.token_bytes(KEY_BYTES)
        return {}, self._made

    def share(self, vault: str, found_by: Mapping[str, str]) -> bytes:  # noqa: ARG002 - protocol
        """The key that was typed. Raises BadUsage when a letter of it is wrong."""
        return read_recovery(self._written)

    @property
    def printed(self) -> str:
        """The new key as it is printed."""
        return write_recovery(self._made)


def write_recovery(key: bytes) -> str:
    """The key in groups of four letters and digits, with a check at the end."""
    text = base64.b32encode(key + _check(key)).decode().rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_recovery(written: str) -> bytes:
    """The key again, from any case and spacing. Raises BadUsage for a slip of the pen."""
    text = "".join(c for c in written.upper() if c.isalnum()).translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error:
        data = b""
    key, check = data[:KEY_BYTES], data[KEY_BYTES:]
    if len(key) != KEY_BYTES or check != _check(key):
        raise BadUsage(
            "that is not a recovery key: a group is missing or misread.",
            fix="Type all fourteen groups as printed; capitals and hyphens do not matter.",
        )
    return key


def credential(name: str = "gatepost-vault") -> Path | None:
    """The file of a systemd credential of that name, if this service was given one."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    return path if path is not None and path.is_file() else None


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"gatepost recovery v1\0" + key).digest()[:2]


def _decoded(text: str) -> bytes | None:
    try:
        share = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return share if len(share) == KEY_BYTES else None
