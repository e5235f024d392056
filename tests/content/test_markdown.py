"""CommonMark into blocks: text, links and places; and what cannot be carried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.markdown import MAX_CHARACTERS, Block, BlockKind, problems, read_blocks
from bot.errors import BadPost
from bot.model import Place

PATH = "content/a.md"


def blocks(body: str, line: int = 10) -> tuple[Block, ...]:
    return read_blocks(body, PATH, line)


def faults(body: str) -> list[str]:
    with pytest.raises(BadPost):
        read_blocks(body, PATH, 10)
    return [str(problem).removeprefix(f"{PATH}:") for problem in problems(body, PATH, 10)]


BODY = """# Walk *early*

A paragraph with **bold**, `code  x` and
a [link *here*](https://a.example/x "t") and <https://b.example>.\\
After a hard &amp; break \\* star.

- one
  more
  - two [ref][r]

    further
3) first
4) second

***

> quoted
lazy

[r]: https://c.example/r

Last one
--------
"""


def test_every_kind_of_block() -> None:
    assert [(b.kind, b.level, b.number, b.text) for b in blocks(BODY)] == [
        (BlockKind.HEADING, 1, 0, "Walk early"),
        (
            BlockKind.PARAGRAPH,
            0,
            0,
            "A paragraph with bold, code  x and a link here and https://b.example.\n"
            "After a hard & break * star.",
        ),
        (BlockKind.BULLET, 1, 0, "one more"),
        (BlockKind.BULLET, 2, 0, "two ref"),
        (BlockKind.PARAGRAPH, 2, 0, "further"),
        (BlockKind.ORDERED, 1, 3, "first"),
        (BlockKind.ORDERED, 1, 4, "second"),
        (BlockKind.QUOTE, 1, 0, "quoted lazy"),
        (BlockKind.HEADING, 2, 0, "Last one"),
    ]


def test_links_keep_their_text_and_list_their_target() -> None:
    found = [(url, b.text[start:end]) for b in blocks(BODY) for url, start, end in b.links]

    assert found == [
        ("https://a.example/x", "link here"),
        ("https://b.example", "https://b.example"),
        ("https://c.example/r", "ref"),
    ]


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        ("Walk", 10, 3),
        ("early", 10, 9),
        ("bold", 12, 20),
        ("code", 12, 29),
        ("here", 13, 10),
        (" and https", 13, 41),
        ("https://b", 13, 47),
        ("After", 14, 1),
        ("& break", 14, 14),
        ("* star", 14, 26),
        ("more", 17, 3),
        ("ref", 18, 10),
        ("further", 20, 5),
        ("second", 22, 4),
        ("lazy", 27, 1),
        ("Last", 31, 1),
    ],
)
def test_any_offset_leads_back_to_its_line(words: str, line: int, column: int) -> None:
    (block,) = (b for b in blocks(BODY) if words in b.text)

    place = block.place_at(block.text.index(words))

    assert (place.line, place.column) == (line, column)


def test_code_over_two_lines_keeps_its_lines() -> None:
    (block,) = blocks("a `one\ntwo` three")

    assert block.text == "a one two three"
    assert block.place_at(block.text.index("two")).line == 11
    assert block.place_at(block.text.index("three")) == Place(PATH, 11, 6)


def test_a_link_target_over_two_lines_keeps_the_lines_behind_it() -> None:
    (block,) = blocks('[a](\nhttps://x.example\n"a title") then\nlast')

    assert block.place_at(block.text.index("last")).line == 13


def test_a_title_that_repeats_the_text_does_not_mislead() -> None:
    (block,) = blocks('[a](https://x.example " then") then')

    assert block.place_at(2) == Place(PATH, 10, 32)


@given(st.lists(st.from_regex(r"[a-z]{1,6}( \*?[a-z]{1,6}\*?){0,3}", fullmatch=True), min_size=1))
def test_each_word_of_soft_wrapped_text_is_on_its_own_line(rows: list[str]) -> None:
    (block,) = blocks("\n".join(f"w{n} {row}" for n, row in enumerate(rows)))

    for number in range(len(rows)):
        at = f"{block.text} ".index(f"w{number} ")
        assert block.place_at(at) == Place(PATH, 10 + number, 1)


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("x\n\n<b>bold</b>", "12:1: Raw HTML"),
        ("<div>\nx\n</div>", "10:1: Raw HTML"),
        ("x <!-- Jane --> y", "10:3: Raw HTML or an HTML comment"),
        ("<script>alert(1)</script>", "10:1: Raw HTML"),
        ("a\n\n| a | b |\n|---|---|\n| 1 | 2 |", "12:1: A table stands in the body"),
        ("x ![alt](a.png)", "10:3: A picture stands in the body. Put the picture under media:"),
        ("![a](https://t.example/pixel.gif)", "10:1: A picture stands in the body."),
        ("![a][r]\n\n[r]: a.png", "10:1: A picture stands in the body."),
        ("Fact.[^1]\n\n[^1]: A source somewhere", "10:6: A footnote stands in the body"),
        ("Fact.[^1]\n\n[^1]: https://a.example", "12:1: A footnote stands in the body"),
        ("~~gone~~", "10:1: Struck-out text"),
        ("```\ncode\n```", "10:1: A code block"),
        ("x\n\n    code", "12:5: A line indented by four spaces"),
        ("- [ ] task", "10:3: A task box"),
        ("> - list", "10:1: A quote holds a list"),
        ("> # heading", "10:1: A heading stands inside a list or a quote."),
        ("- > quote", "10:1: A quote holds a list"),
        ("- a\n  - b\n    - c\n      - d", "13:7: A list is nested more than three deep."),
        ("[x](other.md)", "10:1: Only http and https links"),
        ("[x](javascript:alert(1))", "10:1: Only http and https links"),
        ("[x](java&#115;cript:alert(1))", "10:1: Only http and https links"),
        ("<mailto:a@b.example>", "10:1: Only http and https links"),
        ("[x](https://u:p@a.example)", "10:1: The link holds a user name or password."),
        ("[](https://a.example)", "10:1: A link here has no text."),
        ("[x](https://a.example/a b)", "10:3: A link here is not finished."),
        ("[x][missing]", "10:3: A link here is not finished."),
        ("[r]: https://a.example", "10:1: The body holds no text."),
        ("***", "10:1: The body holds no text."),
    ],
)
def test_what_cannot_be_carried_is_told_with_its_place(body: str, start: str) -> None:
    lines = faults(body)

    assert lines[0].startswith(start)


def test_what_only_looks_like_it_is_carried() -> None:
    (block,) = blocks(r"1 \< 2 and \[x\]\(y\) and a | b and 5 ~ 6 and &lt;b&gt; `<i>` [^]")

    assert block.text == "1 < 2 and [x](y) and a | b and 5 ~ 6 and <b> <i> [^]"


def test_every_problem_is_told_in_order() -> None:
    lines = faults("<b>x</b>\n\n| a |\n|---|\n\nSee ![a](b.png)")

    assert [line.split(":")[0] for line in lines] == ["10", "10", "12", "15"]


def test_a_body_longer_than_any_platform_takes_is_refused() -> None:
    (line,) = faults("x" * (MAX_CHARACTERS + 1))

    assert line.startswith("10:1: The body is longer than 65,536 characters.")


def test_deep_quotes_and_lists_are_refused_not_dropped() -> None:
    for body in (">" * 500 + " deep", "".join("  " * n + "- a\n" for n in range(60))):
        assert faults(body)


@given(st.text(alphabet='ab *_`[]()<>!|~#>-+1.\\&;:/\n\t"^', max_size=80))
def test_any_body_gives_blocks_or_problems_with_sound_spans(body: str) -> None:
    found = problems(body, PATH, 10)
    if found:
        assert all(p.fix and p.place and 10 <= p.place.line <= 10 + body.count("\n") for p in found)
        return
    for block in blocks(body):
        assert block.text.strip()
        assert all(0 <= start < end <= len(block.text) for _, start, end in block.links)
        assert list(block.marks) == sorted(block.marks, key=lambda mark: mark[0])
        for offset in range(len(block.text)):
            assert 10 <= block.place_at(offset).line <= 10 + body.count("\n")


def test_reading_twice_gives_the_same() -> None:
    assert blocks(BODY) == blocks(BODY)
