"""The grammar of stories about one person: who, what happened, and what takes it back.

Patterns only; ``bot.rules.meaning.story`` says how they combine.
"""

from __future__ import annotations

import re

from bot.rules.meaning.lazy import Lazy

# ---------------------------------------------------------------- who
_COMPOUND = (
    r"(?!\s+(?:portal|education|safety|care|teams?|resources?|page|community|handbook"
    r"|coordinators?|experience"
    r"|advocates?|advocacy|satisfaction|guides?|forms?|line|services?|panel|advisory|base"
    r"|population|information"
    r"|handouts?|materials?|leaflets?|records?|rights|privacy|representative|navigators?"
    r"|library|centers?|centres?"
    r"|support|access|intake|visits?|appointments?|outcomes?|registry|groups?|reported|facing"
    r"|centered|first"
    r"|stories|testimonials|reviews|hub|app|website|surveys?|liaison|educators?|engagement"
    r"|questions|relations)\b)"
)
_ADJ = r"(?:[\w’'\-]+\s+){0,3}?"
_PERSON = (
    r"(?:patients?|man|woman|lady|gentleman|guy|girl|boy|teen(?:ager)?|child|kid|toddler|baby"
    r"|infant|mother|father|mom|mum|dad"
    r"|grandmother|grandfather|grandma|grandpa|wife|husband|teacher|nurse|farmer|athlete"
    r"|runner|dancer|musician|firefighter"
    r"|veteran|soldier|student|driver|carpenter|chef|cook|gardener|golfer|swimmer|cyclist"
    r"|player|male|female|person|retiree"
    r"|builder|electrician|plumber|mechanic|pianist|violinist|painter|lawyer|engineer|waitress"
    r"|waiter|hairdresser|roofer"
    r"|worker|officer|neighbor|client|individual|survivor|librarian|accountant|pilot|rancher"
    r"|fisherman|[a-z]+(?:ist|ian|keeper|woman|man))"
)
_AGED = (
    r"(?:\b\d{1,3}[\s-]?(?:years?|yrs?)[\s-]?olds?\b|\b\d{1,3}\s?(?:yo|y/o|yr)\b"
    r"|\b\d{2}\s?(?-i:[MF])\b(?!\s+(?:people|patients|adults|americans|users|dollars|views))"
    r"|\b(?:in|early|mid|late)[\s-](?:his|her|their)[\s-](?:early[\s-]|mid[\s-]?"
    r"|late[\s-])?(?:\d0s|twenties|thirties|forties|fifties|sixties|seventies|eighties)\b"
    r"|\b(?:man|woman|patient|gentleman|lady|mother|father)\s+(?:in|aged)\s+(?:(?:his|her"
    r"|their)\s+)?(?:early |mid |mid-|late )?\d\d)"
)
_KIN = (
    r"(?:wife|husband|son|daughter|mother|father|mom|mum|dad|grandmother|grandfather|grandma"
    r"|grandpa|sister|brother|partner"
    r"|child|baby|spouse|aunt|uncle)"
)
#: A first name (and perhaps a surname) that opens a clause; not a title, not a common opener.
_NAME = r"(?P<name>[A-Z][a-zà-ÿ]+(?:[’'-][A-Z]?[a-zà-ÿ]+)?)(?:\s+[A-Z](?:\.|[a-zà-ÿ]+))?"
_OPENERS = """
the this that these those it they there here people patients doctors surgeons researchers
scientists studies participants women men children adults americans everyone someone nobody many
most some few both all each we you i he she who what when where why how if and but or so yet as at
in on for from with after before since because while during once until although though then now
today yesterday tomorrow last next new our my your his her their its an one two three four five
surgery pain treatment therapy medicine medicare medicaid congress hospital clinic team staff nurse
doctor surgeon physician nothing everything something anything another every several such monday
tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december fact myth question answer tip step goal result results thanks
thank congratulations happy great good healthy research evidence experts recovery rehab exercise
movement sleep stress health care life work home back knee hip neck shoulder spine nerve joint
muscle bone heart brain patient living having getting being feeling dear please join meet learn
read watch listen call visit ask talk did do does is are was were has have had can could should
would will not no yes only even just still sometimes often usually always never
founder author editor dr drs prof doctor clinicians everybody history science nature founders
"""
NO_NAMES = frozenset(_OPENERS.split())

# ---------------------------------------------------------------- what happened
_CARE_NOUN = (
    r"(?:surger(?:y|ies)|operations?|procedures?|injections?|treatments?|implants?"
    r"|replacements?|fusion|transplants?|biops(?:y|ies)"
    r"|chemo(?:therapy)?|radiation|diagnos(?:is|es)|ablation|nerve block|block|epidurals?"
    r"|stimulators?|scans?|mri|x-?rays?|physical therapy"
    r"|therapy|rehab(?:ilitation)?|recovery|stroke|accident|injur(?:y|ies)|fall|appointments?"
    r"|consultations?|visit|stay|delivery|birth"
    r"|c-section|infusions?|stent|bypass|colonoscop(?:y|ies)|mammograms?|cancer|concussion"
    r"|fracture|hospitali[sz]ation|discectomy"
    r"|laminectomy|arthroscopy|\w+(?:ectomy|otomy|plasty|oscopy))"
)
_BODY = (
    r"(?:pain|back|knees?|hips?|neck|shoulders?|spine|legs?|feet|foot|hands?|wrists?|elbows?"
    r"|ankles?|symptoms?|migraines?|headaches?|sciatica"
    r"|arthritis|condition|illness|disease|injury|nerve|disc|heart|lungs?|brain|cancer|tumou?r"
    r"|seizures?|numbness|weakness|mobility)"
)
_DAILY = (
    r"(?:walk|sleep|stand|sit|work|bend|lift|run|climb|drive|dress|hold|play|move"
    r"|get out of bed|hug|pick up|garden|tie|turn|eat|breathe"
    r"|dance|travel|kneel|hike|ride|cook|swim|lie|enjoy|care for|carry|see|hear|use)"
)
_US = (
    r"(?:us\b|our\b|my\b|me\b|see (?:us|me|dr)|the (?:clinic|office|practice|hospital|er"
    r"|emergency|ward|icu)\b|dr\.?\s|doctor\s|this clinic)"
)
ARRIVED = (
    r"(?:c[ao]mes?|walked|was brought|was wheeled|limped|arrived|(?:was|had been) (?:referred"
    r"|sent|admitted)|returned|turned up|rolled|hobbled"
    r"|presented|visited|went|flew|drove|reached out)\s+(?:back\s+|in\s+|into\s+|in(?:to)?\s+"
    r"|out of\s+|through\s+)*(?:to\s+)?" + _US
)
_UNABLE = (
    r"(?:(?:could(?:n['’]?t| not| barely| hardly| no longer| only| finally| scarcely)|(?:was"
    r"|were|been)(?:n['’]t)? (?:barely |hardly |no longer |not )?(?:un)?able to"
    r"|unable to|struggled to|had trouble|had stopped|can (?:now|finally|once again)"
    r"|can['’]t believe|now|is able to|was able to)\s+"
    r"(?:\w+\s+){0,2}?" + _DAILY + r"(?:ing|s|ed)?\b)"
)
_SUFFERED = (
    r"(?:(?:had|has|have|[’']d|[’']s|[’']ve|was|were)\s+(?:been\s+|just\s+|already\s+"
    r"|recently\s+|also\s+|never\s+|finally\s+|once\s+)*"
    r"(?:liv(?:ed|ing)\s+(?:with|in)|struggl(?:ed|ing)\s+with|suffer(?:ed|ing)|batt?l(?:ed"
    r"|ing)|diagnosed|treated\s+(?:for|with|by|here|at)|operated\s+on"
    r"|hospitali[sz]ed|admitted|discharged|referred|rushed|in\s+(?:\w+\s+){0,2}pain\b"
    r"|bedridden|wheelchair|paraly[sz]ed"
    r"|\w+\s+years?\s+of\s+(?:\w+\s+)?(?:pain|symptoms)|tried\s+(?:everything"
    r"|\w+\s+(?:treatments|medications|doctors|therapies|things))"
    r"|told\s+(?:\w+\s+){0,2}(?:would|might|may|needed|nothing)"
    r"|pain[\s-]free|walking\s+again|back\s+(?:to|on|at|in)\s+(?:\w+\s+)?(?:work|running"
    r"|school|his|her|their|my|feet|field|golf|garden\w*|dancing|playing|walking|sport\w*))"
    r"|(?:suffered|underwent|undergone|battled|endured|survived|recovered|beat)\b(?:\s+(?:from"
    r"|through|a|an|the|two|three|his|her|their|my|years?|with|for))?"
    r"|lived\s+with\s+(?:\w+\s+){0,3}"
    + _BODY
    + r"|lived\s+in\s+(?:\w+\s+){0,2}pain|complained\s+of|presented\s+with|presents\s+with"
    r"|presenting\s+with|tested\s+positive|passed\s+away|died"
    r"|lost\s+(?:feeling|the use|\w+\s+(?:leg|arm|hand|foot|pounds|lbs|kg))"
    r"|(?:had|needed|got|received|has had|['’]d had|chose|opted for|came (?:in )?for"
    r"|came back (?:for|after)|went (?:home|through)|walked out"
    r"|scheduled)\s+(?:\w+[\s-]+){0,5}?" + _CARE_NOUN + r"\b)"
)
_FEELS_NOW = (
    r"(?:is|[’']s|was|are|am|[’']m|[’']ve been|has been|have been)\s+(?:now\s+|finally\s+"
    r"|completely\s+|almost\s+|already\s+|totally\s+|\d+%\s+)*"
    r"(?:pain[\s-]free|walking|running|dancing|back\s+(?:to|on|at)|off\s+(?:opioids|pain\s?\w*"
    r"|all|her|his|my|medication\w*)|cancer[\s-]free|in\s+remission|recover(?:ing|ed)|home"
    r"|doing\s+(?:great|well|better)|able\s+to)\b"
)
_THANKED = (
    r"(?:(?:changed|saved|transformed|gave\s+(?:me|him|her|them)\s+(?:back\s+)?)\s*(?:my|his"
    r"|her|their)\s+life|(?:got|have|has|gave\s+\w+|want(?:ed)?)\s+(?:my|his|her"
    r"|their)\s+life\s+back)"
)
PAST = (
    r"(?:rang|sang|drove|flew|rode|swam|stood|sat|slept|ate|held|paid|taught|caught|bought"
    r"|fought|wore|grew|drew"
    r"|chose|spoke|won|quit|made|put|let|was|were|had|did|came|went|told|said|asked|felt|took"
    r"|saw|got|found|lost|left|gave"
    r"|began|became|ran|woke|broke|fell|met|brought|sent|kept|thought"
    r"|knew|spent|hurt|wrote|cried|smiled|hugged|walked|thanked|shared|arrived|needed|wanted"
    r"|tried|called|looked|returned|showed|recovered|lived|worked"
    r"|stopped|started|moved|learned|decided|reported|developed|presented|underwent|improved"
    r"|asked|couldn['’]t|could\s+(?:barely|not|hardly)|[a-z]{3,}ed)"
)
_AIDED = (
    r"(?:(?:(?:arrived|came|left|walked\s+out|went\s+home|returned)\s+)?(?:in|using|with|on"
    r"|from)\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?:wheelchair|cane"
    r"|walker|crutches|stretcher)\b"
    r"|(?:left\s+|went\s+home\s+|walked\s+out\s+)?on\s+(?:his|her|their|my)\s+own\s+two\s+feet"
    r"|(?:brought|drove|carried|wheeled)\s+(?:him"
    r"|her|me)\s+(?:in|to)\b"
    r"|trusted\s+(?:us|me|our\s+team|dr\.?\s+\w+)\s+with\s+(?:his|her|their|my)\b"
    r"|could\s+(?:no\s+longer|barely|hardly|scarcely|not\s+even)\s+\w+"
    r"|(?:complet|finish|start|began|end|ring|rang)\w*\s+(?:his|her|their"
    r"|my)\s+(?:\w+\s+){0,4}?" + _CARE_NOUN + r"\b)"
)
_CARE = rf"(?:{ARRIVED}|{_UNABLE}|{_SUFFERED}|{_FEELS_NOW}|{_THANKED}|{_AIDED})"


def _re(pattern: str, *, cased: bool = False) -> Lazy:
    return Lazy(pattern, cased=cased)


CARED = _re(rf"\b{_CARE}")
AIDED = _re(rf"\b{_AIDED}")
PAST_VERB = _re(rf"\b{PAST}\b")
ABOUT_BODY = _re(rf"\b(?:{_CARE_NOUN}|{_BODY})\b")

# ---------------------------------------------------------------- who it is about
MINE = _re(
    rf"\b(?:one\s+of\s+(?:my|our|his|her|dr\.?\s+\w+['’]s)\s+{_ADJ}patients|(?:a|another|this"
    rf"|one)\s+{_ADJ}patient\s+of\s+(?:mine|ours|dr\.?\s|his|hers|our)"
    rf"|(?:my|our)\s+(?:very\s+)?(?:own\s+|first\s+|last\s+|latest\s+|favou?rite\s+|oldest\s+"
    rf"|youngest\s+|recent\s+|new\s+|dear\s+|lovely\s+|sweet\s+|amazing\s+|brave\s+"
    rf"|wonderful\s+|incredible\s+|inspiring\s+|strong\s+|\w+-?year-?old\s+"
    rf"|\w+\s+){{0,2}}?patient\b(?!s)(?!['’]s\s+(?:bill|guide)){_COMPOUND})"
)
SOME_PATIENT = _re(
    rf"\b(?:a|an|this|that|another|the)\s+{_ADJ}patient\b(?!s){_COMPOUND}(?P<rest>[^.!?\n]*)"
)
CLINICIAN_SAW = _re(
    rf"\b(?:I|we|dr\.?\s+\w+|our\s+team)\s+(?:just\s+|recently\s+|once\s+|also\s+|have\s+"
    rf"|had\s+|again\s+)*(?:had|saw|seen|treated|met|operated\s+on|examined|cared\s+for|evaluated"
    rf"|admitted|diagnosed|helped|performed|placed|implanted|delivered|injected|removed"
    rf"|repaired|replaced|consulted\s+on|took\s+care\s+of|spoke\s+(?:with"
    rf"|to))\s+(?:[\w\s,'’-]{{0,50}}?\b(?:on|for|with|in)\s+)?"
    rf"(?:an?|this|one|another)\s+(?:[\w’'\-]+\s+){{0,5}}?{_PERSON}\b"
)
SOMEONE_CAME = _re(
    rf"\b(?:yesterday|today|this\s+(?:morning|week|month|year|summer|spring|winter|fall)"
    rf"|last\s+(?:week|night|month|year|summer|spring|winter|fall|\w+day)|recently"
    rf"|the\s+other\s+day|once|\w+\s+(?:days|weeks|months|years)\s+ago)\b"
    rf"[^.!?\n]{{0,20}}\b(?:an?|one|another|this)\s+(?:[\w’'\-]+\s+){{0,5}}?{_PERSON}\b"
)
AGED_PERSON = _re(rf"{_AGED}(?:[\s,\w'’-]{{0,40}}?\b{_PERSON}\b)?")
ROLE_PERSON = _re(
    rf"\b(?:a|an|this|our)\s+(?:[\w’'\-]+\s+){{0,3}}?{_PERSON}\b(?:\s+(?:of|from|who"
    rf"|with)\b)?[^.!?\n]{{0,60}}"
)
INTRODUCED = _re(
    rf"(?:\b(?i:meet|say hello to|introducing|remember|this is|congratulations(?:,| to)"
    rf"|congrats to|so proud of|happy \w+ to|thank you,?|shout-?out to|here is|here['’]s"
    rf"|cheers to|story of|journey of))\s+(?:(?i:our|my)\s+(?i:amazing|wonderful|sweet"
    rf"|friend)?\s*)?{_NAME}",
    cased=True,
)
NAMED = _re(
    rf"(?:^|[.!?:;,”\"]\s*|\b(?i:and|when|then|that|today|yesterday|because|after|before|ago"
    rf"|later|since"
    rf"|while|once|how|day|week|month|year|morning"
    rf"|as)\s+){_NAME}(?P<middle>,\s+[^.!?\n,]{{1,60}},"
    rf"|\s+\([^)]*\))?\s+(?i:\w+ly\s+)?(?P<act>(?i:{_CARE}|told\s+(?:me|us)|is\s+one\s+of))",
    cased=True,
)
PRONOUN = _re(
    rf"\b(?:she|he)(?:\s+(?:\w+ly|also|then|first|finally|had|has|was|is|now|once|recently"
    rf"|still|just))*\s*(?P<act>\b{_CARE}|['’](?:d|s)\s+\w+)"
)
HIS_CARE = _re(rf"\b(?:his|her)\s+(?:\w+\s+){{0,3}}?(?:{_CARE_NOUN}|{_BODY})\b")
#: "after her knee replacement": care that one person has had.
HAD_CARE = _re(
    rf"\b(?:since|after|before|following|during|thanks\s+to|until|from|with|had|of"
    rf"|for)\s+(?:his|her)"
    rf"\s+(?:\w+[\s-]+){{0,4}}?{_CARE_NOUN}\b"
)
#: A name with a body or a life told of: "Tom trusted us with his back".
NAME_AND_BODY = _re(
    rf"(?<!Dr\.\s)(?<!Dr\s)(?<!Prof\.\s)(?<!Nurse\s)\b{_NAME}\s+(?i:\w+ly\s+)?(?i:{PAST})\b[^.!?\n]{{0,80}}"
    rf"\b(?i:his|her)\s+(?i:\w+\s+){{0,2}}(?i:{_CARE_NOUN}|{_BODY}|pain|life)\b",
    cased=True,
)
#: "Mrs. Alvarez", "Mr. P.": how a practice speaks of its patients.
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\b\.?\s+[A-Z]")
_ONE = (
    r"(?:man|woman|gentleman|lady|boy|girl|athlete|veteran|mother|father|child|kid|baby"
    r"|toddler|teen\w*|fighter|warrior"
    r"|survivor|champ(?:ion)?|superstar|trooper|little\s+one|grandmother|grandfather|mom|dad"
    r"|fella|guy)"
)
#: "this gentleman", "our brave little fighter": a particular person, shown to the reader.
THIS_ONE = _re(rf"\b(?:this|our)\s+(?:[\w’'\-]+\s+){{0,3}}?{_ONE}\b")
#: "Mom of three, chronic back pain, told it was stress": a case in telegram style.
TELEGRAM = re.compile(
    rf"^(?:[A-Z][\w-]*\s+){{0,2}}?(?i:{_ONE}|teacher|nurse|runner|firefighter|farmer|dancer)"
    rf"(?:\s+of\s+\w+)?,\s+[^.!?\n]*\b(?i:{_BODY})\b"
)
BEFORE_AFTER = re.compile(
    r"\b[Bb]efore\s*:[^\n]*\d{1,2}\s?/\s?10[\s\S]{0,120}\b[Aa]fter\s*:[^\n]*\d{1,2}\s?/\s?10"
)
#: "Maria's story", "patients like Tom".
NAMED_STORY = re.compile(
    r"(?P<name>[A-Z][a-z]+)['’]s\s+(?:\w+\s+){0,2}(?i:story|journey|comeback|transformation)\b"
)
LIKE_NAMED = re.compile(r"\b[Pp](?:atients?|eople)\s+(?:like|such\s+as)\s+(?P<name>[A-Z][a-z]+)\b")
THANKED_US = _re(
    rf"\b(?:an?|one|another)\s+(?:[\w’'\-]+\s+){{0,5}}?{_PERSON}(?:\s+(?:who"
    rf"|whose)\b[^.!?\n]{{1,70}}?)?\s+(?:thanked|hugged|embraced"
    rf"|wrote\s+to"
    r"|sent|showed|brought|told|called)\s+(?:me|us)\b"
)

FIRST = _re(
    rf"\b(?:(?:since|after|before|following|during|thanks\s+to|until|from|for|of|about"
    rf"|with)\s+(?:having\s+)?my\s+(?:\w+[\s-]+){{0,4}}?{_CARE_NOUN}\b"
    rf"|my\s+(?:\w+\s+)?(?:surgeon|doctor|physician|therapist|specialist|neurologist"
    rf"|oncologist|cardiologist|nurse|dentist|midwife)\s+(?:\w+ly\s+)?(?:{PAST}|is|has|and)\b"
    rf"|I(?:['’](?:m|ve|d))?\s+(?:\w+ly\s+|have\s+|had\s+|was\s+|am\s+|just\s+|now\s+"
    rf"|never\s+thought\s+I\s+would\s+|then\s+|also\s+|first\s+|still\s+|never\s+)*{_CARE}"
    rf"|I\s+(?:was|felt|had\s+been)\s+(?:so\s+|very\s+|really\s+|scared|nervous|terrified"
    rf"|desperate|hopeless|skeptical|told|diagnosed|admitted|operated"
    rf"|treated)[\w\s]{{0,40}}\b(?:pain|surgery|procedure|{_CARE_NOUN}|diagnosed|doctors?)\b"
    rf"|I\s+(?:can|could|am\s+able\s+to)\s+(?:now|finally|once\s+again|actually"
    rf"|even)?\s*(?:\w+\s+){{0,2}}{_DAILY}\b[^.!?\n]{{0,40}}\b(?:again|without|pain|now)\b"
    rf"|I(?:['’]ve|\s+have)?\s+(?:had|have|lived\s+with"
    rf"|dealt\s+with)\s+(?:\w+\s+){{0,3}}{_BODY}\s+(?:since|for|until|before|after)\b"
    rf"|I\s+was\s+told\s+(?:to\s+live\s+with|I\s+would|I['’]d|that\s+I|nothing"
    rf"|there\s+was\s+nothing|by\s+(?:\w+\s+)*doctors?)"
    rf"|I\s+never\s+thought\s+I(?:['’]d|\s+would|\s+could)\s+(?:ever\s+)?(?:\w+\s+)?{_DAILY}\b"
    rf"|my\s+(?:\w+\s+)?(?:knees?|back|hips?|neck|shoulders?|spine|legs?|feet|hands?"
    rf"|migraines?|headaches?)\s+(?:\w+\s+)?(?:hurt|hated|ached|gave|locked|felt|went|kept|was"
    rf"|were|stopped|started|got)\b"
    rf"|I\s+(?:found|trusted|chose)\s+(?:dr\b|doctor|this\s+clinic)"
    rf"|(?:changed|saved|gave\s+me\s+back|transformed|got)\s+my\s+life\b"
    rf"|gave\s+me\s+my\s+\w+\s+back|my\s+(?:\w+\s+)?(?:pain|symptoms?|migraines?|headaches?"
    rf"|sciatica)\s+(?:is|are|was|were|has|have|went|disappeared|vanished"
    rf"|improved)\s+(?:now\s+|finally\s+|almost\s+|completely\s+|been\s+)*(?:gone|better|away"
    rf"|\w+ed|unbearable|down|so)?"
    rf"|I\s+(?:highly\s+|strongly\s+|would\s+|can(?:not|['’]t)\s+|definitely\s+"
    rf"|wholeheartedly\s+|completely\s+)+recommend\s+(?:\w+\s+){{0,3}}?(?:dr|doctor|this|them"
    rf"|him|her|clinic|practice|office|team|going|enough|every|{_CARE_NOUN})"
    rf"|my\s+{_KIN}['’]?s?\s+(?:\w+\s+)?(?:{_CARE}|{_CARE_NOUN}\b|was\s+(?:treated|seen|helped)))"
)
DOCTOR_DID = _re(
    rf"\b(?:dr\.?\s+\w+|doctor\s+\w+|the\s+(?:team|staff|doctors?|nurses?)|they"
    rf"|everyone\s+(?:here|at)|this\s+(?:clinic|place|office"
    rf"|team))\b[^.!?\n]{{0,50}}\b(?:fixed|healed|cured|helped|took\s+(?:such\s+|great\s+"
    rf"|good\s+|the\s+time|\w+\s+)?(?:good\s+)?care\s+of|treated|operated\s+on|listened\s+to"
    rf"|cared\s+for|saw|saved|got|made|gave|explained\s+everything\s+to|diagnosed)\s+(?:me\b"
    rf"|my\s+(?:{_BODY}|{_KIN}|{_CARE_NOUN}|life)\b|our\s+(?:{_KIN})\b)"
)

# ---------------------------------------------------------------- what takes it back
GENERAL = _re(
    r"(?:\b(?:may|might|should|can|will|must|often|usually|typically|commonly|sometimes"
    r"|generally|tend(?:s)?\s+to)\b|\b(?:if|whether|unless|whenever|suppose|imagine"
    r"|let['’]s\s+say)\b"
    r"|\b(?:any|every|each|typical|average|whole|ideal)\s+(?:\w+\s+){0,2}patient|\b(?:a"
    r"|the)\s+patient['’]s\s+(?:right|role|perspective|view|needs?|choice|guide))"
)
GENERAL_AGED = _re(
    r"\b(?:may|might|should|must|often|usually|typically|if|whether|can\s+expect|for\s+(?:a|an"
    r"|every)|average|risk|likely|than)\b"
)
RESEARCH = _re(
    r"\b(?:stud(?:y|ies)|trials?|cohorts?|participants?|journal|published|randomi[sz]ed"
    r"|et\s+al|doi|meta-analys\w+|authors?|subjects|registry|researchers?|literature"
    r"|guidelines?|paper)\b"
)
HISTORIC = _re(
    r"(?<![./\w-])1[0-8]\d\d\b(?!/)|\b19[0-7]\d\b|\b(?:ancient|medieval|historian|civil\s+war)\b"
)
PUBLIC = _re(
    r"\b(?:president|senator|actor|actress|singer|star|champion|king|queen|pope|olympi\w+"
    r"|quarterback|coach|celebrit\w+|astronaut|rapper|prince(?:ss)?|footballer"
    r"|told\s+reporters|memoir|biograph\w+|album|movie|film|novel)\b"
)
STAFF = re.compile(
    r"(?:\b(?:[Dd]rs?\b\.?|[Dd]octor|[Nn]urse|[Pp]rof\b\.?|[Pp]rofessor)\s+[A-Z]|,?\s(?:MD|DO"
    r"|PhD|NP|PA-C|PA|RN|PT|DPT|CRNA|MBA|FNP)\b"
    r"|\b(?i:our|the|a|an|as|is|new|who is|joined|joins|joining|lead|head"
    r"|senior)\s+(?:\w+\s+){0,3}?(?i:physical therapist|nurse practitioner|surgeon|physician"
    r"|specialist|coordinator|receptionist|manager|director|anesthesiologist|technician"
    r"|assistant|therapist|colleague|fellow|resident|co-?founder|founder|intern|staff member"
    r"|team member|volunteer|pharmacist|psychologist|dietitian|registrar|scheduler|hygienist"
    r"|employee)\b)"
)
STAFF_ROLE = _re(
    r"\b(?:our|new|lead|head|senior|joined|joins|joining"
    r"|welcome)\s+(?:[\w-]+\s+){0,3}?(?:therapists?|nurses?|practitioners?|surgeons?|physicians?"
    r"|specialists?|coordinators?|receptionists?|managers?|directors?|anesthesiologists?"
    r"|technicians?|assistants?|colleagues?|fellows?|residents?|interns?|staff|team"
    r"|volunteers?|pharmacists?|psychologists?|dietitians?|employees?|doctors?)\b"
    r"|\b(?:residency|fellowship|medical\s+school|board[\s-]certified|years\s+of\s+experience)\b"
)
#: A member of staff about the job: "I have worked at the clinic for six years".
WORKS_HERE = _re(
    r"\bI(?:['’]ve|\s+have)?\s+(?:\w+ly\s+)?(?:been\s+)?(?:worked|working|work|taught|nursed|staffed"
    r"|answered\s+(?:the\s+)?phones?)\s+(?:at|for|here|in|on|with)\b"
)
CLINICIAN_VOICE = _re(
    r"\b(?:as\s+(?:a|an|your)\s+(?:\w+\s+){0,2}(?:surgeon|physician|doctor|nurse|therapist"
    r"|clinician|anesthesiologist|specialist)|my\s+(?:patients|residency|fellowship|practice"
    r"|clinic|colleagues|training)|our\s+patients|in\s+(?:my|our)\s+practice|I\s+(?:operate"
    r"|prescribe|treat|tell|advise|counsel|teach)\b|medical\s+(?:school|student)"
    r"|I\s+became\s+an?)\b"
)
SAID_BY_MANY = _re(
    r"\b(?:you\s+(?:may|might|could|can|will|would)|(?:patients|people|many|some|most|we"
    r"|others|folks)\s+(?:\w+\s+)?(?:ask|say|tell|think|worry|wonder|believe|hear|feel|fear"
    r"|report)|ask\s+(?:your|yourself|us)|myth|misconception|common\s+question|faq"
    r"|thoughts?\s+like|statements?\s+like|phrases?\s+like|such\s+as|example|write\s+down"
    r"|checklist|template|i\s+rate)\b"
)
INVENTED = _re(
    r"\b(?:fictional|fictitious|invented|made[\s-]up|imaginary|hypothetical|composite"
    r"|for\s+illustration|illustrative\s+(?:case|example|patient|scenario)|simulated|simulation|mannequin|manikin"
    r"|dramati[sz]ation|actors?\s+(?:portray|play)\w*|(?:portrayed"
    r"|played)\s+by\s+(?:an?\s+)?(?:actors?|models?)|not\s+(?:a|an|any)\s+(?:real"
    r"|actual)\s+(?:patient|person|case|individual|story)|no\s+real\s+(?:patient|person|case)"
    r"|(?:does\s+not|doesn['’]t|don['’]t|never)\s+(?:describe|depict|exist(?:ed)?)|practice\s+case"
    r"|teaching\s+case\s+we\s+(?:made|wrote|invented))\b"
)
IMAGINED = _re(
    r"(?:^|[.!?:\n]\s*)(?:imagine|suppose|picture\s+(?:this|a|an)|let['’]s\s+(?:say|imagine"
    r"|suppose|pretend)|say\s+(?:you|a|an)|what\s+if|pretend|consider\s+(?:a|an)\s+(?:made"
    r"|hypo))\b"
)
NOT_INVENTED = _re(
    r"\b(?:not|isn['’]t|no|never|nothing|neither)\s+(?:\w+\s+){0,2}(?:fiction\w*|fictitious"
    r"|invented|made[\s-]up|imaginary|hypothetical|composite)\b"
    r"|\b(?:names?|initials|details?|identif\w+|pseudonyms?"
    r"|ages?)\b[^.!?\n]{0,30}\b(?:fictional|fictitious|invented|made[\s-]up|changed|imaginary)"
    r"|\b(?:fictional|fictitious|invented|made[\s-]up)\s+(?:first\s+)?(?:names?|initials"
    r"|details|pseudonym)\b"
)
ASKS = _re(
    r"^(?:(?:q|question)\s*[:.]\s*)?(?:when|will|should|can|could|do|does|did|how|what|why|is"
    r"|are|am|which|who|where|would)\b[^.!]*$"
)

# ---------------------------------------------------------------- quotations, labels
QUOTED = re.compile(r"[“\"«](?P<words>[^”\"»\n]{15,600})[”\"»]|(?m:^>\s*(?P<block>.{15,600})$)")
PRAISE = _re(
    r"\b(?:dr\.?|doctors?|teams?|staff|clinic|practice|office|surgery|procedure|pain|care"
    r"|caring|recommend\w*|life|thank\w*|listened|kind|grateful|amazing|wonderful|best|relief"
    r"|professional|experience|nurses?|compassionate)\b"
)
BY_PATIENT = re.compile(
    r"^[”\"»\s.]*(?:[—–-]+|~)\s*(?P<who>(?:[A-Z]\.\s?){1,3}(?![a-z])"
    r"|[A-Z][a-zà-ÿ]+\s+[A-Z]\.?(?=[\s,.)]|$)|[A-Z][a-zà-ÿ]+,?\s+(?:\(?\d\d\)?|patient"
    r"|a\s+patient)"
    r"|(?i:an?\s+|our\s+|verified\s+|happy\s+|grateful\s+|recent\s+|anonymous\s+"
    r"|former\s+)*(?i:patient|reviewer|google\s+review|client|google|yelp|healthgrades"
    r"|facebook\s+review)\b)"
)
STARS = re.compile(r"(?:★|⭐|\U0001f31f){3,}|\b(?i:(?:5|five)[\s-]stars?)\b")
REVIEW = _re(
    r"\b(?:review(?:er|ed)?|testimonial|google|yelp|healthgrades|feedback|wrote|shared|says"
    r"|said|told\s+us|words)\b"
)
LABEL = _re(
    r"(?:^|\n|[#.!?]\s*)[^\w\n#]{0,4}#?(?:patient[\s-]?(?:spotlight|stor(?:y|ies)"
    r"|testimonials?|journey|success|success[\s-]?stor(?:y|ies)|of\s+the\s+(?:week|month|day)"
    r"|feature|highlight|review|win|voices?)|success[\s-]?stor(?:y|ies)"
    r"|testimonials?(?:\s+(?:tuesday|thursday|monday|friday))?|case\s+(?:of\s+the\s+(?:week"
    r"|day|month)|report|presentation)"
    r"|(?:an?\s+)?(?:interesting|tough|challenging|fascinating|rare|unusual|great"
    r"|memorable)\s+case"
    r"|real\s+patient\w*"
    r"|before\s+and\s+after)\b(?!\s+(?:matter|are|can|help|should|do|don['’]t|need|may)\b)(?P<tail>[^\n]{0,200})"
)
PICTURED = _re(
    rf"\b(?:photos?|pictures?|images?|x-?rays?|mri|ct|scans?|radiographs?|videos?"
    rf"|before[\s-]and[\s-]after\w*|selfie|portrait)\b[^.!?\n]{{0,30}}\b(?:of|from|shows?|with"
    rf"|:)\s+(?:(?:my|our|this)\s+(?:\w+\s+){{0,2}}patient|(?:a|an)\s+(?:real|actual|recent"
    rf"|former|happy|grateful|\w+\s+of\s+our)\s+(?:\w+\s+)?patients?|one\s+of\s+our\s+patients)\b"
    rf"|\b(?:this|our|my)\s+(?:\w+\s+){{0,2}}patient['’]s\s+(?:\w+\s+){{0,3}}(?:{_CARE_NOUN}"
    rf"|{_BODY}|scan|smile|face|story|words|results?|progress)\b"
)

#: Words that a practice was sent, and what makes them somebody's own experience.
RECEIVED = _re(
    r"\b(?:reviews?|cards?|letters?|notes?|messages?|mail|e-?mail(?:ed)?|kind\s+words|feedback"
    r"|testimonials?|comments?|postcard|wrote|writes|texted|left\s+us|sent\s+us|told\s+us"
    r"|discharge\s+form|guest\s?book|survey\s+said|shar(?:e|ing)\s+(?:it|this)|quote)\b"
)
OWN_WORDS = re.compile(
    r"\b(?:I|me|my|[Yy]ou\s+(?:gave|were|saved|helped|listened|made|never|all|treated|got|fixed|took))\b"
)
PRAISE_OF = re.compile(
    r"\b(?:Drs?\b\.?|[Dd]octors?|[Ss]taff|[Tt]eam|[Tt]hey|[Nn]urses?|[Ss]urgeons?|[Dd]entists?)\b[^.!?\n]{0,60}\b(?:listen|best|kind"
    r"|explain|gentle|car(?:ed|ing)|amazing|wonderful|professional|sav|fix|help)\w*"
)
TITLE_BEFORE = re.compile(r"\b(?:Drs?|Prof|Doctor|Professor|Nurse)\.?\s+(?:[A-Z][\w'’-]*\s+)?$")
#: A publication: what is told is another's patient, whose consent the journal asked for.
CITED = _re(
    r"\bdoi\b|doi\.org/|\bpmid\b|pubmed|\b(?:19|20)\d\d\s?;\s?\d+|\bjournal\s+club\b"
    r"|\bcase\s+reports?\s+(?:in|from|published|describes?|worth|this\s+month|of\b)"
    r"|\b(?:bmj|j\s+med|jama|lancet|nejm|annals|n\s+engl)\b[^.!?\n]{0,30}\b(?:case|reports?)\b"
    r"|\bpublished\s+(?:case|today|this|in)\b|\bfrom\s+the\s+literature\b|\bauthors\s+(?:describe|report)"
)
CASE = _re(r"\bcase\b|\breports?\b|\bliterature\b|\bdescribes?\b|\bjournal\s+club\b|\bpublished\b")
OURS = _re(
    r"\b(?:my|our|one\s+of\s+(?:my|our))\s+(?:\w+\s+){0,2}patients?\b|\bwe\s+(?:saw|treated|operated"
    r"|admitted|diagnosed)\b|\bI\s+(?:saw|treated|operated|admitted|met)\b|\bto\s+(?:us|our)\b"
)

#: What a text must have for any of the above to apply: a cheap first look.
HINT = _re(
    r"\b(?:patients?|I|my|she|he|her|his|meet|year-?old|testimonial|success\s?stor\w+|yo|19|20"
    r"|[A-Z][a-z]+)\b|[★⭐]"
)
