"""Topics after which a reader may need care at once, and the ways to care that a text names."""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.adapt.pins import pins_in
from bot.model import Pin
from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.vocabulary import word_set

_CRISIS_WORDS = word_set("""
    suicide suicidal suicides self-harm self-harming overdose overdoses hopeless harm hurting cutting die dead
    ending end life lives live living cut kills harming kill killing abuse abused abusive violence assault assaulted
""")
_CRISIS = Lazy(
    r"\bsuicid(?:e|es|al|ality)\b|\bself-?harm\w*\b|\b(?:kill|harm|hurt|hurting|harming|cut|cutting) (?:myself|yourself|himself|herself|themselves|oneself)\b|\b(?:want|wants|wanting|wish\w*|wanted) to (?:die|be dead|end (?:it|their life|your life|my life|his life|her life))\b|\bend(?:ing)? (?:it all|(?:your|my|their|his|her) (?:own )?li(?:fe|ves))\b|\bno reason to live\b(?! (?:with|in|like))|\bbetter off dead\b|\bnot worth living\b|\btak(?:e|ing) (?:your|their|his|her|my) own li(?:fe|ves)\b"
)
_NOT_CRISIS = Lazy(
    r"\b(?:suicide (?:squad|bomb\w*)|suicide prevention (?:week|month|day|training|walk|conference|fundraiser|committee))\b"
)
_LIFELINE = Lazy(
    r"\b(?:988|911|999|112|116 ?123|1-800-273-8255|741741|lifeline|crisis (?:line|text line)|samaritans)\b"
)
_SYMPTOM_WORDS = word_set("""
    symptoms symptom signs sign stroke pain chest breath breathing numbness weakness sweating drooping face slurred fever
    bleeding fainting seizure rash swelling sepsis meningitis anaphylaxis heart attack overdose clot embolism
    preeclampsia torsion appendicitis stiff confusion warning concussion dizziness vision
""")
_ALARM = Lazy(
    r"\b(?:chest (?:pain|pressure|tightness)|crushing|trouble breathing|short(?:ness)? of breath|short breath|can't breathe|hard to breathe|droop\w+ face|face (?:that )?droop\w*|face drooping|facial droop|one side of the (?:face|body)|slurred speech|arm weakness|weak arm|sudden (?:weakness|numbness|confusion|vision|severe|trouble|headache)|worst headache|coughing up blood|vomiting blood|blood in (?:the|your) (?:stool|urine|vomit)|bloody stools?|loss of consciousness|passing out|faint(?:ing)?|seizures?|throat swelling|swelling of (?:the )?(?:lips|face|throat|tongue)|stiff neck|blue lips|cannot be woken|won't wake|severe (?:bleeding|abdominal|allergic)|numb(?:ness)? between the legs|loss of bladder|sudden loss)\b"
)
_SIGNS = Lazy(
    r"\b(?:early |common |warning |first |telltale |key |main |classic |typical )*(?:signs?|symptoms?)\b(?: and (?:signs?|symptoms?))?\s+(?:(?:of|for)\s+(?:a |an |the )?(?:[\w'-]+\s*){1,5}?\s*(?:[:–—]|\binclude\b|\bare\b|\bcan be\b|\bto (?:watch|look|know)\b|[.!]?$|\n|\s-\s)|(?:include|to watch for|can include|are|may include|to look (?:out )?for)\b|:)",
    r"\b(?:know|learn|watch for|look (?:out )?for|spot|recogni[sz]e) the (?:\w+ )?(?:signs?|symptoms?)\b",
)
_WAY = Lazy(
    r"\b(?:call|phone|ring|contact|reach|visit|see|book|schedule|message|portal|appointment|make an appointment|come (?:in|see|to)|walk-?ins?|urgent care|emergency|911|988|112|hotline|helpline|1-8\d\d|\(\d{3}\)|\d{3}-\d{4}|poison (?:help|control)|screening|check-?up|your (?:doctor|clinician|nurse|pharmacist|provider|team|pediatrician|dentist|surgeon|midwife|care team|gp|dermatologist|cardiologist|obstetrician|specialist|vet|eye doctor)|a (?:doctor|clinician|nurse|pharmacist|provider|specialist|dentist|dermatologist|professional|pediatrician)|our (?:clinic|team|nurses|office|doctors|clinicians|providers)|the clinic|the doctor|health ?care (?:team|provider|professional)|get (?:help|care|seen|checked|tested|screened|evaluated)|seek|ask (?:us|for)|talk (?:to|with)|speak (?:to|with)|be (?:seen|checked|evaluated)|we can help|we're here|we are here|get it (?:checked|looked)|link|visit us)\b"
)


def without_way(reading: Reading) -> Iterator[Claim]:
    """Where the text speaks of a crisis without a lifeline, or of alarming symptoms without care."""
    if reading.has(_CRISIS_WORDS) and not _LIFELINE.search(reading.text):
        match = _CRISIS.search(reading.text)
        if match and not _NOT_CRISIS.search(
            reading.text, max(0, match.start() - 5), match.end() + 25
        ):
            yield Claim(*match.span(), "speaks of suicide or self-harm without 988")
            return
    if not reading.has(_SYMPTOM_WORDS):
        return
    found = _ALARM.search(reading.text) or _SIGNS.search(reading.text)
    if found and not has_way(reading):
        yield Claim(*found.span(), "tells of symptoms without a way to care")


def has_way(reading: Reading) -> bool:
    """Whether the text says where care is."""
    return bool(_WAY.search(reading.text)) or Pin.REDIRECT in pins_in(reading.text)
