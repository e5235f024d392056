"""Facts that single one person out: the only, the first, the oldest; a part in town; the news.

"Any other unique identifying characteristic" (45 CFR 164.514(b)(2)(i)(R)). None of it matters
until somebody's care is spoken of, and then a person must look.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import alternation
from bot.phi.model import Aspect, Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.shorthand import is_notice
from bot.phi.telling import is_of_others, tells_of_care

_I = regex.IGNORECASE
_FEW = r"(?:(?!is\b|are\b|was\b|and\b|to\b|for\b|way\b|thing\b|reason\b|one\b|time\b|step\b)[\w'-]{1,20} ){0,4}?"
_PART = rf"(?:{alternation('townsfolk')})"
_REGION = r"(?:county|state|town|city|country|village|region|world|us|u\.s\.|usa|nation|district|area|valley|island|parish|province|reservation|hemisphere|league|team|tribe|midwest|airline|school)"
_WHO = r"(?:person|man|woman|patient|boy|girl|baby|kid|child|couple|family|guy|lady|one|survivor|set|case|teen|teenager|athlete|living \w+)"
_SUPERLATIVE = regex.compile(
    rf"\b(?:only|lone|sole|first|1st|oldest|youngest|tallest|heaviest|smallest|biggest|last|longest[- ]living|longest[- ]surviving|best[- ]known|most famous) (?:(?:living|active|known|female|male|surviving|ever|\w+-speaking) ){{0,2}}(?:{_FEW}(?:{_PART}|{_WHO})|(?:(?!of our\b|time\b|step\b|way\b)[\w'-]{{1,20}} ){{1,4}}?(?:in|at|from|on) (?:the |our |this |all of )?(?:\w+ )?{_REGION})\b[^.!?,\n]{{0,40}}",
    _I,
)
_ONE_OF_FEW = regex.compile(
    rf"\b(?:one|two|three|four|five) (?:\w+ )?(?:person|people|man|woman|kid|kids|patients?|family|families|cases?|child|children)\b[^.!?,\n]{{0,30}}\bin (?:the|our|this) (?:\w+ )?{_REGION}\b|\btown of (?:\d{{1,3}}(?:,\d{{3}})?|[a-z]+ hundred)\b|\bonly (?:set|case|one|time)\b[^.!?,\n]{{0,20}}\b(?:we|i)(?:'ve| have)?(?: ever)? (?:ever )?(?:seen|had|treated|delivered)\b|\btriplets|quadruplets|quintuplets|conjoined",
    _I,
)
_IN_TOWN = regex.compile(
    rf"\b(?:the|our|a|an|that|local|[\p{{L}}' ]{{2,20}}'s) (?:(?!the\b|is\b|of\b|and\b|for\b|in\b)[\w'-]{{1,20}} ){{0,3}}?{_PART}\b(?!'s (?:day|week|month)|s\b)",
    _I,
)
_NEWS = regex.compile(
    r"\b(?:the|that|this|a) (?:[\w'-]{1,20} ){0,2}?(?:guy|man|woman|kid|boy|girl|couple|pilot|driver|family|lady|hiker|skier|victim|survivor|person|teen|toddler|baby|farmer|worker|climber|swimmer|hunter|child|student)s? (?:who|that|from|pulled|hit|attacked|struck|rescued|shot|trapped|injured|lost|burned|found|stuck|bitten|thrown) (?:[\w'-]{1,20} ){1,8}?(?:attack\w*|crash|collapse|pileup|pile-up|wreck|explosion|fire|flood|tornado|shooting|stabbing|well|river|lake|ice|avalanche|landing|rescue|accident|news|train|derailment|collision|storm|bear|shark|otter|moose|bull|mountain|video|viral|parade|stampede|blast|fall)\b|"
    r"\b(?:[\w'-]{1,20} )?(?:pileup|pile-up|bus crash|plane crash|train derailment|barn fire|house fire|shooting|explosion|bin collapse|roof collapse|sauna fire|wreck)\b(?=[^.!?\n]{0,40}\b(?:news|survivor|victim|patient|bed|icu|here|our|my)\b)|"
    r"\b(?:from|on|in|made|saw (?:him|her|it) on) the (?:evening |local |6 o'clock |national )?(?:news|front page|papers?)\b|\byes,? that (?:guy|one|woman|kid|lady|man)\b|\bviral video\b|\b(?:the|that) (?:[\w'-]{1,20} ){0,3}?everyone (?:is|was) (?:praying|talking|asking)\b",
    _I,
)
#: One definite person and what that one did or suffered: "the baker who swam the channel".
_WHO_DID = regex.compile(
    rf"\b(?:the|that|this|one) (?:(?!of\b|best\b|new\b)[\w'-]{{1,20}} ){{0,2}}?(?:{_PART}|man|woman|guy|lady|lad|lass|girl|boy|kid|fella|chap|couple|teacher|driver|diver|climber|pilot|farmer|fisherman|skier|rider|swimmer|cyclist|runner|boxer|singer|actor|writer|poet|painter|chef|teen|teenager|toddler|family|twins?|sisters?|brothers?) (?:who|that|they|we|you all|everyone) (?:(?:finally|just|once|nearly|almost|all) )?(?!(?:has|have|had|is|are|was|were|needs?|wants?|can|should|may|comes?|gets?|feels?|said|says|asks?|asked|came|called)\b)[\w'-]{{3,20}}(?:ed|t|ught|ell|an|am|ew|aw|on|ued|ove|uck|ung|ound)\b[^.!?,\n]{{0,40}}",
    _I,
)
#: One of the family of somebody whom the town knows: "the sheriff's youngest".
_OF_THEM = regex.compile(
    rf"\b(?:the|our) (?:[\w'-]{{1,20}} ){{0,2}}?(?:{_PART})'s (?:youngest|oldest|eldest|kid|boy|girl|wife|husband|son|daughter|mother|father|mom|dad|sister|brother|driver|secretary|twins?)\b|"
    rf"\b(?:the|our|that) (?:[\w'-]{{1,20}} ){{0,2}}?(?:{_PART}|teacher|driver|singer|judge|officer|guy|lady) (?:whose|from the|i can't name|you all know|everyone (?:knows|hires|loves))\b[^.!?,\n]{{0,40}}|\ba (?:judge|senator|celebrity|famous \w+|{_PART}) (?:i|we|who i) (?:can't|cannot|won't|shall not) name\b|"
    r"\bonly (?:two|three|four|five|a handful of) (?:people|patients|families|kids|children|women|men) in (?:the|our|this) \w+\b[^.!?,\n]{0,30}",
    _I,
)
#: An event that everybody heard of, and one who was in it.
_RENOWN = regex.compile(
    r"\bremember (?:the|that) [^?.!\n]{3,60}\?|\b(?:[\w'-]{2,20} )?(?:from|in|hurt in|injured in|burn(?:ed|t) in|pulled from|rescued from|survived|survivor of) the (?:[\w'-]{2,20} ){0,2}(?:viral (?:[\w'-]{2,20} )?(?:clip|video|tiktok|reel|photo)|(?:crash|blaze|fire|explosion|blast|collapse|shooting|stabbing|flood|quarry|rubble|wreck|pile-?up|derailment|landslide|avalanche|sinking|siege|stampede|tornado|hurricane|earthquake))\b|"
    r"\b(?:reigning|famous|celebrated|notorious|legendary|record-holding|undefeated|three-time|two-time|former olympic|olympic) (?:[\w'-]{1,20} ){1,5}|\bmiss (?:(?-i:[A-Z])[\w'-]{1,20} ){1,3}(?:19|20)\d\d\b|\b(?:town|village|parish|island|hamlet|commune|county) of (?:about |only |just |some )?(?:\d{1,3}(?:,\d{3})?|[a-z]+ hundred)\b|\b(?:[\w'-]{2,20}'s|the|our) only known (?:[\w'-]{1,20} ){1,3}|\b(?:town|village|parish|island|street)(?: is|'s)? (?:in bits|devastated|in shock|heartbroken|all know|knows who)\b|\byou didn'?t hear it (?:here|from me)\b|\bguess (?:who|where)\b",
    _I,
)
#: That it was our doing: without it, the rarity is somebody's else or the news'.
_OURS = regex.compile(
    r"\b(?:(?:with|to|by|at|for|from|let|and) us|our (?:clinic|office|er|ed|or|icu|nicu|unit|ward|place|team|burn unit|lot|chair|hands|doors|parallel bars|bars|mayor|sheriff|pastor|priest|judge|principal|coach|librarian|postmaster|own)|we (?:did|got|have|had|saw|fixed|treated|delivered|did it|put|took|just)|we've (?:ever )?(?:ever )?(?:seen|had|treated)|(?:was|were|been|is|had [\w' ]{1,30}|born) (?:in )?here|in here|i (?:did|gave|saw|put|fixed|treated|operated|just|got)|came in|thank you|treated|pulled|just did|stitched|set|scoped|my patient|cleared after|walked in|home today|in our \w+)\b",
    _I,
)


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield what singles a person out, where a short text tells of care; for review."""
    del knowledge
    if not tells_of_care(text):
        return
    for pattern, reason in (
        (_SUPERLATIVE, "a rarity that singles one person out"),
        (_ONE_OF_FEW, "a rarity that singles one person out"),
        (_NEWS, "an event in the news that singles one person out"),
        (_IN_TOWN, "a part in town that singles one person out"),
        (_WHO_DID, "a deed that singles one person out"),
        (_OF_THEM, "a part in town that singles one person out"),
        (_RENOWN, "an event that singles one person out"),
    ):
        for match in pattern.finditer(text.text):
            if not is_of_others(text, match.start()):
                ours = bool(_OURS.search(text.text)) or not is_notice(text, match.start())
                yield Candidate(
                    Identifier.OTHER,
                    match.start(),
                    match.end(),
                    reason,
                    Level.REVIEW if ours else Level.INFO,
                    Level.REVIEW,
                    names_one=ours,
                    aspect=Aspect.SINGULAR,
                )
