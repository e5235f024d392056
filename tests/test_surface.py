"""Every text that leaves or can be seen is looked at, wherever it hides."""

from __future__ import annotations

from bot.model import Attachment, Kind, Media, Part, Place, Post, Rendition, Segment
from bot.surface import SurfaceKind, surfaces

POST = Post(
    "the-id", "content/the-file.md", "0", "dr", Kind.STORY, ("c",), "the body", 9,
    summary="the summary", link="https://the.link", hashtags=("TheTag",),
    media=(Media("the-picture.png", "the alt", credit="the credit", place=Place("p.md", 5)),
           Media("unused.png", "the other alt")),
    sponsored_by="the sponsor", campaign="the campaign", references=("the reference",),
    variants={"facebook": "the words for facebook", "x": "the words for x"},
)  # fmt: skip
PICTURE = Attachment("a" * 64, "image/png", 1, 1, 1, "the alt", "the-picture.png")
SHOWN = Part(
    "the text",
    "the wire",
    (Segment(0, 8, Place("p.md", 7)),),
    (PICTURE,),
    "https://c.d",
    "the title",
)
SEEN = list(surfaces(Rendition("the-id", "c", "x", "en", (SHOWN,)), POST))


def texts(*, published: bool) -> dict[str, SurfaceKind]:
    return {s.text: s.kind for s in SEEN if s.published is published}


def test_everything_that_leaves_is_there() -> None:
    assert texts(published=True) == {
        "the text": SurfaceKind.TEXT,
        "the alt": SurfaceKind.ALT,
        "the-picture.png": SurfaceKind.FILE,
        "https://c.d": SurfaceKind.LINK,
        "the title": SurfaceKind.FIELD,
    }


def test_everything_that_stays_in_the_repository_is_there() -> None:
    assert texts(published=False) == {
        "content/the-file": SurfaceKind.PATH,
        "the-id": SurfaceKind.ID,
        "the campaign": SurfaceKind.ID,
        "the reference": SurfaceKind.FIELD,
        "the words for facebook": SurfaceKind.FIELD,
        "the summary": SurfaceKind.FIELD,
        "the sponsor": SurfaceKind.FIELD,
        "https://the.link": SurfaceKind.LINK,
        "#TheTag": SurfaceKind.FIELD,
        "the-picture.png": SurfaceKind.FILE,
        "unused.png": SurfaceKind.FILE,
        "the credit": SurfaceKind.FIELD,
        "the body": SurfaceKind.SOURCE,
        "the other alt": SurfaceKind.ALT,
    }


def test_a_text_starts_where_its_first_segment_does() -> None:
    assert SEEN[0].place == Place("p.md", 7)


def test_no_surface_shows_its_text() -> None:
    assert not [
        s for s in SEEN if s.text in repr(s) and "the" in s.text and s.kind is not SurfaceKind.PATH
    ]
