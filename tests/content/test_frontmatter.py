"""YAML's traps are refused at their place, by libyaml and by PyYAML's own parser alike."""

from __future__ import annotations

import pytest
import yaml

from bot.content import frontmatter
from bot.content.frontmatter import MAX_CHARACTERS, Listing, Scalar, Table, read_front_matter
from bot.content.source import decode, halve
from tests.content.conftest import bad, good, markdown

FAST_AND_PURE = [pytest.param(loader, id=loader.__name__) for loader in frontmatter.LOADERS]


@pytest.fixture(autouse=True, params=FAST_AND_PURE)
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontmatter, "LOADERS", (request.param,))


def read(front: str) -> frontmatter.FrontMatter:
    source = decode(f"---\n{front}\n---\nBody\n".encode(), "content/a.md")
    return read_front_matter(source, halve(source))


def test_libyaml_is_used_where_it_is_there() -> None:
    assert yaml.__with_libyaml__ is (len(FAST_AND_PURE) == 2)


def test_everything_stays_the_string_that_was_written() -> None:
    table = read("a: 010\nb: yes\nc: 2026-12-01\nd: 'null'\ne: [1.0, ~]\nf: {g: 0x1}").table

    values = {entry.key: entry.value for entry in table.entries}
    assert isinstance(values["e"], Listing)
    assert isinstance(values["f"], Table)
    assert [values[k].text for k in "abcd"] == ["010", "yes", "2026-12-01", "null"]  # type: ignore[union-attr]
    assert [i.text for i in values["e"].items if isinstance(i, Scalar)] == ["1.0", "~"]
    assert [e.key for e in values["f"].entries] == ["g"]


def test_places_are_those_of_the_file() -> None:
    table = read("😀: x\nlist:\n  - 'öne'\n  - two").table
    listing = table.entries[1].value

    assert str(table.entries[0].place) == "content/a.md:2:1"
    assert str(table.entries[0].value.place) == "content/a.md:2:4"
    assert isinstance(listing, Listing)
    assert [str(i.place) for i in listing.items] == ["content/a.md:4:5", "content/a.md:5:5"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("summary: First # second", 16),
        ("summary: #1 reason to walk", 10),
        ("hashtags: [Pain, Back # Neck\n  ]", 23),
        ("hashtags: [#Pain, Back]", 12),
        ("hashtags: [Pain, #Back]", 18),
        ("variants: {x: #Back}", 15),
        ("summary: First # second\n  third", 16),
    ],
)
def test_a_value_cut_by_a_hash_says_quote_it(line: str, column: int) -> None:
    assert bad(markdown(zz=None, **{"slot": f"next\n{line}"}))[0] == (
        f"7:{column}: An unquoted # starts a comment and cuts the value short here. Quote it: put "
        "the whole value in double quotes, or move a comment to a line of its own."
    )


def test_a_list_item_of_nothing_but_a_comment_says_quote_it() -> None:
    (first, *_) = bad(markdown(hashtags="\n  - #Pain\n  - Back"))

    assert first.startswith("8:5: An unquoted # starts a comment")


def test_hashes_that_cut_nothing_are_fine() -> None:
    post = good(
        markdown(
            "Body.",
            id="2026-12-walk\n# a line of its own\n",
            summary='"First # second"  # why',
            hashtags="['#Pain', \"#Back\"]  # both",
            variants="\n  x: | # own words\n    # not a comment, words\n",
            link="https://a.example/#part",
        )
    )

    assert post.summary == "First # second"
    assert post.hashtags == ("Pain", "Back")
    assert post.variants == {"x": "# not a comment, words"}
    assert post.link == "https://a.example/#part"


@pytest.mark.parametrize(
    ("value", "start"),
    [
        ("&a x", "7:10: An anchor (&name) is not allowed here."),
        ("*a", "7:10: An a"),
        ("!!str x", "7:10: A tag (!name) is not allowed here."),
        ("! x", "7:10: A tag (!name) is not allowed here."),
        ("!!python/object:os.system x", "7:10: A tag (!name) is not allowed here."),
        ("@x", "7:10: A value or line cannot begin with this character"),
        ("`x`", "7:10: A value or line cannot begin with this character"),
        ("a: b", "7:11: A colon makes a second key here, inside a value."),
        ('"x', "7:10: A quote opens here and is never closed."),
        ("'it's'", "7:14: The front matter cannot be read from here on."),
        ("[a, b", "8:1: A list in square brackets is not closed here."),
        ("{a: b", "8:1: A map in curly brackets is not closed here."),
        ('"\\q"', "7:1"),
        ("\n\tx: y", "8:1: A value or line cannot begin with this character"),
        ("x\ny", "9:1: This line is neither a key nor part of a value."),
        ("{[a]: b}", "7:11: A key is a list or a map here."),
        ("x\n...\ny: z", "9:1: The front matter goes on behind its own end here."),
        ("x\n...", "8:1: The front matter ends before its last line."),
        ("[[[[[[1]]]]]]", "7:15: The front matter is nested too deeply."),
    ],
)
def test_what_yaml_cannot_or_may_not_say(value: str, start: str) -> None:
    (line,) = bad(markdown(summary=value))

    assert line.startswith(start)


def test_an_alias_bomb_is_stopped_at_its_first_anchor() -> None:
    bomb = ["a: &a [x, x]"] + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]

    (line,) = bad("---\n" + "\n".join(bomb) + "\n---\nBody")

    assert line.startswith("2:4: An anchor (&name) is not allowed here.")


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? "])
def test_a_nesting_bomb_is_stopped_early(opening: str) -> None:
    (line,) = bad(f"---\n{opening * 100_000}\n---\nBody")

    assert "The front matter is nested too deeply." in line


def test_too_many_values_and_too_much_text() -> None:
    assert "more than 2,000 values" in bad(markdown(hashtags=f"[{'a,' * 3000}]"))[0]
    assert bad(markdown(summary="x" * MAX_CHARACTERS))[0].startswith("1:1: The front matter is lon")


def test_a_key_given_twice_names_the_line_of_the_first() -> None:
    assert bad(markdown(slot="next\nid: other")) == [
        "7:1: This key already stands in line 2. Keep one of the two."
    ]


def test_a_key_given_twice_inside_a_map_is_seen() -> None:
    assert bad(markdown(variants="{x: One, x: Two}")) == [
        "7:20: This key already stands in line 7. Keep one of the two."
    ]


def test_a_merge_key_is_refused() -> None:
    assert bad(markdown(slot="next\n<<: {kind: story}")) == [
        "7:1: A merge key (<<) is not allowed here. Write the value out where it is needed."
    ]


@pytest.mark.parametrize("escape", [r"\0", r"\e", r"\x07", r"\N", r"\ud800", r"\UFFFFFFFF"])
def test_escapes_cannot_smuggle_what_bytes_may_not_be(escape: str) -> None:
    (line,) = bad(markdown(summary=f'"One{escape}two"'))

    assert "escape" in line or "backslash" in line


def test_directives_are_refused() -> None:
    for directive in ("%YAML 9.9", "%TAG ! x", f"%YAML 1.{'9' * 5000}"):
        assert len(bad(f"---\n{directive}\n---\nBody")) == 1


@pytest.mark.parametrize("front", ["word", "- a\n- b", "[a, b]", "'text'"])
def test_front_matter_is_made_of_keys(front: str) -> None:
    (line,) = bad(f"---\n{front}\n---\nBody")

    assert line.startswith("2:1: The front matter is not made of keys.")


@pytest.mark.parametrize("front", ["", "# only a comment"])
def test_empty_front_matter_lists_what_is_missing(front: str) -> None:
    lines = bad(f"---\n{front}\n---\nBody")

    assert [line.split(". ")[0] for line in lines] == [
        "1:1: The key id is missing",
        "1:1: The key author is missing",
        "1:1: The key kind is missing",
        "1:1: The key accounts is missing",
        "1:1: The post has no time",
    ]
