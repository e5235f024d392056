"""Keys that are ours: each person's signing key, and the key under which names are hashed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import NoReturn

from bot.errors import BadUsage, CredentialMissing, WrongEnvironment
from bot.model import Environment
from bot.vault.base import Secret, Vault
from bot.vault.tokens import Token, load_token

NAMES_KEY = "hmac:names"
AUDIT_KEY = "key:audit-log"
_LENGTH = 32
#: Keeps a name's HMAC from equalling that of anything else made with the same key.
_NAME_DOMAIN = b"gatepost name v1\0"


def key_name(person: str) -> str:
    """The name under which a person's signing key is kept."""
    return f"key:{person}"


def person_key(vault: Vault, person: str) -> bytes:
    """The person's Ed25519 seed, 32 bytes. Raises CredentialMissing when there is none."""
    return _key(vault, key_name(person), f"the signing key of {person}")


def make_person_key(vault: Vault, person: str) -> str:
    """Make a person's signing key; its public half in base64, for people/<id>.toml.

    Raises BadUsage when there is one already: with a new key all earlier approvals would
    no longer verify.
    """
    if vault.get(key_name(person)) is not None:
        raise BadUsage(
            f"{person} has a signing key already.",
            fix="Keep it: approvals signed with it would no longer verify under another.",
        )
    seed = secrets.token_bytes(_LENGTH)
    vault.put(key_name(person), Secret(base64.b64encode(seed).decode()))
    return public_key(seed)


def public_key(seed: bytes) -> str:
    """The public half of an Ed25519 seed, base64 of its 32 raw bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return base64.b64encode(key.public_bytes_raw()).decode()


def audit_key(vault: Vault) -> bytes:
    """The seed that signs checkpoints of the audit log, apart from every person's.

    Raises CredentialMissing when there is none."""
    return _key(vault, AUDIT_KEY, "the key for the audit log's checkpoints")


def make_audit_key(vault: Vault) -> str:
    """Make that key; its public half in base64. Raises BadUsage when there is one already."""
    if vault.get(AUDIT_KEY) is not None:
        raise BadUsage(
            "this vault has a key for checkpoints already.",
            fix="Keep it: its public half is in [audit] public_keys of config/gatepost.toml.",
        )
    seed = secrets.token_bytes(_LENGTH)
    vault.put(AUDIT_KEY, Secret(base64.b64encode(seed).decode()))
    return public_key(seed)


def names_key(vault: Vault) -> bytes:
    """The key for the HMACs of names. Raises CredentialMissing when there is none.

    It is never made in passing: a fresh key would match no consent, and nobody would know why.
    """
    return _key(vault, NAMES_KEY, "the key for names in consents")


def make_names_key(vault: Vault) -> bytes:
    """The key for the HMACs of names, made if there is none yet."""
    if vault.get(NAMES_KEY) is None:
        key = secrets.token_bytes(_LENGTH)
        vault.put(NAMES_KEY, Secret(base64.b64encode(key).decode()))
    return names_key(vault)


def name_hmac(key: bytes, normalised: str) -> str:
    """HMAC-SHA256, hex, of a name that is normalised already; NFC is applied once more."""
    text = unicodedata.normalize("NFC", normalised)
    return hmac.new(key, _NAME_DOMAIN + text.encode(), hashlib.sha256).hexdigest()


class VaultView:
    """What rules may ask of a vault (the protocol of ``bot.rules.base``): never a secret."""

    __slots__ = ("_environment", "_key", "_vault")

    def __init__(self, vault: Vault, environment: Environment) -> None:
        self._vault = vault
        self._environment = environment
        self._key: bytes | None = None

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Pickling would write the names' key down."""
        raise TypeError("a VaultView cannot be pickled")

    def has_token(self, account: str) -> bool:
        """Whether a token for this environment is stored for the account."""
        return self._token(account) is not None

    def token_expires(self, account: str) -> datetime | None:
        """When that token ends, if that is known."""
        token = self._token(account)
        return token.expires if token else None

    def name_hmac(self, normalised: str) -> str:
        """The keyed HMAC of a normalised name, hex. Raises CredentialMissing without a key."""
        if self._key is None:
            self._key = names_key(self._vault)
        return name_hmac(self._key, normalised)

    def _token(self, account: str) -> Token | None:
        try:
            return load_token(self._vault, account, self._environment)
        except (CredentialMissing, WrongEnvironment):
            return None


def _key(vault: Vault, name: str, what: str) -> bytes:
    secret = vault.get(name)
    key = _decoded(secret) if secret else b""
    if len(key) != _LENGTH:
        raise CredentialMissing(
            f"{what} is {'damaged' if secret else 'not in this vault'}.",
            fix="Open the vault that has it; gatepost approve --new-key makes a signing key.",
        )
    return key


def _decoded(secret: Secret) -> bytes:
    try:
        return base64.b64decode(secret.reveal(), validate=True)
    except (binascii.Error, ValueError):
        return b""
