"""What holds for every post there could be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapt.count import urls_in
from bot.adapt.hashtags import hashtags_in
from bot.adapt.pins import lost_pins
from bot.errors import DoesNotFit
from bot.model import Pin, Rendition
from bot.platforms.base import composer
from tests.adapt.calendar import PLATFORMS, brief_of, make_voice, render

SENTENCES = (
    "Walking every day is a good habit.",
    "It takes ten minutes.",
    "However, start slowly.",
    "Our family day 👨‍👩‍👧‍👦 is on Sunday.",
    "Heat pads ease tight muscles after a long day at a desk in the office.",
    "Read more at https://www.harborspine.org/tips/heat-and-cold today.",
    "We love #SpineHealth here.",
    "背中の痛みには散歩が良いです。",
    "Risks include bleeding and infection.",
    "Talk to your clinician before you stop a medicine.",
    "Stretching may help some people.",
    "It does not cure arthritis.",
    "Ad: paid speaker for Neurolief.",
    "Photo: J. Doe.",
)
bodies = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), min_size=1, max_size=9
)
tags = st.lists(
    st.sampled_from(["BackPain", "backpain", "Sleep", "SpineHealth", "Walking"]), max_size=5
)
links = st.sampled_from(["", "https://www.harborspine.org/tips/heat"])
several = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def attempt(
    platform: str, paragraphs: list[list[str]], tags: list[str], link: str
) -> Rendition | None:
    body = "# A day on your feet\n\n" + "\n\n".join(" ".join(p) for p in paragraphs)
    try:
        return render(platform, body, hashtags=tags, link=link)
    except DoesNotFit:
        return None


@pytest.mark.parametrize("platform", PLATFORMS)
@several
@given(bodies, tags, links)
def test_whole_or_refused(
    platform: str, paragraphs: list[list[str]], tags: list[str], link: str
) -> None:
    """Never over the limit, nothing cut, nothing pinned lost, the same bytes again."""
    rendition = attempt(platform, paragraphs, tags, link)
    if rendition is None:
        return
    part = rendition.parts[0]
    measure = composer(platform).measure(part, make_voice(platform))
    assert measure.count <= measure.limit
    assert rendition.digest == attempt(platform, paragraphs, tags, link).digest  # type: ignore[union-attr]
    source = [sentence for paragraph in paragraphs for sentence in paragraph]
    assert lost_pins(source, part.text) == []
    _assert_nothing_is_cut(part.text, source, tags, link)
    _assert_covered(rendition)


def _assert_nothing_is_cut(text: str, source: list[str], tags: list[str], link: str) -> None:
    """What remains once every whole sentence, tag and link is taken out is furniture."""
    for whole in sorted(set(source), key=len, reverse=True):
        text = text.replace(whole, "")
    for url, _, _ in reversed(urls_in(text)):
        assert url.startswith(link)
        text = text.replace(url, "")
    added = hashtags_in(text)
    assert len({tag.casefold() for tag in added}) == len(added)
    assert set(added) <= set(tags)
    for tag in added:
        text = text.replace(f"#{tag}", "", 1)
    for furniture in ("A day on your feet", "— Ada Okafor, MD", "Link in bio"):
        text = text.replace(furniture, "")
    assert text.split() == []


def _assert_covered(rendition: Rendition) -> None:
    part = rendition.parts[0]
    at = 0
    for segment in part.segments:
        assert segment.start == at < segment.end
        at = segment.end
        if segment.pin is Pin.RISK:
            assert part.text[segment.start : segment.end] == SENTENCES[8]
    assert at == len(part.text)


@several
@given(st.text(max_size=400))
def test_any_words_at_all_are_whole_or_refused(text: str) -> None:
    """Whatever an author writes as a variant goes out as written or not at all."""
    written = " ".join(text.split())
    brief = brief_of("Body.", variants={"x": written}, hashtags=["BackPain"])
    try:
        sent = composer("x").compose(brief, make_voice("x"), ()).parts[0].text
    except DoesNotFit:
        return
    assert sent.startswith(written or "Body.")
