"""The calendar: every post under the content folder, one bad file never stopping another.

``list_files`` and ``file_digest`` are the cheap half: they parse nothing and import no
parser, so that an unchanged calendar is known by its digests.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.content.media import resolve_media as resolve_media  # callers know it from here
from bot.content.source import read_bytes, refuse, shown_path
from bot.errors import BadPost, BadRecord, BadUsage, GatepostError, NothingFound
from bot.model import Place, Post

if TYPE_CHECKING:
    from bot.content.post import ReadPost

MAX_POSTS = 10_000
_ID_LINE = re.compile(rb"""^id:[ \t]*(["']?)([a-z0-9-]+)\1[ \t\r]*$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All posts that could be read, by path, and what is wrong with the others."""

    posts: tuple[Post, ...] = field(repr=False)
    problems: tuple[GatepostError, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths of posts relative to the root, sorted, and what looks like one but is not read."""

    files: tuple[str, ...]
    problems: tuple[BadPost, ...] = ()


# ---------------------------------------------------------------- which files
def content_folder(root: Path, content: str) -> Path:
    """The absolute content folder. Raises BadRecord outside ``root``, NothingFound without it."""
    home = root.resolve()
    folder = (home / content).resolve()
    if PurePosixPath(content).is_absolute() or not folder.is_relative_to(home):
        raise BadRecord(
            "The content folder lies outside the calendar.",
            fix='Name a folder inside it: content = "content".',
            place=Place("config/gatepost.toml"),
        )
    if not folder.is_dir():
        raise NothingFound(
            "The calendar has no content folder.",
            fix="Run `gatepost init`, or set content in config/gatepost.toml.",
        )
    return folder


def walk(root: Path, content: str, only: Sequence[str] = ()) -> Iterator[Path]:
    """Yield the absolute path of everything named like a post, sorted.

    ``only`` are files or folders, relative to ``root``. Hidden names are passed over. A
    link to a folder is yielded as if it were a post, so that it is said why nothing behind
    it counts. Raises BadUsage or NothingFound for ``only``, BadUsage above 10,000 posts.
    """
    folder = content_folder(root, content)
    starts = [_chosen(root.resolve(), folder, name) for name in only] or [folder]
    found: set[Path] = set()
    for start in starts:
        for path in _under(start):
            found.add(path)
            if len(found) > MAX_POSTS:
                raise BadUsage(
                    "The content folder holds more than 10,000 posts.",
                    fix="Name a part of it on the command line, or move old years away.",
                )
    yield from sorted(found)


def list_files(root: Path, content: str, only: Sequence[str] = ()) -> Listing:
    """As ``walk``, with links, pipes, oversize files and unreadable names told apart."""
    home = root.resolve()
    files: list[str] = []
    problems: list[BadPost] = []
    for path in walk(root, content, only):
        shown = shown_path(path, home)
        fault = refuse(path, shown)
        if fault is None:
            files.append(shown)
        else:
            problems.append(fault)
    return Listing(tuple(files), tuple(problems))


def _chosen(root: Path, folder: Path, name: str) -> Path:
    path = root / name
    if ".." in Path(name).parts or not path.is_relative_to(folder):
        raise BadUsage(
            "A path on the command line lies outside the content folder.",
            fix=f"Name files or folders under {folder.relative_to(root).as_posix()}/.",
        )
    if not os.path.lexists(path):
        raise NothingFound(
            "A path on the command line does not exist.",
            fix="Check its spelling; paths count from the calendar's root.",
        )
    if not path.is_dir() and path.suffix != ".md":
        raise BadUsage("A path on the command line is no .md file.", fix="Name a post.")
    return path


def _under(start: Path) -> Iterator[Path]:
    if start.is_symlink() or not start.is_dir():
        yield start
        return
    for folder, folders, files in os.walk(start):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (here / name for name in folders if (here / name).is_symlink())
        yield from (
            here / name for name in files if name.endswith(".md") and not name.startswith(".")
        )


def file_digest(path: Path) -> str:
    """SHA-256 of a post's bytes, as in ``Post.source_digest``. Raises BadPost as reading would."""
    raw = read_bytes(path.parent.resolve(), path.name, path.name)
    return hashlib.sha256(raw).hexdigest()


# ---------------------------------------------------------------- what is in them
def read_file(root: Path, path: str, zone: ZoneInfo) -> ReadPost:
    """One post by its path relative to ``root``; nothing on the way there may be a link."""
    from bot.content.post import read_post  # parsers take 150 ms to import

    return read_post(root, path, zone)


def read_calendar(
    root: Path, settings_zone: ZoneInfo, content: str, only: Sequence[str] = ()
) -> Calendar:
    """Read every post, or those of ``only``; times are local to ``settings_zone``.

    An id that stands in two files is told at both places and neither post goes on, also
    when only one of the two was asked for.
    """
    listing = list_files(root, content, only)
    read = [read_file(root, path, settings_zone) for path in listing.files]
    ids = [(one.id, one.id_place) for one in read if one.id and one.id_place]
    others = other_ids(root, content, listing) if only else ()
    doubled = _doubled(ids, others)
    spoiled = {error.place.path for error in doubled if error.place}
    return Calendar(
        tuple(one.post for one in read if one.post and one.post.path not in spoiled),
        (*listing.problems, *(problem for one in read for problem in one.problems), *doubled),
    )


def duplicates(posts: Iterable[Post], others: Iterable[tuple[str, Place]] = ()) -> list[BadPost]:
    """One problem for every post whose id another one has; none of them may go on.

    ``others``: ids, with their places, of files that are not among ``posts``.
    """
    return _doubled([(post.id, post.place("id")) for post in posts], others)


def _doubled(
    ids: Sequence[tuple[str, Place]], others: Iterable[tuple[str, Place]]
) -> list[BadPost]:
    """A problem at each place of ``ids`` whose id stands again there or among ``others``."""
    places: dict[str, list[Place]] = {}
    for name, place in (*ids, *others):
        places.setdefault(name, []).append(place)
    found = []
    for name, place in ids:
        rest = [other for other in places[name] if other != place]
        if rest:
            found.append(
                BadPost(
                    f"The same id stands in {rest[0]}.",
                    fix="Give the newer post an id of its own; never change a published one.",
                    place=place,
                )
            )
    return found


def other_ids(root: Path, content: str, asked: Listing) -> Iterator[tuple[str, Place]]:
    """Ids of the posts that were not asked for, looked up without parsing them."""
    home = root.resolve()
    for path in list_files(root, content).files:
        if path in asked.files:
            continue
        try:
            front = read_bytes(home, path, path).partition(b"\n---")[0]
        except BadPost:
            continue  # told when that file is read
        found = _ID_LINE.search(front)
        if found:
            line = front.count(b"\n", 0, found.start()) + 1
            yield found[2].decode(), Place(path, line, found.start(1) - found.start() + 1)
