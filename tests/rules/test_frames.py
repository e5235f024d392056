"""Groups of words and the frames over them."""

from __future__ import annotations

import pytest

from bot.rules.meaning import concepts, frames
from bot.rules.meaning.reading import Reading


def found(text: str, topic: str) -> list[str]:
    reading = Reading(text)
    return [reading.text[hit.start : hit.end] for hit in frames.hits(reading, topic)]


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("stop~", {"stop", "stops", "stopped", "stopping"}),
        ("cure~", {"cure", "cures", "cured", "curing"}),
        ("fly~", {"fly", "flies", "flied", "flying"}),
        ("clear~", {"clear", "clears", "cleared", "clearing"}),
        ("allergy+", {"allergy", "allergies"}),
        ("box+", {"box", "boxes"}),
        ("knee", {"knee"}),
    ],
)
def test_a_mark_stands_for_the_forms_of_a_word(stem: str, forms: set[str]) -> None:
    assert {" ".join(form) for form in concepts._forms(stem)} == forms


def test_the_mark_may_stand_on_any_word_of_a_term() -> None:
    assert ("get", "rid", "of") in set(concepts._forms("get~ rid of"))
    assert ("getting", "rid", "of") in set(concepts._forms("get~ rid of"))


def test_offsets_are_those_of_the_text_also_after_other_sentences() -> None:
    text = "Good morning. Our laser cures every migraine, for good."
    assert "cures every migraine" in " ".join(found(text, "promise"))


def test_hyphens_case_and_curly_apostrophes_do_not_matter() -> None:
    assert found("Our laser is PAIN-FREE.", "promise")
    assert found("You won’t feel a thing during our laser peel.", "promise")


@pytest.mark.parametrize(
    ("topic", "said", "not_said"),
    [
        ("promise", "Nobody leaves our clinic in pain.", "Nobody leaves our garden in a hurry."),
        ("instruction", "Ditch your statin.", "Ditch your statin only if your doctor agrees."),
        ("instruction", "Toss the metformin.", "She will toss the metformin."),
        ("invitation", "Post your rash in the comments.", "Post your garden in the comments."),
        ("review", "Rate us on Google for a gift card.", "Rate us on Google."),
        ("spectacle", "Watch our facelift live.", "Watch our webinar live."),
        ("dispute", "The surgeon next door is a butcher.", "The surgeon next door is kind."),
        ("rank", "The best dentist in town!", "The best time to call is now."),
    ],
)
def test_a_frame_needs_its_groups_in_order_and_none_that_it_bars(
    topic: str, said: str, not_said: str
) -> None:
    assert found(said, topic)
    assert not found(not_said, topic)


def test_words_said_in_known_wording_are_not_told_twice() -> None:
    reading = Reading("One cure here. Another there.")
    one, two = frames.Hit(0, 3, "worded", ""), frames.Hit(0, 3, "framed", "")
    other = frames.Hit(15, 20, "framed", "")
    assert list(frames.beyond(reading, [one], [two, other])) == [one, other]


def test_every_frame_names_groups_that_exist() -> None:
    assert all(frames._frames().values())


def test_an_unknown_group_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="no group of words is called NOSUCH"):
        frames._frame("what", "NOSUCH ..3 ILL")


def test_letters_that_grow_when_folded_keep_the_offsets() -> None:
    text = "İstanbul: our laser cures every migraine for good."
    assert any(span.endswith("migraine") for span in found(text, "promise"))
