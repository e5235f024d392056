"""Jurisdiction packs: a rule of a pack runs only where policy lists it, and may weigh more."""

from __future__ import annotations

from typing import Any

import pytest

from bot.gates import judge, observe, subject_of
from bot.model import Finding, Severity
from bot.records.model import Policy
from bot.rules.base import Fact, Need, Rule, View
from bot.rules.page import index, page
from tests.rules.harness import context, post, records, rendition


class Local(Rule):
    """Finds something in every text, in the United Kingdom only."""

    id = "TST010"
    title = "Tested"
    gate = "test"
    severity = Severity.WARN
    why = "Because."
    fix = "Mend it"
    source = "The tests"
    packs = frozenset({"uk"})
    examples = ()

    def observe(self, rendition: Any, view: View) -> Any:
        yield Fact("seen", view.post.place())


class Heavier(Local):
    """Finds something everywhere."""

    id = "TST011"
    packs = frozenset()
    stricter = {"us-ca": Severity.BLOCK}


class HeavierLive(Heavier):
    """The same, live."""

    needs = frozenset({Need.RECORDS})


class Note(Heavier):
    """Only a note."""

    severity = Severity.INFO


def found(rule: Rule, *packs: Any) -> tuple[Finding, ...]:
    one = post({}, "Walking helps.")
    known = context(one, records=records(policy=Policy(packs=packs)))
    shown = rendition(one)
    rules = {rule.id: rule}
    seen = observe(shown, known, rules)
    return judge(subject_of(shown, known), seen, known, rules).findings


def test_a_rule_of_a_pack_runs_only_where_policy_lists_it() -> None:
    assert not found(Local(), "us")
    assert not found(Local(), "us", "eu")
    assert found(Local(), "us", "uk")


@pytest.mark.parametrize("rule", [Heavier(), HeavierLive()])
def test_an_active_pack_makes_a_warn_a_block(rule: Rule) -> None:
    assert [f.severity for f in found(rule, "us")] == [Severity.WARN]
    assert [f.severity for f in found(rule, "us", "us-ca")] == [Severity.BLOCK]


def test_a_note_stays_a_note() -> None:
    assert [f.severity for f in found(Note(), "us-ca")] == [Severity.INFO]


def test_page_and_index_name_the_pack() -> None:
    class Shown(Heavier):
        """Both."""

        packs = frozenset({"uk"})

    assert "Runs only with a pack in policy.toml: uk" in page(Shown())
    assert "With the pack us-ca in policy.toml: block" in page(Shown())
    assert "| uk; us-ca: block |" in index({"TST011": Shown()})
