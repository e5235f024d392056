"""Attacks on colleagues and firms, partisan politics, and opinions without the author's own name to them.

Disagreement about evidence, warnings of scams and recalls, and advocacy for patients attack
nobody. Source: the paper's points 3, 5, 18, 50 and 60.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import beyond, hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set

_TRIGGERS = word_set("""
    quack quacks fraud frauds fraudulent liar liars crook crooks butcher butchers scam scammers scammer incompetent charlatan charlatans shameful shame disgrace
    disgraceful greedy clueless hack hacks idiot idiots moron morons joke license licence sue criminals criminal thieves thief evil corrupt dangerous
    malpractice avoid stay don't go worst pathetic ignorant lazy stupid unethical arrogant bully killers murderers trash garbage terrible
    amateur amateurs joker jokers clown clowns mayor congress vote voting elect democrats republicans democrat republican trump biden harris liberals conservatives maga senator governor president
    abortion guns gun israel palestine gaza hamas immigration border transgender pro-life pro-choice party politicians woke boycott rip-off ripoff embarrassment lying sloppy
    money-grubbing sellout sellouts shill shills snake never horrible awful nobody fired jail prison botched fools fool ballot candidate antifa left right
""")
_INSULT = r"(?:quacks?|frauds?|fraudsters?|liars?|crooks?|butchers?|charlatans?|con (?:man|men|artists?)|scammers?|scam artists?|idiots?|morons?|fools?|clowns?|thieves|thief|criminals?|hacks?|shills?|sell-?outs?|snakes?|a joke|a disgrace|a danger to|dangerous|incompetent|clueless|corrupt|greedy|evil|shameful|disgraceful|pathetic|unethical|arrogant|ignorant|lazy|stupid|sloppy|terrible (?:doctors?|surgeons?|people|at)|garbage|trash|a bully|killers?|murderers?|embarrassments?|an embarrassment|lying(?! down| flat| still| back| on| in)|rip-?offs?|money[- ]grubb\w+|worthless|useless|awful|horrible|the worst)"
_OTHER = r"(?:dr\.?\s+(?-i:[A-Z])[\w'-]+(?:\s+(?-i:[A-Z])[\w'-]+)?|(?-i:[A-Z])[\w&'-]+(?:\s+(?-i:[A-Z])[\w&'-]+){0,3}|@[\w.]+|(?:the|that|those|some|other|these|our|this)\s+(?:\w+\s+){0,3}?(?:clinics?|practices?|hospitals?|surgeons?|doctors?|dentists?|physicians?|chiropractors?|naturopaths?|competitors?|colleagues?|compan(?:y|ies)|firms?|makers?|manufacturers?|reps?|insurers?|chain|group|nurses?|pharmac(?:y|ies)|people|guys?|place|office|specialists?)(?:\s+(?:across|down|next|in|on|up|over|at|around|who|from)\s+[\w\s]{1,25}?)?|chiropractors|naturopaths|surgeons|dentists|midwives|psychiatrists|pediatricians|big pharma|insurance companies|insurers|drug companies|drug makers|homeopaths|acupuncturists|osteopaths|their (?:doctors?|surgeons?|team|staff)|they|he|she)"
_ATTACK = Lazy(
    rf"\b{_OTHER}(?:,? (?:across town|down the (?:street|road)|next door|in \w+),?)?\s+(?:is|are|was|were|'s|'re)\s+(?:\w+\s+){{0,4}}?{_INSULT}\b",
    r"\b(?:you|what|such|these|those|that|calling|call|a bunch of|bunch of|nothing but|pack of|gang of)\s+(?:a |an |absolute |total |complete |real |greedy |lying )*(?:quacks?|frauds?|liars?|crooks?|butchers?|charlatans?|con (?:men|artists)|scammers|idiots?|morons?|thieves|criminals|hacks|shills|clowns)\b",
    r"\b(?:should|must|ought to|needs? to|deserves? to)\s+(?:\w+\s+)?(?:lose (?:his|her|their) licen[cs]es?|be (?:in jail|in prison|fired|sued|ashamed|locked up|banned|stripped|shut down|behind bars|struck off)|go to (?:jail|prison)|never (?:practice|operate|touch))\b",
    r"\b(?:do not|don't|never|avoid|please don't|stop going to|stay away from|steer clear of|boycott|run from)\s+(?:ever\s+)?(?:go(?:ing)? (?:to|near)|see|use|trust|visit|buy from|let)?\s*(?:dr\.?\s+(?-i:[A-Z])\w+|(?-i:[A-Z])[\w&'-]+(?:\s+(?-i:[A-Z])[\w&'-]+)*\s+(?-i:Ortho\w*|Spine|Pain|Clinic|Medical|Hospital|Health|Dental|Pharma\w*|Surgery|Surgical|Center|Centre|Wellness|Devices?|Group|Dermatology|Aesthetics|Rehab|Physio\w*|Chiropractic)|(?:the|that|those|our) (?:\w+ )?(?:clinic|practice|hospital|surgeon|doctor|dentist|competitors?|chiropractor|place|quacks?|butchers?)s?\s+(?:across|down|next|on|in|over|up))",
    r"\b(?:fix|fixing|clean(?:ing)? up|repair(?:ing)?|redo|redoing|undo(?:ing)?)\s+(?:\w+\s+)?(?:botched|bad|terrible|sloppy|awful|horrible|lousy|other people's|someone else's|what)?\s*(?:jobs?|work|mess(?:es)?|mistakes?|surger(?:y|ies)|operations?)?\s*(?:by|from|of|after|that|made by)?\s*(?:dr\.?\s+(?-i:[A-Z])\w+|the (?:clinic|practice|surgeon|doctor|hospital|place|guys?) (?:across|down|next|on|in)|our competitors?|(?-i:[A-Z])\w+ (?-i:Ortho\w*|Spine|Pain|Clinic|Hospital|Dental|Medical))",
    r"\b(?:amateurs?|quacks?|butchers?|crooks?|clowns?|hacks?|idiots?|frauds?|charlatans?|thieves|morons?|liars?|scammers?|jokers?) (?:over )?(?:at|from|of|in|running) (?:the )?(?-i:[A-Z])\w+",
    r"\b(?:shame on|screw|to hell with|thanks for nothing,?|worst (?:doctor|surgeon|hospital|clinic|company|practice)|what a (?:disgrace|joke|fraud|shame|liar|quack|crook|hack|disaster)[:,]?|how dare)\s+(?:\w+\s+)?(?:dr\.?\s|(?-i:[A-Z])|you|@|that|the|our)",
    r"\b(?:dr\.?\s+(?-i:[A-Z])[\w'-]+|(?-i:[A-Z])[\w&'-]+(?:\s+(?-i:[A-Z])[\w&'-]+){0,2}|@[\w.]+|our competitors?|the (?:clinic|practice|surgeon|doctor|hospital|company|competition) (?:across|down|next|on|in) \w+(?: \w+)?|(?:the )?(?:other|rival|competing) (?:clinic|practice|surgeon|doctor|hospital)s?)\s+(?:\w+\s+)?(?:has no idea|have no idea|doesn't (?:know|care)|don't (?:know|care)|only (?:cares?|wants?)|just (?:cares?|wants?)|lied|lies|cheats?|cheated|scams?|scammed|rips? (?:people|patients) off|ruins?|ruined|botched|botches|kills?|killed|harms?|maims?|overcharges?|steals?|stole|bullies|bullied|should be ashamed|can't (?:operate|read|treat|tell)|cannot (?:operate|read|treat|tell)|couldn't (?:operate|diagnose|read|find)|faked|fakes|sold (?:his|her|their) soul|wouldn't know|got (?:his|her) (?:degree|license|licence) (?:from|in|off))\b",
)
_FACTS = Lazy(
    r"\b(?:fda|ftc|recall\w*|court|settle\w*|doi|trial|study|according to|published|pretend\w*|impersonat\w*|someone is|somebody is|somebody|calling our patients|phone|caller|callers|phishing|text messages?|fake (?:account|profile|page|call)s?|not us|myth|symptom|disease|condition|virus|mosquito\w*|ticks?|smoking|vaping|fentanyl|heat|ice|pain|cancer|drug interactions?|blood pressure|carbon monoxide|counterfeit)\b"
)
_POLITICS = Lazy(
    r"\b(?:vote|voting|elect|re-?elect|support|endorse|endorsing|campaign(?:ing)? for|defeat|oust|impeach|dump|fire|back|chant\w*|standing with|stand with|i'm with|we're with|rally for|rallying for|cast your (?:vote|ballot) for)\s+(?:for\s+|against\s+|out\s+)?(?:the\s+|that\s+|this\s+|every\s+|any\s+|all\s+)?(?:(?-i:Democrats?|Republicans?|Democratic|Republican|GOP|Trump|Biden|Harris|Vance|MAGA|Newsom|DeSantis|Obama|Israel|Palestine|Gaza|Hamas|Labour|Tories|Tory|Greens|Libertarians?|President \w+|Senator \w+|Governor \w+|Congress(?:man|woman) \w+|Mayor \w+|Representative \w+|Rep\. \w+|Sen\. \w+|Gov\. \w+)|democrats?|republicans?|liberals?|conservatives?|socialists?|incumbents?)",
    r"\b(?:democrats?|republicans?|liberals?|conservatives?|the left|the right wing|the right|maga|trump\w*|biden\w*|the gop|the other party|leftists?|right-wingers?|woke \w+|the radical (?:left|right)|socialists|this (?:president|administration|governor|government)|our (?:governor|president|senator)s?|politicians)\s+(?:\w+\s+){0,2}?(?:hate\w*|lie[sd]?|lying|want(?:s)? (?:you|us|to)|destroy\w*|kill\w*|ruin\w*|don't care|doesn't care|are (?:evil|idiots|liars|wrong|corrupt|crazy|stupid|fools|killing|destroying|ruining)|is (?:evil|an idiot|a liar|corrupt|a fool|killing|destroying|ruining|a disaster|a criminal)|should be|betray\w*|attack\w*|steal\w*|deserve\w*)\b",
    rf"\b(?:our|the|this|that|your) (?:governor|president|senator|mayor|congress\w*|prime minister|administration|health secretary|minister|supreme court)(?: \w+)? (?:is|are) (?:\w+ ){{0,2}}?{_INSULT}\b|\b(?:governor|president|senator|mayor) (?:\w+ )?is an? (?:fool|idiot|liar|crook|clown|criminal|disgrace)\b",
    r"\b(?-i:Democrats?|Republicans?|GOP|MAGA|Trump|Biden|Kamala Harris|Antifa|Tories|Liberals|Conservatives|Leftists?)\b",
    r"\b(?:abortion is (?:murder|healthcare|health care|a right|a sin|wrong|evil)|ban (?:all )?(?:abortions?|guns|assault weapons)|(?:pro-?life|pro-?choice) (?:and proud|always|forever)|we are (?:pro-?life|pro-?choice)|my body,? my choice|(?:end|stop|defend|protect) (?:abortion|the second amendment|gun rights)|(?:take|grab) (?:our|your|their) guns|guns? (?:don't )?kill|free palestine|stand with israel|stop the genocide|build the wall|close the border|deport (?:them|all|illegal\w*)|abolish (?:ice|the police)|defund (?:the police|planned parenthood)|(?:men|boys) (?:can't|cannot) (?:be|become) (?:women|girls)|there are (?:only )?two genders|trans women are (?:not )?(?:women|men)|make america|lock (?:her|him) up|black lives don't|all lives matter|climate hoax)\b",
)
_CIVIC = Lazy(
    r"\b(?:register to vote|polling places?|polls (?:open|close)|election day|vote early|your ballot|vote in the (?:poll|comments)|vote below|vote for your favou?rite|vote for (?:our|the name|a name)|nonpartisan|non-partisan|bipartisan|both (?-i:Republicans|Democrats)|(?-i:Democrats and Republicans|Republicans and Democrats)|both (?:parties|sides)|whoever you)\b"
)


def attacks(reading: Reading) -> Iterator[Claim]:
    """Attacks on colleagues and firms."""
    yield from beyond(reading, _attacks(reading), _framed(reading, "attacks"))


def _attacks(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_TRIGGERS):
        return
    for match in _ATTACK.finditer(reading.text):
        sentence = reading.sentence(match.start()).text
        if _FACTS.search(sentence) and not _PERSON.search(match.group()):
            continue
        if stance(reading, *match.span()) is not Stance.ASKED and not _OWN.search(match.group()):
            yield Claim(*match.span(), "attacks a colleague or a firm")
            return


def _framed(reading: Reading, kind: str) -> Iterator[Claim]:
    for hit in hits(reading, "dispute"):
        if not hit.what.startswith(kind) or _CIVIC.search(reading.around(hit.start, 1, 1)):
            continue
        if stance(reading, hit.start, hit.end) is Stance.SAID:
            yield Claim(hit.start, hit.end, hit.what)
            return


_PERSON = Lazy(r"\b(?:dr\.?\s|quacks?|frauds?|liars?|crooks?|butchers?|charlatans?|should)\b")
_OWN = Lazy(
    r"^(?:it|that|this|we|i|you|there)\b|\b(?:untreated|driving|standing|sitting|hypertension|opioids?|winter|monday)s? (?:is|are)\b"
)


def politics(reading: Reading) -> Iterator[Claim]:
    """Partisan words and slogans of contentious debates."""
    yield from beyond(reading, _politics(reading), _framed(reading, "takes"))


def _politics(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_TRIGGERS):
        return
    for match in _POLITICS.finditer(reading.text):
        if not _CIVIC.search(reading.around(match.start(), 1, 1)):
            yield Claim(*match.span(), "takes a side in a contentious debate")
            return


# ---------------------------------------------------------------- whose opinion
_OWN_VIEW = Lazy(
    r"\b(?:(?:my|his|her|their|the author's|author's) own (?:views?|opinions?|words|position)|(?:views?|opinions?|thoughts|takes?|tweets|posts|words)(?: (?:here|expressed|stated|in this post|above|below))*(?: here)? (?:are|is) (?:entirely |solely |strictly |only |all )?(?:my own|mine|personal|those of the author|his own|her own|their own)|(?:not|nor) (?:necessarily )?(?:\w+ )?(?:those|that|the (?:view|views|position|opinions?)) of (?:my|our|the|\w+)|(?:not|nor) (?:\w+ )?(?:my|our|the) (?:employer|clinic|hospital|practice|institution|university|department)(?:'s)?|speaking (?:only )?for myself|speak(?:s|ing)? (?:only )?for (?:myself|himself|herself|me)|do(?:es)? not speak for (?:my|the|our)|don't speak for (?:my|the|our)|personal (?:view|opinion|views|opinions)|(?:this|these) (?:is|are) my (?:view|opinion|personal)|opinions? (?:my own|mine)|views (?:my own|mine)|does not (?:represent|reflect)|do not (?:represent|reflect)|don't (?:represent|reflect)|in a personal capacity|as a private person|on my own behalf|i write for myself)\b"
)
_OPINES = Lazy(
    r"\b(?:hot take|unpopular opinion|in my (?:humble |honest |personal )?opinion|imho|imo|if you ask me|fight me|change my mind|controversial (?:opinion|take)|my (?:hot |honest )?take|rant|op-?ed|my two cents|i'll say it|somebody had to say it|i firmly believe|i strongly believe|my opinion)\b"
)


def states_own_view(reading: Reading) -> bool:
    """Whether the text says that the view is the author's and not the employer's."""
    return _OWN_VIEW.search(reading.text) is not None


def opines(reading: Reading) -> tuple[int, int] | None:
    """Where the text itself says that it is an opinion."""
    match = _OPINES.search(reading.text)
    return match.span() if match else None


# ---------------------------------------------------------------- the author's own safety
_HOME = Lazy(
    r"\bmy (?:home|house|apartment|condo) (?:address|is (?:at|on)|on \w+)\b|\b(?:i live|we live|living) (?:at|on) \d*\s?(?-i:[A-Z])\w+\b|\bmy (?:kids?|children|son|daughter|twins)(?:'s)? (?:\w+ )?(?:school|daycare|preschool|kindergarten|bus stop|name is|names are)\b|\bmy (?:kids?|children|son|daughter|twins|little (?:one|girl|boy))\b|\b(?:i'm|i am|we're|we are) (?:on vacation|on holiday|out of town|away|traveling|travelling|flying|boarding|off to|in \w+ (?:all|until|this) \w+)\b[^.!?\n]{0,40}\b(?:until|this week|all week|for (?:two|three|a|ten|\d+) (?:weeks?|days?)|right now|today|tomorrow|now)\b|\b(?:house|home) (?:is )?empty\b"
)


def exposes(reading: Reading) -> Iterator[Claim]:
    """The author's home, journeys under way and children."""
    match = _HOME.search(reading.text)
    if match:
        yield Claim(*match.span(), "tells of the author's home, journey or children")
