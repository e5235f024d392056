"""Reviews and praise: asked of insiders, bought, sorted, threatened, invented.

Sources: 16 CFR 465.2, 465.4, 465.5 and 465.7 (in force 21 October 2024); 16 CFR 255.2(d), 255.5.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import beyond, hits, mentions
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set

_TRIGGERS = word_set("""
    review reviews star stars five-star 5-star rating ratings rate rated testimonial testimonials google yelp healthgrades facebook zocdoc reviewed reviewer reviewers
    reviewing feedback recommend recommends recommended recommendation praise shout-out ⭐ ★ score thumbs vitals realself trustpilot nps likes
""")
_REVIEW = r"(?:(?:\w+ )?reviews?(?! (?:article|paper|committee|board|of (?:systems|your|the|medicines|medications|charts)))|(?:five|5|four|4)[- ]?stars?(?: ratings?)?|[⭐★]{3,}|ratings?|testimonials?|recommendations? on (?:google|facebook|yelp)|google|yelp|healthgrades|realself|trustpilot)"
_GOOD = r"(?:five[- ]?star|5[- ]?star|good|great|glowing|positive|nice|kind|happy|excellent|favou?rable|rave|top|amazing|awesome|best|wonderful|lovely|shining|perfect|honest)"
_REWARD = r"(?:\$\d+|\d+\s?% off|percent off|discounts?|gift cards?|coffee cards?|vouchers?|coupons?|free (?:\w+ ){0,3}?(?:treatment|whitening|coffee|sample|facial|t-?shirt|mug|session|massage|consult\w*|peel|syringe|units?|gift|product|visit|cleaning|month|class|water bottle|tote|swag|botox|filler|smoothie)|raffle|tickets?|draw(?:ing)?|giveaway|enter(?:ed)? (?:to|in)|win|prizes?|rewards?|points|entries|credit|cash|refund|amazon card|starbucks|perks?|on us(?=[.!\n]|$)|treat on us|on the house|bonus|money off|complimentary|gifts?|thank-you gift|sweepstakes|chance to|we'll pay|paid|pay you|knock|waive)"
_BUY = Lazy(
    rf"\b(?:leave|post|write|say|tell|give|drop|share|submit|add|send|put up|rate|review|tag|show|pen|type|upload)\b[^.!?\n]{{0,60}}{_REVIEW}[^!?\n]{{0,100}}?\b{_REWARD}",
    rf"{_REWARD}[^.!?\n]{{0,70}}\b(?:for|per|with|if|when|after|in return for|in exchange for|once|every|each|to (?:anyone|everyone|patients|all)|by)\b[^.!?\n]{{0,50}}(?:{_REVIEW}|\breview(?:s|ing)? us\b|\bstars\b)",
    rf"\b(?:review|rate) us\b[^!?\n]{{0,90}}\b{_REWARD}|\b{_REWARD}[^.!?\n]{{0,60}}\b(?:review|rate|recommend) (?:us|our|the)\b",
    r"\b(?:we|i|our (?:agency|team|marketing \w+)|they)\s+(?:\w+\s+)?(?:bought|purchased|ordered|paid for|buy|pay for|are buying)\b[^.!?\n]{0,30}\b(?:reviews?|ratings?|testimonials?|stars|followers|likes)\b|\b(?:buy|order|get|selling|sell)\s+(?:\d+|some|more|a few|hundreds of|your|real|verified|fake)?\s*(?:\w+ )?(?:google |yelp |five-star |5-star |fake )reviews?\b[^.!?\n]{0,30}\b(?:for|from|here|cheap|today|package|at)\b",
)
_SORT = Lazy(
    r"\b(?:happy|satisfied|love[d]?|liked?|great|good|pleased|enjoy\w*|thrilled|delighted|five stars|5 stars|four or five|4 or 5|9 or 10|smil\w+|positive)\b[^\n]{0,110}?(?:\breviews?\b|google|yelp|healthgrades|\bstars\b|\brate us\b|facebook)[^\n]{0,120}?\b(?:not (?:so )?(?:happy|satisfied|pleased|great|thrilled)|unhappy|didn't (?:love|like|enjoy)|wasn't|weren't|less than|otherwise|if not|anything less|disappointed|problem|complain\w*|issue|bad|unsatisfied|negative|fewer|three or|1 to 3|not)\b[^\n]{0,80}?\b(?:privately|private|instead|directly|e-?mail|call|tell us|write to us|come to us|let us fix|manager|message|first|inbox|dm|internal|form|keep it|between us|don't post)\b",
    r"\b(?:only|just)\s+(?:\w+\s+){0,2}?(?:patients?|people|clients?|those|customers?|the)?\s*(?:who\s+|that\s+|with\s+|whose\s+)?(?:\w+\s+){0,4}?(?:happy|satisfied|loved|rated|9 or 10|promoters?|five stars?|5 stars?|positive|good|gave|scored?|smiling)\b[^.!?\n]{0,70}\b(?:reviews?|review link|link|google|yelp|asked|invited|testimonials?|feedback form|stars)\b",
    r"\b(?:unhappy|not happy|dissatisfied|disappointed|anything less than (?:five|5)|less than five stars|fewer than (?:five|5|four))\b[^.!?\n]{0,70}\b(?:don't|do not|please don't|instead of|rather than|before you|before posting|before leaving|not)\b[^.!?\n]{0,40}\b(?:review|post|google|yelp|rate|online|public\w*|stars)\b|\b(?:don't|do not|please don't)\b[^.!?\n]{0,30}\b(?:post|leave|write)\b[^.!?\n]{0,20}\b(?:bad|negative|poor|critical|one-star|1-star)\b[^.!?\n]{0,15}\breviews?\b|\bonly (?:post|leave|write|publish|show|display|share|keep)\b[^.!?\n]{0,25}\b(?:good|positive|five-star|5-star|nice|happy|great|best)\b[^.!?\n]{0,15}\b(?:reviews?|ratings?|testimonials?)\b|\b(?:we|i) (?:\w+ )?(?:delete|hide|remove|take down|bury|suppress|filter)\b[^.!?\n]{0,20}\b(?:bad|negative|critical|poor|one-star|1-star|unfavou?rable)\b[^.!?\n]{0,15}\b(?:reviews?|ratings?|comments?|feedback)\b",
)
_GOOD_BRANCH = Lazy(
    r"\b(?:happy|love[d]?|satisfied|great|good|5|five|4|smil\w+|pleased|thrilled|thumbs up|positive)\b[^\n]{0,70}?\b(?:reviews?|google|yelp|healthgrades|post|click|share|publish|online|public\w*|stars?)\b|\b(?:reviews?|rate|google|yelp)\b[^\n]{0,40}?\bif\b[^\n]{0,30}?\b(?:happy|loved?|5|five|great|good|pleased)\b"
)
_BAD_BRANCH = Lazy(
    r"\b(?:less|lower|fewer|upset|angry|mad|unhappy|not (?:so |fully |completely )?(?:happy|satisfied|pleased|thrilled|great)|disappointed|below|under|otherwise|if not|anything else|three|1|2|3|problems?|complain\w*|complaints?|didn't|wasn't|dissatisfied|thumbs down|negative|concerns?|unsatisfied)\b[^\n]{0,90}?\b(?:privat\w+|off (?:the internet|google|line|social media)|manager|us first|instead|direct(?:ly)?|e-?mail|internal|form|make it right|between us|inbox|quietly|fix it|come to us|in-house|not public\w*)\b"
)
_EITHER = Lazy(
    r"\b(?:either way|good or bad|good,? bad|feel free to (?:post|review|write|share)|whatever you|all (?:reviews|feedback)|every(?:one|body) (?:gets|is|can|may)|and (?:please )?(?:also )?(?:post|review)|public or)\b"
)
_THREAT = Lazy(
    r"\b(?:see|take|drag|haul|meet)\b[^.!?\n]{0,30}\b(?:in|into|to) court\b[^.!?\n]{0,50}\b(?:reviews?|stars?|rates?|rating|posts?)\b",
    r"\b(?:bad|negative|poor|false|one-star|1-star|critical|unfair|nasty|unfavou?rable|harsh|mean)\b[^.!?\n]{0,15}\b(?:reviews?|reviewers?|ratings?|feedback|comments?)\b[^.!?\n]{0,90}\b(?:lawyers?|attorneys?|sue[ds]?|suing|legal action|lawsuit|court|fined?|fee|fees|charged|discharged|dismissed|banned|dropped|no longer be (?:seen|treated|welcome)|consequences|police|not be (?:seen|treated|welcome)|cease and desist|defamation|find (?:a new|another) doctor|refuse)\b",
    r"\b(?:sue|fine|charge|bill|discharge|dismiss|drop|ban|refuse to (?:see|treat)|take (?:you |them )?to court|stop (?:seeing|treating)|report|expose|lawyers? (?:will )?(?:contact|call|write)|legal action against|come after)\b[^.!?\n]{0,60}\b(?:anyone|anybody|patients?|people|those|you|whoever|everyone|reviewers?|them)\b[^.!?\n]{0,50}\b(?:review\w*|rating|stars?|post(?:s|ed|ing)? (?:\w+ )?(?:bad|negative|online|about us))\b|\b(?:remove|delete|take down|change|withdraw)\b[^.!?\n]{0,20}\b(?:your|that|this|the)\b[^.!?\n]{0,15}\b(?:review|rating)\b[^.!?\n]{0,40}\b(?:or|before|to (?:be|keep|get|receive)|and (?:we|get|receive)|if you want)\b|\bby (?:signing|becoming|booking)\b[^.!?\n]{0,60}\b(?:agree|promise)\b[^.!?\n]{0,30}\bnot to\b[^.!?\n]{0,20}\b(?:review|post|rate|criticize)\b",
)
_INVENTED = Lazy(
    r"\b(?:we|i|our (?:\w+ )?(?:team|agency|staff|intern|marketer|social media \w+)|the ai|ai|chatgpt|a bot)\s+(?:\w+\s+)?(?:wrote|write|writes|made up|make up|invented|created|generated|generates|drafted|compose[ds]?|fabricated|penned|ghostwr(?:ote|ites?|itten))\b[^.!?\n]{0,40}\b(?:reviews?|testimonials?|ratings?|stars)\b|\b(?:write|post|leave|create|make)\b[^.!?\n]{0,30}\b(?:fake|made-up|invented|several|multiple|a few extra)\b[^.!?\n]{0,25}\b(?:reviews?|accounts?|testimonials?|profiles?)\b|\b(?:fake|ai[- ](?:written|generated)|made-up|invented|scripted|purchased) (?:\w+ )?(?:reviews?|testimonials?|patients?)\b(?=[^.!?\n]{0,40}\b(?:we|help|boost|our|to get|look)\b)|\b(?:from|with|using) (?:a |your )?(?:second|different|other|burner|new|friend's|spouse's) (?:accounts?|e-?mails?|profiles?|phones?)\b[^.!?\n]{0,40}\breviews?\b|\b(?:writes?|wrote|posts?|posted|writing|posting)\b[^.!?\n]{0,20}\b(?:reviews?|testimonials?|ratings?)\b[^.!?\n]{0,25}\b(?:under|in|using|with)\b[^.!?\n]{0,20}\b(?:names?|identit\w+|aliases?|accounts of)\b|\breviews?\b[^.!?\n]{0,40}\b(?:from|with|using) (?:a |your )?(?:second|different|burner|another|fake) (?:accounts?|e-?mails?|profiles?)\b|\b(?:reviews?|testimonials?|ratings?)\b[^\n]{0,60}\b(?:made (?:them|it|these|some|up)|made up|invented|faked|dreamed up|wrote (?:them|it|these|some|a few)(?: ourselves| herself| himself)?|were written by (?:us|our)|bought)\b|\bpretend\w* (?:to be|you(?:'re| are| were)) (?:a |an |our )?(?:\w+ )?(?:patient|client|customer)s?\b",
)
_NO_REWARD = Lazy(
    r"\b(?:nothing (?:is |in )?(?:given|return)|no (?:reward|gift|payment|incentive|strings|discount|prize)|never (?:pay|buy|offer|reward|ask)|do not (?:pay|buy|offer|reward|ask)|don't (?:pay|buy|offer|reward|ask)|without (?:any )?(?:reward|pay\w*|gift)|peer[- ]review\w*|chart review|medicines? review|medication review|systematic review|literature review|reviewed by|journal|cochrane|review (?:your|the|our|my|his|her|these|this|all|article|paper|committee|board)|utilization review|in review|year in review|whether (?:it is|it's)|legal to|against the law|forbid\w*|illegal|rule|ftc|guess|scavenger|good or bad|good,? bad|ask everyone|ask all|ask every)\b"
)


def bought(reading: Reading) -> Iterator[Claim]:
    """Rewards for praise, sorting of reviewers, threats, invented reviews."""
    yield from beyond(reading, _bought(reading), _framed(reading, insiders=False))


def _bought(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_TRIGGERS) and "⭐" not in reading.text:
        return
    for pattern, what in _KINDS:
        for match in pattern.finditer(reading.text):
            if _is_done(reading, match.start(), match.end()):
                yield Claim(*match.span(), what)
                break
    yield from _branches(reading)


def _framed(reading: Reading, *, insiders: bool) -> Iterator[Claim]:
    """What the frames see of reviews: asked of insiders, or bought, sorted, threatened."""
    for hit in hits(reading, "review"):
        asked = hit.what.startswith("asks insiders")
        found = stance(reading, hit.start, hit.end)
        threat = found is Stance.MYTH and hit.what.startswith("threatens")
        if asked is insiders and (threat or found not in {Stance.MYTH, Stance.DENIED}):
            what = "asks insiders to review their own firm" if asked else hit.what
            yield Claim(hit.start, hit.end, what)
            return


def _branches(reading: Reading) -> Iterator[Claim]:
    """The good are sent to the public, the bad to a private place, in whatever words."""
    good, bad = _GOOD_BRANCH.search(reading.text), _BAD_BRANCH.search(reading.text)
    if not (good and bad and _STARS.search(reading.text)) or _EITHER.search(reading.text):
        return
    if stance(reading, *bad.span()) is not Stance.MYTH and not _NO_REWARD.search(reading.text):
        yield Claim(*bad.span(), "sorts the happy from the unhappy before they review")


_STARS = Lazy(r"\b(?:reviews?|rate us|google|yelp|healthgrades|ratings?|stars?)\b")


_KINDS = (
    (_BUY, "rewards reviews"),
    (_SORT, "sorts the happy from the unhappy before they review"),
    (_THREAT, "threatens people over a review"),
    (_INVENTED, "invents reviews"),
)


def _is_done(reading: Reading, start: int, end: int) -> bool:
    shown = reading.text[
        reading.sentence(start).start : max(end, reading.sentence(max(start, end - 1)).end)
    ]
    if _NO_REWARD.search(shown):
        return False
    return stance(reading, start, max(start, end)) not in {Stance.MYTH, Stance.DENIED}


# ---------------------------------------------------------------- insiders
_INSIDERS = r"(?:staff|team|employees?|colleagues?|everyone (?:on (?:the|our) team|who works (?:here|with us)|at the (?:clinic|office|practice))|co-?workers?|nurses|crew|interns?|volunteers|board members|family|families|husbands?|wives|wife|spouses?|partners|parents|mom|relatives|moms?|dads?|kids|friends|cousins|in-laws|sisters?|brothers?|neighbou?rs)"
_ASK_INSIDERS = Lazy(
    rf"\b{_INSIDERS}\b[^!?\n]{{0,110}}\b(?:leave|leaves|post|posts|write|writes|give|gives|drop|submit|add|posting|writing|leaving|rate|rates|asks?|review|reviews)\b[^.!?\n]{{0,60}}(?:\breviews?\b|\bstars?\b|google|yelp|\bratings?\b|healthgrades|\bus\b)",
    rf"\b(?:ask|get|have|tell|remind|invite|urge|encourage|bring|recruit|rope in|need|want)\s+(?:\w+\s+){{0,2}}?(?:your|their|our|the|all|every|my)\s+(?:\w+\s+){{0,2}}?{_INSIDERS}\b[^.!?\n]{{0,60}}\b(?:review\w*|rate|rating|stars?|google|yelp|recommend\w*|praise)\b",
)
_AS_PATIENT = Lazy(
    r"\b(?:as an? (?:\w+ )?(?:neighbou?r|local|resident|fan|mother|mom|father|dad|runner|senior|teacher|veteran|friend|member)(?=,? (?:i|we)\b)|as (?:a|an)(?: \w+){0,2} (?:patient|customer|client|visitor|outsider|independent \w+|neutral \w+|happy \w+|unbiased \w+)(?: (?:at|of|here))?(?=\s*,|\s+(?:i|we|at|of|here|myself|who|my|who's)\b)|(?:honest|unbiased|independent|genuine|real|neutral|impartial|my|quick) review (?:of|from|by)|from a happy (?:patient|customer|client)|just (?:a|another) (?:happy|satisfied) (?:patient|customer|client)|(?:a|one) (?:happy|satisfied|grateful|very happy) (?:patient|customer|client)(?=\s*[:.,!-]|\s+(?:here|speaking|says))|(?:i|we) (?:just |recently |finally |have |'ve )*(?:tried|visited|discovered|went to|found|checked out|stumbled upon|stumbled on|switched to|been going to|been to|went there|was there|came here|have been (?:here|there)|went in|was treated|got treated|saw (?:dr|them))\b|\b(?:treated me|took care of me|cared for me|so cared for|my (?:visit|appointment|experience|first time) (?:there|at|with|here)|felt so (?:\w+ )?(?:cared|welcome|safe|heard)|they (?:treated|fixed|helped|listened to|saved) me))"
)
_PRAISE = Lazy(
    r"\b(?:best|finest|friendliest|greatest|nicest|amazing|awesome|fantastic|incredible|wow|excellent|outstanding|wonderful|top-notch|highly recommend\w*|can't recommend|cannot recommend|recommend\w*|go (?:there|see them|to them)|love(?:d)? (?:it|them|this|the|how|every)|five stars|5 stars|10/10|ten out of ten|unbeatable|kindest|changed my life|impressed|blown away|gem|a must|superb|brilliant|so good|great|terrific|favou?rite|phenomenal|look no further|most caring)\b|⭐|★"
)
_NO_TIE = Lazy(
    r"\b(?:no (?:ties?|connections?|relations?(?:hip)?|links?|affiliations?|stake|interest)\s+(?:to|with|in)|not (?:affiliated|connected|associated|employed|paid|related)\b|nobody (?:asked|paid|told) me|not (?:being )?(?:asked|told) to|i don't work (?:there|here|for)|no one paid me|completely independent|totally independent|unbiased|impartial)"
)
_TIE_STATED = Lazy(
    r"\b(?:i (?:work|practice|own|run|manage|am employed|am on staff|founded|started)|i'm (?:a \w+ |the \w+ |one of the \w+ |on the )?(?:here|at|on staff|employed|part of)|where i (?:work|practice)|my (?:own )?(?:clinic|practice|employer|team|colleagues?|workplace|wife's|husband's|sister's|brother's|mother's|father's|daughter's|son's|company|business|hospital|partner's|cousin's|job)|our (?:own )?(?:clinic|practice|team|hospital|staff|office)|disclosure|ad:|full disclosure|i am (?:a|the|one of the) (?:\w+ )?(?:owner|partner|doctor|physician|surgeon|nurse|employee|manager|director|founder|member of)|we (?:work|own|run)|as (?:an? )?(?:owner|employee|member of (?:the )?(?:staff|team)|doctor|physician|nurse|surgeon|manager|founder|co-?owner) (?:at|of|here)|works? (?:here|there|at)|bias(?:ed)?)\b"
)


def asked_of_insiders(reading: Reading) -> Iterator[Claim]:
    """Staff and families asked to review their own firm."""
    yield from beyond(reading, _asked(reading), _framed(reading, insiders=True))


def _asked(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_TRIGGERS):
        return
    for match in _ASK_INSIDERS.finditer(reading.text):
        sentence = reading.sentence(match.start()).text
        if (
            stance(reading, *match.span()) in {Stance.SAID, Stance.SUPPOSED}
            and not _NO_ASK.search(sentence)
            and _WANTS.search(match.group())
        ):
            yield Claim(*match.span(), "asks insiders to review their own firm")
            return


_NO_ASK = Lazy(
    r"\b(?:never|do not|don't|not to|please don't|are not|may not|must not|no (?:employee|staff|member)|patients? (?:and|or) (?:their )?famil\w+|patients' families|you and your family|chart|peer|medicines?|rubric|policy|performance|annual|article|journal|paper|reviewed|thank\w*)\b"
)
_WANTS = Lazy(
    r"\b(?:five|5|star|stars|google|yelp|great|good|glowing|positive|nice|reviews? (?:for|of|on) (?:us|our|the (?:clinic|practice|page))|us a|our (?:clinic|practice|page)|healthgrades|leave us|review us|rate us|reviews?)\b"
)


#: The practice speaks, as itself.
_WE = Lazy(
    r"\b(?:our (?:team|staff|clinic|nurses?|doctors?|patients)|we(?:'re|'ve)? (?:are|have|offer|treat|see))\b"
)


def poses_as_outsider(reading: Reading, named: list[tuple[int, int]]) -> Iterator[Claim]:
    """Praise in a customer's voice, or with ties denied, of a firm at ``named``: its insider speaks."""
    if not named or not (_PRAISE.search(reading.text) or mentions(reading, "PRAISING")):
        return
    denied = _NO_TIE.search(reading.text)
    voice = _AS_PATIENT.search(reading.text)
    if not voice and _WE.search(reading.text):
        return
    for hit in () if voice or _TIE_STATED.search(reading.text) else hits(reading, "praise"):
        yield Claim(hit.start, hit.end, hit.what)
        return
    if denied and stance(reading, *denied.span()) in {Stance.SAID, Stance.DENIED}:
        yield Claim(*denied.span(), "praises its author's own firm as if there were no tie")
    elif voice and not _TIE_STATED.search(reading.text):
        yield Claim(*voice.span(), "praises its author's own firm in a customer's voice")
