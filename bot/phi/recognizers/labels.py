"""The words that introduce one person's number, and the grammar of label, filler and value.

A label alone decides ("MRN 4471902" needs no patient beside it). Labels that are everyday
words too are listed apart: their number must be marked ("policy no. …") or look like a code.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex

_I = regex.IGNORECASE
_NO = r"(?:no\b\.?|nos\b|num\b\.?|number\b|nr\b\.?|id\b|code\b|ref\b\.?|\#)"
#: What may stand between a label and its number.
_LINK = (
    r"(?:\s?(?:no|num|number|nr|id|code|ref|is|was|of|reads?|says|shows?|ending in|ending|ends in|ends|starts|starting|now|still|for|the)\b\.?"
    r"|\s?(?:->|=>|→|…)|[\s:#=()\[\]\"'\-–—.,*_|~]){0,8}"
)
#: A number as charts write it: at least one digit early on, letters, dashes and groups around it.
_GROUP = r"[ ./\-–](?=[A-Z]{0,4}\d)[A-Z0-9]{1,14}"
_VALUE = (
    rf"(?P<value>(?=[A-Z\-/]{{0,6}}\d)[A-Z0-9](?:[A-Z0-9\-/]{{1,24}})?(?:{_GROUP}){{0,8}}"
    r"(?:-[A-Z]{1,3})?)(?![\w%])"
)
#: kind, what it is called, the label, digits at least, level without any context.
LABELS: tuple[tuple[Identifier, str, str, int, Level], ...] = (
    (
        Identifier.RECORD,
        "record number",
        rf"mrns?\#?|m\.r\.n\.?|med(?:ical)?\.? ?rec(?:ord)?s?|hosp(?:ital)?\.? ?{_NO}|chart|(?:patient|pt|client) ?(?:id|no|num(?:ber)?|ref|\#)|e[mh]r|(?-i:URN?|UR)|nhs ?(?:no|num|number|\#)|chi ?(?:no|number|\#)|unit ?(?:no|number|\#)|pas ?(?:no|number|id)|empi|mpi|(?:k|h|d) ?number|patient identifier|record ?{_NO}",
        3,
        Level.BLOCK,
    ),
    (
        Identifier.OTHER,
        "case, study or specimen number",
        rf"accession|accn|acc ?(?:no|num|\#)|specimen|encounter|csn|fin|visit {_NO}|case {_NO}|subject|participant|enrol(?:l)?ment {_NO}|randomi[sz]ation {_NO}|randomi[sz]ed (?:pt|patient|subject)|screening {_NO}|"
        rf"study {_NO}|scan {_NO}|order {_NO}|rx ?(?:no|num|number|\#)?|prescription {_NO}|requisition|confirmation|biobank|sample {_NO}|biopsy {_NO}|slide {_NO}|block {_NO}|donor {_NO}|recipient {_NO}|unos {_NO}|kit {_NO}|barcode|"
        rf"referral|ubrn|coroner'?s?(?: case| ref| no| inquest)?|autopsy {_NO}|incident|datix|cad|complaint {_NO}|inquest {_NO}|tracking {_NO}|badge|employee (?:id|no|number)|student id|tax id|itin|dea",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.PLAN,
        "plan or member number",
        r"(?:health |insurance |medical )?(?:plan|memb(?:er(?:ship)?)?|policy|pol|subscriber|enroll?ee|policyholder|beneficiary|insurance|insurer|insured|hicn|mbi|medicare|medicaid|medi-cal|tricare|"
        r"blue cross|bcbs|aetna|cigna|humana|anthem|kaiser|optum|uhc|united ?healthcare|claim|prior auth(?:orization)?|pre-?auth|auth(?:orization)?|group|grp)",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.ACCOUNT,
        "account number",
        rf"(?:bank |patient |billing |guarantor |checking |savings )?(?:account|acct|a/c)|invoice|routing|statement|sort code|iban|card|receipt {_NO}|guarantor {_NO}|bill {_NO}",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.LICENCE,
        "driver's licence",
        r"(?:driver'?s?'?|driving|operator'?s?) ?(?:licen[cs]e|lic|permit)|\bdl|\bcdl|passport|state id|green card|visa (?:no|number)",
        4,
        Level.BLOCK,
    ),
    (
        Identifier.LICENCE,
        "certificate or licence number",
        r"(?:licen[cs]e|lic|certificate|certification|permit)",
        4,
        Level.REVIEW,
    ),
    (Identifier.LICENCE, "provider number", r"npi|gmc (?:no|number)", 6, Level.REVIEW),
    (
        Identifier.VEHICLE,
        "vehicle or plate number",
        r"vin|(?:licen[cs]e |number |registration )?plates?|tag(?:s| number)?|vehicle (?:id|no|number|registration)|reg|rego|registration(?: no| number)?",
        2,
        Level.BLOCK,
    ),
    (
        Identifier.DEVICE,
        "device serial number",
        rf"serial|ser|serial ?{_NO}|s/n|sn|device (?:id|no|number|identifier)|udi|imei|eid|(?:implant|pacemaker|pacer|pump|stimulator|generator|icd|insulin pump|prosthesis|lead|transmitter|sensor|monitor|valve|shunt|hearing aid|processor|wheelchair|concentrator|cpap) ?(?:id|no|number|serial|\#|s/n|sn)",
        3,
        Level.BLOCK,
    ),
    (
        Identifier.BIOMETRIC,
        "biometric identifier",
        r"(?:finger|palm|voice|foot|ear|face|gait)[ -]?prints?(?: (?:id|no|number|hash|template|file))|(?:retina(?:l)?|iris|vein|palm) ?(?:scan|template|print|code)(?: (?:id|no|number|hash))|biometric (?:id|no|number|template|hash)|face ?id hash",
        3,
        Level.BLOCK,
    ),
)
LABELLED = tuple(
    (
        kind,
        reason,
        digits,
        alone,
        regex.compile(rf"(?<![\w#@])(?:{label})(?![\w]){_LINK}(?<![A-Z0-9]){_VALUE}", _I),
    )
    for kind, reason, label, digits, alone in LABELS
)
#: Labels that are everyday words too; their number must be marked or look like a code.
LOOSE = regex.compile(
    r"(?i)^(?:chart|subject|participant|plan|group|grp|policy|pol|memb|member|membership|medicare|medicaid|medi-cal|tricare|claim|auth|insurance|insurer|insured|"
    r"account|invoice|statement|card|rx|confirmation|order|fin|serial|ser|sn|licen[cs]e|lic|certificate|certification|permit|dl|cdl|plates?|tags?|reg|rego|registration|"
    r"number plates?|(?:health|insurance|medical) (?:plan|policy)|vin|beneficiary|routing|specimen|encounter|authorization|referral|incident|cad|barcode|biobank|coroner|inquest|randomi[sz]ed|"
    r"medical records?|med rec|emr|ehr|humana|aetna|cigna|anthem|optum|uhc|kaiser|blue cross|bcbs|united ?healthcare|mr|udi|dea|badge|passport|mpi)\b"
)
MARK = regex.compile(
    r"(?i)#|:|=|[-–—] ?$|->|→|\b(?:no|num|number|nr|id|ending|ends|serial|code|ref)\b|\bis\b|\bwas\b"
)
#: Registers and standards that anybody may quote.
PUBLIC_CODE = regex.compile(
    r"(?i)^(?:(?:nct|pmc|pmid|isrctn|eudract|chictr|actrn|drks|umin|doi|cpt|hcpcs|icd|rfc|iso|iec|astm|usd|en|crd|prospero)[- ]?\d|(?:hr|sb|ab|hb|pl)[- ]?\d{1,4}$)"
)
PUBLIC_BEFORE = regex.compile(
    r"(?i)(?:doi\.org/\S*|nct|clinicaltrials\S*|pmid:?|doi:?\s?|meeting id:?|zoom id:?|webinar id:?|passcode:?|(?:bar|pass|access|discount|promo|door|gate)[- ]?code:?|isbn:?|issn:?|grant (?:no|number)?:?|recall\w* [\w ]{0,30})\s?$"
)
