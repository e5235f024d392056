from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "gatepost.toml": 'clinic = "Harbor Spine"\ntimezone = "America/Chicago"\n',
    "brand.toml": 'name = "Harbor Spine"\n',
    "accounts.toml": (
        "[clinic-x]\n"
        'platform = "x"\n'
        'handle = "harborspine"\n'
        'actors = ["dr-okafor"]\n'
        'two_factor = {enabled = true, method = "app", by = "dr-okafor", on = 2026-11-01}\n'
    ),
    "people/dr-okafor.toml": 'id = "dr-okafor"\nname = "Ada Okafor"\naliases = ["A. Okafor"]\n',
    "register/dr-okafor.toml": (
        'person = "dr-okafor"\n\n[[tie]]\ncompany = "Neurolief"\nnature = "speaking"\n'
        "from = 2026-01-01\nto = 2026-06-30\n"
    ),
    "consents/C-7f3a.toml": 'id = "C-7f3a"\nstatus = "active"\n',
}

Write = Callable[[str, str], Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A calendar whose config/ is small and right."""
    for name, text in FILES.items():
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(root: Path) -> Write:
    """Put a text at a path below config/."""

    def put(name: str, text: str) -> Path:
        path = root / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
