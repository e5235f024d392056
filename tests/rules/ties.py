"""Our own posts about companies and money: (text, platform, the rules that must stop it)."""

from __future__ import annotations

LONG = (
    "Migraine is more than a headache, and good care starts with a plan that fits the person, the "
    "work and the family. Sleep, food, exercise and medicine all play a part in it. "
)
CASES: tuple[tuple[str, str, set[str]], ...] = (
    # ------------------------------------------------------------ a tie, and nothing tells it
    ("We love the new CalmWave headband.", "linkedin", {"DIS001"}),
    ("we love the new CALMWAVE headband.", "linkedin", {"DIS001"}),
    ("We love the new Calm-Wave headband.", "linkedin", {"DIS001"}),
    ("We love the new C\u0430lmW\u0430ve headband.", "linkedin", {"DIS001"}),  # Cyrillic a
    ("Great talk at the congress. #Neurovia", "x", {"DIS001"}),
    ("Great talk at the congress. #TeamNeurovia", "x", {"DIS001"}),
    ("Thoughts on @neurovia_hq and their trial?", "x", {"DIS001"}),
    ("All you need to know: https://shop.neurovia.example/band", "linkedin", {"DIS001"}),
    ("Use OKAFOR15 at the checkout.", "linkedin", {"DIS001"}),
    ("Neur\u00f3via has a new headband.", "linkedin", {"DIS001"}),
    ("The Neuro-Via Medical booth was busy.", "linkedin", {"DIS001"}),
    ("Dolarex has a new dose form.", "linkedin", {"DIS001"}),  # the practice's tie
    ("Tideway opened a new plant.", "linkedin", {"DIS001"}),  # its legal form is not spoken
    ("Not sponsored, just honest: CalmWave works for some people.", "linkedin", {"DIS001"}),
    ("I have no financial ties to any company.", "linkedin", {"DIS001"}),
    ("Conflicts of interest: none. Sleep well tonight.", "linkedin", {"DIS001"}),
    ("Sponsored by Tideway. CalmWave and you.", "linkedin", {"DIS001"}),  # another's name
    ("The study of CalmWave was sponsored by its maker.", "linkedin", {"DIS001"}),
    ("Ask whether your doctor is paid by a company. We use CalmWave.", "linkedin", {"DIS001"}),
    ("Ad hoc meetings about CalmWave are on Monday.", "linkedin", {"DIS001"}),
    ("CalmWave and #ADHD: a pilot study.", "x", {"DIS001"}),
    # ------------------------------------------------------------ told, and easily missed
    (LONG + "CalmWave may help too. Ad: Neurovia pays me to speak.", "instagram", {"DIS002"}),
    (LONG + "CalmWave may help too. Sponsored by Neurovia.", "linkedin", {"DIS002"}),
    ("CalmWave is here.\n\n#ad", "x", {"DIS002"}),
    ("New: CalmWave. #migraine #ad #clinic #pain", "x", {"DIS003"}),
    ("New: CalmWave. #migraine #ad https://example.org/a", "x", {"DIS003"}),
    ("New: CalmWave. #migraine #pain Ad: Neurovia pays me.", "x", {"DIS003"}),
    ("This reel is a paid partnership.\n\nTips: #a1 #b2", "instagram", set()),
    (LONG + "#ad", "instagram", {"DIS002"}),  # says itself that it is an advertisement
    # ------------------------------------------------------------ words that do not tell
    ("Trying CalmWave today. #sp", "x", {"DIS004"}),
    ("Trying CalmWave today. #spon", "x", {"DIS004"}),
    ("Trying CalmWave today. #NeuroviaPartner", "x", {"DIS004"}),
    ("Proud ambassador of Neurovia and its CalmWave.", "linkedin", {"DIS004"}),
    ("Thanks to Neurovia for the CalmWave headbands!", "linkedin", {"DIS004"}),
    ("In collaboration with Neurovia: CalmWave in daily life.", "linkedin", {"DIS004"}),
    ("As a consultant to Neurovia I know CalmWave well.", "linkedin", {"DIS004"}),
    ("\uff03ad CalmWave in daily life.", "x", {"DIS004"}),
    ("#\u0430d CalmWave in daily life.", "x", {"DIS004"}),
    ("\U0001d5d4\U0001d5d7: CalmWave in daily life.", "x", {"DIS004"}),
    ("A new brace for sore knees. #gifted", "instagram", {"DIS004"}),
    # ------------------------------------------------------------ somewhere else
    ("CalmWave in daily life. Disclosures are in my bio.", "instagram", {"DIS006"}),
    ("CalmWave in daily life. See our website for financial disclosures.", "x", {"DIS006"}),
    ("CalmWave in daily life. Conflicts of interest: see profile.", "x", {"DIS006"}),
    # ------------------------------------------------------------ well told
    ("Ad: CalmWave in daily life.", "linkedin", set()),
    ("[Sponsored] CalmWave in daily life.", "linkedin", set()),
    ("#ad CalmWave in daily life.", "x", set()),
    ("Sponsored by Neurovia. CalmWave in daily life.", "linkedin", set()),
    ("Paid partnership with Neurovia: CalmWave in daily life.", "instagram", set()),
    ("Neurovia pays me to speak. CalmWave in daily life.", "linkedin", set()),
    ("Neurovia gave me this CalmWave headband for free.", "linkedin", set()),
    ("I am a paid consultant for Neurovia, which makes CalmWave.", "linkedin", set()),
    ("I receive speaking fees from Neurovia, the maker of CalmWave.", "linkedin", set()),
    ("Disclosure: I consult for Neurovia. CalmWave in daily life.", "linkedin", set()),
    ("My wife works for Neurovia, the maker of CalmWave.", "linkedin", set()),
    ("I own shares in Neurovia, the maker of CalmWave.", "linkedin", set()),
    ("Our clinic receives research funding from Tideway, the maker of Dolarex.", "x", set()),
    ("Ad: Neurovia pays me to speak.\n\nCalmWave. #migraine #pain", "linkedin", set()),
    # ------------------------------------------------------------ nothing to tell
    ("A calm wave of breath helps some people.", "linkedin", set()),
    ("Harbor Spine and Pain has new opening hours.", "linkedin", set()),  # the practice itself
    ("Carrick stimulators taught us a lot.", "linkedin", set()),  # ended in 2024
    ("Neurovial pathways are not a thing; neural pathways are.", "linkedin", set()),
    ("The study was sponsored by the national institute of health.", "linkedin", set()),
    ("Physical therapy is paid for by most insurance plans.", "linkedin", set()),
    ("Bring a partner to the class.", "linkedin", set()),
    ("Thanks to everyone who came to our open house.", "linkedin", set()),
    ("Our collaboration with the school district goes on.", "linkedin", set()),
    ("Ads for miracle cures are everywhere. Be wary of paid spokespersons.", "linkedin", set()),
    ("Early AD often starts with word finding. AD: what Alzheimer families ask.", "x", set()),
    ("You have a right to know whether your doctor is paid by a company.", "linkedin", set()),
    ("Join our support group. It is free of charge.", "linkedin", set()),
    ("Gifted children can have migraine too.", "linkedin", set()),
    ("We are not affiliated with any hospital.", "x", set()),
    ("There is no conflict between rest and motion.", "linkedin", set()),
    ("No one should have to pay for honesty. Ask about costs early.", "linkedin", set()),
    ("Unpaid caregivers do most of the work. Paid leave would help.", "linkedin", set()),
)
