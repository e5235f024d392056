"""The file's one spelling."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.vault.vaultfile import Bytes

BYTES: TypeAdapter[str] = TypeAdapter(Bytes)


def canonical(text: str) -> bool:
    """What base64 is, the slow way."""
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except (binascii.Error, ValueError):
        return False


@given(st.binary(max_size=40))
def test_what_was_encoded_is_taken(data: bytes) -> None:
    text = base64.b64encode(data).decode()

    assert BYTES.validate_python(text) == text


@given(st.text("AQghz+/=\n -_é", max_size=12))
def test_every_other_spelling_is_refused(text: str) -> None:
    if canonical(text):
        BYTES.validate_python(text)
        return
    with pytest.raises(ValidationError):
        BYTES.validate_python(text)
