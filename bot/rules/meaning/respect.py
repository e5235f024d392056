"""Words against patients and groups: mockery, blame, stereotypes, stigma; and shows made of care.

A word that is mentioned to be given up ("we no longer say 'addict'"), a proper name (Narcotics
Anonymous, the journal Addict Behav), and its other senses (crazy sock day, addicted to puzzles)
insult nobody.
Sources: NIDA, Words Matter (2021); AMA Principles of Medical Ethics I; State Medical Board of
Ohio, 2023 decision on live videos of operations.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Severity
from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import beyond, hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, is_denied, stance
from bot.rules.meaning.vocabulary import word_set

_STIGMA_WORDS = word_set("""
    addict addicts junkie junkies druggie druggies abuser abusers drug-seeker drug-seekers seeker seekers seeking drug-seeking crackhead
    crackheads crackhead's tweaker tweakers alcoholics alcoholic drunk drunks wino psycho psychos schizo schizos lunatic lunatics
    nutcase nutcases nutjob retard retarded retards cripple cripples crippled gimp midget spaz mental crazies crazy crazed fatty fatties
    fatso obese whale whales hypochondriac hypochondriacs flyer flyers flier fliers train wreck gomer gomers hysterical
    whiner whiners whiny complainer karen karens malingerer malingerers malingering faker fakers faking committed
    wheelchair-bound victims insane maniac loony moron morons idiot idiots idiotic stupid dumb dumbest imbecile bum bums
    deadbeat deadbeats methheads queen queens crybaby crybabies addicted slut sluts trash lowlife scum demented senile geezer geezers user users morbidly bound lush pothead methhead
    bipolar ocd vegetable geriatric ghetto illegals tard doper dopers stoner stoners liar liars manipulative manipulators pillhead pillheads clean dirty suicide cured
""")
_SLUR = Lazy(
    r"\b(?:junkies?|druggies?|crackheads?|tweakers?|methheads?|pillheads?|dopers?|drug[- ]?seekers?|drug[- ]?seeking|psychos?|schizos?|lunatics|nutcases?|nutjobs?|retard(?:s|ed)?|cripples?|midgets?|fatt(?:y|ies)|fatsos?|gomers?|crazies|low-?lifes?|scum(?:bags?)?|deadbeats?|drama queens?|crybab(?:y|ies)|winos?|potheads?|spaz)\b"
    r"|\bfrequent fl[iy]ers?\b(?! (?:miles?|program|points|card|status))|\btrain wrecks?\b|\bloony (?:bin|patients?)\b|\b(?:patients?|people|folks|those|these|some|another|the|you) (?:\w+ )?(?:morons?|idiots?|imbeciles?|whiners?|malingerers?|fakers|hypochondriacs?|karens?|bums?|crybab(?:y|ies)|snowflakes?|drama queens?)\b|\b(?:whiny|hysterical|crazy|nutty|stupid|dumb|lazy|needy|entitled|annoying|clueless|ungrateful|dirty|smelly|gross|difficult|manipulative|obnoxious|rude|ridiculous|insane|noncompliant|non-compliant|fat|old) (?:\w+ )?(?:patients?|women|woman|moms?|mothers|old (?:lady|ladies|man|men)|addicts?|families|parents|lady|guy|clients?)\b(?=[^.!?\n]{0,80}(?:!|lol|😂|🙄|🤦|😆|💀|again|never|always|who|are|is|need|think|waste|ruin|complain|make|$))"
)
_STIGMA = Lazy(
    r"\b(?:addicts?|alcoholics?|drunks|substance abusers?|drug abusers?|drug users? and criminals|drug addicts?|abusers?|opioid abusers?|alcohol abusers?|wheelchair[- ]bound|confined to (?:a|his|her|their) wheelchair|the mentally ill|mental patients?|committed suicide|successful suicide|failed suicide|schizophrenics|schizophrenic|hypochondriacs?|malingerers?|morbidly obese|the obese|the disabled|the elderly who|anorexics|epileptics|a vegetable|crack bab(?:y|ies)|dirty (?:urine|drug (?:test|screen))|illegals|imbeciles?|invalids)\b"
)
_STIGMA_NAMES = Lazy(
    r"\b(?:(?-i:Alcoholics Anonymous|Narcotics Anonymous|Gamblers Anonymous|Adult Children of Alcoholics|Addict Behav\w*|Addictive Behaviors|Drug Abuse|Substance Abuse|Substance Abuse and Mental Health|Nar-?Anon|Al-?Anon|J(?:ournal of)? Subst\w* Abuse\w*|Alcoholism)|recovering (?:addict|alcoholic)s? (?:myself|in my own words)|alcoholic (?:drinks?|beverages?|hepatitis|fatty liver|liver|hand|neuropathy|cirrhosis|ketoacidosis)|non-?alcoholic|abusers? of power|workaholics?|chocoholics?|domestic abusers?|child abusers?|elder abusers?|an abuser|your abuser|the abuser|their abuser|abusers? (?:monitor|control|isolate|may|often)|addicted to (?:coffee|chocolate|puzzles?|crosswords?|sudoku|podcasts?|pickleball|running|books))\b"
)
#: A word that is talked about: put in quotation marks, replaced, given up, explained.
_MENTION = Lazy(
    r"\b(?:say|says|saying|said|term|terms|word|words|wording|language|label|labels|labelled|labeled|labeling|call|called|calling|phrase|phrases|write|use|using|avoid|avoiding|instead|rather|replace|replaced|person[- ]first|stigma\w*|outdated|no longer|stopped|retire[sd]?|drop|dropped|hurts?|harmful|swap|slur|slurs|names?|insult\w*|shame|shaming|offensive|stereotypes?|jargon|charts?|vocabulary|try|prefer)\b"
)
_INSTEAD = Lazy(
    r"\b(?:instead of|rather than|not|don't|do not|never|no longer|avoid|stop|stopped|replace[sd]?|drop(?:ped)?|retire[sd]?|outdated|stigma\w*|hurtful|harmful|hurts?|words matter|language matters|person[- ]first|swap|skip|ditch|why we|hides|unfair|blames?|isn't|is not|are not|aren't|over|offensive|insult\w*|better)\b"
)

_MOCK_WORDS = word_set("""
    patients patient lol lmao rofl laugh laughing laughed funny funniest dumbest dumb stupid stupidest worst hilarious haha facepalm 😂 🙄 🤦 😆 💀 🤣
    roll eyes bingo meme memes joke jokes google googled webmd fault blame lazy excuses listen whine whining complain complaining themselves
    deserve weak brought choice choices women men old elderly people girls moms mothers millennials boomers immigrants foreigners poor homeless
    medicaid welfare exaggerate exaggerates dramatic sympathy folks couch pity laughed laughing mocked roasted imitating faking fake attention discipline willpower gluttony eat fat weight smokers drug drugs non-compliant noncompliant compliance
    compliant refuse refuses karen drunk teenagers kids parents race black white hispanic asian muslim gay overreact faint tough
    guy lady someone somebody waste wasting time er actual real own dr google ridiculous ugly smelly gross confession overheard smell clowns circus zoo
""")
_MOCK = Lazy(
    r"\b(?:patients?|people|the public|parents|moms|clients?|somebody|someone|a guy|this guy|that guy|this lady|that lady|a lady|this woman|this man|folks|one)\b[^.!?\n]{0,90}?(?:😂|🤣|🙄|🤦|😆|💀|\b(?:lol|lmao|rofl|haha+|smh|facepalm|eye roll|eyeroll)\b)",
    r"(?:😂|🤣|🙄|🤦|😆|💀|\b(?:lol|lmao|rofl|smh)\b)[^\n]{0,60}\b(?:patients?|waiting room)\b",
    r"\b(?:dumbest|stupidest|craziest|weirdest|funniest|worst|silliest|most ridiculous|grossest|most annoying|strangest|wildest)\s+(?:\w+ ){0,3}?(?:patients?|things? (?:\w+ )?(?:patients?|people|a patient|someone)|questions? (?:\w+ )?(?:patients?|people|we)|excuses?|complaints?|stories from|visits?|calls?|injur(?:y|ies)|x-?rays?|reasons (?:people|patients)|(?:er|ed|clinic|patient) stor(?:y|ies))\b",
    r"\b(?:patients?|people) (?:say|do|ask|believe|think|google|come in with|bring us) (?:the )?(?:dumbest|stupidest|craziest|weirdest|funniest|silliest|strangest|worst|dumb|stupid|crazy|silly)\b|\b(?:tell me|show me|say) you're (?:a|an) (?:\w+ )?patient\b|\bpatient bingo\b|\btypes of (?:annoying |difficult |bad )?patients\b|\b(?:when|that (?:one|moment)|pov:?|me when) (?:a|the|your|my|that|an?other) (?:\w+ )?patient\b[^.!?\n]{0,70}\b(?:google|webmd|again|ten minutes late|allergic|pain (?:is|scale)|10 out of 10|ten out of ten|refill|lies?|says|asks|shows|complains?|cries|starts|won't|thinks)\b",
    r"\b(?:laugh(?:ed|ing)?\b[^.!?\n]{0,20}\bat|making fun of|made fun of|mock(?:ed|ing)?|imitat(?:ed|ing)|impersonat(?:ed|ing)|roast(?:ed|ing)) (?:our |a |the |my |their |his |her |this |these )?(?:\w+ )?(?:(?:patients?|clients?|families|gown|accent|weight|lady|man|woman|guy|girl|boy|kid|old \w+|person|people|who|one who))\b|\b(?:we|i|the team|everyone|the whole \w+) (?:all )?(?:laughed|cracked up|died laughing|couldn't stop laughing|lost it)\b[^.!?\n]{0,60}\b(?:patient|he|she|x-?ray|guy|lady|man|woman)\b|\bpatient(?:s)? (?:is|are) (?:a |such )?(?:joke|clowns?|circus|zoo|pain(?![- ]?free| relief)|nightmare|mess|liars?|drama)\b|\bwaiting room (?:is|was|looks like) (?:a |like a )?(?:zoo|circus|freak show|asylum|daycare)\b",
)
_BLAME = Lazy(
    r"\b(?:patients?|people|you|smokers|diabetics|parents|mothers|they|those|anyone|drinkers|folks)\b[^.!?\n]{0,70}\b(?:(?:only )?have (?:only )?(?:themselves|yourself|himself|herself) to blame|(?:their|your|his|her) own (?:damn |stupid |dumb )?fault|brought (?:it|this|that) on (?:themselves|yourself|himself|herself)|deserve (?:it|what|this|that|to suffer|the pain|no (?:sympathy|pity))|did (?:it|this) to (?:themselves|yourself)|asked for it|get what they deserve|too (?:lazy|dumb|stupid|weak|dense)|that(?:'s| is) on (?:you|them)|just lazy|no (?:discipline|willpower|self-control)|lack(?:s)? (?:discipline|willpower|self-control)|refuse to (?:take responsibility|listen|help themselves|change)|don't (?:care about|take care of) (?:themselves|their))\b",
    r"\bif you(?:'re| are) (?:obese|fat|overweight|sick|diabetic|a smoker|in pain)\b[^.!?\n]{0,30}\b(?:on you|your (?:own )?(?:fault|doing|choice|problem))\b|\b(?:too|so) (?:dumb|stupid|dense|lazy) to\b|\b(?:blame (?:yourself|themselves|the patients?)|it's your (?:own )?fault|your own fault|stop making excuses|quit (?:whining|complaining|making excuses)|stop (?:whining|complaining|being (?:lazy|dramatic|a baby))|put (?:down )?the fork|man up|suck it up|if you (?:are|weren't|were not|weren't so|were less|hadn't been) (?:so )?(?:fat|lazy|weak)\b|no (?:sympathy|pity|excuse)|zero (?:sympathy|pity)|(?:would|'d) rather (?:get|take|have|pop|swallow|eat|lie|sit|complain|whine)[^.!?\n]{0,40}than (?:get|do|move|work|exercise|change|try|listen|lift)|nobody to blame but|get off (?:your|the) couch,? (?:and stop|lazy)|eat less and stop)\b",
    r"\b(?:non-?compliant|noncompliant|difficult|lazy|bad|problem|entitled|demanding|ungrateful) (?:patients?|people|parents|clients?)\b[^.!?\n]{0,70}\b(?:blame|fault|deserve|waste|wasting|listen|ruin|care|reason|why|problem|lazy|clog|cost|refuse|never|don't|do not|should|make)\b|\bpatients? (?:who|that) (?:won't|don't|do not|will not|never|refuse to) (?:listen|follow|obey|comply|take (?:their|responsibility))\b[^.!?\n]{0,80}\b(?:blame|fault|deserve|waste|wasting|our time|problem|worst|annoy\w*|should (?:find|go|be)|stay home|not welcome|don't come|no sympathy|leave|fire[d]?|lazy|surprised|themselves|yourself)\b|\b(?:wast(?:e|es|ing)) (?:our|my|everyone's|the doctor's|er) time\b",
)
_STEREOTYPE = Lazy(
    r"\b(?:women|men|girls|moms|mothers|old people|elderly people|the elderly|seniors|millennials|boomers|teenagers|teens|young people|gen z|immigrants|foreigners|poor people|homeless people|the homeless|people on (?:medicaid|welfare|disability)|medicaid patients|welfare patients|black (?:people|patients|women|men)|white (?:people|patients)|hispanics?|latin[oa]s?|asians?|asian patients|hispanic patients|muslims?|jews|jewish patients|gays|gay men|trans people|fat people|obese patients|heavy people|addicts|smokers|prisoners|veterans|southerners|rural (?:people|folks)|redheads|blondes|truck drivers|construction workers|athletes)\s+(?:just |always |never |all |are always |are all |are just |are so |simply |really |tend to |love to |usually |can't |cannot |don't |do not |are )*(?:\w+ )?(?:exaggerat\w*|dramatic|overreact\w*|whin\w*|complain\w*|lie\w*|liars?|lazy|faking|fake\w*|hysterical|emotional|tough|babies|weak|crazy|feel (?:less )?pain|care about|take care of|follow instructions|listen|show up|pay|drug seekers?|stupid|dirty|attention|cheap|difficult|manipulat\w*|imagin\w*|make (?:it|things) up|handle pain|tolerate pain|ignorant|noncompliant|non-compliant|hypochondriacs?|sensitive|wimps?|want (?:free|drugs|handouts|attention))\b"
)
_ADVOCATES = Lazy(
    r"\b(?:myths?|bias|biased|stereotypes?|stigma\w*|not (?:true|a failure|your fault|their fault)|isn't|is not|nobody|no one|(?:is|are|it's|that's) wrong|false|studies|research|dismissed|believe|listen to|deserve (?:care|better|respect|to be|relief|dignity|time|help)|never your fault|apologi[sz]e|sorry|told that|are told|often hear|heard that|we hear|used to think|unfair|harmful|instead|(?:don't|do not|never) blame|kindness|respect|dignity)\b"
)


def disrespect(reading: Reading) -> Iterator[Claim]:
    """Slurs, mockery, blame and stereotypes (block); words that stigmatise (warn)."""
    yield from beyond(reading, _worded(reading), _framed(reading))


def _worded(reading: Reading) -> Iterator[Claim]:
    if reading.has(_STIGMA_WORDS):
        yield from _stigma(reading)
    if reading.has(_MOCK_WORDS) or any(mark in reading.text for mark in "😂🤣🙄🤦😆💀"):
        for pattern, what in _SCORN:
            for match in pattern.finditer(reading.text):
                if _is_meant(reading, *match.span()):
                    yield Claim(*match.span(), what, Severity.BLOCK)
                    break


def _framed(reading: Reading) -> Iterator[Claim]:
    for hit in hits(reading, "respect"):
        span = reading.text[hit.start : hit.end + 20]
        told = _is_talk(reading, hit.start, hit.end) or _SLUR_NAMES.search(span)
        if not told and _is_meant(reading, hit.start, hit.end):
            yield Claim(hit.start, hit.end, hit.what, Severity.BLOCK)
            return


def _is_talk(reading: Reading, start: int, end: int) -> bool:
    """Whether the words are themselves the subject: a label, a term, something quoted."""
    around = reading.around(start, 1, 1)
    quoted = _is_quoted(reading.text, start, end)
    return bool(_TALK.search(around) or (quoted and _INSTEAD.search(around)))


_TALK = Lazy(
    r"\b(?:words?|terms?|labels?|labell?ed|labell?ing|language|call(?:ed|ing)|phrases?|stigma\w*|slurs?|insults?"
    r"|person[- ]first|stereotypes?|jargon|we (?:no longer )?(?:say|write)|don't say|do not say|instead of)\b"
)
_SLUR_NAMES = Lazy(r"\bfrequent fl[iy]ers? (?:miles?|program|points|cards?|status)")
_SCORN = (
    (_MOCK, "makes fun of patients"),
    (_BLAME, "blames patients"),
    (_STEREOTYPE, "speaks of a group as if all were alike"),
)


def _is_meant(reading: Reading, start: int, end: int) -> bool:
    near = reading.around(start, 1, 1)
    if (
        _ADVOCATES.search(reading.sentence(start).text)
        or stance(reading, start, end) is Stance.MYTH
    ):
        return False
    return not (_PROFESSION.search(near) and not _SHARP.search(near))


#: "When a patient says the pain is ten out of ten, believe it": teaching, unless something sneers.
_PROFESSION = Lazy(
    r"\b(?:believe (?:them|it|her|him)|we (?:listen|ask|believe|take)|ask what|ask why|try asking|listen|explain|help them|thank you|thanks to|teach(?:es)?|learn(?:ed)? from)\b"
)
_SHARP = Lazy(r"😂|🤣|🙄|🤦|😆|💀|\b(?:lol|lmao|rofl|smh|dumbest|stupidest|blame|fault)\b")


def _stigma(reading: Reading) -> Iterator[Claim]:
    for pattern, what, severity in (
        (_SLUR, "uses a word of contempt for patients", Severity.BLOCK),
        (_STIGMA, "uses a word that stigmatises", Severity.BLOCK),
    ):
        for match in pattern.finditer(reading.text):
            if not _is_mentioned(reading, match.start(), match.end()):
                yield Claim(*match.span(), what, severity)
                break


def _is_mentioned(reading: Reading, start: int, end: int) -> bool:
    if _STIGMA_NAMES.search(reading.text[max(0, start - 40) : end + 45]):
        return True
    sentence = reading.sentence(start).text
    if is_denied(reading, start, end) and not _SHARP.search(sentence):
        return True
    quoted = _is_quoted(reading.text, start, end)
    around = reading.around(start, 2, 1)
    if quoted and (_MENTION.search(around) or _INSTEAD.search(around)):
        return True
    return (
        bool(_MENTION.search(sentence) and _INSTEAD.search(around))
        or stance(reading, start, end) is Stance.MYTH
    )


def _is_quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    return _OPENED.search(before) is not None and _CLOSED.search(after) is not None


_OPENED = Lazy(r"[\"“„«‘'*_](?:[\w-]+\s+){0,4}$")
_CLOSED = Lazy(r"^(?:\s+[\w-]+){0,4}[,.]?[\"”“»’'*_]")


# ---------------------------------------------------------------- spectacle
_STAGE_WORDS = word_set("""
    live livestream livestreaming livestreamed streaming stream streamed dance dancing danced tiktok selfie selfies operating surgery or
    theater theatre removed removal pulled extraction extracted guess biopsy swipe autopsy cadaver anesthesia anaesthesia sleeping asleep
    unconscious sedated cut incision scalpel laughing lol bet bets tumor cyst pimple popping pop reaction challenge karaoke singing prank pranks
    contest limbo game games real time follow operation operates operate lipo liposuction procedure procedures bloopers blooper broadcast broadcasting c-section delivery birth popcorn watch periscope twitch reel reels
""")
_SURGERY = r"(?:surger(?:y|ies)|operations?|procedures?|operating (?:room|theat(?:er|re)|table)|the or\b|our or\b|\bor\b(?= (?:cam|live|party|playlist|tiktok|today))|liposuction|lipo|tummy tuck|bbl|breast (?:augmentation|lift|job)|facelift|rhinoplasty|nose job|c-section|cesarean|delivery room|birth|fusion|replacement|implants?|colonoscopy|endoscopy|vasectomy|biopsy|injections?|extraction|root canal|amputation|autopsy|bypass|craniotomy|scalpel|first cut|incision|botox|filler|drain(?:ing|age)|debridement|dissection|wisdom teeth|spinal tap|epidural)"
_LIVE = Lazy(
    rf"\b(?:going live|go live|goes live|live[- ]?stream(?:ing|ed|s)?|streaming live|follow along|real[- ]time|as it happens|stream(?:ing|ed)?|broadcast(?:ing|s)?|live (?:from|video|on (?:instagram|tiktok|facebook|twitch|youtube|snapchat|ig)|feed|cam|coverage|now|today|tonight|at \w+)|we're live|we are live|watch (?:\w+ ){{0,3}}live|live[- ]tweet(?:ing|ed)?|periscope|facebook live|instagram live|ig live|tiktok live|live)\b[^.!?\n]{{0,70}}\b{_SURGERY}",
    rf"\b{_SURGERY}\b[^.!?\n]{{0,70}}\b(?:live(?:[- ]?stream(?:ed|ing)?)?(?= on| at| tonight| today| this| now| from|[.!]|\s*$)|live[- ]?stream(?:ed|ing)?|going live|streamed|stream(?:ing)? (?:it|live|tonight)|in real time on|on (?:tiktok|instagram|facebook|twitch|snapchat|ig) live|live[- ]tweet(?:ed|ing)?)\b|\b(?:ask|chat|q&a|comment|vote|questions?)\b[^.!?\n]{{0,50}}\bwhile (?:he|she|they|dr\.?\s+\w+|we|i|the surgeon|our \w+) (?:operates?|cuts?|injects?|is operating|are operating|am operating|performs?|drills?|sews?|stitches)\b",
)
_FUN = Lazy(
    r"\b(?:remov\w+|operat\w+|cut(?:s|ting)?|deliver\w*|implant\w*|inject\w*|amputat\w+|sew\w*|repair\w*|replac\w+)\b[^.!?\n]{0,50}\b(?:in real time|live|as it happens)\b[^.!?\n]{0,30}\b(?:on|at|tonight|today)\b",
    r"\b(?:contests?|limbo|games?|stunts?|races?|danc(?:e|es|ed|ing)|twerk\w*|sing(?:s|ing)?|karaoke|party|tiktok dance|floss(?:ing)?|renegade|lip[- ]?sync\w*|prank\w*|challenge|jok(?:e|es|ing)|goof\w*|clown\w*|laugh\w*|rap(?:ping|s)?|selfies?|pos(?:e|es|ing)|thumbs up|high[- ]fiv\w+|mannequin challenge)\b[^.!?\n]{0,70}\b(?:(?:sleeping|sedated|unconscious|asleep|anestheti[sz]ed|anesthetized|knocked[- ]out|open|intubated|draped|drugged|groggy|dying|dead|unaware|snoring) (?:\w+ )?(?:patient|man|woman|guy|lady|body|abdomen|chest|belly|skull|knee|spine|brain|client)|(?:patient|man|woman|guy|lady|client) (?:is |was |still |lies |who is )?(?:out|under|asleep|sleeps|sleeping|sedated|unconscious|on the table|open|snoring|intubated)|(?:mid|during|in the middle of|before|over|while)[- ]?(?:the |an? |our |we |this )?(?:\w+ )?(?:surgery|operation|procedure|c-section|operating|operate|amputation|code|resuscitation|autopsy|abdomen|chest|incision|biopsy|liposuction)|(?:in|around) the (?:or|operating (?:room|theat(?:er|re)|table))\b|cadavers?|corpse|removed (?:\w+ )?(?:fat|breast|tumor|organ)|specimen)",
    r"\b(?:sleeping|sedated|unconscious|anestheti[sz]ed|anesthetized|knocked[- ]out|intubated|groggy|drugged|loopy) (?:\w+ )?(?:patient|man|woman|guy|lady|client)s?\b[^.!?\n]{0,80}\b(?:danc\w+|sing\w*|selfie|funny|hilarious|laugh\w*|lol|video|tiktok|reel|says?|said|prank\w*|pos(?:e|ing)|joke\w*|watch|filmed|caught on)\b|\b(?:funny|hilarious) (?:things|stuff) (?:\w+ )?(?:patients?|people) (?:say|do|said) (?:under|on|after|coming out of|waking) \w+|\b(?:or|operating room|surgery|c-section|operation) (?:dance|tiktok|party|selfies?|bloopers?|karaoke|shenanigans|fun|prank)s?\b|\b(?:surgery|or|er) bloopers\b|\bbring (?:your |the )?popcorn\b|\bgrab (?:your |some |the )?popcorn\b|\bselfie\b[^.!?\n]{0,40}\b(?:open (?:abdomen|chest|belly|skull)|body|organ|heart in (?:my|his|her) hand|specimen|cadaver)\b",
    r"\b(?:guess|bet|betting|vote|place your bets|wait till you see|you won't believe|check out|look at|can you believe|swipe)\b[^.!?\n]{0,50}\b(?:what|how (?:much|big|many)|the (?:size|thing))\b[^.!?\n]{0,40}\b(?:we|i|dr\.?\s+\w+|he|she|the surgeon|our team)\s+(?:just |had to |found and |finally )?(?:pulled|removed|took|found|cut|dug|extracted|drained|fished|got|popped|squeezed|sucked|scooped|weighed)\b[^.!?\n]{0,40}\b(?:out|from|of|inside|in|up|stuck|off|this|him|her|patient)\b|\b(?:wildest|craziest|biggest|grossest|nastiest|weirdest|most satisfying|juiciest|worst|largest|strangest)\s+(?:\w+ )?(?:extraction|removal|cyst|tumou?r|abscess|pimple|foreign (?:body|object)|object|thing (?:\w+ ){0,3}?(?:removed|pulled|found|stuck)|pop|drain\w*|surgery|wound|amputation|x-?ray)\b[^.!?\n]{0,60}(?:\b(?:of the (?:year|week|month|day)|ever|swipe|video|watch|we've|we have|guess|yet|look|stuck|link|see|reel|comment)\b|!|😱|🤢)|\b(?:rate|guess|name) (?:this|that|the) (?:\w+ )?(?:organ|tumou?r|cyst|injury|wound|x-?ray|fat|specimen|lump|rash)\b|\b(?:pimple|cyst|abscess) popping\b|\bsatisfying (?:cyst|pimple|extraction|pop|drain)\w*\b",
)
_NOT_STAGE = Lazy(
    r"\b(?:webinar|q&a with|talk|lecture|seminar|livestreamed (?:lecture|talk|class|panel|grand rounds)|panel|discussion|town hall|class|course|conference|symposium|simulat\w*|mannequin|model|animation|animated|live (?:vaccines?|donors?|birth rates?|births?|attenuated|webinar|well|better|longer|alone|near|with|in|q&a|chat|music)|living donors?|answers? general|grand rounds|information (?:session|evening)|info session|support group|never|do not|don't|we will not|not (?:stream|film|show|post)|no (?:filming|cameras|phones|livestream\w*|selfies)|policy|against|board|banned|lost (?:her|his) licen[cs]e|revoked|privacy|why we)\b"
)


def spectacle(reading: Reading) -> Iterator[Claim]:
    """Operations shown live and patients used for fun."""
    yield from beyond(reading, _staged(reading), _stage_framed(reading))


def _stage_framed(reading: Reading) -> Iterator[Claim]:
    for hit in hits(reading, "spectacle"):
        near = reading.sentence(hit.start).text
        if not _NOT_STAGE.search(near) and stance(reading, hit.start, hit.end) in _SHOWN:
            yield Claim(hit.start, hit.end, hit.what, Severity.BLOCK)
            return


def _staged(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_STAGE_WORDS):
        return
    for pattern, what in (
        (_LIVE, "shows a procedure live"),
        (_FUN, "makes a show of a procedure or a patient"),
    ):
        for match in pattern.finditer(reading.text):
            near = reading.sentence(match.start()).text
            if not _NOT_STAGE.search(near) and stance(reading, *match.span()) in _SHOWN:
                yield Claim(*match.span(), what, Severity.BLOCK)
                break


_SHOWN = {Stance.SAID, Stance.SUPPOSED, Stance.ASKED}
