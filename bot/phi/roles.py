"""Whose name it is: patient, relative, staff, public person, cited author, eponym, organisation.

Roles come from what stands right beside a name (titles, letters, verbs, relatives), from the
practice's records, and from lists kept as data. What is nobody on file stays unknown.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.phi import frequency
from bot.phi.knowledge import Knowledge, squeeze
from bot.phi.lexicon import alternation, words
from bot.phi.model import Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.reading import Text

_I = regex.IGNORECASE


@dataclass(frozen=True, slots=True)
class Part:
    """The role of a name; ``tie``: the words beside it make it a patient's, whoever it is.

    ``soft`` marks a name met where colleagues and speakers are named; it passes as long as
    no patient is spoken of.
    """

    role: Role
    tie: bool = False
    soft: bool = False

    @property
    def sign(self) -> str:
        """The role and its marks as one word, for ``bot.phi.evidence``."""
        return self.role.value + " tie" * self.tie + " soft" * self.soft


_TITLES, _LETTERS, _OFFICES = (
    alternation("titles"),
    alternation("credentials"),
    alternation("offices"),
)
_RELATIVES = alternation("relatives")
#: Where colleagues work and nobody is cared for: "Angie from respiratory".
_DESKS = (
    r"respiratory|biomed(?:ical)?|pharmacy|billing|the lab|lab|imaging|radiology|x-?ray|evs|housekeeping|"
    r"environmental services|facilities|maintenance|it|hr|human resources|payroll|marketing|"
    r"registration|scheduling|transport|dietary|the kitchen|the cafeteria|security|materials|supply|"
    r"sterile processing|central supply|medical records|case management|social work|admitting|"
    r"the front desk|reception|accounts|coding|compliance|engineering|the switchboard"
)
_STAFF_BEFORE = regex.compile(
    rf"(?<![\w'])(?:{_TITLES}|surgeons?|doctors|drs|nurses|physicians)\.?(?:,|:| is| are| -| –)? ?(?:\(?(?:he|she|they)/\w+\)? )?$",
    _I,
)
_LETTERS_AFTER = regex.compile(
    rf"^(?:'s)?(?: ?\((?:he|she|they)/\w+(?:/\w+)?\))?,? \(?(?-i:(?:{_LETTERS.upper()}|M\.D\.|D\.O\.|Ph\.D\.|R\.N\.|PhD|PharmD|PsyD|MSc|MBChB|DrPH|DPhil|EdD|Jr\.?,? MD))(?![\w-])",
    _I,
)
_STAFF_AFTER = regex.compile(
    rf"^ (?:from|in|over in|down in|at|of) (?:the )?(?:{_DESKS})\b(?! with| after| on)|^(?:'s)?(?: ?\((?:he|she|they)/\w+(?:/\w+)?\))?(?:,|\)? ?[-–—(]|:| is| was) ?(?:is |who is )?(?:our |the |a |an |my |your |her |his )?(?:(?!patient|pt\b)[\w'-]{{1,30}} ){{0,4}}?(?:{_TITLES})\b(?!')",
    _I,
)
_SOFT_BEFORE = regex.compile(
    r"\b(?:welcome(?: to)?|congratulations to|congrats(?: to)?|congratulations,?|kudos to|thank you(?: to)?,?|thanks(?: to)?,?|meet|featuring|feat\.|ft\.|with|by|from|host(?:ed by)?|speakers?:?|led by|interview(?: with)?|"
    r"join|joined by|photo:?|photos? by|cc|via|credit:?|courtesy of|illustrations? by|named after|register with|contact|ask for|email|hosts?|panelists?:?|presenters?:?|alongside|says|said|writes|adds|quote from|dedicated to|donated by|sponsored by|founded by|"
    r"in honou?r of|celebrat\w+|recogni[sz]\w+|applaud|shout-?out to|bravo|appreciate|nominated|author:?|book by|words of|wrote|and|&)[\s:]$",
    _I,
)
_SOFT_AFTER = regex.compile(
    r"^(?:'s)?,? (?:joins?|joined|will (?:speak|present|lead|discuss|host|join|answer|teach|moderate|share|talk|cover|be (?:speaking|presenting|joining))|speaks?|presents?|presented|leads?|explains?|discuss\w+|shares?|hosts?|teaches|taught|"
    r"earned|received|won|wins|published|writes|wrote|says|said|reports?|found that|showed|argues|retires|retired|celebrates|ran|founded|organi[sz]e[sd]|volunteers?|volunteered|serves?|"
    r"(?:was|is|has been|were) (?:named|elected|appointed|recogni[sz]ed|honou?red|promoted|awarded|selected|chosen|joining|speaking|presenting|hosting|the (?:first|founder|author))|award|scholarship|lecture|fellowship|memorial)",
    _I,
)
_PUBLIC_BEFORE = regex.compile(
    rf"(?<![\w'])(?:(?:former|late|u\.?s\.?|state|nobel|olympic|then) )?(?:{_OFFICES})(?:,? |: )$",
    _I,
)
_PUBLIC_AFTER = regex.compile(
    rf"^,? (?:the |a |an |our |who (?:was|is|became) (?:the |a |an )?|was (?:the |a |an )?|became (?:the |a |an )?|\()(?:[\w'-]{{1,30}} ){{0,4}}?(?:{_OFFICES})\b",
    _I,
)
_AUTHOR_AFTER = regex.compile(
    r"^(?:'s?)?(?:,? et al\b|,? (?:and|&) (?:colleagues|co-?workers|co-?authors|team)\b|,? \(?(?:19|20)\d\d[a-z]?\)|,? [A-Z]{1,3}(?:[,.;]| et al)|'s? (?:\d{4} )?(?:study|paper|trial|review|book|theory|essay|memoir|research|poem|quote|work on))",
    _I,
)
_AUTHOR_BEFORE = regex.compile(
    r"\b(?:study by|paper by|review by|research by|according to|published by|findings (?:of|from|by)|trial by|work of|as shown by|meta-analysis by|book by|memoir by|in)\s$",
    _I,
)
_REFERENCE = regex.compile(
    r"(?i)\b(?:doi|doi\.org|et al|pmid|vol\.?|journal|j pain|lancet|nejm|jama|bmj|n engl j med|cochrane)\b|\(\d{4}\)|\b(?:19|20)\d\d;\d"
)
_ORG_BEFORE = regex.compile(
    r"\b(?:St|Saint|San|Santa|Mount|Mt|Fort|Port|Lake|Cape|Los|Las|El|Point|Camp|Hotel|Hôtel|Café|Cafe|University of|College of|Hospital|Rue|Via|Avenida|Rotary|Cafe|Bar)\.? $"
)
_ORG_AFTER = regex.compile(
    rf"^(?:'s)?[ -](?:(?-i:[A-Z][\w&'-]+|and|&|of) ){{0,3}}?(?:{alternation('organisation')})\b", _I
)
_EPONYM_AFTER = regex.compile(
    rf"^(?:'s?|s')?(?:[- ]{{1,2}}(?:[\w-]+ )?)(?:{alternation('medical')})\b", _I
)
_SURELY_EPONYM = regex.compile(
    r"^(?:'s)?[- ](?:syndrome|disease|sign|score|criteria|phenomenon|palsy|lymphoma|classification|maneuver|procedure|reflex|contracture|fracture)\b",
    _I,
)
_EPONYM_ALONE = regex.compile(r"^(?:'s|s')(?!\s?\w+ed\b)")
_TIE_BEFORE = regex.compile(
    r"(?:\b(?:patient|pt|client|survivor|warrior|pt\.)(?:,| is| was| named| called| name| initials| name is|'s name is|:)? ?(?:is |was |a )?\(?|\bnamed |\b(?:name is|name:|name was|called|initials?(?: are| is)?|goes by|known as) |"
    r"\b(?:saw|operated on|admitted|discharged|intubated|resuscitated|delivered|examined|diagnosed|scoped|visited with|caring for|cared for|surgery on|surgery for|procedure (?:on|for)|case of|consult(?:ed)? (?:on|for)|appointment (?:for|with pt)|injection for|treat(?:ed|ing)|"
    r"pray(?:ers|ing)? for|rip|r\.i\.p\.?|rest in peace,?|get well(?: soon)?,?|so proud of|proud of you,?|chart (?:of|for)|mri (?:of|for)|results for|scan (?:of|for)|x-?ray (?:of|for)|labs (?:of|for)|refill for|photo of our patient|specifically for|reminder for|follow[- ]?up (?:for|with|on)|update on|consult on|case of|(?:tka|tha|thr|tkr|acdf|cabg|plif|tlif|rfa|esi|fusion|craniotomy|ablation|epidural|block|injection|stimulator|revision) (?:on|for)|birthday to our patient|one of (?:my|our) (?:\w+ )?patients,|treated|met with|saw) (?:little |big |sweet |dear |young |old |our friend |my friend )?)$",
    _I,
)
_TIE_AFTER = regex.compile(
    r"^(?:\s?(?:,|\(|-|–|:)\s?(?:age[d]?:? |a |an |our |is )?(?:\d{1,3}(?![\d:/.-]|th\b|st\b|nd\b|rd\b|\s?(?:am|pm|st|ave|main|%|mg|years? of|people|patients))|[MF]\b|(?:pt|patient|long-?time patient|mrn|dob|d\.o\.b|ssn|room|bed|acct|member)\b)|\s\d{1,3}\s?(?:yo|y/o|yr|year|[MF]\b)|"
    r",? (?:is |who |who's |she |he )?(?:was |is |has been |had been |just got |got |were )?(?:just |recently |finally |last |now )?(?:admitted|discharged|diagnosed|hospitali[sz]ed|operated on|intubated|rushed to|airlifted|seen (?:by|in|at|on|for|today)|treated (?:by|at|for|with|in|on)|last seen|recovering|cancer[- ]free|pain[- ]free|in remission|in recovery)\b|"
    r",? (?:who |he |she )?(?:came (?:in|to (?:us|see|my|our|clinic))|presented|underwent|had (?:a|an|her|his) (?:\w+ )?(?:\w+ )?(?:\w+ )?(?:surgery|replacement|fusion|ablation|injection|stroke|seizure|biopsy|transplant|scan|mri|operation|procedure|epidural|stimulator|c-section|baby|heart)|suffered|"
    r"survived|relapsed|overdosed|passed away|died|limped|walked (?:in|out|really )|really did|,? is an? \d{1,3}\b|brought (?:in\b|into|to (?:us|the|our|st))|came through|made it (?:through|home)|pulled through|is (?:finally )?(?:home|doing (?:great|well|better))|went home|finished (?:her|his|chemo)|rang the bell|beat (?:cancer|her|his|the odds)|lost (?:her|his) (?:battle|leg|baby|fight)|needs (?:a|an) (?:new )?(?:kidney|liver|heart|transplant|surgery)|is (?:\d{1,3}|walking again|back on)|can (?:walk|sleep) )|"
    r"'s (?:\w+ )?(?:surgery|diagnosis|chart|mri|scan|x-?ray|biopsy|labs|results|chemo|recovery|tumou?r|discharge|appointment|mother|father|mom|dad|parents|family|daughter|son|wife|husband|story|operation|procedure|injection|medications?|pain|knee|hip|wound|room|visit|seizures?|stroke|heart attack|treatment|journey)\b|"
    r" (?:in|at|to) (?:my |our |the )?(?:clinic|er|ed|icu|or|office)(?: today| yesterday| on| this| last| for)\b|,? my patient|,? our patient|,? a patient)",
    _I,
)
_STRONG_TIE_BEFORE = regex.compile(
    r"\b(?:(?:my|our|the|this|as (?:a|my|our)) (?:[\w-]+ ){0,2}?(?:patient|pt)(?:,| is| was| named|:)? ?|patient name:? ?)$",
    _I,
)
_STRONG_TIE_AFTER = regex.compile(
    r"^(?:,? (?:is|was|as) (?:a|my|our|one of (?:my|our)) (?:[\w-]+ ){0,2}?(?:patient|pt)s?\b|,? (?:a|my|our) (?:[\w-]+ ){0,2}?(?:patient|pt)\b|,? (?:was|is|has been|got) (?:just |recently )?(?:admitted|discharged|diagnosed|hospitali[sz]ed|operated on|intubated|recovering)\b|,? (?:underwent|had (?:surgery|a stroke|a seizure))\b|,? (?:\(|aged? )?\d{1,3}(?:,| ?(?:yo|y/o|\)))|\W{0,3}(?:MRN|DOB)\b)",
    _I,
)
_HONOURED = regex.compile(
    r"(?:\b(?:mr|mrs|ms|miss|mx|uncle|aunt|auntie|grandma|grandpa|coach|captain)\.? )$", _I
)
_RELATIVE_BEFORE = regex.compile(
    rf"\b(?:(?:her|his|their|the patient's|patient's|pt's|the|a|and|my|our) )?(?:[\w-]+ )?(?:{_RELATIVES})(?:,| is| was| named| called|:)? $",
    _I,
)
_MEDICAL_BEFORE = regex.compile(r"\b(?:positive|negative|modified|the|a|revised|simple) $", _I)


def assign(text: Text, start: int, end: int, knowledge: Knowledge) -> Part:
    """The role of the name at ``start`` to ``end``."""
    name, before, after = text.text[start:end], text.before(start, 70), text.after(end, 90)
    before = before.split("\n")[-1]
    form = name_form(name)
    strong = bool(_STRONG_TIE_BEFORE.search(before) or _STRONG_TIE_AFTER.match(after))
    if squeeze(name) in knowledge.brand:
        return Part(Role.OWN)
    if form in knowledge.staff:
        return Part(Role.STAFF, tie=strong)
    if _is_eponym(name, after):
        return Part(Role.EPONYM)
    if form in known_forms("public") or _PUBLIC_BEFORE.search(before):
        return Part(Role.PUBLIC, tie=bool(_STRONG_TIE_BEFORE.search(before)))
    if _STAFF_BEFORE.search(before) or _LETTERS_AFTER.match(after):
        return Part(Role.STAFF, tie=strong)
    if _is_author(text, start, before, after):
        return Part(Role.AUTHOR)
    if _TIE_BEFORE.search(before) or _TIE_AFTER.match(after):
        return Part(Role.PATIENT, tie=True)
    return _bystander(form, before, after, knowledge)


def _bystander(form: str, before: str, after: str, knowledge: Knowledge) -> Part:
    """Whose name it is when nothing right beside it makes it a patient's."""
    if _is_organisation(form, before, after):
        return Part(Role.ORGANISATION)
    if _PUBLIC_AFTER.match(after):
        return Part(Role.PUBLIC)
    if _STAFF_AFTER.match(after) or (form and set(form.split()) <= knowledge.staff_words):
        return Part(Role.STAFF)
    if _RELATIVE_BEFORE.search(before):
        return Part(Role.RELATIVE)
    return Part(Role.UNKNOWN, soft=bool(_SOFT_BEFORE.search(before) or _SOFT_AFTER.match(after)))


def _is_eponym(name: str, after: str) -> bool:
    plain = name.casefold().removesuffix("'s")
    if " " not in name and _SURELY_EPONYM.match(after):
        return True
    if plain not in words("eponyms"):
        return False
    possessive = name.endswith("'s")
    if _EPONYM_AFTER.match(("'s" if possessive else "") + after):
        return True
    lone = " " not in name and frequency.given(plain) < COMMON
    alone = lone and (possessive or _EPONYM_ALONE.match(after))
    return bool(alone) and not _TIE_AFTER.match(after)


def _is_organisation(form: str, before: str, after: str) -> bool:
    last = form.split()[-1] if form else ""
    of_things = last in words("organisation") and last not in words("family")
    return bool(
        of_things
        or form in words("drugs")
        or (form in known_forms("things") and not _HONOURED.search(before))
        or _ORG_BEFORE.search(before)
        or _ORG_AFTER.match(after)
    )


#: From this rank on a listed name is borne by so many that the famous bearer decides nothing.
COMMON = 3
COMMON_FAMILY = 5


@cache
def known_forms(listed: str) -> frozenset[str]:
    """The name forms of the list; single words that many people are called by are left out."""
    forms = {name_form(name) for name in words(listed)} - {""}
    return frozenset(
        form
        for form in forms
        if " " in form
        or (frequency.given(form) < COMMON and frequency.family(form) < COMMON_FAMILY)
    )


def _is_author(text: Text, start: int, before: str, after: str) -> bool:
    if _AUTHOR_AFTER.match(after) and not _TIE_AFTER.match(after):
        return True
    return bool(_AUTHOR_BEFORE.search(before) and _REFERENCE.search(text.sentence_text(start)))
