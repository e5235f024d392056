"""CON008: classes of information that want a form of their own."""

from __future__ import annotations

import pytest

from tests.rules.harness import consent, findings, records

FRONT = {"kind": "story", "patient": {"consent": "C-t3st"}}


def under(text: str, *classes: str, **front: object) -> list[str]:
    record = consent("C-t3st", special_classes=list(classes))
    known = records(consents={"C-t3st": record})
    return [f.what for f in findings("CON008", FRONT | front, text, records=known)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She found her way into recovery from alcohol.", "substance-use"),
        ("He takes buprenorphine and fishes again.", "substance-use"),
        ("She told us of her HIV treatment.", "hiv"),
        ("A genetic test changed her plans.", "genetic"),
        ("After two miscarriages she wanted to talk.", "reproductive"),
        ("In her therapy sessions she learned to breathe.", "psychotherapy"),
    ],
)
def test_a_class_wants_to_be_listed(text: str, name: str) -> None:
    (what,) = under(text)
    assert what.endswith(f"special class {name}")
    assert not under(text, name)
    assert under(text, "hiv" if name != "hiv" else "genetic")


@pytest.mark.parametrize(
    "text",
    [
        "Hearing aids helped her follow the talk.",
        "Her recovery from surgery took six weeks.",
        "Physical therapy sessions twice a week.",
        "She gave a clean bill of health to our garden.",
    ],
)
def test_everyday_words_are_none(text: str) -> None:
    assert not under(text)


def test_an_alt_text_counts() -> None:
    picture = {"file": "images/a.png", "alt": "A methadone bottle", "people": "none"}
    assert under("A story.", media=[picture])
