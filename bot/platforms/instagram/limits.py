"""What Instagram limits, each with its source."""

from __future__ import annotations

from datetime import date

from bot.media.limits import ImageLimits
from bot.platforms.base import Limits, Sourced

_READ = date(2026, 11, 22)
_MEDIA = "Meta, IG User Media reference, served 2026-09-11"
MENTIONS_MAX = 20

LIMITS = Limits(
    text_max=2200,
    unit="characters",
    fold=125,
    hashtags_max=5,
    images=ImageLimits(
        formats=("JPEG",),
        max_bytes=8_000_000,
        max_count=10,
        min_count=1,
        min_ratio=0.8,
        max_ratio=1.91,
        min_width=320,
        max_width=1440,
        alt_max=1000,
    ),
    posts_max=50,
    posts_window=86400.0,
    facts={
        "text_max": Sourced(2200, _MEDIA, _READ),
        "mentions_max": Sourced(MENTIONS_MAX, _MEDIA, _READ),
        # The reference still says 30; the app has refused more than 5 since December 2025.
        "hashtags_max": Sourced(5, "press reports of 2025-12; the reference says 30", _READ),
        "fold": Sourced(125, "third-party measurements on phones; no official figure", _READ),
        "images.max_count": Sourced(10, _MEDIA, _READ),
        "images.min_count": Sourced(1, f"{_MEDIA}: no post without a picture", _READ),
        "images.max_bytes": Sourced(8_000_000, f"{_MEDIA}: 8 MB", _READ),
        "images.min_ratio": Sourced(0.8, f"{_MEDIA}: 4:5", _READ),
        "images.max_ratio": Sourced(1.91, _MEDIA, _READ),
        "images.min_width": Sourced(320, _MEDIA, _READ),
        "images.max_width": Sourced(1440, _MEDIA, _READ),
        "images.alt_max": Sourced(1000, _MEDIA, _READ),
        # The guide says 100; the number left is asked for when half is used.
        "posts_max": Sourced(50, f"{_MEDIA}: content_publishing_limit, 24 hours", _READ),
    },
)
