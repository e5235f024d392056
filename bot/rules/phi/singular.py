"""PHI006: facts that few share and that single one patient out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Aspect
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import told_of


@register
class SingularCase(Rule):
    """One rare fact asks for a person's look; two, or one with a place or date, stop."""

    id: ClassVar[str] = "PHI006"
    title: ClassVar[str] = "Singular case"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "The only, the first, the oldest; the mayor, the school bus driver; the one from the news: "
        "whoever reads it in town knows who is meant, without a name. One such fact is for a "
        "person to judge. Two of them, or one beside a place, a date or an age, block unless the "
        "patient's consent covers the platform. Staff, public persons, history and invented cases "
        "pass."
    )
    fix: ClassVar[str] = "Tell it more generally, or get the patient's consent"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i)(R), (ii)"
    override: ClassVar[str] = "D"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "a part in town and a county",
            {},
            "We put a new knee into the fire chief of Elko County. He is already walking.",
        ),
        Example(
            "a rarity and a place",
            {},
            "The only female lineman in Koochiching County got zapped and lived. "
            "She is in our burn unit now.",
        ),
        Example(
            "public persons and generic patients pass",
            {},
            "The mayor opens our new wing on Friday. Some patients want to know everything, "
            "others nothing.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every fact that singles a patient out and no consent covers."""
        yield from told_of(rendition, view, Aspect.SINGULAR)
        yield from told_of(rendition, view, Aspect.TOLD)
