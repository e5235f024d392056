"""Ages over 89, in digits and words (45 CFR 164.514(b)(2)(i)(C)). The category "90 or older" passes."""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import alternation
from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.telling import is_of_others, tells_of_care

_I = regex.IGNORECASE
_DIGITS = r"(?:9\d|1[01]\d|12[0-5])"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_WORDS = rf"(?:ninety(?:[- ]?{_ONES})?|(?:a|one) ?-?hundred(?:[- ]?(?:(?:and|&|n)[- ]?)?(?:{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen))?)"
_OLD = rf"(?:{_DIGITS}|{_WORDS})"
_YEARS = r"(?:y ?o|y/o|y\.o\.?|yrs?\.?[- ]?(?:olds?|young)|years?[- ]?(?:old|young)|yr|years? of age|years old|yrs of age|y)"
_NTH = r"(?:(?:9\d|1[01]\d)(?:th|st|nd|rd)|ninetieth|ninety[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|(?:one )?hundred(?: and (?:first|second|third|fourth|fifth))?th?|hundredth)"
#: Somebody born then is over 89 from 2026 on, for ever; later years are not decided here.
_BORN = r"(?:18\d\d|19[0-2]\d|193[0-6])"
_PATTERNS = (
    regex.compile(rf"(?<![\w$.,/+-])(?P<age>{_OLD})[- ]?{_YEARS}(?![\w+])", _I),
    regex.compile(
        rf"\b(?:turn(?:ed|s|ing)?|celebrat\w+ (?:her|his|a) )\s?(?P<age>{_OLD})(?:th|st|nd|rd)?(?![\w%+./]|-?\d| (?:of|percent|days?|weeks?|months?|hours?|minutes?|people|patients))",
        _I,
    ),
    regex.compile(rf"(?<!\w)(?P<age>{_NTH}) (?:birthday|b-?day|bday)", _I),
    regex.compile(
        rf"(?<![\w$.,/-])(?P<age>{_DIGITS}) ?-?(?:M|F|male|female|man|woman|lady|gentleman|grandma|grandmother|grandfather|mother|father)(?![\w.])"
    ),
    regex.compile(rf"(?<!\w)(?:M|F|male|female|m|f)[/ ,]{{1,2}}(?P<age>{_DIGITS})(?![\w%.]|-\d)"),
    regex.compile(
        rf"\b(?:aged?|age is|age:|age =|age of|at)[ :]{{1,2}}(?P<age>{_OLD})(?![\w%+./]|-?\d| ?(?:%|°|degrees|percent|mg|bpm|mph|days|weeks|minutes|hours|miles|feet|people|patients|am|pm|[A-Z]))",
        _I,
    ),
    regex.compile(
        rf"(?<=[a-z]{{2}}, |[a-z]{{2}} \()(?P<age>{_DIGITS})(?=[,).;]|$| (?:who|was|is|has|came|from|with))"
    ),
    regex.compile(
        rf"\b(?:she|he|patient|pt|mom|dad|grandma|grandpa|mother|father)(?:'s| is| was) (?:now |only |just |almost |a spry |a )?(?P<age>{_OLD})(?![\w%+./]|-?\d| (?:percent|days?|weeks?|pounds|lbs|kg|miles|minutes))",
        _I,
    ),
)
#: Wordings that say an age in another way; each blocks wherever one person is meant.
_SAID = (
    regex.compile(
        rf"\b(?:her|his|my|their|your|pt'?s?|patient'?s?) (?P<age>{_NTH})(?: (?:birthday|b-?day|year|yr))?\b(?! (?:visit|appointment|anniversary|session|surgery|day|floor|percentile|street|st|ave))",
        _I,
    ),
    regex.compile(
        rf"\b(?:in|into|starting|began|entering) (?:her|his|their) (?P<age>{_NTH}|tenth|10th|eleventh|11th) (?:year|decade|yr)\b",
        _I,
    ),
    regex.compile(r"\b(?P<age>(?:supercentenarian|centenarian|nonagenarian))\b(?!s)", _I),
    regex.compile(
        rf"\b(?:nonagenarian|(?:super)?centenarian|elder|lady|gent|gentleman|man|woman|pt|patient|widow|widower|granny|nan|grandma|grandpa|[A-Z][a-z]+),? \((?P<age>{_DIGITS})[!?]*\)",
        _I,
    ),
    regex.compile(
        rf"\b(?:she|he|who|they|pt|patient|gran|granny|nan|grandma|grandpa|lady|gent|man|woman)(?:'s| is| was|, )? ?(?:\w+ )?born (?:(?:back )?in |on |c\.? ?|circa )?(?:[\w, ]{{1,16}}? )?(?P<age>{_BORN})\b",
        _I,
    ),
    regex.compile(
        rf"\b(?:dob|d\.o\.b\.?|b\.|yob|birth year|year of birth|born)[: ]{{1,3}}(?:[\w/.-]{{1,10}}[ /.-])?(?P<age>{_BORN})\b(?=[^.\n]{{0,60}}\b(?:she|he|her|his|pt|patient|admitted|ward|bed|surgery|seen)\b)",
        _I,
    ),
    regex.compile(
        rf"(?:^|[.!?\n] ?|, )(?:she|he|pt|patient|grandma|grandpa|nan|gran|my patient)(?:'s| is|s)? (?:all of |now |about to be |almost |nearly |turning |coming up on |just )?(?P<age>{_OLD})(?=[.,!;?]|$| (?:and|&|n|today|tomorrow|years|yrs|next|this|but|with)\b)(?! ?%)",
        _I,
    ),
    regex.compile(
        rf"\b(?P<age>{_OLD})(?:,? and (?:a half|three quarters|a bit))(?! (?:percent|hours?|minutes?|miles?|weeks?|months?|million|thousand|inch\w*|feet|cups?|times))\b",
        _I,
    ),
    regex.compile(
        r"\b(?:turn(?:s|ed|ing)?|hit(?:s|ting)?|reach\w*|celebrat\w+) (?:the )?(?:big )?(?P<age>9-\d|1-0-\d|one[- ]oh[- ]\w+|nine[- ]oh|the big 100|three figures|triple digits)(?!\w)",
        _I,
    ),
    regex.compile(
        rf"\b(?P<age>{_OLD}) (?:summers|winters|springs|trips around the sun|candles)\b", _I
    ),
    regex.compile(
        rf"\bage[ds]?(?: of)?[ :=~]{{1,3}}(?P<age>{_OLD})(?=[,.;)]|$| (?:lives|admitted|with|who|from|fell|fall|presents?|had|has|on|hx|s/p|c/o)\b)",
        _I,
    ),
)
#: A number at the head of a sentence and then what that person does: "Ninety-one, smokes".
_HEAD = regex.compile(
    rf"(?:^|[.!?\n] ?)[\"'“]?(?P<age>{_OLD})(?:,? (?:and|n|&|but|with|still|smokes?|lives?|walks?|drives?|deaf|blind|never|no)\b|,(?= [a-z])|\. (?=[A-Z]?[a-z]+s\b))",
    _I,
)
#: A bare number over 89 where a life is told, in a post that tells of care; or a birth year.
_TOLD = regex.compile(
    rf"(?:^|[.!?] ?)(?P<age>{_OLD}) (?:and (?:\w+ing|still|counting|never|kicking|fabulous)|years? (?:of (?:stories|life|memories|love|wisdom)|and counting|strong))|(?<!\w)\(?(?P<age>{_WORDS}|{_DIGITS}) years? (?:and counting|young|strong|of stories|of life|of memories|of wisdom)|"
    rf"\b(?:is|was|turned|at|hit|hero is|now) (?P<age>{_DIGITS})(?: people)?(?=[!.,;]|$| (?:today|and|years|people|on)\b)|\b(?:i|she|he) (?:was|turned) (?P<age>[a-z-]{{3,14}} in 19[0-4]\d|\d{{1,2}} in 19[0-4]\d)\b|\bborn in (?:\w+ )?(?P<age>19[0-3]\d)\b",
    _I,
)
_GENERIC_BEFORE = regex.compile(
    r"(?:\b(?:ages?|aged|over|above|under|up to|until|past|beyond|older than|at least|between|from|to|through|by age|by|than|about|nearly|and|or|\d ?[-–]|\d)\s?|[<>≥≤~]\s?)(?:the age of |age |ages )?$",
    _I,
)
_RANGE_BEFORE = regex.compile(
    r"(?:\d\s?[-–]\s?|\b\d{1,3} (?:to|and|through) |\b(?:over|above|under|up to|until|older than|at least|beyond|past|younger than|between) (?:the )?(?:ages? )?(?:of )?|[<>≥≤]\s?)$",
    _I,
)
_CATEGORY_AFTER = regex.compile(
    r"^(?:\s?\+|,? (?:or|and|&) (?:older|above|over|up|more|better|beyond|\d)|\s?[-–] ?\d| to \d|s\b| plus\b)",
    _I,
)
_THING_AFTER = regex.compile(
    r"^[-,]? ?(?:(?:[\w'-]+ ){0,2})(?:hospital|clinic|building|tradition|institution|organi[sz]ation|foundation|company|school|university|drug|law|study|history|vaccine|theory|house|home|church|chapter|charity|"
    r"program|practice|tree|recipe|technique|technology|textbook|association|society|anniversary|barn|theater|campus|legacy|family business|pharmacy|method|record|treaty|act|city|town|trial|journal|idea|ago|span|period|war|rule|mystery)\b",
    _I,
)
_PERSON_NEAR = regex.compile(
    r"\b(?:she|he|her|his|hers|him|my|our|pt|patient|mr|mrs|ms|mother|father|mom|dad|grandm\w+|grandp\w+|grandfather|lady|gentleman|woman|man|veteran|saw|treated|who|named|meet|survivor|widow\w*|resident|birthday|herself|himself|me)\b\.?",
    _I,
)
_STAT = regex.compile(
    r"\b(?:life expectancy|average|median|mean|percent|risk|studies|study|participants|adults|people|population|seniors|persons|patients aged|statistics|until|users|cohort|lived to|live to|living to|reach(?:ing)?|by age)\b|%",
    _I,
)
_PUBLIC = regex.compile(
    rf"(?<!\w)(?:{alternation('public')}|(?:former )?(?:president|senator|queen|king|pope|first lady|actor|actress|singer|nobel laureate))(?!\w)",
    _I,
)
_STAFF = regex.compile(
    r"\b(?:our founder|founder|retired (?:dr|doctor|nurse|surgeon|professor)|dr\.? \w+|professor|volunteer|nobel)\b",
    _I,
)


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield ages over 89 that are some person's; groups, ranges, things and statistics pass."""
    del knowledge
    seen: set[int] = set()
    for number, pattern in enumerate(_PATTERNS):
        for match in pattern.finditer(text.text):
            start, end = match.start("age"), match.end()
            if start in seen or _passes(text, number, start, match):
                continue
            seen.add(start)
            yield _candidate(text, number, start, end)
    for pattern in _SAID:
        for match in pattern.finditer(text.text):
            start, end = match.span("age")
            if start not in seen and not _is_amount(text, start, end):
                seen.add(start)
                yield Candidate(Identifier.AGE, start, end, "age over 89", Level.BLOCK)
    for match in itertools.chain(_HEAD.finditer(text.text), _TOLD.finditer(text.text)):
        start, end = match.start("age"), match.end("age")
        told = tells_of_care(text) or bool(_PERSON_NEAR.search(text.sentence_text(start, 200)))
        if start not in seen and told and not _is_amount(text, start, end):
            seen.add(start)
            yield Candidate(Identifier.AGE, start, end, "age over 89", Level.REVIEW)


def _is_amount(text: Text, start: int, end: int) -> bool:
    sentence = text.sentence_text(start, 200)
    return bool(
        _RANGE_BEFORE.search(text.before(start, 30))
        or _CATEGORY_AFTER.search(text.after(end, 40))
        or _STAT.search(sentence)
        or _PUBLIC.search(sentence)
        or _THING_AFTER.search(text.after(end, 50))
        or is_of_others(text, start)
    )


def _passes(text: Text, number: int, start: int, match: regex.Match[str]) -> bool:
    after_age, after = text.after(match.end("age"), 40), text.after(match.end(), 50)
    if (
        _RANGE_BEFORE.search(text.before(start, 30))
        or _CATEGORY_AFTER.search(after_age)
        or _CATEGORY_AFTER.search(after)
    ):
        return True
    if number == 0 and (match.group().casefold().endswith("olds") or _THING_AFTER.search(after)):
        return True
    return number == 1 and bool(_THING_AFTER.search(after))


def _candidate(text: Text, number: int, start: int, end: int) -> Candidate:
    sentence = text.sentence_text(start, 200)
    personal = bool(_PERSON_NEAR.search(sentence))
    if _PUBLIC.search(sentence) or (_STAFF.search(sentence) and number in (1, 2)):
        return Candidate(
            Identifier.AGE, start, end, "age of a public person or of staff", tied=Level.INFO
        )
    if number in (5, 6) and (_STAT.search(sentence) or not personal):
        told = tells_of_care(text) and not _STAT.search(sentence) and not is_of_others(text, start)
        alone = Level.REVIEW if told else Level.INFO
        return Candidate(Identifier.AGE, start, end, "age over 89", alone, same_sentence=True)
    if _STAT.search(sentence) and not personal:
        return Candidate(Identifier.AGE, start, end, "age over 89", Level.REVIEW)
    return Candidate(Identifier.AGE, start, end, "age over 89", Level.BLOCK)
