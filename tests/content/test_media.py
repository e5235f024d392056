"""A post's picture is a file in the post's folder or below it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.calendar import resolve_media
from bot.errors import BadMedia
from bot.model import Media, Place, Post
from tests.content.conftest import WriteFile, good, markdown

PLACE = Place("content/2026/12/walk.md", 7, 16)


@pytest.fixture
def post() -> Post:
    return good(markdown())


def refusal(root: Path, post: Post, file: str) -> str:
    with pytest.raises(BadMedia) as caught:
        resolve_media(root, post, Media(file, place=PLACE))
    assert caught.value.place == PLACE
    assert caught.value.fix
    assert "doe" not in str(caught.value)
    return caught.value.what


def test_a_picture_is_found_from_the_posts_folder(root: Path, write: WriteFile, post: Post) -> None:
    path = write("2026/12/images/walk.png", b"x")

    assert resolve_media(root, post, Media("images/walk.png")) == path
    assert resolve_media(root, post, Media("./images//walk.png")) == path


@pytest.mark.parametrize(
    "file",
    ["../doe.png", "images/../../doe.png", "/etc/doe", "..", ".", "", "C:/doe.png", "c:doe.png"],
)
def test_a_path_that_leads_out_is_refused(root: Path, post: Post, file: str) -> None:
    assert refusal(root, post, file) == "The picture lies outside the post's folder."


def test_missing_empty_and_folders(root: Path, write: WriteFile, post: Post) -> None:
    write("2026/12/doe.png", b"")
    write("2026/12/doe-folder/x.png", b"x")

    assert refusal(root, post, "doe2.png").startswith("The picture is not there")
    assert refusal(root, post, "doe.png/x").startswith("The picture is not there")
    assert refusal(root, post, "doe" * 200).startswith("The picture is not there")
    assert refusal(root, post, "doe\0.png").startswith("The picture is not there")
    assert refusal(root, post, "doe.png") == "The picture's file is empty (0 bytes)."
    assert refusal(root, post, "doe-folder") == "The picture is not a file."
    assert refusal(root, post, "doe\\x.png") == "The picture's path holds a backslash."


@pytest.mark.parametrize("file", ["doe.png", "folder/doe.png", "loop/doe.png"])
def test_links_are_refused_wherever_they_stand(
    root: Path, tmp_path: Path, write: WriteFile, post: Post, file: str
) -> None:
    write("2026/12/real.png", b"x")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "doe.png").write_bytes(b"x")
    here = root / "content" / "2026" / "12"
    (here / "doe.png").symlink_to("real.png")
    (here / "folder").symlink_to(tmp_path / "secret")
    (here / "loop").symlink_to("loop")

    assert refusal(root, post, file) == "The picture is a symbolic link or lies behind one."


def test_a_posts_folder_that_became_a_link_is_refused(
    root: Path, tmp_path: Path, post: Post
) -> None:
    (tmp_path / "secret" / "12").mkdir(parents=True)
    (tmp_path / "secret" / "12" / "doe.png").write_bytes(b"x")
    (root / "content" / "2026").symlink_to(tmp_path / "secret")

    assert refusal(root, post, "doe.png") == "The picture is a symbolic link or lies behind one."
