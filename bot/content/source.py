"""One post's file as text: opened without following links, bounded, UTF-8, cut in two.

Line ends become ``\\n``; a byte order mark is dropped. An index into ``Source.text`` is
turned into a Place by counting ``\\n`` alone, as editors do.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.errors import BadPost
from bot.model import Place

MAX_BYTES = 1 << 20
#: What no field and no body may hold: C0 and C1 controls but tab and line feed, lone
#: surrogates (a YAML escape can make them) and the two non-characters YAML refuses.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
#: YAML 1.1 takes these for line ends, no editor does: a key could hide behind one.
_HIDDEN_LINE_END = re.compile("[\u2028\u2029]")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Source:
    """A file's text; ``path`` is how messages call it."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, index: int) -> Place:
        """Where the code point at ``index`` stands."""
        line = bisect_right(self._starts, index)
        return Place(self.path, line, index - self._starts[line - 1] + 1)

    def rest_of_line(self, index: int) -> str:
        """The text from ``index`` to the end of its line."""
        end = self.text.find("\n", index)
        return self.text[index:] if end < 0 else self.text[index:end]


@dataclass(frozen=True, slots=True)
class Halves:
    """Front matter and body: ``text[start:end]`` is the YAML; ``body_line`` counts from 1."""

    start: int
    end: int
    body: str = field(repr=False)
    body_line: int


def shown_path(path: Path, root: Path) -> str:
    """``path`` relative to ``root`` with forward slashes, fit to be printed."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    name = name.encode("utf-8", "backslashreplace").decode()
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", name)


def refuse(path: Path, shown: str) -> BadPost | None:
    """Why a file is not even opened: a link, a pipe, too large, or a name nobody can print."""
    place = Place(shown)
    if not path.as_posix().endswith(shown):
        return BadPost(
            "The file's name holds a control character or is not UTF-8.",
            fix="Rename the file with letters, digits and dashes.",
            place=place,
        )
    try:
        fault = _wrong_kind(path.lstat(), place)
        if fault is None and not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, "")
        return fault
    except OSError as error:
        return _unreadable(error, place)


def read_bytes(root: Path, path: str, shown: str) -> bytes:
    """The bytes of a regular file of at most 1 MiB, ``path`` being relative to ``root``.

    Nothing between ``root`` (resolved) and the file may be a link. Raises BadPost for a
    link, anything that is no file, a file too large or unreadable.
    """
    place = Place(shown)
    file = root / path
    try:
        if file.resolve(strict=True) != file:
            raise _is_a_link(place)
        handle = os.open(file, os.O_RDONLY | _NOT_FOLLOWING)
        with os.fdopen(handle, "rb") as stream:
            fault = _wrong_kind(os.fstat(handle), place)
            if fault is not None:
                raise fault
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError
        raise _unreadable(error, place) from None  # its text would repeat the file's name
    if len(raw) > MAX_BYTES:
        raise _too_large(place)
    return raw


def _wrong_kind(status: os.stat_result, place: Place) -> BadPost | None:
    if stat.S_ISLNK(status.st_mode):
        return _is_a_link(place)
    if not stat.S_ISREG(status.st_mode):
        return BadPost(
            "This is not a regular file.", fix="Put the post into a plain file.", place=place
        )
    return _too_large(place) if status.st_size > MAX_BYTES else None


# O_NONBLOCK: opening a pipe that somebody named x.md must not wait for a writer.
_NOT_FOLLOWING = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)


def _too_large(place: Place) -> BadPost:
    return BadPost(
        "The file is larger than 1 MiB.",
        fix="Cut it down to the post; pictures belong in files of their own.",
        place=place,
    )


def _is_a_link(place: Place) -> BadPost:
    return BadPost(
        "This is a symbolic link or lies behind one, and links are not followed.",
        fix="Put the file itself into the content folder.",
        place=place,
    )


def _unreadable(error: Exception, place: Place) -> BadPost:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, RuntimeError) or number in (errno.ELOOP, errno.EMLINK):
        return _is_a_link(place)
    reason = errno.errorcode.get(number or 0, "unknown")
    return BadPost(
        f"The file cannot be read ({reason}).",
        fix="Check that it is there and that you may read it.",
        place=place,
    )


def decode(raw: bytes, path: str) -> Source:
    """The text of a post's bytes. Raises BadPost unless they are clean UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _utf16(Place(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, error.start, path) from None  # it carries the whole file
    source = Source(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    bad = CONTROL.search(source.text)
    if bad is None:
        return source
    if bad[0] == "\0" and raw.count(0) * 4 > len(raw):
        raise _utf16(source.place(bad.start()))
    raise BadPost(
        f"A control character (U+{ord(bad[0]):04X}) stands here.",
        fix="Delete it; an editor that shows invisible characters helps.",
        place=source.place(bad.start()),
    )


def _utf16(place: Place) -> BadPost:
    return BadPost(
        "The file is UTF-16, not UTF-8.",
        fix="Save it as UTF-8, or run: iconv -f UTF-16 -t UTF-8.",
        place=place,
    )


def _not_utf8(raw: bytes, start: int, path: str) -> BadPost:
    before = raw[:start].decode("utf-8-sig")
    place = Source(path, before.replace("\r\n", "\n").replace("\r", "\n")).place(len(before))
    return BadPost(
        "The file is not UTF-8 from here on; it looks like Latin-1 or Windows-1252.",
        fix="Save it as UTF-8, or run: iconv -f WINDOWS-1252 -t UTF-8.",
        place=place,
    )


def halve(source: Source) -> Halves:
    """Cut front matter from body. Raises BadPost when there is none or it never ends."""
    opening = _FENCE.match(source.text)
    if opening is None:
        raise BadPost(
            "The file does not begin with front matter.",
            fix="Make --- the first line, then the keys, then --- again; "
            "a file that is no post belongs outside the content folder.",
            place=Place(source.path),
        )
    start = min(opening.end() + 1, len(source.text))
    closing = _FENCE.search(source.text, start)
    if closing is None:
        raise BadPost(
            "The front matter that opens here is never closed.",
            fix="Put a line of three dashes (---) after its last key.",
            place=Place(source.path),
        )
    hidden = _HIDDEN_LINE_END.search(source.text, start, closing.start())
    if hidden is not None:
        raise BadPost(
            f"An invisible line separator (U+{ord(hidden[0]):04X}) stands here.",
            fix="Replace it with an ordinary line break or a space.",
            place=source.place(hidden.start()),
        )
    return _halves(source, start, closing.start(), closing.end() + 1)


def _halves(source: Source, start: int, end: int, body: int) -> Halves:
    blank = _BLANK_LINES.match(source.text, body)
    first = blank.end() if blank else body
    line = source.place(min(first, len(source.text))).line
    return Halves(start, end, source.text[first:].rstrip(), line)
