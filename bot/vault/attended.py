"""The vault of a calendar that two shares open: asked of a person once, or of the agent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.clock import elapsed
from bot.errors import VaultUnavailable
from bot.vault import agent
from bot.vault.base import Secret
from bot.vault.envelope import Ask, EnvelopeVault, Key, Witness, trust, unlock
from bot.vault.factors import KeyringFactor, KeyringWitness, Store
from bot.vault.slots import Opener, Stretcher, stretch_argon2


class AttendedVault:
    """Locked until a person unlocks it: here, when somebody can be asked, or in the agent.

    It is looked for again at every call, so a daemon that was started locked works as soon as
    somebody runs ``gatepost vault unlock``. While locked every method raises VaultUnavailable.
    """

    mode = "two-shares"

    def __init__(
        self,
        path: Path,
        store: Store,
        ask: Ask | None,
        stretcher: Stretcher = stretch_argon2,
        clock: Callable[[], float] = elapsed,
    ) -> None:
        self._path = path
        self._store = store
        self._ask = ask
        self._stretcher = stretcher
        self._witness: Witness = KeyringWitness(store)
        self._clock = clock
        self._proved: float | None = None  # by the clock, when both shares were shown here
        self._mine: EnvelopeVault | None = None  # unlocked here: until this process ends
        self._agents: EnvelopeVault | None = None  # unlocked by the agent: until that locks

    def __repr__(self) -> str:
        return "AttendedVault(two-shares)"

    def get(self, name: str) -> Secret | None:
        """The secret, or None."""
        return self.opened().get(name)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        self.opened().put(name, secret)

    def forget(self, name: str) -> None:
        """Remove it; no error if it is not there."""
        self.opened().forget(name)

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        return self.opened().names()

    def opened(self) -> EnvelopeVault:
        """The unlocked vault. Raises VaultUnavailable with what to do."""
        if self._mine is not None:
            return self._mine
        if (key := agent.key_from(agent.socket_path(self._path))) is not None:
            return self._by_agent(key)
        if self._ask is None:
            raise VaultUnavailable(
                "the vault is locked.",
                fix="Run gatepost vault unlock, once for all commands until it locks again.",
            )
        self._mine = self.prove(self._ask())
        return self._mine

    @property
    def way(self) -> str:
        """The shares that a person shows."""
        return KeyringFactor.way

    def proved_ago(self) -> float | None:
        """Seconds since somebody showed both shares, here or to the agent; None: never."""
        held = agent.held(agent.socket_path(self._path))
        here = None if self._proved is None else self._clock() - self._proved
        known = [
            ago for ago in (here, held.proved_seconds_ago if held else None) if ago is not None
        ]
        return min(known, default=None)

    def prove_again(self, passphrase: str) -> None:
        """Show both shares once more; the agent, if one is there, counts from now on.

        Raises VaultUnavailable when one is wrong or missing."""
        opened = self.prove(passphrase)
        socket = agent.socket_path(self._path)
        if agent.held(socket) is None:
            self._mine = opened
        else:
            agent.prove(socket, opened.key)

    def prove(self, passphrase: str) -> EnvelopeVault:
        """Show both shares. Raises VaultUnavailable when one is wrong or missing."""
        opener = Opener(KeyringFactor(self._store), passphrase)
        opened = unlock(self._path, opener, witness=self._witness, stretcher=self._stretcher)
        self._proved = self._clock()
        return opened

    def _by_agent(self, key: Key) -> EnvelopeVault:
        known = self._agents
        if known is None or known.key.reveal() != key.reveal():
            known = self._agents = trust(self._path, key, self._witness)
        return known
