"""The calendar that is measured is one that gatepost accepts, of texts that are all different."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.content import calendar

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a script's module from bench/ and forget it again."""
    monkeypatch.syspath_prepend(str(BENCH))
    yield importlib.import_module
    for name in ("calendars", "processes"):
        sys.modules.pop(name, None)


def test_the_same_seed_writes_the_same_bytes(bench: Any) -> None:
    write = bench("calendars").write_posts

    again = [post.as_gatepost() for post in write(50, 3)]

    assert [post.as_gatepost() for post in write(50, 3)] == again
    assert [post.as_gatepost() for post in write(50, 4)] != again


def test_no_two_posts_say_the_same(bench: Any) -> None:
    """Presidio is timed on distinct texts, so a doubled one would flatter us."""
    posts = bench("calendars").write_posts(1000)

    assert len({post.body for post in posts}) == 1000
    assert len({post.summary for post in posts}) == 1000
    assert len({post.id for post in posts}) == 1000


def test_every_post_is_read_without_complaint(bench: Any, tmp_path: Path) -> None:
    made = bench("calendars")
    made.make_calendar(tmp_path / "made", made.write_posts(30), 10)

    listing = calendar.list_files(tmp_path / "made", "content")
    read = [
        calendar.read_file(tmp_path / "made", path, ZoneInfo("America/New_York"))
        for path in listing.files
    ]

    assert len(read) == 30
    assert [one.problems for one in read if one.problems] == []
    assert all(one.post and one.post.accounts == made.ACCOUNTS for one in read)


def test_percentiles_take_the_nearest_rank(bench: Any) -> None:
    percentile = bench("processes").percentile

    assert percentile([5.0], 0.99) == 5.0
    assert percentile([float(n) for n in range(1, 1001)], 0.99) == 990.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
