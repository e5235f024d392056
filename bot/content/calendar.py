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
from zoneinfo import ZoneInfo

from bot.content.source import read_bytes, shown_path
from bot.errors import BadPost, BadRecord, BadUsage, GatepostError, NothingFound
from bot.model import Place, Post

MAX_POSTS = 10_000
_ID_LINE = re.compile(rb"""^id:[ \t]*["']?([a-z0-9-]+)["']?[ \t\r]*$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All posts that could be read, by path, and what is wrong with the others."""

    posts: tuple[Post, ...] = field(repr=False)
    problems: tuple[GatepostError, ...] = ()


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
    """Yield the absolute path of every post, sorted; ``only`` are files or folders in ``root``.

    Hidden files and folders are passed over. A symbolic link to a folder is yielded as if
    it were a post, so that reading it says why nothing behind it counts. Raises BadUsage
    for a path outside the content folder or for more than 10,000 posts.
    """
    yield from list_files(root, content, only)


def list_files(root: Path, content: str, only: Sequence[str] = ()) -> tuple[Path, ...]:
    """As ``walk``, all at once."""
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
    return tuple(sorted(found))


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
    raw = read_bytes(path, path.parent, shown_path(path, path.parent))
    return hashlib.sha256(raw).hexdigest()


def read_calendar(
    root: Path, settings_zone: ZoneInfo, content: str, only: Sequence[str] = ()
) -> Calendar:
    """Read every post, or those of ``only``; times are local to ``settings_zone``.

    An id that stands in two files is told at both places and neither post goes on, also
    when only one of the two was asked for.
    """
    from bot.content.post import read_post  # parsers take 150 ms to import

    home, folder = root.resolve(), content_folder(root, content)
    paths = list_files(root, content, only)
    read = [read_post(home, folder, path, settings_zone) for path in paths]
    ids = [(one.id, one.id_place) for one in read if one.id and one.id_place]
    if only:
        ids += _other_ids(home, folder, content, set(paths))
    problems: list[GatepostError] = [problem for one in read for problem in one.problems]
    duplicates = _duplicates(ids)
    wanted = {place.path for one in read if (place := one.id_place)}
    problems += [_duplicate(place, other) for place, other in duplicates if place.path in wanted]
    spoiled = {place.path for place, _ in duplicates}
    posts = tuple(one.post for one in read if one.post and one.post.path not in spoiled)
    return Calendar(posts, tuple(problems))


def _duplicates(ids: Iterable[tuple[str, Place]]) -> list[tuple[Place, Place]]:
    """(place, another place) of every id that stands more than once."""
    places: dict[str, list[Place]] = {}
    for name, place in ids:
        places.setdefault(name, []).append(place)
    found = []
    for same in places.values():
        if len(same) > 1:
            found += [(place, same[0] if place is not same[0] else same[1]) for place in same]
    return sorted(found)


def _duplicate(place: Place, other: Place) -> BadPost:
    return BadPost(
        f"The same id stands in {other}.",
        fix="Give the newer post an id of its own; never change one that was published.",
        place=place,
    )


def _other_ids(
    root: Path, folder: Path, content: str, read: set[Path]
) -> Iterator[tuple[str, Place]]:
    """Ids of the posts that were not asked for, looked up without parsing them."""
    for path in list_files(root, content):
        if path in read:
            continue
        shown = shown_path(path, root)
        try:
            raw = read_bytes(path, folder, shown)
        except BadPost:
            continue  # told when that file is read
        front = raw.partition(b"\n---")[0]
        found = _ID_LINE.search(front)
        if found:
            line = front.count(b"\n", 0, found.start()) + 1
            yield found[1].decode(), Place(shown, line, found.start(1) - found.start() + 1)
