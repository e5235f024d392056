"""Reading one TOML file under config/: confined, bounded, UTF-8, with places for its keys."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.errors import BadRecord
from bot.model import Place
from bot.records.positions import Positions, positions

#: A record is a page of text; anything bigger is a mistake or an attack.
MAX_BYTES = 1024 * 1024
_AT = re.compile(r"\(at line (\d+), column (\d+)\)$")
_BOM = b"\xef\xbb\xbf"

#: What tomllib says (3.11 to 3.13), in words that repeat nothing of the file.
_TOML_WORDS = (
    ("Cannot overwrite", "the same key is given twice", "Keep one of them."),
    ("Cannot declare", "the same table is declared twice", "Join them under one heading."),
    ("Cannot mutate", "a key is added to a value that is complete", "Write it inside the braces."),
    ("Illegal character", "a string is not closed or has a control character", "Close it."),
    ("Found invalid character", "a control character stands here", "Remove it."),
    ("Unescaped", "a backslash stands between double quotes", "Use single quotes."),
    ("Escaped character", "an escape names no character", "Write the character itself."),
    ("Expected newline", "something follows the value on its line", "Start a new line."),
    ("Expected '='", "a key has no = after it", "Write key = value."),
    ("Expected", "something is not closed", "Close the quote, bracket or brace."),
    ("Unclosed", "something is not closed", "Close the bracket or brace."),
    ("Unterminated", "a string is not closed", "Close the quote."),
    ("Invalid initial", "a key is missing or a comma stands before }", "Write key = value."),
    ("Invalid date", "a date does not exist", "Write YYYY-MM-DD."),
    ("Invalid value", "a value is missing or is not TOML", "Put text between quotes."),
)


@dataclass(frozen=True)
class Document:
    """A TOML file that was read: its path from the calendar's root, bytes' digest, content."""

    path: str
    sha256: str
    text: str
    data: dict[str, Any]

    @cached_property
    def _positions(self) -> Positions:
        return positions(self.text)

    def place(self, *keys: str | int) -> Place:
        """Where the key path stands, or the nearest table around it, or the top of the file."""
        for length in range(len(keys), 0, -1):
            if spot := self._positions.get(keys[:length]):
                return Place(self.path, *spot)
        return Place(self.path)


def read_document(root: Path, path: Path) -> Document:
    """Read one TOML file below ``root``/config. Raises BadRecord with place and fix."""
    name = path.relative_to(root).as_posix()
    content = read_bytes(root, path)
    text = _decode(name, content)
    return Document(name, hashlib.sha256(content).hexdigest(), text, _parse(name, text))


def read_bytes(root: Path, path: Path) -> bytes:
    """The bytes of a regular file inside config/. Raises BadRecord for anything else."""
    place = Place(path.relative_to(root).as_posix())
    try:
        _confine(root, path, place)
        # O_NONBLOCK: a named pipe put there must not hang the reader.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise BadRecord("this is not a regular file.", fix="Put a file there.", place=place)
            with os.fdopen(handle, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(handle)
    except FileNotFoundError as error:
        raise BadRecord(
            "this file is missing.", fix="Run gatepost init, or write it.", place=place
        ) from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        raise BadRecord(
            "this file cannot be read.", fix="Check its kind and its permissions.", place=place
        ) from error
    if len(content) > MAX_BYTES:
        raise BadRecord("this file is larger than 1 MiB.", fix="Split or trim it.", place=place)
    return content


def _confine(root: Path, path: Path, place: Place) -> None:
    config = (root / "config").resolve(strict=True)
    inside = config.is_relative_to(root.resolve(strict=True))
    if not inside or not path.resolve(strict=True).is_relative_to(config):
        raise BadRecord(
            "a symbolic link leads out of the config folder.",
            fix="Put the file itself there.",
            place=place,
        )


def _decode(name: str, content: bytes) -> str:
    """Strict UTF-8; a byte order mark is dropped, line ends become what tomllib sees."""
    content = content.removeprefix(_BOM)
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
    # Outside the handler: the error would carry the file's bytes along.
    raise BadRecord(
        "this file is not UTF-8.", fix="Save it as UTF-8.", place=Place(name, line, column)
    )


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
    except RecursionError:
        message = "nested too deeply"
    except ValueError:
        message = "a number has too many digits"
    raise _syntax_error(name, text, message)


def _syntax_error(name: str, text: str, message: str) -> BadRecord:
    """Say it again without tomllib's quotations from the file."""
    if found := _AT.search(message):
        place = Place(name, int(found[1]), int(found[2]))
    elif "(at end of document)" in message:
        lines = text.rstrip().split("\n")
        place = Place(name, len(lines), len(lines[-1]) + 1)
    else:
        return BadRecord(f"this file cannot be read: {message}.", place=Place(name))
    for start, what, fix in _TOML_WORDS:
        if message.startswith(start):
            if "twice" in what:  # tomllib points behind the value; the key begins the line
                line = text.split("\n")[place.line - 1]
                place = Place(name, place.line, len(line) - len(line.lstrip()) + 1)
            return BadRecord(f"{what}.", fix=fix, place=place)
    return BadRecord("this is not TOML.", fix="Write key = value.", place=place)
