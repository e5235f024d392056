"""CON009: a real case with its identifiers taken out, and nobody asked the person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.authorization import missing
from bot.rules.meaning.narration import IMAGINED, INVENTED, NOT_INVENTED
from bot.rules.meaning.spot import fact_at, readable
from bot.surface import SurfaceKind

_CASE = (
    r"(?:cases?|stor(?:y|ies)|patients?|images?|scans?|pictures?|photos?|x-?rays?|mris?|details?)"
)
#: An author says that the case is real and the person taken out of it.
_TAKEN_OUT = re.compile(
    rf"(?i)\b(?:de-?identified|anonymi[sz]ed|anonymous)\s+(?:\w+\s+){{0,2}}{_CASE}\b"
    rf"|\b{_CASE}\s+(?:\w+\s+){{0,3}}(?:de-?identified|anonymi[sz]ed)\b"
    r"|\b(?:identifying|personal|some|certain|all|patient)\s+(?:\w+\s+)?"
    r"(?:details?|information|identifiers?|features?)\s+(?:have\s+been\s+|has\s+been\s+|were\s+|was\s+"
    r"|are\s+)?(?:changed|altered|removed|omitted|modified|withheld|disguised)"
    r"|\bname\s+(?:has\s+been\s+|was\s+)?(?:changed|withheld)\b"
    r"|\bshared\s+(?:anonymously|without\s+(?:identifiers|names?))\b"
)
#: A case of one's own practice, shown to teach.
_OWN_CASE = re.compile(
    r"(?i)\bcase\s+(?:of\s+the\s+(?:day|week|month)|discussion|from\s+(?:our|my|the)\s+"
    r"(?:clinic|practice|or|ward|office))\b"
    r"|\b(?:interesting|recent|rare|real|tough|challenging|tricky)\s+case\s+(?:from|in|at|we|I|this)\b"
)
#: Data protection and studies: what is anonymised there is no case.
_OF_DATA = re.compile(
    r"(?i)\b(?:data(?:set|base)?s?|surveys?|stud(?:y|ies)|records|registr(?:y|ies)|reviews?|trial"
    r"|feedback|questionnaires?|research|statistics)\b"
)
_DRAWN = re.compile(
    r"(?i)\b(?:drawing|drawn|illustration|diagram|cartoon|model|stock|mannequin|render(?:ed|ing)"
    r"|schematic|icon)\b"
)
_OF_ONE = re.compile(
    r"(?i)\b(?:patient['’]s|his|her|(?:of|from)\s+(?:a|an|one|our|my)\s+(?:\S+\s+){0,3}?"
    r"(?:patient|man|woman|boy|girl|child|\d{1,2}[\s-]year[\s-]old))\b"
)
_CLINICAL = re.compile(
    r"(?i)\b(?:x-?ray|radiograph|mri|ct|scan|ultrasound|endoscop\w+|arthroscop\w+|wound|incision"
    r"|rash|lesion|intraoperative|biops\w+|histolog\w+|ecg|fluoroscop\w+|angiogra\w+)\b"
)


@register
class UnsignedCase(Rule):
    """A case told or pictured as real and anonymous, with no signed authorization named.

    A story that still tells of one recognisable person is CON001's, which blocks.
    """

    id = "CON009"
    title = "Anonymous case without consent"
    gate = "consent"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Taking names and dates out of a real case is allowed, and still people recognise "
        "themselves "
        "or are recognised by those around them. Good practice is to ask and to keep the "
        "signature. "
        "With a picture or scan of a real person the post is stopped, because pixels cannot be "
        "made "
        "anonymous by leaving words out. A case that says it is invented passes."
    )
    fix = "Ask the person and name the signed form under patient: consent:, or say it is invented"
    source = "45 CFR 164.514(a)-(b); ASPN best practice for social media (2024)"
    override = "P"
    examples = (
        Example(
            "details changed, nobody asked",
            {},
            "A tricky case from our clinic: back pain that was none. Details have been changed.",
        ),
        Example(
            "the scan of a real person",
            {
                "media": [
                    {
                        "file": "images/scan.png",
                        "alt": "MRI scan of a 45-year-old patient with a slipped disc",
                        "people": "none",
                    }
                ]
            },
            "What a slipped disc looks like.",
        ),
        Example(
            "the case is invented and says so",
            {},
            "An invented case: back pain that was none. All details are made up for teaching.",
            stopped=False,
        ),
        Example(
            "the person signed",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            "A tricky case from our clinic: back pain that was none. Details have been changed.",
            stopped=False,
        ),
        Example(
            "a drawing",
            {
                "media": [
                    {
                        "file": "images/disc.png",
                        "alt": "Drawing of an MRI scan of a patient with a slipped disc",
                        "people": "none",
                    }
                ]
            },
            "What a slipped disc looks like.",
            stopped=False,
        ),
        Example(
            "anonymous data of many",
            {},
            "The registry holds anonymised records of 12,000 patients.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Cases that are said to be real and anonymous, and pictures of one person's body."""
        texts = list(readable(rendition, view.post))
        if any(says_invented(surface.text) for surface in texts):
            return
        for surface in texts:
            if surface.kind is SurfaceKind.ALT and _pictures_one(surface.text):
                note = "a picture shows one person's body or scan"
                yield fact_at(
                    rendition, surface, (0, 0), "image", note=note, severity=Severity.BLOCK
                )
            elif span := anonymous_case(surface.text):
                note = "it tells of a real case as anonymous"
                yield fact_at(rendition, surface, span, "case", note=note)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Nothing when a record that somebody signed is named."""
        lack = missing(view.post.consent, view.records)
        for fact in facts if lack else ():
            yield self.finding(subject, fact, what=f"{fact.note} and {lack}")


def anonymous_case(text: str) -> tuple[int, int] | None:
    """Where ``text`` says that a real case was made anonymous."""
    for pattern in (_TAKEN_OUT, _OWN_CASE):
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 40) : match.end() + 40]
            if not _OF_DATA.search(around):
                return match.span()
    return None


def says_invented(text: str) -> bool:
    """Whether the text says that its case is made up."""
    said = INVENTED.search(text) or IMAGINED.search(text)
    return bool(said) and not NOT_INVENTED.search(text)


def _pictures_one(alt: str) -> bool:
    return bool(_CLINICAL.search(alt) and _OF_ONE.search(alt) and not _DRAWN.search(alt))
