"""Tokens of accounts: what is kept, and that sandbox and live never meet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.errors import BadUsage, CredentialMissing, WrongEnvironment
from bot.model import Environment
from bot.vault.base import Secret, Vault


@dataclass(frozen=True, slots=True)
class Token:
    """What a platform gave an account; nothing secret shows when it is printed."""

    access: Secret
    environment: Environment
    refresh: Secret | None = None
    expires: datetime | None = None  # aware UTC; None: the platform did not say
    scopes: tuple[str, ...] = ()
    issued: datetime | None = None  # aware UTC; None: nobody wrote it down
    #: A refresh of it began then and its answer was not kept: it may have been used up.
    pending: datetime | None = None
    #: The platform said then that it refreshes nothing any more.
    refused: datetime | None = None

    def expired(self, now: datetime) -> bool:
        """Whether its end is known and has come."""
        return self.expires is not None and self.expires <= now


def token_name(account: str) -> str:
    """The name under which an account's token is kept."""
    return f"token:{account}"


def save_token(vault: Vault, account: str, token: Token) -> None:
    """Keep an account's token. A stored refresh token survives one that brings none.

    Raises BadUsage for an empty token or an end without a zone, and WrongEnvironment for a
    sandbox token that would replace a live one.
    """
    if not token.access.reveal().strip():
        raise BadUsage("the token is empty.", fix="Paste the whole token, or pipe it in.")
    if token.expires is not None and token.expires.tzinfo is None:
        raise BadUsage("the token's end has no zone.", fix="Give it in UTC.")
    stored = _stored(vault, account)
    if stored and stored.environment != token.environment:
        if stored.environment is Environment.LIVE:
            raise WrongEnvironment(
                f"account {account} has a live token and this one is for the sandbox.",
                fix=f"Run gatepost account remove {account} first if that is meant.",
            )
        stored = None  # a sandbox refresh token is worth nothing live
    if stored and not _present(token.refresh) and stored.refused is None:
        token = replace(token, refresh=stored.refresh)
    keep(vault, account, token)


def keep(vault: Vault, account: str, token: Token) -> None:
    """Write a token down as it is; ``save_token`` is for those that come from outside."""
    vault.put(token_name(account), Secret(_dumped(token)))


def load_token(vault: Vault, account: str, environment: Environment) -> Token:
    """The account's token for this environment.

    Raises CredentialMissing when there is none that can be read, WrongEnvironment when the
    one there was made for the other environment.
    """
    stored = _stored(vault, account)
    if stored is None:
        raise CredentialMissing(
            f"no usable token is stored for account {account}.",
            fix=f"Run gatepost account add {account}.",
        )
    if stored.environment != environment:
        raise WrongEnvironment(
            f"the token of account {account} is for {stored.environment.value}, "
            f"not for {environment.value}.",
            fix=f"Run gatepost account add {account} with a token for {environment.value}.",
        )
    return stored


def _stored(vault: Vault, account: str) -> Token | None:
    """The token as kept; None when there is none or it makes no sense."""
    secret = vault.get(token_name(account))
    if secret is None:
        return None
    try:
        return _token(json.loads(secret.reveal()))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _token(data: Mapping[str, Any]) -> Token:
    access, refresh = data["access"], data.get("refresh")
    if not isinstance(access, str) or not access or not isinstance(refresh, str | None):
        raise ValueError("not a token")
    return Token(
        Secret(access),
        Environment(data["environment"]),
        Secret(refresh) if refresh else None,
        _instant(data.get("expires")),
        tuple(str(scope) for scope in data.get("scopes", ())),
        **{name: _instant(data.get(name)) for name in _OWN},
    )


#: Instants that are ours, written only where they are known.
_OWN = ("issued", "pending", "refused")


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("not an instant")
    return moment.astimezone(UTC)


def _present(secret: Secret | None) -> bool:
    return secret is not None and bool(secret.reveal().strip())


def _dumped(token: Token) -> str:
    own = {name: _written(getattr(token, name)) for name in _OWN}
    return json.dumps(
        {
            "access": token.access.reveal().strip(),
            "refresh": token.refresh.reveal().strip() if token.refresh else None,
            "expires": _written(token.expires),
            "scopes": list(token.scopes),
            "environment": token.environment.value,
            **{name: at for name, at in own.items() if at},
        }
    )


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
