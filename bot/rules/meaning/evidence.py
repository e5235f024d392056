"""What a text says is known: proof, clearance, studies, figures, comparisons; and its sources.

Sources: FTC Health Products Compliance Guidance (December 2022); FTC v. NeuroMetrix (2020).
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Post, Rendition, Severity
from bot.rules.meaning.frames import beyond, hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading, whole
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about evidence: where, what in safe words, how much it weighs.

    ``sourced``: a source repairs it.
    """

    start: int
    end: int
    what: str
    severity: Severity = Severity.WARN
    sourced: bool = True


_SOURCE = Lazy(
    r"\b(?:doi\s*:|doi\.org/|pmid\s*:?|pmc\d|nct\d{6,}|arxiv|pubmed|cochrane|medrxiv)\b",
    r"\baccording to (?:the |a |an )?(?:\d{4} )?(?-i:[A-Z])|\b(?:the )?(?:cdc|nih|who|acog|uspstf|aha|ada|aap|aafp|acp|acs|nhs|nice|samhsa|cms|hrsa|niddk|nci|ahrq)\b(?:'s)?\s+(?:\w+\s+)?(?:says?|said"
    r"|reports?|reported|estimates?|estimated|data|figures?|recommends?|advises?|found|guideline|page|fact sheet|survey|numbers)\b",
    r"\b(?:source|sources|reference|references|data|figures?)\s*[:(]|\((?:source|cdc|nih|who|jama|nejm|bmj|lancet|aha|ada)\b|\b(?:source|data|figures|numbers)\s+(?:from|come from|by) (?:the )?(?-i:[A-Z])",
    r"\b(?:published|appeared|reported|printed)\s+(?:\w+\s+){0,4}?in\s+(?:the\s+)?(?-i:[A-Z])|\b(?-i:[A-Z])[a-z]+ et al\b|\((?-i:[A-Z])[\w .&]+,? (?:19|20)\d\d\)|\b(?:jama|nejm|bmj|lancet|new england journal|annals of)\b",
    r"\b(?-i:American|National|World|European|Canadian|British|Royal|International|Society|Centers|U\.?S\.?)\b[^.!?]{0,60}\b(?:says?|found|recommends?|reports?|estimates?|advises?|guideline|survey)\b",
    r"\b(?:a|the|this|one) (?:19|20)\d\d (?:\w+ ){0,3}(?:trial|study|review|meta-analysis|survey|guideline|analysis)\b",
)
_SOURCE_HOST = Lazy(
    r"(?:doi\.org|pubmed|\.nih\.gov|cdc\.gov|who\.int|fda\.gov|cochrane|clinicaltrials\.gov|nejm\.org|jamanetwork|bmj\.com|thelancet|\.gov/|medlineplus|samhsa)"
)


def has_source(rendition: Rendition, post: Post) -> bool:
    """Whether the post lists a reference or what it shows names where the claim comes from."""
    links = " ".join([post.link, *(part.link for part in rendition.parts)])
    return bool(post.references or _SOURCE_HOST.search(links) or names_source(whole(rendition)))


def names_source(reading: Reading) -> bool:
    """Whether the text itself names a study, an identifier or an authority."""
    return bool(_SOURCE.search(reading.text) or _SOURCE_HOST.search(reading.text))


# ---------------------------------------------------------------- proof and clearance
_PROOF_WORDS = word_set("""
    proven proved proof prove fda fda-approved fda-cleared fda-registered approved blessing nod fda's cleared
    evidence-backed science-backed research-backed science research backed clinically scientifically
    medically doctor-approved tested validated registered certified verified
""")
_PROVEN = Lazy(
    r"\b(?:clinically|scientifically|medically|laboratory|lab|doctor|research|science|scientific(?:ally)?|trial|university)[- ](?:proven|proved|tested and proven|validated|verified|tested|shown|demonstrated)\b(?! to (?:not|be no))",
    r"\b(?:backed|supported|proven|validated|confirmed|verified) by (?:real |hard |solid |modern |clinical |medical |scientific |the latest |decades of |years of |rigorous |peer-reviewed )*(?:science|research|studies|trials|data|evidence|doctors|scientists|experts)\b|\b(?:science|research|evidence|data|doctor)-(?:backed|proven|supported)\b",
    r"\bproven (?:results?|relief|cures?|success|effectiveness|safety|safe|effective|method|formula|solution|fix|remedy|technology|outcomes?|technique|treatment (?:for|that)|to (?:work|be (?:safe|effective)|cure|heal|eliminate|relieve|end|stop|reverse|regrow|melt))\b",
    r"\b(?:science|research|studies|study|it|trials?|clinical trials|we|data|tests?)\s+(?:has|have|'s|'ve)?\s*(?:now\s+|been\s+|finally\s+|already\s+|clinically\s+)*(?:proves?|proven|proved)\b",
    r"\b(?:is|are|was|were|been|has been)\s+(?:\w+\s+)?proven to\b",
)
_FDA = Lazy(
    r"\bfda[- ](?:has |fully |have )?(?:approved|cleared|approves?|clearance|approval|registered|certified|endorsed|listed|backed|recommended|compliant|validated|licensed|sanctioned|authorized|accepted|tested)\b",
    r"\b(?:approved|cleared|registered|certified|endorsed|backed|recommended|tested|sanctioned|authorized|accepted|verified)\s+(?:with|by)\s+the\s+fda\b|\bapproval (?:of|from|by) the fda\b|\bthe fda (?:has |have )?(?:just |recently |now |fully )*(?:approved|cleared|approves|clears|endorses|recommends|backs|registered)\b|\bfda(?:'s)? (?:blessing|nod|endorsement|thumbs up|seal|stamp|badge|registration|certificate|green light|ok|okay|go-ahead)\b",
)
_NEVER_APPROVAL = Lazy(
    r"\b(?:registered|certified|endorsed|listed|compliant|seal|stamp|badge|blessing|nod|endorsement|thumbs up|gold standard|registration|certificate|sanctioned|verified|validated|backed|recommended|endorses|recommends|backs)\b"
)
_UNAPPROVED = Lazy(
    r"\b(?:stem[- ]cells?|exosomes?|prp|platelet[- ]rich|supplements?|vitamins?|cbd|detox\w*|iv drips?|drips?|homeopath\w+|ozone|herbal|herbs|tea|kratom|nad\+?|peptides?|colloidal|essential oils?|wharton\w*|amniotic|umbilical|birth tissue|cleanse|mushrooms?|turmeric|collagen|gumm(?:y|ies)|probiotics?)\b"
)
_DEVICE_WORD = Lazy(
    r"\b(?:devices?|tables?|lasers?|bands?|headbands?|machines?|wearables?|systems?|stimulators?|belts?|mats?|wands?|helmets?|caps?|scanners?|implants?|patch(?:es)?|pumps?|tens|chairs?|equipment|technolog\w+|units?|pens?)\b"
)
_OURS = Lazy(
    r"\b(?:our|we|us|now|new|available|book|this|come|get|try|call|ask|offer\w*|just arrived|today|here)\b"
)
_GENERIC = Lazy(
    r"\b(?:fda[- ]approved|fda[- ]cleared|approved|cleared)\s+(?:\w+\s+){0,2}?(?:medicines|medications|drugs|treatments|options|vaccines|devices|products|therapies|tests|hearing aids|methods|pills)\b|\b(?:only|any|whether|which|look for|ask|check|not every|all) [^.!?]{0,50}\bfda\b|\boff[- ]label\b|\bnot the same as\b|\bmeans\b|\bdifference between\b"
)


def proofs(reading: Reading, *, promoted: bool) -> Iterator[Claim]:
    """Claims of proof and of clearance. ``promoted``: the post's kind is promotion."""
    yield from beyond(
        reading,
        _proofs(reading, promoted=promoted),
        _framed(reading, promoted=promoted),
    )


def _proofs(reading: Reading, *, promoted: bool) -> Iterator[Claim]:
    if not reading.has(_PROOF_WORDS):
        return
    for match in _PROVEN.finditer(reading.text):
        if stance(reading, *match.span()) is Stance.SAID and not _named_beside(
            reading, match.start()
        ):
            yield Claim(*match.span(), "claims proof and names no source", Severity.BLOCK)
    for match in _FDA.finditer(reading.text):
        if stance(reading, *match.span()) is Stance.SAID:
            yield from _clearance(reading, match.start(), match.end(), promoted)


def _framed(reading: Reading, *, promoted: bool) -> Iterator[Claim]:
    for hit in hits(reading, "proof"):
        if stance(reading, hit.start, hit.end) is not Stance.SAID:
            continue
        if "FDA" in hit.what:
            yield from _clearance(reading, hit.start, hit.end, promoted)
        elif not _named_beside(reading, hit.start):
            yield Claim(hit.start, hit.end, hit.what, Severity.BLOCK)


def _named_beside(reading: Reading, start: int) -> bool:
    return _SOURCE.search(reading.around(start, 0, 1)) is not None


def _clearance(reading: Reading, start: int, end: int, promoted: bool) -> Iterator[Claim]:
    sentence = reading.sentence(start).text
    words = reading.text[start:end]
    if _NEVER_APPROVAL.search(words):
        what = "presents a registration or the like as the FDA's approval"
        yield Claim(start, end, what, Severity.BLOCK, sourced=False)
    elif _UNAPPROVED.search(sentence):
        what = "claims the FDA's approval for a kind of product that has none in general"
        yield Claim(start, end, what, Severity.BLOCK)
    elif _DEVICE_WORD.search(sentence) and "approv" in words.lower():
        what = "calls a device approved; most are cleared, which is another thing"
        yield Claim(start, end, what, Severity.BLOCK)
    elif not _GENERIC.search(sentence) or (promoted and _OURS.search(sentence)):
        ours = promoted or _OURS.search(sentence)
        severity = Severity.BLOCK if ours else Severity.WARN
        yield Claim(start, end, "claims the FDA's approval or clearance without a source", severity)


# ---------------------------------------------------------------- studies, figures, comparisons
_STUDY_WORDS = word_set("""
    good like matches replaces stronger as
    study studies research researchers trial trials evidence data preprint mice mouse rats rat animal animals
    pilot percent % per-cent times better than superior more less safer faster effective science scientists
    lab laboratory petri cells out in half third two-thirds three-quarters twice double doubles doubled triples
    tripled fewer experts case majority most nine eight seven fold shown survey surveys success
""")
_STUDIES = Lazy(
    r"\b(?:(?:new|recent|many|several|numerous|clinical|the latest|countless|multiple|some|hundreds of|dozens of|scientific|early|two|three|one|a|a new|a recent) )*(?:studies|study|research|trials?|researchers|scientists|science|evidence|experts|data)\s+(?:has|have|now|clearly|also|all|consistently|again|finally)?\s*"
    r"(?:been\s+)?(?:shows?|showed|shown|found|finds?|prov(?:e|es|ed|en)|suggests?|suggested|confirms?|confirmed|demonstrates?|demonstrated|says?|agrees?|indicates?|reveals?|tells us|is clear|discovered|reports?)\b",
)
_BENEFIT = (
    r"(?:reduc\w+|improv\w+|reliev\w+|relief|lower\w*|cuts?|cure[sd]?|better|less pain|pain|help\w*|prevent\w*|heal\w*|recover\w*|success\w*|surviv\w+|weight|lost|lose|benefit\w*|avoid\w*|respond\w*|effective\w*|works?|worked|satisf\w+"
    r"|sleep\w*|faster|safer|free of|off opioids|return\w*|walk\w*|boost\w*|increas\w+|protect\w*|risk|chance|odds|complications?|remission|stop\w*|eas(?:e|es|ed)|surgery|regr\w+|straight\w*|pregnan\w+|results?|happ\w+|decreas\w+|drop\w*|fewer|quit\w*|symptoms?|rate)"
)
_FIGURE = Lazy(
    rf"(?:\b\d{{1,3}}(?:\.\d+)?\s?(?:%|percent\b|per cent\b)|\b\d{{1,2}}\s+(?:out of|in|of)(?: every)? \d{{1,3}}\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:out of|in|of)(?: every)? (?:two|three|four|five|six|seven|eight|nine|ten|twenty|\d+)\b|\b(?:half|two[- ]thirds|three[- ]quarters|a third|most|nearly all|the vast majority) of (?:our |all |the )?(?:patients|people treated|users|those treated)\b)"
    rf"(?=[^.!?\n]{{0,90}}\b{_BENEFIT}\b)",
    rf"\b{_BENEFIT}\b[^.!?\n]{{0,60}}?(?:\bby\s+|\bof\s+|\bin\s+|\bfor\s+|\bat\s+|\bis\s+|\bto\s+)(?:about\s+|over\s+|up to\s+|more than\s+|nearly\s+|almost\s+|a\s+|as much as\s+|roughly\s+)*(?:\d{{1,3}}(?:\.\d+)?\s?(?:%|percent\b|per cent\b)|\d{{1,2}} (?:out of|in) \d+|half\b|two[- ]thirds|three[- ]quarters|(?:nine|eight|seven) (?:out of|in) ten)",
    r"\b(?:twice|three times|four times|five times|ten times|\d+(?:\.\d+)?\s?(?:x|times)|double|triple)\s+(?:as |the |more |less |your |better|faster|safer|stronger)",
    r"\b(?:cuts?|halves|doubles|triples|slashes)\s+(?:your |the )?(?:risk|odds|chances?|pain|recovery(?: time)?|symptoms)\b(?:\s+(?:in half|by))?",
)
_PREVALENCE = Lazy(
    r"\b(?:adults?|people|americans?|women|men|children|kids|teens?|workers|veterans|seniors|households|us|person|mothers|pregnancies|babies|students|nurses|families)\b[^.!?]{0,45}\b(?:have|has|live|lives|develop\w*|get|gets|experience\w*|suffer\w*|will|report\w*|falls?|are|is|die|dies|do not|don't|had|say|miss\w*|skip\w*|know)\b"
)
_COMPARES = Lazy(
    r"\b(?:works?|worked|is|are|was|performs?|far|much|even|heals?|relieves?|does)\s+(?:\w+\s+)?(?:better|safer|faster|more effective(?:ly)?|more powerful|stronger|gentler|superior)\s+(?:\w+\s+){0,2}?(?:than|to)\s+(?:(?:any |other |most |all |the |traditional |conventional |standard |your |oral )*)"
    r"(?:\w+\s+)?(?:surger\w+|injections?|opioids?|pills?|medicines?|medications?|drugs?|therap\w+|treatments?|ibuprofen|steroids?|cortisone|chemo\w*|statins?|metformin|antidepressants?|insulin|lasers?|physical|implants?|devices?|braces|options|procedures?|vaccines?|methods?|botox|prp|acupuncture|physio\w*|exercise|placebo|minoxidil|gabapentin|acetaminophen|tylenol|aspirin|antibiotics?|massage|yoga|rest|ice|heat|dialysis|radiation|fillers?|veneers?|nsaids?|morphine|ozempic|wegovy)\b",
    r"\b(?:as (?:good|effective|strong|powerful|safe) as|works? (?:just )?(?:like|as well as)|matches|replaces|stronger than)\s+(?:\w+\s+)?(?:ibuprofen|opioids?|aspirin|acetaminophen|tylenol|morphine|surgery|statins?|metformin|antidepressants?|insulin|steroids?|cortisone|botox|ozempic|wegovy|chemo\w*|antibiotics?|pain ?(?:killers?|pills?|medicines?)|prescription \w+|gabapentin)\b",
    r"\b(?:outperforms?|beats?|superior to|more effective than|safer than|works better than|better results than|better than)\s+(?:\w+\s+){0,2}?(?:surger\w+|injections?|opioids?|pills?|medicines?|medications?|drugs?|therap\w+|treatments?|steroids?|cortisone|ibuprofen|chemo\w*|statins?|metformin|antidepressants?|lasers?|implants?|botox|vaccines?|braces|antibiotics?|other clinics)\b",
)
_FIGURATIVE = Lazy(r"\b(?:better (?:safe|late|together|than nothing)|prevention is better)\b")
_WEAK = Lazy(
    r"\b(?:preprints?|mice|mouse|rats?|animal (?:study|studies|research|models?|data)|lab(?:oratory)? (?:study|studies|tests?)|petri dish|test tubes?|in vitro|pilot (?:study|trial|data|project)|small (?:study|trial)|case (?:report|series)|zebrafish|cell cultures?|in the lab|survey of our|our own (?:data|survey|patients))\b"
)
_ASSERTS = Lazy(
    r"\b(?:prov(?:e|es|ed|en)|shows? that|showed that|shown (?:that|to)|confirms?|cures?|cured|reverses?|reversed|stops?|stopped|works?|worked|means? (?:that )?|so (?:start|take|try|get|ask|book|you)|prevents?|prevented|eliminates?|erases?|regrows?|heals?|is the answer|now we know|settles|demonstrates?|melts?|kills?|boosts?|halves|ends|fixes|improves?|restores?|will|reduces|protects|found that|finds)\b"
)
_QUALIFIES = Lazy(
    r"\b(?:early|preliminary|not (?:yet )?(?:peer[- ]reviewed|tested|proven|known|been|shown|tell|mean|enough|the same|change)|does(?:n't| not)|do(?:n't| not)|may not|might|unknown|whether|too (?:early|small|soon)|more (?:research|studies|trials|work|data)|larger|before we|limits?|limitations?|caution|cannot|can't|could|uncertain|only in (?:mice|rats|animals|a lab)|so far|hypothes\w+|not people|no proof|interesting|first step|wait|grain of salt|needed|need|nothing yet)\b"
)


def weak_claims(reading: Reading) -> Iterator[Claim]:
    """Studies, figures and comparisons without a name, and weak evidence told as fact."""
    if not reading.has(_STUDY_WORDS):
        return
    yield from _weak(reading)
    for match in _STUDIES.finditer(reading.text):
        if _told(reading, match.start(), match.end()) and _about_health(reading, match.end()):
            yield Claim(*match.span(), "speaks of studies and names none")
    for match in _FIGURE.finditer(reading.text):
        sentence = reading.sentence(match.start()).text
        if (
            _told(reading, *match.span())
            and not _PREVALENCE.search(sentence)
            and not _OTHER_FIGURE.search(sentence)
        ):
            yield Claim(*match.span(), "gives a figure for an effect without a source")
    for match in _COMPARES.finditer(reading.text):
        if _told(reading, *match.span()) and not _FIGURATIVE.search(match.group()):
            yield Claim(*match.span(), "compares treatments without a source")


#: Percentages that measure no effect: discounts, dilutions, batteries, sun screens.
_OTHER_FIGURE = Lazy(
    r"\b(?:off|free|discount|confidential|virtual|volunteer\w*|cotton|natural|vegan|recycled|committed|digital|electric|alcohol|bleach|humidity|battery|tuition|of (?:proceeds|the fee|our staff|our nurses|our team)|capacity|grade|deductible|copay|co-pay|coinsurance|covered|spf|solution|of (?:your|the) plate|daily value|juice|effort|of (?:calories|your calories)|attendance|turnout|vote[ds]?|staff|employees|wrapping|max(?:imum)? heart rate)\b"
)
_HEALTH = Lazy(
    rf"\b{_BENEFIT}\b|\b(?:treat\w*|vaccin\w*|therap\w*|exercise|medic\w+|diet|drug|surger\w+|health\w*)\b"
)


def _about_health(reading: Reading, end: int) -> bool:
    return bool(_HEALTH.search(reading.sentence(max(0, end - 1)).text))


def _told(reading: Reading, start: int, end: int) -> bool:
    return stance(reading, start, end) in {Stance.SAID, Stance.SUPPOSED}


def _weak(reading: Reading) -> Iterator[Claim]:
    for match in _WEAK.finditer(reading.text):
        near = reading.around(match.start(), 0, 1)
        if _ASSERTS.search(near) and not _QUALIFIES.search(near) and _told(reading, *match.span()):
            what = "tells a preprint, an animal study or a pilot as a fact"
            yield Claim(*match.span(), what, sourced=False)


# ---------------------------------------------------------------- superlatives
_SUPER_WORDS = word_set("""
    best safest finest greatest fastest leading number-one #1 1 one only top top-rated first-class unmatched unrivaled
    unrivalled unparalleled unbeatable unsurpassed world-class premier foremost second strongest gentlest
    smartest quickest easiest advanced experienced skilled trusted effective highest-rated most better peerless
    no.1 no number 1 ultimate expert experts hands powerful safer gentler faster other nobody nowhere else beats beat unlike
""")
_CARE = (
    r"(?:clinics?|practices?|hospitals?|doctors?|surgeons?|physicians?|dentists?|orthodontists?|nurses?|team|staff|therapists?|specialists?|treatments?|therap(?:y|ies)|procedures?|surger(?:y|ies)|injections?|implants?|lasers?|results?|outcomes?|care|technology|technique"
    r"|method|centers?|centres?|providers?|program|programme|medicine|dermatolog\w+|pediatric\w+|cardiolog\w+|orthop\w+|spine|pain (?:relief|care|management|clinic)|relief|solution|device|facility|lab|weight[- ]loss|fertility|dental|med ?spa|chiropract\w+|physio\w*|rehab\w*|experts?|hands|professionals?|eye|lasik|botox|ob-?gyn|maternity|vaccines?|supplement)"
)
_SUPER = r"(?:best|safest|finest|greatest|fastest|leading|top[- ]rated|top|premier|foremost|most (?:advanced|experienced|skilled|trusted|effective|modern|powerful|innovative|successful|respected|qualified|precise|sought[- ]after|accurate|comfortable|reliable)|strongest|gentlest|quickest|highest[- ]rated|number[- ]one|no\.? ?1|#1|world[- ]class|unmatched|unrivall?ed|unparallell?ed|unbeatable|unsurpassed|ultimate)"
_SUPERLATIVE = Lazy(
    rf"\b(?:the|our|its|your|ohio's|america's|\w+'s|are|is|as|by|with|a|of the)\s+(?:\w+\s+)?{_SUPER}\s+(?:(?!to\b|for you\b|way\b|time\b|when\b)[\w'&-]+\s+){{0,3}}?{_CARE}\b",
    rf"(?:^|[.!?\n]\s*|\b(?:the|as|voted|are|is|ranked|rated|we're|remain|stay|named|simply|still)\s+)(?:{_SUPER})\s+(?:{_CARE}|(?:[\w'-]+\s+){{1,3}}?{_CARE}|in (?:the )?(?:\w+\s+){{0,2}}?(?:state|city|county|country|region|area|town|valley|world|business|nation|spine|pain|care|surgery|knees?|hips?|hearts?|dental|eye|joint|midwest|ohio|texas|florida|california))\b",
    r"(?<![\w#])#1 (?:in|for|choice|rated|ranked|clinic|team)\b|\bnumber[- ]one (?:in (?!\d)|choice|clinic|team|for (?:spine|pain|hips|knees|care|your))|\bsecond to none\b|\bbar none\b|\bnobody (?:else )?(?:comes close|does it better|beats)\b|\bno (?:one|other (?:clinic|practice|doctor|surgeon|hospital|treatment))\b[^.!?]{0,30}\b(?:comes close|does it better|beats?|can match|compares?|matches|offers|better|safer|faster|more \w+)\b|\bnowhere (?:else )?(?:will you|can you|do you) (?:find|get)\b[^.!?]{0,30}\b(?:better|safer|kinder|care)\b|\bunlike (?:other|any other) (?:clinics|practices|doctors|surgeons)\b"
    r"|\bin a league of (?:our|its) own\b|\bbetter than (?:any|every) other (?:clinic|practice|doctor|hospital|provider)s?\b|\b(?:world[- ]class|unmatched|unrivall?ed|unparallell?ed|unbeatable|unsurpassed) (?:\w+ )?(?:\w+)",
    rf"\bthe only\s+(?:(?!way\b|thing\b|time\b|one who\b|person\b)[\w'-]+\s+){{0,3}}?{_CARE}\s+(?:in|that|who|to|you|with|offering|on|for|around|near|proven|anywhere)\b|\bonly (?:we|our (?:clinic|team|surgeons?|doctors?)|here) (?:can|offer|have|use|know|does|do|deliver|get)\b",
    rf"\b{_CARE}\b[^.!?\n]{{0,30}}\b(?:is|are|remains?)\s+(?:simply\s+|by far\s+|hands down\s+|still\s+)*(?:the\s+)?(?:{_SUPER})(?=\s*(?:[.!,]|$|around|in|there|available|anywhere|on|you))",
)
_MODEST = Lazy(
    r"\bbest (?:wishes|practices?|evidence|regards|interests?|friends?|effort|available|way|ways|time|thing|option for you|before|of luck|for (?:you|your|them)|self|seller|position|bet|part|possible|next|known|first|exercise|predictor|guess|care for you|treatment for (?:you|your)|medicine is)\b|\bnot (?:always )?the (?:best|safest|only)\b|\bat best\b|\bdo (?:our|your|my|their) best\b|\b(?:which|what|who|whether|how|where|ask|asks|decide|find|choose|choosing|know|discuss|depends|need not)\b[^.!?]{0,45}\b(?:best|safest|most effective|top|leading)\b"
    r"|\bleading (?:causes?|the|a|to|an|our|edge|up|reason|role|risk|health issue|zero)\b|\btop (?:\d+|two|three|four|five|six|ten|tips?|of|shelf|priority|reasons?|questions|surgical|teeth|layer|concern|drawer|to)\b|\bnumber[- ]one (?:cause|reason|killer|question|tip|risk|rule|predictor|priority|complaint|fan|way|concern|thing|goal)\b|#1 (?:cause|reason|killer|question|tip|rule|complaint)\b|\b(?:second|one) of the (?:most common|leading causes)\b"
    r"|\bbest (?:\w+ )?(?:is|are) the (?:one|ones)\b|\byour (?:best|own|safest)\b|\bonly your (?:doctor|clinician|team|care)\b|\bonly (?:a|an|your) (?:doctor|clinician|dentist|exam)\b|\bmost effective (?:when|if)\b|\bthe best (?:we can|you can|of both|medicine|person|place to|people|prevention|defen[cs]e|protection|gift)\b|\bthank\w*\b[^.!?]{0,40}\b(?:best|finest|greatest)|\bcongratulat|\bmost trusted adult\b|\bbest (?:nurse|team|staff|colleagues?|volunteers?|boss|patients)\b|\bbest care (?:possible|for)|\bpatients deserve\b|\bdeserve[sd]?\b|\bstrive|\bwant to (?:be|give)|\bnot better than\b|\bno treatment is the best\b"
)


def superlatives(reading: Reading) -> Iterator[Claim]:
    """Claims to be the best, safest, only or first."""
    yield from beyond(reading, _superlatives(reading), _ranked(reading))


def _ranked(reading: Reading) -> Iterator[Claim]:
    for hit in hits(reading, "rank"):
        modest = _MODEST.search(reading.sentence(hit.start).text)
        said = stance(reading, hit.start, hit.end) in {Stance.SAID, Stance.ASKED}
        if not modest and (said or hit.start == reading.sentence(hit.start).start):
            yield Claim(
                hit.start, hit.end, "calls itself or a treatment the best, safest, only or first"
            )
            return


def _superlatives(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_SUPER_WORDS) and "#1" not in reading.text:
        return
    for match in _SUPERLATIVE.finditer(reading.text):
        left, right = reading.clause(*match.span())
        modest = _MODEST.search(reading.text[max(left - 1, 0) : right + 30])
        others = match.group().lower().startswith("no")  # "no other clinic offers"
        if not modest and (others or stance(reading, *match.span()) is Stance.SAID):
            yield Claim(
                *match.span(), "calls itself or a treatment the best, safest, only or first"
            )
