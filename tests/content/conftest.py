"""Posts to read: a seven-line one, and ways to change it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from bot.content.post import ReadPost, parse_post
from bot.model import Post

ZONE = ZoneInfo("America/New_York")
PATH = "content/2026/12/walk.md"
KEYS = {
    "id": "2026-12-walk",
    "author": "dr-okafor",
    "kind": "education",
    "accounts": "[clinic-x]",
    "slot": "next",
}
BODY = "Walking helps.\n"


def markdown(body: str | None = BODY, **keys: str | None) -> str:
    """The text of a post: the five keys it needs, changed by ``keys`` (None leaves one out)."""
    lines = [
        f"{name.rstrip('_')}: {value}" for name, value in (KEYS | keys).items() if value is not None
    ]
    return "\n".join(["---", *lines, "---", body or ""])


def parse(text: str | bytes) -> ReadPost:
    raw = text if isinstance(text, bytes) else text.encode()
    return parse_post(raw, PATH, ZONE)


def good(text: str | bytes) -> Post:
    """The post, which must be read without a problem."""
    result = parse(text)
    assert [str(problem) for problem in result.problems] == []
    assert result.post is not None
    return result.post


def bad(text: str | bytes) -> list[str]:
    """The problems of a text that must not become a post, each without the path."""
    result = parse(text)
    assert result.post is None
    lines = [str(problem) for problem in result.problems]
    assert all(line.startswith(f"{PATH}:") for line in lines)
    return [line.removeprefix(f"{PATH}:") for line in lines]


class WriteFile(Protocol):
    def __call__(self, name: str, text: str | bytes | None = None) -> Path: ...


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "clinic" / "content").mkdir(parents=True)
    return tmp_path / "clinic"


@pytest.fixture
def write(root: Path) -> WriteFile:
    """Write a file under the calendar's content folder; by default a good post named by it."""

    def writer(name: str, text: str | bytes | None = None) -> Path:
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            text = markdown(id=path.stem)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return writer
