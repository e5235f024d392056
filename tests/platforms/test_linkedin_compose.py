"""LinkedIn: professional, complete, and escaped so that nothing is cut off."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DoesNotFit
from bot.model import Origin
from bot.platforms.linkedin.compose import (
    LIMITS,
    compose,
    escape_little_text,
    measure,
    unescape_little_text,
)
from bot.records.model import PlatformSettings, Policy, Settings
from tests.adapt.calendar import CARD, brief_of, make_voice, render, text_of

VOICE = make_voice("linkedin")
AUTHOR = "— Ada Okafor, MD"
RESERVED = r"\|{}@[]()<>#*_~"


@pytest.mark.parametrize("char", RESERVED)
def test_each_reserved_character_is_escaped(char: str) -> None:
    """One left alone and LinkedIn publishes only what stands before it, answering 201."""
    assert escape_little_text(f"a {char} b") == f"a \\{char} b"


def test_a_backslash_is_escaped_once() -> None:
    assert escape_little_text("\\(") == "\\\\\\("


def test_hashtags_stay_hashtags() -> None:
    assert escape_little_text("See #Back_Pain, #1 (C#5)") == (
        r"See {hashtag|\#|Back\_Pain}, \#1 \(C\#5\)"
    )


@given(st.text() | st.text(alphabet=st.sampled_from(RESERVED + "aé \n#")))
def test_escaping_can_be_undone(text: str) -> None:
    wire = escape_little_text(text)
    assert unescape_little_text(wire) == text
    outside = re.sub(r"\{hashtag\|\\#\|(?:\\.|\w)+\}", "", wire)
    assert not re.search(r"[|{}@\[\]()<>#*_~]", re.sub(r"\\.", "", outside, flags=re.DOTALL))


def test_the_wire_is_the_escaped_text() -> None:
    part = render("linkedin", "A (small) lead.", hashtags=["Spine"]).parts[0]
    assert part.text == f"A (small) lead.\n\n{AUTHOR}\n\n#Spine"
    assert part.wire == f"A \\(small\\) lead.\n\n{AUTHOR}\n\n{{hashtag|\\#|Spine}}"


def test_title_paragraphs_list_author_references() -> None:
    body = "# Title\n\nLead. More.\n\nBring:\n\n- shoes\n- water\n\n## Part\n\nEnd."
    text = text_of("linkedin", body, references=["doi:10.1000/a", "pmid:12"])
    assert text == (
        "Title\n\nLead. More.\n\nBring:\n• shoes\n• water\n\nPart\nEnd.\n\n"
        f"{AUTHOR}\n\nReferences:\nhttps://doi.org/10.1000/a\nhttps://pubmed.ncbi.nlm.nih.gov/12/"
    )


def test_an_author_unknown_to_the_records_gets_no_line() -> None:
    part = compose(brief_of("Lead."), replace(VOICE, author_name=""), ()).parts[0]
    assert part.text == "Lead."


def test_the_link_is_a_card_without_a_picture() -> None:
    part = render("linkedin", "# Title\n\nLead.", link="https://www.harborspine.org/a").parts[0]
    assert part.link == "https://www.harborspine.org/a?utm_source=linkedin&utm_campaign=a-post"
    assert part.link_title == "Title"
    assert "harborspine" not in part.text


def test_the_link_stands_in_the_text_beside_a_picture() -> None:
    part = render(
        "linkedin", "Lead.", link="https://doi.org/10.1/x", media=[{"file": "a.png"}]
    ).parts[0]
    assert (part.link, part.link_title) == ("", "")
    assert part.text == f"Lead.\n\n{AUTHOR}\n\nhttps://doi.org/10.1/x"


def test_a_card_without_a_title_takes_the_lead_or_the_name() -> None:
    link = "https://doi.org/10.1/x"
    assert render("linkedin", "Lead.", link=link).parts[0].link_title == "Lead."
    assert render("linkedin", "b" * 201, link=link).parts[0].link_title == "Harbor Spine & Pain"


def test_links_in_the_text_keep_their_target() -> None:
    text = text_of("linkedin", "Read [the guide](https://www.nice.org.uk/ng59) first.")
    assert text.startswith("Read the guide (https://www.nice.org.uk/ng59) first.")


def test_the_disclosure_stands_above_the_title() -> None:
    text = text_of("linkedin", "# Title\n\nLead. Ad: paid speaker for Neurolief.")
    assert text.startswith("Ad: paid speaker for Neurolief.\n\nTitle\n\nLead.")


def test_at_most_three_hashtags_and_those_in_the_text_count() -> None:
    text = text_of("linkedin", "We love #Sleep and #Spine.", hashtags=["sleep", "A", "B"])
    assert text.endswith("\n\n#A")


def test_a_long_text_loses_whole_sentences_and_keeps_what_is_pinned() -> None:
    filler = " ".join(f"Sentence number {n} is here to fill the post up." for n in range(80))
    body = f"# Title\n\nLead. {filler}\n\nRisks include infection."
    text = text_of("linkedin", body, hashtags=["Spine"])
    assert 2900 < len(text) <= 3000
    assert re.search(r"fill the post up\.\n\nRisks include infection\.\n\n—", text)
    assert text.endswith("#Spine")


def test_escaping_counts_too() -> None:
    """Whether LinkedIn counts 3000 before or after escaping is not known, so both must fit."""
    body = "(" * 1400 + "a."
    with pytest.raises(DoesNotFit) as caught:
        render("linkedin", body + ")" * 200)
    assert "variants: {linkedin: …}" in caught.value.fix
    assert "summary" not in caught.value.fix
    found = measure(render("linkedin", "(" * 1400 + "a.").parts[0], VOICE)
    assert 2800 < found.count <= 3000


def test_the_fold_comes_from_settings_then_policy_then_limits() -> None:
    part = render("linkedin", "word " * 100 + "end.").parts[0]
    policy = Policy(folds={"linkedin": 210})
    settings = Settings(
        clinic="H", timezone="UTC", platforms={"linkedin": PlatformSettings(fold=99)}
    )
    assert measure(part, VOICE).fold == LIMITS.fold == 140
    assert measure(part, make_voice("linkedin", policy=policy)).fold == 210
    assert measure(part, make_voice("linkedin", policy=policy, settings=settings)).fold == 99


def test_provenance_of_what_gatepost_adds() -> None:
    part = render("linkedin", "Lead.", references=["doi:10.1000/a"]).parts[0]
    added = [part.text[s.start : s.end] for s in part.segments if s.origin is Origin.BRAND]
    assert added == [AUTHOR, "Reference:"]


def test_own_words_for_linkedin() -> None:
    part = render("linkedin", "B.", variants={"linkedin": "Mine (all)."}, hashtags=["A"]).parts[0]
    assert part.wire == "Mine \\(all\\).\n\n{hashtag|\\#|A}"


def test_pictures_go_along() -> None:
    assert compose(brief_of("Lead."), VOICE, [CARD]).parts[0].attachments == (CARD,)


def test_nothing_to_say_is_refused() -> None:
    brief = replace(brief_of("Lead."), sentences=(), title="")
    with pytest.raises(DoesNotFit, match="no text"):
        compose(brief, replace(VOICE, author_name=""), ())


def test_a_quotation_gets_its_marks() -> None:
    text = text_of("linkedin", "Lead.\n\n> Move a little. Every day.\n\nEnd.")
    assert text.startswith("Lead.\n\n“Move a little. Every day.”\n\nEnd.")


def test_what_escaping_makes_too_long_loses_sentences_too() -> None:
    body = " ".join(f"Number {n} ((((((((((((((((((((." for n in range(70))
    part = render("linkedin", body).parts[0]
    assert len(part.text) < 2000
    assert 2900 < len(part.wire) <= 3000
