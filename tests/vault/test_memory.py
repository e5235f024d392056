"""The vault that forgets is for the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import VaultUnavailable, WrongEnvironment
from bot.model import Environment
from bot.records.model import Settings
from bot.vault import Vault, open_vault
from bot.vault.base import Secret
from bot.vault.memory import MemoryVault


def settings(**changes: str) -> Settings:
    return Settings.model_validate({"clinic": "a", "timezone": "UTC", "vault": "memory"} | changes)


def test_it_keeps_and_forgets(memory: MemoryVault) -> None:
    vault: Vault = memory
    vault.put("b", Secret("1"))
    vault.put("a", Secret("canary-5f2a"))
    found = vault.get("a")

    assert found is not None
    assert found.reveal() == "canary-5f2a"
    assert vault.names() == ("a", "b")
    vault.forget("a")
    vault.forget("a")
    assert vault.get("a") is None
    assert "canary" not in repr(vars(vault))


def test_live_has_no_use_for_it(tmp_path: Path) -> None:
    assert open_vault(settings(), tmp_path).mode == "memory"
    with pytest.raises(WrongEnvironment, match="for the sandbox only"):
        open_vault(settings(environment="live"), tmp_path)


def test_every_mode_is_the_settings_word(memory: MemoryVault, tmp_path: Path) -> None:
    assert memory.mode == settings().vault
    with pytest.raises(VaultUnavailable, match="no key store"):
        open_vault(settings(vault="two-shares"), tmp_path)


def test_two_of_them_do_not_meet(memory: MemoryVault) -> None:
    memory.put("a", Secret("1"))

    assert MemoryVault(Environment.SANDBOX).names() == ()
