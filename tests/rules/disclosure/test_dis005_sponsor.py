"""DIS005: readers can tell whose money it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rules.harness import findings, post, rendition, thread, verdict


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ad: what a headband can do. neurovia.example/okafor", True),
        ("Ad: use OKAFOR15 for a headband.", True),
        ("Ad: the CalmWave headband.", False),
        ("Ad for Neurovia: a headband. @neurovia_hq", False),
        ("Ad: a headband by Neuro-Via Medical. @neurovia_hq", False),
    ],
)
def test_handles_codes_and_addresses_are_known_to_few(text: str, told: bool) -> None:
    assert bool(findings("DIS005", {"sponsored_by": "Neurovia"}, text)) is told


def test_three_letters_are_no_name() -> None:
    assert findings("DIS005", {"sponsored_by": "NVA"}, "Ad: a headband by NVA.")


def test_an_untold_tie_is_another_rule_s() -> None:
    assert not findings("DIS005", {"sponsored_by": "Neurovia"}, "A headband.")


def test_each_endorsing_part_of_a_thread_is_read() -> None:
    one = post({}, "#ad @neurovia_hq makes a headband.", "x")
    parts = thread("#ad CalmWave helps some.", "#ad @neurovia_hq makes a headband.")
    shown = replace(rendition(one, "x"), parts=parts)

    (found,) = verdict("DIS005", one, shown).findings
    assert found.part == 1
