"""What the stand-in platforms remember, behind one lock, on disk when asked to be.

Time comes from ``now``, so that a demo or a test can move the calendar's clock and the
sandbox's together.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import clock
from bot.errors import BadUsage
from bot.sandbox import store
from bot.sandbox.faults import Faults
from bot.sandbox.model import (
    Kept,
    Logged,
    Picture,
    SandboxAccount,
    Upload,
    default_scopes,
    token_digest,
)

PLATFORMS = ("x", "linkedin", "instagram")
#: How long a platform refuses the same text again. LinkedIn: 10 minutes (Posts API docs,
#: read 2026-11); X states no window, a day is ours; Instagram does not look.
DUPLICATE_WINDOW = {"x": timedelta(days=1), "linkedin": timedelta(minutes=10)}
REQUESTS_KEPT = 5000


class SandboxState:
    """Accounts, uploads, posts, pictures and requests of one sandbox; safe across threads."""

    def __init__(
        self,
        *,
        file: Path | None = None,
        media_folder: Path | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        """Start empty, or with what ``file`` holds. Raises BadUsage if it cannot be read."""
        self.now = now
        self.faults = Faults()
        self.media_folder = media_folder
        self.self_replies = True  # False: X refuses replies to one's own posts as well
        self.instagram_quota = 100
        self._file = file
        self._lock = threading.RLock()
        self._requests: deque[Logged] = deque(maxlen=REQUESTS_KEPT)
        self._segments: dict[str, dict[int, bytes]] = {}
        self._logged = 0
        self._memory = store.load(file) if file else store.Memory()

    # ------------------------------------------------------------ accounts
    def add_account(
        self,
        platform: str,
        handle: str,
        remote_id: str,
        token: str,
        scopes: Sequence[str] | None = None,
        expires: datetime | None = None,
        name: str = "",
    ) -> SandboxAccount:
        """Register an account and its token; the same platform and id replaces the earlier.

        ``expires`` is aware. Raises BadUsage for a platform the sandbox does not play,
        an empty id or token, or a time without a zone.
        """
        if platform not in PLATFORMS:
            raise BadUsage(
                "The sandbox does not play that platform.", fix=f"It plays {', '.join(PLATFORMS)}."
            )
        if not remote_id or not token:
            raise BadUsage("A sandbox account needs a remote id and a token.", fix="Give both.")
        if expires is not None and expires.tzinfo is None:
            raise BadUsage("The time a token expires has no zone.", fix="Write it with an offset.")
        account = SandboxAccount(
            platform,
            handle.lstrip("@"),
            remote_id,
            name or handle.lstrip("@"),
            token_digest(token),
            default_scopes(platform, remote_id) if scopes is None else tuple(scopes),
            expires,
        )
        with self._lock:
            self._memory.accounts[platform, remote_id] = account
            self._save()
        return account

    def expire(self, platform: str, remote_id: str) -> None:
        """Let the token of an account expire now."""
        with self._lock:
            old = self._memory.accounts[platform, remote_id]
            self._memory.accounts[platform, remote_id] = replace(old, expires=self.now())
            self._save()

    def account_of(self, platform: str, token: str) -> SandboxAccount | None:
        """The account whose token this is, expired or not; None for an unknown token."""
        digest = token_digest(token)
        with self._lock:
            for account in self._memory.accounts.values():
                if account.platform == platform and account.token == digest:
                    return account
        return None

    @property
    def accounts(self) -> tuple[SandboxAccount, ...]:
        """All accounts, in the order they were first added."""
        with self._lock:
            return tuple(self._memory.accounts.values())

    def forget(self) -> None:
        """Start over: no account, upload, post, request or fault is left."""
        with self._lock:
            self._memory = store.Memory()
            self._segments.clear()
            self._requests.clear()
            self.faults.clear()
            self._save()

    # ------------------------------------------------------------ names
    def next_number(self) -> int:
        """A number never given before, also after a restart."""
        with self._lock:
            self._memory.counter += 1
            self._save()
            return self._memory.counter

    # ------------------------------------------------------------ uploads
    def put_upload(self, upload: Upload) -> Upload:
        """Keep a new upload, or a new version of one."""
        with self._lock:
            self._memory.uploads[upload.platform, upload.id] = upload
            self._save()
        return upload

    def upload(self, platform: str, upload_id: str, owner: str = "") -> Upload | None:
        """An upload by its id, of ``owner`` when given."""
        with self._lock:
            found = self._memory.uploads.get((platform, upload_id))
        return found if found and owner in ("", found.owner) else None

    def uploads(self, platform: str, owner: str) -> tuple[Upload, ...]:
        """All uploads of an account."""
        with self._lock:
            every = tuple(self._memory.uploads.values())
        return tuple(u for u in every if u.platform == platform and u.owner == owner)

    def poll(self, upload: Upload) -> Upload:
        """Count one status poll: a stuck upload comes one nearer to ready, any other is ready."""
        with self._lock:
            now = self._memory.uploads[upload.platform, upload.id]
            if not now.received or now.failed or now.ready:
                return now
            later = replace(now, polls=now.polls - 1) if now.polls else replace(now, ready=True)
            return self.put_upload(later)

    def put_segment(self, upload_id: str, place: int, data: bytes) -> None:
        """Keep one part of an upload in parts; the same place again replaces it."""
        with self._lock:
            self._segments.setdefault(upload_id, {})[place] = data

    def take_segments(self, upload_id: str) -> bytes:
        """All parts of an upload, in order, which are then forgotten."""
        with self._lock:
            parts = self._segments.pop(upload_id, {})
        return b"".join(parts[place] for place in sorted(parts))

    def keep_picture(self, picture: Picture, data: bytes) -> Picture:
        """Keep a picture's bytes under their hash."""
        with self._lock:
            self._memory.pictures[picture.sha256] = (picture.mime, data)
            if self._file:
                store.save_picture(self._file, picture.sha256, data)
        return picture

    def picture_bytes(self, sha256: str) -> tuple[str, bytes] | None:
        """(media type, bytes) of a kept picture."""
        with self._lock:
            return self._memory.pictures.get(sha256)

    # ------------------------------------------------------------ posts
    def keep(self, post: Kept, uploads: Sequence[Upload] = ()) -> Kept:
        """Publish: the post and the use of its uploads become true at once."""
        with self._lock:
            self._memory.posts[post.platform, post.id] = post
            for upload in uploads:
                current = self._memory.uploads[upload.platform, upload.id]
                self._memory.uploads[upload.platform, upload.id] = replace(current, used=True)
            self._save()
        return post

    def change(self, platform: str, post_id: str, **fields: Any) -> Kept:
        """Replace fields of a kept post."""
        with self._lock:
            post = replace(self._memory.posts[platform, post_id], **fields)
            self._memory.posts[platform, post_id] = post
            self._save()
        return post

    def post(self, platform: str, post_id: str) -> Kept | None:
        """A post by its id, deleted or not."""
        with self._lock:
            return self._memory.posts.get((platform, post_id))

    @property
    def posts(self) -> tuple[Kept, ...]:
        """Everything published, oldest first, deleted posts included."""
        with self._lock:
            return tuple(self._memory.posts.values())

    def posts_of(self, platform: str, owner: str = "", *, deleted: bool = False) -> list[Kept]:
        """Posts of a platform (and account), oldest first; deleted ones only when asked."""
        return [
            p
            for p in self.posts
            if p.platform == platform
            and owner in ("", p.owner, p.handle)
            and (deleted or p.deleted_at is None)
        ]

    def visible(self, platform: str, owner: str) -> list[Kept]:
        """What a read shows, newest first; a lagging post counts this read and stays away."""
        with self._lock:
            posts = [p for p in self.posts_of(platform, owner) if self.shows(p)]
        return sorted(posts, key=lambda p: p.created_at, reverse=True)

    def shows(self, post: Kept) -> bool:
        """Whether a read shows a post now; counts the read when it lags by reads."""
        if post.hidden_until is not None and self.now() < post.hidden_until:
            return False
        if post.hidden_reads:
            self.change(post.platform, post.id, hidden_reads=post.hidden_reads - 1)
            return False
        return True

    def hide(self, platform: str, post_id: str, reads: int, seconds: float) -> None:
        """Let a post lag: it is not shown for so many reads, nor for so many seconds."""
        until = self.now() + timedelta(seconds=seconds) if seconds else None
        self.change(platform, post_id, hidden_reads=reads, hidden_until=until)

    def duplicate_of(self, platform: str, owner: str, text: str) -> Kept | None:
        """The post with the same text within the platform's window.

        LinkedIn goes on refusing after a deletion (ComposioHQ/composio#2710), X does not.
        """
        window = DUPLICATE_WINDOW.get(platform)
        if window is None:
            return None
        since = self.now() - window
        for post in self.posts_of(platform, owner, deleted=platform == "linkedin"):
            if post.text == text and post.created_at > since:
                return post
        return None

    # ------------------------------------------------------------ requests
    def log(self, entry: Mapping[str, Any]) -> int:
        """Note a request before it is answered; the number to ``settle`` it by."""
        with self._lock:
            self._logged += 1
            self._requests.append(Logged(number=self._logged, at=self.now(), **entry))
            return self._logged

    def settle(self, number: int, **fields: Any) -> None:
        """Note what became of a request."""
        with self._lock:
            for place in range(len(self._requests) - 1, -1, -1):
                if self._requests[place].number == number:
                    self._requests[place] = replace(self._requests[place], **fields)
                    return

    @property
    def requests(self) -> tuple[Logged, ...]:
        """The newest requests, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def count(self, platform: str, endpoint: str) -> int:
        """How many requests an endpoint has had."""
        return sum(r.platform == platform and r.endpoint == endpoint for r in self.requests)

    # ------------------------------------------------------------ disk
    def _save(self) -> None:
        if self._file:
            store.save(self._file, self._memory)


def picture_name(data: bytes) -> str:
    """The name under which a picture's bytes are kept."""
    return hashlib.sha256(data).hexdigest()
