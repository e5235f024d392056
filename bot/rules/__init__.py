"""All rules, one file each in a folder a gate; importing this package registers them."""

from __future__ import annotations

import importlib
import pkgutil

from bot.rules.base import RULES, Rule


def load() -> dict[str, Rule]:
    """Import every rule module once and return the rules by id, in order of id."""
    for gate in pkgutil.iter_modules(__path__):
        if gate.ispkg:
            package = importlib.import_module(f"{__name__}.{gate.name}")
            for module in pkgutil.iter_modules(package.__path__):
                if not module.name.startswith("_"):
                    importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(RULES.items()))
