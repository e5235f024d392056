"""Telephone, fax, e-mail, IP and hardware addresses, and web pages of persons.

A practice's own contacts, public lines and links to literature pass. What else a post gives
for readers to call or write to is for a person to look at; beside a patient it blocks.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import phonenumbers

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import alternation
from bot.phi.model import Identifier, Level, Role
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text

_NANP = regex.compile(
    r"(?<![\w.#$/-])(?:\+?1[-. ]?)?(?:\(\d{3}\)[-. ]?|\d{3}[-. /–])\d{3}[-. –]\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?(?![\w-]|\.\d)"
)
_LOCAL = regex.compile(
    r"(?i)\b(?:call(?:ed)?|cell|mobile|phone|tel|text(?:ed)?|fax|ph|number|contact|reach\w*|dial)\b[^\d\n]{0,20}(?P<value>\d{3}[-. ]\d{4})(?![\w-])"
)
#: Numbers dialled with a leading zero, as in Britain, Ireland, Australia and most of Europe.
_TRUNK = regex.compile(
    r"(?<![\w.#$/-])\(?0\d{2,4}\)?[- /]?\d{3,4}(?:[- ]?\d{2,4}){1,2}(?![\w-]|\.\d)"
)
_RUN = regex.compile(r"(?<![\w.#$/-])(?:1)?[2-9]\d{9}(?![\w-]|\.\d)")
_FOREIGN = regex.compile(r"(?<![\w])\+\d(?:[\d ().-]{6,18})\d(?!\w)")
_PHONE_WORD = regex.compile(
    r"(?i)\b(?:call|cell|mobile|phone|tel|telephone|text|fax|ph|number|contact|reach|dial|home|work)\b\W{0,12}(?:\w+\W{1,3}){0,3}$"
)
_HERS = regex.compile(
    r"(?i)\b(?:her|his|patient'?s?|pt'?s?|mom'?s?|mother'?s?|dad'?s?|father'?s?|wife'?s?|husband'?s?|daughter'?s?|son'?s?|my|family|cell|home phone|next of kin|emergency contact|nok|nan'?s?|mum'?s?|owner'?s?|carer'?s?|partner'?s?|who is|he is|she is|is on)\b[^\n.!?]{0,30}$"
)
_PUBLIC_LINE = regex.compile(
    r"(?i)\b(?:call us|call our|call the|call today|call now|call to|call or|call(?! (?:back|mum|mom|dad|nan|his|him|her|them|wife|husband|son|daughter))|ring us|ring our|please ring|pls ring|contact us|reach us|text us|rsvp|register|hotline|helpline|lifeline|line|crisis|appointments?|schedule|book|booking|office|clinic|front desk|info(?:rmation)?|questions|toll[- ]free|desk|department|tickets?|sign up|press|media|fax us)\b(?! (?:her|him|his|patient))[^\n]{0,40}$"
)
_TOLL_FREE = regex.compile(r"^(?:1?(?:800|888|877|866|855|844|833)|0800|0808|0300|0345|1800)")
#: The writer's own line, told to readers; "call her back on" is nobody's own.
_OWN_LINE = regex.compile(
    r"(?i)(?:\bour (?:\w+ ){0,2}(?:line|number|phone|phones|office|desk|tel|hotline|team|nurses|reception)\b|\b(?:we answer|answer(?:ing)? (?:the )?phones|phones? (?:are|is|open)|lines? (?:is|are|open)|(?:please|pls|plz|just|or|to|can) (?:call|ring|phone|text|dial)|(?:call|ring|phone|text) (?:us|the|our|the office)\b|appointments?\?|questions\?))(?![^\n]{0,40}\b(?:her|him|his|back|mum|mom|dad|nan|wife|husband|pt|patient)\b)[^\n]{0,50}$"
)
_EMAIL = regex.compile(
    r"(?i)(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?![\w@])"
)
_DOT = r"(?: ?(?:\bdot\b|\bpoint\b|\bunderscore\b|\bdash\b|\(dot\)|\[dot\]|\{dot\}) ?|[._])"
_AT = r" ?(?:\bat\b|\(at\)|\[at\]|\{at\}|<at>|@) ?"
_SPELLED_EMAIL = regex.compile(
    rf"(?i)(?<![\w-])[a-z0-9-]{{1,30}}(?:{_DOT}[a-z0-9-]{{1,30}}){{0,3}}{_AT}(?:(?:gmail|yahoo|hotmail|outlook|icloud|aol|proton\w{{0,4}}|comcast|msn)(?:{_DOT}com)?|[a-z0-9-]{{2,30}}(?: ?(?:\bdot\b|\(dot\)|\[dot\]|\{{dot\}}) ?[a-z0-9-]{{2,30}}){{1,3}}|[a-z0-9-]{{2,30}}(?:{_DOT}[a-z0-9-]{{2,30}})?{_DOT}(?:com|org|net|edu|us|me|io|co|info|example))\b"
)
_NUMERAL = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPELLED_PHONE = regex.compile(rf"(?i)\b{_NUMERAL}(?:[ ,.-]{{1,2}}{_NUMERAL}){{6,10}}\b")
_PRIVATE_MAIL = regex.compile(
    r"(?i)@(?:gmail|yahoo|hotmail|outlook|icloud|aol|msn|live|me|proton(?:mail)?|comcast|att|verizon|gmx|ymail|mail)\."
)
_MAILBOX = regex.compile(
    r"(?i)^(?:info|contact|hello|office|admin|support|help|press|media|events?|rsvp|register|appointments?|billing|privacy|compliance|research|trials?|careers|jobs|hr|news|team|foundation|education|cme)\b"
)
#: A neutral answer to a review, which says nothing of anybody.
_REFUSAL = regex.compile(
    r"(?i)\b(?:privacy|can't (?:discuss|talk|say|comment|confirm)|cannot (?:discuss|talk|say|comment|confirm)|unable to (?:discuss|comment|confirm))\b"
)
_MAILBOX_OF_OTHERS = regex.compile(
    r"(?i)^(?:pals|front-?desk|desk|complaints?|bookings?|reception|jobs?|learn|feedback|enquir\w+|inquir\w+|volunteers?|donate|giving|legal|accounts|service|services|clinic|practice|surgery|ward|union|press|editor|hr|recruit\w+|referrals?|records|pharmacy|lab|labs|noreply|no-reply|webmaster|member(?:ship)?|customer\w*|safety|library|training|conference|study|trial)\b"
)
_IP = regex.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)")
_IP6 = regex.compile(
    r"(?i)(?<![\w:])(?=[0-9a-f:]*\d)(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,5}(?![\w:])"
)
_MAC = regex.compile(r"(?i)(?<![\w:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:-])")
_URL = regex.compile(
    r"(?i)\b(?:https?://|www\.)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})(?P<path>/[^\s<>\"']{0,300})?"
)
_PERSONAL_PAGE = regex.compile(
    r"(?i)(?:^|\.)(?:caringbridge\.org|gofundme\.com|gofund\.me|mealtrain\.com|carepages\.com|legacy\.com|dignitymemorial\.com|tributearchive\.com|postthankyou\.com|lotsahelpinghands\.com|givesendgo\.com|spotfund\.com|youcaring\.com)$"
)
_PROFILE = regex.compile(
    r"(?i)(?:^|\.)(?:facebook\.com|fb\.com|instagram\.com|linkedin\.com|twitter\.com|x\.com|tiktok\.com|threads\.net|snapchat\.com|venmo\.com|pinterest\.com)$"
)
_PATIENT_QUERY = regex.compile(
    r"(?i)(?:[?&](?:mrn|patient(?:_?id)?|pid|pt|ssn|dob|member|accession|study|studyuid)=|/(?:patients?|charts?|studies|mrn)/)[\w%.-]{2,40}"
)
_HERS_PAGE = regex.compile(
    rf"(?i)[/_-](?:her|his|our-patients?|patients?)[_-](?:\w{{2,20}}[_-]){{0,3}}(?:{alternation('slug_clinical')}|{alternation('care')})(?![a-z])"
)
_SIX_KB = 20000


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield telephone numbers, addresses of mail and machines, and personal pages."""
    if any(c.isdigit() for c in text.text):
        yield from _phones(text, knowledge)
        yield from _machines(text)
    for match in _SPELLED_PHONE.finditer(text.text):
        yield Candidate(
            Identifier.PHONE,
            match.start(),
            match.end(),
            "a telephone number in words",
            Level.REVIEW,
        )
    if "@" in text.text or "at" in text.text.casefold():
        yield from _emails(text, knowledge)
    if "." in text.text:
        yield from _pages(text, knowledge)


def _phones(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for start, end in _numbers(text):
        digits = "".join(
            c for c in regex.sub(r"(?i)(?:x|ext).*", "", text.text[start:end]) if c.isdigit()
        )
        if digits[-10:] in knowledge.phones:
            yield Candidate(
                Identifier.PHONE,
                start,
                end,
                "the practice's own number",
                tied=Level.INFO,
                role=Role.OWN,
            )
        elif _TOLL_FREE.match(digits) and len(digits) >= 10:
            yield Candidate(
                Identifier.PHONE, start, end, "a public line", tied=Level.INFO, role=Role.PUBLIC
            )
        else:
            yield _phone(text, start, end)


def _phone(text: Text, start: int, end: int) -> Candidate:
    before = text.before(start, 60)
    fax = bool(regex.search(r"(?i)\bfax\b[^\n]{0,20}$", before))
    kind, word = (Identifier.FAX, "fax number") if fax else (Identifier.PHONE, "telephone number")
    if _HERS.search(before):
        return Candidate(kind, start, end, f"a person's {word}", Level.BLOCK)
    if _OWN_LINE.search(before) and not _HERS.search(before):
        refused = _REFUSAL.search(text.text[:_SIX_KB])
        tied = Level.INFO if refused else Level.REVIEW
        return Candidate(kind, start, end, f"a {word} given to readers", tied=tied)
    if _PUBLIC_LINE.search(before):
        return Candidate(
            kind, start, end, f"a {word} that is not on file", Level.INFO, Level.REVIEW
        )
    return Candidate(kind, start, end, word, Level.REVIEW)


def _numbers(text: Text) -> Iterator[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    spans += [m.span() for m in _NANP.finditer(text.text)]
    spans += [m.span() for m in _TRUNK.finditer(text.text) if _is_trunk(m.group())]
    spans += [m.span("value") for m in _LOCAL.finditer(text.text)]
    spans += [m.span() for m in _RUN.finditer(text.text) if _is_run(text, m)]
    spans += [m.span() for m in _FOREIGN.finditer(text.text) if _is_possible(m.group())]
    taken: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not any(s < end and start < e for s, e in taken):
            taken.append((start, end))
            yield start, end


def _is_trunk(number: str) -> bool:
    return 10 <= sum(c.isdigit() for c in number) <= 11


def _is_run(text: Text, match: regex.Match[str]) -> bool:
    return bool(_PHONE_WORD.search(text.before(match.start(), 40))) or _is_possible(
        "+1" + match.group()[-10:], valid=True
    )


def _is_possible(number: str, *, valid: bool = False) -> bool:
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    return (
        phonenumbers.is_valid_number(parsed) if valid else phonenumbers.is_possible_number(parsed)
    )


def _emails(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for pattern in (_EMAIL, _SPELLED_EMAIL):
        for match in pattern.finditer(text.text):
            mail = match.group().casefold()
            if pattern is _SPELLED_EMAIL and (_EMAIL.fullmatch(mail) or _is_page(mail)):
                continue
            start, end = match.span()
            if mail in knowledge.emails or knowledge.is_own_domain(mail.rpartition("@")[2]):
                yield Candidate(
                    Identifier.EMAIL,
                    start,
                    end,
                    "the practice's own address",
                    tied=Level.INFO,
                    role=Role.OWN,
                )
            elif _MAILBOX.match(mail):
                yield Candidate(
                    Identifier.EMAIL,
                    start,
                    end,
                    "an organisation's mailbox",
                    tied=Level.REVIEW,
                    weak=False,
                )
            elif _MAILBOX_OF_OTHERS.match(mail):
                yield Candidate(Identifier.EMAIL, start, end, "e-mail address", tied=Level.REVIEW)
            elif (
                text.care
                or pattern is _SPELLED_EMAIL
                or _PRIVATE_MAIL.search(mail)
                or _HERS.search(text.before(start))
            ):
                yield Candidate(
                    Identifier.EMAIL, start, end, "a person's e-mail address", Level.REVIEW
                )
            else:
                yield Candidate(Identifier.EMAIL, start, end, "e-mail address")


def _is_page(mail: str) -> bool:
    """Whether "at" stands between words and a plain host: "find us at example.com"."""
    return " at " in mail and "dot" not in mail


def _machines(text: Text) -> Iterator[Candidate]:
    for pattern in (_IP, _IP6):
        for match in pattern.finditer(text.text[:_SIX_KB]):
            if _is_ip(match.group()):
                labelled = regex.search(
                    r"(?i)\bip\b|\blog(?:ged|in)?\b|\baddress\b", text.before(match.start(), 40)
                )
                yield Candidate(
                    Identifier.IP,
                    match.start(),
                    match.end(),
                    "IP address",
                    Level.BLOCK if labelled else Level.REVIEW,
                )
    for match in _MAC.finditer(text.text):
        yield Candidate(
            Identifier.DEVICE, match.start(), match.end(), "device address", Level.REVIEW
        )


def _is_ip(found: str) -> bool:
    try:
        ipaddress.ip_address(found)
    except ValueError:
        return False
    return True


def _pages(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in _URL.finditer(text.text):
        host, path = match["host"], match["path"] or ""
        if not path or (knowledge.is_own_domain(host) and not _PATIENT_QUERY.search(path)):
            continue
        if _PATIENT_QUERY.search(path):
            yield Candidate(
                Identifier.URL,
                match.start(),
                match.end(),
                "a link with a patient's number or page",
                Level.BLOCK,
            )
        elif _HERS_PAGE.search(path):
            yield Candidate(
                Identifier.URL,
                match.start(),
                match.end(),
                "a page about one person's care",
                Level.REVIEW,
            )
        elif _PERSONAL_PAGE.search(host) and len(path) > 2:
            yield Candidate(
                Identifier.URL,
                match.start(),
                match.end(),
                "a page about one person's illness or death",
                Level.REVIEW,
            )
        elif _PROFILE.search(host) and not knowledge.handles & set(
            path.casefold().strip("/@").split("/")
        ):
            yield Candidate(
                Identifier.URL,
                match.start(),
                match.end(),
                "a person's profile",
                same_sentence=True,
                weak=False,
            )
