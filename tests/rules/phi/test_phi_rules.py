"""All rules of the gate: their examples, what a consent releases, and what a missing key means."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import ModelMissing
from bot.gates import judge, observe, subject_of
from bot.model import Decision, Post, Rendition, Severity, Verdict
from bot.phi.engine import Engine
from bot.phi.model import Analysis
from bot.phi.normalise import name_variants
from bot.records import Records
from bot.rules import load
from bot.rules.base import Example
from tests.rules import harness

OURS = {rule.id: rule for rule in load().values() if rule.gate == "phi"}
CASES = [
    pytest.param(rule.id, example, id=f"{rule.id}-{number}")
    for rule in OURS.values()
    for number, example in enumerate(rule.examples)
]
STOPPED = [
    pytest.param(rule.id, example, id=f"{rule.id}-{number}")
    for rule in OURS.values()
    for number, example in enumerate(rule.examples)
    if example.stopped
]
NAMED = "Our patient Marisol Quintanar was discharged after her fusion."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(records=harness.records())


def _keyed(name: str) -> tuple[str, ...]:
    return tuple(hashlib.sha256(form.encode()).hexdigest() for form in name_variants(name))


def _records(**scope: Any) -> Records:
    """The practice with one consent C-0k4y of this scope."""
    given = harness.consent("C-0k4y", scope=scope)
    return harness.records(consents={given.id: given})


def _verdict(engine: Engine, body: str, rule: str = "PHI001", **changes: Any) -> Verdict:
    front = changes.pop("front", {})
    post = harness.post(front, body, changes.pop("platform", "linkedin"))
    known = harness.context(post, analyse=engine.analyse, **changes)
    shown = harness.rendition(post)
    rules = {rule: OURS[rule]}
    return judge(subject_of(shown, known), observe(shown, known, rules), known, rules)


def test_the_gate_has_these_rules() -> None:
    wanted = {"PHI001", "PHI002", "PHI003", "PHI004", "PHI007", "PHI008"}
    assert wanted <= set(OURS)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_rule_does_what_its_examples_say(engine: Engine, rule: str, example: Example) -> None:
    found = harness.judged(rule, example, analyse=engine.analyse)

    assert any(f.severity is Severity.BLOCK for f in found) is example.stopped
    assert bool(found) is example.stopped


@pytest.mark.parametrize(("rule", "example"), STOPPED)
def test_no_finding_repeats_what_it_found(engine: Engine, rule: str, example: Example) -> None:
    told = " ".join(f"{f} {f!r}" for f in harness.judged(rule, example, analyse=engine.analyse))

    words = ("Marisol", "Quintanar", "JohnSmith", "4471902", "555-0142", "1961", "yesterday", "93")
    assert not [word for word in words if word in told]


def test_a_name_for_review_warns_and_holds(engine: Engine) -> None:
    verdict = _verdict(engine, "The garden was painted last year, Beatrix Novak in front.")

    assert verdict.decision is Decision.HOLD
    assert [f.severity for f in verdict.findings] == [Severity.WARN]


# ---------------------------------------------------------------- consent
RELEASED = {"name_hmacs": list(_keyed("Marisol Quintanar")), "identifiers": ["name", "date"]}
FRONT = {"patient": {"consent": "C-0k4y"}}


def test_a_consent_releases_the_names_it_lists(engine: Engine) -> None:
    body = f"{NAMED} Marisol says thank you, and so does Ms. Quintanar's walker."

    assert _verdict(engine, body, front=FRONT, records=_records(**RELEASED)).findings == ()


def test_the_same_post_without_the_consent_blocks(engine: Engine) -> None:
    assert _verdict(engine, NAMED, records=_records(**RELEASED)).decision is Decision.BLOCK


def test_another_patient_s_name_beside_it_blocks(engine: Engine) -> None:
    body = f"{NAMED} Our patient Tobias Brightman sends flowers."
    verdict = _verdict(engine, body, front=FRONT, records=_records(**RELEASED))

    assert verdict.decision is Decision.BLOCK
    assert len(verdict.findings) == 1


@pytest.mark.parametrize(
    "scope",
    [
        RELEASED | {"name_hmacs": []},
        RELEASED | {"name_hmacs": list(_keyed("Somebody Else"))},
        RELEASED | {"identifiers": ["age"]},
        RELEASED | {"platforms": ["instagram"]},
    ],
    ids=["no names", "another name", "another class", "another platform"],
)
def test_a_consent_releases_nothing_else(engine: Engine, scope: dict[str, Any]) -> None:
    verdict = _verdict(engine, NAMED, front=FRONT, records=_records(**scope))

    assert verdict.decision is Decision.BLOCK


def test_a_revoked_consent_releases_nothing(engine: Engine) -> None:
    given = harness.consent("C-0k4y", status="revoked", scope=RELEASED)
    known = harness.records(consents={given.id: given})

    assert _verdict(engine, NAMED, front=FRONT, records=known).decision is Decision.BLOCK


def test_without_the_key_it_waits_at_check_and_blocks_at_send(engine: Engine) -> None:
    known: dict[str, Any] = {"front": FRONT, "records": _records(**RELEASED), "vault": None}

    assert _verdict(engine, NAMED, **known).deferred == ("PHI001",)
    assert _verdict(engine, NAMED, sending=True, **known).decision is Decision.BLOCK


def test_without_a_name_no_key_is_asked_for(engine: Engine) -> None:
    verdict = _verdict(
        engine, "Come and walk.", front=FRONT, records=_records(**RELEASED), vault=None
    )

    assert (verdict.decision, verdict.deferred) == (Decision.ALLOW, ())


def test_a_name_to_ask_about_is_kept_nowhere(engine: Engine) -> None:
    post = harness.post(FRONT, NAMED)
    known = harness.context(post, analyse=engine.analyse, records=_records(**RELEASED))
    seen = observe(harness.rendition(post), known, {"PHI001": OURS["PHI001"]})

    assert not seen.cacheable
    assert "marisol" not in repr(seen)


def test_a_consent_releases_dates_only_where_it_lists_them(engine: Engine) -> None:
    body = "Our patient was admitted on March 3."
    listed = _records(identifiers=["date"])

    assert _verdict(engine, body, "PHI003", front=FRONT, records=listed).findings == ()
    unlisted = _records(identifiers=["name"])
    blocked = _verdict(engine, body, "PHI003", front=FRONT, records=unlisted)
    assert blocked.decision is Decision.BLOCK


def test_no_consent_releases_a_record_number(engine: Engine) -> None:
    known = _records(identifiers=["record number", "ssn", "name"])
    verdict = _verdict(engine, "Thanks, MRN 4471902!", "PHI002", front=FRONT, records=known)

    assert verdict.decision is Decision.BLOCK


# ---------------------------------------------------------------- fail closed
def test_a_text_in_another_language_holds(engine: Engine) -> None:
    body = "Nuestro paciente no puede caminar porque el dolor es muy fuerte y está en casa."
    verdict = _verdict(engine, body)

    assert verdict.decision is Decision.HOLD
    assert all("not read" in f.what for f in verdict.findings)


#: These judge what stands beside a picture, and read no text.
UNREAD = {"PHI007"}


@pytest.mark.parametrize("rule", sorted(set(OURS) - UNREAD))
def test_a_missing_model_holds(rule: str) -> None:
    def gone(rendition: Rendition, post: Post) -> Analysis:
        raise ModelMissing("The language model is not installed.")

    post = harness.post({}, "Come and walk.")
    known = replace(harness.context(post), analyse=gone)
    shown = harness.rendition(post)
    rules = {rule: OURS[rule]}
    verdict = judge(subject_of(shown, known), observe(shown, known, rules), known, rules)

    assert verdict.decision is Decision.HOLD
    assert verdict.not_run
