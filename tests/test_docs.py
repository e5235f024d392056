"""The pages written by hand keep up with the project: links, dependencies, states, words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from bot.cli import COMMANDS
from bot.content.fields import KEYS, MEDIA_KEYS
from bot.model import State
from bot.rules import load
from tests.conftest import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").rglob("README.md")]
)
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
_LINK = re.compile(r"(?<!`)\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


@PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {path}"
        assert target.is_relative_to(ROOT)
        if anchor:
            assert anchor in _anchors(target), f"{page.name} links to {path}#{anchor}"


@PAGE
def test_no_page_promises_what_no_tool_can(page: Path) -> None:
    text = page.read_text(encoding="utf-8").casefold()

    assert not re.search(r"hipaa[- ](?:compliant|certified|approved)", text)
    assert "guarantee" not in text


@PAGE
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = [*re.findall(r"(?ms)^ *```.*?^ *```", text), *re.findall(r"`[^`\n]+`", text)]
    named = {word for part in code for word in re.findall(r"(?m)^[ `]*gatepost ([a-z]+)", part)}

    assert named <= set(COMMANDS)


@PAGE
def test_every_rule_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"\b(?:PHI|CON|DIS|ACT|CAD|A11Y)\d{3}\b", page.read_text("utf-8")))

    assert named <= set(load())


def test_every_dependency_is_listed_with_reason_and_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = {_name(x) for group in (project["dependencies"], *extras) for x in group}
    table = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    listed = {name for row in rows for name in row[0].split(", ")} - {"package", "---"}

    assert listed == wanted
    assert all(len(row[-1]) > 2 for row in rows)


def test_every_key_of_a_post_is_explained() -> None:
    page = (ROOT / "docs" / "posts.md").read_text(encoding="utf-8")

    for key in (*KEYS, *MEDIA_KEYS):
        assert f"`{key.name}" in page, f"docs/posts.md does not tell of {key.name}"


def test_every_state_that_a_delivery_can_reach_is_explained() -> None:
    page = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    # Nothing enters it: a deferral goes straight back to planned.
    unreached = {State.FAILED_RETRYABLE}

    assert [s.value for s in State if s not in unreached and s.value not in page] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "images").glob("*")), ids=lambda p: p.name)
def test_a_picture_is_small_and_is_used(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
    assert path.stat().st_size < 300_000
    assert any(f"images/{path.name}" in page.read_text(encoding="utf-8") for page in PAGES)


def test_the_readme_counts_right() -> None:
    """Figures that a reader can recount."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    posts = len(list((ROOT / "content").rglob("*.md")))
    mistakes = len(list((ROOT / "examples" / "stopped").glob("*.md")))
    gates = {rule.gate for rule in load().values()}

    assert f"{posts} posts are checked" in readme
    assert f"{mistakes} believable mistakes" in readme
    assert f"{len(load())} rules of a catalogue of 70 in {len(gates)} gates" in readme


def _name(requirement: str) -> str:
    return re.split(r"[<>=!\[; ]", requirement, maxsplit=1)[0]


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
