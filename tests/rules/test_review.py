"""Approvals, overrides and determinations: what counts, and everything that must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.answer import finding_key, with_words
from bot.gates import judge, observe, subject_of
from bot.model import Decision, Finding, Post, Rendition, Severity, Verdict
from bot.phi.model import Analysis, Hit, Identifier, Level, Role
from bot.records import Records
from bot.records.approval import sign
from bot.records.determination import sign_determination
from bot.records.model import Approval, Determination, Override, Policy
from bot.records.override import roles_for, sign_override
from bot.records.requirement import required, unfilled
from bot.rules import load
from bot.surface import SurfaceKind
from tests.rules.approvals import approval, override, seed, with_key
from tests.rules.harness import NOW, PEOPLE, Vault, context, findings, post, records, rendition

RULES = load()
TEXT = "Walk a little each day."


def known(**changes: Any) -> Records:
    """The invented practice with a privacy and a legal officer."""
    from bot.records.model import Person

    more = (
        Person(id="pia", name="Pia Vos", roles=("author", "privacy")),
        Person(id="leo", name="Leo Law", roles=("legal",)),
        Person(id="mia", name="Mia Brand", roles=("marketing", "clinician")),
    )
    people = {one.id: with_key(one) for one in (*PEOPLE, *more)}
    return records(**({"people": people} | changes))


def told(rule: str, one: Post, shown: Rendition, given: Records, **changes: Any) -> list[Finding]:
    from tests.rules.harness import verdict

    answer = verdict(rule, one, shown, records=given, **changes)
    return [f for f in answer.findings if f.severity is not Severity.INFO]


def pair(body: str = TEXT, **front: Any) -> tuple[Post, Rendition]:
    one = post(front, body)
    return one, rendition(one)


# ---------------------------------------------------------------- REV001
def test_a_role_is_filled_by_another_person_on_exactly_these_bytes() -> None:
    one, shown = pair()
    given = known(approvals=(approval(one, shown, "dr-lin", ["clinician"]),))

    assert told("REV001", one, shown, given) == []
    assert told("REV001", one, replace(shown, lang="es"), given)


def test_until_its_hour_it_holds_and_then_it_blocks() -> None:
    one, shown = pair()

    (early,) = told("REV001", one, shown, known())
    (late,) = told("REV001", one, shown, known(), sending=True)

    assert (early.severity, early.holds) == (Severity.WARN, True)
    assert "dr-lin" in early.fix
    assert late.severity is Severity.BLOCK


def test_an_approval_after_the_hour_holds() -> None:
    one, shown = pair()
    late = approval(one, shown, "dr-lin", ["clinician"], at=NOW - timedelta(minutes=1))
    due = NOW - timedelta(minutes=2)

    (found,) = told(
        "REV001", one, shown, known(approvals=(late,)), sending=True, dues=(NOW,), due=due
    )
    assert found.holds
    assert found.severity is Severity.WARN
    assert told("REV001", one, shown, known(approvals=(late,)), sending=True, due=NOW) == []


def test_a_signed_no_outweighs_every_yes() -> None:
    one, shown = pair()
    given = known(
        approvals=(
            approval(one, shown, "dr-lin", ["clinician"]),
            approval(one, shown, "mia", ["marketing"], decision="refuse", note="Too long"),
        )
    )

    (found,) = told("REV001", one, shown, given)
    assert "mia sent it back" in found.what
    assert "Too long" not in str(found)


def test_a_lay_reader_is_advised() -> None:
    one, shown = pair()
    policy = Policy(roles={"education": ("lay",)})

    (found,) = told("REV001", one, shown, known(policy=policy))
    assert (found.severity, found.holds) == (Severity.WARN, False)


@pytest.mark.parametrize(
    ("practice", "kind", "patient", "roles"),
    [
        ("solo", "education", False, ()),
        ("solo", "education", True, ("somebody else",)),
        ("group", "education", False, ("clinician",)),
        ("group", "promotion", False, ("clinician", "marketing")),
        ("group", "notice", True, ("marketing", "privacy")),
        ("hospital", "research", False, ("clinician", "marketing")),
    ],
)
def test_who_must_approve(practice: str, kind: str, patient: bool, roles: Sequence[str]) -> None:
    policy = Policy.model_validate({"practice": practice})

    assert required(policy, kind, patient=patient).roles == roles


def test_policy_can_ask_for_less_but_never_for_nobody_about_a_patient() -> None:
    policy = Policy.model_validate({"roles": {"education": []}})

    assert required(policy, "education", patient=False).roles == ()
    assert required(policy, "education", patient=True).roles == ("privacy",)


@pytest.mark.parametrize(
    ("approvers", "left"),
    [
        ({}, ("clinician", "marketing")),
        ({"a": {"clinician", "marketing"}}, 1),
        ({"a": {"clinician", "marketing"}, "b": {"clinician"}}, 0),
        ({"a": {"clinician"}, "b": {"clinician"}}, 1),
    ],
)
def test_each_person_fills_one_role(approvers: Any, left: Any) -> None:
    missing = unfilled(("clinician", "marketing"), approvers)

    assert missing == left if isinstance(left, tuple) else len(missing) == left


# ---------------------------------------------------------------- REV002: bad approvals
def spoiled(one: Post, shown: Rendition, how: str) -> Approval:
    good = approval(one, shown, "dr-lin", ["clinician"])
    match how:
        case "unsigned":
            return good.model_copy(update={"signature": ""})
        case "edited":
            return good.model_copy(update={"consents": ("C-7f3a",)})
        case "wrongly signed":
            return sign(good, b"x" * 32)
        case "foreign key":
            return sign(good, seed("mia"))
        case "another's name":
            return good.model_copy(update={"person": "mia"})
        case "from the future":
            return approval(one, shown, "dr-lin", ["clinician"], at=NOW + timedelta(hours=1))
        case "a role not held":
            return approval(one, shown, "dr-lin", ["privacy"])
        case "a stranger":
            return good.model_copy(update={"person": "nobody"})
        case "somebody who left":
            return approval(one, shown, "dr-gone", ["author"], at=NOW)
        case "by a commit that is not there":
            return good.model_copy(update={"signature": "git"})
    raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        *("unsigned", "edited", "wrongly signed", "foreign key", "another's name"),
        *("from the future", "a role not held", "a stranger", "somebody who left"),
        "by a commit that is not there",
    ],
)
def test_a_bad_approval_is_told_and_stops_the_post(how: str) -> None:
    """Even where nobody's approval is asked for."""
    one, shown = pair(kind="notice")
    given = known(approvals=(spoiled(one, shown, how),))

    (found,) = told("REV002", one, shown, given)
    (sent,) = told("REV002", one, shown, given, sending=True)

    assert found.holds
    assert "does not count" in found.what
    assert sent.severity is Severity.BLOCK


def test_an_approval_replayed_for_another_post_counts_for_nothing() -> None:
    one, shown = pair()
    other = post({"id": "another"}, TEXT)
    copied = approval(one, shown, "dr-lin", ["clinician"])
    moved = copied.model_copy(update={"post": "another"})

    assert told("REV001", other, rendition(other), known(approvals=(copied,)))
    (found,) = told("REV002", other, rendition(other), known(approvals=(moved,)))
    assert "signature does not fit" in found.what


@pytest.mark.parametrize(
    ("front", "body", "changed"),
    [
        ({}, "Walk a lot each day.", "the text changed"),
        ({"lang": "es"}, TEXT, "the labels and settings changed"),
        ({"patient": {"consent": "C-7f3a"}}, TEXT, "the consents changed"),
        ({"media": [{"file": "a.png", "alt": "One", "people": "none"}]}, TEXT,
         "the pictures and the alt text changed"),
    ],
)  # fmt: skip
def test_what_changed_is_told_without_a_word_of_it(
    front: dict[str, Any], body: str, changed: str
) -> None:
    one, shown = pair()
    given = known(approvals=(approval(one, shown, "dr-lin", ["clinician"]),))
    now = post(front, body)

    (found,) = told("REV002", now, rendition(now), given)
    assert changed in found.what
    assert "Walk" not in str(found)


def test_the_alt_text_alone_is_told() -> None:
    media = [{"file": "a.png", "alt": "One", "people": "none"}]
    one, shown = pair(media=media)
    given = known(approvals=(approval(one, shown, "dr-lin", ["clinician"]),))
    now = post({"media": [media[0] | {"alt": "Two"}]}, TEXT)

    (found,) = told("REV002", now, rendition(now), given)
    assert "; the alt text changed since" in found.what


def test_a_newer_gatepost_voids_nothing() -> None:
    """The version of the rules is recorded and not bound."""
    one, shown = pair()
    old = approval(one, shown, "dr-lin", ["clinician"], rule_set="an earlier version")

    assert told("REV001", one, shown, known(approvals=(old,))) == []
    assert told("REV002", one, shown, known(approvals=(old,))) == []


# ---------------------------------------------------------------- acknowledgements
def test_an_acknowledgement_covers_the_warns_that_were_shown_and_no_later_one() -> None:
    from bot.records.approval import acknowledged

    one, shown = pair()
    bound = approval(one, shown, "dr-lin", []).bound[0].model_copy(update={"warns": ("ACT001",)})
    note = approval(one, shown, "dr-lin", [], acknowledges_warns=True, bound=(bound,))
    noted = acknowledged(
        known(approvals=(note,)), one.id, one.accounts[0], "once", shown.digest, now=NOW
    )

    assert noted == {"ACT001"}
    assert judged_with(one, shown, noted, "ACT001") is Decision.ALLOW
    assert judged_with(one, shown, noted, "CLM007") is Decision.HOLD


def judged_with(one: Post, shown: Rendition, noted: frozenset[str], warned: str) -> Decision:
    from bot.gates import decide

    place = one.place()
    warn = Finding(warned, Severity.WARN, place, "what", "fix", "source")
    return decide([warn], (), acknowledged=noted)


# ---------------------------------------------------------------- overrides
#: A11Y001 is the marketing officer's to answer for.
MEDIA = {"media": [{"file": "a.png", "people": "none"}]}


def decided(one: Post, shown: Rendition, given: Records, **changes: Any) -> Verdict:
    rules = {name: RULES[name] for name in ("A11Y001", "REV004")}
    around = context(one, records=given, **changes)
    return judge(subject_of(shown, around), observe(shown, around, rules), around, rules)


def test_a_valid_override_makes_a_block_a_note_that_names_who_answers() -> None:
    one, shown = pair(**MEDIA)
    given = known(overrides=(override(one, shown, "A11Y001", "mia", "marketing"),))

    before, after = decided(one, shown, known()), decided(one, shown, given)

    assert before.decision is Decision.BLOCK
    assert after.decision is Decision.ALLOW
    (note,) = after.findings
    assert "overridden by mia as marketing until 2027-02-01" in note.what
    assert note.answered == "mia"


def bad_override(one: Post, shown: Rendition, how: str) -> Override:
    good = override(one, shown, "A11Y001", "mia", "marketing")
    match how:
        case "unsigned":
            return good.model_copy(update={"signature": ""})
        case "edited":
            return good.model_copy(update={"expires": date(2027, 2, 20)})
        case "foreign key":
            return sign_override(good, seed("leo"))
        case "expired":
            return override(one, shown, "A11Y001", "mia", "marketing", expires=date(2026, 11, 30))
        case "too long":
            return override(one, shown, "A11Y001", "mia", "marketing", expires=date(2027, 6, 1))
        case "wrong role":
            return override(one, shown, "A11Y001", "leo", "legal")
        case "role not held":
            return override(one, shown, "A11Y001", "leo", "marketing")
        case "other bytes":
            return override(one, None, "A11Y001", "mia", "marketing")
        case "replayed for another rule":
            return good.model_copy(update={"rule": "CAD003"})
        case "the author alone":
            return override(one, shown, "A11Y001", "maya-reyes", "marketing")
        case "from the future":
            return override(one, shown, "A11Y001", "mia", "marketing", at=NOW + timedelta(hours=1))
        case "a stranger":
            return good.model_copy(update={"person": "nobody"})
        case "no such rule":
            return override(one, shown, "ZZZ999", "mia", "marketing")
        case "never overridable":
            return override(one, shown, "CON001", "mia", "marketing")
    raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        *("unsigned", "edited", "foreign key", "expired", "too long", "wrong role"),
        *("role not held", "other bytes", "replayed for another rule", "the author alone"),
        *("from the future", "a stranger", "no such rule", "never overridable"),
    ],
)
def test_a_bad_override_answers_for_nothing_and_is_told(how: str) -> None:
    one, shown = pair(author="maya-reyes", **MEDIA)
    answer = decided(one, shown, known(overrides=(bad_override(one, shown, how),)))

    assert {f.rule for f in answer.findings if f.severity is Severity.BLOCK} == {
        "A11Y001",
        "REV004",
    }


def test_an_author_counts_beside_another_person_where_two_must_answer() -> None:
    """PRO001 is answered for by marketing and a clinician together."""
    from bot.records.override import Question, answers

    one, shown = pair(author="dr-lin")
    mine = override(one, shown, "PRO001", "dr-lin", "clinician")
    theirs = override(one, shown, "PRO001", "mia", "marketing")
    ask = Question("PRO001", "M+C", one.id, one.accounts[0], shown.platform, shown.digest, "dr-lin")

    assert answers(known(overrides=(mine,)), ask, NOW) == ()
    assert answers(known(overrides=(theirs,)), ask, NOW) == ()
    assert len(answers(known(overrides=(mine, theirs)), ask, NOW)) == 2
    alone = override(one, shown, "PRO001", "mia", "clinician")
    assert answers(known(overrides=(theirs, alone)), ask, NOW) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_can_never_be_overridden(rule: Any) -> None:
    answerable = bool(roles_for(rule.override))

    assert answerable is (rule.override not in ("N", "D"))
    if rule.gate == "phi" or rule.id in {"CON001", "CON002", "DIS002", "ACT001", "REV002"}:
        assert rule.override in ("N", "D") or rule.id in {"PHI009"}


# ---------------------------------------------------------------- determinations
def suspicious(text: str, at: str = "Marisol") -> Any:
    def analyse(shown: Rendition, one: Post) -> Analysis:
        start = shown.parts[0].text.index(at)
        hit = Hit(
            Identifier.AGE, Level.BLOCK, Role.PATIENT, SurfaceKind.TEXT, one.place(), 0,
            start, start + len(at), "an age over 89", "",
        )  # fmt: skip
        return Analysis((hit,))

    return analyse


def determined(one: Post, shown: Rendition, analyse: Any, **changes: Any) -> Determination:
    rule = RULES["PHI004"]
    seen = observe(shown, context(one, analyse=analyse), {rule.id: rule}).facts[rule.id]
    (fact,) = with_words(seen, rule, shown, one)
    values: dict[str, Any] = {
        "id": "D-a1b2c3d4",
        "rule": "PHI004",
        "post": one.id,
        "person": "pia",
        "kind": "invented",
        "reason": "Nobody of this name has ever been here.",
        "findings": (Vault().name_hmac(finding_key(fact.around)),),
        "at": NOW - timedelta(days=1),
        "signature": "",
    }
    made = Determination.model_validate(values | changes)
    return sign_determination(made, seed(made.person))


def ask(one: Post, shown: Rendition, given: Records, analyse: Any, **changes: Any) -> Verdict:
    rules = {"PHI004": RULES["PHI004"]}
    around = context(one, records=given, analyse=analyse, **changes)
    return judge(subject_of(shown, around), observe(shown, around, rules), around, rules)


PERSON = "Marisol is our invented neighbour."


def test_a_determination_clears_its_finding_and_stays_listed() -> None:
    one, shown = pair(PERSON)
    analyse = suspicious(PERSON)
    given = known(determinations=(determined(one, shown, analyse),))

    assert ask(one, shown, known(), analyse).decision is Decision.BLOCK
    after = ask(one, shown, given, analyse)
    assert after.decision is Decision.ALLOW
    assert "determined by pia: invented" in after.findings[0].what
    assert ask(one, shown, given, analyse, sending=True).decision is Decision.ALLOW


def test_without_a_vault_it_is_deferred_at_check_and_a_block_at_send() -> None:
    one, shown = pair(PERSON)
    analyse = suspicious(PERSON)
    given = known(determinations=(determined(one, shown, analyse),))

    assert ask(one, shown, given, analyse, vault=None).deferred == ("PHI004",)
    assert ask(one, shown, given, analyse, vault=None, sending=True).decision is Decision.BLOCK


def test_any_change_of_the_words_around_voids_it() -> None:
    one, shown = pair(PERSON)
    given = known(determinations=(determined(one, shown, suspicious(PERSON)),))
    edited = post({}, "Marisol is our neighbour and patient.")

    answer = ask(edited, rendition(edited), given, suspicious(""))
    assert answer.decision is Decision.BLOCK


@pytest.mark.parametrize(
    "how", ["unsigned", "edited", "no privacy officer", "the author", "another post", "foreign key"]
)
def test_a_bad_determination_clears_nothing(how: str) -> None:
    one, shown = pair(PERSON, author="pia" if how == "the author" else "dr-okafor")
    analyse = suspicious(PERSON)
    good = determined(one, shown, analyse)
    bad = {
        "unsigned": good.model_copy(update={"signature": ""}),
        "edited": good.model_copy(update={"kind": "expert"}),
        "no privacy officer": determined(one, shown, analyse, person="mia"),
        "the author": good,
        "another post": determined(one, shown, analyse, post="another"),
        "foreign key": sign_determination(good, seed("mia")),
    }[how]

    assert ask(one, shown, known(determinations=(bad,)), analyse).decision is Decision.BLOCK


def test_the_digest_tells_nothing_without_the_key_and_no_text_is_kept() -> None:
    one, shown = pair(PERSON)
    made = determined(one, shown, suspicious(PERSON))

    assert "Marisol" not in made.model_dump_json()
    rules = {"PHI004": RULES["PHI004"]}
    given = known(determinations=(made,))
    seen = observe(shown, context(one, records=given, analyse=suspicious(PERSON)), rules)
    assert not seen.cacheable
    assert "Marisol" not in repr(seen)


# ---------------------------------------------------------------- REV005
def test_a_repeat_is_not_taken_for_something_unapproved() -> None:
    assert findings("REV005", {"id": "quiet"}, TEXT) == ()


def test_dates_of_this_file_are_aware() -> None:
    assert datetime(2026, 12, 1, 18, tzinfo=UTC) == NOW
