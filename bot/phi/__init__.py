"""The PHI engine: who can be recognised in a text. Nothing leaves the machine.

``Engine().analyse_text(text)`` answers with an ``Analysis`` of ``Hit`` spans; see docs/phi.md,
"Use it alone". The names below are loaded when they are first asked for, for they bring spaCy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.phi.engine import Engine as Engine
    from bot.phi.model import Analysis as Analysis
    from bot.phi.model import Hit as Hit
    from bot.phi.model import Identifier as Identifier
    from bot.phi.model import Level as Level
    from bot.phi.model import Role as Role

_HOMES = {
    "Engine": "bot.phi.engine",
    "Analysis": "bot.phi.model",
    "Hit": "bot.phi.model",
    "Identifier": "bot.phi.model",
    "Level": "bot.phi.model",
    "Role": "bot.phi.model",
}
__all__ = ["Analysis", "Engine", "Hit", "Identifier", "Level", "Role"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
