"""What a platform asks of a picture, as plain numbers; each platform fills one in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a platform asks of a picture; ratios are width / height."""

    formats: tuple[str, ...]  # "JPEG", "PNG"
    max_bytes: int
    max_count: int
    min_count: int = 0
    min_ratio: float | None = None
    max_ratio: float | None = None
    min_width: int = 1
    max_width: int | None = None
    max_pixels: int | None = None
    alt_max: int = 1000
