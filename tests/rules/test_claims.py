"""The claims gate beyond its examples: severities, packs, sources, parts and near neighbours."""

from __future__ import annotations

import pytest

from bot.model import Severity
from bot.records.model import Policy
from tests.rules.harness import findings, records, thread

CALIFORNIA = {"records": records(policy=Policy(packs=("us", "us-ca")))}


def severities(rule: str, front: dict, body: str, **changes) -> list[Severity]:
    return [found.severity for found in findings(rule, front, body, **changes)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Our drip cures migraine.", Severity.BLOCK),
        ("A miracle injection for your knee.", Severity.WARN),
    ],
)
def test_a_promise_blocks_and_hype_warns(body: str, expected: Severity) -> None:
    assert severities("CLM001", {}, body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "Syphilis can be cured with penicillin. Ask for a test.",
        "The composite is cured with a blue light.",
        "Naloxone can reverse an overdose. Call 911.",
        "Most people have no side effects.",
        "There is no increased risk from an old scan.",
        "Permanent teeth come at about six.",
    ],
)
def test_what_medicine_does_and_other_senses_pass(body: str) -> None:
    assert not findings("CLM001", {}, body)


def test_a_registration_is_no_approval_whatever_is_cited() -> None:
    cited = {"references": ["doi:10.1000/182"]}

    assert severities("CLM002", cited, "Our FDA-registered laser is new.") == [Severity.BLOCK]
    assert not findings("CLM002", cited, "Tai chi is clinically proven to reduce falls.")


@pytest.mark.parametrize(
    ("front", "body", "expected"),
    [
        ({}, "Wegovy helps you lose weight.", [Severity.WARN]),
        ({"kind": "promotion"}, "Wegovy helps you lose weight.", [Severity.BLOCK]),
        ({}, "CalmWave helps you sleep.", [Severity.BLOCK]),  # a registered tie
        ({"author": "dr-lin"}, "Dolarex relieves pain.", [Severity.BLOCK]),  # the practice's
        ({}, "Wegovy helps you lose weight. See the link for the risks.", [Severity.WARN]),
        ({}, "Wegovy helps you lose weight. Nausea is common.", []),
    ],
)
def test_benefit_and_risk_belong_together(front: dict, body: str, expected: list) -> None:
    assert severities("CLM003", front, body) == expected


def test_the_next_post_of_a_thread_does_not_balance_this_one() -> None:
    parts = thread("Wegovy helps you lose weight.", "Side effects: nausea and vomiting.")

    (found,) = findings("CLM003", {}, "Wegovy helps you lose weight.", parts=parts)

    assert found.part == 0


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ({"kind": "promotion"}, [Severity.BLOCK]),
        ({}, [Severity.WARN]),
        ({"link": "https://harborspine.example/knee"}, []),
        ({"link": "https://harborspine.example/book-now"}, [Severity.WARN]),
    ],
)
def test_a_procedure_on_offer(front: dict, expected: list) -> None:
    assert severities("CLM004", front, "We now offer knee replacements. Call us.") == expected


def test_may_vary_repairs_nothing_and_the_average_does() -> None:
    told = '"I lost 60 pounds in ten weeks at this clinic!"'

    assert findings("CLM005", {}, f"{told} Results may vary.")
    assert not findings("CLM005", {}, f"{told} On average, people lose 12 pounds.")


def test_california_blocks_what_elsewhere_is_a_warn() -> None:
    body = "Swipe for the before and after photos."

    assert severities("CLM006", {}, body) == [Severity.WARN]
    assert severities("CLM006", {}, body, **CALIFORNIA) == [Severity.BLOCK]


def test_a_model_in_a_promotion_is_called_one() -> None:
    picture = {"file": "a.png", "alt": "A smiling woman.", "origin": "licensed", "people": "public"}
    front = {"kind": "promotion", "media": [picture]}
    labelled = {**front, "media": [{**picture, "alt": "A model, smiling."}]}

    assert findings("CLM006", front, "Winter hours.")
    assert not findings("CLM006", labelled, "Winter hours.")
    assert not findings("CLM006", {**front, "kind": "education"}, "Winter hours.")


@pytest.mark.parametrize(
    ("front", "stopped"),
    [
        ({}, True),
        ({"references": ["NCT01234567"]}, False),
        ({"link": "https://doi.org/10.1000/182"}, False),
    ],
)
def test_a_source_anywhere_in_the_post_counts(front: dict, stopped: bool) -> None:
    assert bool(findings("CLM007", front, "Studies show that yoga relieves pain.")) is stopped


def test_an_alt_text_promises_too() -> None:
    picture = {"file": "a.png", "alt": "Poster: we cure arthritis.", "people": "none"}

    (found,) = findings("CLM001", {"media": [picture]}, "New poster in the hall.")

    assert (found.start, found.end) == (-1, -1)


def test_a_finding_points_at_the_words() -> None:
    body = "New in town. Our drip cures migraine."

    (found,) = findings("CLM001", {}, body)

    assert body[found.start : found.end] == "cures"


@pytest.mark.parametrize(
    ("body", "stopped"),
    [
        ("CalmWave is FDA approved.", True),  # cleared on file
        ("The FDA has cleared CalmWave.", False),
        ("The FDA has not approved CalmWave; it was cleared.", False),
        ("Dolarex has been approved by the FDA.", False),  # approved on file
        ("Our own headband is FDA cleared.", True),  # not on file at all
    ],
)
def test_a_status_is_what_the_products_record_says(body: str, stopped: bool) -> None:
    assert bool(findings("CLM002", {}, body)) is stopped
