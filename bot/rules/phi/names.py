"""PHI001: a person who may be a patient is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from bot.model import Finding, Rendition, Severity
from bot.phi.consent import releasing
from bot.phi.model import Identifier, Level
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.phi._facts import fact_of

NOT_RUN = "not-run"


@register
class PersonNamed(Rule):
    """A name in a patient's place, unless the consent's scope releases that very name."""

    id: ClassVar[str] = "PHI001"
    title: ClassVar[str] = "Person named"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS, Need.VAULT})
    why: ClassVar[str] = (
        "A name beside a hint of care tells the world who is treated where. Text, alt text, "
        "hashtags, handles, links and file names are read. Staff, cited authors, public "
        "persons, eponyms and organisations pass; an allowed name in a patient's place does "
        "not. A full name that is nobody on file is shown to a person for a look."
    )
    fix: ClassVar[str] = "Remove the name, or attach a consent whose scope lists it"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(A); 164.508"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "a patient's full name in the caption",
            {},
            "Our patient Marisol Quintanar was discharged after her spinal fusion.",
        ),
        Example(
            "a name inside a hashtag",
            {"hashtags": ["PrayForJohnSmith"]},
            "Please keep a member of our community in your thoughts. #PrayForJohnSmith",
        ),
        Example("initials after a title", {}, "Mr. K was admitted with a broken hip."),
        Example(
            "colleagues, eponyms and institutions pass",
            {},
            "Dr. Lena Whitfield, MD, explains how Parkinson's disease changes posture. "
            "A Foley catheter is rarely needed after this operation.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every name that stops or holds, and for every text not read."""
        analysis = view.analysis(rendition)
        consent = releasing(view.post, view.records, rendition.platform, Identifier.NAME)
        for hit in analysis.hits:
            if hit.identifier is Identifier.NAME and hit.level is not Level.INFO:
                yield fact_of(hit, private=hit.normalised if consent else "")
        for reason in analysis.not_run:
            yield Fact(
                NOT_RUN,
                view.post.place(),
                note=f"not read for identifiers: {reason}",
                severity=Severity.WARN,
            )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterable[Finding]:
        """Yield what no consent releases. Raises NotHere when only the vault's key could tell."""
        certain = [fact for fact in facts if not fact.private]
        asked = [fact for fact in facts if fact.private]
        yield from (self._finding_of(subject, fact) for fact in certain)
        if all(fact.severity for fact in certain):  # else it is blocked without asking
            yield from self._unreleased(subject, asked, view)

    def _unreleased(self, subject: Subject, asked: Sequence[Fact], view: View) -> Iterable[Finding]:
        consent = releasing(view.post, view.records, subject.platform, Identifier.NAME)
        released = set(consent.scope.name_hmacs) if consent else set()
        for fact in asked:
            if view.vault.name_hmac(fact.private) not in released:
                yield self._finding_of(subject, fact)

    def _finding_of(self, subject: Subject, fact: Fact) -> Finding:
        if fact.kind != NOT_RUN:
            return self.finding(subject, fact)
        fix = "Write it in English, or shorter, or let a person read it and acknowledge"
        return self.finding(subject, fact, fix=fix)
