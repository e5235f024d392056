"""What adaptation may not lose, and what a picture has to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Rendition
from bot.records.model import Policy
from bot.rules.accessibility.a11y001_alt_text import fault
from tests.rules.harness import findings, post, records, rendition, verdict

RISKY = "Injections relieve pain. They can cause infection or bleeding."


# ---------------------------------------------------------------- BRD003
@pytest.mark.parametrize(
    ("body", "variant", "stopped"),
    [
        (RISKY, "Injections relieve pain.", True),
        (
            RISKY,
            "Injections relieve pain. Infection and bleeding can happen: the risks are real.",
            False,
        ),
        ("Ad: Neurovia pays me. A band.", "A band for the head.", True),
        ("Ad: Neurovia pays me. A band.", "Sponsored by Neurovia: a band.", False),
        ("Sudden weakness? Call 911.", "Sudden weakness is serious.", True),
        ("Sudden weakness? Call 911.", "Sudden weakness: dial 911 now.", False),
        ("Photo: Jan Berg. Walk daily.", "Walk daily.", True),
        ("Rest alone does not cure back pain.", "Rest alone cures back pain.", True),
        ("Yoga may reduce chronic back pain.", "Yoga reduces chronic back pain.", True),
        (
            "Yoga may reduce chronic back pain.",
            "Yoga can sometimes reduce chronic back pain.",
            False,
        ),
        ("Walk daily. Sleep well.", "Walk daily.", False),
    ],
)
def test_what_a_variant_may_not_lose(body: str, variant: str, stopped: bool) -> None:
    found = findings("BRD003", {"variants": {"linkedin": variant}}, body)

    assert bool(found) is stopped, [f.what for f in found]


def test_the_source_itself_has_lost_nothing() -> None:
    assert not findings("BRD003", {}, RISKY)


def test_the_finding_stands_at_the_line_of_the_source() -> None:
    front = {"variants": {"linkedin": "Injections relieve pain."}}
    body = "Injections relieve pain.\n\nThey can cause infection or bleeding."
    (found,) = findings("BRD003", front, body)

    assert found.place.line == post(front, body).body_line + 2


def test_a_credit_stands_in_text_or_alt() -> None:
    media = {"file": "images/a.png", "alt": "A path", "credit": "Jan Berg", "people": "none"}

    assert findings("BRD003", {"media": [media]}, "Walk.")
    assert not findings("BRD003", {"media": [media]}, "Walk. Image: Jan Berg")
    told = media | {"alt": "A path. Photo: Jan Berg"}
    assert not findings("BRD003", {"media": [told]}, "Walk.")


def test_the_link_stays_where_links_can_be() -> None:
    front = {"link": "https://example.org/walk"}
    for platform, stopped in (("x", True), ("linkedin", True), ("instagram", False)):
        one = post(front, "Walk.", platform)
        shown = rendition(one, platform)
        bare = replace(shown, parts=(replace(shown.parts[0], link=""),))
        assert bool(verdict("BRD003", one, bare).findings) is stopped
        assert not verdict("BRD003", one, shown).findings


# ---------------------------------------------------------------- A11Y001
@pytest.mark.parametrize(
    "alt",
    [
        "",
        " ",
        "image",
        "Photo",
        "Image of",
        "a picture",
        "alt text here",
        "IMG_2041.JPG",
        "walk-final.png",
        "DSC 0012",
        "img_back_pain_v2",
        "n/a",
        "TODO",
        "...",
        "Screenshot 2026-11-02",
        "Bar chart of pain scores",
        "x" * 1001,
    ],
)
def test_an_alt_text_that_tells_nothing(alt: str) -> None:
    assert fault(alt, 1000)


@pytest.mark.parametrize(
    "alt",
    [
        "Photo of a gravel path along a river",
        "Two people walk a dog",
        "Spine",
        "Bar chart: 6 of 10 people walked farther",
        "Line graph in which pain falls week by week",
        "Logo of Harbor Spine and Pain",
        "Ana",
        "A path. " * 120,
    ],
)
def test_an_alt_text_that_tells_something(alt: str) -> None:
    assert not fault(alt, 1000)


def test_a_long_row_of_marks_takes_no_long_time() -> None:
    assert not fault("!" * 500 + "zz", 1000)


def test_the_platform_sets_the_length() -> None:
    media = [{"file": "images/a.png", "alt": "A path. " * 150, "people": "none"}]

    assert findings("A11Y001", {"media": media}, "Walk.", "x")
    assert not findings("A11Y001", {"media": media}, "Walk.", "linkedin")


def test_policy_can_switch_it_off() -> None:
    front = {"media": [{"file": "images/a.png", "people": "none"}]}
    off = records(policy=Policy(alt_text_required=False))

    assert findings("A11Y001", front, "Walk.")
    assert not findings("A11Y001", front, "Walk.", records=off)


def test_decoration_is_known_even_from_what_the_ledger_stored() -> None:
    front = {"media": [{"file": "images/a.png", "decorative": "true", "people": "none"}]}
    one = post(front, "Walk.")
    stored = Rendition.from_payload(rendition(one).payload())

    assert not verdict("A11Y001", one, stored).findings


def test_a_card_without_words_is_stopped() -> None:
    one = post({}, "Walk.")
    picture = (
        rendition(
            post({"media": [{"file": "images/a.png", "alt": "A", "people": "none"}]}, "Walk.")
        )
        .parts[0]
        .attachments[0]
    )
    shown = rendition(one)
    card = replace(picture, file="", alt="")
    shown = replace(shown, parts=(replace(shown.parts[0], attachments=(card,)),))

    assert verdict("A11Y001", one, shown).findings
