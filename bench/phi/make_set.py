"""Write a development set of social posts about invented persons: leaking ones and clean ones.

    python bench/phi/make_set.py OUT.jsonl [--seed 7] [--each 4]

The same seed writes the same bytes. A template marks what identifies: ``{{name:Jane Doe}}``
becomes the words with a span of that category; ``<given>`` and the like are filled from lists.
Tune on a set made here; judge on a set that other people wrote.
"""

# ruff: noqa: E501 - a post is read best on one line
from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

GIVEN = [
    "Marisol",
    "Jane",
    "Tobias",
    "Priya",
    "Ewa",
    "Lindiwe",
    "Hector",
    "Gwendolyn",
    "Malik",
    "Saoirse",
    "Earl",
    "Betty",
    "Walter",
    "Dolores",
    "Kenji",
    "Fatima",
    "Aaron",
    "Ruthie",
    "Santiago",
    "Bridget",
    "Cletus",
    "Imani",
    "Yusuf",
    "Anneliese",
    "Odessa",
    "Harold",
    "Grace",
    "Hope",
    "Mark",
    "Will",
]
FAMILY = [
    "Quintanar",
    "Doe",
    "Okonjo",
    "Patel",
    "Wisniewska",
    "Dlamini",
    "Ruiz",
    "Ashworth",
    "Brightwater",
    "Kearney",
    "Pettibone",
    "Smith",
    "Johnson",
    "Alvarez",
    "Tanaka",
    "Haddad",
    "Feldman",
    "Thibodeaux",
    "Mendoza",
    "Callaghan",
    "Vandersloot",
    "Mwangi",
    "Demir",
    "Halvorsen",
    "Lindqvist",
    "Baker",
    "Young",
    "Banks",
]
TOWN = [
    "Millbrook Cedar Falls",
    "Port Haven",
    "Elkton",
    "Rosedale",
    "Brantford",
    "Oakley",
    "Winslow",
]
HOSPITAL = [
    "St. Brendan's Hospital",
    "Lakeview Medical Center",
    "Mercy General",
    "Harbor Rehab",
    "Cedar Valley Clinic",
]

LEAKING = """
Saw {{name:<given> <family>}} in clinic today. So proud of how far she has come after her fusion!
saw {{name:<lgiven> <lfamily>}} today for her follow up, knee looks great 💪
Our patient {{name:<given>}} just rang the bell! Last chemo done.
Meet {{name:<given> <family>}}, 62, who came to us with sciatica so bad he could not stand.
Post-op day 1 and {{name:Mr. <initial>}} is already up walking. Love my job.
{{name:Mrs. <family>}} was discharged {{date:this morning}}. We will miss her jokes on 4 West!
{{name:<FAMILY>, <initial>}} - lumbar MRI pre and post. What do you see?
Huge thanks to the OR team. {{name:<given> <family>}} came through a 9 hour spine surgery on {{date:March 14}}.
Case: 58M, admitted {{date:03/14/2026}}, {{record:MRN <n7>}}. Thoughts?
DOB {{date:04/11/1958}}, back again for his third ablation. Some people are tough.
pt DOB {{date:4-11-58}}, here w/ CRPS, what would you try next?
She was born on {{date:June 2, 1949}} and our patient danced at her own discharge party.
Chart of the week: {{record:MRN# <n8>}}, anyone else see a burst fracture here?
Reminder from billing: patient {{record:ID <n6>}} still needs a pre-auth.
Insurance finally approved! Member ID {{plan:XJH<n9>}}. Only took 4 appeals for my patient.
Medicare number {{plan:1EG4-TE5-MK73}} if anyone can help me figure out this denial.
Can somebody call our patient back? Her cell is {{phone:415-555-0<n3>}}.
Lost patient belongings, contact her son at {{phone:(312) 555-0<n3>}}.
Please send get well cards for our patient to {{email:<lgiven>.<lfamily>@gmail.com}}.
{{age:93}} years old and she hiked to her appointment. What's your excuse?
A {{age:ninety-four-year-old}} farmer taught me about patience today.
{{age:97}}yo F with a hip fracture, back on her feet in 2 days. Legend.
My oldest patient turned {{age:101}} this week and brought us cake!
He's {{age:91}} and just had his second knee done. Unstoppable.
My patient is {{age:ninety-two}} and still drives the tractor.
{{age:95}}F, fell off a ladder picking apples. Nothing broken!
#PrayFor{{name:<given><family>}} our thoughts are with you after yesterday's surgery
Stay strong! #{{name:<given><family>}}Strong
Wishing a speedy recovery to our favorite patient. #{{name:<given><family>}}
#prayersfor{{name:<lgiven><lfamily>}} please share
New before and after: images/{{name:<lgiven>-<lfamily>}}-knee.jpg
Uploading {{name:<lfamily>_<lgiven>}}_xray_L5.png for the tumor board
See IMG: {{name:<FAMILY>_<GIVEN>}}_lumbar_mri.dcm
scan_{{record:mrn<n7>}}.png shows the herniation well
Hi {{name:<given>}}, we are sorry you felt rushed at your visit on {{date:May 3}}. Dr. Lee did review your MRI with you.
@{{name:<lgiven>_<lfamily>}} your MRI results are in, please call the office!
Thank you for the kind review, {{name:<given> <family>}}! It was a pleasure treating your neck pain.
{{name:<given>}}, as we told you when you were seen on {{date:Tuesday}}, opioids are not refilled early.
Her daughter {{name:<given>}} held her hand in the ICU all night. This is why I do it.
His wife, {{name:<given> <family>}}, learned to run the pump so my patient could go home.
My patient's mom {{name:<given>}} baked for the whole ward.
Our patient lives at {{place:418 Juniper Street}} and the ambulance could not find it. Check your house numbers!
Room {{place:412}}: our patient is asking for visitors this weekend.
He came in from {{place:<town>}} after the tractor accident {{date:last Tuesday}}.
My patient from {{place:<town>}} drove 3 hours for an epidural.
Operated on {{name:<given> <family>}} at {{place:<hospital>}}; discharged {{date:2026-03-18}}.
RIP {{name:<given> <family>}}, one of my first patients. You taught me so much.
{{name:<given> <family>}} passed away last night after a long fight with cancer. Our whole team is heartbroken.
{{name:<given> <family>}}'s surgery went perfectly! Thanks for all the prayers.
pt {{name:<given> <initial>.}}, 44 y/o w/ failed back, any tips?
the one and only {{name:<lgiven>}} came back for his injection today, my favorite patient
So grateful to have treated {{name:<given> <family>}} ({{age:90}}), our town's retired postmaster.
Happy birthday to our patient {{name:<given> <family>}}, {{age:99}} years young today!
SSN ending {{ssn:4<n3>}}? Registration mixed up two charts again.
Her SSN is {{ssn:123-45-6789}}, please fix the file.
the last four of his social are {{ssn:7<n3>}}
She left her walker here. License plate {{vehicle:7ABC<n3>}}, silver Corolla, our patient, please call.
Stimulator serial number {{device:NX-<n7>}} explanted from my patient, battery depleted.
Driver's license {{licence:D<n7>}} found in exam room 3.
Account number {{account:<n8>}} sent to collections by mistake, our apologies to the patient.
Fax came for my patient from {{phone:617-555-0<n3>}}, nobody knows why.
One of my patients, {{name:<given> <family>}}, a {{age:92}}-year-old former nurse, brought me flowers.
Our patient {{name:J.D.}} finally slept through the night after the nerve block.
Today I saw a patient named {{name:<given>}} who reminded me why I went into pain medicine.
Success story! {{name:<given> <family>}} had a spinal cord stimulator placed {{date:two days ago}}.
🎉 {{name:<given>}} is cancer-free! 🎉 She finished her last cycle on {{date:Friday the 13th}}.
Consult on {{name:<given> <family>}}: L4-5 stenosis, wants to avoid surgery.
https://gofundme.com/f/help-{{name:<lgiven>-<lfamily>}}-walk-again our patient needs your help
alt: {{name:<given> <family>}} holding her discharge papers, room {{place:214}}
Our patient was admitted on {{date:Dec 24}} and spent Christmas with us.
Patient seen {{date:10/02/25}} for radiculopathy, f/u 6 wks.
J̶ust kidding, but {{name:J\u200bane D\u200boe}} really did walk out of the hospital today after her surgery
{{name:Jаne Dое}} was admitted with chest pain.
Saw my patient {{name:Ｊａｎｅ　Ｄｏｅ}} for her injection.
"Dr. Okafor gave me my life back." - {{name:<given> <family>}}, patient
Her IP address {{ip:203.0.113.<n2>}} shows she logged in to the portal for her results.
Her profile: facebook.com/{{url:<lgiven>.<lfamily>}} - our patient says hi!
""".strip()

CLEAN = """
Dr. <given> <family>, MD, explains why rest is not the best answer to back pain.
Welcome to our team, <given> <family>, PT, DPT! She joins us from <town>.
Congratulations to our nurse <given> <family>, RN, on ten years with the clinic.
Join us on Tuesday, March 5 at 6 pm for a free talk on sleep and pain. 418 Juniper Street, doors open 5:30.
September is Pain Awareness Month. Talk to your doctor about what worries you. #PainAwarenessMonth
World Arthritis Day is October 12. Movement helps. #WorldArthritisDay
Parkinson's disease can change posture and balance long before tremor appears.
A Foley catheter, an Apgar score, a Whipple procedure: do you know who they are named after?
Crohn's disease and ulcerative colitis are not the same. Here is how they differ.
De Quervain's tenosynovitis, Dupuytren's contracture and Baker's cysts: a hand and knee primer.
People aged 90 and older respond well to gentle exercise, a review of over 90 studies found.
90 % of low back pain gets better within 90 days.
Review your plan every 90 days. 95 of 100 people need no surgery.
Patients over 65 are more likely to fall at home. Ask about a home safety check.
For a 62-year-old man with knee arthritis, is surgery better than exercise? A new trial says: it depends.
A patient with sciatica may need imaging if red flags are present.
When should you call? If you have fever, weakness or loss of bladder control, call 911.
In a crisis call or text 988. You are not alone.
Call 1-800-273-8255 any time. Help is free.
Florence Nightingale was born on May 12, 1820. She changed nursing with statistics.
Marie Curie won two Nobel Prizes and paid for it with her health.
Surgeon General Vivek Murthy warned about loneliness as a health risk.
President Jimmy Carter turned 100 in hospice care, and talked openly about it.
Thank you, Senator <given> <family>, for visiting our clinic to talk about rural health.
Michael J. Fox was 29 when he was diagnosed with Parkinson's disease.
Smith et al. (2024) found that walking lowers the recurrence of back pain. doi:10.2147/JPR.S366978
A study by <family> and colleagues in JAMA compared surgery with exercise. doi:10.1001/jama.2024.1234
New paper: <family> <initial>, Lee K. Spinal cord stimulation for CRPS. J Pain Res. 2025;18:101-9.
The trial is registered as NCT04567890 and recruits until June 2027.
Our office is closed on Thursday, December 24 and Friday, December 25.
Flu shots are here! Walk in Monday to Friday, 8 am to 4 pm.
Now open: our second office in <town>, next to the library.
St. Mary's Hospital and Johns Hopkins University published new guidelines on opioids.
Mayo Clinic has a good page on fibromyalgia.
Mark your calendar: grand rounds with Dr. <given> <family> on April 9.
May is a good month to start walking. Will you join us?
Grace period for sign-ups ends Friday. Hope to see you!
Faith, hope and rest: what chaplains bring to pain care.
Hunter, Summer, Autumn: no, not names, our new walking groups!
Ibuprofen, naproxen and celecoxib: what your stomach should know.
Ozempic and surgery: tell your team before anesthesia.
Botox for migraine: who qualifies?
Thanks to our volunteers <given> and <given> for running the health fair!
Photo: <given> <family>
Meet the team: <given> <family>, our new clinic manager.
Interview with <given> <family>, PhD, on how the brain learns pain.
Yoga with <given>! Every Wednesday at noon, library hall, 12 Main Street.
Our receptionist <given> retires after 30 years. Thank you!
Kegel exercises, the Epley maneuver and Pilates: movement as medicine.
The 90-year-old theory of pain gates... well, 60 years old. Still useful.
Our 95-year-old hospital building gets a new roof.
Life expectancy has passed 80 in many countries; few of us will see 95.
At 90 degrees of knee flexion, stairs become easy.
Take 90 mg? No: always follow the label.
Children aged 2 to 12 and adults over 90 need other doses.
BP 120/80 is a good start. 140/90 needs a talk.
Room 204 at the library, 6 pm: our free back school.
Case reports matter. A composite case: back pain, night sweats, weight loss - what do you do next?
The Betty Ford Center, the Michael J. Fox Foundation and Susan G. Komen fund research we use.
#MayoClinic #JohnsHopkins #StJude #PainTwitter #BackToSchool #JuneIsHere
#ThrowbackThursday: our first clinic, 1987.
Follow @DrOkaforMD and @PainSociety for more.
Great thread by @spinejournal on fusion rates.
Download the guide: https://example.org/guides/back-pain-basics.pdf
Read more: https://www.cdc.gov/falls/index.html
Write to info@example.org or see our site.
Our founders' day is July 1. We opened in 2009.
The FDA approved the device on March 3, 2026. What it means for people with neuropathy.
In 2023, one in five adults lived with chronic pain.
A 45-year-old runner asks: is my knee worn out? Our therapists answer typical questions like this one.
"How long after my surgery can I drive?" Most surgeons say: when you can brake hard.
Ask us anything: what would you want to know before your first visit?
Your visit, your questions: bring a list.
Schedule your appointment online. Your results are always explained by a person.
Your MRI explained: bulge, protrusion, extrusion.
Our patient portal has a new look. Log in to see your records.
Patient education night: <given> <family>, RD, talks about food and inflammation.
We treated more than 4,000 patients last year. Thank you for your trust.
Every patient deserves to be heard. That is why visits here take 45 minutes.
Nurse <given> and Dr. <family> ran the 5K for the arthritis foundation.
The Lee Silverman voice treatment helps people with Parkinson's speak louder.
Ehlers-Danlos and Marfan syndromes: when joints bend too far.
Charlotte, Austin and Jackson: three cities, one conference season.
Dr. King said that injustice in health is the most shocking. Martin Luther King Jr. Day is January 19.
Happy Nurses Week! Thank you <given>, <given> and <given>.
Our CEO <given> <family> will speak at the Pain Summit in Chicago on May 7.
Please welcome Dr. <given> <family> (she/her), board certified in pain medicine.
images/knee-anatomy-diagram.png shows the meniscus.
Alt text: a nurse in blue scrubs shows a stretch to a small group.
images/dr-<lfamily>-portrait.jpg
Sponsored: Dr. <family> is a paid speaker for Neurolief.
Disclosure: the author owns shares in Painless Inc.
Walk with us on Saturday, November 14 at Rosedale Park, rain or shine.
Register by October 1 at https://example.org/register or call our office.
""".strip()

_SLOT = re.compile(r"<(given|family|lgiven|lfamily|GIVEN|FAMILY|initial|town|hospital|n\d)>")
_MARK = re.compile(r"\{\{(\w+):(.*?)\}\}")


def fill(template: str, random_: random.Random) -> str:
    """Put invented values into the slots of a template."""

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot.startswith("n"):
            return "".join(random_.choice("123456789") for _ in range(int(slot[1])))
        if slot == "initial":
            return random_.choice("ABDGHJKLMRSTW")
        if slot in ("town", "hospital"):
            return random_.choice(TOWN if slot == "town" else HOSPITAL)
        word = random_.choice(GIVEN if slot.casefold().endswith("given") else FAMILY)
        return word.upper() if slot.isupper() else word.lower() if slot.startswith("l") else word

    return _SLOT.sub(value, template)


def marked(filled: str) -> tuple[str, list[dict[str, object]]]:
    """Take the marks out of a text and return it with its spans."""
    text, spans, position = "", [], 0
    for match in _MARK.finditer(filled):
        text += filled[position : match.start()]
        spans.append(
            {
                "start": len(text),
                "end": len(text) + len(match[2]),
                "category": match[1],
                "text": match[2],
            }
        )
        text += match[2]
        position = match.end()
    return text + filled[position:], spans


def make(seed: int, each: int) -> list[dict[str, object]]:
    """The set as plain rows: every template ``each`` times with other values."""
    random_ = random.Random(seed)
    rows, seen = [], set()
    for kind, templates in (("leak", LEAKING), ("clean", CLEAN)):
        for number, template in enumerate(templates.splitlines()):
            for turn in range(each):
                text, spans = marked(fill(template, random_))
                if text not in seen:
                    seen.add(text)
                    rows.append({"id": f"{kind}-{number:03}-{turn}", "text": text, "spans": spans})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=4)
    options = parser.parse_args()
    rows = make(options.seed, options.each)
    options.out.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    print(
        f"{sum(bool(r['spans']) for r in rows)} leaking and {sum(not r['spans'] for r in rows)} clean posts in {options.out}"
    )


if __name__ == "__main__":
    main()
