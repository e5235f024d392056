"""Counting as the platforms count."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.adapt.count import fold_at, length, sendable, shows_url, urls_in, weigh

CONFORMANCE = "specs/x/twitter-text/conformance"


@pytest.mark.parametrize(
    "emoji", ["👨‍👩‍👧‍👦", "🐦‍🔥", "🏳️‍⚧️", "🫶🏽", "🇺🇸", "1️⃣", "❤", "❤️", "😷", "👩🏿‍🚀", "🫪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
)
def test_every_emoji_counts_two(emoji: str) -> None:
    """Also those newer than the library's tables."""
    assert weigh(emoji) == 2
    assert weigh(f"Pain {emoji} tips") == 12


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("a", 1),
        ("é", 1),
        ("e\u0301", 1),  # counted as NFC
        ("µ·–é", 4),
        ("≥→•…™®", 12),
        ("痛み", 4),
        ("a\r\nb", 3),
        ("see example.com now", 4 + 23 + 4),
        ("https://www.harborspine.org/a/very/long/path?with=a&query=string#too", 23),
        ("surgery.Then", 12),  # no such top-level domain
    ],
)
def test_weights(text: str, weight: int) -> None:
    assert weigh(text) == weight


def test_dotted_text_is_counted_fast_and_never_too_low() -> None:
    """The library alone takes seconds for this."""
    text = "a." * 3000
    began = time.process_time()
    assert weigh(text) >= len(text)
    assert time.process_time() - began < 0.2


def test_a_text_says_whether_it_shows_a_url() -> None:
    assert shows_url("see harborspine.org")
    assert shows_url("http://clinic.invalid/x")
    assert not shows_url("Rest. Then walk e.g. 5 min.")


def test_three_code_points_cannot_be_sent() -> None:
    assert not sendable("a\ufeffb")
    assert sendable("a\u200db")


def test_plain_length_is_code_points() -> None:
    assert length("🫶🏽 tips") == 7


def test_fold_never_cuts_a_grapheme() -> None:
    text = "ab👨‍👩‍👧‍👦cd"
    assert [fold_at(text, n) for n in (1, 2, 3, 8, 9, 10)] == [1, 2, 2, 2, 9, 10]
    assert fold_at(text, 11) is None
    assert fold_at(text, None) is None


@given(st.text(alphabet=st.sampled_from("ab .,!?\n#@/:éµ≥痛みcom😷❤🙂"), max_size=80))
def test_agrees_with_the_library(text: str) -> None:
    """Where the library's emoji tables reach, both count alike."""
    weigh("load.me")
    from twitter_text import parse_tweet

    assert weigh(text) == parse_tweet(text).weightedLength


def test_importing_does_not_need_the_library() -> None:
    """It takes a quarter of a second, so only counting something dotted imports it."""
    code = (
        "import sys, bot.adapt.count as c; c.weigh('a b'); sys.exit('twitter_text' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---------------------------------------------------------------- X's own test data
def conformance(shared: Path, name: str, group: str) -> list[dict[str, Any]]:
    text = (shared / CONFORMANCE / name).read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = yaml.safe_load(text)["tests"][group]
    assert cases
    return cases


#: These two state version 2, which did not know that emoji count 2 each.
VERSION_2 = (
    "Count a mix of single byte single word, and double word unicode characters",
    "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers",
)
#: 12,000 characters without a blank: over-counted instead of parsed.
HOSTILE = "Handle long url with invalid domain labels and short url"


@pytest.mark.shared
@pytest.mark.parametrize(
    "group",
    [
        "WeightedTweetsCounterTest",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    ],
)
def test_weights_conform(shared: Path, group: str) -> None:
    for case in conformance(shared, "validate.yml", group):
        weight, expected = weigh(case["text"]), case["expected"]
        if group == "WeightedTweetsCounterTest" and case["description"] in VERSION_2:
            continue
        if case["description"] == HOSTILE:
            assert weight >= expected["weightedLength"]
        else:
            assert weight == expected["weightedLength"], case["description"]
        assert (0 < weight <= 280 and sendable(case["text"])) == expected["valid"]


@pytest.mark.shared
@pytest.mark.parametrize("group", ["urls", "tco_urls_with_params"])
def test_urls_conform(shared: Path, group: str) -> None:
    for case in conformance(shared, "extract.yml", group):
        assert [url for url, _, _ in urls_in(case["text"])] == case["expected"], case["description"]


@pytest.mark.shared
@pytest.mark.parametrize("group", ["urls_with_indices", "urls_with_directional_markers"])
def test_url_places_conform(shared: Path, group: str) -> None:
    for case in conformance(shared, "extract.yml", group):
        found = [{"url": url, "indices": [start, end]} for url, start, end in urls_in(case["text"])]
        assert found == case["expected"], case["description"]
