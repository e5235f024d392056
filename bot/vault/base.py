"""The narrow door to secrets: named strings in, named strings out, and how they are kept."""

from __future__ import annotations

from typing import NoReturn, Protocol

from bot.errors import VaultUnavailable


class Secret:
    """A string that shows nothing when printed, logged, put into an f-string or pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself; call it only where it is handed to a client."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Pickling would write the string down."""
        raise TypeError("a Secret cannot be pickled")


class Vault(Protocol):
    """Names: ``token:<account>``, ``key:<person>`` (Ed25519 seed), ``hmac:names``.

    A token's value is JSON: {"access", "refresh", "expires", "scopes", "environment"}.
    """

    @property
    def mode(self) -> str:
        """How it is opened: "two-shares", "sealed-unattended", "memory" or "recovery"."""
        ...

    def get(self, name: str) -> Secret | None:
        """The secret, or None. Raises VaultUnavailable when the vault cannot be read."""
        ...

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        ...

    def forget(self, name: str) -> None:
        """Remove it; no error if it is not there."""
        ...

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        ...


__all__ = ["Secret", "Vault", "VaultUnavailable"]
