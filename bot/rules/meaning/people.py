"""Who a text speaks of: one person who could be a patient, or staff, an animal, somebody public.

A mention is a noun phrase, a name or an age; a pronoun takes the kind of the mention
before it. Nothing is parsed: phrases are found by their heads, which keeps the time
linear and the answer explainable.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.phi.lexicon import words
from bot.rules.meaning import vocabulary as voc


class Kind(StrEnum):
    """Whose mention it is."""

    PERSON = "person"
    STAFF = "staff"
    ANIMAL = "animal"
    PUBLIC = "public person"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody, where the text names them. ``sure``: by more than a word for an occupation."""

    start: int
    end: int
    kind: Kind
    sure: bool
    definite: bool = False  # "this gentleman", "our lady", a name: needs no verb to be somebody


_PERSON = "|".join(sorted(voc.PERSON, key=len, reverse=True)) + (
    r"|(?!spec|exist|assist|resist|consist|persist|insist|human|german|roman|italian|christian|guardian|median|scient|terrorist|checklist|playlist|waitlist|shopping)"
    r"[a-z]{4,}(?:ist|ician|woman|smith|keeper|cyclist)"
)
_STAFF = "|".join(sorted(voc.STAFF, key=len, reverse=True))
_ANIMAL = "|".join(sorted(voc.ANIMAL, key=len, reverse=True))
_LINK = r"(?:(?!(?:of|in|on|at|for|with|to|and|or|is|are|was|were|who|that|by|an?|the|this|that|our|my|his|her|their|your|one|two|three|four|another|every|each|any|no|some)\b)[\w'’.-]{1,30},?\s+)"

#: What follows a word for a person when the word only describes a thing.
_THING = (
    r"(?![-\s]+(?:portal|education|educator|safety|care|teams?|resources?|page|community|handbook"
    r"|experience|advocates?|advocacy|satisfaction|guides?|forms?|line|services?|panel"
    r"|population|information|handouts?|materials?|leaflets?|records?|rights|privacy|navigators?"
    r"|library|cent(?:er|re)s?|support|access|intake|visits?|appointments?|outcomes?|registry"
    r"|groups?|reported|facing|centered|first|stories|testimonials|reviews|hub|app|website"
    r"|surveys?|liaison|engagement|questions|relations|shower|boomers?|teeth|food|seats?|monitor"
    r"|life|abuse|development|day|school|training|class)\b)(?!['’]s\s+(?:guide|right|role|view"
    r"|perspective|day|choice|needs?)\b)"
)
_NOUN = re.compile(
    r"(?<![\w'’-])(?<!\bbeen )(?<!\bwas )(?<!\bI am )(?<!\bI'm )(?<!\bI’m )(?<!\bbecame )(?<!\bbecome )(?<!\bis )(?<!\bas )(?<!\bbe )(?P<det>an?|this|that|the|our|my|his|her|their|one|another|some|last|next"
    r"|every|each|any|no|your|two|three|four|same)\s+"
    rf"(?P<adj>{_LINK}{{0,5}}?)(?P<head>{_PERSON})(?![\w-]){_THING}",
    re.IGNORECASE,
)
#: A case in telegram style or a headline: the noun without its article, first in its sentence.
_BARE = re.compile(
    rf"(?:^|(?<!Dr)(?<!Mr)(?<!Mrs)(?<!Prof)[.!?:;\n“\"]\s{{0,4}}|\bso\s{{1,4}}|\bsame\s{{1,4}})(?P<adj>(?:(?!(?:the|our|my|a|an|new|to|dear)\b)[\w-]{{1,40}},?\s{{1,4}}){{0,2}}?)"
    rf"(?P<head>{_PERSON})(?![\w'’-]){_THING}(?=\s*(?:,|\.|w/|with\b|in\s+(?:his|her)|comes?\b|came\b|had\b|was\b|born\b|told\b|\d|[a-z]+ed\b|of\s+(?:two|three|four|five)))",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    r"\bone\s+of\s+(?:my|our|the)\s+(?:[\w-]+\s+){0,2}?(?:patients|ladies|gentlemen|gents|clients|guys|girls"
    r"|boys|kids|mums|moms|dads|regulars|veterans|runners|athletes|children|residents)\b(?!\s+own)"
    r"|\b(?:my|our)\s+(?:very\s+)?(?:\d{1,2}\s?(?:am|pm|years?[\s-]olds?|yo)|latest|newest|youngest"
    r"|oldest|longest|sickest|bravest|toughest)\b(?!\s+(?:\w+\s+){0,2}(?:office|clinic|team|member|staff"
    r"|doctor|nurse|video|blog|episode|podcast|location|addition|colleague|scanner|issue|newsletter))"
    r"|\bpatient\s+of\s+(?:mine|ours|the\s+(?:month|week|day))\b|\bone\s+(?:of\s+ours|patient)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?<!over )(?<!under )(?<!than )(?<!least )(?<!to )(?<!and )(?<![\w$£€.–-])(?:\d{1,3}|[a-z]+(?:ty|teen|ty-\w+))[\s-]?(?:years?|yrs?|months?|weeks?)[\s-]olds?\b"
    r"|(?<![\w$£€.])\d{1,3}\s?(?:y/?o|yrs?|yo)\b|(?<![\w$£€.#])\d{2}\s?[MF]\b(?!\s+(?:people|adults|views|users))"
    r"|\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)[\s-]years?[\s-]old\b"
    r"|\b(?:woman|man|guy|lady|gentleman|patient|male|female|farmer|cyclist|fellow|boy|girl)\b,?\s+(?:in\s+)?(?:his|her)?\s*(?:early\s+"
    r"|mid-?\s*|late\s+)?(?:\d0s\b|\d{1,2}\b(?!\s*%)|twenties|thirties|forties|fifties|sixties|seventies|eighties)"
    r"|\bin\s+(?:his|her)\s+(?:early\s+|mid-?\s*|late\s+)?(?:\d0s|twenties|thirties|forties|fifties|sixties"
    r"|seventies|eighties|nineties)\b"
    r"|(?<=,\s)\d{1,2}(?=[,.]\s)",
    re.IGNORECASE,
)
#: "a man I met as an intern", "a veteran we have been treating": somebody in the teller's care.
_CARED_FOR = re.compile(
    rf"(?<![\w'’-])(?:an?|the|that|one|another)\s+(?:{_LINK}{{0,4}}?)[a-z-]{{3,}}\s+(?:that\s+|whom?\s+)?(?:I|we)(?:['’](?:ve|d))?\s+"
    r"(?:had\s+|have\s+|once\s+|could\s+not\s+|couldn['’]t\s+|never\s+|just\s+|been\s+|first\s+)*"
    r"(?:saw|seen|met|treat(?:ed|ing)|delivered|operated\s+on|admitted|diagnosed|sav(?:ed?|ing)|lost|cared\s+for|discharged|follow(?:ed|ing)|looked\s+after|helped)\b(?!\s+(?:in\s+the\s+stud|at\s+the\s+conf))",
    re.IGNORECASE,
)
_KIN_NAME = re.compile(
    r"\b(?:Dad|Mum|Mom|Grandma|Grandpa|Granny|Nana|Nan)\b(?!['’]s\s+day)|\b(?i:my|our)\s+(?i:husband|wife|son|daughter|baby|boy|girl|little\s+(?:one|boy|girl|man)|mother-in-law|father-in-law|sister|brother|partner|fianc[eé]e?)\b(?!['’]s\s+day)"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\b\.?\s+[A-Z][\w'’-]*\.?")
_DOCTOR = re.compile(
    r"\b(?:Drs?|Doctor|Nurse|Prof|Professor|Sister)\b\.?\s+[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]+)?"
    r"|\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?,\s+(?:MD|DO|PhD|NP|PA|RN|PT|DPT|CRNA|DDS|DMD|DC|FNP|LPN)\b"
)
_STAFF_NOUN = re.compile(
    rf"(?<![\w-])(?:{_STAFF}|(?:night|day|early|late|our)\s+shift)(?![\w-])(?!['’]s\s+(?:office|visit)\b)",
    re.IGNORECASE,
)
_ANIMAL_NOUN = re.compile(rf"(?<![\w-])(?:{_ANIMAL})(?![\w-])", re.IGNORECASE)
PUBLIC = re.compile(
    r"(?<![\w-])(?:president|senator|congress(?:man|woman)|mayor|governor|prime\s+minister|actors?|actress"
    r"|celebrit\w+|king|queen|prince(?:ss)?|pope|rapper|pop\s+star|footballer|olympian|astronaut"
    r"|told\s+(?:reporters|the\s+bbc|the\s+press|people\s+magazine)|in\s+an\s+interview|announced\s+publicly"
    r"|memoirs?|biograph\w+|novels?|novelist|(?:a|the|this|new)\s+film|movies?|episodes?|tv\s+series|sitcom|season\s+\d"
    r"|book\s+club|rereading|cartoon|legend\s+has|so\s+the\s+story\s+goes|proverb)(?![\w-])",
    re.IGNORECASE,
)
HISTORIC = re.compile(
    r"(?<!born in )(?<!Born in )(?<![./\w-])(?:1[0-8]\d\d|19[0-7]\d)\b(?!/)|\bcentur(?:y|ies)\b"
    r"|\b(?:[Ii]n\s+(?:the\s+old|those)\s+days|[Bb]ack\s+then|[Dd]ecades\s+ago)\b"
)
#: Words beside a name or a pronoun that tell of somebody's work, not of their care.
AT_WORK = re.compile(
    r"(?<![\w-])(?:join(?:s|ed|ing)?\s+(?:us|our|the\s+(?:team|practice|clinic|hospital))|retir(?:es|ing)"
    r"|started\s+(?:here|with\s+us)|has\s+worked|works?\s+(?:here|with\s+us|in\s+our)|trained\s+(?:in|at|as|half)"
    r"|board[\s-]certified|residency|fellowship|medical\s+school|degree|hired|hiring|promoted|new\s+(?:role|hire)"
    r"|was\s+named|graduat(?:ed|es)\s+from|passed\s+(?:her|his|the)\s+(?:\w+\s+)*(?:boards?|exams?)|years\s+of\s+(?:service|experience)"
    r"|has\s+answered|keynote|lectures?|seeing\s+(?:new\s+)?patients|sees\s+patients|treats\s+\w+|voluntee\w+"
    r"|from\s+(?:billing|reception|accounts|hr|it|the\s+(?:front\s+desk|lab|kitchen|canteen|pharmacy|office))|at\s+the\s+front\s+desk"
    r"|of\s+service|research|awards?|named|founded|employee|mentor\w*|teaches|led\s+(?:our|the)|her\s+shift|his\s+shift)(?![\w-])",
    re.IGNORECASE,
)
#: The words of somebody who gives care: what is said in the first person is no patient's.
CLINICIAN = re.compile(
    r"\b(?:as|I['’]m|I\s+am|being|became)\s+(?:just\s+)?(?:an?|your)\s+(?:\w+\s+){0,2}?(?:surgeon|physician|doctor|nurse|\w*therapist|clinician"
    r"|dentist|midwife|hygienist|specialist|chiropractor|pharmacist|paramedic|medic|psychologist|resident|intern|student|\w+(?:ologist|iatrist|iatrician|hetist))\b"
    r"|\bmy\s+(?:own\s+)?(?:patients|residents?|residency|fellowship|practice|clinic|clinics|colleagues?|training|team|career|shift"
    r"|intern\s+year|first\s+(?:year|month|week|job))\b|\bour\s+patients\b|\bI\s+(?:operate|scrub|prescribe|treat|advise|counsel|teach|see\s+patients|chose\s+\w+ology"
    r"|chose\s+anaesthesia|became\s+an?)\b|\bmedical\s+(?:school|student)\b|\b(?:I['’]ve|I\s+have)\s+been\s+an?\s+(?:\w+\s+)?(?:doctor|nurse|surgeon|physician"
    r"|\w*therapist|dentist|\w+ologist)\b|\b(?:away|back|off)\s+(?:from|in)\s+(?:the\s+)?(?:clinic|theatre)\b|\btelling\s+(?:other\s+people|patients|others)\b|\bI\s+(?:have\s+|had\s+)?(?:operated\s+on|admitted|delivered|diagnosed|intubated)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?<![\w'’/-])(?<!\bor )(?:she|he|her|his|him|hers|herself|himself)(?![\w-])(?!\s+or\s+(?:she|he|her))",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![\w@#'’.-])[A-Z][a-zà-ÿ]+(?![\w-])(?:\s+[A-Z](?:\.|[a-zà-ÿ]+)(?![\w-]))?")
_AND = re.compile(r"\s{0,4}[\w.]{0,2}\s{0,4}(?:,|&|,?\s{1,4}and)\s{1,4}(?:[A-Z]\w{1,30},\s{1,4})?")
_AUTHOR_KIN = re.compile(
    r"\b(?:grandmother|grandfather|grandma|grandpa|mother|father|mum|mom|dad|aunt|uncle)\b",
    re.IGNORECASE,
)


def mentions(text: str, staff: Collection[str] = ()) -> list[Mention]:
    """Everybody ``text`` mentions, in order, longest first where they overlap.

    ``staff``: casefolded names of people of the practice.
    """
    found = [*_workers(text), *_animals(text), *_nouns(text), *_names(text, staff)]
    for match in _AGE.finditer(text):
        found.append(
            Mention(*match.span(), Kind.PERSON, True, "old" not in match.group().casefold())
        )
    for pattern in (_ONE_OF, _TITLED, _CARED_FOR, _KIN_NAME):
        found += [Mention(*m.span(), Kind.PERSON, True, True) for m in pattern.finditer(text)]
    for match in PUBLIC.finditer(text):
        found.append(Mention(*match.span(), Kind.PUBLIC, True))
    return _settle(text, sorted(found, key=lambda m: (m.start, -m.end)))


def _workers(text: str) -> Iterator[Mention]:
    for pattern in (_DOCTOR, _STAFF_NOUN):
        for match in pattern.finditer(text):
            yield Mention(*match.span(), Kind.STAFF, True)


def _animals(text: str) -> Iterator[Mention]:
    for match in _ANIMAL_NOUN.finditer(text):
        yield Mention(*match.span(), Kind.ANIMAL, True)


_GENERIC_DET = frozenset(("every", "each", "any", "no", "your", "some", "next"))
_KIN = voc.word_set("""
    mum mom mother dad father grandma grandmother grandpa grandfather wife husband son daughter
    sister brother aunt uncle niece nephew cousin mother-in-law father-in-law
""")
_SHOWN = frozenset(("this", "that", "our", "one", "another", "same"))
_VAGUE_HEAD = voc.word_set("""
    friend resident owner visitor somebody hero officer player supervisor judge minister captain
    champion legend graduate developer writer designer artist operator engineer principal
""")
_NOT_ONE = re.compile(
    r"\b(?:typical|average|ideal|other|standardi[sz]ed|medical|nursing|dental|good|difficult|whole|first\s+person|new)\b",
    re.IGNORECASE,
)


def _nouns(text: str) -> Iterator[Mention]:
    teller_cares = bool(CLINICIAN.search(text))
    for match in _NOUN.finditer(text):
        if one := _noun(text, match, teller_cares):
            yield one
    for match in _BARE.finditer(text):
        if not _STAFF_NOUN.search(match["adj"]):
            yield Mention(match.start("head"), match.end("head"), Kind.PERSON, True, True)


def _noun(text: str, match: re.Match[str], teller_cares: bool) -> Mention | None:
    det, head, inside = match["det"].casefold(), match["head"].casefold(), match["adj"]
    vague = head in _VAGUE_HEAD or (det == "the" and head == "patient")
    if det in _GENERIC_DET or _STAFF_NOUN.search(inside) or _NOT_ONE.search(inside):
        return None
    if det in ("his", "her") or (det in ("a", "an") and vague):
        return None  # the pronoun says whose
    if det == "the" and text[match.end() : match.end() + 2] in ("'s", "’s"):
        return None
    if det == "my" and head in _KIN and (teller_cares or _AUTHOR_KIN.fullmatch(head)):
        kind = Kind.STAFF if teller_cares else Kind.PERSON
        return Mention(match.start("head"), match.end(), kind, teller_cares)
    return Mention(*match.span(), Kind.PERSON, not vague, det in _SHOWN and not vague)


def _names(text: str, staff: Collection[str]) -> Iterator[Mention]:
    given, common = words("given"), words("given_common")
    family = {word for name in staff for word in name.split()}
    for match in _NAME.finditer(text):
        first = match.group().split()[0].casefold()
        if first in family or (match.group().casefold() in words("public")):
            yield Mention(*match.span(), Kind.STAFF if first in family else Kind.PUBLIC, True)
        elif first in given and first not in common:
            yield Mention(*match.span(), Kind.PERSON, True, True)


def _settle(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Drop mentions inside others, and give a name the kind of the work told beside it."""
    kept: list[Mention] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if one.kind is not Kind.PERSON and kept[-1].kind is Kind.PERSON:
                kept[-1] = Mention(kept[-1].start, max(one.end, kept[-1].end), one.kind, True)
            continue
        kept.append(one)
    placed = _roll_call(text, [_placed(text, kept, number) for number in range(len(kept))])
    known = {_first(text, m): m.kind for m in reversed(placed) if m.kind is not Kind.PERSON}
    return [
        replace(m, kind=known.get(_first(text, m), m.kind)) if text[m.start].isupper() else m
        for m in placed
    ]


def _first(text: str, one: Mention) -> str:
    return text[one.start : one.end].split()[0]


def _roll_call(text: str, placed: list[Mention]) -> list[Mention]:
    """Three names or more in a row are a team, not one patient."""
    runs: list[list[Mention]] = []
    for one in placed:
        last = runs[-1][-1] if runs else one
        named = text[one.start].isupper() and text[last.start].isupper()
        if runs and named and _AND.fullmatch(text, last.end, one.start):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [replace(m, kind=Kind.STAFF) if _is_team(run) else m for run in runs for m in run]


def _is_team(run: Sequence[Mention]) -> bool:
    return len(run) >= 3 or (len(run) == 2 and any(m.kind is Kind.STAFF for m in run))


def is_public(text: str) -> bool:
    """Whether ``text`` names somebody of public life or of the history of medicine."""
    return any(m.group().casefold() in words("public") for m in _NAME.finditer(text))


def _placed(text: str, kept: Sequence[Mention], number: int) -> Mention:
    one = kept[number]
    if one.kind is not Kind.PERSON:
        return one
    before = kept[number - 1] if number else None
    after = kept[number + 1] if number + 1 < len(kept) else None
    kind = _beside(text, before, one, after)
    if kind is Kind.PERSON and text[one.start].isupper():
        kind = _named_beside(text, before, one, after)
    return one if kind is Kind.PERSON else Mention(one.start, one.end, kind, True)


def _beside(text: str, before: Mention | None, one: Mention, after: Mention | None) -> Kind:
    """ "A four-year-old Labrador", "Dr. Amin's daughter": whose mention it really is."""
    if after and after.kind is Kind.ANIMAL and _FEW.fullmatch(text, one.end, after.start):
        return Kind.ANIMAL
    worker = before is not None and before.kind in (Kind.STAFF, Kind.ANIMAL)
    if before and worker and _WHOSE.fullmatch(text, before.end, one.start):
        return before.kind
    if before and text[one.start].isdigit() and text[before.end : one.start] in (", ", " (", " "):
        return before.kind
    return Kind.PERSON


def _named_beside(text: str, before: Mention | None, one: Mention, after: Mention | None) -> Kind:
    """ "Javier, physical therapist", "our receptionist Tia": a name takes the kind of its work."""
    if AT_WORK.search(text, one.end, one.end + 70):
        return Kind.STAFF
    if before and before.kind is Kind.STAFF and _SAID.search(text, one.start - 8, one.start):
        return Kind.STAFF
    for left, right in ((before, one), (one, after)):
        if left and right and _APPOSED.fullmatch(text, left.end, right.start):
            other = left if right is one else right
            if other.kind is not Kind.PERSON:
                return other.kind
    return Kind.PERSON


_FEW = re.compile(
    r"[\s-]{0,9}(?:(?!with\b|and\b|who\b|of\b|has\b|had\b|in\b|an?\b|the\b|on\b|for\b|to\b)\w{1,60}\s{1,9}){0,2}"
)
_WHOSE = re.compile(r"['’]s?\s+(?:\w+\s+){0,2}")
_SAID = re.compile(r"\b(?:said|says)\s*$", re.IGNORECASE)
_APPOSED = re.compile(
    r"[\s,:()–—-]{0,9}(?:(?:is|our|the|a|an|as|to|who|from)\s{1,9}){0,2}(?:[\w-]{1,60}\s{1,9}){0,2}"
)


def pronouns(text: str, known: Sequence[Mention], reach: int = 320) -> Iterator[Mention]:
    """Each pronoun of one person, with the kind of the nearest mention before it.

    Without one before it, the nearest after it where somebody's work is told ("She joined us
    in May. Welcome, Dr. Ana Ruiz!"). ``known``: what ``mentions`` found, in order.
    """
    later = _welcomed(text, known)
    number = 0
    for match in _PRONOUN.finditer(text):
        while number < len(known) and known[number].end <= match.start():
            number += 1
        before = [m for m in known[max(0, number - 6) : number] if match.start() - m.end < reach]
        kind = _antecedent(before) if before else later
        yield Mention(*match.span(), kind, False)


def _welcomed(text: str, known: Sequence[Mention]) -> Kind:
    if not (AT_WORK.search(text) or _FETED.search(text)):
        return Kind.PERSON
    return next((m.kind for m in known if m.kind is not Kind.PERSON), Kind.PERSON)


#: A colleague's day: "Happy birthday, Dr. Reyes!", "she became an ophthalmologist".
_FETED = re.compile(
    r"\b(?i:happy\s+birthday|congratulations|congrats|welcome|well\s+done|farewell|kudos)\b[^.!?\n]{0,20}"
    r"\b(?:Dr|Prof|Nurse|Doctor)\b"
    rf"|\b(?i:she|he)\s+(?i:became|is\s+now|would\s+become)\s+(?i:an?)\s+(?i:{_STAFF})\b"
)


def _antecedent(before: Sequence[Mention]) -> Kind:
    """The nearest; but workers and pets pass through many a story of somebody else."""
    near = before[-1].kind
    if near in (Kind.STAFF, Kind.ANIMAL):
        earlier = [m for m in before if m.kind is not near]
        if earlier and earlier[-1].kind is Kind.PERSON:
            return Kind.PERSON
    return near
