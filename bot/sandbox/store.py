"""The sandbox's memory and its file: plain JSON for its owner only, pictures in a folder beside.

The file holds no token, only digests by which tokens are recognised.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import BadUsage
from bot.sandbox.model import Kept, Picture, SandboxAccount, Upload

FORMAT = 1
FIRST_NUMBER = 100_000
Entry = TypeVar("Entry", SandboxAccount, Upload, Kept)


@dataclass(slots=True)
class Memory:
    """Everything that survives a restart."""

    counter: int = FIRST_NUMBER
    accounts: dict[tuple[str, str], SandboxAccount] = field(default_factory=dict)
    uploads: dict[tuple[str, str], Upload] = field(default_factory=dict)
    posts: dict[tuple[str, str], Kept] = field(default_factory=dict)
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def save(file: Path, memory: Memory) -> None:
    """Write the whole memory in one step: a crash leaves the old file or the new."""
    data = {
        "format": FORMAT,
        "counter": memory.counter,
        "accounts": [asdict(a) for a in memory.accounts.values()],
        "uploads": [asdict(u) for u in memory.uploads.values()],
        "posts": [asdict(p) for p in memory.posts.values()],
        "pictures": {name: mime for name, (mime, _) in memory.pictures.items()},
    }
    text = json.dumps(data, ensure_ascii=False, indent=1, default=_plain)
    _replace(file, text.encode())


def save_picture(file: Path, name: str, data: bytes) -> None:
    """Write a picture into the folder beside the file."""
    folder = picture_folder(file)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(folder / name, data)


def picture_folder(file: Path) -> Path:
    """The folder of pictures that belongs to a file."""
    return file.with_name(f"{file.stem}-pictures")


def load(file: Path) -> Memory:
    """What the file holds; empty when there is none.

    Raises BadUsage, without touching the file, when it is not a sandbox's.
    """
    if not file.exists():
        return Memory()
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError
        return _read(data, picture_folder(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadUsage(
            f"{file} cannot be read as a sandbox's memory.",
            fix="Name another file, or move it away to start empty.",
        ) from error


def _read(data: dict[str, Any], folder: Path) -> Memory:
    memory = Memory(counter=int(data["counter"]))
    for raw in data["accounts"]:
        account = _entry(SandboxAccount, raw)
        memory.accounts[account.platform, account.remote_id] = account
    for raw in data["uploads"]:
        upload = _entry(Upload, raw)
        memory.uploads[upload.platform, upload.id] = upload
    for raw in data["posts"]:
        post = _entry(Kept, raw)
        memory.posts[post.platform, post.id] = post
    for name, mime in data["pictures"].items():
        memory.pictures[name] = (mime, (folder / Path(name).name).read_bytes())
    return memory


def _entry(kind: type[Entry], raw: dict[str, Any]) -> Entry:
    values = dict(raw)
    for one in fields(kind):
        value = values.get(one.name)
        if one.name == "pictures":
            values[one.name] = tuple(Picture(**picture) for picture in value or ())
        elif isinstance(value, list):
            values[one.name] = tuple(value)
        elif isinstance(value, str) and "datetime" in str(one.type):
            values[one.name] = datetime.fromisoformat(value)
    return kind(**values)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _replace(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    fresh.replace(file)
