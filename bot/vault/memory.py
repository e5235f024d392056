"""A vault that is gone when the process ends; for the sandbox and nothing else."""

from __future__ import annotations

from bot.errors import WrongEnvironment
from bot.model import Environment
from bot.vault.base import Secret


class MemoryVault:
    """Secrets in this process only. Raises WrongEnvironment when made for live."""

    mode = "memory"

    def __init__(self, environment: Environment) -> None:
        if environment != Environment.SANDBOX:
            raise WrongEnvironment(
                'the vault "memory" is for the sandbox only.',
                fix='Run gatepost vault init and set vault = "two-shares" in config/gatepost.toml.',
            )
        self._kept: dict[str, Secret] = {}

    def get(self, name: str) -> Secret | None:
        """The secret, or None."""
        return self._kept.get(name)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        self._kept[name] = secret

    def forget(self, name: str) -> None:
        """Remove it; no error if it is not there."""
        self._kept.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        return tuple(sorted(self._kept))
