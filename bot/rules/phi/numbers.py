"""PHI002: a number, address, contact or code that leads to one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Identifier
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import facts_of

#: Kinds D to R of 45 CFR 164.514(b)(2)(i): all but names, places, dates and ages.
NUMBERS = frozenset(Identifier) - {
    Identifier.NAME,
    Identifier.PLACE,
    Identifier.DATE,
    Identifier.AGE,
}


@register
class NumberOrAddress(Rule):
    """A record number blocks wherever it stands; a telephone number beside a patient does."""

    id: ClassVar[str] = "PHI002"
    title: ClassVar[str] = "Number, address or code of a person"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "Social security, record, plan, account, licence, plate and serial numbers lead to one "
        "person and block wherever they stand, sample numbers too. Telephone numbers, mail "
        "addresses and web pages block beside a patient. The practice's own "
        "contacts in brand.toml, toll-free lines, DOI and trial numbers pass."
    )
    fix: ClassVar[str] = "Remove it, or add it to contacts in brand.toml if it is the practice's"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(D)-(R)"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("a record number", {}, "Great save by the night team tonight, MRN 4471902."),
        Example(
            "a patient's own telephone number",
            {},
            "Our patient is home again; her cell is 415-555-0142 if you want to say hello.",
        ),
        Example(
            "public numbers pass",
            {},
            "In a crisis call or text 988. The trial is registered as NCT01234567, see "
            "doi:10.2147/JPR.S366978. Toll-free: 1-800-273-8255.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every number, address, contact and code that stops or holds."""
        return facts_of(rendition, view, NUMBERS)
