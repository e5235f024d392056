"""X: short, whole, weighed as X weighs, priced as X charges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapt.count import weigh
from bot.errors import DoesNotFit
from bot.model import Attachment, Origin, Pin, Place
from bot.platforms.base import composer
from bot.platforms.x.compose import LIMITS, compose, measure
from bot.records.model import Brand
from tests.adapt.calendar import BRAND, brief_of, make_voice, render, text_of

VOICE = make_voice("x")


def refusal(body: str, insertion: str = "", **front: object) -> DoesNotFit:
    with pytest.raises(DoesNotFit) as caught:
        render("x", body, insertion, **front)
    return caught.value


def test_it_is_the_composer_of_its_package() -> None:
    assert composer("x").LIMITS is LIMITS
    assert all(fact.source and fact.read_on for fact in LIMITS.facts.values())


def test_the_summary_alone_if_there_is_one() -> None:
    text = text_of("x", "# Title\n\nA lead. More words.", summary="The short form.")
    assert text == "The short form."


def test_without_a_summary_as_many_sentences_as_fit() -> None:
    text = text_of("x", "# Title\n\nA lead. More words.\n\n## Part\n\nAnd a second paragraph.")
    assert text == "A lead. More words.\n\nAnd a second paragraph."


def test_a_title_is_all_there_is_to_say() -> None:
    assert text_of("x", "# We are open again") == "We are open again"


def test_a_post_of_300_characters_loses_its_last_sentence() -> None:
    body = f"{'a' * 149}. {'B' * 100}. {'C' * 46}."
    assert len(body) == 300
    assert text_of("x", body) == f"{'a' * 149}. {'B' * 100}."


def test_a_lead_of_300_characters_is_refused_by_how_much() -> None:
    error = refusal("a" * 299 + ".")
    assert "makes 300 weighted characters and x takes 280: 20 too long." in str(error)
    assert error.fix == "Write a `summary:` or `variants: {x: …}` that is 20 shorter."
    assert error.place == Place("content/post.md", 10)


def test_a_long_summary_is_named_as_the_thing_to_shorten() -> None:
    error = refusal("Body.", summary="b" * 290)
    assert error.fix.startswith("Shorten `summary:` by 10, ")
    assert error.place == Place("content/post.md", 2)


def test_a_long_variant_is_named_as_the_thing_to_shorten() -> None:
    error = refusal("Body.", variants={"x": "b" * 281})
    assert error.fix == "Shorten `variants: {x: …}` by 1."
    assert "290" not in str(error)


def test_150_cjk_weigh_300() -> None:
    assert "makes 300 weighted characters" in str(refusal("痛" * 150))
    assert text_of("x", "痛" * 140) == "痛" * 140


def test_family_emoji_count_two_each() -> None:
    family = "👨‍👩‍👧‍👦"
    assert text_of("x", family * 140) == family * 140
    assert "makes 282 weighted characters" in str(refusal(family * 141))


@pytest.mark.parametrize(("filler", "fits"), [(254, True), (255, False)])
def test_a_url_exactly_at_the_limit(filler: int, fits: bool) -> None:
    """254 + a full stop + two line breaks + 23 for any URL make 280."""
    link = "https://www.nature.com/articles/" + "a" * 200
    body = "a" * filler + "."
    if fits:
        assert weigh(text_of("x", body, link=link)) == 280
        assert text_of("x", body, link=link).endswith(link)
    else:
        assert "281 weighted characters" in str(refusal(body, link=link))


def test_a_link_in_the_text_is_not_told_twice() -> None:
    text = text_of("x", "See https://doi.org/10.1/x for more.", link="https://doi.org/10.1/x")
    assert text == "See https://doi.org/10.1/x for more."


def test_hashtags_go_before_whole_sentences_do_but_not_before_pins() -> None:
    tags = ["BackPain", "SpineHealth", "Third"]
    text = text_of("x", f"Lead here. {'B' * 250}.", hashtags=tags)
    assert text == "Lead here.\n\n#BackPain #SpineHealth"
    risk = f"Risks include infection{' and bleeding' * 18}."
    text = text_of("x", f"Lead here. {risk}", hashtags=tags)
    assert text == f"Lead here. {risk}\n\n#BackPain"


def test_tags_that_the_brand_does_not_list_go_nowhere() -> None:
    brand = BRAND.model_copy(update={"hashtags": ("SpineHealth",)})
    text = text_of("x", "Lead.", hashtags=["Cats", "SpineHealth"], brand=brand)
    assert text == "Lead.\n\n#SpineHealth"


def test_a_disclosure_goes_first_wherever_it_stood() -> None:
    body = "Lead here. More words. Ad: paid speaker for Neurolief."
    assert text_of("x", body) == "Ad: paid speaker for Neurolief.\n\nLead here. More words."


def test_what_gatepost_inserts_goes_first_and_is_marked() -> None:
    part = render("x", "Lead here.", "Ad: paid speaker for Neurolief.").parts[0]
    assert part.text == "Ad: paid speaker for Neurolief.\n\nLead here."
    first = part.segments[0]
    assert (first.start, first.end, first.origin, first.pin) == (
        0,
        31,
        Origin.INSERTED,
        Pin.DISCLOSURE,
    )
    assert {s.origin for s in part.segments[1:]} == {Origin.SOURCE}


def test_an_insertion_that_the_author_wrote_is_not_doubled() -> None:
    line = "Ad: paid speaker for Neurolief."
    assert text_of("x", f"{line} Lead here.", line) == f"{line}\n\nLead here."


def test_a_summary_that_leaves_out_the_risk_gets_it_back() -> None:
    text = text_of("x", "Lead. Risks include falls.", summary="Walking is good.")
    assert text == "Walking is good.\n\nRisks include falls."


def test_a_summary_that_says_the_risk_itself_is_enough() -> None:
    summary = "Walking is good; risks include falls."
    assert text_of("x", "Lead. Risks include falls.", summary=summary) == summary


def test_segments_say_where_each_sentence_stands() -> None:
    part = render("x", "A lead\nover lines. Risks include\nfalls.").parts[0]
    shown = [(part.text[s.start : s.end].strip(), s.place.line, s.pin) for s in part.segments]
    assert [row for row in shown if row[0]] == [
        ("A lead", 10, None),
        ("over lines.", 11, None),
        ("Risks include", 11, Pin.RISK),
        ("falls.", 12, Pin.RISK),
    ]


def test_an_authors_own_words_go_out_as_written() -> None:
    variant = "Own  words,\nas written. Call 911!"
    part = render(
        "x", "Body.", variants={"x": variant}, link="https://doi.org/10.1/x", hashtags=["Spine"]
    ).parts[0]
    assert part.text == f"{variant}\n\nhttps://doi.org/10.1/x\n#Spine"
    pinned = [part.text[s.start : s.end] for s in part.segments if s.pin is Pin.REDIRECT]
    assert pinned == ["Call 911!"]


def test_a_variant_that_fills_the_post_gets_neither_tag_nor_link() -> None:
    text = text_of(
        "x", "Body.", variants={"x": "b" * 280}, link="https://doi.org/10.1/x", hashtags=["A"]
    )
    assert text == "b" * 280


def test_a_variant_gets_the_disclosure_unless_it_has_one() -> None:
    line = "Ad: paid speaker for Neurolief."
    assert text_of("x", "B.", line, variants={"x": "Mine."}) == f"{line}\n\nMine."
    assert text_of("x", "B.", line, variants={"x": "#ad Mine."}) == "#ad Mine."


def test_boilerplate_only_where_there_is_room() -> None:
    brand = Brand(name="Harbor", boilerplate={"x": "Not medical advice."})
    assert text_of("x", "Lead.", brand=brand) == "Lead.\n\nNot medical advice."
    assert text_of("x", "b" * 270, brand=brand) == "b" * 270


def test_cost() -> None:
    """Prices as read 2026-08-22; a link is what makes a post dear."""
    picture = Attachment("1" * 64, "image/png", 9, 9, 9, "A path", "a.png")
    plain, linked = render("x", "Lead."), render("x", "Lead.", link="https://doi.org/10.1/x")
    described = compose(brief_of("Lead."), VOICE, [picture, picture])
    assert measure(plain.parts[0], VOICE).cost_usd == 0.015
    assert measure(linked.parts[0], VOICE).cost_usd == 0.20
    assert measure(described.parts[0], VOICE).cost_usd == 0.025


def test_measure_counts_weight_and_has_no_fold() -> None:
    found = measure(render("x", "痛み 🫶🏽").parts[0], VOICE)
    assert (found.count, found.limit, found.unit, found.fold) == (
        7,
        280,
        "weighted characters",
        None,
    )


def test_flags_say_what_the_text_says() -> None:
    media = [{"file": "a.png", "origin": "ai"}]
    assert render("x", "Lead.").options == ()
    assert render("x", "Lead.", ai_used="text").options == ()
    assert render("x", "Lead.", ai_used="image").options == ()  # and no picture goes along
    assert render("x", "Lead.", media=media).options == (("made_with_ai", "true"),)
    assert render("x", "Lead.", sponsored_by="Neurolief").options == (("paid_partnership", "true"),)


def test_a_picture_credit_goes_with_the_picture() -> None:
    assert text_of("x", "Lead.", media=[{"file": "a.png", "credit": "J. Doe"}]) == (
        "Lead.\n\nImage: J. Doe"
    )


def test_the_error_never_repeats_the_text() -> None:
    assert "secretword" not in str(refusal("secretword " * 40))


def test_a_disclosing_title_is_not_left_out() -> None:
    text = text_of("x", "# Ad: a mattress from Neurolief\n\nIt is soft.")
    assert text == "Ad: a mattress from Neurolief\n\nIt is soft."


def test_what_x_refuses_is_refused_here() -> None:
    assert "invisible character" in str(refusal("Pasted\ufefftext."))


def test_a_fifth_picture_is_refused_and_never_left_out() -> None:
    assert "has 5 pictures and x takes 4" in str(refusal("Lead.", media=[{"file": "a.png"}] * 5))


def test_nothing_to_say_is_refused() -> None:
    brief = replace(brief_of("Lead."), sentences=(), title="")
    with pytest.raises(DoesNotFit, match="no text"):
        compose(brief, VOICE, ())


def test_a_variant_gets_the_tags_there_is_room_for() -> None:
    text = text_of("x", "Body.", variants={"x": "b" * 270}, hashtags=["Spine", "Ankle"])
    assert text == "b" * 270 + "\n\n#Spine"
