"""What is written is read back the same, and a failed write harms nothing."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.toml import dumps, write_text

LEAVES = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
)
TABLES = st.dictionaries(
    st.text(),
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)
        ),
        max_leaves=15,
    ),
    max_size=5,
)


@given(TABLES)
def test_tomllib_reads_back_what_was_written(data: dict[str, Any]) -> None:
    assert tomllib.loads(dumps(data)) == data


def test_exact_bytes() -> None:
    data = {
        "text": 'a "quote", a \\ and a\nline',
        "tags": ("one", "two"),
        "table": {"on": date(2026, 12, 1), "at": time(9, 30)},
        "tie": [{"company": "A"}, {"company": "B", "more": {"x y": True}}],
    }

    assert dumps(data) == (
        'text = "a \\"quote\\", a \\\\ and a\\nline"\n'
        'tags = ["one", "two"]\n'
        "\n[table]\non = 2026-12-01\nat = 09:30:00\n"
        '\n[[tie]]\ncompany = "A"\n'
        '\n[[tie]]\ncompany = "B"\n'
        '\n[tie.more]\n"x y" = true\n'
    )


def test_an_instant_is_written_in_utc() -> None:
    zone = timezone(timedelta(hours=-5, seconds=-36))
    at = datetime(2026, 12, 1, 9, 0, tzinfo=zone)

    assert tomllib.loads(dumps({"at": at}))["at"] == at


@pytest.mark.parametrize("value", [None, b"bytes", object(), {1: "x"}])
def test_what_toml_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dumps({"key": value})


def test_a_lone_surrogate_is_refused_without_showing_the_text() -> None:
    with pytest.raises(ValueError) as caught:
        dumps({"key": "secret\ud800"})

    assert "secret" not in str(caught.value)


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    path.write_text("old = 1\n")

    def fail(self: Path, target: Path) -> None:
        raise OSError("no")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no"):
        write_text(path, "new = 2\n")

    assert path.read_text() == "old = 1\n"
    assert list(tmp_path.iterdir()) == [path]
