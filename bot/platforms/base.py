"""The interface of a platform: limits, a composer without HTTP, and a client that sends.

A platform is one package: ``limits.py`` and ``compose.py`` are plain functions of a
brief and are imported by check and preview; ``client.py`` and ``login.py`` are imported
by name only when something is sent or an account is signed in.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from bot.media.limits import ImageLimits
from bot.model import Attachment, Measure, Outcome, Part, Rendition, Sighting, Steps

if TYPE_CHECKING:
    from bot.adapt.brief import Brief
    from bot.http import Door
    from bot.records.model import Account, Brand, Policy, Settings


@dataclass(frozen=True, slots=True)
class Sourced:
    """A number or set with where it was read and when."""

    value: float
    source: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything a platform limits; ``facts`` carries source and date of each number."""

    text_max: int
    unit: str
    fold: int | None
    hashtags_max: int
    images: ImageLimits
    facts: Mapping[str, Sourced]
    posts_max: int | None = None  # posts of one account in ``posts_window`` seconds
    posts_window: float = 86_400.0


@dataclass(frozen=True, slots=True)
class Voice:
    """What composing needs besides the brief: whose account, whose brand, which rules."""

    account: Account
    brand: Brand
    policy: Policy
    settings: Settings
    author_name: str  # as shown, with credentials valid at the slot: "Ada Okafor, MD"
    author_handle: str = ""  # the author's own handle on this platform, without "@"


class Composer(Protocol):
    """``bot.platforms.<name>.compose``: pure and deterministic."""

    LIMITS: Limits

    def compose(self, brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Rendition:
        """Place the pinned spans, then what fits. Raises DoesNotFit with a fix, never cuts."""
        ...

    def measure(self, part: Part, voice: Voice) -> Measure:
        """Count a part by the platform's own rule."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One part to publish, as stored."""

    rendition: Rendition
    part: int
    key: str  # stable text of the delivery key, for idempotency keys and record keys
    reply_to: str = ""  # remote id of the part before


@dataclass(frozen=True, slots=True)
class Health:
    """What `account check` learned."""

    works: bool
    what: str
    expires: datetime | None = None
    scopes: tuple[str, ...] = ()
    quota_left: int | None = None


class Client(Protocol):
    """``bot.platforms.<name>.client.Client(account, token, door, host, settings)``."""

    def publish(self, job: Job, steps: Steps) -> Outcome:
        """Make the post once. Never retries a create; never raises for what a platform answers."""
        ...

    def find(self, job: Job, since: datetime) -> Sighting:
        """Look for the part among the account's own posts since then."""
        ...

    def delete(self, remote_id: str) -> Outcome:
        """Take a post down; Delivered with the same id when it is gone."""
        ...

    def check(self) -> Health:
        """Ask whether the token works, by a read that publishing depends on."""
        ...


@runtime_checkable
class Metered(Protocol):
    """A client whose platform tells how many posts are left; optional."""

    def quota(self) -> int | None:
        """Posts that the account may still make now, or None when it was not said."""
        ...


class MediaLink(Protocol):
    """How a client turns a stored picture into bytes or a public URL (bot.media.host)."""

    def read(self, sha256: str) -> bytes:
        """The picture's bytes, proved against its hash."""
        ...

    def url(self, sha256: str, mime: str) -> str:
        """Put it where the platform can fetch it, under a random name; the URL."""
        ...

    def withdraw(self, url: str) -> None:
        """Remove it from the host; no error if it is gone."""
        ...


ClientFactory = Callable[["Account", str, "Door", MediaLink, "Settings"], Client]

__all__ = [
    "AVAILABLE",
    "Client",
    "ClientFactory",
    "Composer",
    "Health",
    "ImageLimits",
    "Job",
    "Limits",
    "MediaLink",
    "Metered",
    "Sourced",
    "Voice",
    "client_factory",
    "composer",
]

#: The platforms that this version composes for; each is a package beside this file.
AVAILABLE = ("x", "linkedin", "instagram")


def composer(platform: str) -> Composer:
    """The composing half of a platform; imports no HTTP."""
    return cast(Composer, importlib.import_module(f"bot.platforms.{platform}.compose"))


def client_factory(platform: str) -> ClientFactory:
    """The sending half of a platform; imports requests or tweepy."""
    module = importlib.import_module(f"bot.platforms.{platform}.client")
    return cast(ClientFactory, module.Client)
