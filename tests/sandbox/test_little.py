"""Little text, as LinkedIn reads it, and multipart bodies, as anybody sends them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.little import RESERVED, read
from bot.sandbox.multipart import NotMultipart, parse


def escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in RESERVED else c for c in text)


@given(st.text())
def test_escaped_text_comes_back_whole(text: str) -> None:
    found = read(escaped(text))
    assert (found.text, found.truncated) == (text, False)


@given(st.text(), st.sampled_from(RESERVED), st.text())
def test_what_is_kept_is_always_a_prefix_of_what_was_sent(
    before: str, reserved: str, after: str
) -> None:
    sent = escaped(before) + reserved + after
    found = read(sent)
    assert sent.startswith(found.wire)
    assert found.truncated == (found.wire != sent)
    assert read(found.wire).text == found.text


def test_a_long_row_of_brackets_is_read_in_no_time() -> None:
    assert read("@[" * 20_000).truncated
    assert read("@[" + "\\" * 20_000).truncated


# ---------------------------------------------------------------- multipart
BODY = (
    b'--b\r\nContent-Disposition: form-data; name="media_category"\r\n\r\ntweet_image\r\n'
    b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n\r\n\xff\r\n--b--\r\n"
)
TYPE = "multipart/form-data; boundary=b"


def test_fields_and_files_are_read() -> None:
    found = parse(BODY, TYPE)
    assert found["media_category"].text == "tweet_image"
    assert found["media"].data == b"\xff\xd8\r\n\r\n\xff"
    assert (found["media"].filename, found["media"].content_type) == ("a.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (BODY, "multipart/form-data"),
        (BODY, "application/json"),
        (BODY[:-8], TYPE),
        (BODY.replace(b'name="media"; ', b""), TYPE),
        (BODY.replace(b'"media"', b'"media_category"'), TYPE),
        (b"--b\r\nno header\r\n--b--", TYPE),
        (b"", TYPE),
    ],
)
def test_anything_else_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(NotMultipart):
        parse(body, content_type)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_bytes_crash_it(body: bytes, content_type: str) -> None:
    for kind in (content_type, TYPE):
        with suppress(NotMultipart):
            parse(body, kind)
