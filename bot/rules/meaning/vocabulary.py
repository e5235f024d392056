"""The words in which people, care and its outcomes are told; whole classes, no single cases.

Own selection from general English, 2026-11-22. ``bot.rules.meaning.people`` and
``bot.rules.meaning.telling`` say what the classes are worth.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, which white space parts."""
    return frozenset(text.split())


def _joined(words: frozenset[str]) -> str:
    return "|".join(sorted((w.replace("_", r"\s+") for w in words), key=lambda w: (-len(w), w)))


def any_of(words: frozenset[str]) -> re.Pattern[str]:
    """One pattern of whole words, blind to case; an entry may use ``_`` for a space."""
    return re.compile(rf"(?<![\w'’-])(?:{_joined(words)})(?![\w-])", re.IGNORECASE)


#: Nouns for one person; nothing in them says that the person is or is not a patient.
PERSON = word_set("""
    man woman lady gentleman guy fellow fella bloke chap dude lad lass gal girl boy teen teenager
    child kid kiddo toddler baby infant newborn preemie youngster adolescent twin mum mom mama
    mommy mother dad daddy father grandma granny grandmother grandpa grandfather nan nana wife
    husband son daughter sister brother aunt uncle niece nephew cousin grandson granddaughter
    mother-in-law father-in-law bride groom newlywed neighbour neighbor stranger friend client
    patient pt survivor warrior fighter trooper superstar rockstar champ champion hero legend
    veteran vet widow widower senior retiree pensioner homemaker somebody pair couple
    male female resident inpatient outpatient in-patient smoker drinker diabetic amputee donor
    recipient refugee immigrant inmate tourist visitor owner regular newcomer graduate graduand
    nonagenarian octogenarian septuagenarian centenarian
    teacher headmaster headteacher principal student pupil schoolboy schoolgirl
    farmer rancher fisherman hunter logger lumberjack miner gardener florist landscaper driver
    trucker carpenter roofer builder bricklayer plumber electrician mechanic welder machinist
    engineer architect programmer developer designer firefighter fireman policeman policewoman cop
    officer sheriff detective soldier marine sailor pilot captain chef cook baker butcher barber
    hairdresser stylist waiter waitress bartender barista cashier clerk salesman saleswoman
    saleswoman lawyer attorney judge accountant banker broker librarian musician pianist violinist
    guitarist drummer singer soprano dancer ballerina painter artist sculptor potter writer poet
    journalist photographer tailor seamstress postman mailman courier janitor cleaner housekeeper
    nanny babysitter secretary executive businessman businesswoman entrepreneur shopkeeper grocer
    priest pastor minister nun monk rabbi imam vicar runner sprinter marathoner jogger cyclist
    swimmer skier snowboarder skateboarder surfer climber hiker golfer athlete gymnast boxer
    wrestler jockey rower weightlifter goalkeeper quarterback skater player bowler archer
    pitcher cheerleader fencer paddler triathlete birdwatcher beekeeper crafter knitter quilter
    worker labourer laborer labourer supervisor foreman technologist operator
""")

#: People who give care or work for the practice; singular and plural.
STAFF = word_set("""
    doctor doctors physician physicians surgeon surgeons nurse nurses midwife midwives dentist
    dentists hygienist hygienists orthodontist therapist therapists physiotherapist physio physios
    chiropractor osteopath osteopaths podiatrist psychologist psychiatrist psychotherapist
    counsellor counselor dietitian dietician pharmacist pharmacists optometrist audiologist
    anaesthetist anesthetist anaesthesiologist anesthesiologist radiologist radiographer
    sonographer cardiologist oncologist neurologist dermatologist urologist gynaecologist
    gynecologist obstetrician paediatrician pediatrician geriatrician orthopaedist pathologist
    hospitalist intensivist neurosurgeon paramedic paramedics medic medics technician technicians
    tech techs assistant assistants receptionist receptionists scheduler coordinator coordinators
    manager managers director directors administrator founder co-founder colleague colleagues
    co-worker coworker staff team teams crew faculty volunteer volunteers intern interns trainee
    apprentice registrar registrars residents co-resident co-residents attending attendings
    practitioner practitioners clinician clinicians porter porters caterer employee employees
    host hosts hostess chaplain chaplains interpreter librarian_of mentor mentors supervisor
    professor lecturer instructor educator educators scientist researcher researchers
""")

ANIMAL = word_set("""
    dog dogs puppy puppies pup pups cat cats kitten kittens kitty horse horses pony mare foal
    rabbit bunny hamster parrot bird birds cow cows calf lamb goat sheep pig donkey labrador
    retriever spaniel poodle beagle collie terrier dachshund shepherd_dog bulldog greyhound husky
    pet pets canine feline paw paws four-footed four-legged tail_wags mascot robot machine scanner
    plush teddy skeleton mannequin manikin dummy vets veterinary
""")

#: Words of illness, body, treatment and the places where it is given.
#: Parts of the body, and words that are said of the well as often as of the ill.
_BODY = word_set("""
    femur tibia fibula humerus pelvis rib ribs clavicle collarbone sternum artery breathe
    allergy ankle ankles appendix arm arms blood blood_pressure bloods bone bones bowel bp brain
    breast breasts burns calf colon ct disc discs disk ear ears elbow elbows exhausted eye eyelid
    eyes finger fingers gallbladder groin gum gums heart heel hip hips iron jaw joint joints kg
    kidney kidneys kilos knee knees labour labs leg legs ligament lip liver lung lungs molar mouth
    mri muscle muscles nail nails neck nerve nerves oesophagus ovarian oxygen pancreas parotid
    pelvic pelvis posture pregnancy pregnant prostate pulse scan scans shoulder shoulders skin
    skull smile sore spinal spine spleen steroid steroids stiff stomach teeth tendon throat thumb
    thyroid tired toe toenail toes tongue tooth uterus vaccinated vaccine vertebra vocal_cords
    weak weakness weight wrist wrists x-ray x-rays xray
""")
BODY = any_of(_BODY)
_HEALTH = word_set("""
    died dying death passed_away passed_at_home obese
    pain pains painful ache aches aching hurt hurts hurting stiffness swollen swelling
    numb numbness tingling limp limped limping dizzy dizziness vertigo faint fainted
    faints nausea vomiting itch itchy itching rash rashes fever cough wheeze stridor bleeding
    bled bleed breathless breathing palpitations fatigue seizure seizures
    twitch tremor spasm spasms cramp cramps bruise blister lump lumps bump mole moles patch cyst
    cysts polyp polyps tumour tumor tumours tumors cancer cancerous malignant benign melanoma
    leukaemia leukemia lymphoma hernia ulcer ulcers wound wounds scar scars graft
    grafts infection infected sepsis septic abscess clot clots stroke aneurysm embolism infarct
    haemorrhage hemorrhage diabetes diabetic asthma eczema acne psoriasis migraine migraines
    headache headaches sciatica scoliosis stenosis fracture fractured fractures broke broken
    dislocated sprain sprained torn tear concussion whiplash arthritis gout lupus fibromyalgia
    endometriosis coeliac celiac depression depressed anxiety anxious panic trauma ptsd autism
    adhd dementia memory addiction sober overdose opioid opioids fentanyl oxycodone morphine
    cortisone botox ketamine insulin warfarin antibiotics aspirin naloxone
    tablets pills medication medications meds drip ferritin transfusion chemo chemotherapy
    radiation radiotherapy dialysis phototherapy isotretinoin immunotherapy antibodies
    surgery surgeries surgical operation operations operated procedure procedures injection
    injections injected epidural epidurals ablation cryoneurolysis stimulator implant implants
    implanted pump pumps stent stented bypass transplant transplanted transplantation biopsy biopsies
    scanned ecg ekg eeg ultrasound echo inr crp esr
    hba1c a1c colonoscopy endoscopy mammogram catheter ventilator intubated incubator cpap
    replacement fusion fused decompression discectomy laminectomy stitches stitched sutures suture
    cast brace braces splint crutches wheelchair walker cane prosthesis prosthetic hearing_aid
    hearing_aids tubes veneers veneer crown crowned bonding filling root_canal extraction extractions
    aligners invisalign implant dentures denture filler laser
    physio physical_therapy rehab rehabilitation therapy therapies treatment treatments
    treated session sessions adjustment adjustments manipulation desensitisation
    speech_therapy wound_care consult consultation consults diagnosis
    diagnosed diagnostic misdiagnosed undiagnosed symptoms symptom prognosis relapse remission
    recovered recovering healed healing healed cured cure discharge discharged admitted
    admission readmitted hospitalised hospitalized icu nicu
    picu
    stretcher cpr resuscitated coded contractions
    c-section caesarean cesarean delivered miscarriage ivf preterm premature cleft cataract
    cataracts glaucoma



    pancreatic

    heart_attack cardiac_arrest hiccups constipation constipated
    tetanus allergic reaction amputation amputated paralysed paralyzed
    nightmares suicidal insomnia illness ill sick condition disease disorder syndrome tumourous
    abscessed adrenaline epinephrine walking_stick vent ecmo ccu cath_lab trauma_bay no_pulse compressions chest_tube
    dosage prescription prescribed numbed anaesthetic
    anesthetic anaesthesia anesthesia sedation weight_loss obesity
""")
HEALTH = any_of(
    _HEALTH
    | {
        r"\w{3,}(?:itis|osis|oma|omas|aemia|emia|pathy|ectomy|otomy|plasty|oscopy|algia|plegia"
        r"|paresis|uria|rrhage|rrhoea|rrhea|cele|gram|graphy|stomy|dynia|phasia|opia|philia|phobia|lysis)",
        r"(?:my|his|her|their|lower|low|upper|bad|whose)\s+(?:\w+\s+)?back(?!\s+(?:to|on|at|in|home|yard|door))",
        r"(?:my|his|her|whose|diabetic|both|flat|sore|left|right)\s+(?:foot|feet|face|burns?)",
        r"born\s+(?:here|at\s+\d+\s+weeks)",
        r"back\s+(?:surgery|injury|trouble|spasms?)|(?:foot|facial)\s+(?:drop|ulcer|pain|nerve)",
        r"(?-i:ED|ER|A&E|NICU|ICU|PICU|ENT|CCU)",
        r"(?:in|to|into|from|leave|left|out\s+of)\s+(?:the\s+)?(?:hospital|intensive\s+care|hospice)(?!\s+\w+s\b)",
    }
)

_IRREGULAR = word_set("""
    was were had did came went told said asked felt took saw got found lost left gave began became
    ran woke broke fell met brought sent kept thought knew spent hurt wrote cried swore drove flew
    rode swam stood sat slept ate held paid taught caught bought fought wore grew drew chose spoke
    won made shook lay hid rang sang rose rolled threw knew forgot forgave froze bit blew drank
    bent led built burnt learnt dealt dreamt heard shot stuck struck swung tore understood bled
    blew showed shown couldn't didn't wasn't weren't hadn't wouldn't couldn’t didn’t wasn’t hadn’t
    could would beat fed read_out leapt crept dug stole sank wept strode
""")
_SEEN = r"(?<!\bis\s)(?<!\bare\s)(?<!\bbe\s)(?<!\bget\s)(?<!\bgets\s)(?<!\ba\s)(?<!\ban\s)"
PAST = re.compile(
    rf"(?<![\w'’-])(?:{_joined(_IRREGULAR)}"
    rf"|{_SEEN}(?!need|used\b|based|advanc|relat|hundred|unus|tir)[a-z]{{2,}}(?<!e)ed"
    r"|(?:has|have|['’]s|['’]ve|had|is|just)\s+(?:never\s+|just\s+|not\s+|already\s+|finally\s+"
    r"|since\s+|now\s+|only\s+)?(?:been|had|told|seen|gone|come|found|made|got|done|begun|taken|given"
    r"|lost|sent|put|become|beaten|thrown|won|run|[a-z]{3,}ed))(?![\w-])",
    re.IGNORECASE,
)

#: "A man walks into the ED": told in the present, as a story and as a vignette is.
PRESENT = any_of(word_set("presents comes_in walks_in turns_up shows_up"))

#: A day or a stretch of time that places what is told in one life.
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
    r"|fifteen|sixteen|eighteen|nineteen|twenty|thirty|forty|fifty|several|many|few|couple\s+of)"
)
_SPAN = r"(?:minutes?|hours?|days?|nights?|weeks?|wks?|months?|mo|mos|years?|yrs?|decades?|visits?)"
TIME = re.compile(
    r"(?<![\w'’-])(?:yesterday|tonight|today(?!['’]s\b)|this\s+(?:morning|week|weekend|afternoon"
    r"|evening|month|spring|summer|autumn|fall|winter|year)|last\s+(?:night|week|weekend|month"
    r"|year|spring|summer|autumn|fall|winter|thanksgiving|christmas|easter|\w+day|january"
    r"|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:on|until|by|since)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|the\s+other\s+day|an?\s+hour\s+ago|just\s+now|overnight|once|back\s+in"
    r"|(?:in|since|until|by)\s+(?:january|february|march|april|june|july|august|september|october"
    r"|november|december|spring|summer|autumn|winter|(?:19[89]|20)\d\d)"
    rf"|(?:for|after)\s+(?:the\s+(?:last|past)\s+|over\s+|almost\s+|nearly\s+|about\s+)?{_NUMBER}"
    rf"\s+(?:\w+\s+)?{_SPAN}"
    rf"|{_NUMBER}[\s-]+(?:\w+\s+)?{_SPAN}\s+(?:later|ago|on|post|after|into|apart|out(?!\s+of)|elsewhere|earlier"
    rf"|now|old|of)"
    r"|week\s+\d+|day\s+\d+|session\s+\d+|visit\s+\d+)(?![\w-])",
    re.IGNORECASE,
)
