"""Where a platform hides the rest of a text behind "more"."""

from __future__ import annotations

from typing import cast

from bot.adapt.count import fold_at
from bot.records.model import PlatformName, Policy, Settings


def fold_of(platform: str, settings: Settings, policy: Policy, default: int | None) -> int | None:
    """Return how many characters show: the calendar's setting, the policy's, or the default."""
    name = cast(PlatformName, platform)
    setting = settings.platforms.get(name)
    if setting is not None and setting.fold is not None:
        return setting.fold
    return policy.folds.get(name, default)


def shown_before_more(
    text: str, platform: str, settings: Settings, policy: Policy, default: int | None
) -> int | None:
    """Return the offset at which ``text`` is folded, on a grapheme's edge; None: all shows."""
    return fold_at(text, fold_of(platform, settings, policy, default))
