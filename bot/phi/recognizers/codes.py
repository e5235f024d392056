"""Numbers that belong to one person: SSN, record, plan, account, licence, vehicle, device.

A number with its label ("MRN 4471902") blocks without any context. Sample numbers block
too: a made-up number and a real one look alike to a reader.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.recognizers.labels import LABELLED, LOOSE, MARK, PUBLIC_BEFORE, PUBLIC_CODE

_SHAPES: tuple[tuple[Identifier, str, Level, regex.Pattern[str]], ...] = (
    (
        Identifier.SSN,
        "social security number",
        Level.BLOCK,
        regex.compile(r"(?<![\w-])\d{3}([- .])\d{2}\1\d{4}(?![\w-])"),
    ),
    (
        Identifier.SSN,
        "social security number",
        Level.BLOCK,
        regex.compile(r"(?i)(?<!\w)[x*•#]{3}[- ]?[x*•#]{2}[- ]?\d{4}(?!\w)"),
    ),
    (
        Identifier.SSN,
        "social security number",
        Level.BLOCK,
        regex.compile(
            r"(?i)\b(?:ssn?|s\.s\.n\.?|soc(?:ial)?(?: sec(?:urity)?)?)(?: (?:no|num|number|\#))?(?:[^\d\n]{0,40}?(?:last|final) (?:four|4)(?: digits)?)?[^\d\n]{0,30}(?P<value>\d(?:[\d \-]{2,12})\d)(?!\w)"
        ),
    ),
    (
        Identifier.SSN,
        "last four digits of a social security number",
        Level.BLOCK,
        regex.compile(
            r"(?i)\blast (?:four|4)(?: digits)?(?: of)?(?: (?:the|her|his|their|my|your))? ?(?:ssn|social(?: security)?)?(?: number)?[^\d\n]{0,12}(?P<value>\d{4})(?!\w)"
        ),
    ),
    (
        Identifier.VEHICLE,
        "vehicle or plate number",
        Level.BLOCK,
        regex.compile(
            r"(?i)\b(?:licen[cs]e|number|registration|car'?s?) plates?\b(?:\s?(?:no|number|is|was)\b|[\s:#(]){0,4}(?P<value>(?:[A-Z]{2,3}[ -]?\d{3,4}|\d{1,3}[ -]?[A-Z]{2,3}(?:[ -]?\d{1,4})?))(?!\w)"
        ),
    ),
    (
        Identifier.VEHICLE,
        "vehicle or plate number",
        Level.BLOCK,
        regex.compile(
            r"(?i)(?<![\w-])plates?(?:\s?(?:no|number|is|was|reads?)\b|[\s:#(]){1,4}(?P<value>(?-i:[A-Z]{1,3}[ -]?\d{3,4}|\d{1,4}[ -]?[A-Z]{2,3}(?:[ -]?\d{1,4})?|[A-Z0-9]{2,4}[ -][A-Z0-9]{2,4}))(?!\w)"
        ),
    ),
    (
        Identifier.PLAN,
        "plan or member number",
        Level.BLOCK,
        regex.compile(
            r"(?i)\b(?:member|subscriber|policy|group|plan|medicaid|medicare|insurance|beneficiary)(?: (?:id|no|number|\#))?(?:\s?(?:is|was)\b|[\s:#]){1,3}(?P<value>(?-i:[A-Z]{1,4})(?:[ -]\d{2,6}){2,5})(?!\w)"
        ),
    ),
    (
        Identifier.DEVICE,
        "device serial number",
        Level.BLOCK,
        regex.compile(
            r"(?i)\b(?:serial|s/n|sn)(?: (?:no|number|\#))?(?:\s?(?:is|was)\b|[\s:#]){1,3}(?P<value>(?-i:[A-Z]{1,5})[ -]?\d{4,10}(?:[ -]?(?-i:[A-Z]))?)(?!\w)"
        ),
    ),
    # Medicare Beneficiary Identifier, CMS "Understanding the MBI format" (eleven characters).
    (
        Identifier.PLAN,
        "Medicare number",
        Level.BLOCK,
        regex.compile(
            r"(?i)(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])"
        ),
    ),
    # Unique Device Identifier, 21 CFR 830: (01) GTIN, then lot, date or serial.
    (
        Identifier.DEVICE,
        "device identifier",
        Level.BLOCK,
        regex.compile(r"\(01\) ?\d{14}(?:\((?:1[017]|21)\) ?[\w-]{1,20}){0,4}"),
    ),
)
_TIMEOUT = 2.0  # seconds for a pattern that a clinic wrote itself


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield every labelled or self-evident number in ``text``."""
    yield from _clinic_formats(text, knowledge)
    yield from _labelled(text)
    for kind, reason, alone, pattern in _SHAPES:
        for match in pattern.finditer(text.text):
            start, end = match.span("value") if "value" in match.groupdict() else match.span()
            yield Candidate(kind, start, end, reason, alone)


def _clinic_formats(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for pattern in knowledge.mrn:
        for match in pattern.finditer(text.text, timeout=_TIMEOUT):
            if match.group():
                yield Candidate(
                    Identifier.RECORD, match.start(), match.end(), "record number", Level.BLOCK
                )


def _labelled(text: Text) -> Iterator[Candidate]:
    for kind, reason, digits, alone, pattern in LABELLED:
        for match in pattern.finditer(text.text):
            value, start = match["value"], match.start("value")
            label = text.text[match.start() : start]
            enough = sum(c.isdigit() for c in value) >= digits
            if enough and not _is_harmless(text, start, value, label):
                yield Candidate(kind, start, match.end("value"), reason, alone)


def _is_harmless(text: Text, start: int, value: str, label: str) -> bool:
    """A number after an everyday word that is no code, a public register's, a year or an amount."""
    if PUBLIC_BEFORE.search(text.before(start, 40)) or _is_plain_number(value, label):
        return True
    if not LOOSE.match(label):
        return False
    return bool(PUBLIC_CODE.match(value)) or not (MARK.search(label) or _looks_coded(value))


def _looks_coded(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return digits >= 6 or (digits >= 3 and any(c.isalpha() for c in value) and digits != len(value))


def _is_plain_number(value: str, label: str) -> bool:
    """A year, or a number with a unit run on to it, after a word that is no clear label."""
    if regex.fullmatch(r"(?:19|20)\d\d(?:-\d{2,4})?", value):
        return not regex.search(r"(?i)#|\b(?:no|number|id|mrn)\b", label)
    return bool(
        regex.fullmatch(
            r"(?i)\d{1,4}-?(?:mg|ml|mcg|am|pm|th|st|nd|rd|k|day|days|week|weeks|month|months|year|years|yr)",
            value,
        )
    )
