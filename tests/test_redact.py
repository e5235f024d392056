"""No secret in a log line, whoever wrote it, and no letter in a masked excerpt."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redact import HIDDEN, RedactingFilter, mask, scrub

SECRET = "s3cr3t-canary"


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Bearer {SECRET}",
        f'{{"access_token": "{SECRET}"}}',
        f"refresh_token={SECRET}&x=1",
        f"client_secret = {SECRET}",
        f"authorization: '{SECRET}'",
        f"AQX{SECRET}" + "a1" * 30,
    ],
)
def test_what_looks_like_a_secret_is_hidden(line: str) -> None:
    assert SECRET not in scrub(line)
    assert HIDDEN in scrub(line)


@pytest.mark.parametrize(
    "line", ["delivery 7: 201 in 30 ms", "rendition " + "0a" * 32, "git " + "0a" * 20]
)
def test_what_is_none_stays(line: str) -> None:
    assert scrub(line) == line


@given(st.text())
def test_a_mask_keeps_the_shape_and_no_letter(text: str) -> None:
    masked = mask(text)

    assert len(masked) == len(text)
    assert not any(c.isalpha() or c.isnumeric() for c in masked)
    assert [c.isspace() for c in masked] == [c.isspace() for c in text]


def test_a_mask_reads_like_what_it_hides() -> None:
    assert mask("Jané Doe-42, MD") == "**** ***-##, **"


def record(message: str, *args: object, **more: object) -> logging.LogRecord:
    return logging.LogRecord("x", logging.INFO, "f.py", 1, message, args, None, **more)  # type: ignore[arg-type]


def test_the_filter_rewrites_message_arguments_and_traces() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    one = record("Bearer %s", SECRET)
    one.exc_info, one.stack_info = info, f"Stack {SECRET}"

    assert RedactingFilter().filter(one)
    shown = logging.Formatter().format(one)
    assert SECRET not in shown
    assert "(ValueError)" in shown


def test_a_message_that_cannot_be_put_together_raises_nothing() -> None:
    one = record("%d and %d", SECRET)

    assert RedactingFilter().filter(one)
    assert SECRET not in one.getMessage()
