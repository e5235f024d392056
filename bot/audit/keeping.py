"""Making a checkpoint and taking it to every place that the settings name."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.audit.checkpoint import Checkpoint, make_checkpoint
from bot.audit.places import keep_as_tag, keep_in_folder, kept
from bot.errors import BadUsage
from bot.ledger.base import Ledger
from bot.records.model import AuditSettings
from bot.vault.base import Vault
from bot.vault.keys import audit_key


def keep_checkpoint(
    ledger: Ledger, settings: AuditSettings, vault: Vault, root: Path, now: datetime
) -> Checkpoint:
    """Sign how far the log has come and keep that in every place.

    Raises BadUsage when the settings name no place, CredentialMissing and VaultUnavailable
    when there is no key, GatepostError when a place cannot be written.
    """
    if not (settings.folder or settings.tags):
        raise BadUsage(
            "the settings name no place for checkpoints.",
            fix="Set folder or tags under [audit] in config/gatepost.toml.",
        )
    seed = audit_key(vault)
    made = make_checkpoint(ledger.audit(), ledger.environment.value, seed, now)
    if settings.folder:
        keep_in_folder(made, root / settings.folder)
    if settings.tags:
        keep_as_tag(made, root, settings.remote)
    return made


def keep_if_due(
    ledger: Ledger, settings: AuditSettings, vault: Vault | None, root: Path, now: datetime
) -> None:
    """Keep a checkpoint when the last one is old enough; for the daemon and ``run --once``.

    Does nothing where the settings name no place or the vault is not here. The newest kept
    checkpoint tells the time, so a restart signs no oftener. Raises as ``keep_checkpoint`` and
    when a place cannot be read.
    """
    if vault is None or not (settings.folder or settings.tags):
        return
    points = kept(root, settings.folder, tags=settings.tags)
    every = timedelta(minutes=settings.every_minutes)
    if not points or now - datetime.fromisoformat(points[-1].at) >= every:
        keep_checkpoint(ledger, settings, vault, root, now)
