"""Respect, spectacles, disputes, opinions, and reviews that are asked of the wrong people."""

from __future__ import annotations

import pytest

from bot.model import Severity
from bot.records.model import Policy, PracticeSize
from tests.rules.harness import findings, records


@pytest.mark.parametrize(
    ("body", "stopped"),
    [
        ("Five no-shows and three hypochondriacs today.", True),
        ('Being called a "drug seeker" keeps people from getting care.', False),
        ("The journal Addict Behav has a paper on stigma.", False),
        ("We laughed so hard at the lady with the hearing aid.", True),
        ("Comedy night for patients: come and laugh together.", False),
        ("Women exaggerate their pain.", True),
        ("Studies show that women are told they exaggerate. Believe them.", False),
    ],
)
def test_contempt_and_words_about_contempt(body: str, stopped: bool) -> None:
    assert bool(findings("PRO001", {}, body)) is stopped


def test_an_opinion_in_a_solo_practice_needs_no_line() -> None:
    solo = records(policy=Policy(practice=PracticeSize.SOLO))
    front, body = {"kind": "opinion"}, "Every clinic needs a bench."

    assert [f.severity for f in findings("PRO003", front, body)] == [Severity.WARN]
    assert not findings("PRO003", front, body, records=solo)


def test_policy_makes_an_unmarked_opinion_a_block() -> None:
    strict = records(policy=Policy(opinion_line="block"))
    found = findings("PRO003", {"kind": "opinion"}, "Video visits are a door.", records=strict)
    assert [f.severity for f in found] == [Severity.BLOCK]


def test_politics_are_judged_on_the_practices_account_only() -> None:
    body = "Vote for Senator Hale on Tuesday."

    assert findings("PRO004", {}, body)
    assert not findings("PRO004", {"accounts": ["okafor-linkedin"]}, body)


def test_an_attack_is_judged_everywhere() -> None:
    body = "Dr. Brandt across town is a quack."

    assert findings("PRO004", {"accounts": ["okafor-linkedin"]}, body)


def test_live_talks_are_no_spectacle() -> None:
    assert findings("PRO005", {}, "Tonight live on TikTok: Dr. Lin does a tummy tuck.")
    assert not findings("PRO005", {}, "Live webinar tonight: Dr. Lin on tummy tucks.")


def test_personal_safety_is_a_note() -> None:
    found = findings("PRO006", {}, "My son's school starts at eight.")

    assert [f.severity for f in found] == [Severity.INFO]


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("DIS008", "Five stars for Harbor Spine! I went there and never felt so cared for."),
        ("DIS008", "Hey team: get your friends to rate us on Yelp."),
        ("DIS009", "December raffle: one ticket per Google review."),
        ("DIS009", "Rate us! If it's a 5, post it. If it's less, tell our manager in private."),
        ("DIS009", "Delete your one-star review and we will refund your copay."),
    ],
)
def test_reviews_of_insiders_and_for_reward(rule: str, body: str) -> None:
    assert [f.severity for f in findings(rule, {}, body)] == [Severity.BLOCK]


@pytest.mark.parametrize(
    "body",
    [
        "I have worked at Harbor Spine for years. Best team I know; I'm biased.",
        "Tell us how we did, good or bad.",
        "Free blood pressure checks and a gift bag. See the medication review table.",
        "We never pay for five-star reviews.",
    ],
)
def test_fair_words_about_reviews_pass(body: str) -> None:
    assert not findings("DIS008", {}, body)
    assert not findings("DIS009", {}, body)


@pytest.mark.parametrize(
    "body",
    [
        "I have worked at Harbor Spine for six years, and I still like Monday mornings.",
        "I've been working here since my knees were young.",
    ],
)
def test_staff_who_tell_of_their_job_tell_no_patients_story(body: str) -> None:
    assert not findings("CON001", {"author": "maya-reyes"}, body)
