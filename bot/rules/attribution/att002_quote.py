"""ATT002: words or a reference that nobody can trace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.narration import QUOTED
from bot.rules.meaning.spot import fact_at, readable
from bot.surface import SurfaceKind

_DOI = re.compile(r"(?i)\b(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)(?P<doi>[^\s,;)\]]+)")
#: 10., a registrant of four to nine digits, a slash, a suffix (DOI handbook, read 2026-11).
_WELL_FORMED = re.compile(r"^10\.\d{4,9}(?:\.\d+)*/\S+$")
#: Fewer words are a term or a saying, not a quotation.
_LEAST_WORDS = 8
_SPEAKER = re.compile(
    r"(?i)\b(?:says?|said|writes?|wrote|according\s+to|told|asks?|asked|explains?|explained|notes?"
    r"|noted|adds?|added|quotes?|quoted|puts?\s+it|as\s+\w+\s+(?:puts?|said)|states?|reads?"
    r"|concludes?|concluded|recommends?|guideline|author(?:s|ed)?|report(?:s|ed)?)\b"
)
_SIGNED = re.compile(r"^[ \t]{0,20}\n?[ \t]{0,20}(?:[—–-]|\()\s*(?:[A-Z]|@)")
#: The words themselves are spoken of: "..." is a goal.
_MEANT = re.compile(
    r"(?i)^[,.]?\s*(?:is|are|was|were|means?|can|may|sounds?|works?|or|and|not|vs)\b"
)
#: What anybody may say, think or ask; nobody in particular is quoted.
_ANYBODY = re.compile(
    r"(?i)\b(?:myth|people|patients|many|you|we|i|some|often\s+hear|question|ask|tell|if|like|such"
    r"|for\s+example|instead\s+of|called?|titled?|saying|phrase|hears?|think)\b"
)


@register
class Untraceable(Rule):
    """A quotation without its speaker, a DOI that is none, or one known to be withdrawn.

    Nothing is looked up: config/references.toml is what the practice knows of its references.
    """

    id = "ATT002"
    title = "Quotation or reference without a source"
    gate = "attribution"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Readers trust what is quoted and what carries a reference, so both have to lead "
        "somewhere. "
        "A quotation needs its speaker or its publication. A DOI has to be one, and a paper "
        "that was "
        "withdrawn supports nothing: write what you know about a reference into "
        "config/references.toml, and every post that cites it is told."
    )
    fix = "Name the speaker or publication, or correct the reference"
    source = "ASPN best practice for social media (2024); 16 CFR 255.1"
    override = "C"
    examples = (
        Example(
            "whose words?",
            {},
            "\u201cThe best time to start moving again was yesterday, and the next best is "
            "now.\u201d",
        ),
        Example("a DOI that is none", {}, "Walking helps (doi:JPR.S366978)."),
        Example("a withdrawn paper", {"references": ["doi:10.5555/withdrawn.1"]}, "Walking helps."),
        Example(
            "the speaker is named",
            {},
            "\u201cThe best time to start moving again was yesterday, and the next best is "
            "now,\u201d "
            "said our therapist Wei Lin.",
            stopped=False,
        ),
        Example(
            "what people say",
            {},
            "Many people tell us: \u201cI am afraid that moving will hurt my back even more.\u201d",
            stopped=False,
        ),
        Example(
            "a DOI", {"references": ["doi:10.2147/JPR.S366978"]}, "Walking helps.", stopped=False
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Quotations without a speaker, and the DOIs of text and front matter."""
        post = view.post
        for surface in readable(rendition, post):
            if surface.kind is not SurfaceKind.TEXT:
                continue
            for span in unsigned(surface.text) if not post.references else ():
                note = "a quotation names nobody who said it"
                yield fact_at(rendition, surface, span, "quote", note=note)
            for match in _DOI.finditer(surface.text):
                doi = match["doi"].rstrip(".")
                yield fact_at(rendition, surface, match.span("doi"), "doi", ref=_kept(doi))
        for reference in post.references:
            if found := _DOI.search(reference):
                yield Fact("doi", post.place("references"), ref=_kept(found["doi"].rstrip(".")))

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Each DOI against the references on file, and once."""
        known = {one.doi.casefold(): one.status for one in view.records.references}
        told: set[str] = set()
        for fact in facts:
            if fact.kind != "doi":
                yield self.finding(subject, fact)
                continue
            what = "a reference is no DOI" if not fact.ref else _STANDS.get(known.get(fact.ref, ""))
            if what and fact.ref not in told:
                told.add(fact.ref)
                yield self.finding(subject, fact, what=what)


_STANDS = {
    "retracted": "a reference is on file as retracted",
    "unresolvable": "a reference is on file as leading nowhere",
    "concern": "a reference is on file with an expression of concern",
}


def _kept(doi: str) -> str:
    """A public identifier of a publication; nothing when it is none."""
    return doi.casefold() if _WELL_FORMED.match(doi) else ""


def unsigned(text: str) -> Iterator[tuple[int, int]]:
    """Spans of quotations of eight words and more that nobody is named for."""
    for match in QUOTED.finditer(text):
        words = (match["words"] or match["block"]).split()
        before = text[max(0, match.start() - 90) : match.start()].rpartition("\n")[2]
        after = text[match.end() : match.end() + 90]
        if len(words) < _LEAST_WORDS or match.group().rstrip('\u201d"»').endswith("?"):
            continue
        told = _SPEAKER.search(before) or _SPEAKER.search(after.partition("\n")[0])
        if not (told or _SIGNED.match(after) or _MEANT.match(after) or _ANYBODY.search(before)):
            yield match.span()
