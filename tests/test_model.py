"""Values: a digest names exactly the bytes that leave, and no repr shows a word of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import (
    Attachment,
    Finding,
    Kind,
    Media,
    Part,
    Place,
    Post,
    Rendition,
    Segment,
    Severity,
    canonical,
    digest,
)

CANARY = "canary-Wilhelmina"
PICTURE = Attachment("a" * 64, "image/png", 800, 600, 9000, "A path", "walk.png")
MADE = Rendition(
    "walk", "clinic-x", "x", "en",
    (Part("Walk.", "Walk.", (Segment(0, 5, Place("a.md")),), (PICTURE,), "https://a.b", "Title"),),
    (("ai", "true"),),
)  # fmt: skip


def part(**changes: object) -> Rendition:
    return replace(MADE, parts=(replace(MADE.parts[0], **changes),))  # type: ignore[arg-type]


def picture(**changes: object) -> Rendition:
    return part(attachments=(replace(PICTURE, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        part(text="Walk!"),
        part(wire="Walk\\!"),
        part(link="https://a.c"),
        part(link_title="Other"),
        part(attachments=()),
        picture(sha256="b" * 64),
        picture(alt="Another path"),
        picture(mime="image/jpeg"),
        replace(MADE, account="clinic-y"),
        replace(MADE, post_id="run"),
        replace(MADE, platform="linkedin"),
        replace(MADE, lang="es"),
        replace(MADE, options=()),
        replace(MADE, parts=MADE.parts * 2),
    ],
)
def test_whatever_leaves_is_in_the_digest(other: Rendition) -> None:
    assert other.digest != MADE.digest


@pytest.mark.parametrize("same", [part(segments=()), picture(file="other.png"), replace(MADE)])
def test_where_it_came_from_is_not(same: Rendition) -> None:
    assert same.digest == MADE.digest


def test_what_was_stored_comes_back_under_its_digest() -> None:
    back = Rendition.from_payload(MADE.payload())

    assert back.digest == MADE.digest
    assert back.payload() == MADE.payload()


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    with pytest.raises(ValueError):
        canonical(float("nan"))


def test_no_repr_shows_what_an_author_wrote() -> None:
    media = Media(CANARY, CANARY, credit=CANARY)
    post = Post(
        "walk", "content/walk.md", "0", "dr", Kind.STORY, ("c",), CANARY, 9,
        summary=CANARY, link=CANARY, hashtags=(CANARY,), media=(media,), sponsored_by=CANARY,
        references=(CANARY,), variants={"x": CANARY},
    )  # fmt: skip
    words = Part(CANARY, CANARY, (), (replace(PICTURE, alt=CANARY, file=CANARY),), CANARY, CANARY)

    for value in (post, replace(MADE, parts=(words,)), words, media):
        assert CANARY not in repr(value)


def test_a_finding_reads_as_one_line() -> None:
    one = Finding("DIS001", Severity.BLOCK, Place("a.md", 2, 3), "what", "Fix it", "16 CFR", "x")

    assert str(one) == "a.md:2:3 DIS001 block [x] what. Fix it. 16 CFR."


def test_a_part_knows_where_its_characters_came_from() -> None:
    one, other = Place("a.md", 1), Place("a.md", 9)
    made = Part("abcdef", "abcdef", (Segment(0, 3, one),))

    assert made.place_at(2, other) == one
    assert made.place_at(3, other) == other
