"""The operating system's key store, through an allow-list; the only import of ``keyring``.

``keyring`` picks whatever backend is installed. With keyrings.alt beside it that is, without
a word, a file of base64 (measured with keyring 25.7.0, November 2026; jaraco/keyring #370),
so a backend is used only when its module and class are known to be a real key store.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from bot.errors import VaultUnavailable
from bot.vault.base import Secret

T = TypeVar("T")

#: (module, class) of the backends that keep secrets encrypted under the user's login.
ALLOWED = frozenset(
    {
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
    }
)
_CHAIN = ("keyring.backends.chainer", "ChainerBackend")
_INDEX = "index"

#: Errors of the libraries under keyring that it lets through, looked up only if loaded.
_FOREIGN = (
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)

REMEDY = (
    "On Linux start gnome-keyring or KWallet in your session (python3-secretstorage must be "
    "installed); macOS and Windows have one built in. On a server or in a container set "
    'vault = "sealed-unattended" and secret_file, a file outside git, in config/gatepost.toml and '
    "run gatepost vault init --unattended: one factor plus the host's own protection; nobody is "
    "asked when it is used."
)


class KeyringVault:
    """Secrets under one service name of a trusted backend; an index entry lists their names."""

    mode = "keyring"

    def __init__(self, service: str, backend: Any) -> None:
        self._service = service
        self._backend = trusted(backend)

    def __repr__(self) -> str:
        return f"KeyringVault({self._service!r})"

    def get(self, name: str) -> Secret | None:
        """The secret, or None. Raises VaultUnavailable when the key store is locked or gone."""
        value = _call(self._backend.get_password, self._service, name)
        return None if value is None else Secret(value)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        _refuse_index(name)
        _call(self._backend.set_password, self._service, name, secret.reveal())
        self._list({*self.names(), name})

    def forget(self, name: str) -> None:
        """Remove it; no error if it is not there."""
        _refuse_index(name)
        if self.get(name) is not None:
            _call(self._backend.delete_password, self._service, name)
        known = set(self.names())
        if name in known:
            self._list(known - {name})

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        listed = _call(self._backend.get_password, self._service, _INDEX)
        try:
            names = json.loads(listed or "[]")
        except ValueError:
            names = None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise VaultUnavailable(
                "the key store's list of names is damaged.",
                fix=f'Delete the entry "{_INDEX}" of "{self._service}" and add the accounts again.',
            )
        return tuple(sorted(names))

    def _list(self, names: set[str]) -> None:
        _call(self._backend.set_password, self._service, _INDEX, json.dumps(sorted(names)))


def open_keyring(clinic: str) -> KeyringVault:
    """The key store of this login. Raises VaultUnavailable when there is none to trust."""
    return KeyringVault(f"gatepost:{clinic}", _chosen())


def trusted(backend: Any) -> Any:
    """The backend itself, or the first trusted one of a chain. Raises VaultUnavailable."""
    if _kind(backend) in ALLOWED:
        return backend
    if _kind(backend) == _CHAIN:
        for member in _call(lambda: list(backend.backends)):
            if _kind(member) in ALLOWED:
                return member
    raise VaultUnavailable(
        f"no key store that can be trusted is here: keyring offers {_described(backend)}.",
        fix=REMEDY,
    )


def _chosen() -> Any:
    """What keyring would use; a broken configuration of it is no vault either."""
    try:
        import keyring

        return _call(keyring.get_keyring)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise VaultUnavailable(
            "keyring's configured backend cannot be loaded.", fix=REMEDY
        ) from error


def _kind(backend: Any) -> tuple[str, str]:
    # The exact class: a subclass may keep its secrets anywhere.
    return type(backend).__module__, type(backend).__qualname__


def _described(backend: Any) -> str:
    module, name = _kind(backend)
    if module == "keyring.backends.fail":
        return "none"
    return f"{module}.{name}"


def _refuse_index(name: str) -> None:
    if name == _INDEX:
        raise ValueError("this name is the vault's own")


def _call(function: Callable[..., T], *arguments: str) -> T:
    """Call a backend, and turn whatever it raises into one error without its words."""
    try:
        return function(*arguments)
    except _errors() as error:
        name = type(error).__name__
    # Outside the handler, so that the foreign error is not carried along.
    raise VaultUnavailable(
        f"the key store did not answer ({name}).",
        fix="Unlock it, check that it runs in this session, and try again.",
    )


def _errors() -> tuple[type[BaseException], ...]:
    from keyring.errors import KeyringError

    found: list[type[BaseException]] = [KeyringError, OSError, RuntimeError]
    for module, name in _FOREIGN:
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            found.append(kind)
    return tuple(found)
