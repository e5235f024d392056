"""Words that deny a tie, or send the reader elsewhere to learn of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WHERE = (
    r"(?:bio|profile|website|web site|site|comments?|first comment|link(?:s)?(?: in bio"
    r"| below)?|page|caption|next (?:post|tweet)|about (?:page|section))"
)
_WHAT = (
    r"(?:disclosures?|disclaimers?|conflicts? of interests?|coi|competing interests"
    r"|financial (?:ties|relationships?|interests?|disclosures?)|sponsors?(?:hips?)?)"
)
POINTER = re.compile(
    rf"(?i)\b{_WHAT}\b[^.!?\n]{{0,40}}\b(?:in|on|at|see|via|under)\b[^.!?\n]{{0,20}}\b{_WHERE}\b"
    rf"|\bsee\b[^.!?\n]{{0,25}}\b{_WHERE}\b[^.!?\n]{{0,15}}\bfor\b[^.!?\n]{{0,15}}\b{_WHAT}\b"
    rf"|\b{_WHERE}\s+for\s+(?:my\s+|our\s+|full\s+|all\s+)?{_WHAT}\b"
)


def pointer(text: str) -> tuple[int, int] | None:
    """Where a text sends its readers elsewhere for the disclosure."""
    match = POINTER.search(text)
    return match.span() if match else None


@dataclass(frozen=True, slots=True)
class Denial:
    """A claim that there is no tie. ``sweeping``: about all ties, not only this post's."""

    start: int
    end: int
    sweeping: bool


_DENIED_POST = re.compile(
    r"(?i)(?<![\w#])#(?:not(?:an?)?(?:ad|advert|sponsored|paid)|nonsponsored|unsponsored"
    r"|nosponsor)(?!\w)"
    r"|\b(?:not|isn['’]t|wasn['’]t|never|non)[\s-]+(?:an?\s+|being\s+|been\s+"
    r"|in any way\s+)*(?:sponsored|paid|advertisement|advert|ad|compensated"
    r"|promotion|affiliated)\b(?!\s+(?:leave|time|off|sick))"
    r"|\bunsponsored\b|\b(?:nobody|no one|no company|no-one)\s+(?:has\s+)?(?:paid|pays"
    r"|sponsored|sponsors)\b"
    r"|\bno\s+sponsors?(?:hip)?\b"
)
_DENIED_ALL = re.compile(
    r"(?i)\bno\s+(?:\w+\s+)?(?:financial|commercial|industry|competing|relevant"
    r"|outside)\s+(?:or\s+\w+\s+)?(?:ties?|relationships?|interests?|conflicts?|disclosures?"
    r"|connections?|stakes?|links?)\b|\bno\s+(?:conflicts?|ties|disclosures?"
    r"|competing interests?)(?:\s+of\s+interests?)?\s*(?:to\b|with\b|[.!\n]|$)"
    r"|\bnothing\s+to\s+(?:disclose|declare)\b"
    r"|\b(?:disclosures?|conflicts?\s+of\s+interests?|coi)\s*[:–—-]\s*(?:none|nil|n/?a|no\b)"
    r"|\b(?:I|we)\s+(?:do\s+not|don['’]t|did\s+not|didn['’]t|have\s+not|haven['’]t"
    r"|have\s+never|never|have)\s+(?:receive|received|get|take|taken|accept|accepted|have|had)?"
    r"\s*(?:no\s+|any\s+)(?:\w+\s+){0,2}(?:money|payments?|fees|funding|compensation|ties"
    r"|interests?|relationships?|conflicts?)\b"
)
_OBJECT_OF = re.compile(
    r"(?i)\s{0,9}(?:\w{1,60}\s{1,9})?(?:to|with|in|from|of interest with)"
    r"\s{1,9}(?P<who>[^.!?\n]{2,60})"
)
_ANYBODY = re.compile(
    r"(?i)\b(?:any|industry|compan(?:y|ies)|manufacturers?|makers?|firms?|products?|devices?"
    r"|drugs?|brands?|this|these|it|them|disclose|declare|report)\b"
)


def denials(text: str) -> list[Denial]:
    """Every claim of independence in ``text``."""
    if not re.search(r"(?i)\bno|n['’]t\b|never|un(?:paid|spons)|non|none|nil|n/?a", text):
        return []
    found = [Denial(*m.span(), sweeping=False) for m in _DENIED_POST.finditer(text)]
    return found + [Denial(*m.span(), sweeping=True) for m in _DENIED_ALL.finditer(text)]


def denied_object(text: str, denial: Denial) -> str | None:
    """Whom a sweeping denial is limited to ("ties to Acme"), or None when it covers all."""
    match = _OBJECT_OF.match(text, denial.end)
    if match is None or _ANYBODY.search(match["who"]):
        return None
    return match["who"]
