"""Signs of one person in the way that clinicians jot things down, and of a notice to everybody.

"chemo monday, home weds. anorexia who" has no pronoun and no name, yet it is one person's week.
What asks readers to come, to book, to apply or to read a paper is a notice, and dates, rooms and
numbers in it are the event's.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from dataclasses import replace

from bot.phi.model import Level, Role
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.telling import POST, is_of_others

_I = regex.IGNORECASE
_SOMEBODY = regex.compile(
    r"\b(?:she|he|her|his|hers|him|she's|he's|who's|whose|owner|owner's|pt|pt's|patient|patient's|mum|mom|dad|nan|gran|granny|granny's|mother|father|wife|husband|hubby|son|daughter|baby|lady|gent|gentleman|man|woman|fella|lad|lass|guy|kid|toddler|teen|boy|girl|rider|driver|passenger|pensioner|man's|woman's|lady's|lad's|kid's|twin's|partner's|mr|mrs|miss|survivor|supercentenarian|farmer|widow|widower|retiree)\b|\b\d{1,3} ?-?(?:[mf]|yo|y/o|yr old|year old)\b|\b(?:bed|bay|room|cubicle|chair|side room|trolley|isolation) ?#?\d|\bmy (?=\d|(?:[\w-]+ ){1,3}(?:pt|patient|with)\b)|\b(?:pls|plz|please|anyone|somebody|who)\b[^.!?]{0,30}\b(?:chase|got|find|found|get|seen|moved|lost|review|sign|call|check|reg on)\b|\bour (?:\w+ ){1,2}(?:pt|lad|kid|lady|guy|man|girl|boy|lass|fella)\b",
    _I,
)
#: What is done to one body or befalls it, as charts and hand-overs put it.
_ACT = regex.compile(
    r"\b(?:op'?d|operated|re-?admitted|admitted|discharged|clerked|seen (?:in|at|by|on|last)|dx'?d?|diagnosed|rang|died|gone (?:by|this|at|in)|born|sectioned|intubated|extubated|transferred|consented|transplant(?:ed)? (?:was|is|on)|(?:surgery|op|chemo|bypass|delivery|section|scan|biopsy) (?:is|was|on|round|went|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|home (?:mon|tue|wed|thu|fri|sat|sun|on|by|tomorrow|today|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|first|\d)|booked|lapsed|(?:seizure|cancer|drug|pain|smoke|alcohol|dialysis|insulin)[- ]free|clean since|sober since|-iversary|anniversary of|coded|shocked|implanted|explanted|loosened|fainted|lived|labou?r by|lab slip|path report|wristband|hand-?over|npo|nbm|c/s|fell|crashed|survived|post-?op day|pod ?#?\d|round \d|re-?do|relapsed|stented|cathed|tubed|weeping|still bleeding|nights? running|arrived|walked out|(?:first|second|third|fourth|fifth|another|new) (?:case|od|overdose|fall|admission)|pts? to us|didn't make it|care (?:pkg|package)|meds drop|left without)\b|\bd ?\+ ?\d{1,3}\b|\bday \+?\d{1,3}\b(?! (?:of|webinar|class|challenge|course|conference|trial))",
    _I,
)
#: What speaks to everybody: events, offers, hours, papers, quizzes, statistics.
_NOTICE = regex.compile(
    r"\b(?:join (?:us|our)|register|registration|rsvp|webinar|workshop|class(?:es)?|closed|clos(?:es|ing)|opens?|opening|office hours|walk[- ]in|free (?!since|for|from|of)|tickets?|deadline|apply|apps open|vacanc(?:y|ies)|hiring|job|jobs|conference|lecture|talks?|talking|evening:?|awareness|world \w+ (?:\w+ )?day|(?:heart|kidney|carers|stroke|glaucoma|valve|health|safety|awareness|nurses) (?:week|day|month)|screenings?|drive|shortage|bookings?|greetings|support (?:group|tea|evening)|event|venue|hosted|hosts|livestream|live stream|parking|published|stud(?:y|ies)|recruiting|enrolling|patients (?:ask|wait|tell|say|often)|guidelines?|doi|et al|median|mean age|average|quiz|viva|simulated|teaching (?:file|case)|imagine|what (?:next|would)|your (?:move|call)|poll|how to|tips?|myth|explained|explains|podcast|video up|new here|now open|accepting|volunteers?|fundrais\w+|charity|marathon|trivia|journal club|grand rounds|lost property|flu (?:shots|jabs?|clinic)|vaccin\w+ (?:clinic|van)|vax van|clinic(?: is)? (?:open|closed|hours)|every (?:other )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?|phones?|insta live|ask me anything|celebrat\w+ (?:\d+ )?years of|anniversary (?:sale|party|of our))\b|\d ?%|\bn ?= ?\d|[£$€]\d",
    _I,
)
_LONG_AGO = regex.compile(r"\b(?:1[0-8]\d\d|19[0-7]\d)\b")


def shows_one(text: Text, offset: int) -> bool:
    """Whether a short post that tells of care shows, at ``offset``, that it is one person's.

    False in notices, in history, and where staff, groups or animals are spoken of.
    """
    if len(text.text) > POST or not text.care or is_notice(text, offset):
        return False
    return is_somebody(text)


def raised(text: Text, found: Candidate) -> Candidate:
    """``found`` for review, where nothing but the telling shows that it is one person's."""
    if found.alone is not Level.INFO or found.role is Role.OWN or not shows_one(text, found.start):
        return found
    tied = Level.BLOCK if found.tied is Level.BLOCK else Level.REVIEW
    return replace(found, alone=Level.REVIEW, tied=tied)


def is_somebody(text: Text) -> bool:
    """Whether a text of a post's length has a word for one person, or for what befell one."""
    whole = text.text[:POST]
    return bool(_SOMEBODY.search(whole) or _ACT.search(whole))


def is_notice(text: Text, offset: int) -> bool:
    """Whether the post speaks to everybody, or its sentence at ``offset`` of staff or of history."""
    whole = text.text[: 2 * POST]
    return bool(_NOTICE.search(whole) or _LONG_AGO.search(whole)) or is_of_others(text, offset)
