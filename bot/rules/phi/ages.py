"""PHI004: a person's age over 89."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Identifier
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import facts_of


@register
class AgeOver89(Rule):
    """So few people are that old that the age alone narrows the search to one."""

    id: ClassVar[str] = "PHI004"
    title: ClassVar[str] = "Age over 89"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "Ages over 89 identify, in digits and in words; the category 90 or older may be used. "
        "Groups, ranges, statistics and things that are ninety years old pass."
    )
    fix: ClassVar[str] = 'Write "90 or older", or leave the age out'
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(C)"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("in words", {}, "A ninety-three-year-old farmer walked out of here on her own."),
        Example("in a clinician's shorthand", {}, "93 yo with a new hip, dancing again."),
        Example(
            "groups and numbers of other things pass",
            {},
            "People 90 and older were left out of over 90 studies. Review your plan every "
            "90 days: 90 % of falls at home can be prevented.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every age over 89 that stops or holds."""
        return facts_of(rendition, view, frozenset({Identifier.AGE}))
