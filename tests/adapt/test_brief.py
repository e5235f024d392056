"""From a post to material."""

from __future__ import annotations

from bot.model import Origin, Pin, Place
from tests.adapt.calendar import brief_of

BODY = """# A title

Ad: paid speaker for Neurolief. Walking helps
most people. It does
not cure arthritis.

## Next

- one item. With a second sentence.
  - deeper

  more about it
1. a step
"""


def test_title_lead_and_disclosure() -> None:
    brief = brief_of(BODY)
    assert (brief.title, brief.lead) == ("A title", "Walking helps most people.")
    assert brief.disclosure is not None
    assert brief.disclosure.text == "Ad: paid speaker for Neurolief."


def test_sentences_keep_their_line_even_when_they_run_over_two() -> None:
    walking, cure = brief_of(BODY).sentences[1:3]
    assert walking.place == Place("content/post.md", 12, 33)
    assert [(walking.text[at:], place.line) for at, place in walking.turns] == [
        ("most people.", 13)
    ]
    assert (cure.pin, cure.place.line) == (Pin.CLAIM, 13)


def test_list_markers() -> None:
    marked = [(s.bullet, s.text) for s in brief_of(BODY).sentences[4:]]
    assert marked == [
        ("•", "one item."),
        ("", "With a second sentence."),
        ("–", "deeper"),
        ("", "more about it"),
        ("1.", "a step"),
    ]


def test_a_body_without_a_heading_has_no_title() -> None:
    assert brief_of("Only this.").title == ""


def test_a_body_of_one_disclosure_has_no_lead() -> None:
    brief = brief_of("Ad: paid by Neurolief.")
    assert (brief.lead, brief.lead_at) == ("", -1)


def test_what_gatepost_inserts_is_marked() -> None:
    brief = brief_of("Hello there.", "Ad: paid  speaker\nfor Neurolief")
    assert brief.insertion is not None
    assert brief.disclosure is brief.insertion
    assert brief.insertion.text == "Ad: paid speaker for Neurolief"
    assert (brief.insertion.origin, brief.insertion.pin) == (Origin.INSERTED, Pin.DISCLOSURE)


def test_credits_come_from_the_pictures() -> None:
    media = [{"file": "a.png", "credit": "J. Doe"}, {"file": "b.png", "credit": "Photo: K. Li"}]
    brief = brief_of("Hello.", media=[*media, {"file": "c.png"}])
    assert [(file, s.text) for file, s in brief.credits] == [
        ("a.png", "Image: J. Doe"),
        ("b.png", "Photo: K. Li"),
    ]


def test_a_summary_is_read_into_pinned_sentences() -> None:
    brief = brief_of("Body.", summary="It may help. Call 911.")
    assert [s.pin for s in brief.summary] == [Pin.CLAIM, Pin.REDIRECT]


def test_a_disclosing_heading_is_a_sentence_because_not_every_platform_shows_headings() -> None:
    brief = brief_of("# Ad: our sponsor's new mattress\n\nIt is soft.")
    assert brief.title == ""
    assert brief.sentences[0].pin is Pin.DISCLOSURE
    assert brief.lead == "It is soft."


def test_no_repr_shows_the_text() -> None:
    brief = brief_of("# Secretword\n\nSecretword here.", summary="Secretword.")
    assert "ecretword" not in repr(brief)
