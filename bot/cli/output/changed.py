"""Which posts changed since a commit, as git tells it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.errors import BadUsage, GatepostError

_SECONDS = 60


def changed_posts(root: Path, content: str, revision: str) -> tuple[str, ...] | None:
    """Paths of posts below ``root`` that differ from ``revision``; None when all may.

    Renamed and new posts count, files that git does not know yet too, and posts that name a
    picture that changed. A change below config/ may change any verdict: None. Raises
    BadUsage outside git and for a revision that is none.
    """
    if revision.startswith("-"):
        raise _unknown()
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    if not commit:
        raise _unknown()
    diff = ("diff", "--name-only", "-z", "-M", "--relative", "--diff-filter=d")
    names = {*_names(_git(root, *diff, commit, "--", "."))}
    # A record that was taken away changes verdicts as well.
    gone = {*_names(_git(root, *diff[:-1], commit, "--", "config"))}
    names |= {*_names(_git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", "."))}
    if gone or any(name.startswith("config/") for name in names):
        return None
    inside = {name for name in names if PurePosixPath(name).is_relative_to(content)}
    posts = {name for name in inside if name.endswith(".md")}
    pictures = inside - posts
    return tuple(sorted(posts | {*_naming(root, content, pictures)}))


def _naming(root: Path, content: str, pictures: set[str]) -> Iterator[str]:
    """Posts that name one of the changed pictures, wherever it lies."""
    wanted = {PurePosixPath(name).name.encode() for name in pictures}
    if not wanted:
        return
    for path in (root / content).rglob("*.md"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if any(name in data for name in wanted):
                yield path.relative_to(root).as_posix()


def _names(listed: str) -> Iterator[str]:
    return (name for name in listed.split("\0") if name)


def _git(root: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        raise BadUsage(
            "--changed-since needs git, and it is not installed.",
            fix="Install git, or leave the option out to check everything.",
        )
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [git, "-C", str(root), "-c", "core.quotepath=off", *words],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GatepostError("git did not answer.", fix="Try git status in this folder.") from error
    if done.returncode and words[0] != "rev-parse":
        raise _outside()
    if done.returncode and b"not a git repository" in done.stderr:
        raise _outside()
    return done.stdout.decode("utf-8", "surrogateescape")


def _outside() -> BadUsage:
    return BadUsage(
        "--changed-since needs a git repository, and this calendar is in none.",
        fix="Run git init here, or leave the option out to check everything.",
    )


def _unknown() -> BadUsage:
    return BadUsage(
        "--changed-since names no commit that is here.",
        fix="Name a branch, tag or commit: origin/main. In CI fetch the history first.",
    )
