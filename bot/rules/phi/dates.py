"""PHI003: a day or month of a person's birth, care or death."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Identifier
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import facts_of


@register
class DateOfCare(Rule):
    """Only the year of a patient's date may stand; "yesterday" gives the day away."""

    id: ClassVar[str] = "PHI003"
    title: ClassVar[str] = "Date of a person's care or life"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "All parts of a date but the year identify when they belong to a patient: birth, "
        "admission, surgery, discharge, death. A relative word such as yesterday gives the day "
        "away together with the time of posting. Dates of events, papers, awareness days and "
        "office hours pass."
    )
    fix: ClassVar[str] = "Give the year only, or leave the date out"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(C)"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("a birth date", {}, "Reminder for the front desk: DOB 03/04/1961."),
        Example(
            "a day of care, told relative to the post",
            {},
            "My patient was admitted yesterday and is already walking.",
        ),
        Example(
            "the date of an event passes",
            {},
            "Join us on Tuesday, March 5 for a free talk on sleep and pain.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every date that stops or holds."""
        return facts_of(rendition, view, frozenset({Identifier.DATE}))
