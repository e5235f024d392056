"""LinkedIn's monthly API versions: each is named in every request and dies on a known day.

Dates: LinkedIn's versioning page as compiled 2026-09-19, read 2026-11-22.
"""

from __future__ import annotations

from datetime import date

from bot.records.model import PlatformSettings

DEFAULT = "202609"
SUNSETS: dict[str, date] = {
    "202510": date(2026, 10, 15),
    "202511": date(2026, 11, 16),
    "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15),
    "202603": date(2027, 3, 16),
    "202604": date(2027, 4, 15),
    "202605": date(2027, 5, 15),
    "202606": date(2027, 6, 15),
    "202607": date(2027, 7, 15),
    "202608": date(2027, 8, 17),
    "202609": date(2027, 9, 15),
}
#: Days before the end at which `account check` begins to say so.
WARN_DAYS = 60


def chosen(settings: PlatformSettings) -> tuple[str, date | None]:
    """The version to ask for, and the day it dies, if that is known."""
    version = settings.version or DEFAULT
    return version, settings.version_sunset or SUNSETS.get(version)
