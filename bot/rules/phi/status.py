"""PHI009: words that confirm, deny or hint that somebody is a patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Aspect
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.phi._facts import told_of


@register
class StatusRevealed(Rule):
    """Somebody spoken to, mentioned or tagged is told of care that the practice gave."""

    id: ClassVar[str] = "PHI009"
    title: ClassVar[str] = "Status revealed"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "A reply that knows of a visit, a bill or a chart tells the world that the person is a "
        "patient, even when they said so first; a denial tells as much. The Office for Civil "
        "Rights has taken between $10,000 and $50,000 for such replies. A neutral reply and "
        "thanks for a review pass. gatepost reply check reads a reply before you post it."
    )
    fix: ClassVar[str] = "Use the neutral reply that gatepost reply check offers"
    source: ClassVar[str] = "45 CFR 164.502(a); OCR v. Igbinadolor (2022)"
    override: ClassVar[str] = "L"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "a reply that knows the visit",
            {},
            "We are sorry, but our records show that you were seen within ten minutes.",
        ),
        Example(
            "thanks that tell of treatment",
            {},
            "Thank you! We are so happy that your knee replacement went well.",
        ),
        Example(
            "a neutral reply passes",
            {},
            "Thank you for your feedback. Privacy law keeps us from saying whether somebody is "
            "in our care. Please call our office.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield a fact for every stretch that reveals a status and that no consent covers."""
        for fact in told_of(rendition, view, Aspect.STATUS):
            yield replace(fact, severity="")
