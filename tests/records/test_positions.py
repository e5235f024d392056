"""Every key's line and column, for whatever tomllib accepts."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.positions import positions
from bot.records.toml import dumps

EVERYTHING = '''# a comment with [brackets] and "quotes"
plain = 1
a.b . c = true
"quoted key" = 'x = y'
'single.key' = "with \\" quote and # no comment"
long = """
not.a.key = 1
"quotes\\"" inside"""
raw = \'\'\'[no]
table\'\'\'
list = [
  1, # one
  "two", [3],
  {deep = "x", er = {est = 2026-01-01}},
]
when = 2026-01-01 09:00:00

[table]
key = -1.5e3
[table.inner]
key=0x1f
[[many]]
one = 1
  [many.sub]
  two = 2
[[many]]
one = 3
[[many.more]]
four = 4
[[many.more]]
four = 5
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("plain",), (2, 1)),
        (("a", "b", "c"), (3, 1)),
        (("quoted key",), (4, 1)),
        (("single.key",), (5, 1)),
        (("long",), (6, 1)),
        (("raw",), (9, 1)),
        (("list",), (11, 1)),
        (("list", 0), (12, 3)),
        (("list", 1), (13, 3)),
        (("list", 2, 0), (13, 11)),
        (("list", 3, "deep"), (14, 4)),
        (("list", 3, "er", "est"), (14, 22)),
        (("when",), (16, 1)),
        (("table",), (18, 1)),
        (("table", "key"), (19, 1)),
        (("table", "inner", "key"), (21, 1)),
        (("many", 0, "one"), (23, 1)),
        (("many", 0, "sub", "two"), (25, 3)),
        (("many", 1), (26, 1)),
        (("many", 1, "more", 1, "four"), (31, 1)),
    ],
)
def test_finds_each_key_where_it_stands(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    tomllib.loads(EVERYTHING)  # the text is TOML

    assert positions(EVERYTHING)[path] == place


def test_a_string_that_looks_like_keys_yields_none() -> None:
    assert ("not", "a", "key") not in positions(EVERYTHING)
    assert ("no",) not in positions(EVERYTHING)


LEAVES = st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.floats(allow_nan=False))
TREES = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    found = {path} if path else set()
    items: Any = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        found |= _paths(inner, (*path, key))
    return found


@given(TREES)
def test_every_path_of_what_tomllib_reads_has_a_place(data: dict[str, Any]) -> None:
    text = dumps(data)

    assert set(positions(text)) == _paths(tomllib.loads(text))
