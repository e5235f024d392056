"""Encodings, bounds, and the cut between front matter and body."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.content.source import MAX_BYTES, decode, halve, read_bytes
from bot.errors import BadPost
from bot.model import Place
from tests.content.conftest import WriteFile, bad, good, markdown


def test_bom_and_crlf_change_nothing_but_the_digest() -> None:
    plain = good(markdown(summary="Two words"))
    windows = good(b"\xef\xbb\xbf" + markdown(summary="Two words").replace("\n", "\r\n").encode())

    assert windows.body == plain.body == "Walking helps."
    assert windows.body_line == plain.body_line
    assert windows.places == plain.places
    assert windows.source_digest != plain.source_digest


def test_latin_1_is_told_at_the_first_bad_byte() -> None:
    raw = markdown("Na\xefve").encode("latin-1")

    assert bad(raw) == [
        "8:3: The file is not UTF-8 from here on; it looks like Latin-1 or Windows-1252. "
        "Save it as UTF-8, or run: iconv -f WINDOWS-1252 -t UTF-8."
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_utf_16_is_named(encoding: str) -> None:
    (line,) = bad(markdown().encode(encoding))

    assert "The file is UTF-16, not UTF-8. Save it as UTF-8" in line


@pytest.mark.parametrize(
    ("character", "name"), [("\0", "0000"), ("\x1b", "001B"), ("\x9b", "009B"), ("\x7f", "007F")]
)
def test_control_bytes_are_refused_at_their_place(character: str, name: str) -> None:
    (line,) = bad(markdown(f"Fine.\n\nOne{character}two"))

    assert line.startswith(f"10:4: A control character (U+{name}) stands here. Delete it;")


def test_a_hidden_line_separator_cannot_hide_a_key() -> None:
    (line,) = bad(markdown(summary="x\u2028link: https://evil.example"))

    assert line.startswith("7:11: An invisible line separator (U+2028) stands here.")


@pytest.mark.parametrize(
    "text", ["", "\n---\nid: x\n---\nBody", "Just text", "--\nid: x\n--\nBody", "----\n----\n"]
)
def test_front_matter_must_come_first(text: str) -> None:
    assert bad(text)[0].startswith("1:1: The file does not begin with front matter. Make --- the")


@pytest.mark.parametrize("text", ["---", "---\n", "---\nid: x\n", "---\nid: x\n--- \t.\nBody"])
def test_unclosed_front_matter_is_told_where_it_opens(text: str) -> None:
    assert bad(text) == [
        "1:1: The front matter that opens here is never closed. "
        "Put a line of three dashes (---) after its last key."
    ]


def test_a_rule_in_the_body_does_not_close_again() -> None:
    post = good(markdown("First.\n\n---\n\nSecond."))

    assert post.body == "First.\n\n---\n\nSecond."


@pytest.mark.parametrize("body", ["", "\n\n", "  \n\t\n"])
def test_an_empty_body_is_told(body: str) -> None:
    (line,) = bad(markdown(body))

    assert ": The body is empty. Write the post below the closing ---." in line


def test_the_body_keeps_its_first_indentation_and_its_line() -> None:
    source = decode(b"---\nid: x\n---  \n\n \n  text\n", "content/a.md")
    halves = halve(source)

    assert (halves.body, halves.body_line) == ("  text", 6)


def test_places_count_code_points_and_line_feeds_only() -> None:
    source = decode("a\u2028😀b\nc".encode(), "content/a.md")

    assert source.place(source.text.index("b")) == Place("content/a.md", 1, 4)
    assert source.place(source.text.index("c")) == Place("content/a.md", 2, 1)


def test_two_mebibytes_are_refused_before_they_are_read(
    root: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("big.md", markdown("x" * (2 * MAX_BYTES)))
    monkeypatch.setattr(os, "fdopen", _open_without_reading(os.fdopen))

    with pytest.raises(BadPost, match=r"^content/big\.md:1:1: The file is larger than 1 MiB\. Cut"):
        read_bytes(root, "content/big.md", "content/big.md")


def _open_without_reading(real: object) -> object:
    class Unread:
        def __init__(self, handle: int, mode: str) -> None:
            self._handle = handle

        def __enter__(self) -> Unread:
            return self

        def __exit__(self, *_: object) -> None:
            os.close(self._handle)

        def read(self, size: int) -> bytes:
            pytest.fail("an oversize file was read")

    return Unread


def test_exactly_one_mebibyte_is_read(root: Path, write: WriteFile) -> None:
    write("full.md", b"x" * MAX_BYTES)

    assert len(read_bytes(root, "content/full.md", "content/full.md")) == MAX_BYTES


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 1 << 40])
def test_a_file_that_grows_while_it_is_read_is_refused(
    root: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    os.truncate(write("grows.md"), size)
    small = write("small.md").stat()
    monkeypatch.setattr(os, "fstat", lambda _handle: small)

    with pytest.raises(BadPost, match="larger than 1 MiB"):
        read_bytes(root, "content/grows.md", "content/grows.md")


def test_a_link_put_there_after_the_look_is_not_opened(
    root: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("real.md").rename(root / "real.md")
    (root / "content" / "swapped.md").symlink_to(root / "real.md")
    monkeypatch.setattr(Path, "resolve", lambda self, strict=False: self)

    with pytest.raises(BadPost, match="symbolic link"):
        read_bytes(root, "content/swapped.md", "content/swapped.md")
