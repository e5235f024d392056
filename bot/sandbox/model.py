"""What the sandbox keeps: accounts, uploads, posts and a log of requests, as frozen values.

Tokens are never among them: an account holds the SHA-256 of its token, which is all
that is needed to recognise it and useless to anybody who reads the sandbox's file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: What a token may do when nothing else is said: what publishing, reading back and
#: deleting need. LinkedIn's differ by author, see ``default_scopes``.
X_SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
LINKEDIN_MEMBER_SCOPES = ("openid", "profile", "w_member_social")
LINKEDIN_PAGE_SCOPES = (
    "openid",
    "profile",
    "w_organization_social",
    "r_organization_social",
    "rw_organization_admin",
)
INSTAGRAM_SCOPES = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_insights",
    "instagram_manage_contents",
)


def default_scopes(platform: str, remote_id: str) -> tuple[str, ...]:
    """The scopes of a token for which none were named; a LinkedIn Page may read back."""
    if platform == "x":
        return X_SCOPES
    if platform == "linkedin":
        page = remote_id.startswith("urn:li:organization:")
        return LINKEDIN_PAGE_SCOPES if page else LINKEDIN_MEMBER_SCOPES
    return INSTAGRAM_SCOPES


def token_digest(token: str) -> str:
    """The SHA-256, in hex, by which a token is recognised."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """One account on one stand-in platform; ``token`` is a digest, never the token."""

    platform: str
    handle: str
    remote_id: str  # X user id, LinkedIn URN, Instagram user id
    name: str
    token: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    expires: datetime | None = None

    def may(self, *scopes: str) -> bool:
        """Whether the token holds all of ``scopes``."""
        return set(scopes) <= set(self.scopes)

    def may_any(self, *scopes: str) -> bool:
        """Whether the token holds at least one of ``scopes``."""
        return bool(set(scopes) & set(self.scopes))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a reader of the feed gets it; its bytes lie under ``sha256``."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """X media, a LinkedIn image or an Instagram container, from its birth to its use."""

    id: str
    platform: str
    owner: str  # remote id of the account
    created_at: datetime
    kind: str = ""  # X: media_category; Instagram: "", "child" or "CAROUSEL"
    pictures: tuple[Picture, ...] = ()
    caption: str = ""
    flags: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    received: bool = False  # the bytes are here
    failed: bool = False  # the bytes are not a picture the platform takes
    ready: bool = False  # processed: may be published
    polls: int = 0  # status polls that still answer "in progress"
    used: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """One post as the platform kept it."""

    id: str
    platform: str
    handle: str
    owner: str  # remote id of the account
    text: str  # what a reader sees
    wire: str  # what was sent
    created_at: datetime
    url: str
    pictures: tuple[Picture, ...] = ()
    link: str = ""
    link_title: str = ""
    reply_to: str = ""
    flags: tuple[str, ...] = ()
    truncated: bool = False  # LinkedIn cut the text at an unescaped reserved character
    media_pending: bool = False  # made before its picture was available
    deleted_at: datetime | None = None
    hidden_until: datetime | None = None  # lagging read-back
    hidden_reads: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)  # the platform's own fields, as sent


@dataclass(frozen=True, slots=True)
class Logged:
    """One request, without its credentials; ``status`` is 0 while no answer was given."""

    number: int
    at: datetime
    platform: str
    endpoint: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    handle: str = ""
    status: int = 0
    fault: str = ""
