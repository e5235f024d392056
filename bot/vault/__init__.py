"""The one door to secrets. Which vault stands behind it is said in the settings and in its mode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.vault.base import Secret, Vault, VaultUnavailable

if TYPE_CHECKING:
    from bot.records.model import Settings

__all__ = ["Secret", "Vault", "VaultUnavailable", "open_vault"]


def open_vault(settings: Settings, root: Path) -> Vault:
    """Open the vault that ``settings`` name for the calendar at ``root``.

    A memory vault is new and empty at each call. Raises VaultUnavailable when it cannot be
    opened or trusted, WrongEnvironment for a memory vault outside the sandbox.
    """
    if settings.vault == "memory":
        from bot.vault.memory import MemoryVault

        return MemoryVault(settings.environment)
    if settings.vault == "sealed-unattended":
        from bot.vault.sealed import open_sealed

        return open_sealed(settings.secret_file, root)
    from bot.vault.keyring_store import open_keyring

    return open_keyring(settings.clinic)
