"""gatepost demo: the example month, every post once on each of its accounts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli


class Resources(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name in {"src", "srcset", "data"} or (name == "href" and tag == "link"):
                self.fetched.append(value or "")


@pytest.mark.slow
def test_the_demo_plays_the_whole_job(tmp_path: Path) -> None:
    """This test is the issue's sentence: the wall shows the example posts on three platforms."""
    result = CliRunner().invoke(cli, ["demo", "--no-wait", "--out", str(tmp_path / "demo")])
    wall = (tmp_path / "demo" / "wall.html").read_text()
    preview = (tmp_path / "demo" / "preview.html").read_text()
    posts = len(list((tmp_path / "demo" / "content").rglob("*.md")))
    published = [int(n) for n in re.findall(r"clinic-\w+ +(\d+) published", result.output)]

    assert result.exit_code == 0, result.output
    assert posts >= 24
    assert len(published) == 3
    assert sum(published) == int(re.findall(r"in all (\d+), each once", result.output)[0])
    assert all(name in wall for name in ("LinkedIn", "Instagram", "Naloxone belongs in every home"))
    assert result.output.count("stopped ") >= 20
    assert "PASSED" not in result.output
    for page in (preview, wall):
        seen = Resources()
        seen.feed(page)
        assert seen.scripts == 0
    fetched = Resources()
    fetched.feed(preview)
    assert all(address.startswith("data:image/") for address in fetched.fetched)
