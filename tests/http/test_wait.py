"""How long to wait, as platforms say it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http import minimum_wait
from bot.http.wait import LONGEST

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "Tue, 01 Dec 2026 09:05:00 GMT"}, 300.0),
        ({"retry-after": "Tue, 01 Dec 2026 08:00:00 GMT"}, 1.0),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 700)}, 700.0),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) - 700)}, 1.0),
        ({"retry-after": "60", "x-rate-limit-reset": str(int(NOW.timestamp()) + 700)}, 700.0),
        ({"retry-after": "9" * 40}, LONGEST),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "٣"}, None),
        ({"x-rate-limit-reset": "tomorrow"}, None),
        ({"retry-after": "soon", "x-rate-limit-reset": str(int(NOW.timestamp()) + 30)}, 30.0),
    ],
)
def test_wait(headers: dict[str, str], wait: float | None) -> None:
    assert minimum_wait(headers, NOW) == wait


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_gives_a_bounded_wait_or_none(after: str, reset: str) -> None:
    wait = minimum_wait({"retry-after": after, "x-rate-limit-reset": reset}, NOW)
    assert wait is None or 1.0 <= wait <= LONGEST
