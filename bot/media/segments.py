"""How JPEG and PNG files are laid out, piece by piece, without decoding a pixel.

Sources: ITU-T T.81 (JPEG) annex B and the W3C's Portable Network Graphics, third edition,
section 5. Used to prove that our own files hold pixels only, and to bound strangers' files.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

JPEG_START = b"\xff\xd8"
PNG_START = b"\x89PNG\r\n\x1a\n"
SCAN = b"\xda"
JPEG_END = b"\xd9"
PNG_END = b"IEND"
_FILL = b"\xff"
#: Inside a scan, a stuffed zero and the restart markers belong to the coded data.
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_ALONE = {b"\x01", JPEG_END, *(bytes((n,)) for n in range(0xD0, 0xD8))}


@dataclass(frozen=True, slots=True)
class Piece:
    """A JPEG segment (its scan included) or a PNG chunk: ``data[start:end]``, all of it."""

    kind: bytes
    start: int
    end: int


def pieces(data: bytes) -> Iterator[Piece]:
    """The pieces of a JPEG or PNG file in order, each starting where the one before ended.

    Stops after the end marker, or early where the bytes follow no rule. Other formats have none.
    """
    if data.startswith(JPEG_START):
        at, read, last = len(JPEG_START), _segment, JPEG_END
    elif data.startswith(PNG_START):
        at, read, last = len(PNG_START), _chunk, PNG_END
    else:
        return
    while piece := read(data, at):
        yield piece
        if piece.kind == last:
            return
        at = piece.end


def _segment(data: bytes, at: int) -> Piece | None:
    kind = data[at + 1 : at + 2]
    if data[at : at + 1] != b"\xff" or not kind:
        return None
    if kind == _FILL:
        return Piece(kind, at, at + 1)
    if kind in _ALONE:
        return Piece(kind, at, at + 2)
    if at + 4 > len(data):
        return None
    (length,) = struct.unpack_from(">H", data, at + 2)
    end = at + 2 + length
    if length < 2 or end > len(data):
        return None
    if kind == SCAN:
        found = _SCAN_END.search(data, end)
        end = found.start() if found else len(data)
    return Piece(kind, at, end)


def _chunk(data: bytes, at: int) -> Piece | None:
    if at + 12 > len(data):
        return None
    (length,) = struct.unpack_from(">I", data, at)
    end = at + 12 + length
    return Piece(data[at + 4 : at + 8], at, end) if end <= len(data) else None
