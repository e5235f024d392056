from __future__ import annotations

from typing import Any

import pytest

from bot.model import Environment
from bot.vault.memory import MemoryVault


def backend_like(module: str, name: str, **attributes: Any) -> Any:
    """A keyring backend in memory that gives itself out as ``module.name``."""

    class Fake:
        def __init__(self) -> None:
            self.kept: dict[tuple[str, str], str] = {}
            self.error: BaseException | None = None

        def _maybe_fail(self) -> None:
            if self.error is not None:
                raise self.error

        def get_password(self, service: str, name: str) -> str | None:
            self._maybe_fail()
            return self.kept.get((service, name))

        def set_password(self, service: str, name: str, value: str) -> None:
            self._maybe_fail()
            self.kept[service, name] = value

        def delete_password(self, service: str, name: str) -> None:
            self._maybe_fail()
            del self.kept[service, name]

    Fake.__module__ = module
    Fake.__qualname__ = Fake.__name__ = name
    fake = Fake()
    for key, value in attributes.items():
        setattr(fake, key, value)
    return fake


@pytest.fixture
def memory() -> MemoryVault:
    return MemoryVault(Environment.SANDBOX)
