"""Example posts that must be stopped: each file names its rule in a first-line comment.

The comment is ``# stopped by: DIS001`` inside the front matter, so the post itself stays
exactly what a careless author would have written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.calendar import read_file
from bot.desk import Desk
from bot.model import Decision, Severity

_EXPECTED = re.compile(r"^# stopped by: ([A-Z0-9]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stopped:
    """One example: the rule it names and what came of it."""

    name: str
    rule: str
    stopped: bool
    what: str


def examples(desk: Desk, folder: Path) -> Iterator[Stopped]:
    """Judge every example in ``folder`` (below the calendar's root)."""
    for path in sorted(folder.glob("*.md")):
        expected = _EXPECTED.search(path.read_text(encoding="utf-8"))
        yield _judged(desk, path, expected[1] if expected else "")


def _judged(desk: Desk, path: Path, rule: str) -> Stopped:
    root = desk.records.root.resolve()
    read = read_file(root, path.resolve().relative_to(root).as_posix(), desk.zone)
    if read.post is None:
        return Stopped(path.stem, rule or "read", rule == "READ", read.problems[0].what)
    sheets = desk.look(read.post)
    found = [f for s in sheets for f in s.verdict.findings if f.severity is not Severity.INFO]
    by_rule = next((f for f in found if f.rule == rule), None)
    held = all(s.verdict.decision is not Decision.ALLOW for s in sheets) and bool(sheets)
    what = by_rule.what if by_rule else (found[0].what if found else "nothing stops it")
    return Stopped(path.stem, rule, held and by_rule is not None, what)
