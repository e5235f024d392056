"""Does a short post tell of one person's care? Two signs together say so, where neither does alone.

"She took her first steps" beside a prosthesis, "our gallbladder lady", "Hi Jo, your crown is in":
a word of care and a sign of one person. Sentences that speak of people in general, of staff, of
animals, of history or of something imagined are left out.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.lexicon import alternation
from bot.phi.patterns import regex
from bot.phi.reading import Cue, Text

_I = regex.IGNORECASE
#: A longer text is an article; there only the cues of a clear wording count.
LONGEST = 700
#: In more than this a bare name says little: encyclopaedias begin their entries so.
POST = 300
_LAY = (
    r"(?:guy|guys|lady|ladies|gentleman|kid|kiddo|kiddos|fighter|hero|gal|dude|fella|fellow|couple|man|woman|boy|girl|toddler|baby|newborn|preemie|twins|triplets|"
    r"teen|teenager|grandma|grandpa|grandmother|grandfather|mom|mama|dad|friend|neighbor|regular|frequent flyer|survivor|warrior|rockstar|champ|cutie|peanut|sweetheart|"
    r"little one|farmer|veteran|\d{1,2}\s?-?(?:yo|y/o|year[- ]old|yr[- ]old))"
)
_PRONOUN = regex.compile(r"\b(?:she|he|her|him|his|hers|she's|he's|herself|himself)\b", _I)
_BOTH = regex.compile(
    r"\b(?:he or she|she or he|his or her|her or his|him or her|his/her|he/she|she/he)\b", _I
)
_THE_ONE = regex.compile(
    rf"\b(?:our|my|this|that|the|same) (?:(?!is\b|are\b|was\b|and\b|or\b|for\b|of\b|to\b)[\w'-]{{1,20}} ){{0,4}}?{_LAY}\b(?!'s (?:day|health|month)|s\b| health| of the| patients)",
    _I,
)
#: Chart talk without a subject, and beds that stand for who lies in them.
_TERSE = regex.compile(
    r"(?:^|[.!?:\n]\s?[\"“']?)(?:(?:patient|pt)(?:'s)? (?:in|is|was|has|had|left|just|came|said|says|needs|wants|told|asked|name|ride|family|room|called|with a)\b|(?:seen|admitted|discharged|delivered|scheduled|treated|celebrating|post|congrats|congratulations|prayers|guess who|look who|say hi to|shout-?out to|ask|meet|overheard|said goodbye)\b(?! (?:to us|care|for those|by appointment|anywhere|op)))|"
    r"\b(?:room|rm|bed|bay|chair|machine|icu|nicu) ?#?\d{1,3}[a-z]? (?:has|had|is|was|needs?|wants?|got|coded|went|will|just|said|asked|in|window)\b|\b(?:he|she) ?(?:'s|is) a patient\b|\b\d{1,3},? ?(?:male|female|m|f)\b(?! ratio)|[\w-]{2,20}-iversary\b|\b(?:alt|caption|screenshot|image|whiteboard|voicemail|name tag)\b[^.\n]{0,20}(?::|=|reads|reading|from)|\b(?:cancer|pain|seizure|smoke)[- ]free (?:as of|since|for|at)\b|\b(?:lost|brought|came|left|survived|got|sent) [\w' ]{0,20}(?:home|through surgery)\b|\bone household\b|\bsame house\b|\bthis poor \w+\b|\bin the waiting room\b",
    _I,
)
_TO_YOU = regex.compile(
    r"\byou (?:were|had|missed|left|signed|refused|never|arrived|came|asked|told|yelled|told us|needed|got|have been)\b|"
    r"\b(?:sorry|glad|happy|thrilled|delighted|so good|great|relieved) (?:that |to hear |about |to see )?(?:(?:the|that) )?(?:your|you|the new|the wait)\b|\bsee you (?:at|for|on|in|next)\b|"
    r"\byour (?:next|new|last|recent|little|mom|dad|son|daughter|wife|husband|mother|father|baby|girls?|boys?|kids?)\b|\bthank you for (?:letting|trusting|choosing|coming)\b|\bfor trusting us\b|\b(?:told|saw|remember|billed|charged) you\b|\bhow(?: i|')s (?:the|your)\b|\byour (?:\w+ ){1,3}(?:is|are) (?:in|ready|here|done|back|healed|healing|overdue)\b(?! (?:network|touch))|\b(?:both|all) of your\b",
    _I,
)
_NOT_ONE = regex.compile(
    r"\b(?:if|imagine|suppose|hypothetical|fictional|quiz|poll|what would you|what next|your call|typical|case study|most people|many people|some people|anyone|everyone who|people with|patients with|"
    r"(?:adults|people|women|men|kids|children|patients|babies|teens) (?:who|with|over|under|aged|and|often|should|can|may|need|are)|discovered|invented|nobel|actress|actor|singer|senator|governor|president|celebrity|"
    r"foundation|in history|founder|retir(?:ed|es|ing)|promot(?:ed|ion)|joins|joined our|joining|award|board exam|interns?|volunteers?|mascot|therapy dog|clinic cat|puppy|(?:clinic|office|lab|therapy|hospital|service) (?:dog|cat|fish|bunny|rabbit|pony|horse|llama|parrot|turtle|animal)|therapy animal|et al|doi|nct\d+|(?:his|her) own words|webinar|register|rsvp|podcast|study|studies|"
    r"support group|class|screenings?|(?:blood|food|toy|flu|vaccine) drive|hiring|apply|employee|staff|colleague|coworker)\b|\b(?:first|1st) (?:woman|man|american) (?:to|in)|\b1[5-8]\d\d\b|(?<!teen |ty |\d |she was born |he was born )\bin (?:may |june |july )?19[0-6]\d\b",
    _I,
)
_OF_STAFF = regex.compile(
    rf"\b(?:meet|welcome|our|congratulations to|congrats to|kudos to|thank you to|as) (?:our )?(?:(?:new|own|next|amazing|wonderful|lead|head|senior|chief|dr\.?|the) ){{0,2}}(?:[\w'-]{{1,20}} ){{0,2}}?(?:{alternation('titles')})\b|\bdr\. \w+(?: \w+)? (?:is|has|was|will|joins|explains|answers)\b",
    _I,
)


def find_tellings(text: Text) -> Iterator[Cue]:
    """Yield a cue for each sign of one person in a short text that also has a word of care."""
    if not tells_of_care(text):
        return
    both = {m.start() for m in _BOTH.finditer(text.text)}
    for pattern in (_PRONOUN, _THE_ONE, _TERSE, _TO_YOU):
        for match in pattern.finditer(text.text):
            beside = any(start <= match.start() <= start + 12 for start in both)
            if not beside and not is_of_others(text, match.start()):
                yield Cue(match.start(), match.end(), sure=True, soft=True)


def tells_of_care(text: Text) -> bool:
    """Whether ``text`` is short and holds a word of care."""
    return len(text.text) <= LONGEST and bool(text.care)


#: The writer's own care or family: theirs to tell.
_OWN = regex.compile(
    r"\bmy own (?!patient|pt\b)|\bi (?:had|got|booked|broke) my\b|\bi (?:got|had) (?:the|a|an) (?:\w+ )?(?:shot|jab|vaccine|mammogram|colonoscopy)\b|"
    r"\bmy (?:mother|father|mom|mum|dad|son|daughter|sister|brother|husband|wife|grandmother|grandfather|grandma|grandpa|nan|gran) (?:died|had|has|was|is|thinks|taught)\b[^.!?\n]{0,60}\b(?:i|me|my)\b|"
    r"\bmy (?:son|daughter|mother|father|mom|dad) \p{Lu}\w+ has\b|\b(?:i|me) (?:became|become|am now|was) the patient\b|\bas a (?:new grad|student|resident|medical student)\b|\bago today i\b|\basked me (?:today|yesterday|this week|again) (?:if|whether|why|how|what)\b|\bthings my (?:attending|preceptor|boss|charge nurse) said\b",
    _I,
)


def is_own_story(text: Text) -> bool:
    """Whether a writer tells of their own care, family or training."""
    return bool(_OWN.search(text.text[:LONGEST]))


def is_of_others(text: Text, offset: int) -> bool:
    """Whether the sentence at ``offset`` or the one before is of staff, groups, history, animals."""
    here = text.sentence(offset)
    start = text.starts[max(0, here - 1)]
    end = text.starts[here + 1] if here + 1 < len(text.starts) else len(text.text)
    near = text.text[start:end]
    return bool(_NOT_ONE.search(near) or _OF_STAFF.search(near) or _OWN.search(near))


def names_one(text: Text, start: int) -> bool:
    """Whether a name at ``start`` that is nobody's on file stands in the telling of a care."""
    return len(text.text) <= POST and tells_of_care(text) and not is_of_others(text, start)
