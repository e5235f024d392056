"""Is an individual patient spoken of? Cues, from the way clinicians and patients write.

A sure cue names one person's care ("my patient", "she was admitted", "your MRI came back").
A weak cue may as well be generic ("a 62-year-old man", "the patient"); it counts only in its
own sentence. Patterns are bounded: no repeat over more than a few words.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.patterns import regex
from bot.phi.reading import Cue, Text
from bot.phi.signs import Weighed, weigh
from bot.phi.telling import POST, find_tellings

_I = regex.IGNORECASE
_NOT_A_PERSON = (
    r"(?![-\s](?:portal|care|education|advoca\w+|safety|experiences?|satisfaction|populations?|"
    r"resources?|stories|rights|access|handouts?|guides?|information|services|support|cent(?:ers?|"
    r"red|ered|ric)|focused|facing|forms?|intake|surveys?|reported|outcomes?|engagement|feedback|"
    r"community|family|families|groups?|lounge|parking|waiting|relations|navigat\w+|"
    r"organi[sz]ations?|volume|flow|privacy|data|materials?|selection|numbers|panel|days?|"
    r"comfort|leaflets?|videos?|testimonials|empowerment|journeys|needs|questions|visits|awareness))"
)
_CARE = (
    r"(?:admitted|discharged|diagnosed|operated on|intubated|extubated|hospitali[sz]ed|treated|"
    r"rushed|airlifted|transferred|sedated|readmitted|misdiagnosed|resuscitated|transplanted|"
    r"referred to (?:us|me)|seen (?:by|in|at|on|for|last|again|today|yesterday)|wheeled|"
    r"recovering|in recovery|in remission|in hospice|in the (?:icu|er|ed|or|hospital)|in surgery|"
    r"on (?:a ventilator|dialysis|chemo|hospice)|paraly[sz]ed|injured|burned|pregnant|dying|"
    r"prescribed|taken to (?:the )?(?:hospital|surgery|or)|cancer[- ]free|pain[- ]free)"
)
_CARE_NOUN = (
    r"(?:surger(?:y|ies)|operation|procedure|diagnosis|chart|mri|ct|scan|x-?rays?|biopsy|labs?|lab "
    r"results|test results|results|blood work|bloodwork|a1c|bp|blood pressure|injury|wound|scar|"
    r"tumou?r|cancer|chemo(?:therapy)?|radiation|implant|stimulator|pump|prosthesis|discharge|"
    r"admission|appointment|appt|follow[- ]?up|hospital stay|medications?|meds|overdose|stroke|"
    r"seizures?|heart attack|fractures?|delivery|c-section|pregnancy|due date|relapse|amputation|"
    r"transplant|depression|addiction|dementia|diabetes|treatment|injections?|epidural|ablation|"
    r"colonoscopy|mammogram|ultrasound|echo|ekg|stitches|incision|infection|complications?|"
    r"records?|prognosis|biopsies|hysterectomy|appendectomy|therapy|rehab|recovery|pain|symptoms|"
    r"knee|hip|back|shoulder|spine|neck|wrist|ankle|foot|leg|heart|kidneys?|liver|lungs?|breast|"
    r"prostate|visit|stay|fall|migraines?|condition)"
)
_PERSON = (
    r"(?:patient|pt|client|man|woman|boy|girl|lady|gentleman|guy|kid|child|toddler|infant|newborn|"
    r"baby|teen(?:ager)?|mom|mother|dad|father|grandmother|grandfather|grandma|grandpa|veteran|"
    r"farmer|teacher|firefighter|nurse|athlete|survivor|couple|runner|dancer|driver|student|"
    r"musician|carpenter|coach|officer|soldier|pastor|waitress|chef|pilot)"
)
_AGE = r"\d{1,3}\s?-?(?:yo|y/o|y\.o\.?|yrs?[- ]old|years?[- ]old|yr|y)(?![a-z])"
_SURE = (
    rf"\b(?:my|our|this|that|another|his|her) (?:[\w'-]{{1,30}} ){{0,3}}(?:patient|pt|client)\b{_NOT_A_PERSON}",
    r"\b(?:patient|pt|client) of (?:mine|ours|dr|his|hers|the practice)\b",
    r"\bone of (?:my|our|dr\.? \w+'s) (?:[\w'-]{1,30} ){0,3}(?:patients|pts|clients)\b",
    rf"\b(?:she|he) (?:(?:was|is|has|had|has been|had been|got|is now|was just|just|isn't|wasn't) ){{1,2}}(?:\w+ly )?{_CARE}",
    r"\b(?:she|he)(?:'d| had| has)? (?:just )?(?:came (?:in|to (?:us|me|clinic|my|our|the))|come to us|presented|limped|hobbled|"
    r"walked (?:in|out|into|again)|underwent|survived|suffered|rang the bell|went home|coded|"
    r"died|passed away|passed|relapsed|overdosed|collapsed|needed (?:a|an|surgery)|was in (?:so much |severe |constant )?pain|"
    r"lost (?:her|his) (?:leg|arm|battle|baby|sight|vision)|couldn't (?:walk|sleep|move|lift)|can (?:now )?(?:walk|sleep|run|dance|lift))",
    rf"\b(?:i|we|i've|we've|i'd|just|team|finally|today|yesterday|who) (?:\w+ )?(?:saw|seen|treated|operated on|discharged|admitted|diagnosed|"
    r"intubated|delivered|implanted|injected|resuscitated|coded|examined|met|cared for|helped|sent|had|lost|scoped|referred|scrubbed in (?:for|on)|"
    rf"performed \w+ on|did \w+ on) (?:a|an|my|our|the|this|one) (?:(?!is\b|are\b|who\b|that\b)[\w'-]{{1,30}}[, ]+){{0,4}}?(?:{_PERSON}\b{_NOT_A_PERSON}|{_AGE})",
    r"\b(?:saw|treated|operated on|discharged|admitted|intubated|examined) (?:him|her)\b",
    r"\b(?:saw|treated|examined|met) (?:[\w'.-]{1,30} ){1,4}(?:in|at) (?:(?:my|our|the) )?(?:clinic|office|er|ed|icu|or|ward|ob triage|triage)\b",
    r"\b(?:brought|carried|drove|rushed) (?:him|her) (?:in|into|to)\b",
    r"\bpray(?:ers|ing)? for (?!peace|our|all|those|everyone|the)",
    r"(?<!\bwho )(?<!\bif one )(?<!patient )(?<!anyone )(?<!someone )\b(?:is|was|will be) (?:having|undergoing|getting|facing|recovering from|about to have|scheduled for) (?:[\w'-]{1,30} ){0,3}(?:surgery|operation|chemo|transplant|fusion|replacement|c-section|biopsy|amputation)\b",
    r"\bthank(?:s| you) (?:so much )?for (?:the|your) (?:\w+ )?(?:review|kind words|feedback|rating|stars)\b",
    r"\b(?:saw|treated|discharged|admitted|scoped|met) (?:with )?(?:mr|mrs|ms|miss|mx)\.? \w",
    r"\b(?:thanks|thank you) for (?:coming (?:in|to see us)|trusting (?:us|me) with (?:your|her|his|their))|trusting us with your (?:mom|mother|dad|father|son|daughter|wife|husband|child)",
    r"\b(?:glad|happy|pleased|sorry) (?:that )?(?:the|your) (?:\w+ )?(?:epidural|injections?|surgery|block|procedure|treatment|ablation|new (?:knee|hip)|shots?) (?:\w+ )?(?:helped|worked|went|is working|didn't)",
    r"(?<!\w)(?:hpi|pmh|chief complaint|hospital course|a/p|cc) ?: ",
    r"\bdelivered (?:twins|triplets|a (?:healthy |beautiful )?(?:baby|boy|girl))\b",
    r"\bin (?:bed|bay) #?\d",
    r"\b(?:came|come) to (?:us|me|see us|see me) (?:with|after|in|for|from|because|last|when)\b",
    r"\b(?:rest in peace|rip|passed away|get well(?: soon)?|lost (?:her|his) (?:fight|battle))\b",
    r"\b(?:patient|success) (?:spotlight|story|of the (?:week|month|day))\b",
    r"\byour (?:recent |last |latest )?(?:(?:mri|ct|lab|test|biopsy|x-?ray|blood|scan|knee|hip|back|neck|spine) )?(?:results?|labs?|mri|ct|x-?rays?|scan|biopsy|surgery|procedure|injections?|chart|refill|tests?|blood work|diagnosis|bill|balance|visit|appointment|records?|treatment|stay|epidural) "
    r"(?:with us |with dr\.? \w+ )?(?:is|are|was|were|came|come|went|shows?|showed|looks?|has been|have been|on|last|from|yesterday|this morning|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b(?! (?:important|a good|the best|confidential|covered|time))",
    r"\byour (?:recent|last|latest|previous|missed|cancell?ed) (?:visit|appointment|surgery|procedure|stay|injection|treatment|admission|bill)\b",
    r"\b(?:we|i|our (?:team|staff|office|nurse)|dr\.? [\w'-]{1,30}) (?:reviewed|checked|looked at|pulled|noted in|have) your (?:chart|records?|file|notes|history|labs|results)\b",
    r"\b(?:when|after|because|since|that) you (?:came in|came to (?:us|our)|were (?:seen|admitted|treated|here|in our|discharged|late)|saw (?:us|dr)|left (?:our|the) (?:clinic|office|hospital)|no-?showed|missed your|refused|declined|failed to|were prescribed|stopped taking)\b",
    r"\byou (?:were|have been|'ve been) (?:seen|admitted|treated|diagnosed|discharged|a patient|prescribed|told|under our care|with us)\b",
    r"\b(?:we|i) (?:saw|treated|operated on|diagnosed|discharged|prescribed) you\b",
    r"\b(?:loved|glad|happy|honou?red|pleasure|great|nice) (?:to (?:have )?)?(?:seeing|see|seen|treating|treat|taking care of|take care of|caring for|have you as) you(?:r (?:mom|mother|dad|father|son|daughter|wife|husband))?\b(?! (?:all|there|at the|on|tomorrow|soon|next))",
    r"\b(?:tested positive for|lab(?:s)? came back|biopsy came back|mri shows|mri showed|ct showed|scan showed)\b",
    r"\b(?:dob|date of birth|d\.o\.b\.?|mrn|med(?:ical)? rec(?:ord)? (?:no|num|number|#))\b(?=\W{0,6}\w{0,3}\d)",
    r"\b(?:icu|nicu|picu|er|ed|or|post-?op|pre-?op|pacu) (?:bed|bay|room) #?\d",
    r"\bpt (?:is|was|has|had|c/o|s/p|w/|with|reports?|presented|presents|came|seen|here|did|doing|states?|name|asked|told|needs|needed)\b",
    r"\b(?:my|our) (?:first|last|favou?rite|youngest|oldest|final|next|sickest|toughest) (?:ever )?(?:\w+ )?(?:case|patient|consult|admission|delivery|craniotomy|transplant|fusion|ablation|replacement|surgery|procedure)\b(?! manager| report| stud| series)",
    r"\b(?:brave|sweet|amazing|incredible|tough|little|dear|strong) (?:patient|pt)\b",
)
_STORY = (
    r"\b(?:patient|success|her|his) (?:spotlight|story)\b",
    r"\b(?:i was diagnosed|i had (?:my |a |an |the )?(?:\w+ )?(?:surgery|procedure|operation|replacement|fusion|ablation|injection|stimulator|transplant)|"
    r"(?:gave me|got) my life back|saved my life|changed my life|my pain (?:is|was) (?:finally )?gone|"
    r"i(?:'m| am) (?:finally |now )?(?:pain[- ]free|cancer[- ]free|walking again)|i can (?:finally |now )?(?:walk|run|sleep|dance|play|garden|hike|lift)|"
    r"before (?:my surgery|i came (?:here|to))|dr\.? \w+ (?:saved|changed|gave me|fixed|helped me)|i couldn't (?:walk|sleep|work|lift))",
    rf"\b(?:meet|this is) (?:[\w'.-]{{1,30}} ){{0,3}}(?:, )?(?:who|a {_AGE}|\d{{1,3}},)",
    r"\b(?:(?:my|our) (?:[\w'-]{1,30} ){0,2}(?:patient|pt)|one of (?:my|our) (?:[\w'-]{1,30} ){0,2}(?:patients|pts))\b(?:, who [^.,\n]{1,80},| who [^.,\n]{1,40}?)? (?:came|had|could|couldn't|was|said|told|walked|lost|arrived|limped|needed|lived|suffered|wrote|asked|returned|went|danced|finished|is (?:home|back|walking)|just|finally|can (?:now|finally))\b",
    r"\bmy (?:sciatica|pain|back|knee|hip|neck|shoulder|migraines?|headaches?|symptoms|numbness|arthritis)(?: pain)? (?:is|are|was|were|has been|have been) (?:finally |now |completely |all |almost )?(?:gone|better|cured|back to normal|under control)\b",
    r"\bbefore ?(?:[-/&]|and|-and-) ?after (?:of|photos? of|for)\b|\bjourney (?:from|through|back)\b",
)
_WEAK = (
    rf"\b{_AGE}",
    r"\b\d{1,3} ?(?:month|mo|week|wk|day)s?[- ]old\b",
    r"(?<![$\d.])\b\d{1,3} ?-?[mf]\b(?!\.?\s?(?:tall|long|walk|away|\d))",
    r"\b[mf]/\d{1,3}\b|\b(?:male|female|man|woman|m|f),? (?:aged? )?\d{1,3}\b",
    rf"\b(?:the|a|an|every|each) (?:[\w'-]{{1,30}} ){{0,3}}(?:patient|pt)\b{_NOT_A_PERSON}",
    r"(?<![#@\w])(?:pt|pts|s/p|h/o|c/o|hx of|dx|dx'd|f/u|pod ?#?\d|presenting with|chief complaint)(?![\w])",
    rf"\b(?:her|his) (?:\w+ )?{_CARE_NOUN}\b",
    rf"\b(?:who|[a-z][a-z'-]{{1,30}}) (?:was|is|has been|had been|got) (?:\w+ly )?{_CARE}",
    r"\bafter (?:a|the|her|his) (?:\w+ )?(?:crash|accident|fall|wreck|collision)\b|\b(?:was|were) (?:here|with us) for \d",
    r"\b(?:in (?:the|our) (?:icu|nicu|picu|ed|er|pacu|burn unit)|intensive care|post-?op(?:erative)? day \d|on the ventilator|speedy recovery)\b",
    r"\bin memory of\b|\bdiagnosed with\b|\bundergoing\b|\bhospital stay\b",
    r"\b(?:a|an) (?:local |retired |young |elderly |pregnant |married |new )(?:\w+ )?"
    + _PERSON
    + r"\b",
)


def _join(patterns: tuple[str, ...], *more: str) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{p})" for p in patterns + more), _I)


_SURE_PATTERN, _STORY_PATTERN, _WEAK_PATTERN = _join(_SURE), _join(_STORY), _join(_WEAK)
_QUESTION = regex.compile(r"\?[\"')]*\s*$")
_GENERIC = regex.compile(
    r"\b(?:if|when|whether|imagine|suppose|say|for example|e\.g\.|hypothetical|fictional|invented|"
    r"composite|typical|average|should|(?-i:may)|might|must|can (?:help|reduce|cause)|every|each|any)\b",
    _I,
)


def find_cues(text: Text) -> tuple[Cue, ...]:
    """Every cue in ``text`` in order of position."""
    found = [
        *_find(text, _SURE_PATTERN, sure=True),
        *_stories(text),
        *_find(text, _WEAK_PATTERN, sure=False),
        *find_tellings(text),
        *_told(text),
    ]
    return tuple(sorted(found, key=lambda cue: (cue.start, cue.end)))


def _find(text: Text, pattern: regex.Pattern[str], *, sure: bool) -> Iterator[Cue]:
    for match in pattern.finditer(text.text):
        yield Cue(match.start(), match.end(), sure)


#: From here on the words of a short post, taken together, tell of one person's care.
TOLD = 0.72


def _told(text: Text) -> Iterator[Cue]:
    weighed = Weighed(text.text)
    told = len(text.text) <= POST and weighed.cared and weighed.personal
    if told and weigh("post", weighed.whole) >= TOLD:
        yield Cue(0, len(text.text), sure=True, soft=True)


def _stories(text: Text) -> Iterator[Cue]:
    for match in _STORY_PATTERN.finditer(text.text):
        if not _QUESTION.search(text.sentence_text(match.start())):
            yield Cue(match.start(), match.end(), sure=True, story=True)


def is_generic(text: Text, offset: int) -> bool:
    """Whether the sentence at ``offset`` speaks of people in general or of an invented one."""
    return bool(_GENERIC.search(text.sentence_text(offset)))


def tells_story(text: Text, cues: tuple[Cue, ...]) -> bool:
    """Whether ``text`` tells one person's case: a testimonial, or two sure cues in plain telling."""
    sure = [cue for cue in cues if cue.sure and not cue.soft and not is_generic(text, cue.start)]
    return any(cue.story for cue in sure) or len({text.sentence(cue.start) for cue in sure}) >= 2


#: How far a sure cue reaches in a long text; a post is short enough to be one thought.
POST_LENGTH = 700
REACH = 300


def governs(
    text: Text, cues: tuple[Cue, ...], start: int, *, weak: bool, same_sentence: bool
) -> bool:
    """Whether some cue of ``text`` makes what stands at ``start`` a patient's."""
    sentence = text.sentence(start)
    for cue in cues:
        here = text.sentence(cue.start) == sentence
        if here and (cue.sure or weak) and abs(cue.start - start) <= REACH:
            return True
        if cue.sure and not same_sentence and _in_reach(text, cue, start):
            return True
    return False


def _in_reach(text: Text, cue: Cue, start: int) -> bool:
    return len(text.text) <= POST_LENGTH or abs(cue.start - start) <= REACH
