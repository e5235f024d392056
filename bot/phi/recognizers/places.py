"""Street addresses, ZIP codes, rooms and beds, and named facilities tied to a patient."""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bot.phi.knowledge import Knowledge, squeeze
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.shorthand import raised
from bot.phi.telling import tells_of_care

_I = regex.IGNORECASE
_KIND = (
    r"(?:street|str|st|avenue|ave?|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|place|pl|terrace|ter|parkway|"
    r"pkwy|highway|hwy|way|trail|trl|square|sq|alley|loop|crescent|close|row|plaza|pike|turnpike|broadway)"
)
_STREET = regex.compile(
    rf"(?<![\w$#./-])\d{{1,6}}[A-Z]?,? (?:[NSEW]{{1,2}}\.? |(?:north|south|east|west) )?(?:[\w'.-]{{1,20}} ){{1,3}}{_KIND}\b\.?(?!-)"
    r"(?:,? (?:apt|apartment|unit|suite|ste|#|no)\.? ?#?\w{1,6}\b)?(?:,? [A-Z][\w.]+(?: [A-Z][\w.]+)?,? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?\b)?",
    _I,
)
_NOT_STREET = regex.compile(
    r"\b(?:way|close|place|drive|court|loop|row|square)\b\.?$|\b(?:patients?|people|percent|years?|days?|weeks?|months?|minutes?|hours?|mg|ml|steps|ways|tips|"
    r"reasons|things|adults|in|of|to|the|a|is|and|with|for|at|by|on|from|who|that|are|was)\b",
    _I,
)
_BOX = regex.compile(r"\bp\.? ?o\.? box \d{1,7}\b|\bapt\.? ?#?\d{1,5}[a-z]?\b", _I)
_NUMBERED = regex.compile(
    r"(?<![\w$#./-])\d{1,6} (?:[NSEW]{1,2}\.? )?(?:hwy|highway|county (?:road|rd|highway)|cr|co\.? rd|state (?:route|road|hwy)|route|rte|rural route|fm|us)\.? ?\d{1,5}\b(?: [NSEW]{1,2}\b)?",
    _I,
)
_ZIP = regex.compile(
    r"(?:\b[A-Z]{2}|(?i:\bzip(?: code)?(?: is)?:?))\s(?P<zip>\d{5}(?:-\d{4})?)(?![\w-])"
)
#: Codes of a few houses or of one street: Britain, Ireland, Canada, and ZIP+4.
_POSTCODE = regex.compile(
    r"(?<![\w#@/.-])(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[AC-FHKNPRTV-Y]\d[\dW] [0-9AC-FHKNPRTV-Y]{4}|[A-CEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d|\d{5}-\d{4})(?![\w-])",
    _I,
)
#: Three-digit areas of fewer than 20,000 people, which may not stand even shortened (2010 Census,
#: as listed in HHS's de-identification guidance of 26 November 2012).
_SMALL_AREA = regex.compile(
    r"(?i)\bzips?(?: ?codes?| area| prefix)?(?: (?:starting|beginning|starts|begins)(?: with)?| is| prefix)?[ :#]{1,3}(?P<zip>036|059|102|203|205|369|556|692|753|772|821|823|878|879|884|890|893)(?:xx|\*\*|--|\.\.)?(?!\d)"
)
_ROAD = regex.compile(
    r"\b(?:on|off|at|from|down|up|along|opposite|corner of) (?P<road>(?:\p{Lu}[\p{L}'-]{1,20} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Terrace|Crescent|Close|Row|Parkway|Highway|Hwy|Mews|Gardens|Estate|Trail|Pike)|(?:Route|Highway|Hwy|County Road|Interstate|I-) ?\d{1,4})\b"
)
_ROOM = regex.compile(
    r"\b(?P<kind>room|rm|bed|bay|ward|unit|cubicle|cabin|side ?room|trolley|isolation(?: room)?|chair|station|stretcher|gurney|slot|theatre|resus|pod|berth|curtain)\.? ?#?(?P<number>\d{1,4}[A-Z]?|[A-H](?=[ ,:.]|$))(?!\.\d)\b(?! ?(?:mg|%|patients|people|hours|days|nurses?|apps|cases))(?: (?:bed|bay|room|chair) ?#?(?:\d{1,3}[A-Z]?|[A-Z])\b)?",
    _I,
)
_CLINICAL_ROOM = regex.compile(
    r"\b(?:icu|er|ed|or|hospital|patient|pt|her|his|ward|floor|admitted|bed|nurse|post-?op)\b", _I
)
_LIVES = regex.compile(
    r"\b(?:lives?|lived|living|resid\w+|stays?|home|address|house|located|moved|mailing)\b[^.\n]{0,25}$",
    _I,
)
_LIVES_THERE = regex.compile(
    r"\b(?:patient|pt|she|he|who|her|his)(?:'s)? (?:currently |still )?(?:lives?|lived|resides?|stays?|home|house|address)\b[^.\n]{0,20}$",
    _I,
)
_EVENT = regex.compile(
    r"\b(?:join|event|webinar|talk|lecture|conference|fair|class|workshop|register|rsvp|venue|office|clinic|visit us|located|directions|new location|find us|doors|parking|open house|screening|meet us|see you|offices|auditorium|church|library|center)\b",
    _I,
)
_FACILITY = regex.compile(
    r"(?<![\w#@])(?:(?:St|Mt|Ft|Dr)\.? |[A-Z][\w'&-]{1,20}\.? ){1,4}(?:(?:of|and|for|the|de) (?:[A-Z][\w'-]+ ){1,2})?"
    r"(?:Hospital|Clinic|Infirmary|Sanatorium|Hospice|Med(?:ical)?\.? (?:Center|Centre|Group|Ctr)|Health (?:Center|Centre|System|Clinic)|Healthcare|Care Center|Cancer Center|Surgery Center|Nursing Home|"
    r"Rehabilitation Center|Rehab|Memorial|General|High School|Middle School|Elementary|University|College|Health)\b(?: (?:of )?[A-Z][a-z]+(?: [A-Z][a-z]+)?(?=[ ,.;)]))?"
)


_FROM = regex.compile(
    r"\b(?:from|(?:lives?|living|lived|resid\w+|born|raised|works?|working|teaches|farms|retired|visiting) (?:here |up |out |over |down )?(?:in|at|near|outside)|resident of|native of|outside of|near) (?P<town>(?:(?:Mt|St|Ft|Port|New|San|Santa|Lake|El|Los)\.? )?\p{Lu}\p{Ll}[\p{L}'-]{1,20}(?: \p{Lu}\p{Ll}[\p{L}'-]{1,20}){0,2}(?:, [A-Z]{2}\b)?)"
)
_NO_TOWN = regex.compile(
    r"(?i)^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|dr|christmas|easter)\b"
)


def _towns(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in _FROM.finditer(text.text):
        town = match["town"]
        plain = town.casefold()
        known = any(
            plain in words(name)
            for name in ("states", "plain", "medical", "drugs", "eponyms", "english")
        )
        if known or _NO_TOWN.match(town) or knowledge.is_own_address(town):
            continue
        start, end = match.span("town")
        yield Candidate(
            Identifier.PLACE,
            start,
            end,
            "a town beside a patient cue",
            weak=False,
            same_sentence=not tells_of_care(text),
        )


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield addresses and places; the practice's own pass, an event's pass unless a patient is near."""
    for match in _STREET.finditer(text.text):
        if not _NOT_STREET.search(match.group()) or regex.search(
            r"\d{5}|(?i:apt|suite|unit)", match.group()
        ):
            found = _address(text, match.start(), match.end(), "street address", knowledge)
            yield raised(text, found)
    for match in itertools.chain(_BOX.finditer(text.text), _NUMBERED.finditer(text.text)):
        yield _address(text, match.start(), match.end(), "postal address", knowledge)
    for match in _ZIP.finditer(text.text):
        yield _address(text, match.start("zip"), match.end("zip"), "full ZIP code", knowledge)
    yield from (raised(text, found) for found in _codes_and_roads(text, knowledge))
    yield from (raised(text, found) for found in _rooms(text))
    yield from _towns(text, knowledge)
    yield from _facilities(text, knowledge)


def _codes_and_roads(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in _POSTCODE.finditer(text.text):
        yield _address(text, match.start(), match.end(), "postal code", knowledge)
    for match in _SMALL_AREA.finditer(text.text):
        start, end = match.span("zip")
        yield _address(text, start, end, "ZIP area of few people", knowledge)
    for match in _ROAD.finditer(text.text):
        start, end = match.span("road")
        yield _address(text, start, end, "street", knowledge)


def _address(text: Text, start: int, end: int, reason: str, knowledge: Knowledge) -> Candidate:
    if knowledge.is_own_address(text.text[start:end]):
        return Candidate(
            Identifier.PLACE,
            start,
            end,
            "the practice's own address",
            tied=Level.INFO,
            role=Role.OWN,
        )
    if _LIVES_THERE.search(text.before(start, 50)):
        return Candidate(Identifier.PLACE, start, end, f"a person's home, {reason}", Level.BLOCK)
    if _LIVES.search(text.before(start, 50)) and not regex.search(
        r"(?i)\blocated\b[^.]{0,25}$", text.before(start, 50)
    ):
        return Candidate(Identifier.PLACE, start, end, f"a home's {reason}", Level.REVIEW)
    public = bool(_EVENT.search(text.sentence_text(start)))
    return Candidate(
        Identifier.PLACE,
        start,
        end,
        reason,
        tied=Level.BLOCK,
        weak=not public,
        same_sentence=public,
    )


#: What holds other things and people too, where nothing clinical is said.
_ROOMS_ELSEWHERE = frozenset(
    {"unit", "chair", "station", "slot", "pod", "cabin", "theatre", "berth"}
)


def _rooms(text: Text) -> Iterator[Candidate]:
    for match in _ROOM.finditer(text.text):
        sentence = text.sentence_text(match.start())
        if match["kind"].casefold() in _ROOMS_ELSEWHERE and not _CLINICAL_ROOM.search(sentence):
            continue
        event = bool(_EVENT.search(sentence))
        yield Candidate(
            Identifier.PLACE,
            match.start(),
            match.end(),
            "room or bed",
            weak=not event,
            same_sentence=event,
        )


def _facilities(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in _FACILITY.finditer(text.text):
        if squeeze(match.group()) in knowledge.brand or any(
            own in squeeze(match.group()) for own in knowledge.brand if len(own) > 6
        ):
            yield Candidate(
                Identifier.PLACE,
                match.start(),
                match.end(),
                "the practice itself",
                tied=Level.INFO,
                role=Role.OWN,
            )
        else:
            yield facility(text, match.start(), match.end())


_AT = regex.compile(r"\b(?:at|in|from|to|into|by|of|near|,)\s?(?:the |our |my )?$", _I)
_TIE = regex.compile(
    r"\b(?:admitted|seen|saw|treated|visited|discharged|transferred|diagnosed|operated|born|lives?|living|resid\w+|from|observed|evaluated|followed|referred|surgery|appointment|presented|presenting|works?|teach\w*|teaches|student|"
    r"brought|rushed|last|visit|hospitali[sz]ed|care|management|received|receiving|underwent|pt|patient|consult\w*|reviewed|examined|assessed|delivered|checked|registered|under|stay|record\w*|scheduled)\b",
    _I,
)


def facility(text: Text, start: int, end: int) -> Candidate:
    """A named site or town: an identifier where the sentence ties a person's care or life to it."""
    sentence = text.sentence_text(start)
    tied = (
        Level.BLOCK
        if _AT.search(text.before(start, 20))
        and _TIE.search(sentence)
        and not _PUBLIC.search(sentence)
        else Level.INFO
    )
    return Candidate(
        Identifier.PLACE,
        start,
        end,
        "a named place beside a patient cue",
        tied=tied,
        same_sentence=True,
        role=Role.ORGANISATION,
    )


_PUBLIC = regex.compile(
    r"\b(?:join us|register|rsvp|webinar|conference|study|studies|researchers?|published|professor|faculty|fellowship|residency|trained|graduated|joins|joined|accepting new|now open|located|visit us|award|according to|guidelines from)\b",
    _I,
)
