"""Nothing an author wrote comes back in a message, and no input ends in a traceback."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.content.post import ReadPost, parse_post
from tests.content.conftest import PATH, ZONE, markdown

LINE = re.compile(rf"^{re.escape(PATH)}:\d+:\d+: \S.*\. \S.*$")
CANARY = "Zqxjane Zqxdoe"
PIECES = [
    "---\n", "---", "\n", "id: walk\n", "kind: story\n", "author: a\n", "accounts: [a, b]\n",
    "slot: next\n", "repeat: FREQ=DAILY\n", "publish_at: 2026-12-01 09:00\n", "summary: ", "'", '"',
    "media:\n  - file: x\n", "  ", "- ", "[", "]", "{", "}", ": ", " #", "&a ", "*a", "!t ", "|\n",
    ">\n", "# ", "![x](y)", "<b>", "text", "é", "\u2028", "\x00", "\ufeff", "\r\n", "\t", "`", "%",
    "<<: ", "? ", "\\", "patient: {consent: C-7f3a}\n", "variants: {x: y}\n", "[^1]", "|a|\n|-|\n",
]  # fmt: skip


def check(result: ReadPost) -> None:
    """A post or problems, each one printable line with a place and a fix."""
    assert (result.post is None) == bool(result.problems)
    for problem in result.problems:
        assert LINE.match(str(problem)), str(problem)
        assert problem.__cause__ is None


@given(st.binary(max_size=200))
def test_random_bytes_give_a_post_or_problems(raw: bytes) -> None:
    check(parse_post(raw, PATH, ZONE))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30))
def test_random_front_matter_gives_a_post_or_problems(pieces: list[str]) -> None:
    raw = ("---\n" + "".join(pieces)).encode("utf-8", "surrogatepass")
    check(parse_post(raw, PATH, ZONE))


@given(st.sampled_from(["id", "kind", "publish_at", "repeat", "link", "hashtags", "media",
                        "patient", "variants", "lang", "from", "repeat_at", "expires"]),
       st.text(alphabet="ab0129:-;=,[]{}'\"#& \n/", max_size=20))  # fmt: skip
@example("repeat", "FREQ=DAILY;INTERVAL=0")
@example("publish_at", "2000-01-01 00:00")
@example("publish_at", "2099-12-31 23:59")
def test_random_values_give_a_post_or_problems(key: str, value: str) -> None:
    check(parse_post(markdown(**{key: value}).encode(), PATH, ZONE))


@pytest.mark.parametrize("mangle", [
    f"summary: {CANARY}: x", f"summary: '{CANARY}", f"summary: {CANARY} # {CANARY}",
    f"summary: [{CANARY}]", f"summary: !{CANARY.replace(' ', '')} x",
    f"summary: &{CANARY.replace(' ', '')} x", f"summary: *{CANARY.replace(' ', '')}",
    f'summary: "\\q {CANARY}"', f'summary: "{CANARY}\\0"', f"{CANARY}: x", f"{CANARY}",
    f"@{CANARY}",
    f"link: https://{CANARY}.example", f"link: javascript:{CANARY}", f"lang: {CANARY}",
    f"hashtags: ['{CANARY}']", f"media: {CANARY}", f"media: [{{file: {CANARY}, {CANARY}: x}}]",
    f"media: [{{file: x, people: {CANARY}}}]", f"patient: {{consent: {CANARY}}}",
    f"patient: {CANARY}", f"variants: {{{CANARY}: {CANARY}}}", f"variants: {CANARY}",
    f"audience: {CANARY}", f"expires: {CANARY}", f"references: {{{CANARY}: x}}",
    f"ai_used: {CANARY}", f"evergreen: {CANARY}", f"summary: [{CANARY}, {CANARY}", f"- {CANARY}",
    f"id: {CANARY}", f"author: {CANARY}", f"kind: {CANARY}", f"accounts: {CANARY}",
    f"repeat: {CANARY}", f"repeat_at: {CANARY}", f"from: {CANARY}", f"publish_at: {CANARY}",
    f"sponsored_by: {{{CANARY}: x}}", f"%{CANARY}", f"{CANARY}: 1\n{CANARY}: 2",
])  # fmt: skip
def test_no_message_repeats_what_was_written(mangle: str) -> None:
    result = parse_post(markdown(slot=f"next\n{mangle}").encode(), PATH, ZONE)

    check(result)
    assert result.post is None
    assert not re.search("zqx", f"{result.problems!r} {result!r}", re.IGNORECASE)
    assert not any(re.search("zqx", str(p), re.IGNORECASE) for p in result.problems)


@pytest.mark.parametrize("body", [
    f"<b>{CANARY}</b>", f"![{CANARY}]({CANARY.replace(' ', '')}.png)", f"[^1]: {CANARY}",
    f"| {CANARY} |\n|---|", f"```\n{CANARY}\n```", f"[{CANARY}](x y)", f"    {CANARY}",
    f"[x](https://{CANARY.replace(' ', ':')}@a.example)", f"~~{CANARY}~~",
    f"<!-- {CANARY} -->", f"- [ ] {CANARY}", f"> - {CANARY}", f"# a\x00{CANARY}",
])  # fmt: skip
def test_no_message_repeats_the_body(body: str) -> None:
    result = parse_post(markdown(body).encode(), PATH, ZONE)

    check(result)
    assert result.post is None
    assert not re.search("zqx", f"{result.problems!r} {result!r}", re.IGNORECASE)


def test_a_post_that_is_read_does_not_show_itself_in_a_repr() -> None:
    result = parse_post(markdown(CANARY).encode(), PATH, ZONE)

    assert result.post is not None
    assert "Zqx" not in repr(result)
