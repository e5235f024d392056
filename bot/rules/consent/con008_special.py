"""CON008: what the story tells belongs to a class that a form must name on its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.spot import fact_at, readable

_STORY = "Meet one of our patients. She told us what helped her most."

#: Class -> words of a story that tell of it. Words of a clinic's day only: "clean", "sober
#: assessment" and "positive" are everyday words.
_TOLD = {
    "psychotherapy": r"psychotherap\w+|(?:session|counsel\w+|therapist)\s+notes"
    r"|in\s+(?:her|his|their)\s+(?:therapy|counseling|counselling)\s+sessions?",
    "substance-use": r"(?:opioid|alcohol|drug|substance|cocaine|heroin|meth\w*)[\s-]+"
    r"(?:use|misuse|addiction|dependen\w+)(?:[\s-]+disorder)?|(?:in|into|of)\s+recovery\s+from\s+"
    r"(?:opioids?|alcohol|drugs|addiction)|addiction\s+(?:program\w*|treatment|clinic)|methadone"
    r"|buprenorphine|suboxone|detox\w*|rehab\s+for\s+(?:alcohol|drugs|opioids)",
    "hiv": r"HIV|AIDS|antiretroviral\w*",
    "genetic": r"BRCA\d?|genetic(?:ally)?\s+(?:test\w*|result\w*|variant\w*|mutation\w*)"
    r"|gene\s+(?:variant|mutation)s?|Lynch\s+syndrome|Huntington['’]?s?",
    "reproductive": r"abortions?|miscarriages?|miscarried|IVF|in\s+vitro\s+fertili[sz]ation"
    r"|infertil\w+|fertility\s+(?:treatment|clinic)|steriliz\w+|contracepti\w+|stillb\w+",
}
_CLASSES = {
    name: re.compile(rf"\b(?:{words})\b", 0 if name == "hiv" else re.IGNORECASE)
    for name, words in _TOLD.items()
}
#: Words that a record may use for a class.
_SAID = {
    "psychotherapy": ("psychotherapy", "psychotherapy notes", "mental health"),
    "substance-use": ("substance-use", "substance use", "sud", "42 cfr part 2", "part 2"),
    "hiv": ("hiv", "hiv/aids"),
    "genetic": ("genetic", "genetics", "genetic information"),
    "reproductive": ("reproductive", "reproductive health"),
}


@register
class SpecialClass(Rule):
    """Psychotherapy, a substance use program, HIV, genetics or reproduction in a patient's story.

    Asked of posts that name a consent; a story without one is stopped by CON001.
    """

    id = "CON008"
    title = "Specially protected information"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "Some information wants a form of its own. Psychotherapy notes may not be combined with "
        "another authorization; records of a substance use disorder program need the consent of 42 "
        "CFR Part 2; many states protect HIV, genetic and reproductive information further. A form "
        "that was signed for a story of recovery does not open these."
    )
    fix = "Get a form that covers this class and list it under special_classes, or leave it out"
    source = "45 CFR 164.508(a)(2), (b)(3)(ii); 42 CFR 2.31"
    override = "L"
    examples = (
        Example(
            "a substance use program in a story of recovery",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            f"{_STORY} Methadone and a patient sister, she says.",
        ),
        Example(
            "a genetic result",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            f"{_STORY} Her BRCA1 result had frightened her.",
        ),
        Example(
            "the record lists the class",
            {"kind": "story", "patient": {"consent": "C-special"}},
            f"{_STORY} Methadone and a patient sister, she says.",
            stopped=False,
        ),
        Example(
            "teaching, with no patient in it",
            {},
            "Opioid use disorder is treatable. Ask about methadone and buprenorphine.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """The classes that the post tells of, each once."""
        if not view.post.consent:
            return
        told: set[str] = set()
        for surface in readable(rendition, view.post):
            for name, pattern in _CLASSES.items():
                match = pattern.search(surface.text)
                if match and name not in told:
                    told.add(name)
                    yield fact_at(rendition, surface, match.span(), "class", ref=name)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those that the record does not list."""
        record = view.records.consents.get(view.post.consent)
        if record is None:
            return
        listed = {word.casefold().strip() for word in record.special_classes}
        for fact in facts:
            if not listed.intersection(_SAID[fact.ref]):
                what = f"{record.id} does not cover the special class {fact.ref}"
                yield self.finding(subject, fact, what=what)
