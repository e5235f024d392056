"""The one door to secrets. Which vault stands behind it is said in the settings and in its mode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.vault.base import Secret, Vault, VaultUnavailable

if TYPE_CHECKING:
    from bot.records.model import Settings

__all__ = ["Secret", "Vault", "VaultUnavailable", "open_vault", "vault_file"]


def open_vault(settings: Settings, root: Path, ask: Callable[[], str] | None = None) -> Vault:
    """Open the vault that ``settings`` name for the calendar at ``root``.

    ``ask`` gets the passphrase from a person, where there is one. A vault of two shares is
    unlocked when it is first used; a memory vault is new and empty at each call. Raises
    VaultUnavailable when it cannot be opened or trusted, WrongEnvironment for a memory vault
    outside the sandbox.
    """
    if settings.vault == "memory":
        from bot.vault.memory import MemoryVault

        return MemoryVault(settings.environment)
    if settings.vault == "sealed-unattended":
        from bot.vault.unattended import open_unattended

        return open_unattended(vault_file(settings, root), settings.secret_file, root)
    from bot.vault.attended import AttendedVault
    from bot.vault.keyring_store import open_keyring

    return AttendedVault(vault_file(settings, root), open_keyring(settings.clinic), ask)


def vault_file(settings: Settings, root: Path) -> Path:
    """Where the vault's file lies: ``vault_file``, or vault.json in the state folder."""
    return root / (settings.vault_file or f"{settings.state}/vault.json")
