"""The examples that come with gatepost: a month that passes, and posts that must be stopped."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.approving.rehearsal import approve_what_waits
from bot.cli.app import App
from bot.cli.working import working
from bot.content.calendar import read_file
from bot.desk import Desk, Report
from bot.model import Decision, Finding, Severity
from bot.stopped import Stopped, examples
from tests.conftest import ROOT

#: Before the example month, while its attestations are fresh.
NOW = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
MISTAKES = sorted((ROOT / "examples" / "stopped").glob("*.md"))
#: Rules of this version that a written post can break. CAD004 judges the hour, not the post.
SHOWN = {
    *("PHI001", "PHI002", "PHI003", "PHI004", "CON001", "CON002", "CON003", "CON004", "CON005"),
    *("DIS001", "DIS002", "DIS003", "DIS004", "DIS006", "ACT001", "ACT002", "ACT003", "ACT004"),
    *("BRD003", "CAD003", "A11Y001"),
    *("CON006", "CON007", "CON008", "CON009", "DIS005", "PRO002", "ATT001", "ATT002", "ATT003"),
    *("ATT004", "A11Y003", "A11Y004", "BRD001", "BRD002", "PHI007", "PHI008", "ACT005"),
    *("CLM001", "CLM002", "CLM003", "CLM004", "CLM005", "CLM006", "CLM007", "CLM008"),
    *("ADV001", "ADV002", "ADV003", "PRO001", "PRO003", "PRO004", "PRO005", "DIS008", "DIS009"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("calendar")
    for name in ("content", "config", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATEPOST_ENVIRONMENT", "sandbox")
        patch.setenv("GATEPOST_VAULT", "memory")
        with working(App(root=folder), now=lambda: NOW) as worker:
            assert worker.vault is not None
            approve_what_waits(worker.desk, folder, worker.vault)
            yield worker.desk


@pytest.fixture(scope="module")
def month(desk: Desk) -> Report:
    return desk.check()


@pytest.fixture(scope="module")
def judged(desk: Desk) -> dict[str, Stopped]:
    folder = desk.records.root / "examples" / "stopped"
    return {example.name: example for example in examples(desk, folder)}


def test_the_month_passes_its_own_gates(month: Report) -> None:
    """Nobody has to acknowledge, override or mend anything."""
    kept = [
        f"{finding.place} {finding.rule} {finding.what}"
        for sheet in month.sheets
        for finding in sheet.verdict.findings
        if sheet.verdict.decision is not Decision.ALLOW
    ]

    assert not month.problems
    assert kept == []
    assert {sheet.verdict.decision for sheet in month.sheets} == {Decision.ALLOW}


def test_the_month_is_a_month(month: Report) -> None:
    """At least 24 posts, on three platforms, of every kind, by several authors."""
    posts = {sheet.post.id: sheet.post for sheet in month.sheets}

    assert len(posts) >= 24
    assert {sheet.account.platform for sheet in month.sheets} == {"x", "linkedin", "instagram"}
    assert len({post.author for post in posts.values()}) >= 3
    assert {post.kind.value for post in posts.values()} == {
        "education", "promotion", "story", "event", "research", "opinion", "notice",
    }  # fmt: skip
    assert any(post.repeat for post in posts.values())
    assert any(post.slot for post in posts.values())
    assert any(post.consent for post in posts.values())


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_stopped_by_the_rule_it_names(path: Path, judged: dict[str, Stopped]) -> None:
    """No account would publish it, and the named rule is among the reasons."""
    example = judged[path.stem]

    assert example.rule in SHOWN, "the front matter names a rule: # stopped by: RULEID"
    assert example.stopped, f"{example.rule} does not stop it: {example.what}"


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_a_post_that_would_otherwise_fit(path: Path, desk: Desk) -> None:
    """It can be read, knows its accounts, and no platform refuses it for its length."""
    for finding in _findings(desk, path):
        assert finding.rule not in {"FIT", "CAD004"}, finding.what


def test_every_rule_that_a_post_can_break_is_shown_being_broken(
    judged: dict[str, Stopped],
) -> None:
    count = Counter(example.rule for example in judged.values())

    assert set(count) == SHOWN
    assert sum(count.values()) >= 20
    assert count["PHI001"] >= 5
    assert count["CON001"] >= 3


def test_no_word_of_a_mistake_is_repeated(judged: dict[str, Stopped], desk: Desk) -> None:
    """What stops a post is said without the name, number or token that was found in it."""
    secrets = (
        *("Whitcomb", "Dolores", "K.T.", "Pruitt", "Vasko", "olander", "4471902"),
        *("555-0187", "4821", "November 17", "0000-1111"),
    )
    told = [example.what for example in judged.values()]
    told += [f"{f.what} {f.fix} {f.source}" for path in MISTAKES for f in _findings(desk, path)]

    assert not [line for line in told for secret in secrets if secret.lower() in line.lower()]


def test_a_record_made_for_a_mistake_serves_no_post_of_the_month(month: Report) -> None:
    """The month names one consent only; the broken ones belong to the mistakes."""
    assert {sheet.post.consent for sheet in month.sheets} - {""} == {"C-7f3a"}


def test_the_pictures_are_the_script_s(tmp_path: Path) -> None:
    """No photograph slipped in: drawing them again gives the same bytes."""
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts" / "draw_pictures.py", tmp_path / "scripts")
    subprocess.run([sys.executable, script], check=True)
    drawn = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.png")}
    folders = (ROOT / "content", ROOT / "examples")

    assert drawn == {
        p.relative_to(ROOT): p.read_bytes() for f in folders for p in f.rglob("*.png")
    }  # fmt: skip


def _findings(desk: Desk, path: Path) -> list[Finding]:
    read = read_file(desk.records.root, path.relative_to(ROOT).as_posix(), desk.zone)
    assert read.post is not None
    sheets = desk.look(read.post)
    assert len(sheets) == len(read.post.accounts)
    found = [finding for sheet in sheets for finding in sheet.verdict.findings]
    return [finding for finding in found if finding.severity is not Severity.INFO]
