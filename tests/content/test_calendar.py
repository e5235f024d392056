"""The walk stays inside, one bad file harms no other, and one id is one post."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bot.content import calendar
from bot.content.calendar import (
    content_folder,
    duplicates,
    file_digest,
    list_files,
    read_calendar,
    read_file,
    walk,
)
from bot.errors import BadPost, BadRecord, BadUsage, NothingFound
from tests.content.conftest import ZONE, WriteFile, markdown


def read(root: Path, *only: str) -> calendar.Calendar:
    return read_calendar(root, ZONE, "content", only)


def said(result: calendar.Calendar) -> list[str]:
    return [str(problem) for problem in result.problems]


def test_posts_come_sorted_and_hidden_and_other_files_are_passed_over(
    root: Path, write: WriteFile
) -> None:
    for name in ("b.md", "2026/12/a.md", "a.md"):
        write(name)
    for name in (".hidden.md", ".git/x.md", "notes.txt", "a.md.bak", "images/x.png"):
        write(name, "not a post")

    assert list_files(root, "content").files == (
        "content/2026/12/a.md",
        "content/a.md",
        "content/b.md",
    )
    assert [p.relative_to(root).as_posix() for p in walk(root, "content")] == [
        "content/2026/12/a.md",
        "content/a.md",
        "content/b.md",
    ]


def test_a_part_can_be_asked_for(root: Path, write: WriteFile) -> None:
    for name in ("2026/11/one.md", "2026/12/two.md", "three.md"):
        write(name)

    assert [p.id for p in read(root, "content/2026/12", "content/three.md").posts] == [
        "two",
        "three",
    ]


@pytest.mark.parametrize(
    "name", ["../outside.md", "content/../../outside.md", "config/x.md", "/etc/hosts.md", "."]
)
def test_a_path_outside_is_refused(root: Path, name: str) -> None:
    with pytest.raises(BadUsage, match=r"lies outside the content folder\. Name files"):
        list_files(root, "content", [name])


def test_a_path_that_is_not_there_or_no_post(root: Path, write: WriteFile) -> None:
    write("notes.txt", "x")

    with pytest.raises(NothingFound):
        list_files(root, "content", ["content/missing.md"])
    with pytest.raises(BadUsage, match=r"no \.md file"):
        list_files(root, "content", ["content/notes.txt"])


@pytest.mark.parametrize("content", ["..", "../elsewhere", "/tmp", "content/../.."])
def test_a_content_folder_outside_is_refused(root: Path, content: str) -> None:
    with pytest.raises(BadRecord, match="outside the calendar"):
        content_folder(root, content)


def test_a_content_folder_that_links_outside_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "posts").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(BadRecord, match="outside the calendar"):
        list_files(root, "posts")


def test_no_content_folder(root: Path) -> None:
    with pytest.raises(NothingFound, match="gatepost init"):
        list_files(root, "posts")


def test_links_are_told_and_not_followed(root: Path, tmp_path: Path, write: WriteFile) -> None:
    write("good.md")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.md").write_text(markdown(id="stolen"))
    (root / "content" / "link.md").symlink_to(secret / "x.md")
    (root / "content" / "folder").symlink_to(secret)
    (root / "content" / "inside.md").symlink_to(root / "content" / "good.md")
    (root / "content" / "broken.md").symlink_to("nowhere.md")
    (root / "content" / "loop.md").symlink_to("loop.md")

    result = read(root)

    assert [post.id for post in result.posts] == ["good"]
    assert said(result) == [
        f"content/{name}:1:1: This is a symbolic link or lies behind one, and links are not "
        "followed. Put the file itself into the content folder."
        for name in ("broken.md", "folder", "inside.md", "link.md", "loop.md")
    ]


@pytest.mark.parametrize("name", ["content/folder/x.md", "content/link.md", "content/../x.md"])
def test_reading_one_file_follows_no_link_either(root: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.md").write_text(markdown())
    (root / "x.md").write_text(markdown())
    (root / "content" / "folder").symlink_to(secret)
    (root / "content" / "link.md").symlink_to(secret / "x.md")

    result = read_file(root, name, ZONE)

    assert result.post is None
    assert "symbolic link" in str(result.problems[0])


def test_the_root_itself_may_be_reached_by_a_link(
    root: Path, tmp_path: Path, write: WriteFile
) -> None:
    write("good.md")
    (tmp_path / "shortcut").symlink_to(root)

    assert [post.path for post in read(tmp_path / "shortcut").posts] == ["content/good.md"]


def test_pipes_folders_and_unreadable_names_are_told(root: Path, write: WriteFile) -> None:
    write("good.md")
    os.mkfifo(root / "content" / "pipe.md")
    write("folder.md/inner.md")
    write("new\nline.md")
    (Path(os.fsdecode(os.fsencode(root) + b"/content/na\xefve.md"))).write_text(markdown())

    result = read(root)

    assert [post.id for post in result.posts] == ["inner", "good"]
    assert sorted(line.split(": ", 1)[1][:30] for line in said(result)) == [
        "The file's name holds a contro",
        "The file's name holds a contro",
        "This is not a regular file. Pu",
    ]
    assert all("\n" not in line for line in said(result))
    "".join(said(result)).encode()  # can be printed anywhere


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "content" / "pipe.md")

    with pytest.raises(BadPost, match="not a regular file"):
        file_digest(root / "content" / "pipe.md")


def test_a_file_that_went_away_is_told(root: Path) -> None:
    (problem,) = read_file(root, "content/gone.md", ZONE).problems

    assert str(problem) == (
        "content/gone.md:1:1: The file cannot be read (ENOENT). "
        "Check that it is there and that you may read it."
    )


def test_a_file_that_may_not_be_read_is_told(
    root: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one.md", "two.md"):
        write(name)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.stem != "one" and real(path, mode))

    listing = list_files(root, "content")

    assert listing.files == ("content/two.md",)
    assert "cannot be read (EACCES)" in str(listing.problems[0])


BAD: dict[str, str | bytes] = {
    "bomb.md": "---\na: &a [x]\nb: [*a, *a]\n---\nBody",
    "control.md": b"---\nid: control\x00\n---\nBody",
    "duplicate-key.md": markdown(slot="next\nid: again"),
    "empty.md": "",
    "gap.md": markdown(slot=None, publish_at="2027-03-14 02:30"),
    "html.md": markdown("<b>x</b>"),
    "large.md": b"x" * (2 << 20),
    "latin.md": markdown("Na\xefve").encode("latin-1"),
    "malformed.md": "---\nid: [\n---\nBody",
    "unclosed.md": "---\nid: x\n",
    "unknown.md": markdown(slot="next\nautor: x"),
}


def test_bad_files_harm_no_other(root: Path, write: WriteFile) -> None:
    for name, text in BAD.items():
        write(name, text)
    for name in ("a-good.md", "middle.md", "z-good.md"):
        write(name)

    result = read(root)

    assert [post.id for post in result.posts] == ["a-good", "middle", "z-good"]
    told = {problem.place.path for problem in result.problems if problem.place}
    assert told == {f"content/{name}" for name in BAD}
    assert all(problem.fix for problem in result.problems)


def test_one_id_in_two_files_stops_both_and_names_both(root: Path, write: WriteFile) -> None:
    write("a.md", markdown(id="same"))
    write("b.md", markdown(id="same"))
    write("c.md", markdown(id="other"))

    result = read(root)

    assert [post.id for post in result.posts] == ["other"]
    assert said(result) == [
        "content/a.md:2:5: The same id stands in content/b.md:2:5. "
        "Give the newer post an id of its own; never change a published one.",
        "content/b.md:2:5: The same id stands in content/a.md:2:5. "
        "Give the newer post an id of its own; never change a published one.",
    ]


def test_the_other_file_counts_even_when_it_was_not_asked_for(root: Path, write: WriteFile) -> None:
    write("a.md", markdown(id="same"))
    write("old/b.md", markdown(id="'same'").replace("\n", "\r\n"))
    write("c.md", markdown(id="other"))

    result = read(root, "content/a.md", "content/c.md")

    assert [post.id for post in result.posts] == ["other"]
    assert [line.split(". ")[0] for line in said(result)] == [
        "content/a.md:2:5: The same id stands in content/old/b.md:2:5"
    ]


def test_the_other_file_counts_even_when_it_is_broken(root: Path, write: WriteFile) -> None:
    write("a.md", markdown(id="same"))
    write("b.md", markdown(id="same", kind="wrong"))

    assert read(root).posts == ()


def test_duplicates_among_posts_already_read(root: Path, write: WriteFile) -> None:
    write("a.md", markdown(id="same"))
    write("b.md", markdown(id="same"))
    posts = [read_file(root, f"content/{name}.md", ZONE).post for name in "ab"]

    found = duplicates([post for post in posts if post])

    assert [problem.place.path for problem in found if problem.place] == [
        "content/a.md",
        "content/b.md",
    ]


def test_more_than_ten_thousand_posts_are_refused(
    root: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "MAX_POSTS", 2)
    for name in ("a.md", "b.md", "c.md"):
        write(name)

    with pytest.raises(BadUsage, match=r"more than 10,000 posts\. Name a part"):
        list_files(root, "content")
    assert len(list_files(root, "content", ["content/a.md", "content/b.md"]).files) == 2


def test_the_digest_is_the_posts_own(root: Path, write: WriteFile) -> None:
    path = write("one.md")

    (post,) = read(root).posts

    assert file_digest(path) == post.source_digest
    assert post.source_digest == hashlib.sha256(path.read_bytes()).hexdigest()
