"""What may not be dropped is recognised by what it says, not by a tag."""

from __future__ import annotations

import pytest

from bot.adapt.pins import find_disclosures, lost_pins, main_pin, pins_in, pins_of
from bot.model import Pin


@pytest.mark.parametrize(
    ("text", "disclosed"),
    [
        ("Ad: paid speaker for Neurolief.", "Ad: paid speaker for Neurolief"),
        ("Sponsored by Neurolief: join us on Thursday.", "Sponsored by Neurolief"),
        ("Join us on Thursday, sponsored by Neurolief.", "sponsored by Neurolief"),
        (
            "I am a paid consultant for Neurolief, which makes it.",
            "I am a paid consultant for Neurolief",
        ),
        ("Neurolief gave me this device to try.", "Neurolief gave me this device to try"),
        (
            "I have a financial relationship with Neurolief.",
            "I have a financial relationship with Neurolief",
        ),
        ("Paid partnership - new mattress.", "Paid partnership -"),
        ("I own shares in Neurolief.", "I own shares in Neurolief"),
        ("I receive royalties from the maker.", "I receive royalties from the maker"),
        ("I earn a small commission, thank you.", "I earn a small commission"),
        (
            "We received research funding from Neurolief.",
            "We received research funding from Neurolief",
        ),
        ("A new cream. #ad", "#ad"),
        ("#BackPain #Sponsored #Spine", "#Sponsored"),
        ("Disclosure: my spouse works for Neurolief.", "Disclosure:"),
    ],
)
def test_disclosure_is_found_with_its_whole_clause(text: str, disclosed: str) -> None:
    assert [text[start:end] for start, end in find_disclosures(text)] == [disclosed]


@pytest.mark.parametrize(
    "text",
    [
        "This post is not sponsored by anyone.",
        "I have no financial relationships to disclose.",
        "Disclosure: none.",
        "The scan is paid for by Medicare.",
        "Ad hoc visits are possible.",
        "Thanks to our collab partner Neurolief!",
        "#collab #sp #ambassador",
        "Dr. Lee is a consultant at our spine center.",
        "Read the #adhesion guide.",
        "A gift of time: rest.",
        "You can get disability compensation if you were hurt at work.",
        "We accept payments from Medicare.",
    ],
)
def test_no_disclosure_in_a_denial_or_a_vague_word(text: str) -> None:
    assert find_disclosures(text) == []


@pytest.mark.parametrize(
    ("pin", "text"),
    [
        (Pin.RISK, "Risks include infection and bleeding."),
        (Pin.RISK, "Common side effects are nausea and sleepiness."),
        (Pin.RISK, "Opioids can cause constipation and dependence."),
        (Pin.RISK, "Steroid injections can raise blood sugar for days."),
        (Pin.RISK, "There is a small risk of nerve damage."),
        (Pin.RISK, "Do not take ibuprofen if you have kidney disease."),
        (Pin.RISK, "No surgery is risk-free."),
        (Pin.REDIRECT, "Call 911 if you cannot feel your legs."),
        (Pin.REDIRECT, "Call or text 988 at any hour."),
        (Pin.REDIRECT, "Talk to your clinician before you stop a medicine."),
        (Pin.REDIRECT, "See a doctor if pain lasts longer than six weeks."),
        (Pin.REDIRECT, "Seek medical care for sudden weakness."),
        (Pin.REDIRECT, "This is not medical advice."),
        (Pin.CREDIT, "Photo: Jane Doe"),
        (Pin.CREDIT, "Image courtesy of the museum."),
        (Pin.CREDIT, "Source: World Health Organization."),
        (Pin.CLAIM, "Stimulation does not cure arthritis."),
        (Pin.CLAIM, "Walking may ease stiffness."),
        (Pin.CLAIM, "It is not a cure."),
        (Pin.CLAIM, "It isn’t right for everyone."),
        (Pin.CLAIM, "Early evidence is encouraging."),
        (Pin.CLAIM, "There is no cure for it yet."),
        (Pin.CLAIM, "In a small study, pain fell by a third."),
    ],
)
def test_each_kind_is_recognised(pin: Pin, text: str) -> None:
    assert pin in pins_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Walking lowers the risk of blood clots.",
        "Poor posture can cause back pain.",
        "Smoking is a risk factor.",
        "Parking is not available on Elm Street.",
        "We do not offer this on Mondays.",
        "A herniated disc is not always the cause.",
        "The workshop is free.",
        "Ask our surgeons your questions on Thursday.",
        "Most back pain gets better within six weeks.",
        "On May 3 we meet at the lake.",
        "Call the front desk to register.",
        "There are no known side effects.",
        "You may be able to get disability benefits.",
        "It can help make planning easier.",
    ],
)
def test_plain_sentences_are_not_pinned(text: str) -> None:
    assert pins_of(text) == frozenset()


def test_the_weightiest_pin_names_the_sentence() -> None:
    assert main_pin({Pin.CLAIM, Pin.RISK, Pin.DISCLOSURE}) is Pin.DISCLOSURE
    assert main_pin(()) is None


def test_pins_of_several_sentences_together() -> None:
    assert pins_in("Ad: for Neurolief. Risks include infection.") == {Pin.DISCLOSURE, Pin.RISK}


SOURCE = ["Walking may ease pain.", "Risks include falls.", "Call 911 if you fall."]


def test_words_kept_are_not_lost() -> None:
    assert lost_pins(SOURCE, " ".join(SOURCE)) == []


def test_a_dropped_risk_is_lost() -> None:
    assert lost_pins(SOURCE, "Walking may ease pain. Call 911 if you fall.") == [1]


def test_an_authors_own_words_for_it_count() -> None:
    text = "Walking might ease pain. You can fall: risks include fractures. Dial 911 then."
    assert lost_pins(SOURCE, text) == []


def test_a_hedge_is_lost_only_where_a_benefit_is_claimed() -> None:
    """ "may ease" must not turn into "eases", but a text without any claim needs no hedge."""
    rest = "Risks include falls. Call 911 if you fall."
    assert lost_pins(SOURCE, f"Walking eases pain. {rest}") == [0]
    assert lost_pins(SOURCE, f"Join our walking group. {rest}") == []
