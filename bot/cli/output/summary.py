"""What a communications person reads first: what is stopped, why, what to do, who can help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.cli.output.entry import FIT, title_of
from bot.model import Decision, Finding, Severity
from bot.rules.base import Rule

if TYPE_CHECKING:
    from bot.desk import Report, Sheet

#: Posts told here; the rest stands below, finding by finding.
MOST = 8
_REASONS = 3
_WHO = {
    "C": "a clinician reviewer",
    "P": "the privacy officer",
    "M": "marketing",
    "L": "compliance or legal",
    "A": "an account administrator",
    "author": "the author",
}


def summary(report: Report, known: dict[str, Rule]) -> Iterator[str]:
    """Lines about each post that does not go out as it stands; none when all do."""
    posts: dict[str, list[Sheet]] = {}
    for sheet in report.sheets:
        if sheet.verdict.decision is not Decision.ALLOW:
            posts.setdefault(sheet.post.id, []).append(sheet)
    if not posts:
        return
    total = len({sheet.post.id for sheet in report.sheets})
    verb = "does not go out as it stands" if len(posts) == 1 else "do not go out as they stand"
    yield f"{len(posts)} of {total} {'post' if total == 1 else 'posts'} {verb}."
    for name, sheets in list(posts.items())[:MOST]:
        yield from _post(name, sheets, known)
    if len(posts) > MOST:
        yield f"  and {len(posts) - MOST} more, below."
    yield ""


def _post(name: str, sheets: Sequence[Sheet], known: dict[str, Rule]) -> Iterator[str]:
    blocked = any(s.verdict.decision is Decision.BLOCK for s in sheets)
    where = ", ".join(dict.fromkeys(sheet.account.platform for sheet in sheets))
    yield f"  {name} on {where}: {'stopped' if blocked else 'waits for a person'}"
    found = _weightiest(sheets)
    if not found:
        yield "    why   a check could not run"
        yield "    do    gatepost doctor says what is missing"
        yield "    help  whoever installed gatepost"
        return
    titles = list(dict.fromkeys(f"{title_of(f.rule, known)} ({f.rule})" for f in found))
    more = f", and {len(titles) - _REASONS} more" if len(titles) > _REASONS else ""
    yield f"    why   {'; '.join(titles[:_REASONS])}{more}"
    yield f"    do    {found[0].fix}"
    yield f"    help  {who_helps(found, known)}"


def _weightiest(sheets: Sequence[Sheet]) -> list[Finding]:
    """The blocks of a post, or its warns when nothing blocks."""
    found = [f for sheet in sheets for f in sheet.verdict.findings]
    blocks = [f for f in found if f.severity is Severity.BLOCK]
    return blocks or [f for f in found if f.severity is Severity.WARN]


def who_helps(found: Sequence[Finding], known: dict[str, Rule]) -> str:
    """Who can let it pass as it stands, or that only a change of the post does."""
    if all(f.severity is Severity.WARN for f in found):
        if all(f.rule in known and known[f.rule].gate == "review" for f in found):
            return "whoever has to approve it; the text needs no change"
        if any(f.holds for f in found):
            return "the author: it wants a fix"
        return "a reviewer who acknowledges it: gatepost approve POST --as PERSON"
    codes = {known[f.rule].override if f.rule in known else FIT for f in found}
    if "N" in codes or FIT in codes:
        return "the author: nobody can override this"
    if "D" in codes:
        return "the author; the privacy officer, if it is a false alarm"
    letters = dict.fromkeys(letter for code in sorted(codes) for letter in code.split("+"))
    return f"the author; {' and '.join(_WHO.get(x, x) for x in letters)} may override"
