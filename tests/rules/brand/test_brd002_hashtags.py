"""BRD002: few tags, and the practice's own."""

from __future__ import annotations

import pytest

from bot.records.model import Brand
from bot.rules.brand.brd002_hashtags import tags_most
from tests.rules.harness import findings, records


def told(text: str, platform: str = "linkedin", *allowed: str) -> list[str]:
    known = records(brand=Brand(name="Harbor Spine", hashtags=allowed))
    return [f.what for f in findings("BRD002", {}, text, platform, records=known)]


@pytest.mark.parametrize(("platform", "most"), [("x", 2), ("linkedin", 3), ("instagram", 5)])
def test_the_number_of_each_platform(platform: str, most: int) -> None:
    tags = [f"#Back{letter}" for letter in "ABCDEFG"]

    assert tags_most(platform) == most
    assert not told("Walk. " + " ".join(tags[:most]), platform)
    assert told("Walk. " + " ".join(tags[: most + 1]), platform)


def test_the_list_is_blind_to_case_and_spares_disclosures() -> None:
    assert not told("Walk. #backpain #ad", "linkedin", "BackPain")
    assert told("Walk. #KneePain", "linkedin", "BackPain")
    assert not told("Walk. #KneePain")


def test_bait() -> None:
    assert told("Walk. #Viral", "linkedin", "Viral")
