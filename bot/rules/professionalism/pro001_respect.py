"""PRO001: disrespect."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.reading import shown
from bot.rules.meaning.respect import disrespect
from bot.rules.meaning.spots import spot


@register
class Disrespect(Rule):
    """Mocks, blames or stereotypes patients or groups, or uses a word that stigmatises.

    A word that is talked about in order to give it up, and a proper name that holds one, insult
    nobody.
    """

    id = "PRO001"
    title = "Disrespect"
    gate = "professionalism"
    severity = Severity.BLOCK
    why = (
        "People who are laughed at, or called an addict, come later, tell less and stay away. A "
        "colleague who reads along may find it funny; the patient who recognises himself does "
        "not, and neither does a board."
    )
    fix = "Say it of the person and not of the label, and leave the joke out"
    source = "AMA Principles of Medical Ethics, I; NIDA, Words Matter"
    override = "M+C"
    examples = (
        Example("a label", {}, "Our waiting room is full of addicts again."),
        Example("blame", {}, "Patients who do not listen have only themselves to blame."),
        Example("a joke about patients", {}, "Patients say the dumbest things! 😂"),
        Example(
            "the word is given up",
            {},
            'We no longer say "addict." We say a person with a substance use disorder.',
            stopped=False,
        ),
        Example("a proper name", {}, "Narcotics Anonymous meets here at 7 p.m.", stopped=False),
        Example(
            "another sense",
            {},
            "Our team is addicted to crosswords. Crazy sock day is Friday.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in disrespect(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}", found.severity)
