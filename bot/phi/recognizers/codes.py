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

_I = regex.IGNORECASE
#: What may stand between a label and its number.
_LINK = r"(?:\s?(?:no|num|number|nr|id|code|is|was|of|ending in|ending|ends in)\b\.?|[\s:#=()\-–—.]){0,6}"
#: A number as charts write it: at least one digit, letters and dashes around it.
_VALUE = r"(?P<value>(?=[A-Z\-/]{0,6}\d)[A-Z0-9](?:[A-Z0-9\-/]{1,24})?[A-Z0-9])(?![\w%])"
_LABELS: tuple[tuple[Identifier, str, str, int, Level], ...] = (
    (
        Identifier.RECORD,
        "record number",
        r"mrn?\#?|m\.r\.n\.?|med(?:ical)?\.? ?rec(?:ord)?s?|hospital (?:no|number|id)|chart|(?:patient|pt) ?(?:id|no|num(?:ber)?|\#)|emr|ehr",
        3,
        Level.BLOCK,
    ),
    (
        Identifier.OTHER,
        "case, study or specimen number",
        r"accession|specimen|encounter|csn|fin|visit (?:id|no|number|\#)|case (?:id|no|number|\#)|subject|participant|"
        r"study id|scan id|order (?:id|no|number|\#)|rx ?(?:no|num|number|\#)?|prescription (?:no|number|\#)|requisition|confirmation|passport|"
        r"badge|employee (?:id|no|number)|student id|tax id|itin|dea",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.PLAN,
        "plan or member number",
        r"(?:health |insurance |medical )?(?:plan|member(?:ship)?|policy|subscriber|beneficiary|insurance|insured|hicn|mbi|medicare|medicaid|"
        r"blue cross|aetna|cigna|humana|kaiser|united ?healthcare|claim|prior auth(?:orization)?|auth(?:orization)?|group)",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.ACCOUNT,
        "account number",
        r"(?:bank |patient |billing |guarantor |checking |savings )?(?:account|acct|a/c)|invoice|routing|statement (?:no|number|\#)|iban|card",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.LICENCE,
        "driver's licence",
        r"(?:driver'?s?'?|driving|operator'?s?) ?(?:licen[cs]e|permit)|\bdl|\bcdl",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.LICENCE,
        "certificate or licence number",
        r"(?:licen[cs]e|certificate|certification|permit)",
        4,
        Level.REVIEW,
    ),
    (Identifier.LICENCE, "provider number", r"npi", 6, Level.REVIEW),
    (
        Identifier.VEHICLE,
        "vehicle or plate number",
        r"vin|(?:licen[cs]e |number |registration )?plates?|tag number|vehicle (?:id|no|number|registration)|registration (?:no|number)",
        2,
        Level.BLOCK,
    ),
    (
        Identifier.DEVICE,
        "device serial number",
        r"serial|serial ?(?:no|num|number|\#)|s/n|sn|device (?:id|no|number|identifier)|udi|imei|(?:implant|pacemaker|pump|stimulator|icd|insulin pump|prosthesis|lead) (?:id|no|number|serial|\#)",
        3,
        Level.BLOCK,
    ),
    (
        Identifier.BIOMETRIC,
        "biometric identifier",
        r"fingerprint (?:id|no|number|hash)|voiceprint(?: id)?|retina(?:l)? scan id|biometric (?:id|no|number)",
        3,
        Level.BLOCK,
    ),
)
_LABELLED = tuple(
    (
        kind,
        reason,
        digits,
        alone,
        regex.compile(rf"(?<![\w#@])(?:{label})\b{_LINK}(?<![A-Z0-9]){_VALUE}", _I),
    )
    for kind, reason, label, digits, alone in _LABELS
)
#: Labels that are everyday words too; their number must be marked or look like a code.
_LOOSE = regex.compile(
    r"(?i)^(?:chart|subject|participant|plan|group|policy|member|membership|medicare|medicaid|claim|auth|insurance|insured|"
    r"account|invoice|card|rx|confirmation|order|fin|serial|sn|licen[cs]e|certificate|certification|permit|dl|cdl|plates?|"
    r"number plates?|(?:health|insurance|medical) (?:plan|policy)|vin|beneficiary|routing|specimen|encounter|authorization|"
    r"medical records?|med rec|emr|ehr|humana|aetna|cigna|kaiser|blue cross|united ?healthcare|mr|udi|dea|badge)\b"
)
_MARK = regex.compile(
    r"(?i)#|:|=|\b(?:no|num|number|nr|id|ending|ends|serial|code)\b|\bis\b|\bwas\b"
)
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
_CARD = regex.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
#: A plate without its word, where a vehicle is described.
_PLATE = regex.compile(
    r"(?i)\b(?:car|truck|van|suv|sedan|pickup|jeep|minivan|ford|chevy|chevrolet|equinox|honda|civic|accord|toyota|camry|corolla|subaru|nissan|kia|hyundai|dodge|ram|tesla|bmw|buick|f-150|silverado|prius|outback|tahoe|impala|motorcycle|harley|ride)\b[^.!?\n\d]{0,25}(?<!\w)(?P<value>(?-i:(?=[A-Z0-9]{0,4}[A-Z])\d?[A-Z0-9]{2,3}-\d{3,4}))(?!\w)"
)
_VIN = regex.compile(
    r"(?i)(?<!\w)(?=[A-Z0-9]{0,16}\d)(?=[A-Z0-9]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)"
)
_BARE = regex.compile(r"(?<![\w#$-])[A-Z]{2,4}-?\d{6,10}(?!\w)")
_PUBLIC_CODE = regex.compile(
    r"(?i)^(?:nct|pmc|pmid|isrctn|doi|cpt|icd|rfc|iso|usd|en|hr|sb|ab|hb|crd)[- ]?\d"
)
_PUBLIC_BEFORE = regex.compile(
    r"(?i)(?:doi\.org/\S*|nct|clinicaltrials\S*|pmid:?|doi:?\s?|meeting id:?|zoom id:?|webinar id:?|passcode:?|isbn:?|issn:?|grant (?:no|number)?:?|recall\w* [\w ]{0,30})\s?$"
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
    yield from _checked(text)


def _clinic_formats(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for pattern in knowledge.mrn:
        for match in pattern.finditer(text.text, timeout=_TIMEOUT):
            if match.group():
                yield Candidate(
                    Identifier.RECORD, match.start(), match.end(), "record number", Level.BLOCK
                )


def _labelled(text: Text) -> Iterator[Candidate]:
    for kind, reason, digits, alone, pattern in _LABELLED:
        for match in pattern.finditer(text.text):
            value, start = match["value"], match.start("value")
            label = text.text[match.start() : start]
            enough = sum(c.isdigit() for c in value) >= digits
            if enough and not _is_harmless(text, start, value, label):
                yield Candidate(kind, start, match.end("value"), reason, alone)


def _is_harmless(text: Text, start: int, value: str, label: str) -> bool:
    """A number after an everyday word that is no code, a public register's, a year or an amount."""
    if _PUBLIC_BEFORE.search(text.before(start, 40)) or _is_plain_number(value, label):
        return True
    if not _LOOSE.match(label):
        return False
    return bool(_PUBLIC_CODE.match(value)) or not (_MARK.search(label) or _looks_coded(value))


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


def _is_public(text: Text, start: int, value: str) -> bool:
    return bool(_PUBLIC_CODE.match(value) or _PUBLIC_BEFORE.search(text.before(start, 40)))


def _checked(text: Text) -> Iterator[Candidate]:
    for match in _CARD.finditer(text.text):
        digits = [int(c) for c in match.group() if c.isdigit()]
        if (
            luhn(digits)
            and len(set(digits)) > 1
            and not _is_public(text, match.start(), match.group())
        ):
            yield Candidate(
                Identifier.ACCOUNT, match.start(), match.end(), "card number", Level.BLOCK
            )
    for match in _VIN.finditer(text.text):
        if vin_check(match.group()):
            yield Candidate(
                Identifier.VEHICLE, match.start(), match.end(), "vehicle number", Level.BLOCK
            )
    for match in _PLATE.finditer(text.text):
        start, end = match.span("value")
        yield Candidate(Identifier.VEHICLE, start, end, "a plate beside a patient cue")
    for match in _BARE.finditer(text.text):
        if not _is_public(text, match.start(), match.group()):
            yield Candidate(
                Identifier.OTHER,
                match.start(),
                match.end(),
                "a code beside a patient cue",
                same_sentence=True,
            )


def luhn(digits: list[int]) -> bool:
    """Whether ``digits`` satisfy the mod-10 check of ISO/IEC 7812-1."""
    doubled = [
        d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


_VIN_VALUES = {c: i % 10 for i, c in enumerate("0123456789")} | dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_check(vin: str) -> bool:
    """Whether the ninth character is the check digit of 49 CFR 565.15(c)."""
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin.upper(), _VIN_WEIGHTS, strict=True))
    return vin[8].upper() == "0123456789X"[total % 11]
