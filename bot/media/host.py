"""The media host: a folder that the clinic serves, for platforms that fetch pictures by URL.

Names are random, so that a URL tells nothing and cannot be guessed; a picture stays only
until its post is out, and a sweep takes what was left behind.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from bot.errors import BadMedia
from bot.http import is_loopback
from bot.media.store import proved, write_whole

_SERVED = re.compile(r"[A-Za-z0-9_-]{32}\.jpg\Z")
_DRAFT = re.compile(r"\.[0-9a-f]{16}\.part\Z")


class Pictures(Protocol):
    """Where the bytes come from: the media store."""

    def read(self, sha256: str) -> bytes:
        """The bytes of one picture."""
        ...


class FolderHost:
    """Copies of stored pictures in ``folder``, which is reachable as ``base_url``.

    Without a base URL nothing can be served, but pictures can still be read. Raises BadMedia
    for a base URL that is not https (or this machine) or that carries anything but a path.
    """

    def __init__(self, store: Pictures, folder: Path, base_url: str) -> None:
        self._store = store
        self._folder = folder
        self._base_url = _checked(base_url.rstrip("/"))

    def read(self, sha256: str) -> bytes:
        """The picture's bytes, proved. Raises BadMedia when they are gone or changed."""
        return proved(self._store.read(sha256), sha256)

    def url(self, sha256: str, mime: str) -> str:
        """Serve a copy under a fresh random name; its URL. JPEG only, as Instagram asks.

        Raises BadMedia when there is no host, the picture is no JPEG, or it cannot be written.
        """
        if not self._base_url:
            raise BadMedia(
                "no media host is set, and this platform fetches pictures by URL.",
                fix="Set media_host.folder and media_host.base_url in gatepost.toml.",
            )
        if mime != "image/jpeg":
            raise BadMedia("only JPEG pictures are served.", fix="Run gatepost plan again.")
        data = self.read(sha256)
        name = f"{secrets.token_urlsafe(24)}.jpg"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._folder / name, data, mode=0o644)
        except OSError as error:
            raise BadMedia(
                f"the media host's folder cannot be written ({error.strerror or 'unknown'}).",
                fix=f"Free space under {self._folder}, or let gatepost write there.",
            ) from error
        return f"{self._base_url}/{name}"

    def withdraw(self, url: str) -> None:
        """Stop serving a URL of ours; no error if it is gone or was never ours."""
        base, _, name = url.rpartition("/")
        if base == self._base_url and _SERVED.match(name):
            (self._folder / name).unlink(missing_ok=True)

    def sweep(self, older_than: datetime) -> int:
        """Remove copies and drafts made before then (aware); how many. Other files stay."""
        removed = 0
        if not self._folder.is_dir():
            return 0
        for path in self._folder.iterdir():
            if not (_SERVED.match(path.name) or _DRAFT.match(path.name)):
                continue
            with suppress(FileNotFoundError):
                made = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
                if made < older_than:
                    path.unlink()
                    removed += 1
        return removed


def _checked(base_url: str) -> str:
    if not base_url:
        return ""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if host and plain and safe:
        return base_url
    raise BadMedia(
        "media_host.base_url must be a plain https address.",
        fix="Write it as https://media.example.org/folder, without a user, query or fragment.",
    )
