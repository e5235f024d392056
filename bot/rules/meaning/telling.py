"""How strongly a text tells of one patient: evidence of four families, added up.

*who* - one particular person; *care* - that person's illness or treatment; *told* - something
that happened, or how it turned out; *frame* - the way it is shown (a quotation, stars, a
label, praise). Each family counts once, as its strongest sign: strong 3, weak 2, a trace 1. There has
to be somebody and some care; the text tells a story from ``ENOUGH`` on, that is two strong
signs with a weak one, or three weak ones with a strong one beside them.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.rules.meaning import people
from bot.rules.meaning import vocabulary as voc
from bot.rules.meaning.people import Kind, Mention

STRONG, WEAK, TRACE = 3, 2, 1
ENOUGH = 7
#: How many clauses belong together: one before the person is named, four after.
BEFORE, AFTER = 2, 4
#: So many clauses about somebody unnamed make that somebody particular.
CHAIN = 2
#: Somebody who is only a pronoun has to come with this much else.
WEAK_WHO_NEEDS = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a story: where, and the points of each family in safe words."""

    start: int
    end: int
    points: tuple[tuple[str, int], ...]

    @property
    def score(self) -> int:
        """The sum over the families."""
        return sum(points for _, points in self.points)

    @property
    def why(self) -> str:
        """The score in safe words, for the message."""
        told = ", ".join(f"{family} {points}" for family, points in self.points if points)
        return f"it tells of one person's care ({told}; {ENOUGH} is enough)"


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between full stops, and what its words are signs of."""

    start: int
    end: int
    text: str
    who: int
    care: int
    told: int
    aside: bool  # speaks of research, history, fiction or public people
    mine: bool  # somebody's own illness or care, in the first person


_GAP = re.compile(r"(?<=[.!?…])[\"”’')\]]{0,9}\s+|\n+|\s{1,9}[—–]\s{1,9}(?=[A-Z])")
_ABBREVIATED = re.compile(r"\b(?:Drs?|Mrs?|Ms|Mx|Prof|St|vs|No|Fig|al|e\.g|i\.e|[A-Z])\.$")
#: Words that make any sentence general, and words that do when they come before the person.
_SUPPOSED = re.compile(
    r"(?<![\w'’-])(?:may(?!\s+\d)|might|should|must|suppose|imagine|consider|typical|average|let['’]s|risks?\s+(?:of|factors?|for)"
    r"|more\s+likely|chances?\s+of|for\s+example|e\.g\.)(?![\w-])",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?<![\w'’-])(?:can(?:not|['’]t)?(?=\s+(?:be|have|help|cause|feel|get|take|mean|make|last|need))"
    r"|often|usually|typically|commonly|sometimes|generally|mostly|rarely|tends?\s+to|if|whether|unless"
    r"|whenever|when\s+(?:a|an|your|you|somebody|someone|the\s+patient)|someone|somebody|anyone|anybody|everybody|everyone|nobody"
    r"|no\s+one|people|most|many|patients|women|men|adults|kids|children|parents|every|each|any|ask"
    r"|(?<!thank )you(?:['’](?:re|ve|ll|d))?|(?<!know )yours?)(?![\w-])",
    re.IGNORECASE,
)
_OPENS_GENERALLY = re.compile(
    r"[^\w]{0,40}(?:if|when|whenever|whether|unless|how|why|what|which)\b", re.IGNORECASE
)
#: A text that goes on about a study, history or a film until somebody speaks of today or of us.
_OURS = re.compile(
    r"(?<![\w-])(?:we|our|ours|us|my|mine|me|i|today|yesterday|this\s+(?:morning|week)|last\s+(?:week|night|month))(?![\w-])",
    re.IGNORECASE,
)
#: "Harbor Spine", "Northgate Family Dental": a name, whatever its words mean.
_TITLE = re.compile(r"\b[A-Z][a-z]+\s+(?:(?:&|and|of)\s+)?[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*\b")
#: Words for work and places of work: "pain doctor", "spine centre", "cancer research".
_JOB = re.compile(
    r"(?<![\w-])[\w-]{1,30}\s+(?:doctors?|surgeons?|nurses?|physicians?|clinics?|cent(?:er|re)s?|specialists?|teams?|units?|departments?|medicine|schools?"
    r"|programm?e?s?|courses?|class(?:es)?|conference|research|society|safety|awareness|month|week|prevention|education|workshop)\b",
    re.IGNORECASE,
)
_OWNER = re.compile(r"his|her", re.IGNORECASE)
_ME = re.compile(r"(?<![\w'’-])(?:I(?:['’](?:m|ve|d|ll))?|my|me|myself)(?![\w-])")
_CARER = re.compile(
    r"\b(?:Dr\b\.?|[Dd]octors?|[Nn]urses?|[Ss]urgeons?|[Pp]hysio\w*|[Tt]herapists?|[Dd]entists?|[Tt]eams?|[Ss]taff|[Cc]linic|[Pp]ractice|[Oo]ffice|[Hh]ospital|[Ww]ard"
    r"|[Cc]entre|[Cc]enter|[Hh]ere|[Tt]hem|you\s+all)\b"
)
_PRAISE = re.compile(
    r"(?<![\w-])(?:thanks?|thank\s+you|grateful|recommend|kind(?:ness)?|caring|listened|explained|the\s+best|real\s+deal|amazing|wonderful|believed\s+me"
    r"|(?:gave|helped|fixed|saved|treated|got|put|found|told|sent|did|took|made|relaxed|switched|remembered)\s+(?:me|my|us|both|him|her|out)|highly|call\s+them|go\s+and\s+see|i\s+came\s+to|coming\s+here|the\s+\w+\s+here|sent\s+me\s+here|never\s+my)(?![\w-])",
    re.IGNORECASE,
)
#: "My surgeon", "my dentist": the words of somebody cared for.
_MY_CARER = re.compile(
    r"\b[Mm]y\s+(?:\w+\s+)?(?:doctor|surgeon|nurses?|midwife|dentist|hygienist|orthodontist|physio\w*|\w*therapist|chiropractor|osteopath|gp"
    r"|consultant|\w+ologist|\w+iatrist|\w+iatrician)\b"
)
_ADDRESSED = re.compile(
    r"(?i)\byou\s+(?:did\s+(?:it|the|all|that)|made\s+(?:it|us)|gave\s+us|trusted|walked|fought|finished|know\s+who\s+you)\b"
)
#: A sentence without its subject, in notes and captions: "Extubated this morning."
_ELLIPSIS = re.compile(
    r"[^\w\n]{0,40}(?:then\s{1,9})?(?:came|couldn['’]t|could\s+not|walked|admitted|discharged|extubated|intubated|presented|arrived|hosted|underwent"
    r"|diagnosed|operated|scanned|survived|recovered|referred|induced|finished|lost|had|went|was|woke|told|started|stopped|limped|rushed|transferred)\b(?!\s+(?:you|your|to\s+know))",
    re.IGNORECASE,
)
_READER = re.compile(r"(?i)(?<!thank )\byou(?:r|rs|rself)?\b")
_SPOKEN = re.compile(r"[“\"«][^”\"»\n]{0,400}[”\"»]?")
_ASIDE = re.compile(
    r"(?<![\w-])(?:stud(?:y|ies)|trials?|cohort|participants?|randomi[sz]ed|placebo|registry|researchers?"
    r"|guidelines?|meta-analys\w+|survey|n\s*=\s*\d+|podcast|vignettes?|quiz\s+night)(?![\w-])",
    re.IGNORECASE,
)
_CAME = r"(?:c[ao]me|comes|walked|limped|hobbled|crawled|wheeled|rolled|arrived|turned\s+up|showed\s+up|stopped\s+by|returned|presented|presents|dropped\s+by|popped)"
_TREAT = (
    r"(?:saw|treat(?:ed|ing)?|operat(?:ed|ing)\s+on|admitted|discharged|diagnosed|examined|scanned|stitched(?:\s+up)?"
    r"|delivered|implanted|injected|removed|resuscitated|intubated|helped|referred|fitted|numbed|adjusted|worked\s+on|pinned|dissolved|saved?|met|see|fixed|calmed|cured)"
)
_DID = r"(?:got|took|put|sent|lost|missed|counted|brought|started|switched)"
RELATION = re.compile(
    rf"(?<![\w'’-])(?:{_CAME}\s+(?:back\s+|again\s+)?(?:in\b(?!\s+(?:\d|at|through|first|second|third|last|handy|every))|(?:in)?to\s+(?:us|me|our|my|dr|see\s+(?:us|me|dr)|the\s+(?:clinic|office|er|ed|ward|practice|hospital|nurses?))\b"
    r"|by\s+(?:to|ambulance)\b|with\b|round\b|on\s+(?:crutches|an?)\b|for\s+(?:a|an|her|his|my|the)\b|twice\b|out\s+of)"
    r"|(?:we|i|dr\.?\s+\w+|our\s+\w+(?:\s+\w+)?|they)\s+(?:also\s+|just\s+|finally\s+|recently\s+|have\s+|had\s+|once\s+|almost\s+|never\s+|first\s+)*"
    rf"(?:{_TREAT}\s+(?:him|her|them|it|an?|this|that|the|our|one|back|me|two|his|twins|triplets|in)\b|{_DID}\s+(?:him|her|them|the\s+(?:tumou?r|baby|cyst|clot))\b)"
    r"|(?:in|into|from|at|on|through|off|of)\s+(?:my|our)\s+(?:\w+\s+){0,3}(?:chair|clinic|office|theatre|ward|unit|table|program|programme|icu|nicu|care|lab|practice|floor|doors|hospice|suite|department|ed|er)\b"
    r"|(?:bed|room|bay|chair|cubicle)\s+(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|(?:was|were|been|got|is|being)\s+(?:\w+ly\s+)?(?:admitted|discharged|referred|intubated|hospitali[sz]ed|diagnosed|misdiagnosed|treated|operated|rushed|airlifted|transferred|scanned|induced|stented|injected|delivered|booked)\b"
    r"|(?:underwent|undergoing|discharged|admitted|intubated|stented|excised|resected|extubated|r[au]ng\s+(?:the|her|his|our)\s+(?:[\w-]+\s+)?bell|coded|presented\s+(?:with|to)|presents\s+with)\b"
    r"|brought\s+(?:him|her|(?:my|our|his|her)\s+\w+|a\s+\w+)\s+(?:in|to)\b|(?:on|in|at)\s+(?:ward|station|unit)\s+\w+"
    r"|seen\s+by|c/o|s/p|referred\s+by|switched\s+on|our\s+front\s+desk|(?:my|our|this|new)\s+patient\b|pt\b|\bpts\b|(?:her|his|the\s+last|final|first)\s+(?:\w+\s+){0,2}(?:session|round|visit|infusion|appointment|treatment)\b)",
    re.IGNORECASE,
)
_TOLD_US = re.compile(
    r"(?<![\w'’-])(?:told|tells|thanked|hugged|showed|sent|wrote|wrote\s+to|brought|emailed|texted|called|asked|gave|reminded"
    r"|left|said\s+to|trusted|visited)\s+(?:me|us|our\s+(?:team|staff|nurses?|clinic|office|hygienist|pa))(?![\w-])",
    re.IGNORECASE,
)
_BETTER = (
    r"(?:gone|better|home|back|free|sober|clear|cured|healed|closed|healthy|alive|walking|running|dancing|hiking|driving|gardening|sleeping|cooking|swimming|cycling"
    r"|pain-free|stable|safe|fine|intact|thriving|smiling)"
)
OUTCOME = re.compile(
    rf"(?<![\w'’-])(?:(?:is|are|was|were|['’]s|['’]re|['’]m|am|been|now|finally|completely|today)\s+(?:now\s+|all\s+|finally\s+|already\s+|completely\s+|almost\s+)*{_BETTER}\b(?!\s+(?:to\s+the\s+drawing|pain|of))"
    r"|back\s+(?:to|on|at|in)\s+(?:\w+\s+){0,2}(?:\w+ing|work|school|field|light|duty|feet|park|road|bed|pool|trail|job|sport|normal|home|duty|life|saddle|court)\b"
    r"|for\s+the\s+first\s+time|first\s+\w+\s+(?:in|since)\b|no\s+longer|pain[\s-]free|(?:seizure|cancer|drug|symptom|migraine|opioid)[\s-]free|in\s+remission"
    r"|(?:went|gone|go|goes|going|discharged|sent|came|walked)\s+(?:\w+\s+){0,2}home\b|walked\s+(?:out|in|away|through|around|into)|r[au]ng\s+(?:the|that|her|his|our)\s+(?:[\w-]+\s+)?bell|bell\s+r[au]ng"
    r"|got\s+(?:\w+\s+)?(?:his|her|my|their)\s+\w+\s+back|g[ai]ven?\s+(?:me|him|her|us|them)\s+(?:back\s+)?(?:my|his|her|their)\s+\w+(?:\s+back)?"
    r"|(?:she|he|i|who)\s+(?:can|could)\s+(?:now|finally|again|once\s+more)|can\s+now|(?:survived|recovered|resolved|healed|cured|relearned|relearnt|pulled\s+through)\b|died\b|passed\s+away|could\s+not\s+save|didn['’]t\s+make\s+it"
    r"|turn(?:ed|s)\s+out|turned\s+into|biopsy\s+(?:came|was|showed|positive)|(?:margins?|skin|scan)\s+(?:was\s+)?clear|clear\s+(?:margins?|skin|scan|scans)"
    r"|(?:couldn['’]?t|could\s+(?:not|barely|hardly|no)|unable\s+to|wasn['’]t\s+able\s+to|(?:had|has|have)\s+not|hadn['’]t|can['’]t|cannot|had\s+never|used\s+to|nobody\s+had|had\s+given\s+up|had\s+stopped|never\s+thought)\b"
    r"|(?:has|is|was|were|had)\s+(?:just\s+|finally\s+)*(?:completed|finished|graduated|beaten|signed|started|gained|put\s+on|lost)\b|(?:finished|completed|graduat\w+|got\s+(?:off|rid)|threw\s+(?:away|her|his)|handed\s+back|caught\s+(?:it\s+)?(?:in\s+time|early)|relapsed)\b"
    rf"|(?:off|without|ditched|no\s+more|stopped|came\s+off|weaned\s+off|quit)\s+(?:the\s+|her\s+|his\s+|any\s+|a\s+|all\s+)?(?:opioids?|oxycodone|fentanyl|morphine|medication|meds|tablets|pills|insulin|ventilator|oxygen|wheelchair|cane|walker|crutches|dialysis|patch|pain|surgery|drilling)"
    r"|(?:from|rated)\s+[^.!?\n]{1,60}\b(?:to|out\s+of)\s+(?:\d+|one|two|three|zero)\b|down\s+to\s+\w+|pain\s+(?:is\s+|was\s+)?gone|pain\s+(?:score\s+)?\d+|\d+\s*/\s*10|zero\s+pain|no\s+pain\b|again\b|(?:cut|halved|reduced|lowered)\s+(?:my|his|her)\s+\w+|(?:don['’]t|doesn['’]t|didn['’]t|stopped)\s+hurt\w*|missed\s+by|(?:two|three|four|five|six|seven|eight|several|many|\d+)\s+(?:other\s+)?(?:doctors|surgeons|dentists|offices|physicians|specialists)\b"
    r"|(?:told|warned)\s+(?:\w+\s+){0,3}(?:never|nothing|would|again|just|fine)|transformation|results?\b|(?:answer|diagnosis)\s*:|ct\s+(?:showed|positive)|mri\s*(?:showed|:)|improved\b|extubated|reattached|caught\s+in\s+time)(?![\w-])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"#(?:\w*(?:success|testimonial|caseof|transformation|beforeandafter|graduate|survivor|warrior|patientstory|medtwitter|caseoftheday|interestingcase|win))\b"
    r"|(?<![\w-])(?:case\s+of\s+the|case\s*:|success\s+stor|testimonial|before\s*(?:&|and|/|\+)\s*after|story\s*(?:time|:)|'s\s+story|swipe|spotlight|shout-?out|kudos|congrat\w+|high\s+five|proud\s+of|so\s+proud"
    r"|quiz|what['’]s\s+your\s+(?:call|diagnosis)|what\s+would\s+you\s+do|unusual\s+presentation|interesting\s+(?:one|case)|throwback|diary|night\s+float|remember\s+(?:when|the|our)|meet\b"
    r"|this\s+is\s+why|never\s+forget|still\s+think\s+about|think\s+of\s+(?:him|her)|look\s+(?:who|at)|grateful|thank\s+you\s+to\s+the|of\s+my\s+career|i\s+once|story\s+in\s+bio|pov|review\b|review:|wishing|good\s+news|quick\s+win|told\s+us|raw\s+honesty|lovely\s+visit|day\s+in|brave\w*|legend\b|same\s+(?:man|woman|patient|tooth|knee|person|disc|smile|lady|girl|boy))",
    re.IGNORECASE,
)
#: One person's before and after, a named success, a case shown.
_SHOWN = re.compile(
    r"#(?:\w*(?:success|testimonial|caseof|transformation|beforeandafter|smilemakeover|patientstory)\w*)"
    r"|(?<![\w-])(?:case\s+of\s+the|success\s+story|testimonial|before\s*(?:&|and|/|\+)\s*after|patient\s+(?:spotlight|of\s+the\s+(?:week|month))|client\s+spotlight|swipe\s+(?:left|right|to\s+see))",
    re.IGNORECASE,
)
_STARS = re.compile(r"(?:★|⭐|\U0001f31f){2,}|\b(?:5|five)[\s-]stars?\b", re.IGNORECASE)
_SAID = re.compile(
    r"(?:[“\"][^”\"\n]{6,400}[”\"]\s*(?:[—–~-]+\s*)?(?:,?\s*(?:he|she|says|said|that['’]s\s+what|wrote|texted)\b|[—–~-])"
    r"|(?:he|she|who|told\s+(?:us|me)|wrote|texted|said|says|asked|told\s+\w+|swore|because\s+(?:he|she))\b[^.!?\n“\"]{0,40}[“\"])",
    re.IGNORECASE,
)


def weigh(text: str, staff: Collection[str] = (), *, cited: bool = False) -> Evidence | None:
    """The stretch of ``text`` that tells most of one patient, if it tells enough.

    ``cited``: read what speaks of research too, as a published case is still a patient's.
    """
    if _is_vignette(text):
        return None
    known = people.mentions(text, staff)
    spoken_of = sorted([*known, *people.pronouns(text, known)], key=lambda m: m.start)
    spans = _spans(text)
    voice = _voice(text)
    if not (voice or _tells_of_somebody(text, spans, spoken_of)):
        return None
    clauses = [_read(text, start, end, spoken_of) for start, end in spans]
    if not cited:
        clauses = list(_without_asides(clauses))
    frame, advice = _frame(text), _advice(text)
    found = (
        _add_up(clauses, number, frame, voice, advice)
        for number, clause in enumerate(clauses)
        if clause.who or (voice and clause.mine)
    )
    enough = [one for one in found if one and one.score >= ENOUGH]
    return max(enough, key=lambda one: one.score, default=None)


def _tells_of_somebody(
    text: str, spans: Sequence[tuple[int, int]], spoken_of: Sequence[Mention]
) -> bool:
    """Whether any clause can have a person in it (``_who``); most posts have none."""
    if any(one.kind is Kind.PERSON for one in spoken_of) or _ADDRESSED.search(text):
        return True
    return any(_ELLIPSIS.match(_SPOKEN.sub(_blank, text[a:b])) for a, b in spans)


def _is_vignette(text: str) -> bool:
    """Whether it asks what to do and nothing has happened in it yet."""
    told = _QUESTION.sub(" ", text)
    return told != text and not (voc.PAST.search(told) or voc.TIME.search(told))


_QUESTION = re.compile(r"(?:(?<=[.!?\n])|^)[^.!?\n]{0,300}\?")


def _without_asides(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """A study, a story from history or a film goes on until somebody speaks of us or of today."""
    aside = any(c.aside for c in clauses) and not any(_OURS.search(c.text) for c in clauses)
    for clause in clauses:
        aside = clause.aside or (aside and not _OURS.search(clause.text))
        if not aside:
            yield clause


def _voice(text: str) -> int:
    """Whether a patient or a relative speaks: strong with praise of those who gave the care."""
    if people.CLINICIAN.search(_SPOKEN.sub(_blank, text)) or not _ME.search(text):
        return 0
    praised = _CARER.search(text) and _PRAISE.search(text)
    return STRONG if praised or _MY_CARER.search(text) else WEAK


def _spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for gap in _GAP.finditer(text):
        if _ABBREVIATED.search(text, max(start, gap.start() - 8), gap.start()):
            continue
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _read(text: str, start: int, end: int, spoken_of: Sequence[Mention]) -> Clause:
    body = text[start:end]
    plain = _SPOKEN.sub(_blank, body)
    first = bisect_left(spoken_of, start, key=lambda m: m.start)
    here = spoken_of[first : bisect_left(spoken_of, end, key=lambda m: m.start)]
    persons = [
        replace(m, start=m.start - start, end=m.end - start) for m in here if m.kind is Kind.PERSON
    ]
    general = _is_general(plain, persons)
    past = bool(voc.PAST.search(body) or voc.PRESENT.search(body))
    sick = _sickness(_JOB.sub(" ", _TITLE.sub(" ", body)))
    told = STRONG if OUTCOME.search(body) else WEAK if past or voc.TIME.search(body) else 0
    mine = _is_mine(body, plain, sick)
    return Clause(
        start,
        end,
        body,
        who=_who(plain, persons, past, general),
        care=STRONG if not general and _is_cared_for(body, persons) else sick,
        told=0 if general and not mine else told,
        aside=_is_aside(body, here),
        mine=mine,
    )


def _is_cared_for(body: str, persons: Sequence[Mention]) -> bool:
    """Whether care is given, or a part of somebody's body or an illness is called theirs."""
    if RELATION.search(body):
        return True
    owners = (
        m
        for m in persons
        if _OWNER.fullmatch(body, m.start, m.end) or body[m.end : m.end + 2] in ("'s", "’s")
    )
    return any(
        voc.BODY.match(body, at) or voc.HEALTH.match(body, at)
        for m in owners
        for at in _next_words(body, m.end)
    )


def _next_words(body: str, end: int) -> list[int]:
    """Where the next three words after ``end`` start, up to the end of the phrase."""
    phrase = _PHRASE.match(body, end)
    if phrase is None:
        return []
    return [m.start() for m in islice(_WORD.finditer(body, *phrase.span()), 4)]


_PHRASE = re.compile(r"(?:['’]s)?\s+[^,.;:!?()\n]{0,60}")
_WORD = re.compile(r"[\w-]+")


def _sickness(body: str) -> int:
    if voc.HEALTH.search(body):
        return WEAK
    return TRACE if voc.BODY.search(body) else 0


def _is_aside(body: str, here: Sequence[Mention]) -> bool:
    elsewhere = _ASIDE.search(body) or people.HISTORIC.search(body)
    return bool(elsewhere) or any(m.kind is Kind.PUBLIC for m in here)


def _is_mine(body: str, plain: str, sick: int) -> bool:
    if re.search(r"\?[\s”\"’)]*$|\?[”\"]", body) or _SUPPOSED.search(plain):
        return False
    return bool(_ME.search(body)) and bool(sick or _PRAISE.search(body))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _is_general(plain: str, persons: Sequence[Mention]) -> bool:
    """Whether a clause speaks of anybody, not of one person. Nobody definite is anybody."""
    if plain.rstrip().endswith("?") or _SUPPOSED.search(plain):
        return True
    if any(m.definite for m in persons):
        return bool(_OPENS_GENERALLY.match(plain))
    return _GENERAL.search(plain, 0, persons[0].end if persons else len(plain)) is not None


def _who(plain: str, persons: Sequence[Mention], past: bool, general: bool) -> int:
    """Strong: a person shown or named, or one who did something; weak: only a pronoun."""
    if _ADDRESSED.search(plain) and not plain.rstrip().endswith("?"):
        return WEAK
    if general:
        return 0
    if any(m.definite or (m.sure and past) for m in persons):
        return STRONG
    return WEAK if persons or _ELLIPSIS.match(plain) else 0


def _advice(text: str) -> int:
    """Points off for a text that mostly tells its readers what to do."""
    said = len(_READER.findall(_SPOKEN.sub(_blank, text)))
    return -WEAK if said >= 3 and said * 40 >= len(text.split()) else 0


def _frame(text: str) -> int:
    if _STARS.search(text) or _SAID.search(text) or _SHOWN.search(text):
        return STRONG
    return WEAK if _LABEL.search(text) or _TOLD_US.search(text) else 0


def _add_up(
    clauses: Sequence[Clause], number: int, frame: int, voice: int, advice: int
) -> Evidence | None:
    near = clauses[max(0, number - BEFORE) : number + AFTER + 1]
    care = max(c.care for c in near)
    told = max(c.told for c in near)
    who = max(c.who for c in near)
    if sum(bool(c.who) for c in near) >= CHAIN:
        who = STRONG
    if clauses[number].mine:
        who = max(who, voice)
    if not who or not care or not (told or (frame == STRONG and who == STRONG)):
        return None
    if who == WEAK and care + told + max(frame, 0) < WEAK_WHO_NEEDS:
        return None
    points = (("who", who), ("care", care), ("told", told), ("frame", frame), ("advice", advice))
    return Evidence(clauses[number].start, clauses[number].end, points)
