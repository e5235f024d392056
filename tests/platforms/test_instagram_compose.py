"""Instagram: a caption with a hook, no URL, five hashtags, and never without a picture."""

from __future__ import annotations

import pytest

from bot.errors import DoesNotFit
from bot.model import Origin, Pin
from bot.platforms.instagram.compose import LIMITS, compose, measure
from bot.records.model import Brand
from tests.adapt.calendar import brief_of, make_voice, render, text_of

VOICE = make_voice("instagram")


def test_no_picture_no_post() -> None:
    with pytest.raises(DoesNotFit, match="no picture"):
        compose(brief_of("Lead."), VOICE, [])


def test_only_jpeg_and_at_least_one() -> None:
    assert (LIMITS.images.formats, LIMITS.images.min_count) == (("JPEG",), 1)


def test_title_then_short_paragraphs() -> None:
    text = text_of("instagram", "# Title\n\nOne. Two. Three. Four. Five.\n\nSix.")
    assert text == "Title\n\nOne. Two.\n\nThree. Four.\n\nFive.\n\nSix."


def test_without_a_title_the_lead_is_the_hook() -> None:
    assert text_of("instagram", "Lead. Two. Three. Four.") == "Lead.\n\nTwo. Three.\n\nFour."


def test_a_title_too_long_for_the_fold_makes_way_for_a_lead_that_fits() -> None:
    title = "word " * 25 + "end"
    assert text_of("instagram", f"# {title}\n\nLead. Two.") == "Lead.\n\nTwo."
    long_lead = "b" * 200 + "."
    assert text_of("instagram", f"# {title}\n\n{long_lead}").startswith(title)


def test_the_disclosure_ends_above_the_fold() -> None:
    part = render("instagram", "# Title\n\nLead. Two. Ad: paid speaker for Neurolief.").parts[0]
    assert part.text.startswith("Ad: paid speaker for Neurolief.\n\nTitle\n\n")
    ends = [s.end for s in part.segments if s.pin is Pin.DISCLOSURE]
    assert 0 < max(ends) < LIMITS.fold  # type: ignore[operator]


def test_a_link_is_told_and_never_shown() -> None:
    body = "Lead. Read [more](https://a.org/x). See https://www.nice.org.uk/ng59 today. Rest."
    text = text_of("instagram", body, link="https://www.harborspine.org/a")
    assert text == "Lead.\n\nRead more. Rest.\n\nLink in bio"


def test_a_brands_own_words_for_the_link() -> None:
    brand = Brand(name="Harbor", link_in_bio="Tap the link in our bio")
    part = render("instagram", "Lead.", link="https://a.org", brand=brand).parts[0]
    assert part.text == "Lead.\n\nTap the link in our bio"
    assert part.segments[-1].origin is Origin.BRAND


def test_a_way_to_care_stays_even_with_a_url() -> None:
    body = "Lead. Call 988 now or see https://988lifeline.org for help."
    assert "988lifeline.org" in text_of("instagram", body)


def test_references_by_name() -> None:
    text = text_of("instagram", "Lead.", references=["doi:10.1000/a", "https://a.org/b"])
    assert text == "Lead.\n\nSource: doi:10.1000/a"


def test_at_most_five_hashtags() -> None:
    """The reference says 30; the app refuses more than 5."""
    tags = ["A", "b", "B", "C", "D", "E", "F", "G"]
    assert text_of("instagram", "Lead.", hashtags=tags) == "Lead.\n\n#A #b #C #D #E"
    with pytest.raises(DoesNotFit, match="has 6 hashtags"):
        render("instagram", "We #A #B #C #D #E #F.")


def test_at_most_twenty_mentions() -> None:
    names = " ".join(f"@name{n}" for n in range(21))
    with pytest.raises(DoesNotFit, match="mentions 21 accounts"):
        render("instagram", f"Thanks to {names}.")
    assert text_of("instagram", f"Thanks to {names.rsplit(' ', 1)[0]}.").count("@") == 20


def test_2200_and_then_whole_sentences_go() -> None:
    body = " ".join(f"Sentence number {n} fills the caption." for n in range(80))
    text = text_of("instagram", f"{body} Risks include infection.", hashtags=["Spine"])
    assert 2100 < len(text) <= 2200
    assert text.endswith("Risks include infection.\n\n#Spine")
    assert text_of("instagram", "b" * 2200) == "b" * 2200
    with pytest.raises(DoesNotFit, match="1 too long"):
        render("instagram", "b" * 2201)


def test_the_flag_for_pictures_made_by_a_machine() -> None:
    assert render("instagram", "Lead.").options == ()
    assert render("instagram", "Lead.", ai_used="image").options == (("is_ai_generated", "true"),)


def test_measure_has_the_fold_on_a_graphemes_edge() -> None:
    part = render("instagram", "a" * 120 + "👨‍👩‍👧‍👦 and more words.").parts[0]
    found = measure(part, VOICE)
    assert (found.count, found.limit, found.fold) == (len(part.text), 2200, 120)


def test_own_words_for_instagram() -> None:
    text = text_of("instagram", "B.", variants={"instagram": "Mine."}, link="https://a.org")
    assert text == "Mine.\n\nLink in bio"
