"""Absolute promises about health: cures, guarantees, no risk, no pain, for ever, for everybody.

Each family knows its own other senses (cured ham, guaranteed parking, permanent residence, a
painless lump); whether the text says the thing at all is asked of ``stance``.
Sources: FTC Health Products Compliance Guidance (December 2022); Cal. B&P 651; AMA 9.6.1.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.rules.meaning.frames import beyond, hits, uses
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set


@dataclass(frozen=True, slots=True)
class Promise:
    """Where it stands, what it promises in safe words; ``hype``: big words, no promise."""

    start: int
    end: int
    what: str
    hype: bool = False


#: A text without any of these promises nothing, and is not looked at further.
_TRIGGERS = word_set("""
    cure cures cured curing curable curative guarantee guarantees guaranteed guaranteeing 100 100% %
    hundred percent permanent permanently forever pain-free painfree painless painlessly risk-free
    riskfree risk risks side-effect side-effects effects harmless foolproof fool-proof fail-proof
    never always everyone everybody anyone nobody miracle miraculous miracles magic magical
    breakthrough revolutionary game-changer game-changing gamechanger life-changing wonder
    instant instantly immediate overnight eliminate eliminates eliminated eliminating eradicate
    eradicates erase erases erased reverse reverses reversed reversing banish banishes vanish
    vanishes disappear disappears gone goodbye farewell good rid end ends ended zero no without
    safe safely safest heal heals healed works again last lifetime once will promise promises
    melt melts completely totally every fix fixes feel cureall cure-all panacea certain surely ever
    assured assure assures bye lasting undo undoes wipe wipes wiped solve solves blind lame deaf knock knocks knocked wakes waking wake live living imagine money-back money
    single ifs surest sure behind rid put puts end rest stays return returns returning silence silences cleared clears clear time session sessions visit visits infallible
""")

_ILL = (
    r"(?:pain|aches?|migraines?|headaches?|arthritis|osteoarthritis|sciatica|neuropathy|fibromyalgia|diabetes|cancers?|tumou?rs?"
    r"|depression|anxiety|ptsd|insomnia|tinnitus|vertigo|asthma|allerg(?:y|ies)|eczema|psoriasis|acne|rosacea|wrinkles"
    r"|disease|diseases|illness(?:es)?|condition|conditions|disorders?|symptoms?|autism|adhd|dementia|alzheimer's|alzheimers|parkinson's"
    r"|stenosis|disc|discs|disks?|herniat\w+|scoliosis|gout|lupus|ibs|crohn's|reflux|gerd|heartburn|snoring|apnea|obesity"
    r"|hypertension|blood pressure|cholesterol|heart disease|stroke|cellulite|scars?|veins|hair loss|baldness|infertility"
    r"|menopause|hot flashes|endometriosis|pcos|incontinence|ed|erectile dysfunction|addiction|cravings|withdrawal|covid"
    r"|flu|colds?|infections?|warts?|fungus|plantar fasciitis|carpal tunnel|tmj|whiplash|spasms?|cramps|stiffness|numbness"
    r"|inflammation|nerve damage|injur(?:y|ies)|tendonitis|tendinitis|bursitis|long covid|chronic fatigue|fatigue|stress"
    r"|burnout|brain fog|lyme|ms|multiple sclerosis|copd|kidney (?:disease|stones)|cataracts?|glaucoma|macular degeneration"
    r"|myopia|cavit(?:y|ies)|gum disease|gingivitis|toothaches?|bunions?|heel spurs?|varicose veins|ag(?:e)?ing|varicocele"
    r"|back|neck|knees?|shoulders?|hips?|cause of (?:your )?\w+|what ails you|wounds?|ulcers?|concussions?|bipolar|ocd|als|hiv"
    r"|aids|hepatitis|epilepsy|seizures|cerebral palsy|paralysis|blindness|deafness|hearing loss|overweight|belly fat)"
)
#: Illnesses that medicine does cure: saying so is no over-promise. Own list from CDC and NIH topic pages, 2026-11.
_CURABLE = Lazy(
    r"\b(?:hepatitis c|hep c|syphilis|gonorrh?ea|chlamydia|trichomoniasis|tuberculosis|tb|malaria|scabies|lice|ringworm"
    r"|strep|pneumonia|bacterial|infections?|h\.? ?pylori|pinworms?|athlete's foot|yeast infections?|cataracts?|appendicitis"
    r"|testicular cancer|leuk(?:a)?emia|hodgkin\w*|lymphoma|skin cancers?|early(?:[- ]stage)? cancers?|cancers? (?:found|caught) early"
    r"|caught early|found early|early stages?|bppv|clubfoot|sickle cell|stis?|stds?|anthrax|leprosy|giardia|worms?)\b"
)
_PARTLY = Lazy(
    r"\b(?:often|usually|most|many|some|sometimes|almost|nearly|more than|about|up to|can be|rarely|early|in part|by itself"
    r"|by themselves|on (?:its|their) own|with antibiotics)\b"
)
_NO_CURE = Lazy(
    r"\bcured?\s+(?:ham|meats?|bacon|sausages?|fish|salmon|pork|olives|egg yolks?|resin|concrete|leather|tobacco|boredom)\b"
    r"|\b(?:light|air|dry|salt|sugar|smoke|heat|uv)[- ]cur(?:ed|es|ing)\b|\bcuring (?:light|lamp|salts?|time|room)\b"
    r"|\b(?:resin|cement|composite|filling|sealant|bond\w*|polish|gel|adhesive|glue|concrete|paint|ham|meats?)\b[^.]{0,40}\bcur(?:e|es|ed|ing)\b"
    r"|\bcure rates?\b|\bcurative\b|\b(?:race|walk|run|ride|search|hope|quest|fight|fundrais\w+|donat\w+|research|swim|cycle|relay)"
    r"(?:ers?|ing)? for (?:a|the) cures?\b|\bcures act\b|\b(?:better|cheaper) than (?:a |the )?cure\b|\bworth a pound of cure\b"
    r"|\bcure (?:for )?(?:boredom|the winter blues|the monday blues|a bad mood|cabin fever)\b|\bfor the cure\b|\bcure (?:sma|alz\w+|jm|hht)\b"
    r"|\b(?:find|finding|toward|towards|until there's|until there is|closer to|need|without) (?:a |the )?cures?\b"
)
_HEALTH_THING = (
    r"(?:results?|relief|outcomes?|success|recovery|improvement|cures?|healing|weight loss|satisfaction|pain|pregnanc\w+|hair"
    r"|smiles?|sleep|treatments?|surger\w+|procedures?|to (?:work|heal|relieve|cure|fix|help|feel|lose|end|stop|improve|sleep|get|make|be)"
    r"|you(?:'ll| will)|your (?:pain|money|knees?|back|migraines?|results?)|that (?:you|your|it|this|our)|less pain|better)"
)
_NO_GUARANTEE = Lazy(
    r"\bguarantee[sd]?\W+(?:(?:a|an|the|your|you|our|all|every|free|their|its|that your)\s+){0,3}(?:parking|seats?|spots?|places?|slots?"
    r"|appointments?|prices?|rates?|privacy|confidential\w*|anonym\w*|interpreters?|access|rights?|wages?|income|leave|delivery"
    r"|coverage|benefits? under|minimum|fun|laughs?|to (?:please|make you (?:smile|laugh)|warm|delight)|smiles from|snacks?|coffee|cookies?|safety of your data|entry|admission"
    r"|tickets?|job|jobs|interviews?|visits?|wait|equal|hours?|call[- ]?back|response|reply|bed|room|refund|availability"
    r"|information|data|records?|same[- ]day)\b"
    r"|\b(?:parking|seats?|spots?|places?|slots?|appointments?|prices?|privacy|confidential\w*|wages?|income|space|entry|fun|laughs?"
    r"|smiles|laughter|cookies|coffee|snacks|access|same[- ]day \w+|admission|refunds?|interpreters?|availability)\s+(?:(?:is|are|will be|and|not)\s+)*guaranteed\b"
    r"|\bguaranteed\s+(?:by (?:law|the constitution|federal)|issue|loans?|income|spot|laughs?)\b|\b(?:law|constitution|act|hipaa|statute)\s+guarantees?\b"
)
_SAFE_PERMANENT = Lazy(
    r"\bpermanent(?:ly)?\s+(?:\w+\s+)?(?:residen\w+|staff|position|job|role|home|location|address|address|marker|ink|markers|closure"
    r"|closed|moved|move|closing|relocat\w+|exhibit\w*|display|collection|record|disabilit\w+|damage\w*|injur\w+|harm\w*|loss"
    r"|vision loss|hearing loss|nerve damage|blindness|scar\w*|birth control|contracepti\w+|sterili[sz]ation|pacemakers?|teeth|tooth|molars?"
    r"|crowns?|restorations?|fillings?|implants?|leads?|catheters?|colostom\w+|makeup|tattoos?|brain|paralysis|disabled|impair\w+"
    r"|chang\w+|weakness|numb\w*|hair (?:removal|reduction)|lens|access|fixture|part|tax|deformit\w+|stain\w*|lung|kidney|heart|eye|joint damage"
    r"|team|medical|licen[cs]e|supportive housing|housing|section|vegetative|press|effects?|complications?|problems?|stoma)\b"
)
_TREATMENT = (
    r"(?:surger(?:y|ies)|operations?|procedures?|treatments?|therap(?:y|ies)|injections?|shots?|implants?|extractions?|root canals?"
    r"|dentist(?:ry)?|recovery|delivery|birth|lasers?|removals?|fillings?|biops(?:y|ies)|colonoscop\w+|endoscop\w+|lasik|infusions?"
    r"|peels?|fillers?|liposuction|replacement|vasectom\w+|iud\w*|insertions?|visits?|life|lives|living|forever|again|solution"
    r"|method|technique|approach|relief|results?|holidays?|year|future|days? ahead|movement again)"
)
_TEST = Lazy(
    r"\b(?:ultrasounds?|scans?|tests?|screenings?|x-rays?|mammogra\w+|ekgs?|ecgs?|eegs?|dexa|dxa|checks?|exams?|examinations?|mris?|hearing"
    r"|swabs?|holter|measure\w*|spirometry|echocardio\w*|bone density|readings?|monitor\w*|lumps?|swelling|sores?|bleeding|ulcers?"
    r"|masses|mass|jaundice|chancres?|blood in|nodules?|bumps?|spots?|patch(?:es)?|hematuria|range|motion|moles?|testic\w+|lymph|nodes?)\b"
)

_CURE = Lazy(
    r"\bcur(?:e|es|ed|ing)\b(?!-)|\bcure-?alls?\b|\bpanacea\b",
    rf"\b(?:eliminat|eradicat|eras|banish|wip|undo|vanquish|resolv|dissolv|obliterat|conquer)(?:e|es|ed|ing|s)?\s+(?:out\s+)?(?:(?:your|all|the|of|chronic|any|every|knee|back"
    rf"|neck|nerve|joint|those|my|his|her|their|even|stubborn|severe|lower)\s+){{0,4}}{_ILL}\b",
    rf"\brevers(?:e|es|ed|ing)\s+(?:(?:your|all|the|type 2|type ii|chronic|any|my|signs of|effects of|early|advanced|knee)\s+){{0,4}}{_ILL}\b",
    rf"\b(?:gets?|got|getting|rid)\s+(?:yourself\s+)?(?:rid\s+)?of\s+(?:(?:your|all|that|the|chronic|my|any)\s+){{0,3}}{_ILL}\b[^.!?]{{0,30}}\b(?:forever|for good|permanently|completely"
    r"|once and for all|in (?:one|a single|just|two|three|\d+)|fast|today|overnight|entirely)\b",
    rf"\b(?:end|ends|ended|stop|stops|stopped|fix|fixes|fixed|solve|solves|heal|heals|healed|remove[sd]?|melts?(?:\s+away)?|knocks? out|kills?)\s+(?:(?:your|all|the|that|chronic|my|any|back|knee|neck|nerve|away|joint|his|her|years of|even)\s+)"
    rf"{{0,4}}{_ILL}\b[^.!?;]{{0,40}}\b(?:forever|for good|permanently|completely|once and for all|for life|in (?:one|a single) (?:visit|session|treatment|shot)|instantly|overnight|entirely|guaranteed|every time)\b",
    rf"\b(?:good-?bye|farewell|bye(?:-| )?bye|adios|so long)\s+(?:to\s+|,\s*)?(?:(?:your|all|that|the|chronic|those|my|back|knee|neck|nerve|joint|nagging|stubborn|daily|years of)\s+){{0,4}}{_ILL}\b",
    rf"\b(?:your|the|my|his|her|their|all)\s+(?:\w+\s+){{0,2}}?{_ILL}\s+(?:will|is|are|was|were|'ll)\s+(?:be\s+|just\s+|simply\s+|completely\s+|all\s+)*(?:gone|vanish\w*|disappear\w*|history|a thing of the past|a memory|over|cured|healed)\b",
    rf"\b(?:make|makes|made|watch)\s+(?:your\s+|the\s+|my\s+|all\s+|that\s+)?(?:\w+\s+)?{_ILL}\s+(?:disappear|vanish|go away|melt away)\b",
    rf"\b(?:leave|left|walk(?:ed)? (?:out|away)|live|living)\s+(?:\w+\s+)?(?:free (?:of|from)|without)\s+(?:(?:any|all|your|the)\s+)?{_ILL}\s+(?:forever|for good|for life|again)\b",
    rf"\b(?:will|can|could|does|do|to)\s+(?:completely\s+|fully\s+|totally\s+)?(?:heal|fix|reverse|undo|repair)\s+(?:your|any|all|every)\s+(?:\w+\s+){{0,2}}?{_ILL}\b(?=[^.!?]{{0,40}}\b(?:in|with|after|forever|for good|guaranteed|no matter)\b)",
    r"\bthe (?:blind|deaf|lame|crippled|paraly[sz]ed)\s+(?:can\s+|will\s+)?(?:see|hear|walk|run|move)\b",
    rf"\b(?:wipe|knock|clear|chase|drive|blast|zap|flush|burn|kick|take|wash|beat|conquer|crush|kill|melt|lift)(?:s|es|ed|ing)?\s+(?:it|them|that|(?:your|all|the|any|every|even)?\s*(?:\w+\s+)?(?:{_ILL}|virus|germs?))\s+(?:out|away|off|for good|forever|completely)\b|\b(?:wipe|knock|flush|stamp)(?:s|es|ed|ing)?\s+out\s+(?:any|every|all|your|the)\b",
    rf"\b(?:imagine|picture|enjoy|wake|waking|live|living|life|days?|nights?|walk|walking|move|mornings?)\s+(?:up\s+|a (?:day|life|world)\s+)?without\s+(?:the\s+|any\s+|your\s+)?(?:\w+\s+)?{_ILL}\b",
    r"\b(?:the blind see|the crippled walk|walk again|see again|hear again)\b[^.!?]{0,30}\b(?:guaranteed|thanks to|after|with|will)\b",
)
_GUARANTEE = Lazy(
    rf"\bguarantee(?:s|d|ing)?\b(?=\s+(?:\w+\s+){{0,4}}?{_HEALTH_THING}\b)",
    rf"\b{_HEALTH_THING}\s*[,:–—-]?\s*(?:is|are|and|always|100\s?%|fully|,)?\s*guaranteed\b|\bguaranteed\b(?=\s*[.!]|\s*$|\s+or\b)",
    r"\bguaranteed?\b",
    r"\b(?:or (?:you )?(?:get )?(?:your|you your|a full) money back|money[- ]back)\b",
    r"\b(?:we|i|our (?:clinic|doctors?|surgeons?|team)|dr\.?\s+\w+)\s+(?:\w+\s+)?guarantees?\b|\b(?:money[- ]back|satisfaction|lifetime|results?|success)[ -]guarantees?\b|\bour guarantee\b"
    r"|\b(?:or your money back|or you don't pay|or it's free|or the (?:next|second) (?:one )?is (?:free|on us))\b",
    r"\b(?:we|i)\s+(?:can\s+)?promise\s+(?:you\s+)?(?:(?:that\s+)?(?:you|your|it)\b[^.!?]{0,50}\b(?:gone|free|better|cured|work|works|heal\w*|walk|relief|results?|lose|love)|(?:\w+\s+){0,3}?"
    r"(?:results?|relief|cure|recovery|pain-free|success|no pain|no side effects|a full recovery))\b",
)
_HUNDRED = Lazy(
    r"(?:\b100\s?(?:%|per ?cent|percent)|\b(?:one |a )?hundred per ?cent|\b100-percent)\s+(?:\w+\s+){0,2}?(?:effective\w*|safe\w*|success\w*|cured?|reliabl\w+|accura\w+|relief|painless|pain-?free|"
    r"risk-?free|protect\w+|guaranteed|recover\w*|works?|natural cure|proven|curable|satisf\w+|improve\w*|certain|precise|better|heal\w*|side[- ]effect[- ]free)\b",
    r"\b(?:works?|safe|effective|cured|guaranteed|protects?|accurate|success(?:ful)?|success rate(?: (?:is|of))?|heals?|pain-?free)\s+(?:in\s+|of\s+|at\s+|for\s+)?(?:100\s?(?:%|percent|per cent)|(?:one |a )?hundred percent)"
    r"(?:\s+of\s+(?:the\s+)?(?:time|cases|patients|people))?",
    r"\b100\s?(?:%|percent)\s+of\s+(?:our\s+|the\s+|all\s+)?(?:\w+\s+)?(?:patients|people|clients|users|cases|women|men|those|participants)\b[^.!?]{0,40}\b(?:pain|better|improv\w*|recover\w*|relief|walk\w*|cur\w+|pregnan\w+|los[te]|satisfied|heal\w*|success\w*|benefit\w*|free)\b",
    r"\b(?:never fails?|cannot fail|can't fail|fool-?proof|fail-?proof|infallible|works every (?:single )?time|always works|works? (?:for|on) (?:every(?:one|body)|anyone|every (?:\w+ )?(?:patient|person|body|body type|case))|no matter how (?:bad|severe|old|long)\b[^.!?]{0,40}\b(?:fix|cure|heal|help|works?))\b",
    r"\bevery(?:one| (?:single )?(?:one|patient|person|client|woman|man)|body)\s+(?:who\s+[^.!?]{1,40}\s+)?(?:gets? (?:better|relief|results|well)|leaves? (?:pain-free|without pain|happy|cured|healed)|recover[sed]*|is (?:cured|pain-free|healed)|heals|sees results|walks? (?:out )?(?:pain-free|again|away)|improves|loses weight)\b",
    r"\b(?:nobody|no one|no patient|none of our patients)\s+(?:\w+\s+){0,2}?(?:leaves?|needs?|has|have|suffers?|goes?|fails?)\b[^.!?]{0,25}\b(?:pain|surgery|relapse\w*|complication\w*|home hurting|disappointed|failed)\b",
)
_FOREVER = Lazy(
    rf"\bpermanent(?:ly)?\b(?=\s+(?:\w+\s+){{0,3}}?(?:relief|results?|solutions?|fix|fixes|fixed|cures?|cured|ends?|ended|eliminat\w+|remov\w+|stops?|solv\w+|heal\w*|rid|weight loss|improvement|freedom|recovery|relieves?|correct\w*|revers\w+|erases?|{_ILL})\b)",
    r"\b(?:relief|results?|freedom|solution|fix|cure|weight loss|youth|recovery|effects?|remission|gone|pain-free|healed|fixed|cured)\s+(?:that\s+|which\s+)?(?:is\s+|are\s+|will\s+)?(?:lasts?\s+|last\s+)?(?:permanent|forever|for good|for life|a lifetime|for ever|that never ends?)\b",
    r"\b(?:relief|results?|benefits?|effects?)\b[^.!?]{0,20}\blasts? (?:forever|a lifetime|for life|for good)\b|\blifetime (?:relief|results|cure|freedom)\b|\bonce and for all\b",
    rf"\b(?:{_ILL}|it|they|cravings?)\s+(?:will\s+|'ll\s+)?(?:never|won't|will not|not)\s+(?:ever\s+)?(?:come back|return|bother you|trouble you|hurt|ache|recur)\b|\bnever\s+(?:\w+\s+){{0,3}}?(?:{_ILL})\s+again\b|\bnever (?:have|feel|suffer|hurt|ache|wake)\b[^.!?]{{0,30}}\bagain\b",
)
_NO_PAIN = Lazy(
    rf"\b(?:pain-?\s?free|painless)\b(?=\s+(?:\w+[\s-]+){{0,2}}?{_TREATMENT}\b)",
    r"\b(?:completely|totally|virtually|absolutely|100\s?%|entirely|truly|always|be|become|go|stay|live|living|is|are|and|you|walk(?:ed)? out|leave|just|made|'s|almost|fast,?|quick,?|easy,?|safe,?)\s+(?:and\s+)?(?:pain-?\s?free|painless(?:ly)?)\b(?!\s+(?:range|motion|movement|lump|swelling|sore|days?))",
    r"\b(?:won't|will not|don't|never|doesn't)\s+(?:even\s+)?(?:feel|hurt|notice)\s+(?:a thing|anything|any pain|a bit|at all)\b|\bfeel nothing\b|\b(?:zero|absolutely no|no) pain\b(?=\s*[.,!]|\s+(?:during|after|at all|ever|whatsoever|and no|guaranteed|,))|\bpain-?free in (?:\w+\s+){1,3}(?:minutes?|hours?|days?|weeks?|visits?|sessions?)\b"
    r"|\bpain-?free (?:for good|forever|guaranteed|by|within)\b",
)
_NO_RISK = Lazy(
    r"\brisk-?\s?free\b|\b(?:zero|no|without(?: any)?|absolutely no|free (?:of|from)(?: any| all)?|have no|carries no|comes? with no) (?:known |real |medical |health |serious )?risks?\b(?!\s+(?:factors?|of (?:catching|getting|passing|transmi\w+|addiction transfer)|groups?|assessment|management|to (?:you|your) (?:card|account|credit)|from))",
    r"\b(?:completely|totally|perfectly|entirely|absolutely|100\s?%|utterly|always|proven|guaranteed) (?:safe|harmless|natural and safe|risk-free)\b|\bsafe for (?:everyone|everybody|anyone|all (?:patients|ages|people))\b|\bharmless\b(?=[^.!?]{0,20}\b(?:and effective|treatment|procedure|injection|therapy)\b)|\bnothing can go wrong\b",
    r"\b(?:zero|no|not (?:a|one)(?: single)?|without(?: any| a| one| a single)?|absolutely no|free (?:of|from)(?: any| all)?|none of the|has no|have no) (?:single |known |harmful |negative |nasty |unpleasant |bad |real |dangerous |serious |unwanted |adverse |the )?(?:side[- ]?effects?|complications?)\b|\bside[- ]effect[- ]free\b",
)
_END = r"(?:gone|disappear\w*|vanish\w*|cure[sd]?|heal(?:s|ed|ing)?|fix(?:es|ed)?|eliminat\w+|ends?|ended|erase[sd]?|remove[sd]?|reverse[sd]?|restore[sd]?|wip\w+|rid of|stops?|stopped|relief|relieves?|relieved|free (?:of|from)|pain-free|silences?|silenced|solve[sd]?|melts?|returns?|come[s]? back|stays? away|better|works?|clears?|cleared|regrow\w*|repair\w*|correct\w*|goodbye|bye|history|over|an end to|behind|helped|success|last[s]?)"
_FULLY = r"(?:forever|for ever|for good(?! (?:reason|measure|health|luck|sleep|news|care|food))|once and for all|permanently|for life(?! insurance)|instantly|overnight|(?:in|after)(?: just| only| as little as)? (?:one|a single|two|three|four|six|1|2|3|\d) (?:quick |short |easy |simple )?(?:visits?|sessions?|treatments?|days?|shots?|hours?|minutes|appointments?|weeks?)|never(?: ever)? (?:again|return|come back)|every (?:single )?time|for everyone|for every patient|completely|totally|entirely|100\s?%|won't (?:return|come back)|and it stays away|never (?:\w+ )?again|(?:the )?rest of your life|every single (?:one|person|patient|case|time)|is (?:certain|assured|inevitable|a sure thing)|no ifs|surest|sure way|(?:one|a single) (?:\w+ )?(?:visit|session|treatment|shot))"
#: A result and a word that makes it complete, in either order, about an illness.
_TOTAL = Lazy(
    rf"\b{_END}\b(?=[^.!?\n]{{0,60}}\b{_FULLY}(?!\w))",
    rf"\b{_FULLY}(?!\w)(?=[^.!?\n]{{0,60}}\b{_END}\b)",
)
_ABOUT_ILLNESS = Lazy(rf"\b(?:{_ILL}|{_TREATMENT}|injection|drip|laser|clinic|implant)\b")
_MEASURED = Lazy(
    r"\b(?:may|might|can|could|often|usually|most|some|many|sometimes|about|average|harm\w*|damage\w*|loss|lost|risks?|worse|scars?|untreated|delay\w*|if|until|unless|when|call|stop and|stay home|rest|fever|exercise|walk(?:s|ing)?|stretch\w*|return to|come back (?:in|for|to)|follow-up|clos(?:ed|es|ing)|open|hours|smoking|quit|heals? (?:by|on)|goal|aim|study|trial|recover\w*|swelling|bruis\w+|stitches|usually|should|take[s]?|try|let|diary|no longer than)\b"
)
_HYPE = Lazy(
    r"\b(?:miracle|miraculous|miracles)\b|\bwonder (?:drug|cure|treatment|pill|shot)s?\b|\bmagic (?:bullet|pill|wand|cure|shot|injection|treatment|formula)s?\b|\bgame[- ]?chang(?:er|ing)\b|\brevolutionary\b"
    r"|\brevolutioni[sz](?:es?|ing)\b|\blife-changing (?:results?|treatments?|relief|procedures?|therap\w+|injections?|surger\w+)\b|\bbreakthrough\b|\bfountain of youth\b|\bsecret (?:cure|remedy|formula|to (?:curing|ending))\b"
    r"|\b(?:instant(?:ly)?|immediate(?:ly)?|overnight)\s+(?:\w+\s+){0,2}?(?:relief|results?|cure|recovery|pain relief|weight loss|improvement|fix|relieves?|ends?|stops?|heals?|erases?|removes?|pain-free)\b"
    r"|\b(?:relief|results|recovery|relieved|healed|better|pain-free)\s+(?:is\s+)?(?:instantly|overnight)\b|\bdetox(?:es|ify|ifies)?\s+(?:your|the) (?:body|liver|system)\b|\banti-?aging miracle\b|\bturn back the clock\b"
)
_HYPE_OK = Lazy(
    r"\b(?:breakthrough (?:pain|infections?|bleeding|seizures?|case|cases|designation|device|symptoms?)|miracle (?:ear|whip|on|league|worker|mile|network|hospitals?|play)|not a miracle|children's miracle|revolutionary war|magic (?:johnson|show|school|mike)|stress is immediate)\b"
)
_FAMILIES = (
    ("promises a cure", _CURE),
    ("guarantees a result", _GUARANTEE),
    ("promises success for all", _HUNDRED),
    ("promises a lasting result", _FOREVER),
    ("promises no pain", _NO_PAIN),
    ("promises no risk or side effect", _NO_RISK),
    ("promises a complete or lasting result", _TOTAL),
)
#: Families whose own words negate ("no risk"), so that a negator before them is no denial by itself.
_OWN_NEGATION = frozenset(
    {"promises no risk or side effect", "promises no pain", "promises a lasting result"}
)
_OPEN = frozenset({Stance.SAID})


def promises(reading: Reading) -> Iterator[Promise]:
    """Every absolute promise that the text makes, then its hype."""
    yield from beyond(reading, _worded(reading), _framed(reading))
    yield from _hype(reading)


def _worded(reading: Reading) -> Iterator[Promise]:
    """Promises in the words that are known to be used for them."""
    if not reading.has(_TRIGGERS):
        return
    for what, pattern in _FAMILIES:
        for match in pattern.finditer(reading.text):
            start, end = match.span()
            if not _other_sense(reading, what, start, end) and _is_made(reading, what, start, end):
                yield Promise(start, end, what)


def _hype(reading: Reading) -> Iterator[Promise]:
    if not reading.has(_TRIGGERS):
        return
    for match in _HYPE.finditer(reading.text):
        context = reading.text[max(0, match.start() - 12) : match.end() + 16]
        if not _HYPE_OK.search(context) and stance(reading, *match.span()) is Stance.SAID:
            yield Promise(*match.span(), "uses words of hype", hype=True)


def _framed(reading: Reading) -> Iterator[Promise]:
    """Promises that the frames see, whatever their words."""
    for hit in hits(reading, "promise"):
        if _other_sense(reading, hit.what, hit.start, hit.end):
            continue
        found = stance(reading, hit.start, hit.end)
        treated = found is Stance.SUPPOSED and _ONCE_TREATED.search(
            reading.sentence(hit.start).text
        )
        if found is Stance.SAID or treated:
            yield Promise(hit.start, hit.end, hit.what)


#: "Once we treat it, it is gone" supposes a visit, not the outcome.
_ONCE_TREATED = Lazy(r"\b(?:once|when|as soon as|what if) (?:we|you|our|dr|one|your)\b")


def _is_made(reading: Reading, what: str, start: int, end: int) -> bool:
    found = stance(reading, start, end)
    if found is Stance.DENIED and what in _OWN_NEGATION:
        left, _ = reading.clause(start, end)
        return not _DENIES_NO.search(reading.text[left:start])
    return found is Stance.SAID


#: What takes back "no risk" and "without side effects" themselves.
_DENIES_NO = Lazy(
    r"\b(?:not|never|isn't|aren't|doesn't|don't|cannot|can't|no (?:treatment|procedure|surgery|medicine|medication|drug|operation|test"
    r"|injection|device|vaccine|therapy|supplement|anesthe\w+|implant|diet)|nothing|none|few|nor|neither|rarely|hardly|nobody|no one|won't)\b"
)
_SOME_HAVE_NONE = Lazy(
    r"\b(?:most|many|some|people|patients|children|adults|women|men|who|participants|those|often|usually|half|may|might|you|nobody|study|trial|reported|had|if|group)\b"
)
_ASIDE_SAFE = Lazy(
    r"\b(?:increased|added|extra|higher|known) risks?\b|\bno risk (?:of|in|that)\b|\brisk-free (?:cancel\w*|trial|to cancel|booking|change|rescheduling|refund|returns?|purchase)\b"
    r"|\bcancel\w*\b[^.]{0,30}\brisk-free\b|\bwithout (?:any )?risk of\b|\bno complications? (?:of|from|were|was|is|are)\b|\b(?:keep|keeping|stay|staying|be|feel) (?:completely|perfectly|totally|entirely) safe\b"
)


def _other_sense(reading: Reading, what: str, start: int, end: int) -> bool:
    text = reading.text
    sentence = reading.sentence(start).text
    near = text[max(0, start - 60) : end + 60]
    if uses(reading, start, "ODDJOB") and not (
        uses(reading, start, "ILL") or uses(reading, start, "HARMLESS")
    ):
        return True
    if what == "promises a cure":
        return _cures_indeed(near, sentence, text[start:end])
    if what == "guarantees a result":
        return bool(_NO_GUARANTEE.search(near))
    if what == "promises a lasting result":
        return bool(_SAFE_PERMANENT.match(text, start)) or bool(_GENTLE.search(sentence))
    if what == "promises no pain":
        return bool(_TEST.search(sentence)) or bool(_GENTLE.search(sentence))
    if what == "promises a complete or lasting result":
        return bool(_MEASURED.search(sentence)) or not _ABOUT_ILLNESS.search(near)
    if what == "promises no risk or side effect":
        left, _ = reading.clause(start, end)
        before = text[left:start]
        return bool(_ASIDE_SAFE.search(near)) or bool(_SOME_HAVE_NONE.search(before))
    return False


def _cures_indeed(near: str, sentence: str, shown: str) -> bool:
    if _NO_CURE.search(near):
        return True
    if _CURABLE.search(sentence) and not _OVERDONE.search(sentence):
        return True
    passive = _PASSIVE.search(sentence)
    if _NATURAL.search(sentence) and not _OVERDONE.search(sentence):
        return True
    return bool(passive and _PARTLY.search(sentence)) and not shown.endswith("ing")


_OVERDONE = Lazy(
    r"\b(?:guaranteed?|forever|for good|permanently|once and for all|100\s?%|overnight|instantly|miracle|our (?:laser|drip|program|supplement|detox))\b"
)
_PASSIVE = Lazy(r"\b(?:be|is|are|was|were|been|being)\s+(?:\w+\s+)?cured\b")
_NATURAL = Lazy(
    r"\b(?:overdose|opioid effects?|anticoagula\w+|sedation|anesthe\w+|blood thinner|vasectom\w+|dehydration|low blood sugar|hypoglyc\w+|usually|often|most (?:colds|people|headaches|back pain)|on (?:its|their) own|by itself|may|might|can help|helps|goal|prediabetes|gently|slowly|first aid|bleeding)\b"
)
#: Aims and instructions: "the goal is not a pain-free life", "move in a pain-free range".
_GENTLE = Lazy(
    r"\b(?:goal|aim|hope|hoping|range|not (?:always |fully |completely )?pain-free|wish|pain-free (?:range|motion|movement|days?|weeks?|months?|periods?|walking distance)|until|diary|count|score|scale|more|fewer|some people|most people|on average|talk to|ask)\b"
)
