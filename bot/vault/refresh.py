"""Refreshing a token: one process at a time, written down before the call, never lost unsaid.

A platform that rotates refresh tokens gives a new one for each and takes the old one for
stolen when it is shown twice: it then ends the whole family, and a person must sign in again.
So the account's lock is held over reading, asking and writing back (anomalyco/opencode #49439:
27 hours without service because the lock did not cover the call; read November 2026).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import CredentialExpired, GatepostError, VaultUnavailable
from bot.model import Environment
from bot.vault.base import Vault
from bot.vault.lock import account_lock
from bot.vault.tokens import Token, keep, load_token, save_token

#: A token whose start nobody wrote down is refreshed when this much of it is left.
LAST = timedelta(minutes=10)
#: Share of its life after which a token is refreshed, less up to ``_SPREAD`` by account.
_SHARE = 0.80
_SPREAD = 0.05


class GrantRefused(GatepostError):
    """The platform said ``invalid_grant``: this refresh token is used up, revoked or unknown."""


class NotReached(GatepostError):
    """Nothing happened at the platform: no connection, or refused before any effect (429)."""


#: Shows the refresh token to the platform; the new token. Raises GrantRefused, NotReached, or
#: any other GatepostError where nobody knows whether the platform acted on it.
Call = Callable[[Token], Token]


@dataclass(slots=True)
class Refresher:
    """Fresh tokens for the accounts of one calendar.

    ``tell`` gets an account's name and a sentence for a person; nothing secret is in it.
    """

    vault: Vault
    environment: Environment
    state_folder: Path
    now: Callable[[], datetime]
    tell: Callable[[str, str], None]
    wait: float = 60.0  # seconds for another process's refresh
    _unsaved: dict[str, tuple[Token, Token]] = field(default_factory=dict, repr=False)

    def token(self, account: str, call: Call) -> Token:
        """The account's token, refreshed first when its time has come.

        Raises CredentialMissing, WrongEnvironment, VaultUnavailable, and CredentialExpired
        when only a new sign-in helps.
        """
        if (late := self._save_late(account)) is not None:
            return late
        token = load_token(self.vault, account, self.environment)
        if not due(token, account, self.now()):
            return token
        with account_lock(self.state_folder, account, self.wait):
            # Whoever held the lock before may have refreshed it.
            token = load_token(self.vault, account, self.environment)
            if not due(token, account, self.now()):
                return token
            return self._refreshed(account, token, call)

    def _refreshed(self, account: str, token: Token, call: Call) -> Token:
        """Refresh under the lock; the old token where that is what there is and it still works."""
        if token.refresh is None or token.refused is not None:
            return self._still_good(account, token)
        if token.pending is not None:
            self.tell(
                account,
                f"a refresh of the token of {account} at {token.pending:%Y-%m-%d %H:%M}Z was cut "
                "off before its answer was kept: it is used until it ends and then asked for "
                "once more. If that fails somebody must sign in again",
            )
            if not token.expired(self.now()):
                return token
        marked = replace(token, pending=self.now())
        keep(self.vault, account, marked)
        try:
            new = call(token)
        except NotReached:
            keep(self.vault, account, replace(token, pending=token.pending))
            return self._still_good(account, token)
        except GrantRefused:
            return self._refused(account, marked)
        return self._written_back(account, marked, new)

    def _refused(self, account: str, used: Token) -> Token:
        """Look again before declaring it dead: somebody may have signed in meanwhile."""
        stored = load_token(self.vault, account, self.environment)
        if not _same(stored, used):
            return self._still_good(account, stored)
        dead = replace(used, pending=None, refused=self.now())
        keep(self.vault, account, dead)
        self.tell(account, f"the platform refreshes the token of {account} no more: sign in again")
        return self._still_good(account, dead)

    def _written_back(self, account: str, used: Token, new: Token) -> Token:
        if not new.access.reveal().strip():
            raise GatepostError(
                f"the platform answered with an empty token for account {account}.",
                fix=f"Run gatepost account check {account}.",
            )
        new = replace(new, issued=self.now(), pending=None, refused=None)
        try:
            return self._save(account, used, new)
        except VaultUnavailable as error:
            self._unsaved[account] = (used, new)
            self.tell(
                account,
                f"the new token of {account} could not be kept ({error.what.rstrip('.')}): this "
                "process uses it and tries again; mend the vault before it ends",
            )
            return new

    def _save(self, account: str, used: Token, new: Token) -> Token:
        """Keep the new token over the one it was got with, and over no other."""
        stored = load_token(self.vault, account, self.environment)
        if not _same(stored, used):
            self.tell(account, f"the token of {account} was replaced during a refresh: kept that")
            return stored
        save_token(self.vault, account, new)
        return load_token(self.vault, account, self.environment)

    def _save_late(self, account: str) -> Token | None:
        """Keep what could not be kept before; the token itself while that still fails."""
        if account not in self._unsaved:
            return None
        used, new = self._unsaved[account]
        try:
            with account_lock(self.state_folder, account, self.wait):
                self._save(account, used, new)
        except VaultUnavailable:
            return self._still_good(account, new)
        del self._unsaved[account]
        return None

    def _still_good(self, account: str, token: Token) -> Token:
        if token.expired(self.now()):
            raise CredentialExpired(
                f"the token of account {account} has ended and could not be refreshed.",
                fix=f"Sign in at the platform and run gatepost account add {account}.",
            )
        return token


def due(token: Token, account: str, now: datetime) -> bool:
    """Whether it is time to refresh: at some 80 % of its life, not for all accounts at once."""
    if token.expires is None:
        return False
    if token.issued is None:
        return now >= token.expires - LAST
    spread = hashlib.sha256(account.encode()).digest()[0] / 255 * _SPREAD
    return now >= token.issued + (token.expires - token.issued) * (_SHARE - spread)


def _same(one: Token, other: Token) -> bool:
    """Whether both are the token that was shown, whatever we noted beside it."""
    return _shown(one) == _shown(other)


def _shown(token: Token) -> tuple[str, str]:
    return token.access.reveal(), token.refresh.reveal() if token.refresh else ""
