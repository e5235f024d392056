"""The exact bytes of every sample post on every platform; a change shows in the diff.

After a wanted change: ``python -m tests.adapt.test_golden`` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapt.calendar import HERE, PLATFORMS, SOURCES, outcome

GOLDEN = HERE / "golden"
CASES = [(source, platform) for source in SOURCES for platform in PLATFORMS]


@pytest.mark.parametrize(("source", "platform"), CASES, ids=lambda v: getattr(v, "stem", v))
def test_what_is_sent_is_exactly_this(source: Path, platform: str) -> None:
    """Same source, same bytes, on every machine."""
    assert outcome(platform, source).encode() == _golden(source, platform).read_bytes()


def test_every_golden_file_has_a_source() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {_golden(*case).name for case in CASES}


def _golden(source: Path, platform: str) -> Path:
    return GOLDEN / f"{source.stem}.{platform}.txt"


if __name__ == "__main__":
    for case in CASES:
        _golden(*case).write_bytes(outcome(case[1], case[0]).encode())
