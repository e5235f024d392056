"""One thing found, as every output form tells it: a finding once for all its platforms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Place, Severity
from bot.preview.finding import told
from bot.rules.base import Rule

if TYPE_CHECKING:
    from bot.desk import Report

#: What no rule is behind: the platform cannot carry the post.
FIT = "FIT"


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding without any text of the post: rule, weight, place, words, platforms."""

    rule: str
    severity: Severity
    place: Place
    what: str
    fix: str
    source: str
    platforms: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What, fix and source in one line."""
        where = f"[{', '.join(self.platforms)}] " if self.platforms else ""
        return f"{where}{self.what}. {self.fix}. {self.source}."


def entries(report: Report) -> Iterator[Entry]:
    """Every finding of a report, each place and rule once, in order of the sheets."""
    grouped: dict[tuple[str, ...], tuple[Entry, list[str]]] = {}
    for sheet in report.sheets:
        for found in sheet.verdict.findings:
            words = told(found)
            key = (found.rule, str(found.place), words, found.severity.value)
            entry = Entry(
                found.rule, found.severity, found.place, words, found.fix, found.source, ()
            )
            platforms = grouped.setdefault(key, (entry, []))[1]
            if found.platform and found.platform not in platforms:
                platforms.append(found.platform)
    for entry, platforms in grouped.values():
        yield Entry(
            entry.rule,
            entry.severity,
            entry.place,
            entry.what,
            entry.fix,
            entry.source,
            tuple(platforms),
        )


def title_of(rule: str, known: dict[str, Rule]) -> str:
    """A rule's title in words."""
    if rule == FIT:
        return "Does not fit the platform"
    return known[rule].title if rule in known else rule


def help_of(rule: str, base: str) -> str:
    """Where the rule's page is read: below ``base`` (an address) or in this repository's docs."""
    page = "docs/platforms/limits.md" if rule == FIT else f"docs/rules/{rule}.md"
    return f"{base.rstrip('/')}/{page.removeprefix('docs/')}" if base else page
