"""DIS005: an advertisement, and nobody can tell whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.records import Records
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import disclosure, obligation
from bot.rules.meaning.days import due_days
from bot.rules.meaning.mention import Term, names_any, names_terms

#: An address or a handle names a company only to those who know it.
_KNOWN_TO_FEW = re.compile(
    r"(?i)https?://\S+|@[\w.]+|\b[\w-]{1,63}(?:\.[\w-]{0,30}[a-z][\w-]{0,40}){1,6}(?:/\S*)?"
)
#: "The maker of the band" after the product's name tells whose it is.
_ABBREVIATION = re.compile(r"^[A-Z0-9&.-]{1,4}$")


@register
class SponsorUnknown(Rule):
    """A disclosure in a text that names the company nowhere, or only by letters or a handle."""

    id = "DIS005"
    title = "Sponsor not recognisable"
    gate = "disclosure"
    severity = Severity.WARN
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "A label says that somebody paid; readers also want to know who. Three letters or a handle "
        "that only the trade knows do not tell them. The full name of the company or its product, "
        "once in the same message, is enough."
    )
    fix = "Write the company's full name into the disclosure"
    source = "16 CFR 255.0(f), 255.5(a)"
    override = "L"
    examples = (
        Example(
            "an ad that names nobody",
            {"sponsored_by": "Carrick Devices"},
            "Ad: A band for the head may help some people with migraine.",
        ),
        Example(
            "only a handle",
            {},
            "#ad A band for the head may help some people with migraine. @neurovia_hq",
        ),
        Example(
            "the full name",
            {"sponsored_by": "Carrick Devices"},
            "Sponsored by Carrick Devices: a band for the head may help some people with migraine.",
            stopped=False,
        ),
        Example(
            "the product is named",
            {},
            "#ad The CalmWave band may help some people with migraine.",
            stopped=False,
        ),
        Example("no tie", {}, "Walking is good medicine.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Parts that disclose a tie and name its company nowhere."""
        for owed in obligation.obligations(rendition, view.post, view.records):
            names = names_terms(_full_names(owed.ref, view.post.sponsored_by, view.records))
            for part in owed.parts:
                found = disclosure.find(rendition.parts[part].text)
                if found and not _named(rendition, part, names):
                    first = found[0]
                    place = rendition.parts[part].place_at(first.start, owed.places[part])
                    note = "the disclosure does not let a reader tell whose money it is"
                    yield Fact("sponsor", place, part, first.start, first.end, owed.ref, note)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)


def _named(rendition: Rendition, part: int, names: tuple[Term, ...]) -> bool:
    return names_any(_KNOWN_TO_FEW.sub(" ", rendition.parts[part].text), names)


def _full_names(ref: str, sponsor: str, records: Records) -> tuple[str, ...]:
    """Names by which a stranger knows the company: no handle, no code, no three letters."""
    person, _, number = ref.rpartition("/")
    if not person:
        names: tuple[str, ...] = (sponsor, *_products_of(sponsor, records))
    else:
        tie = records.registers[person].ties[int(number)]
        names = (tie.company, *tie.aliases, *tie.products)
    return tuple(n for n in names if n and not _ABBREVIATION.match(n) and not n.startswith("@"))


def _products_of(sponsor: str, records: Records) -> Iterator[str]:
    """Other names of the sponsor that a register knows."""
    for known in records.registers.values():
        for tie in known.ties:
            if names_any(sponsor, names_terms((tie.company, *tie.aliases))):
                yield from (tie.company, *tie.aliases, *tie.products)
