"""What a PHI finding is about, without repeating it: a masked excerpt and the rule's reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import GatepostError
from bot.surface import MASK

if TYPE_CHECKING:
    from bot.desk import Desk, Report, Sheet
    from bot.model import Finding

_PIECE = re.compile(r"\w+")


def explain_findings(desk: Desk, report: Report) -> dict[Finding, str]:
    """For each finding of the gate phi: the masked excerpt, if it is in the text, and why."""
    from bot.rules import load

    rules = load()
    told = {}
    for sheet in report.sheets:
        for finding in sheet.verdict.findings:
            rule = rules.get(finding.rule)
            if rule is not None and rule.gate == "phi":
                excerpt = _excerpt(desk, sheet, finding)
                shown = f" It reads {excerpt}." if excerpt else ""
                told[finding] = f"{shown} Why: {rule.why}"
    return told


def _excerpt(desk: Desk, sheet: Sheet, finding: Finding) -> str:
    if finding.start < 0:
        return ""
    try:
        text = desk.render(sheet).parts[finding.part].text
    except (GatepostError, IndexError):
        return ""  # the file changed while it was judged
    return mask(text[finding.start : finding.end])


def mask(found: str) -> str:
    """``found`` with the first letter of each word and dots: their number is always three.

    Digits are hidden altogether; not more than six words are shown.
    """
    pieces = _PIECE.findall(found)
    shown = [(p[0] if p[0].isalpha() else "") + MASK * 3 for p in pieces[:6]]
    return " ".join(shown) + (" …" if len(pieces) > 6 else "")
