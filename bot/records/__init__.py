"""Everything under config/: read strictly once, then plain frozen values."""

from __future__ import annotations

from bot.records.bundle import Records, load_records

__all__ = ["Records", "load_records"]
