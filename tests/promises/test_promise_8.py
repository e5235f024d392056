"""Words are honest: never "HIPAA compliant"; "two shares unlock the vault, unattended mode is
one"; "assists review"."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.vault.unattended import open_unattended
from tests.conftest import ROOT
from tests.practice import Reader
from tests.promises.conftest import Stage
from tests.sealing import seal

#: What nobody may promise, and what would be read as such a promise.
_CLAIMS = re.compile(
    r"(?i)\bhipaa[\s-]+(?:compliant|certified|approved|safe|proof)\b"
    r"|\b(?:fully|100\s?%|guaranteed?)\s+(?:compliant|compliance|anonym\w+|secure)\b"
    r"|\bguarantees?\s+(?:compliance|privacy|hipaa)\b|\bunhackable\b|\bexactly[\s-]once\b"
)
_DENIED = re.compile(r"(?i)\b(?:not?|never|nobody|nothing|cannot|isn't)\b")


def claims(text: str) -> list[str]:
    """Sentences that promise it; one that denies it, or quotes it to forbid it, is honest."""
    sentences = re.split(r"(?<=[.;:!?])\s+|\n\n", text)
    return [s for s in sentences if _CLAIMS.search(s) and not _DENIED.search(s)]


def words_of_the_product() -> Iterator[Path]:
    for folder, pattern in (
        ("bot", "*.py"),
        ("bot", "*.toml"),
        ("bot", "*.html*"),
        ("docs", "*.md"),
    ):
        yield from sorted((ROOT / folder).rglob(pattern))
    yield from (p for p in sorted(ROOT.glob("*.*")) if p.suffix in {".md", ".toml"})


@pytest.mark.parametrize(
    ("text", "honest"),
    [
        ("gatepost is HIPAA compliant.", False),
        ("A HIPAA-compliant scheduler.", False),
        ("It is never called HIPAA compliant.", True),
        ("Guarantees compliance.", False),
        ("It assists review.", True),
    ],
)
def test_the_test_can_tell(text: str, honest: bool) -> None:
    assert (claims(text) == []) is honest


def test_nothing_we_say_promises_more_than_we_do() -> None:
    files = list(words_of_the_product())
    assert len(files) > 100
    said = {f.relative_to(ROOT).as_posix(): claims(f.read_text(encoding="utf-8")) for f in files}

    assert {name: what for name, what in said.items() if what} == {}


def test_the_preview_says_that_it_assists_review(stage: Stage, reader: Reader) -> None:
    from bot.media.store import MediaStore
    from bot.preview.card import cards
    from bot.preview.html import page

    stage.post("walk")
    desk = stage.worker().desk
    report = desk.check()
    made = page(
        cards(desk, report.sheets),
        clinic="Fernhill Spine",
        environment="sandbox",
        now=stage.clock(),
        store=MediaStore(stage.root / ".gatepost" / "media"),
        problems=report.problems,
    )

    assert "assists review; a person decides" in html.unescape(made)


def test_the_unattended_vault_is_called_what_it_is(tmp_path: Path) -> None:
    vault, _ = seal(tmp_path / "secret")
    opened = open_unattended(tmp_path / "secret" / "vault.json", "secret/share", tmp_path)

    assert vault.mode == opened.mode == "sealed-unattended"
    said = (ROOT / "bot/vault/unattended.py").read_text()
    assert re.search(r"(?i)\bone (?:factor|share)\b", said)
