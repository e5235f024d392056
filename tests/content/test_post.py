"""Front matter typed into a Post: what is taken, what is refused, and how it is said."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest

from bot.model import Kind, Media, People, Place
from tests.content.conftest import PATH, bad, good, markdown, parse


def test_a_seven_line_post_is_enough() -> None:
    text = (
        "---\nid: walk\nauthor: dr-okafor\nkind: notice\naccounts: clinic-x\nslot: next\n---\nHi."
    )
    assert text.count("\n") == 7

    post = good(text)

    assert (post.id, post.author, post.kind, post.accounts, post.slot, post.body) == (
        "walk",
        "dr-okafor",
        Kind.NOTICE,
        ("clinic-x",),
        "next",
        "Hi.",
    )
    assert (post.lang, post.audience, post.ai_used) == ("en", "public", "none")
    assert post.source_digest == hashlib.sha256(text.encode()).hexdigest()
    assert (post.path, post.body_line) == (PATH, 8)


FULL = """---
# yaml-language-server: $schema=../../config/schemas/post.schema.json
id: 2026-12-walk-after-surgery
publish_at: 2026-12-01 09:00
accounts: [clinic-x, clinic-linkedin]
author: dr-okafor
kind: story
lang: pt-BR
audience: professionals
summary: "Walk # early"
link: https://clinic.example/walk
hashtags: ["#BackPain", Dor_nas_Costas]
media:
  - file: images/walk.png
    alt: A path
    origin: third-party
    credit: A. Painter
    licence: CC-BY-4.0
    people: staff
  - {file: b.jpg, decorative: true}
patient: {consent: C-7f3a}
sponsored_by: Acme Spine
references: ["doi:10.2147/JPR.S366978"]
ai_used: image
expires: 2026-12-08T00:00
evergreen: true
variants:
  x: Own words
  linkedin: |
    Two
    lines
---

Body *text*.
"""


def test_every_field_arrives() -> None:
    post = good(FULL)

    assert post.publish_at == datetime(2026, 12, 1, 9)
    assert post.expires == datetime(2026, 12, 8)
    assert post.lang == "pt-BR"
    assert post.audience == "professionals"
    assert post.summary == "Walk # early"
    assert post.link == "https://clinic.example/walk"
    assert post.hashtags == ("BackPain", "Dor_nas_Costas")
    assert post.consent == "C-7f3a"
    assert post.sponsored_by == "Acme Spine"
    assert post.references == ("doi:10.2147/JPR.S366978",)
    assert post.ai_used == "image"
    assert post.evergreen is True
    assert post.variants == {"x": "Own words", "linkedin": "Two\nlines"}
    assert post.media == (
        Media(
            "images/walk.png",
            "A path",
            "third-party",
            "A. Painter",
            "CC-BY-4.0",
            People.STAFF,
            place=Place(PATH, 14, 11),
        ),
        Media("b.jpg", decorative=True, place=Place(PATH, 20, 12)),
    )
    assert post.body_line == 34


def test_every_key_and_item_has_its_place() -> None:
    places = good(FULL).places

    assert places["id"] == Place(PATH, 3, 5)
    assert places["accounts"] == Place(PATH, 5, 1)
    assert places["accounts[1]"] == Place(PATH, 5, 22)
    assert places["media[0].alt"] == Place(PATH, 15, 10)
    assert places["media[1]"] == Place(PATH, 20, 5)
    assert places["patient.consent"] == Place(PATH, 21, 20)
    assert places["variants.linkedin"] == Place(PATH, 29, 13)


def test_people_not_stated_stays_unstated() -> None:
    (media,) = good(markdown(media="{file: a.png}")).media

    assert media.people is None


def test_all_problems_of_a_file_are_told_in_its_order() -> None:
    lines = bad(
        "---\nid: X\nkind: educaton\naccounts: []\nslot: later\nauthr: a\n---\n"
        "| a |\n|---|\n\n![](x.png)"
    )

    assert [line.split(": ")[0] for line in lines] == [
        "1:1",
        "2:5",
        "3:7",
        "4:1",
        "5:7",
        "6:1",
        "8:1",
        "11:1",
    ]
    assert lines[0] == "1:1: The key author is missing. Add author: dr-okafor"


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("acounts", "accounts"),
        ("Author", "author"),
        ("publish", "publish_at"),
        ("tags", "hashtags"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(key: str, near: str) -> None:
    (line,) = bad(markdown(slot=f"next\n{key}: x"))

    assert line == f"7:1: This key is not known. Did you mean {near}?"


def test_an_unknown_key_far_from_all_lists_them_and_is_not_repeated() -> None:
    (line,) = bad(markdown(slot="next\nJane Doe, 54: x"))

    assert line.startswith("7:1: This key is not known. The keys are: id, author, kind, ")
    assert "Jane" not in line


def test_unknown_keys_inside_maps_are_refused() -> None:
    lines = bad(
        markdown(
            media="[{file: a.png, atl: x}]",
            patient="{consent: C-7f3a, name: x}",
            variants="{xx: x}",
        )
    )

    assert lines[0] == "7:23: This key is not known. Did you mean alt?"
    assert lines[1] == "8:28: This key is not known. The keys are: consent."
    assert lines[2].startswith("9:12: This key is not known.")


@pytest.mark.parametrize("missing", ["id", "author", "kind", "accounts"])
def test_required_keys(missing: str) -> None:
    (line,) = bad(markdown(**{missing: None}))

    assert line.startswith(f"1:1: The key {missing} is missing. Add {missing}: ")


@pytest.mark.parametrize("value", ["", "~", "null", '""', "'  '"])
@pytest.mark.parametrize("key", ["author", "summary", "accounts", "link", "references"])
def test_a_key_without_a_value_is_refused(key: str, value: str) -> None:
    (line,) = bad(markdown(**{key: value}))

    assert "This key has no value. Write one, or remove the line." in line


@pytest.mark.parametrize(
    "identity", ["ab", "Walk", "walk_1", "-walk", "w" * 81, "walk\u0661", "walk ing", "wälk"]
)
def test_ids_are_slugs(identity: str) -> None:
    (line,) = bad(markdown(id=identity))

    assert line.startswith("2:5: The id is not 3 to 80 small letters, digits and dashes.")


@pytest.mark.parametrize(
    "accounts", ["clinic-x, clinic-linkedin", "[Clinic]", "[a b]", "{a: b}", "[[a]]", "[{a: b}]"]
)
def test_accounts_are_names(accounts: str) -> None:
    assert len(bad(markdown(accounts=accounts))) == 1


def test_an_account_or_hashtag_named_twice_is_refused() -> None:
    assert bad(markdown(accounts="[clinic-x, clinic-x]")) == [
        "5:22: This stands in the list twice. Keep it once."
    ]
    assert bad(markdown(hashtags="['#Pain', pain]")) == [
        "7:1: A hashtag stands in the list twice. Keep it once."
    ]


def test_no_account_is_refused() -> None:
    assert bad(markdown(accounts="[]")) == [
        "5:1: The post names no account. Add accounts: [clinic-x]."
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "educational"),
        ("audience", "everyone"),
        ("ai_used", "yes"),
        ("evergreen", "yes"),
        ("slot", "first"),
        ("media", "[{file: a.png, people: patients}]"),
        ("media", "[{file: a.png, origin: stolen}]"),
        ("media", "[{file: a.png, decorative: maybe}]"),
    ],
)
def test_words_come_from_a_list(key: str, value: str) -> None:
    (line,) = bad(markdown(**{key: value}))

    assert " must be one of " in line


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("summary", "[a]"),
        ("summary", "{a: b}"),
        ("media", "a.png"),
        ("media", "[a.png]"),
        ("patient", "C-7f3a"),
        ("patient", "{}"),
        ("patient", "{consent: Jane}"),
        ("patient", "{consent: C-7}"),
        ("variants", "words"),
        ("references", "{a: b}"),
        ("lang", "English"),
        ("lang", "en_US"),
        ("author", "Dr Okafor"),
        ("media", "[{alt: x}]"),
    ],
)
def test_shapes_are_checked(key: str, value: str) -> None:
    assert len(bad(markdown(**{key: value}))) == 1


@pytest.mark.parametrize("tag", ["two words", "a#b", "#", "12", "a-b", "a.b", "##a", "😀"])
def test_hashtags_are_linkable(tag: str) -> None:
    (line,) = bad(markdown(hashtags=f'["{tag}"]'))

    assert "This is no hashtag" in line or "no value" in line


@pytest.mark.parametrize("tag", ["दर्द", "Schmerz_ö", "#Covid19", "痛み"])
def test_hashtags_of_any_script_are_taken(tag: str) -> None:
    assert good(markdown(hashtags=f'["{tag}"]')).hashtags == (tag.lstrip("#"),)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/x",
        "//a.example/x",
        "clinic.example/walk",
        "https://user:pass@a.example/",
        "https://user@a.example/",
        "https://",
        "https:///x",
        "https://a.example/a b",
        "https://[::1",
        "https://a.example:port/",
        "https://a.example\\@b.example/",
        f"https://a.example/{'x' * 2048}",
        "mailto:a@b.example",
    ],
)
def test_links_are_web_pages_without_secrets(link: str) -> None:
    (line,) = bad(markdown(link=f"'{link}'"))

    assert line.startswith("7:7: ")
    assert "example" not in line


# ---------------------------------------------------------------- times
@pytest.mark.parametrize(
    "times",
    [
        {"slot": None},
        {"publish_at": "2026-12-01 09:00"},
        {"repeat": "FREQ=DAILY"},
        {"publish_at": "2026-12-01 09:00", "repeat": "FREQ=DAILY", "slot": None},
    ],
)
def test_exactly_one_time(times: dict[str, str | None]) -> None:
    (line,) = bad(markdown(**times))

    assert "The post has no time." in line or "A post has one time" in line


def test_two_times_are_told_at_the_later_one() -> None:
    assert bad(markdown(publish_at="2026-12-01 09:00")) == [
        "7:13: A post has one time, and here are publish_at and slot. Keep one."
    ]


def test_a_time_in_the_gap_is_told_at_its_place() -> None:
    (line,) = bad(markdown(slot=None, publish_at="2027-03-14 02:30"))

    assert line.startswith("6:13: 2027-03-14 02:30 does not exist in America/New_York")


def test_a_time_that_happens_twice_is_told_at_its_place() -> None:
    (line,) = bad(markdown(expires="2026-11-01 01:30"))

    assert line.startswith("7:10: 2026-11-01 01:30 happens twice in America/New_York")


def test_a_past_time_is_no_error_here() -> None:
    assert good(markdown(slot=None, publish_at="2020-01-01 09:00")).publish_at is not None


@pytest.mark.parametrize(
    "when",
    [
        "2026-12-01",
        "tomorrow",
        "2026-12-01 09:00Z",
        "2026-12-01T09:00-05:00",
        "2026-12-01 9:00",
        "2026-13-01 09:00",
        "2026-02-30 09:00",
        "2026-12-01 24:01",
        "2026-12-01 09:00:30",
        "0001-01-01 00:00",
        "9999-12-31 23:59",
        "٢٠٢٦-12-01 09:00",
        "[2026-12-01 09:00]",
    ],
)
def test_times_are_local_and_whole(when: str) -> None:
    (line,) = bad(markdown(slot=None, publish_at=when))

    assert line.startswith("6:13: ")


def test_expiry_comes_after_publication() -> None:
    (line,) = bad(markdown(slot=None, publish_at="2026-12-01 09:00", expires="2026-12-01 09:00"))

    assert line == (
        "7:10: The post expires before it is published. Give a later expires, or remove it."
    )


def test_a_repeat_starts_at_nine_of_any_day() -> None:
    post = good(markdown(slot=None, repeat="FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14"))

    assert post.repeat == "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=14"
    assert post.repeat_from == datetime(2000, 1, 1, 9)


def test_a_repeat_takes_its_day_and_time() -> None:
    post = good(markdown(slot=None, repeat="FREQ=WEEKLY", repeat_at='"17:30"', from_="2026-11-03"))

    assert post.repeat_from == datetime(2026, 11, 3, 17, 30)


def test_from_and_repeat_at_belong_to_repeat() -> None:
    assert bad(markdown(repeat_at='"09:00"', from_="2026-11-01")) == [
        "7:12: repeat_at belongs to repeat, and there is none. Remove it.",
        "8:7: from belongs to repeat, and there is none. Remove it.",
    ]


@pytest.mark.parametrize(
    ("key", "value"), [("repeat_at", "9"), ("repeat_at", '"25:00"'), ("from_", "2026-02-30")]
)
def test_a_repeat_with_a_bad_start(key: str, value: str) -> None:
    assert len(bad(markdown(slot=None, repeat="FREQ=DAILY", **{key: value}))) == 1


def test_a_bad_rule_is_told_at_its_place() -> None:
    (line,) = bad(markdown(slot=None, repeat="FREQ=SOMETIMES"))

    assert line.startswith("6:9: ")


def test_the_id_of_a_bad_file_is_still_known() -> None:
    result = parse(markdown(kind="x"))

    assert result.post is None
    assert (result.id, result.id_place) == ("2026-12-walk", Place(PATH, 2, 5))


def test_comments_of_the_front_matter_are_kept_with_their_places() -> None:
    text = "---\nid: walk\n  # ask Wendell\nauthor: dr-okafor\nkind: notice\n"
    post = good(text + 'accounts: "clinic-x" # or Ana\nslot: next\n---\nHi # no.')

    assert post.notes == (
        ("ask Wendell", Place(PATH, 3, 4)),
        ("or Ana", Place(PATH, 6, 23)),
    )
