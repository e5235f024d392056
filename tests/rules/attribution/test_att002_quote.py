"""ATT002: quotations have speakers, references lead somewhere."""

from __future__ import annotations

import pytest

from bot.records.model import Reference
from bot.rules.attribution.att002_quote import unsigned
from tests.rules.harness import findings, records

LONG = "Nothing heals a tired back as well as a short walk every day."


@pytest.mark.parametrize(
    "text",
    [
        f"“{LONG}” – Wei Lin",
        f"“{LONG}” (Wei Lin)",
        f"Wei Lin says: “{LONG}”",
        f"“{LONG}” our therapist said.",
        f"Myth: “{LONG}”",
        f"“{LONG}” is a fine thing to hang on the wall.",
        f"You may think “{LONG}”",
        "“A short saying.” Walk.",
        "“Why does my back hurt more in the evening than it does at noon?”",
    ],
)
def test_quotations_that_are_signed_or_nobody_s(text: str) -> None:
    assert not list(unsigned(text))


@pytest.mark.parametrize("text", [f"“{LONG}”", f'A thought for today: "{LONG}" Stay warm.'])
def test_quotations_of_nobody(text: str) -> None:
    assert list(unsigned(text))


def test_a_reference_is_enough() -> None:
    front = {"references": ["doi:10.2147/JPR.S366978"]}

    assert findings("ATT002", {}, f"“{LONG}”")
    assert not findings("ATT002", front, f"“{LONG}”")


@pytest.mark.parametrize(
    ("status", "told"),
    [("ok", False), ("retracted", True), ("concern", True), ("unresolvable", True)],
)
def test_what_is_on_file_of_a_doi_is_told_once(status: str, told: bool) -> None:
    known = records(references=(Reference(doi="10.5555/ABC.1", status=status),))
    body = "Walking helps (https://doi.org/10.5555/abc.1)."
    front = {"references": ["doi:10.5555/abc.1"]}

    assert len(findings("ATT002", front, body, records=known)) == told
