"""What is kept of one post between runs: a header without its texts, and what was seen.

Nothing here is post text. Names of pictures are kept as spans of the source, and the
post's own path as a mark, so that a copied cache names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.cache import file_digest
from bot.content.media import resolve_media
from bot.errors import GatepostError
from bot.gates import Observation
from bot.model import Finding, Media, Post, digest
from bot.surface import MASK, NAMED_IN_ID

#: Stands for the post's path inside an encoded entry.
_HERE = b'"path":"@"'
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was rendered and observed for one account."""

    as_of: str  # local date for which it was rendered
    rendition: str = ""  # digest; empty when refused
    parts: int = 0
    refused: Finding | None = None
    lasting: bool = True  # False: a refusal that may be over tomorrow (a full disk)
    observation: Observation = field(default_factory=Observation)
    pictures: tuple[str, ...] = ()  # hashes under which the store keeps what would be sent


@dataclass(frozen=True, slots=True)
class Entry:
    """One post: its header, its pictures as they were, and what was seen per account."""

    post: Post
    files: tuple[Span, ...]  # where the source names its pictures, in bytes
    pictures: str  # digest of the pictures' bytes
    seen: dict[str, Seen]


@cache
def _adapter() -> TypeAdapter[Entry]:
    return TypeAdapter(Entry)


@cache
def _text() -> TypeAdapter[str]:
    return TypeAdapter(str)


def header_of(post: Post) -> Post:
    """The post without its texts: all that ``check`` of a rule may read."""
    return replace(
        post,
        body="",
        summary="",
        variants={},
        hashtags=(),
        references=(),
        link="",
        media=(),
        sponsored_by="",
        notes=(),
    )


def make_entry(root: Path, post: Post, raw: bytes, seen: dict[str, Seen]) -> Entry:
    """The entry of a post that was read from ``raw``."""
    files = tuple(_spans(post, raw))
    return Entry(header_of(post), files, pictures_digest(root, post), seen)


def encode(entry: Entry) -> bytes | None:
    """The entry as bytes without text, or None when it may not be kept."""
    seen = entry.seen.values()
    if (-1, -1) in entry.files or not all(s.lasting and s.observation.cacheable for s in seen):
        return None
    plain = _adapter().dump_json(entry)
    if MASK.encode() in plain or NAMED_IN_ID.encode() in plain:
        return None  # its path or id names somebody
    return plain.replace(_path(entry.post.path), _HERE)


def decode(kept: bytes, path: str) -> Entry | None:
    """The entry of the post at ``path``, or None when the bytes are not one."""
    try:
        entry = _adapter().validate_json(kept.replace(_HERE, _path(path)))
    except ValidationError:
        return None
    return entry if entry.post.path == path else None


def still_holds(entry: Entry, root: Path, raw: bytes) -> bool:
    """Whether the pictures that ``raw`` names are what they were."""
    if not entry.files:
        return True
    names = (raw[start:end].decode("utf-8", "replace") for start, end in entry.files)
    post = replace(entry.post, media=tuple(Media(name) for name in names))
    return entry.pictures == pictures_digest(root, post)


def pictures_digest(root: Path, post: Post) -> str:
    """A digest of the bytes of every picture the post names; missing ones count as such."""
    return digest([_digest_of(root, post, media) for media in post.media])


def _digest_of(root: Path, post: Post, media: Media) -> str:
    try:
        return file_digest(resolve_media(root, post, media))
    except (GatepostError, OSError) as error:
        return type(error).__name__  # rendering says what is wrong, with its place


def _spans(post: Post, raw: bytes) -> Iterator[Span]:
    """Where each picture's name stands; (-1, -1) when it is written in another way."""
    for media in post.media:
        name = media.file.encode()
        start = raw.find(name) if name else -1
        yield (start, start + len(name)) if start >= 0 else (-1, -1)


def _path(path: str) -> bytes:
    return b'"path":' + _text().dump_json(path)
