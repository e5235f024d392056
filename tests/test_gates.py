"""The engine: whatever cannot run holds, whatever is not here waits or blocks, nothing peeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import ModelMissing
from bot.gates import Observation, decide, judge, observe, subject_of
from bot.model import Decision, Finding, Place, Rendition, Severity, Verdict
from bot.rules.base import Context, Fact, Need, NotHere, Rule, Subject, Undeclared, View
from tests.rules.harness import context, post, rendition

CANARY = "canary-Wilhelmina"


class Plain(Rule):
    """Finds something in every text; the tests change what it does."""

    id = "TST001"
    title = "Tested"
    gate = "test"
    severity = Severity.WARN
    why = "Because."
    fix = "Mend it"
    source = "The tests"

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        yield Fact("seen", view.post.place())


class Live(Plain):
    id = "TST002"
    needs = frozenset({Need.CLOCK})


def noted(taken: bool) -> frozenset[str]:
    """The rules of whose warns somebody took note: all that these tests know, or none."""
    return frozenset({"T", "TST001", "TST002"}) if taken else frozenset()


def run(rule: Rule, *, acknowledged: bool = False, **changes: Any) -> Verdict:
    one = post({}, "Walking helps.")
    known = context(one, **changes)
    shown = rendition(one)
    rules = {rule.id: rule}
    seen = observe(shown, known, rules)
    return judge(subject_of(shown, known), seen, known, rules, acknowledged=noted(acknowledged))


def subclass(base: type[Rule], **members: Any) -> Rule:
    made: Rule = type("Tried", (base,), members)()
    return made


# ------------------------------------------------------------------ deciding
@pytest.mark.parametrize(
    ("severities", "not_run", "acknowledged", "decision"),
    [
        ([], (), False, Decision.ALLOW),
        (["info"], (), False, Decision.ALLOW),
        (["warn"], (), False, Decision.HOLD),
        (["warn"], (), True, Decision.ALLOW),
        (["block"], (), True, Decision.BLOCK),
        (["warn", "block"], ("X: broke",), True, Decision.BLOCK),
        ([], ("X: broke",), True, Decision.HOLD),
    ],
)
def test_the_worst_decides(
    severities: list[str], not_run: tuple[str, ...], acknowledged: bool, decision: Decision
) -> None:
    found = [Finding("T", Severity(s), Place("a.md"), "w", "f", "s") for s in severities]

    assert decide(found, not_run, acknowledged=noted(acknowledged)) is decision


def test_a_warn_that_wants_a_fix_is_released_by_no_acknowledgement() -> None:
    found = [Finding("T", Severity.WARN, Place("a.md"), "w", "f", "s", holds=True)]

    assert decide(found, (), acknowledged=noted(True)) is Decision.HOLD
    assert decide(found, (), acknowledged=noted(True), news=frozenset({"T"})) is Decision.HOLD


@pytest.mark.parametrize("sending", [False, True])
def test_a_warn_about_the_text_holds_at_check_and_at_send(sending: bool) -> None:
    assert run(Plain(), sending=sending).decision is Decision.HOLD
    assert run(Plain(), sending=sending, acknowledged=True).decision is Decision.ALLOW


@pytest.mark.parametrize("need", [Need.RECORDS, Need.VAULT])
def test_a_warn_that_cannot_be_new_holds_at_send(need: Need) -> None:
    rule = subclass(Live, needs=frozenset({need}))

    assert run(rule, sending=True).decision is Decision.HOLD


@pytest.mark.parametrize("need", [Need.CLOCK, Need.LEDGER])
def test_a_warn_that_appears_only_at_send_is_told_and_does_not_hold(need: Need) -> None:
    rule = subclass(Live, needs=frozenset({need, Need.RECORDS}))
    at_check, at_send = run(rule), run(rule, sending=True)

    assert at_check.decision is Decision.HOLD
    assert at_send.decision is Decision.ALLOW
    assert [f.rule for f in at_send.findings] == ["TST002"]


# ------------------------------------------------------------------ what cannot run
@pytest.mark.parametrize("method", ["observe", "check"])
@pytest.mark.parametrize("base", [Plain, Live])
def test_a_rule_that_crashes_holds_and_shows_nothing(
    method: str, base: type[Rule], caplog: pytest.LogCaptureFixture
) -> None:
    def crash(self: Rule, *_: object) -> Iterable[Fact]:
        raise KeyError(CANARY)

    answer = run(subclass(base, **{method: crash}), acknowledged=True)

    assert answer.decision is Decision.HOLD
    assert answer.not_run == (f"{base.id}: did not run (KeyError)",)
    assert CANARY not in caplog.text + repr(answer)


def test_a_missing_model_holds_and_is_not_kept() -> None:
    def missing(self: Rule, *_: object) -> Iterable[Fact]:
        raise ModelMissing("the model is missing")

    answer = run(subclass(Plain, observe=missing), acknowledged=True)

    assert answer.decision is Decision.HOLD
    assert "language model" in answer.not_run[0]


def test_what_is_not_here_is_deferred_at_check_and_blocks_at_send() -> None:
    def ask(self: Rule, subject: Subject, facts: Sequence[Fact], view: View) -> Iterable[Finding]:
        yield self.finding(subject, severity=Severity.INFO, what="found before")
        assert view.history

    rule = subclass(Live, needs=frozenset({Need.LEDGER}), check=ask)
    at_check = run(rule, history=None)
    at_send = run(rule, history=None, sending=True)

    assert (at_check.decision, at_check.deferred) == (Decision.ALLOW, ("TST002",))
    assert at_send.decision is Decision.BLOCK
    for answer in (at_check, at_send):
        assert "found before" in [f.what for f in answer.findings]


@pytest.mark.parametrize("need", [Need.LEDGER, Need.VAULT])
def test_each_missing_need_is_named(need: Need) -> None:
    view = context(post({}, "x"), history=None, vault=None).seen_by(
        frozenset({need}), observing=False
    )

    with pytest.raises(NotHere, match=need.value):
        _ = view.history if need is Need.LEDGER else view.vault


# ------------------------------------------------------------------ what may be touched
@pytest.mark.parametrize("part", ["now", "dues", "records", "history", "vault"])
def test_touching_what_was_not_declared_raises(part: str) -> None:
    view = context(post({}, "x")).seen_by(frozenset(), observing=False)

    with pytest.raises(Undeclared):
        getattr(view, part)


@pytest.mark.parametrize("part", ["now", "dues", "history", "vault"])
def test_while_observing_nothing_that_passes_is_in_reach(part: str) -> None:
    """Facts are kept between runs, so they may not depend on clock, ledger or vault."""
    view = context(post({}, "x")).seen_by(frozenset(Need), observing=True)

    with pytest.raises(Undeclared):
        getattr(view, part)


def test_a_rule_that_peeks_does_not_run() -> None:
    def peek(self: Rule, rendition: Rendition, view: View) -> Iterable[Fact]:
        assert view.now
        return ()

    assert run(subclass(Live, observe=peek)).not_run == ("TST002: did not run (Undeclared)",)


def test_the_phi_engine_is_asked_only_while_observing() -> None:
    one = post({}, "x")
    view = context(one).seen_by(frozenset({Need.RECORDS}), observing=False)

    with pytest.raises(Undeclared):
        view.analysis(rendition(one))


# ------------------------------------------------------------------ what may be kept
def test_only_what_is_whole_and_without_private_text_may_be_kept() -> None:
    fact = Fact("name", Place("a.md"))

    assert Observation((), {"T": (fact,)}).cacheable
    assert not Observation((), {"T": (replace(fact, private=CANARY),)}).cacheable
    assert not Observation(not_run=("T: broke",)).cacheable
    assert CANARY not in repr(Observation((), {"T": (replace(fact, private=CANARY),)}))


def test_findings_come_worst_first_and_each_once() -> None:
    class Many(Plain):
        def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterable[Finding]:
            for severity in (Severity.INFO, Severity.BLOCK, Severity.WARN, Severity.BLOCK):
                yield self.finding(subject, severity=severity)

    found = run(Many()).findings

    assert [f.severity for f in found] == [Severity.BLOCK, Severity.WARN, Severity.INFO]


def test_a_context_shows_no_words_of_the_post() -> None:
    one = post({"summary": CANARY}, CANARY)

    assert CANARY not in repr(one)
    assert CANARY not in repr(rendition(one))
    assert isinstance(context(one), Context)
