"""CON006: money behind a patient's story must have been stated in the form."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.rules.harness import CONSENTS, consent, findings, records

FRONT = {"kind": "story", "patient": {"consent": "C-t3st"}}
PAID = "Meet one of our patients. Her CalmWave lies by the bed."


def under(change: dict, text: str = PAID, **more: object) -> list[str]:
    known = records(consents={"C-t3st": consent("C-t3st", **change)})
    return [f.what for f in findings("CON006", FRONT, text, records=known, **more)]


def test_a_form_that_says_money_and_not_the_statement_is_stopped_without_a_tie() -> None:
    assert under({"remuneration": {"involved": True}}, "Meet one of our patients.")


def test_the_statement_alone_is_not_enough_when_the_form_denies_payment() -> None:
    assert under({"remuneration": {"involved": False, "stated": True}})
    assert not under({"remuneration": {"involved": True, "stated": True}})


def test_a_tie_that_is_over_when_it_goes_out_counts_no_more() -> None:
    body = "Meet one of our patients. She wears a brace by Carrick."
    assert not under({}, body)
    assert under({}, body, dues=(datetime(2024, 5, 1, tzinfo=UTC),))


def test_without_a_record_another_rule_speaks() -> None:
    assert "C-none" not in {c.id for c in CONSENTS}
    assert not findings("CON006", {"kind": "story", "patient": {"consent": "C-n0ne"}}, PAID)
