"""What X limits and charges, each with its source."""

from __future__ import annotations

from datetime import date

from bot.media.limits import ImageLimits
from bot.platforms.base import Limits, Sourced

_READ = date(2026, 11, 22)
_DOCS = "X API documentation, OpenAPI 2.167, 2026-08-22"
_PRICES = "X API documentation, Pricing, 2026-08-22"

#: US dollars for each call; a URL makes creating a post thirteen times as dear.
CREATE_USD = 0.015
CREATE_WITH_URL_USD = 0.20
ALT_TEXT_USD = 0.005

LIMITS = Limits(
    text_max=280,
    unit="weighted characters",
    fold=None,  # a post of 280 shows whole
    hashtags_max=2,
    images=ImageLimits(formats=("JPEG", "PNG"), max_bytes=5_242_880, max_count=4, alt_max=1000),
    posts_max=100,
    posts_window=900.0,
    facts={
        "text_max": Sourced(280, "twitter-text, config/v3.json", _READ),
        "url_weight": Sourced(23, "twitter-text, config/v3.json", _READ),
        "hashtags_max": Sourced(2, "gatepost's own style: short", _READ),
        "images.max_count": Sourced(4, _DOCS, _READ),
        "images.max_bytes": Sourced(5_242_880, _DOCS, _READ),
        "images.alt_max": Sourced(1000, _DOCS, _READ),
        "create_usd": Sourced(CREATE_USD, _PRICES, _READ),
        "create_with_url_usd": Sourced(CREATE_WITH_URL_USD, _PRICES, _READ),
        "alt_text_usd": Sourced(ALT_TEXT_USD, _PRICES, _READ),
        "posts_max": Sourced(100, f"{_DOCS}: POST /2/tweets, user and 15 minutes", _READ),
    },
)
