"""A finding in the words that a card or a report shows."""

from __future__ import annotations

from bot.model import Finding


def told(finding: Finding) -> str:
    """What a finding says, without the platform's name where that stands beside it already."""
    return finding.what.removeprefix(f"{finding.platform}: ")
