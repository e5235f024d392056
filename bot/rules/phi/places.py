"""PHI005: a place below a state that belongs to one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Identifier
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import facts_of


@register
class PlaceOfPerson(Rule):
    """Where one patient lives, works, fell ill or lies; the practice's own places pass."""

    id: ClassVar[str] = "PHI005"
    title: ClassVar[str] = "Place of a person"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "A town, county, street, postal code or named site beside one person's care narrows the "
        "search to a few. Only the state may stand. Places of events, of the practice and of "
        "other institutions pass as long as no patient is spoken of."
    )
    fix: ClassVar[str] = "Name the state at most"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(B)"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "a patient's home town",
            {},
            "My patient from Tonopah was discharged after her stroke.",
        ),
        Example(
            "a street address beside a patient",
            {},
            "Our patient is home again, cards go to 19 Larkspur Lane, Elko, NV 89801.",
        ),
        Example(
            "the place of an event passes",
            {},
            "Free hearing checks at the town hall in Elko, Nevada. Bring a friend.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every place that stops or holds."""
        return facts_of(rendition, view, frozenset({Identifier.PLACE}))
