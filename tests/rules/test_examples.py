"""Every rule's own examples, and the pages that are made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import Severity
from bot.rules import load
from bot.rules.base import Example
from bot.rules.page import index, page, pages, write
from tests.rules.harness import judged

PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
OURS = [rule for rule in load().values() if rule.gate != "phi"]
CASES = [
    pytest.param(rule.id, example, id=f"{rule.id}-{number}")
    for rule in OURS
    for number, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_rule_does_what_its_examples_say(rule: str, example: Example) -> None:
    """Those marked stopped are held or blocked by that rule; the others it lets pass.

    A rule that only ever notes something shows its notes.
    """
    notes = load()[rule].severity is Severity.INFO
    found = [f for f in judged(rule, example) if notes or f.severity is not Severity.INFO]

    assert bool(found) is example.stopped, [str(f) for f in found]


@pytest.mark.parametrize("rule", load().values(), ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule) -> None:
    """A title, a reason, a fix, a source, who may override, examples on each side."""
    enough = 1 if rule.gate == "phi" else 2
    assert len(rule.why.split()) >= 25
    assert rule.fix
    assert not rule.fix.endswith(".")
    assert rule.title
    assert rule.source
    assert rule.override
    assert sum(e.stopped for e in rule.examples) >= enough
    assert sum(not e.stopped for e in rule.examples) >= enough


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_no_finding_repeats_the_text(rule: str, example: Example) -> None:
    """No run of four words of the body comes back in a finding."""
    words = example.body.split()
    runs = {" ".join(words[i : i + 4]) for i in range(len(words) - 3)}
    told = " ".join(str(f) for f in judged(rule, example))

    assert not [run for run in runs if run in told]


def test_the_committed_pages_are_those_the_rules_make() -> None:
    """For every rule that is registered; ``python -m bot.rules.page docs/rules`` renews them."""
    made = pages(load())

    assert {p.name: p.read_text(encoding="utf-8") for p in PAGES.glob("*.md")} == made


def test_a_page_tells_all_a_reader_needs() -> None:
    rule = load()["DIS002"]
    text = page(rule)

    for wanted in (rule.title, rule.source, "nobody may override", "## Stopped", "## Not stopped"):
        assert wanted in text
    assert rule.fix in " ".join(text.split())


def test_the_index_names_every_rule() -> None:
    text = index(load())

    assert all(f"[{rule}]({rule}.md)" in text for rule in load())


def test_writing_removes_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "OLD001.md").write_text("gone")

    write(tmp_path)

    assert {p.name for p in tmp_path.iterdir()} == {"index.md", *(f"{r}.md" for r in load())}
