"""DIS001: a tie shows and nothing discloses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Place, Rendition, Severity
from bot.records import Records
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days
from bot.rules.meaning.denial import Denial, denials, denied_object
from bot.rules.meaning.mention import names_any, names_terms, terms


@register
class Undisclosed(Rule):
    """Names from the register, or a sponsor, without a recognised disclosure in the text."""

    id = "DIS001"
    title = "Material connection not disclosed"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Readers weigh what a clinician says about a product differently when the maker pays the "
        "clinician, gives goods, employs them or their family, or is partly theirs. So whenever a "
        "post names a company, product, handle or discount code that stands in the register of "
        "the author, of the account's owner or of the practice, or has a sponsor, its own text "
        "has to tell the tie. The same rule stops a claim of independence that the register "
        "contradicts. Spelling, hashtags, links and alt texts make no difference."
    )
    fix = "Tell the tie in the first line, for example: Ad, Sponsored by X, X pays me to speak"
    source = "16 CFR 255.5(a), 255.0(f); AMA Opinion 2.3.2"
    override = "L"
    examples = (
        Example(
            "a product of a company that pays the author, without a word about it",
            {},
            "We now offer the CalmWave headband for migraine. Ask us whether it suits you.",
        ),
        Example(
            "a company in a hashtag, and a claim of independence",
            {"hashtags": ["NeuroviaPartner", "Migraine"]},
            "Not sponsored: I simply like this headband for migraine.",
        ),
        Example(
            "a discount code in a link",
            {"link": "https://shop.example.org/band?code=OKAFOR15"},
            "Several headbands are on the market. We compared five of them.",
        ),
        Example(
            "the same product with the tie told first",
            {},
            "Ad: Neurovia pays me to speak. We now offer the CalmWave headband for migraine.",
            stopped=False,
        ),
        Example(
            "a tie that ended before the post goes out",
            {},
            "A look back at ten years of Carrick stimulators and what they taught us.",
            stopped=False,
        ),
        Example(
            "no company at all",
            {},
            "A calm wave of breathing, in and out, can help when a migraine starts.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Ties without a disclosure, and denials with the tie they deny."""
        yield from obligation.facts(self.id, rendition, view.post, view.records)
        owed = {o.ref for o in obligation.obligations(rendition, view.post, view.records)}
        for number, part in enumerate(rendition.parts):
            for denied in denials(part.text):
                place = part.place_at(denied.start, view.post.place())
                yield from _denied(part.text, denied, owed, rendition, view, number, place)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Ties active at a due time; an unreadable register counts as one."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)
        bound = obligation.bound_people(view.post, subject.account, view.records)
        for person, place in unreadable(bound, view.records):
            yield self.finding(
                subject,
                place=place,
                what=f"the register of {person} cannot be read, so no tie can be ruled out",
                fix="Mend the file and run again",
            )


def _denied(
    text: str,
    denied: Denial,
    owed: set[str],
    rendition: Rendition,
    view: View,
    part: int,
    place: Place,
) -> Iterator[Fact]:
    who = denied_object(text, denied)
    scoped = names_terms((who,)) if who else ()
    ties = obligation.ties(view.post, rendition.account, view.records)
    refs = [(ref, terms(tie)) for ref, tie in ties]
    if obligation.sponsored(view.post):
        refs.append((obligation.SPONSOR, names_terms((view.post.sponsored_by,))))
    for ref, wanted in refs:
        about = names_any(who, wanted) if who and scoped else denied.sweeping or ref in owed
        if about:
            yield Fact(
                "denial",
                place,
                part,
                denied.start,
                denied.end,
                ref,
                f"it claims independence against {_entry(ref)}",
            )


def _entry(ref: str) -> str:
    person, _, number = ref.rpartition("/")
    return f"entry {int(number) + 1} of the register of {person}" if person else "its sponsor"


def unreadable(bound: Iterable[str], records: Records) -> Iterator[tuple[str, Place]]:
    """(person, place) of each register among the files that could not be read."""
    for problem in records.problems:
        path = problem.place.path if problem.place else ""
        for person in bound:
            if problem.place and path.endswith(f"register/{person}.toml"):
                yield person, problem.place
