"""The vault of a machine that nobody sits at: one factor plus the host, and always called so."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import VaultUnavailable
from bot.vault.envelope import EnvelopeVault, unlock
from bot.vault.factors import SecretFileFactor, credential
from bot.vault.filing import real_place, refuse_windows
from bot.vault.slots import Opener


def share_file(secret_file: str, root: Path) -> Path:
    """Where the share lies: ``secret_file``, relative to ``root`` unless absolute, or the
    systemd credential ``gatepost-vault``. Raises VaultUnavailable when neither is named."""
    refuse_windows("the secret file")
    given = credential()
    if secret_file:
        path = root / os.path.expanduser(secret_file)  # noqa: PTH111 - raises where no home is
        # The folder's real place counts: a link must not hide that it lies in git.
        return real_place(path)
    if given is not None:
        return given
    raise VaultUnavailable(
        "sealed-unattended needs a secret file and none is named.",
        fix="Set secret_file in config/gatepost.toml or GATEPOST_SECRET_FILE, or give the "
        "service a systemd credential named gatepost-vault.",
    )


def open_unattended(vault_file: Path, secret_file: str, root: Path) -> EnvelopeVault:
    """Open the vault by its secret file. Raises VaultUnavailable when that may not be trusted."""
    return unlock(vault_file, Opener(SecretFileFactor(share_file(secret_file, root))))
