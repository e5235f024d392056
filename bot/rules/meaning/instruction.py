"""Instructions about care that are addressed to a reader: dose, start, stop, taper, verdict, clearance.

"Take 600 mg every six hours", "you have a pinched nerve", "you can skip the follow-up". Not: what
most people do, what a doctor may ask, warnings not to, habits such as walking, and whatever sends
the reader to a clinician first.
Sources: FSMB, Social Media and Electronic Communications (2019); AMA Opinion 2.3.2.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import beyond, hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, is_denied, stance
from bot.rules.meaning.treatment import products
from bot.rules.meaning.vocabulary import word_set

_TRIGGERS = word_set("""
    take taking stop stopping start starting restart double halve cut skip taper wean increase decrease raise lower
    reduce dose doses mg pill pills tablet tablets cleared clear safe you're you your have need needs drive swap switch
    quit add inject use mcg units ml sounds looks diagnosis sounds-like ditch drop hold cancel resume bump try
    it answering reply apply throw go off mix replace combine crush yours it's that's definitely u wait ignore
""")
_MEDICINE = (
    r"(?:medicines?|medications?|meds|pills?|tablets?|capsules?|blood thinners?|antidepressants?|antibiotics?|insulin|statins?|steroids?|opioids?|painkillers?|pain (?:pills?|meds?|medicines?)|doses?|dosage|prescriptions?|patch(?:es)?|inhalers?|nsaids?|anti-?inflammator\w+|beta blockers?|birth control|hormones?"
    r"|water pills?|diuretics?|muscle relaxers?|sleeping pills?|sedatives?|benzos?|benzodiazepines?|injections?|shots?|chemo(?:therapy)?|supplements?|vitamin [a-k]\d*|iron|magnesium|antihistamines?|blood pressure (?:pills?|meds?|medicine)|thyroid (?:pills?|meds?|medicine)|melatonin|cream|drops|ssris?|heart (?:pills?|meds?)|the (?:med|drug)|drugs?)"
)
_AMOUNT = r"(?:\d[\d,.]*\s?(?:mg|milligrams?|mcg|micrograms?|µg|units?|iu|ml|cc|g|grams?)\b|(?:one|two|three|four|half a|1|2|3|4|an extra|another|a second)\s+(?:\w+\s+)?(?:pills?|tablets?|capsules?|puffs?|doses?|patch(?:es)?|aspirins?|ibuprofens?|tylenols?|advils?|aleves?|drops|shots?|sprays?))"
_DO = r"(?:take|stop(?: taking| using)?|start(?: taking| on| with)?|restart|resume|double|triple|halve|cut(?: back on| down on| out)?|skip|taper(?: off| down)?|wean(?: yourself)?(?: off)?|increase|decrease|raise|lower|reduce|switch(?: to| from)?|swap|add|inject|ditch|drop|hold|quit(?: taking)?|come off|go off|get off|go on|go back on|try|use|bump(?: up)?|up|throw (?:away|out)|replace|combine|mix|change|move to|begin|discontinue|apply|give (?:him|her|them|your \w+))"
_OBJECT = r"(?:your|the|that|those|these|all|any|both|of|off|up|down|with|to|on|back|a|an|some|daily|morning|evening|nightly|current|his|her|their|my)?\s*(?:(?:your|the|daily|nightly|morning|evening|low-dose|of|current|old|new|prescribed|oral|regular|all|his|her|child's|baby's|kid's|weekly|more|less)\s+){0,3}"
#: Where a command may begin: a sentence, a clause, after a name or a polite word.
_HEAD = r"(?:^|[.!?:;,\n)–—]\s*|@\w+\s+|\b(?:just|then|and|please|so|now|simply|should|must|can|to|could|or|go ahead and|need to|have to|want you to|advise you to|recommend you|'d|would|safely|suggest you|tell you to|i'd)\s+)"
_CHANGE = r"(?:stop|quit|start|restart|double|triple|halve|cut|split|skip|taper|wean|increase|decrease|raise|lower|switch|swap|drop|ditch|come off|go off|get off|discontinue|put away|throw away|leave off|forget|hold|reduce|replace|bump|dial|trade|toss|lose|flush|pause)"
_ORDERS = (
    rf"{_HEAD}{_DO}\s+(?:taking\s+)?{_OBJECT}(?:{_MEDICINE}|{_AMOUNT}|PRODUCT)(?![\w-])",
    rf"{_HEAD}{_CHANGE}\b[^.!?\n]{{0,40}}?\b(?:your|the|that|those|his|her)\s+(?:[\w-]+\s+){{0,3}}?(?:{_MEDICINE}|PRODUCT)(?![\w-])|\byou (?:no longer|don't|do not|won't|will not|never) need\b[^.!?\n]{{0,30}}?\b(?:{_MEDICINE}|PRODUCT)(?![\w-])",
    rf"{_HEAD}(?:cut|split|break|halve|double)\s+(?:it|them|your \w+|the \w+)\s+(?:in half|in two)\b|{_HEAD}(?:double|halve|skip|triple) (?:it|them|up|the next one|tonight's)\b|\b(?:half|double|twice) (?:the|your) (?:usual |normal |current )?dose\b",
    rf"\b(?:take|use|give|inject|try|swallow|pop)\s+(?:[\w']+\s+){{0,3}}?{_AMOUNT}",
    rf"\b{_AMOUNT}\b[^.!?\n]{{0,40}}\b(?:every (?:\w+ )?(?:hours?|day|night|morning|other day)|(?:once|twice|three times|four times) (?:a|per) day|(?:once|twice) daily|daily|at bedtime|at night|before bed|with (?:food|breakfast|dinner)|for (?:\w+ )?(?:days|weeks))\b",
)
_VERDICT = Lazy(
    r"\bwhat you(?:'ve got| have| are describing| describe)(?:,[^,.!?]{1,20},)? (?:is|sounds like|looks like)\b",
    r"(?:^|[.!?:\n]\s*|@\w+\s+)(?:looks?|sounds?|seems?) like (?:a |an |the )?(?:[\w-]+\s+){1,5}?to me\b|\b(?:forget|skip|never mind|don't bother with|no point in) (?:about )?(?:the |that |your |an? )?(?:x-?ray|mri|scan|biopsy|follow-?up|er|specialist|surgeon|blood test|test|appointment|antibiotics?)\b",
    r"\b(?:you|u)(?:'ve| have| definitely have| clearly have| probably have| almost certainly have|'ve definitely got| likely have| do have| obviously have)\s+(?:got\s+)?(?:a |an |the |early |mild |severe |classic |chronic |some |just )*(?:pinched nerve|herniat\w+|slipped dis[ck]|bulging dis[ck]|sciatica|migraines?|shingles|fibromyalgia|arthritis|strep|flu|covid|pneumonia|diabetes|infection|uti|gout|ulcer|fracture|concussion|torn \w+|tear|sprain|strain|tumou?r|cancer|depression|adhd|anxiety|lupus|asthma|bronchitis|eczema|psoriasis|rosacea|ringworm|hernia|stenosis|neuropathy|carpal tunnel|tendonitis|bursitis|plantar fasciitis|vertigo|anemia|thyroid\w*|hypothyroid\w*|pcos|endometriosis|allergy|reflux|gallstones?|kidney stones?|appendicitis|blood clot|dvt|sleep apnea|conjunctivitis|pink eye|cellulitis|mono|lyme|heart (?:attack|failure)|cluster headaches?|rotator cuff|\w+itis|\w+osis|\w+algia)\b(?!\s*[,?]? (?:you (?:may|can|should|might)|talk|ask|call|see|tell))",
    r"\b(?:(?:that|this|it|what you (?:describe|have)|your (?:symptoms?|mri|x-?ray|scan|rash|mole|labs?|results?|pain|picture|photo))(?:'s| is| are| looks?| sounds?)(?: like)?)\s+(?:definitely |clearly |surely |just |only |certainly |nothing but |exactly |like |almost certainly |probably |obviously |most likely |100% )*(?:a |an |the |classic |typical |simple |mild |early )*(?:pinched nerve|herniat\w+|slipped dis[ck]|sciatica|migraines?|shingles|fibromyalgia|arthritis|strep|flu|infection|uti|gout|ulcer|fracture|concussion|torn \w+|sprain|strain|tumou?r|cancer|melanoma|depression|adhd|anxiety|lupus|bronchitis|eczema|psoriasis|ringworm|hernia|stenosis|neuropathy|tendonitis|plantar fasciitis|vertigo|benign|not cancer\w*|nothing serious|nothing to worry about|\w+itis)\b",
    r"\b(?:no need for|you (?:don't|do not|won't) need)\s+(?:an? |any |the |to (?:see|call|go|come|have|get) )?(?:\w+ )?(?:mri|x-?ray|scan|surgery|operation|antibiotics?|follow-?up|doctor|er|biopsy|specialist|second opinion|blood test|test|appointment|visit|urgent care|hospital|refill)\b",
    r"\byou can (?:safely |just |easily )?(?:skip|ignore|cancel|wait on|hold off on|forget|leave off)\s+(?:the |your |that |it\b)?(?:\w+ )?(?:follow-?up|mri|scan|surgery|appointment|visit|biopsy|check-?up|test|colonoscopy|mammogram|medicine|pills?|dose|brace|pt|physical therapy|er)?\b",
    r"\byour (?:labs?|numbers|results?|scans?|mri|x-?ray|blood pressure|ekg|a1c|cholesterol|levels?|mole|rash|wound|incision|mammogram)\s+(?:are|is|look|looks|seem|seems)\s+(?:\w+\s+)?(?:fine|normal|good|ok|okay|great|clear|benign|nothing|healthy|infected|abnormal|clean)\b|\byou (?:definitely |clearly |really |do |absolutely )?need (?:a |an )?(?:\w+ )?(?:surgery|operation|mri|antibiotics|biopsy|injection|fusion|replacement|root canal|stent|c-section|insulin|statin|cast)\b",
    r"\b(?:my|the) diagnosis (?:for you )?(?:is|would be)\b|\bi(?:'d| would| can)? diagnose (?:you|this|that)\b|\bsounds like you have\b|\blooks like you have\b|\bno (?:more|need for(?: any)?|further) (?:\w+ )?(?:pills?|medicines?|medications?|meds|insulin|metformin|antibiotics|statins?|blood thinners?) (?:are |is )?(?:needed|required|necessary|for you)\b|\bi(?:'m| am) (?:pretty |quite |fairly )?(?:sure|certain|confident) (?:that )?(?:you have|it's|this is|that's)\b",
)
_CLEARED = Lazy(
    r"\byou(?:'re| are)\s+(?:now |all |officially |fully |good |hereby )*(?:cleared|clear|safe|fit|okay|ok|good to go|good|free|fine|okay|able|ready|allowed|healthy enough|well enough)\s+(?:to|for)\s+(?:\w+\s+){0,2}?(?:drive|driving|fly|flying|run|running|lift|lifting|work|play|playing|return|go back|exercise|travel|swim|have sex|train|drink|eat|stop|resume|ski|school|surgery|sports?|practice|contact|dive|jump|ride)\b",
    r"\byou (?:can|may) (?:now |safely |go ahead and |already |return to |get back to |start )+(?:drive|driving|fly|run|running|lift|lifting|work|play|playing|sports|exercise|swim|swimming|have sex|train|drink|ski|skiing|contact sports?|the gym)\b|\b(?:i|we)(?:'m| am|'re| are)? (?:hereby )?clear(?:ing)? you\b|\byou can drive (?:again|two|three|four|six|\d+|after|as soon|on|from)\b|\bgo ahead and (?:drive|fly|run|lift|play|drink|return)\b",
)
_REDIRECT = Lazy(
    r"\b(?:talk|speak|check|ask|discuss|call|contact|see|consult|tell|work|visit|message|review)\w*\b[^.!?]{0,50}\b(?:doctor|clinician|physician|pharmacist|surgeon|nurse|provider|team|prescriber|midwife|dentist|care|us|clinic|office|specialist|gp|dietitian|therapist|pediatrician|oncologist|cardiologist|psychiatrist|who prescribed)\b",
    r"\b(?:doctor|clinician|physician|pharmacist|surgeon|nurse|provider|prescriber|team|dentist|midwife|instructions|label|package|leaflet|plan|anesthesiologist|anesthetist)(?:'s|s')?\s+(?:\w+\s+)?(?:may|might|will|can|could|says?|told|tells?|advice|orders?|comes? first|decides?|knows?|asks?|gave|prescribed|plan|recommends?|instructions|directions)\b",
    r"\b(?:as|if|unless|until|only if|when|exactly as)\s+(?:\w+\s+){0,2}?(?:prescribed|directed|told|advised|instructed|ordered|your (?:doctor|clinician|surgeon|nurse|pharmacist|team|provider)|the label|recommended|asked)\b|\bas prescribed\b|\bprescribed (?:it|them|for you)\b|\bon your own\b|\bwithout (?:asking|talking|checking|medical|your doctor|a doctor|first)\b|\b(?:call|dial) 911\b",
)
#: People in general, studies, and what a text asks or tells as an option.
_GENERAL = Lazy(
    r"\b(?:most (?:people|adults|patients)|many (?:people|adults|patients)|people (?:who|with|can|often|should|may)|adults (?:need|should|can)|some people|patients (?:who|with|are|often|may|should)|guidelines?|recommend\w* (?:that )?(?:adults|people|women|men|children|everyone)|in the (?:trial|study)|participants|studies|researchers|study|trial|protocol|randomi[sz]ed|someone who|anyone who|those who|he|she|they (?:were|took|had)|the average|typical dose|usual(?:ly)?|pregnant (?:women|people)|the fda|label|contains?|per (?:day|serving) is|in one (?:can|drink|cup)|limit|maximum|max|no more than|not more than|at most|less than|up to)\b"
)
_HABIT = Lazy(
    r"\b(?:stop smoking|quit smoking|start walking|a (?:\w+ )?(?:walk|break|breath|class|test|quiz|look|moment|minute|seat|photo|picture|stroll|nap|bath|shower|screening)|deep breaths?|the stairs|your time|care of|part in|turns|notes?|sunscreen|spf|moisturi[sz]er|saline|nasal saline|helmets?|masks?|cane|seat ?belts?|vaccine|flu shots?|booster|covid shots?|vaccines|vaccinat\w+|your shot|shots? at|blood pressure (?:before|reading|at)|expired|unused|leftover|take[- ]back|list|bottles|with you|to (?:a|the|any) (?:pharmacy|drop|police|take)|bring|pill (?:box|organi[sz]er|bottle|cutter)|locked|water|drink|glass(?:es)? of|cups?|ounces?|meals?|reps?|sets?|seconds|ice cream|recipe|sugar|salt|sodium|fiber|fibre|protein|carbs?|carbohydrates|grams of (?:fiber|protein|sugar|carb\w+|salt)|eye drops for|shaving|washing|lawn|dishes|ice|heat)\b"
)


def instructions(reading: Reading) -> Iterator[Claim]:
    """What the text tells one reader to do about care, or says of that reader's body."""
    yield from beyond(reading, _worded(reading), _framed(reading))


def _worded(reading: Reading) -> Iterator[Claim]:
    """Instructions in the words that are known to be used for them."""
    if not reading.has(_TRIGGERS):
        return
    masked = _masked(reading)
    orders = ((_NAMED, masked), (_AMOUNTS, reading.text)) if _MEDICAL.search(masked) else ()
    for pattern, text in orders:
        for match in pattern.finditer(text):
            if _is_given(reading, match.start(), match.end()):
                yield Claim(*match.span(), "tells a reader to start, stop or change a medicine")
                break
    for match in _VERDICT.finditer(reading.text):
        if _is_verdict(reading, match.start(), match.end()):
            yield Claim(*match.span(), "gives one reader a diagnosis or a verdict")
            break
    if _REPLY.search(reading.text):
        for match in _TOLD_IN_REPLY.finditer(reading.text):
            if not _REDIRECT.search(reading.sentence(match.start(1)).text):
                yield Claim(*match.span(1), "gives one reader a diagnosis or a verdict")
                break
    for match in _CLEARED.finditer(reading.text):
        if _is_verdict(reading, match.start(), match.end()):
            yield Claim(*match.span(), "clears one reader for an activity")
            break


def _framed(reading: Reading) -> Iterator[Claim]:
    """What the frames see; they name their own exceptions."""
    for hit in hits(reading, "instruction"):
        sentence = reading.sentence(hit.start)
        if _asks_first(reading, sentence.start) or _SUPPOSES.search(
            reading.text[max(sentence.start, hit.start - 60) : hit.start]
        ):
            continue
        order = hit.what.startswith("tells")
        habit = order and _HABIT.search(sentence.text) and not _MILLIGRAMS.search(sentence.text)
        if habit or (order and is_denied(reading, hit.start, hit.start + 1)):
            continue
        if stance(reading, hit.start, hit.end) not in {Stance.MYTH, Stance.ASKED}:
            yield Claim(hit.start, hit.end, hit.what)


#: In an answer to one person, "it is gout" is a diagnosis whatever the illness is called.
_TOLD_IN_REPLY = Lazy(
    r"(?:^|[.!?:,\n]\s*|@\w+[,:]?\s+|\b(?:yes|no|sure|probably|well),?\s+)((?:it|that|this|you)(?:'s| is|'ve got| have| has)\s+(?:most likely |probably |definitely |almost certainly |clearly |just |only |likely )*(?:a |an |the |your )?(?!great|good|true|right|wonderful|awesome|so\b|not\b|pleasure|question|our|free|open|on\b|at\b|in\b|for\b|why|what|how|because|important|hard|easy|possible|best|here|there|been|to\b|kind|nice|always|very|welcome|safe to|up to|all|everything|any|no\b|questions)(?:[\w-]+\s+){0,2}?[\w-]*(?:itis|osis|oma|emia|algia|opathy|gout|flu|strep|shingles|migraine|sprain|strain|hernia|tear|infection|virus|viral|allergy|allergic|anxiety|depression|asthma|ulcer|cyst|fracture|broken|cancer|benign|nerve|disc|stone|stones|clot|rash|reflux|vertigo|diabetes|stress|menopause|pregnan\w+|syndrome|disease|disorder|deficiency|apnea|spasm|cramp|nothing)\b)"
)
_AMOUNTS = Lazy(*_ORDERS[2:])
#: What every order has: a medicine, an amount, or a dose that is halved or doubled.
_MEDICAL = Lazy(
    rf"\x00|\b(?:{_MEDICINE}|{_AMOUNT})|\bin (?:half|two)\b"
    r"|\b(?:double|halve|skip|triple) (?:it|them|up|the next one|tonight's)\b"
)
#: Names of medicines are masked in the text, so that one pattern serves all of them.
_MASK = "\x00"
_NAMED = Lazy("|".join(_ORDERS[:2]).replace("PRODUCT", f"{_MASK}+"))


def _masked(reading: Reading) -> str:
    """The text with every name of a medicine masked, letter by letter."""
    text = reading.text
    for start, end in products(reading, public=True):
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


def _is_given(reading: Reading, start: int, end: int) -> bool:
    sentence = reading.sentence(min(start + 2, end - 1))
    text = sentence.text
    if _REDIRECT.search(text) or _GENERAL.search(text) or _asks_first(reading, sentence.start):
        return False
    habit = _HABIT.search(reading.text[start : min(sentence.end, end + 15)])
    if habit and not _MILLIGRAMS.search(text) and not products(reading, public=True):
        return False
    if (
        _ASKED.search(text)
        or is_denied(reading, end - 1, end)
        or _FORBIDS.search(reading.text[max(0, start - 40) : end])
    ):
        return False
    return stance(reading, max(start, end - 1), end) not in {Stance.MYTH, Stance.ASKED}


_MILLIGRAMS = Lazy(r"\b(?:\d+|one|two|three|four|five|ten)\s?(?:mg|mcg|units?)\b")
_ASKED = Lazy(r"\?\W*$")
_FORBIDS = Lazy(
    r"\b(?:do not|don't|never|not to|without|cannot|can't|must not|should not|shouldn't|please don't|avoid|before you|whether (?:to|you)|if you|when to|how to|why|reasons to|want to|wants to|decide to|used to|able to|hard to|told to|easy to|time to|ways to|tempting to|tempted to|safe to|trying to|forget to|remember to|reminders? to|help you|ready to|wish to|plan to|thinking (?:of|about))\s+(?:\w+\s+){0,3}?\S*$|\b(?:do not|don't|never|not to|without|must not|should not|shouldn't)\b"
)


def _asks_first(reading: Reading, offset: int) -> bool:
    """Whether the sentence beside it sends the reader to a clinician before doing it."""
    return bool(_FIRST.search(reading.around(offset, 1, 1)))


_FIRST = Lazy(
    r"\b(?:talk|speak|check|ask|discuss|call|consult)\b[^.!?]{0,60}\b(?:first|before|whether|if it|for you)\b|\bonly (?:on|with|under) (?:the |your )?(?:advice|order|doctor|clinician|prescriber|surgeon|medical)\b|\b(?:may|might|will) (?:ask|tell) you to\b|\bcall 911\b"
)


def _is_verdict(reading: Reading, start: int, end: int) -> bool:
    sentence = reading.sentence(start).text
    before = reading.text[max(0, start - 60) : start]
    if _SUPPOSES.search(before) or _GENERAL.search(sentence):
        return False
    if _REDIRECT.search(sentence) and not _REPLY.search(reading.text):
        return False
    return stance(reading, start, end) not in {Stance.MYTH, Stance.ASKED, Stance.SUPPOSED}


_REPLY = Lazy(
    r"(?:^|\s)@\w|^\W*(?:yes|no),\s|\b(?:answering|reply to|replying to|to the person who|answer(?:ing)? (?:to )?(?:your|a) (?:question|comment|dm)|someone asked|you asked|from what you (?:describe|wrote|say)|the one who)\b"
)
_SUPPOSES = Lazy(
    r"\b(?:if|whether|when|once|until|unless|in case|means?|tell you|know|says?|sure|think|feel like|even though|think that|wonder|worried|because|told)\s+(?:that\s+|you\s+|\w+\s+)?$"
)
