"""What LinkedIn limits, each with its source."""

from __future__ import annotations

from datetime import date

from bot.media.limits import ImageLimits
from bot.platforms.base import Limits, Sourced

_READ = date(2026, 11, 22)
_POSTS = "Microsoft Learn, Posts API and Images API, li-lms-2026-01"

LIMITS = Limits(
    text_max=3000,
    unit="characters",
    fold=140,
    hashtags_max=3,
    images=ImageLimits(
        formats=("JPEG", "PNG"),
        max_bytes=10_000_000,
        max_count=20,
        max_pixels=36_152_319,
        alt_max=4086,
    ),
    posts_max=150,
    posts_window=86400.0,
    facts={
        # Whether it counts before or after escaping is not documented, so both must fit.
        "text_max": Sourced(3000, _POSTS, _READ),
        "fold": Sourced(140, "third-party measurements on phones; no official figure", _READ),
        "hashtags_max": Sourced(3, "gatepost's own style: professional", _READ),
        "images.max_count": Sourced(20, _POSTS, _READ),
        "images.max_pixels": Sourced(36_152_319, f"{_POSTS}: fewer than 36152320", _READ),
        "images.max_bytes": Sourced(10_000_000, "gatepost's own bound; none documented", _READ),
        "images.alt_max": Sourced(4086, _POSTS, _READ),
        "posts_max": Sourced(150, "Microsoft Learn, rate limits: a member and day", _READ),
    },
)
