"""A vault that a secret file opens alone, for tests that need one to remember."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.vault.envelope import EnvelopeVault, create
from bot.vault.factors import SecretFileFactor
from bot.vault.slots import Opener


def seal(folder: Path) -> tuple[EnvelopeVault, dict[str, str]]:
    """Make an unattended vault in ``folder``: the vault, and the variables that name it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    factor = SecretFileFactor(folder / "share")
    made = create(folder / "vault.json", [Opener(factor)], datetime(2026, 11, 22, tzinfo=UTC))
    return made, {
        "GATEPOST_VAULT": "sealed-unattended",
        "GATEPOST_VAULT_FILE": str(folder / "vault.json"),
        "GATEPOST_SECRET_FILE": str(folder / "share"),
    }
