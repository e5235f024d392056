"""The vault: secrets in one encrypted file that two shares open.

A random key of the vault's own (DEK, one per epoch) is wrapped once for each way of
unlocking. Every secret has a key of its own, derived from the DEK, its name and its version.
The file is authenticated as a whole, so that a record that is swapped, dropped or brought
back from an older file is refused. Rolling back the whole file is what ``Witness`` is for.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn, Protocol

from bot.errors import BadUsage, VaultUnavailable
from bot.vault.base import Secret
from bot.vault.filing import read_private, replace_private
from bot.vault.lock import file_lock
from bot.vault.slots import (
    KEY_BYTES,
    Opener,
    Stretcher,
    decrypted,
    derived,
    encrypted,
    make_slot,
    open_slots,
    stretch_argon2,
)
from bot.vault.vaultfile import FORMAT, Sealed, VaultFile, canonical, covered_in, fields_of, parsed

WHAT = "the vault file"
_LOCK_SECONDS = 30.0


class Witness(Protocol):
    """Somebody outside the file who remembers the highest counter that was seen."""

    def seen(self, vault: str) -> int:
        """The highest counter seen of that vault; 0 if none."""
        ...

    def saw(self, vault: str, counter: int) -> None:
        """Remember a counter. A witness that cannot is silent: the file stands."""
        ...


class Key:
    """The vault's key in memory: of one vault and one epoch, shown to nobody, never pickled."""

    __slots__ = ("_dek", "epoch", "mode", "vault")

    def __init__(self, dek: bytes, vault: str, epoch: int, mode: str) -> None:
        self._dek = dek
        self.vault = vault
        self.epoch = epoch
        self.mode = mode

    def __repr__(self) -> str:
        return "Key(hidden)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Pickling would write the key down."""
        raise TypeError("a vault's key cannot be pickled")

    def reveal(self) -> bytes:
        """The 32 bytes; only for the agent that holds them for others of the same user."""
        return self._dek

    def mac(self, covered: bytes) -> str:
        """The mac of what a file covers under this key, base64."""
        key = derived(self._dek, canonical([FORMAT, "mac", self.vault, self.epoch]).decode())
        return base64.b64encode(hmac.digest(key, covered, "sha256")).decode()

    def seal(self, name: str, version: int, secret: Secret) -> Sealed:
        """Encrypt one secret under its own key."""
        nonce, box = encrypted(
            self._record(name, version), secret.reveal().encode(), self._about(name, version)
        )
        return Sealed(name=name, version=version, nonce=nonce, box=box)

    def unseal(self, record: Sealed) -> Secret:
        """Decrypt one secret. Raises VaultUnavailable when it is not what was sealed."""
        key = self._record(record.name, record.version)
        plain = decrypted(key, record.nonce, record.box, self._about(record.name, record.version))
        if plain is None:
            raise _refused()
        return Secret(plain.decode())

    def _record(self, name: str, version: int) -> bytes:
        return derived(self._dek, self._about(name, version).decode())

    def _about(self, name: str, version: int) -> bytes:
        return canonical([FORMAT, "record", self.vault, self.epoch, name, version])


class EnvelopeVault:
    """An unlocked vault. The file is read anew at every call, because another process may have
    refreshed a token, and verified whenever it changed; all methods raise VaultUnavailable
    when it may not be trusted or cannot be written."""

    def __init__(self, path: Path, key: Key, witness: Witness | None = None, seen: int = 0) -> None:
        self._path = path
        self._key = key
        self._witness = witness  # asked when the vault is unlocked, told after every write
        self._seen = seen
        self._known: tuple[bytes, VaultFile] | None = None  # what was verified last

    @property
    def mode(self) -> str:
        """How it was opened: "two-shares", "sealed-unattended" or "recovery"."""
        return self._key.mode

    @property
    def key(self) -> Key:
        """The key in memory, for the agent."""
        return self._key

    def __repr__(self) -> str:
        return f"EnvelopeVault({self.mode})"

    def get(self, name: str) -> Secret | None:
        """The secret, or None."""
        record = self.read().record(name)
        return None if record is None else self._key.unseal(record)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        with self._locked():
            file = self.read()
            old = file.record(name)
            new = self._key.seal(name, old.version + 1 if old else 1, secret)
            self._save(file, [*(r for r in file.records if r.name != name), new])

    def forget(self, name: str) -> None:
        """Remove it, from the earlier generation too; no error if it is not there."""
        with self._locked():
            file = self.read()
            if file.record(name) is None and not previous(self._path).exists():
                return
            kept = self._save(file, [r for r in file.records if r.name != name])
            replace_private(previous(self._path), kept.dumped(), WHAT)

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        return tuple(record.name for record in self.read().records)

    def counter(self) -> int:
        """How often the file was written; it only ever grows."""
        return self.read().counter

    def read(self) -> VaultFile:
        """The file, verified. Raises VaultUnavailable for one that is gone, changed, rolled
        back or made under another key. The same bytes as last time are not verified again."""
        content = _content(self._path)
        if self._known is not None and self._known[0] == content:
            return self._known[1]
        file = self._verified(content)
        self._known = (content, file)
        return file

    def _verified(self, content: bytes) -> VaultFile:
        file = fields_of(content)
        if file.vault != self._key.vault or file.epoch != self._key.epoch:
            raise VaultUnavailable(
                "the vault got a new key since it was unlocked here.",
                fix="Run gatepost vault unlock, and start gatepost run again.",
            )
        self._seen = verified(file, content, self._key, self._seen).counter
        return file

    def add_slot(self, opener: Opener, now: datetime, stretcher: Stretcher = stretch_argon2) -> str:
        """Add a way of unlocking; its id."""
        with self._locked():
            file = self.read()
            slot = make_slot(opener, self._key.reveal(), file.vault, file.epoch, now, stretcher)
            self._save(file.model_copy(update={"slots": [*file.slots, slot]}), file.records)
        return slot.id

    def drop_slot(self, slot: str) -> None:
        """Remove a way of unlocking. Raises BadUsage for the last one and for one not there.

        Whoever unlocked by it before may still have the key: only ``rotate`` shuts them out.
        """
        with self._locked():
            file = self.read()
            left = [one for one in file.slots if one.id != slot]
            if len(left) == len(file.slots) or not left:
                raise BadUsage(
                    "that is the vault's only way of unlocking, or not one of them.",
                    fix="gatepost vault status lists them; add another one first.",
                )
            saved = self._save(file.model_copy(update={"slots": left}), file.records)
            replace_private(previous(self._path), saved.dumped(), WHAT)

    def rotate(
        self, openers: Sequence[Opener], now: datetime, stretcher: Stretcher = stretch_argon2
    ) -> EnvelopeVault:
        """A new key and a new epoch; every secret encrypted again, only these ways to unlock.

        The file is read back under the new key before the earlier generation goes, so that a
        rotation that fails leaves the old vault whole.
        """
        with self._locked():
            file = self.read()
            key = Key(secrets.token_bytes(KEY_BYTES), file.vault, file.epoch + 1, self.mode)
            slots = [
                make_slot(opener, key.reveal(), file.vault, key.epoch, now, stretcher)
                for opener in openers
            ]
            records = [key.seal(r.name, r.version, self._key.unseal(r)) for r in file.records]
            turned = file.model_copy(update={"epoch": key.epoch, "slots": slots})
            vault = EnvelopeVault(self._path, key, self._witness)
            saved = vault._save(turned, records, before=file)
            for name in vault.names():
                vault.get(name)
            replace_private(previous(self._path), saved.dumped(), WHAT)
        return vault

    def save_past(self, counter: int) -> None:
        """Write the file once more, with a counter above ``counter``."""
        with self._locked():
            file = self.read()
            self._save(
                file.model_copy(update={"counter": max(counter, file.counter)}), file.records
            )

    def _save(
        self, file: VaultFile, records: Sequence[Sealed], before: VaultFile | None = None
    ) -> VaultFile:
        new = signed(
            file.model_copy(
                update={
                    "counter": file.counter + 1,
                    "records": sorted(records, key=lambda record: record.name),
                }
            ),
            self._key,
        )
        replace_private(previous(self._path), (before or load(self._path)).dumped(), WHAT)
        content = new.dumped()
        replace_private(self._path, content, WHAT)
        self._known = (content, new)
        self._seen = new.counter
        if self._witness is not None:
            self._witness.saw(new.vault, new.counter)
        return new

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        lock = self._path.with_name(f".{self._path.name}.lock")
        return file_lock(lock, WHAT, _LOCK_SECONDS)


def create(
    path: Path,
    openers: Sequence[Opener],
    now: datetime,
    *,
    witness: Witness | None = None,
    stretcher: Stretcher = stretch_argon2,
) -> EnvelopeVault:
    """Make an empty vault with these ways of unlocking. Raises BadUsage when a file is there."""
    if path.exists() or path.is_symlink():
        raise BadUsage("there is a vault already.", fix="Unlock it, or move its file away first.")
    vault = secrets.token_hex(16)
    key = Key(secrets.token_bytes(KEY_BYTES), vault, 1, _mode(openers[0]))
    slots = [make_slot(opener, key.reveal(), vault, 1, now, stretcher) for opener in openers]
    file = VaultFile(
        format=FORMAT, vault=vault, epoch=1, counter=1, slots=slots, records=[], mac=""
    )
    replace_private(path, signed(file, key).dumped(), WHAT)
    if witness is not None:
        witness.saw(vault, 1)
    return EnvelopeVault(path, key, witness)


def unlock(
    path: Path,
    opener: Opener,
    *,
    witness: Witness | None = None,
    stretcher: Stretcher = stretch_argon2,
) -> EnvelopeVault:
    """Open the vault. Raises VaultUnavailable when there is none, when a share is missing or
    wrong, and when the file was changed or rolled back."""
    file = load(path)
    key = Key(open_slots(file, opener, stretcher), file.vault, file.epoch, _mode(opener))
    return trust(path, key, witness)


def trust(path: Path, key: Key, witness: Witness | None = None) -> EnvelopeVault:
    """The vault under a key that is held already. Raises VaultUnavailable as ``unlock`` does."""
    vault = EnvelopeVault(path, key, witness, witness.seen(key.vault) if witness else 0)
    vault.read()
    return vault


def lift(vault: EnvelopeVault, witness: Witness) -> None:
    """Take a rolled back file as it is, because a person said so: its counter goes past what
    the witness saw."""
    vault.save_past(witness.seen(vault.key.vault))
    witness.saw(vault.key.vault, vault.counter())


def load(path: Path) -> VaultFile:
    """The file as it stands, not yet verified: for its status while locked."""
    return parsed(_content(path))


def _content(path: Path) -> bytes:
    content = read_private(path, WHAT)
    if content is None:
        raise VaultUnavailable(
            "there is no vault here.",
            fix="Run gatepost vault init, or gatepost vault init --unattended on a server.",
        )
    return content


def verified(file: VaultFile, content: bytes, key: Key, seen: int) -> VaultFile:
    """The file itself, read from ``content``, if it was written under ``key`` and is not older
    than counter ``seen``.

    Raises VaultUnavailable."""
    if not hmac.compare_digest(key.mac(covered_in(content)), file.mac):
        raise _refused()
    if file.counter < seen:
        raise VaultUnavailable(
            "the vault file is older than the one that was last used here: it was rolled back.",
            fix="Put the newest file back. If it is lost, and you know why, run "
            "gatepost vault doctor --accept-older, then replace every token.",
        )
    return file


def signed(file: VaultFile, key: Key) -> VaultFile:
    """The file with its mac."""
    return file.model_copy(update={"mac": key.mac(file.covered())})


def previous(path: Path) -> Path:
    """Where the one earlier generation lies."""
    return path.with_name(f"{path.name}.previous")


def _mode(opener: Opener) -> str:
    way = opener.factor.way
    return "two-shares" if way.startswith("passphrase+") else way


def _refused() -> VaultUnavailable:
    return VaultUnavailable(
        "the vault file is damaged or was changed.",
        fix="Put the .previous file beside it in its place, or restore it from a backup.",
    )


#: What a caller that asks a person for the passphrase looks like.
Ask = Callable[[], str]
