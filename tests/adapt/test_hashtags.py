"""Hashtags: which are there, which are allowed, which may be added."""

from __future__ import annotations

from bot.adapt.hashtags import addable, allowed, hashtags_in, mentions_in


def test_a_hashtag_starts_a_word_and_has_a_letter() -> None:
    text = "#Back C#5 #1 (#Pain) &#39; a#b https://a.org/#top #腰痛 #_x"
    assert hashtags_in(text) == ["Back", "Pain", "腰痛", "_x"]


def test_mentions_are_no_email_addresses() -> None:
    assert mentions_in("@ada and (@b.lee), not ada@clinic.org") == ["@ada", "@b.lee"]


def test_each_tag_once_as_first_written() -> None:
    assert allowed(["#BackPain", "backpain", "Sleep", "two words", "", "12"], ()) == (
        "BackPain",
        "Sleep",
    )


def test_a_brands_list_decides() -> None:
    assert allowed(["Cats", "spinehealth"], ["SpineHealth"]) == ("spinehealth",)


def test_tags_in_the_text_count_against_the_limit() -> None:
    assert addable(("A", "B", "C"), "see #b and #Other", 3) == ("A",)
    assert addable(("A",), "#x #y #z", 2) == ()
