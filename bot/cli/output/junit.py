"""JUnit's XML, as test reporters of CI services read it: a case for each post and account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.cli.output.entry import help_of
from bot.model import Decision, Severity

if TYPE_CHECKING:
    from bot.desk import Report, Sheet

#: What XML 1.0 cannot hold at all, however escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, base: str = "") -> str:
    """The report as XML. Held and blocked are failures, files that cannot be read are errors."""
    stopped = [s for s in report.sheets if s.verdict.decision is not Decision.ALLOW]
    counts = {
        "tests": str(len(report.sheets) + len(report.problems)),
        "failures": str(len(stopped)),
        "errors": str(len(report.problems)),
    }
    suites = Element("testsuites", {"name": "gatepost", **counts})
    suite = SubElement(suites, "testsuite", {"name": "gatepost check", **counts})
    for sheet in report.sheets:
        _case(suite, sheet, base)
    for problem in report.problems:
        path = problem.place.path if problem.place else "calendar"
        case = SubElement(suite, "testcase", {"classname": _clean(path), "name": "read"})
        what = _clean(f"{problem.what} {problem.fix}".strip())
        SubElement(case, "error", {"type": "unreadable", "message": what})
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _case(suite: Element, sheet: Sheet, base: str) -> None:
    name = {
        "classname": _clean(sheet.post.path),
        "name": f"{sheet.post.id} on {sheet.account.name}",
    }
    case = SubElement(suite, "testcase", name)
    verdict = sheet.verdict
    lines = [
        f"{finding} See {help_of(finding.rule, base)}"
        for finding in verdict.findings
        if finding.severity is not Severity.INFO
    ]
    lines += [f"{reason}. This holds." for reason in verdict.not_run]
    if verdict.decision is not Decision.ALLOW:
        attributes = {"type": verdict.decision.value, "message": _clean(lines[0] if lines else "")}
        SubElement(case, "failure", attributes).text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
