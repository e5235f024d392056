"""CAD001: the same words again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Severity
from bot.records.model import Policy
from bot.rules.agenda import Agenda, Planned, alike, fingerprint
from tests.rules.harness import findings, records

TEXT = "Walking is good medicine for most backs. Ten minutes twice a day is a fine start for you."
NEAR = TEXT.replace("fine", "good")
OTHER = "Sleep is good medicine, too. Go to bed at the same hour and leave the phone outside."
DUE = datetime(2026, 12, 8, 14, tzinfo=UTC)


def weights(other: str, before: timedelta, name: str = "other", days: int = 30) -> list[Severity]:
    agenda = Agenda([("clinic-linkedin", Planned(name, (DUE - before,), fingerprint(other)))])
    known = records(policy=Policy(duplicate_days=days))
    found = findings("CAD001", {}, TEXT, agenda=agenda, records=known)
    return [f.severity for f in found]


def test_the_later_post_is_told_within_the_days() -> None:
    assert weights(TEXT, timedelta(days=30)) == [Severity.BLOCK]
    assert not weights(TEXT, timedelta(days=31))
    assert not weights(TEXT, timedelta(days=3), days=2)
    assert not weights(TEXT, timedelta(days=-1))


def test_near_is_asked_about_and_another_text_is_not() -> None:
    assert weights(NEAR, timedelta(days=1)) == [Severity.WARN]
    assert not weights(OTHER, timedelta(days=1))


def test_of_two_at_one_moment_one_is_told() -> None:
    assert weights(TEXT, timedelta(), name="2026-12-aaa")
    assert not weights(TEXT, timedelta(), name="2026-12-zzz")


def test_a_post_is_no_duplicate_of_itself_or_of_another_account_s() -> None:
    assert not weights(TEXT, timedelta(days=1), name="2026-12-example")
    agenda = Agenda([("clinic-x", Planned("other", (DUE,), fingerprint(TEXT)))])
    assert not findings("CAD001", {}, TEXT, agenda=agenda)


def test_tags_and_addresses_make_no_other_text() -> None:
    assert alike(fingerprint(TEXT), fingerprint(f"{TEXT} #BackPain https://a.example/b")) == 1


@pytest.mark.parametrize("text", ["", "Walk.", "Walk a little. Rest a little."])
def test_a_short_text_is_the_same_or_another(text: str) -> None:
    assert alike(fingerprint(text), fingerprint(text)) == 1
    assert alike(fingerprint(text), fingerprint(TEXT)) == 0


@given(st.text(), st.text())
def test_only_the_same_words_are_the_same(one: str, other: str) -> None:
    share = alike(fingerprint(one), fingerprint(other))

    assert 0 <= share <= 1
    assert share == alike(fingerprint(other), fingerprint(one))
