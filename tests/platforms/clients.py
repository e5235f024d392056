"""What the tests of all sending halves need: an account, a job, saved steps, pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.errors import BadMedia
from bot.http import Door
from bot.model import Attachment, Environment, Part, Rendition
from bot.platforms.base import Client, Job, client_factory
from bot.records.model import Account, PlatformSettings, Settings

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TOKEN = "canary-token-77d1"
TEXT = "Canary words: walking after surgery helps."
ALT = "Canary alt: a nurse and a walking frame"
REMOTE = {"x": "2244994945", "linkedin": "urn:li:organization:5515715", "instagram": "178414"}


class Saved:
    """Steps kept in memory, with everything that was put in order."""

    def __init__(self, **steps: str) -> None:
        self.now: dict[str, str] = {name.replace("_", ":"): value for name, value in steps.items()}
        self.puts: list[tuple[str, str]] = []

    def get(self, name: str) -> str | None:
        return self.now.get(name)

    def put(self, name: str, remote_id: str) -> None:
        self.now[name] = remote_id
        self.puts.append((name, remote_id))


@dataclass
class Shelf:
    """A media link in memory; ``served`` maps URLs to hashes."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    served: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)

    def add(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.pictures[sha256] = data
        return sha256

    def read(self, sha256: str) -> bytes:
        if sha256 not in self.pictures:
            raise BadMedia("the stored picture is gone.", fix="Plan again.")
        return self.pictures[sha256]

    def url(self, sha256: str, mime: str) -> str:
        self.read(sha256)
        url = f"https://media.example.org/random-{len(self.served)}.jpg"
        self.served[url] = sha256
        return url

    def withdraw(self, url: str) -> None:
        self.withdrawn.append(url)


def picture(shelf: Shelf, data: bytes = b"jpeg", alt: str = ALT) -> Attachment:
    return Attachment(
        sha256=shelf.add(data),
        mime="image/jpeg",
        width=10,
        height=10,
        size=len(data),
        alt=alt,
        file="patient-name.jpg",
    )


def job(
    platform: str,
    text: str = TEXT,
    attachments: Sequence[Attachment] = (),
    options: tuple[tuple[str, str], ...] = (),
    *,
    wire: str = "",
    link: str = "",
    link_title: str = "",
    reply_to: str = "",
) -> Job:
    part = Part(
        text=text,
        wire=wire or text,
        attachments=tuple(attachments),
        link=link,
        link_title=link_title,
    )
    rendition = Rendition("post", "account", platform, "en", (part,), options)
    return Job(rendition, 0, "sandbox/post/account/once/0", reply_to)


@dataclass
class Clock:
    """A monotonic clock that only sleeping moves."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def monotonic(self) -> float:
        return self.at


def connect(
    platform: str,
    base: str,
    *,
    shelf: Shelf | None = None,
    clock: Clock | None = None,
    token: str = TOKEN,
    remote_id: str | None = None,
    scopes: tuple[str, ...] = (),
    settings: PlatformSettings | None = None,
    read: float = 2.0,
) -> Client:
    """A client of ``platform`` whose door leads to ``base``."""
    chosen: dict[Any, PlatformSettings] = {platform: settings} if settings else {}
    account = Account.model_validate(
        {
            "name": "clinic",
            "platform": platform,
            "handle": "@clinic",
            "remote_id": REMOTE[platform] if remote_id is None else remote_id,
            "scopes": scopes,
        }
    )
    ticking = clock or Clock()
    factory: Any = client_factory(platform)
    door = Door(platform, base, Environment.SANDBOX, (), now=lambda: NOW, read=read, total=read * 2)
    client: Client = factory(
        account,
        token,
        door,
        shelf or Shelf(),
        Settings(clinic="c", timezone="UTC", platforms=chosen),
        now=lambda: NOW,
        sleep=ticking.sleep,
        monotonic=ticking.monotonic,
    )
    return client
