"""Results of treatment as people tell them: testimonials, typical figures, pictures before and after.

Sources: 16 CFR 255.2(b), by which a testimonial speaks for what others can expect unless the
post says what they can; Cal. B&P 651.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set

_TRIGGERS = word_set("""
    lost lose dropped down pounds lbs kilos kg inches sizes pain-free cane walker wheelchair threw thanks
    gone results result vary varied typical typically average changed life back again testimonial review "
    stars patient patients she he i my me mom dad marathon off overnight weeks days months cured says said
    story transformation went from to could can you too another happy real pain free reviews like
""")
_LOST = r"(?:lost|lose|loses|losing|dropp?(?:ed|s)?|shed|sheds|melted|took off|down|went down)\s+(?:an average of |up to |about |over |more than |nearly |almost |a whopping |some |around |at least )*(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|a hundred)\s*(?:-?\s?(?:pounds?|lbs?|kilos?|kg|inches|dress sizes|sizes|stone))"
_DRAMATIC = (
    rf"(?:{_LOST}|threw (?:away|out) (?:my|his|her|their|the) (?:cane|walker|crutches|brace|pills|glasses|pain pills|inhaler|meds|cpap)|(?:no longer|don't|doesn't|didn't) need (?:my|a|his|her|the|any) (?:cane|walker|wheelchair|surgery|insulin|pills|meds|medication|glasses)|out of (?:my|his|her|a) wheelchair"
    r"|(?:from|went from) (?:a )?(?:wheelchair|walker|cane|bed|barely walking|crutches|can't walk)[^.!?]{0,30} to (?:\w+)|(?:ran|running|run|finished|signed up for) (?:a|my|his|her|the) (?:first )?(?:marathon|5k|10k|half marathon)|(?:my|his|her|all the|the|\w+ years of) (?:\w+ )?(?:pain|migraines?|headaches?|symptoms?|anxiety|depression|arthritis|sciatica|diabetes|wrinkles|acne|tinnitus|neuropathy|insomnia|numbness) (?:is|was|were|are|has|just) (?:completely |all |totally |simply )*(?:gone|vanished|disappeared|cured)"
    r"|(?:have|had|has|having) (?:had )?(?:zero|no) (?:\w+ )?(?:pain|migraines?|headaches?|symptoms)(?: since| at all| anymore| now)|(?:pain|migraine|symptom|headache|medication|seizure)[- ]free (?:since|for|after|ever since)|off (?:all )?(?:my|his|her|her|their) (?:pain )?(?:meds|pills|medications?|insulin|opioids)|(?:hiked|climbed|danced|skied|cycled|biked|ran|walked|played|swam|lifted|flew) (?:the|a|at|in|up|across|his|her|my|\w+ miles)|cured|grew back|(?:look|looks|looking|feel|feels) (?:ten|10|20|twenty|fifteen|15|\d+) years younger|gave me (?:my|back my) life(?: back)?|changed my life|saved my (?:marriage|life|career)|a new (?:woman|man|person)|walk(?:ed|ing)? (?:out )?(?:again|the same day|pain-free|without pain)"
    r"|back (?:to|on) (?:golf\w*|running|the court|work|skiing|tennis|the field|my feet)[^.!?]{0,20} in (?:\w+ )?(?:days|weeks|a week|a day))"
)
_TOLD = Lazy(_DRAMATIC)
_VOICE = Lazy(
    r"[\"“”]|\b(?:i|i'm|i've|my|me)\b|\b(?:patient|client|testimonial|review|story|success stor\w+|meet|one of our|says|said|wrote|writes|told us|shared|raves?|a \w+ (?:patient|mom|dad|teacher|nurse|runner|grandmother))\b|⭐|★"
)
_LIKE_THIS = Lazy(
    r"\b(?:you (?:can|could|will) too|you'll be next|this could be you|(?:you|your story) could be next|so can you|you could (?:be|feel|look|lose|have)|you can have|your turn|imagine what you|what could you|picture yourself|be (?:our|the) next|get the same results?|same results?|results? like (?:this|these|his|hers|theirs)|typical results?|just like (?:her|him|them|all|our|every|so many)|and so (?:will|can) you|join the (?:hundreds|thousands)|expect the same|what (?:all|most) of our patients (?:say|see|get)|every patient)\b"
)
_VARY = Lazy(
    r"\b(?:individual |your |actual |patient |the )?(?:results?|outcomes?|experiences?|mileage)\s+(?:may|might|can|will|do|could)?\s*(?:not be typical|not typical|vary|varies|differ|be different)\b|\b(?:results?|outcomes?) (?:are |is )?not typical\b|\bnot (?:a )?typical results?\b|\byour mileage may vary\b"
)
#: What most people get: the only statement that repairs a testimonial.
_EXPECTED = Lazy(
    r"\b(?:most|many|some) (?:people|patients|of our patients|adults|others)\b[^.!?]{0,70}\b(?:\d|about|less|half|modest|some|partial\w*|do not|don't|still|small|slow\w*|not|months|few\w*|between|part|no)\b|\bon average\b[^.!?]{0,60}\d|\babout (?:\d+|one|two|half|a third|a quarter|three) (?:in|out of|of) |\btypical(?:ly)?\b[^.!?]{0,60}\b(?:\d|people|patients|adults|lose|months|modest|some)\b|\b(?:some|part of the|a little) pain remains\b|\bone person's experience\b|\bthe average (?:\w+ ){0,4}(?:was|is|loses?|loss)\b|\bfor (?:some|others) (?:people )?(?:it|the)\b[^.!?]{0,40}\b(?:not|less|no|nothing)\b|\bnot everyone\b|\bdoes not work for\b|\bdoesn't work for\b|\bmost lose\b"
)
_AVERAGE = Lazy(
    rf"\b(?:our|my|these|the clinic's|the program's)\s+(?:\w+\s+)?(?:patients?|clients?|members?|people|participants)\s+(?:\w+\s+){{0,3}}?(?:{_LOST}|(?:are|get|become|go|walk|run|return|feel|see|report|enjoy|recover|stop)\w*\b[^.!?]{{0,40}}\b(?:in|within|by|after)\s+(?:just |only |about |as little as )*(?:\d+|one|two|three|four|five|six|a|a few|a couple of)\s+(?:visits?|sessions?|days?|weeks?|months?|treatments?|hours?))",
    rf"\b(?:typical|average|usual|normal) (?:patient|client|member|result|weight loss)\w*\b[^.!?]{{0,40}}\b(?:{_LOST}|\d+ (?:pounds|lbs|inches|%|percent)|pain-free|gone|within)\b|\b(?:you will|you'll|you can|can|expect to|could) (?:{_LOST})",
    rf"\b{_LOST}\s+(?:in|within)\s+(?:just |only |under |less than |as little as )?(?:\d+|one|two|three|four|five|six|eight|ten|twelve|a)\s+(?:days?|weeks?|months?)\b",
)
_STUDIED = Lazy(r"\b(?:trial|study|participants|randomi[sz]ed|cochrane|doi|placebo|researchers)\b")


def atypical(reading: Reading, *, sourced: bool) -> Iterator[Claim]:
    """Results told as what a reader can expect. ``sourced``: the post names where figures are from."""
    if not reading.has(_TRIGGERS) or _EXPECTED.search(reading.text):
        return
    for hit in () if sourced else hits(reading, "result"):
        if _is_told(reading, hit.start, hit.end):
            yield Claim(hit.start, hit.end, "tells one person's result as what others can expect")
            return
    voice = _VOICE.search(reading.text)
    vary = _VARY.search(reading.text)
    like = _LIKE_THIS.search(reading.text)
    for match in _TOLD.finditer(reading.text):
        if (
            voice
            and _is_told(reading, *match.span())
            and _is_care_result(reading, match, bool(vary or like))
        ):
            yield Claim(*match.span(), "tells one person's result as what others can expect")
            return
    for match in _AVERAGE.finditer(reading.text):
        if _is_told(reading, *match.span()) and not sourced and not _STUDIED.search(reading.text):
            yield Claim(*match.span(), "gives a result as typical without what most people get")
            return
    if vary and (like or _TOLD.search(reading.text) or _PICTURES.search(reading.text)):
        yield Claim(*vary.span(), "hopes that a line on results that vary repairs the claim")


def _is_told(reading: Reading, start: int, end: int) -> bool:
    return stance(reading, start, end) in {Stance.SAID, Stance.SUPPOSED}


#: Who tells is treated here, not a runner who trains or a colleague who retires.
_CARE = Lazy(
    r"\b(?:treat\w*|clinic|doctor|dr\.?|surgery|surgeon|injection\w*|procedure|program|plan|therapy|patient|visits?|sessions?|shot\w*|implant\w*|laser|device|team|thanks to|you too|results?|testimonial|review|after|since|meds|pills|medicine|stimulator|infusion\w*|drip|office|dentist|diet)\b|⭐|★"
)


def _is_care_result(reading: Reading, match: re.Match[str], strong: bool) -> bool:
    near = reading.around(match.start(), 2, 2)
    return strong or bool(_CARE.search(near) and _VOICE.search(near))


# ---------------------------------------------------------------- before and after
_PICTURE = r"(?:photos?|pictures?|pics?|images?|shots?|gallery|videos?|swipe|transformations?|results?|reveal|selfies?|side by side|slide|look at|scroll|slides|collage|smile makeover|makeovers?)"
_PICTURES = Lazy(
    r"\b(?:drag|move|slide|pull) the (?:slider|bar|line|handle)\b|\b(?:then|before) (?:and|vs\.?|versus|→) now\b[^.!?\n]{0,40}\b(?:photos?|pictures?|swipe|pics?|slide)\b",
    rf"\bbefore(?:\s*(?:and|&|\+|/|-|–|to|vs\.?)\s*|\s+)afters?\b(?=[^.!?\n]{{0,60}}\b{_PICTURE}\b)|\b{_PICTURE}\b[^.!?\n]{{0,60}}\bbefore(?:\s*(?:and|&|\+|/|-|–|vs\.?)\s*|\s+)afters?\b",
    r"#\w*before(?:and|n|&)?after\w*|\bb&a\b|\bbefore\s*(?:➡️?|→|->|>>?|\|)\s*after\b|\bbefores? (?:and|&) afters\b|^\s*before (?:and|&|/) after\s*[:!.–—-]|\b(?:left|top|first)\W{1,3}before\b[\s\S]{0,60}\b(?:right|bottom|second)\W{1,3}after\b|\bafter (?:is )?on the right\b|\bbefore \((?:left|top)\)|\bbefore on the left\b|\b(?:her|his|their|our patient's|the|this|amazing|incredible|stunning|another|new) before[- ](?:and|&)[- ]after\b",
    r"\b(?:swipe|scroll|slide)\b[^.!?\n]{0,40}\b(?:after|results?|transformation|difference)\b",
)
_NOT_PICTURES = Lazy(
    r"\bbefore and after (?:each|every|your|the|a|an|any|meals?|eating|surgery|exercis\w+|changing|touching|class|work|school|visits?|procedures?|you|use|handling|treatment with)\b",
)
_STATEMENT = Lazy(
    r"\b(?:same (?:light\w*|angle|camera|day|distance|pose)|unedited|unaltered|not (?:edited|altered|retouched)|unretouched|results? (?:may|will|can) (?:not occur|differ|vary) (?:for|from|between|with)|not (?:every|all) patients?|may not occur)\b"
)
_ALTERED = Lazy(
    r"\b(?:photoshopp?(?:ed)?|retouched|airbrushed|filtered|with (?:a )?filter|edited (?:the|to|for)|smoothed (?:out )?(?:in|the)|enhanced (?:photo|image|picture)|touched up)\b"
)


def compared_pictures(reading: Reading) -> Iterator[Claim]:
    """Pictures of a result beside what was before, and pictures that were altered."""
    for match in _PICTURES.finditer(reading.text):
        around = reading.text[max(0, match.start() - 5) : match.end() + 30]
        if _NOT_PICTURES.search(around) or not _is_told(reading, *match.span()):
            continue
        altered = _ALTERED.search(reading.text)
        if altered:
            yield Claim(*altered.span(), "shows a result in a picture that was altered")
        elif not _STATEMENT.search(reading.text):
            what = "shows pictures before and after without a statement about them"
            yield Claim(*match.span(), what)
        return
