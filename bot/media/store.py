"""The picture store: bytes under their own SHA-256, proved whenever they are read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from bot.errors import BadMedia

_NAME = re.compile(r"[0-9a-f]{64}\Z")


class MediaStore:
    """A content-addressed folder, readable by its owner only; safe for several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a picture lies or would lie. Raises BadMedia for what is no SHA-256 in hex."""
        if not _NAME.match(sha256):
            raise BadMedia("a picture was asked for by something that is not its SHA-256.")
        return self.folder / sha256

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256. Raises BadMedia when it cannot be written."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        try:
            if not _holds(target, sha256):
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(target, data, mode=0o600)
        except OSError as error:
            raise BadMedia(
                f"the picture store cannot be written ({error.strerror or 'unknown error'}).",
                fix=f"Free space under {self.folder}, or let gatepost write there.",
            ) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises BadMedia when they are gone or are not what they were."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise BadMedia(
                f"the stored picture {sha256[:12]} cannot be read.",
                fix="Run gatepost plan: it fits the picture again.",
            ) from error
        return proved(data, sha256)


def proved(data: bytes, sha256: str) -> bytes:
    """``data``, when it has that hash. Raises BadMedia otherwise."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BadMedia(
            f"the stored picture {sha256[:12]} is not what it was when it was checked.",
            fix="Run gatepost plan to store it again; find out who changed the state folder.",
        )
    return data


def write_whole(target: Path, data: bytes, *, mode: int) -> None:
    """Write a file in one step: whoever looks sees all of it or none. Raises OSError."""
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            os.fchmod(stream.fileno(), mode)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _holds(target: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(target.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False
