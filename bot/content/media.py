"""Where a post's picture lies: in the post's folder or below it, never behind a link."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath

from bot.errors import BadMedia
from bot.model import Media, Place, Post


def resolve_media(root: Path, post: Post, media: Media) -> Path:
    """The absolute path of a picture that is there, is a file and holds something.

    The post's own folder lies in the content folder, so a picture does too. Raises BadMedia
    at the picture's place. The message never names the file, whose name may name a patient;
    what the bytes are is for ``bot.media`` to say.
    """
    place = media.place or post.place("media")
    home = root.resolve()
    parts = _parts(media.file, place)
    return _follow(home, (*PurePosixPath(post.path).parent.parts, *parts), place)


def _parts(file: str, place: Place) -> tuple[str, ...]:
    path = PurePosixPath(file)
    if "\\" in file:
        raise BadMedia(
            "The picture's path holds a backslash.",
            fix="Write it with forward slashes.",
            place=place,
        )
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts or ":" in parts[0]:
        raise BadMedia(
            "The picture lies outside the post's folder.",
            fix="Put it into that folder or one below, and give its path from there: "
            "images/walk.png.",
            place=place,
        )
    return parts


def _follow(home: Path, parts: tuple[str, ...], place: Place) -> Path:
    """Go down one name at a time, so that no link on the way goes unseen."""
    path = home
    try:
        for part in parts:
            path = path / part
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                raise BadMedia(
                    "The picture is a symbolic link or lies behind one.",
                    fix="Put the file itself into the content folder.",
                    place=place,
                )
    except (OSError, ValueError):
        raise BadMedia(
            "The picture is not there or cannot be reached.",
            fix="Check its name, capital letters included, and that it is committed.",
            place=place,
        ) from None  # the cause names the file
    if not stat.S_ISREG(status.st_mode):
        raise BadMedia("The picture is not a file.", fix="Name the file itself.", place=place)
    if status.st_size == 0:
        raise BadMedia(
            "The picture's file is empty (0 bytes).", fix="Save or copy it again.", place=place
        )
    return path
