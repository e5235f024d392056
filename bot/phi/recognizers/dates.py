"""Dates of a person's birth, care or death; public dates (awareness days, events, papers) pass."""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import alternation
from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.shorthand import is_somebody, raised
from bot.phi.telling import is_of_others, is_own_story, tells_of_care

_I = regex.IGNORECASE
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_FULL_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_NTH = r"(?:\d{1,2}(?:st|nd|rd|th)?)"
_WORD_NTH = (
    r"(?:(?:twenty|thirty)-?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR = r"(?:'?\d{2}|(?:18|19|20)\d{2})"
_DAY = regex.compile(
    rf"(?<![\w/.-])(?:(?:{_WEEKDAY}\.?,? (?:the )?)?(?:"
    r"(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2})?Z?)?|"
    r"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:18|19|20)\d{2}|\d{2})|"
    rf"(?:{_NTH}|{_WORD_NTH})(?: of|[-/])? ?-?{_MONTH}\.?(?:[-/,]? ?(?:18|19|20)\d{{2}}|(?:[-/.]| ?')\d{{2}})?|"
    rf"{_MONTH}\.?[- ](?:the )?(?:{_NTH}|{_WORD_NTH})(?!\d|[:%]|-?\d| ?(?:am|pm|percent|patients|people|mg)\b)(?:(?:,|-)? ?(?:18|19|20)\d{{2}})?|"
    rf"{_WEEKDAY},? (?:the )?{_NTH}(?=\W|$)(?! ?(?:am|pm|:\d|-))|"
    rf"\d{{1,2}}{_MONTH}(?:\d{{4}}|\d{{2}})?|{_MONTH}\d{{1,2}}|"
    r"(?:0?[1-9]|[12]\d|3[01])[-/. ](?:i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)[-/. ](?:(?:18|19|20)\d{2}|\d{2})"
    r"))(?![\w/]|-\d)",
    _I,
)
_SHORT = regex.compile(
    r"(?<![\w/.$-])(?:(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])|(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2]))(?![\w/%]|\.\d|-\d)(?! (?:to|pain|on the)\b)(?<!(?:VAS|pain|score|scores|NRS|from|to) \d{1,2}/\d{1,2})"
)
_MONTH_ONLY = regex.compile(
    rf"\b(?:in|since|last|this past|early|late|mid-?|of|from|until) ?(?:{_FULL_MONTH})\b(?:,? (?:of )?(?:19|20)\d{{2}})?|\b{_FULL_MONTH} (?:of )?(?:19|20)\d{{2}}\b",
    _I,
)
_RELATIVE = regex.compile(
    rf"\b(?:yesterday(?: (?:morning|afternoon|evening))?|last night|tonight|this (?:morning|afternoon|evening|{_WEEKDAY})|today|earlier today|the day before yesterday|t(?:o?m(?:or?)?rr?o?w)|tmrw|tmr|2moro|yest|{_WEEKDAY} (?:gone|just gone|week|last)|this dawn|(?:at|this|since) dawn|"
    rf"(?:last|this past|on) {_WEEKDAY}(?: (?:morning|afternoon|evening|night))?|(?:two|three|four|five|six|\d) days ago|"
    r"(?:on |last |this )?(?:christmas(?: eve| day)?|new year'?s(?: eve| day)?|thanksgiving(?: day)?|halloween|easter(?: sunday)?|valentine'?s day|mother'?s day|father'?s day|"
    r"boxing day|bank holiday(?: monday)?|labou?r day|memorial day|(?:the )?(?:fourth|4th) of july|independence day|st\.? patrick'?s day|juneteenth|veterans day|super bowl sunday))\b",
    _I,
)
_HOLIDAY = r"(?:christmas(?: eve| day)?|new year'?s(?: eve| day)?|thanksgiving(?: day)?|halloween|easter(?: sunday| monday)?|valentine'?s(?: day)?|mother'?s day|father'?s day|labor day|memorial day|(?:the )?(?:fourth|4th) of july|independence day|st\.? patrick'?s(?: day)?|juneteenth|veterans day|presidents'? day|columbus day|mlk day|groundhog day|ash wednesday|good friday|palm sunday|mardi gras|cinco de mayo|hanukkah|passover|ramadan|eid|diwali|lunar new year|black friday|boxing day|(?:the )?super bowl(?: sunday)?|(?:the )?eclipse|(?:the )?state fair|opening day|leap day|election day|prom|homecoming)"
_TIME = r"(?:\d{1,2}(?::\d{2})? ?(?:a\.?m\b\.?|p\.?m\b\.?)|\d{1,2}:\d{2}|noon|midnight)"
#: Days, hours and feasts that say nothing but beside one person's care.
_LOOSE = regex.compile(
    rf"\b(?:(?:the )?(?:day|night|morning|week|weekend|{_WEEKDAY}) (?:before|after|of|following) {_HOLIDAY}|(?:over |on |by |since |at |around |before |after )?{_HOLIDAY}(?: weekend| week| morning| night)?|"
    rf"(?:(?:on|by|since|until|before|after|every|next|this past|the other|first thing|come) )?{_WEEKDAY}(?:'s)?(?: (?:morning|afternoon|evening|night|at \d{{1,2}}(?::\d\d)?(?: ?[ap]m)?|{_TIME}))?(?!\w)|(?:on|since|by|til|until|due|for|from) the \d{{1,2}}(?:st|nd|rd|th)\b|(?:tomorrow|tmrw|tmr)(?: (?:\d{{4}}|morning|afternoon|at \d{{1,2}}))?|"
    rf"this (?:a\.?m\.?|p\.?m\.?)(?!\w)|(?:day|week) \d{{1,3}}\b|d ?\+ ?\d{{1,3}}\b|(?:post-?op day|pod) ?#?\d{{1,3}}|(?:first|second|third|last|\d(?:st|nd|rd|th)) (?:day|night|week) of {_HOLIDAY}|(?:the )?(?:same |very )?(?:day|night|morning|week|weekend)s? (?:before|after|of|as) (?:the |her |his |their )[a-z]{{3,15}}|(?:two|three|four|five|six|seven|\d{{1,2}}) (?:hours|days|weeks|months) (?:after|before|since) (?:the |her |his )[a-z]{{3,15}}|the (?:week|day|month) (?:after|before)\b|at (?:[01]\d|2[0-3])[0-5]\d(?: ?hrs?| ?h)?\b|(?:first thing|last thing) (?:t(?:o?m(?:or?)?rr?o?w)|tmrw|{_WEEKDAY})|(?:at |@ ?|or |by )?{_TIME}|(?:two|three|four|five|six|seven|eight|\d{{1,2}}) (?:days|weeks|months) ago|{_MONTH} the {_NTH}|{_WORD_NTH},? (?:18|19|20)\d\d)(?![\w:])|(?<=[_\W])(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=[_\W]|$)|(?<![\w/.])\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{1,4}})?(?![\w/])",
    _I,
)
_BIRTH = regex.compile(
    r"\b(?:d\.?o\.?b\.?|d of b|date of birth|birth ?date|birthday|born(?: on)?|b\.d\.|bday|b-day)(?!\w)(?:\s?(?:is|was|on|:)|[\s:,(\-#])*(?:\w+ ){0,2}$",
    _I,
)
_CARE_LABEL = regex.compile(
    r"\b(?:d\.?o\.?s|date of (?:service|admission|discharge|surgery|death|procedure|visit|injury|exam|onset|diagnosis)|admi(?:t|ssion) date|discharge date|dod|doa|doi|"
    r"surgery date|admitted|adm|discharged|d/c(?:'d|ed)?|expired|operated(?: on)?|deceased|passed away|died|exam date|visit date)\b(?:\s?(?:is|was|on|:)|[\s:,(\-#])*$",
    _I,
)
_CARE = regex.compile(
    r"\b(?:admit\w*|admission|discharg\w*|seen|saw|treat(?:ed|ment)|operat(?:ed|ion)|surger(?:y|ies)|procedure|visit(?:ed)?|appointment|appt|diagnos\w*|present(?:ed|ing)|"
    r"evaluated|assessed|examined|came in|came to|died|death|passed(?: away)?|deliver(?:ed|y)|transplant(?:ed)?|implant(?:ed)?|placed|stimulator|pump|stitches|cycle|inject(?:ed|ion)s?|biops(?:y|ied)|scan(?:ned)?|mri|x-?rays?|ct|follow[- ]?up|"
    r"chemo(?:therapy)?|fell|fall|crash(?:ed)?|accident|injur(?:ed|y)|collapsed|overdosed?|hospitali[sz]ed|intubated|coded|underwent|consult(?:ed|ation)?|labs|stroke|seizure|"
    r"heart attack|er|ed|icu|or|ablation|epidural|replac(?:ed|ement)|revision|c-section|fractured?|arrived|transferred|walked (?:in|out)|referred|reviewed|observed|last|results?|prescribed|due date|dos|recovery|rehab|infusion|dialysis|clinic)\b",
    _I,
)
_EVENT = regex.compile(rf"(?<!\w){alternation('awareness')}(?!\w)", _I)
_CITED = regex.compile(
    r"(?i)\b(?:doi|et al|published|journal|vol\.?|pmid|guideline|fda|cdc|act|law|version|copyright|accessed|retrieved)\b"
)


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield every date; how it is judged depends on its label and on what its sentence tells."""
    del knowledge
    taken: list[tuple[int, int]] = []
    for pattern, make in (
        (_DAY, _day),
        (_SHORT, _day),
        (_MONTH_ONLY, _month),
        (_RELATIVE, _relative),
        (_LOOSE, _loose),
    ):
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if any(s < end and start < e for s, e in taken):
                continue
            taken.append((start, end))
            found = make(text, start, end)
            yield found if found.reason in _HISTORY else raised(text, found)


_IN_HISTORY = "birth date in history"
_HISTORY = frozenset({_IN_HISTORY, "a date in history"})


def _is_event(sentence: str) -> bool:
    return bool(_EVENT.search(sentence) or _CITED.search(sentence))


def _day(text: Text, start: int, end: int) -> Candidate:
    before = text.before(start, 50)
    if _BIRTH.search(before):
        return _birth(text, start, end)
    if _CARE_LABEL.search(before):
        return Candidate(Identifier.DATE, start, end, "date of care", Level.BLOCK)
    sentence = text.sentence_text(start)
    if is_own_story(text) or (_is_event(sentence) and not _clinical(sentence)):
        return Candidate(Identifier.DATE, start, end, "date", tied=Level.INFO)
    if _LONG_AGO_YEAR.search(text.text[start:end]) and not is_somebody(text):
        return Candidate(Identifier.DATE, start, end, "a date in history", tied=Level.INFO)
    if _is_told(text, sentence):
        ranged = bool(_RANGE.search(before))
        return Candidate(
            Identifier.DATE, start, end, "date of care beside a patient cue", weak=not ranged
        )
    return Candidate(
        Identifier.DATE, start, end, "date beside a patient cue", weak=False, same_sentence=True
    )


_RANGE = regex.compile(
    r"\b(?:between|on or (?:after|before)|before|after|no later than|and|to|through|until|since|effective)\s$",
    _I,
)
_CLINICAL = regex.compile(
    r"\b(?:admitted|discharged|diagnosed|operated on|seen (?:in|at|by|on|for|last)|last seen|died|passed away|her surgery|his surgery|my patient|our patient|pt|mrn|presented|underwent|"
    r"evaluated|treated|intubated|hospitali[sz]ed|her|his|appointment)\b", _I)  # fmt: skip


def _clinical(sentence: str) -> bool:
    return bool(_CLINICAL.search(sentence))


_LONG_AGO_YEAR = regex.compile(r"\b(?:1[5-8]\d\d|19[0-7]\d)$")
_LONG_AGO = regex.compile(r"\b1[5-8]\d\d\b|\b19[01]\d\b")


def _is_told(text: Text, sentence: str) -> bool:
    """Whether a sentence, or a short post as a whole, speaks of care."""
    return bool(_CARE.search(sentence)) or tells_of_care(text)


def _loose(text: Text, start: int, end: int) -> Candidate:
    told = tells_of_care(text) and not is_of_others(text, start)
    return Candidate(
        Identifier.DATE,
        start,
        end,
        "a day or hour of care beside a patient cue",
        tied=Level.REVIEW if told and not _is_event(text.sentence_text(start)) else Level.INFO,
        weak=False,
    )


def _birth(text: Text, start: int, end: int) -> Candidate:
    label = regex.search(
        r"(?i)\b(?:d\.?o\.?b\.?|date of birth|birth ?date)(?!\w)", text.before(start, 50)
    )
    if _LONG_AGO.search(text.text[start:end]) and not label:
        return Candidate(Identifier.DATE, start, end, _IN_HISTORY, tied=Level.INFO)
    return Candidate(
        Identifier.DATE, start, end, "birth date", Level.BLOCK if label else Level.REVIEW
    )


def _month(text: Text, start: int, end: int) -> Candidate:
    sentence = text.sentence_text(start)
    tied = (
        Level.INFO
        if not (_clinical(sentence) or tells_of_care(text))
        or (_is_event(sentence) and not _CARE.search(sentence))
        else Level.BLOCK
    )
    return Candidate(
        Identifier.DATE,
        start,
        end,
        "month of care beside a patient cue",
        tied=tied,
        weak=False,
        same_sentence=not tells_of_care(text),
    )


def _relative(text: Text, start: int, end: int) -> Candidate:
    sentence = text.sentence_text(start)
    told = _is_told(text, sentence) and not is_own_story(text)
    tied = Level.BLOCK if told else Level.INFO
    return Candidate(
        Identifier.DATE,
        start,
        end,
        "a word that gives a day of care away",
        tied=tied,
        weak=False,
        same_sentence=not tells_of_care(text),
    )
