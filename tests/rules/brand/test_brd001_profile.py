"""BRD001: one name, one handle, one spelling."""

from __future__ import annotations

from typing import Any

import pytest

from bot.records.model import Brand
from tests.rules.harness import account, findings, records


def told(text: str, platform: str = "linkedin", front: dict | None = None, **brand: Any) -> list:
    values = {"name": "Harbor Spine and Pain", "aliases": ("Harbor Spine",), **brand}
    accounts = (
        account("clinic-linkedin", handle="harbor-spine"),
        account("clinic-x", handle="HarborSpineMD"),
    )
    known = records(brand=Brand(**values), accounts={a.name: a for a in accounts})
    found = findings("BRD001", front or {}, text, platform, records=known)
    return [f.what for f in found]


@pytest.mark.parametrize(
    "text",
    ["Harbor Spin and Pain opens.", "Meet us at Harbour Spine.", "Harbor Spine and Pian, Tuesday."],
)
def test_a_slip_in_the_name(text: str) -> None:
    assert told(text, spelling="british") == ["the practice's name is misspelt"]


@pytest.mark.parametrize(
    "text",
    [
        "Harbor Spine and Pain opens.",
        "At HARBOR SPINE we walk.",
        "Harbor Spine & Pain",
        "The harbor, the spine and the pain.",
        "Harbor Springs is near.",
        "I work at Harbor Spine and I am proud.",
        "Harbor Spine's class.",
    ],
)
def test_the_name_and_other_words(text: str) -> None:
    assert not told(text)


def test_handles() -> None:
    assert told("Follow @HarborSpineMD") == ["the practice's handle is another platform's"]
    assert told("Follow @harbor-spin") == ["the practice's handle is misspelt"]
    assert not told("Follow @harbor-spine")
    assert not told("Thanks @ohiostate")
    assert not told("Write to hello@harborspin.example")


def test_banned_words_are_whole() -> None:
    assert told("A best in class team.", banned_words=("best-in-class", "best in class"))
    assert not told("The best inclusion.", banned_words=("best in class",))


def test_spelling_follows_the_brand_and_spares_names() -> None:
    assert told("A tumour grows slowly.")
    assert told("A tumor grows slowly.", spelling="british")
    assert not told("Visit the Centre for Ageing. A tumor grows slowly.")


def test_a_variant_keeps_the_closing_line() -> None:
    front = {"variants": {"linkedin": "Walk every day."}}
    own = {"linkedin": "Education only."}

    assert told("Walk.", front=front, boilerplate=own)
    kept = {"variants": {"linkedin": "Walk every day. Education only."}}
    assert not told("Walk.", front=kept, boilerplate=own)
    assert not told("Walk.", boilerplate=own)
