"""How a text stands to words that it uses: does it say them, or deny, ask, quote, suppose?

"Does not cure", "is there a cure?", "'100 % safe' is a myth", "if an ad promises a cure" and
"the search for a cure" use the word and claim nothing. An advertisement's question ("Want a
permanent cure?") and what stands beside a myth as the fact do claim.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.text import Sentence


class Stance(StrEnum):
    """What a text does with a claim whose words it holds."""

    SAID = "said"
    DENIED = "denied"
    ASKED = "asked"
    MYTH = "myth"  # told as what others say, to be corrected or warned of
    SUPPOSED = "supposed"  # a condition, an aim, a hope, a hedge


# ---------------------------------------------------------------- denied
_NEGATOR = Lazy(
    r"\b(?:not|never|no(?!-)|nor|neither|none|nobody|nothing|cannot|without|hardly|rarely|seldom|few|far from"
    r"|anything but|instead of|rather than|less than|nowhere near|stop short of|unlikely|impossible"
    r"|refuse[sd]?|lacks?|avoid(?:s|ing)?)\b|n't\b"
)
#: Negators that belong to something else: "not only", "no surgery, and ...", "don't wait".
_OTHER = Lazy(
    r"\b(?:not|never|no)\s+(?:only|just|merely|simply|wonder|doubt|matter|kidding|joke|questions?|more"
    r"|longer|need|surger\w+|needles?|drugs?|pills?|medicines?|medications?|knives|knife|cuts?|scars?"
    r"|scalpels?|hassle|wait\w*|fuss|downtime|side effects?|risks?|pain|other|one else|better|greater"
    r"|safer|easier|faster)\b",
    r"\b(?:do not|don't|never|not to|why not)\s+(?:\w+\s+)?(?:wait|worry|suffer|live|miss|let|put|hesitate"
    r"|settle|delay|forget|give up|accept|be shy)\b",
    r"\bnever been\b|\bwithout\s+(?:\w+\s+)?(?:surger\w+|needles?|drugs?|pills?|pain|cuts?|cutting|scars?"
    r"|medicines?|medications?|opioids|injections?|side effects?|risks?|downtime|waiting|a scalpel)\b",
    r"\bno\s+(?:one|body)\s+else\b|\bnobody else\b|\bnothing else\b|\bfew (?:days|weeks|hours|minutes|visits"
    r"|sessions)\b",
)
_AFTER = Lazy(
    r"^\W*(?:\w+\s+){0,5}?(?:is|are|was|were|does|do|did|has|have|will|would|can|should)(?:n't|\s+not"
    r"|\s+never|\s+rarely|\s+hardly)\b",
    r"^[^.;!?]{0,50}\b(?:is|are)\s+(?:\w+\s+){0,3}?(?:myth|false|wrong|untrue|misleading|impossible|unlikely|rare"
    r"|nonsense|a lie|a red flag|a warning)",
    r"^[^.;!?]{0,40}\b(?:means?|says?|tells? you|proves?)\s+(?:very\s+|almost\s+|next to\s+|only\s+)?(?:little|nothing|not much)\b",
    r"^\W*(?:claims?|promises?|myths?|ads?|scams?|hype|offers?|pitches)\b",
    r"^\W*(?:\w+\s+){0,3}?(?:doesn't|does not|don't|do not) exist\b",
)
_FAR = 9  # words between a negator and what it denies

# ---------------------------------------------------------------- asked
_PITCH = Lazy(
    r"^\W*(?:do you |are you |would you |you )?(?:want|wanna|ready|tired of|sick of|fed up|looking for|need"
    r"|dreaming|wish|searching|hoping|craving|like)\b",
    r"^\W*(?:did|do) you know\b|^\W*why (?:live|suffer|wait|settle|put up|not)\b|^\W*what if\b|^\W*imagine\b"
    r"|^\W*isn't it time\b|^\W*who (?:wants|says|knew|else)\b|^\W*how (?:about|would you like)\b"
    r"|^\W*have you heard\b|^\W*know (?:what|why)\b",
)

# ---------------------------------------------------------------- told as what others say
_OTHERS = (
    r"(?:ads?|adverts?|advertisements?|websites?|sites?|sellers?|labels?|influencers?|anyone|anybody|someone"
    r"|somebody|clinics?|compan(?:y|ies)|products?|posts?|people|person|friends?|they|headlines?|videos?"
    r"|celebrit(?:y|ies)|bottles?|supplements?|online shops?|marketers?|providers?|treatments?|devices?|doctors?"
    r"|sales\w+|tiktok\w*|instagram|facebook|internet|pages?|practices?|practitioners?)"
)
_PROMISES = (
    r"(?:promis(?:e|es|ed|ing)|claim(?:s|ed|ing)?|guarantee(?:s|d|ing)?|says?|said|saying|sell(?:s|ing)?"
    r"|sold|tells?|told|offer(?:s|ed|ing)?|swears?|advertis\w+|boasts?|brags?|tout(?:s|ed|ing)?|market(?:s|ed|ing)?)"
)
_MYTH = Lazy(
    r"\b(?:myths?|misconceptions?|misinformation|misleading|hoax(?:es)?|scams?|snake oil|too good to be true"
    r"|red flags?|so-called|supposedly|allegedly|debunk\w*|rumou?rs?|urban legend|buzzwords?|hype|quack\w*"
    r"|false(?:ly)? (?:claims?|promises?|hope)|no such thing|unproven|miracle cures? (?:are|do|don't))\b",
    r"\b(?:be|stay)\s+(?:\w+\s+)?(?:careful|wary|skeptical|sceptical|suspicious|cautious|alert)\b"
    r"|\b(?:beware|watch out|steer clear|look out|run away|walk away|keep away|think twice)\b",
    r"\b(?:don't|do not|never)\s+(?:believe|trust|fall for|buy into|rely on|be fooled)\b",
    rf"\b(?:if|when(?:ever)?)\s+(?:\w+\s+){{0,3}}?{_OTHERS}\b[^.!?]{{0,30}}?\b{_PROMISES}\b",
    rf"\b(?:any|some|many|those|these|other|certain|most)\s+(?:\w+\s+){{0,2}}?{_OTHERS}\b[^.!?]{{0,30}}?\b{_PROMISES}\b",
    rf"\b(?:anyone|anybody|someone|somebody|{_OTHERS})\s+(?:who|that|which)\s+(?:\w+\s+)?{_PROMISES}\b",
    r"\b(?:you|we|i)\s+(?:may|might|often|will|probably|have)?\s*(?:have\s+)?(?:hear|heard|read|seen|see|come across)\b",
    r"\bclaims?\s+(?:to|that|of|like|such as|about)\b|\b(?:words|phrases|terms|promises|claims|ads?|adverts?) (?:like|such as)\b",
    r"\b(?:people|some|many|we|they|patients)\s+(?:often\s+|used to\s+|once\s+|still\s+)?(?:think|thought|believe"
    r"|believed|assume|assumed)\b",
    r"\b(?:isn't|is not|aren't|are not|wasn't|not)\s+(?:quite\s+|really\s+|entirely\s+)?(?:true|correct|accurate"
    r"|how it works)\b|\buntrue\b",
    r"\b(?:we|i|clinicians?|doctors?|nobody|no one|no honest \w+)\s+(?:can(?:not|'t)?|never|don't|do not|won't|will not|should"
    r"(?:n't| not| never)?)\s+(?:\w+\s+)?(?:promise|guarantee|claim|say|tell you|sell|offer)\b(?!\s+you\s+that)",
    r"\b(?:in|around|since)\s+(?:the\s+)?1[5-9]\d\ds?\b|\b(?:1[5-9]th|19th|18th)[- ]century\b|\b(?:once|used to be|was|were)"
    r"\s+(?:widely\s+)?(?:sold|marketed|advertised|prescribed|thought|touted)\b|\bvictorian\b",
    r"\b(?:ftc|fda|court|regulators?|attorney general|lawsuit|settle[ds]?|fined|penalt\w+|warning letters?|charged)\b"
    r"[^.!?]{0,120}\b(?:claim|claims|claimed|claiming|advertis\w+|promis\w+|deceptive|false|said|told)\b",
)
_MYTH_LABEL = Lazy(
    r"^\W*(?:myth|fiction|misconception|false|rumou?r|they say|the claim|claim|you hear)\b[^:–—\n]{0,20}(?:[:–—]|\s-\s|$|\.)"
)
_FACT_LABEL = Lazy(
    r"^\W*(?:fact|truth|true|reality|the truth|in fact|actually|what we know|the facts?|answer)\b[^:–—\n]{0,20}(?:[:–—.]|\s-\s|$)"
)
_CORRECTS = Lazy(
    r"^\W*(?:that's|that is|this is|it's|it is|these|those|such|sadly|unfortunately|not|no|nope|false|wrong|myth"
    r"|sounds?|if (?:you|it)|be|don't|beware|neither|none)\b[^.!?]{0,60}\b(?:myth|true|false|wrong|good to be true"
    r"|untrue|misleading|careful|no such|exist|red flag|run|walk away|question|proof|evidence|skeptical)\b",
    r"^\W*(?:nope|not so|not quite|not true|false|wrong|no|myth|not exactly|sadly,? no|think again)\W*$",
    r"^\W*(?:no|nope|not)\s*[,.:]",
)
_OURS = Lazy(r"^\W*(?:we|our|at our|book|call|come|ask us)\b")
_QUOTES = Lazy(r"[\"“”«»]|(?:^|\s)'[^']{2,80}'")

# ---------------------------------------------------------------- supposed
_SUPPOSES = Lazy(
    r"\b(?:if|whether|unless|until|in case|once|when)\b",
    r"\b(?:hope|hopes|hoping|hoped|aim|aims|goal|goals|dream|seek|seeking|search|searching|race|walk|run|ride|quest"
    r"|research(?:ers)?|working (?:on|toward|towards)|look(?:ing)? for|closer to|toward|towards|fund|funding|one day|someday"
    r"|raise|raising|try|tries|trying|wish|fight for|need|find|finding|future|expect\w*)\b",
    r"\b(?:may|might|could|can sometimes|sometimes|appears? to|seems? to|possibly|perhaps|potential(?:ly)?)\b",
)


def stance(reading: Reading, start: int, end: int) -> Stance:
    """How ``reading`` stands to the words at ``start:end``."""
    number = reading.index(start)
    if _is_myth(reading, number):
        return Stance.MYTH
    sentence = reading.sentence(start)
    if sentence.text.rstrip("\"'”)»").endswith("?") and not _PITCH.search(sentence.text):
        return Stance.ASKED
    if is_denied(reading, start, end):
        return Stance.DENIED
    left, _ = reading.clause(start, end)
    if _SUPPOSES.search(reading.text, left, start) or _opens_with_if(reading, left, start):
        return Stance.SUPPOSED
    return Stance.SAID


def is_said(reading: Reading, start: int, end: int) -> bool:
    """Whether the text claims it."""
    return stance(reading, start, end) is Stance.SAID


def is_denied(reading: Reading, start: int, end: int) -> bool:
    """Whether a negator in the same clause reaches the words, or one after takes them back."""
    left, right = reading.clause(start, end)
    before = _OTHER.sub(" ", reading.text[left:start])
    last = max((m.end() for m in _NEGATOR.finditer(before)), default=-1)
    if last >= 0 and len(before[last:].split()) <= _FAR:
        return True
    return _AFTER.search(reading.text[end:right]) is not None


def _opens_with_if(reading: Reading, left: int, start: int) -> bool:
    """The break of a clause swallows its conjunction: "until there is a cure"."""
    return bool(_SUPPOSES.search(reading.text[max(0, left - 8) : left])) and left <= start


@lru_cache(maxsize=64)
def _myths(reading: Reading) -> frozenset[int]:
    """Numbers of the sentences that tell what others say."""
    found: set[int] = set()
    spreading = False
    last = -1
    for number, sentence in enumerate(reading.sentences):
        if spreading and _ends_spread(sentence, last):
            spreading = False
        cue = _MYTH.search(sentence.text) is not None
        if _FACT_LABEL.search(sentence.text) and not _MYTH_LABEL.search(sentence.text):
            spreading = False
            if not cue:
                continue
        if cue or spreading or _MYTH_LABEL.search(sentence.text):
            found.add(number)
        if _MYTH_LABEL.search(sentence.text) or (cue and _leads_in(sentence)):
            spreading = True
        last = sentence.paragraph
    return frozenset(found | _corrected(reading))


def _leads_in(sentence: Sentence) -> bool:
    return sentence.text.rstrip()[-1:] not in '.!?…"”)'


def _ends_spread(sentence: Sentence, last: int) -> bool:
    return bool(_OURS.search(sentence.text)) or sentence.paragraph > last + 1


def _corrected(reading: Reading) -> set[int]:
    """Sentences that the next one takes back: "'Totally safe.' Not true." """
    pairs = zip(reading.sentences, reading.sentences[1:], strict=False)
    return {
        number
        for number, (one, after) in enumerate(pairs)
        if _CORRECTS.search(after.text)
        and (_QUOTES.search(one.text) or len(one.text.split()) <= 10 or one.text.endswith("?"))
    }


def _is_myth(reading: Reading, number: int) -> bool:
    return number in _myths(reading)
