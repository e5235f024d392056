"""ADV001: an individual instruction."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.instruction import instructions
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class IndividualInstruction(Rule):
    """A dose, a start or stop, a diagnosis or a clearance that is addressed to a reader.

    Not what most people do, not a warning, not a habit such as walking, and not a text that
    sends the reader to a clinician first.
    """

    id = "ADV001"
    title = "Individual instruction"
    gate = "advice"
    severity = Severity.BLOCK
    why = (
        "Whoever reads a post has not been examined. A dose that is right for one reader harms "
        "the next, and an answer to one person's question makes that person a patient in the "
        "eyes of a board. General information and a way to an evaluation are what a post can "
        "give."
    )
    fix = "Say it of people in general and send the reader to their clinician"
    source = "FSMB, Social Media and Electronic Communications, 2019; AMA Opinion 2.3.2"
    override = "C"
    examples = (
        Example("a dose", {}, "Take 600 mg of ibuprofen every six hours."),
        Example("an order to a handle", {}, "@jo stop your blood thinner on Friday."),
        Example("a diagnosis", {}, "Reply to @sam: you have a pinched nerve."),
        Example("a clearance", {}, "You are cleared to drive two weeks after your fusion."),
        Example(
            "ask first",
            {},
            "Talk to your clinician before you stop any medicine.",
            stopped=False,
        ),
        Example("a warning", {}, "Never stop a blood thinner on your own.", stopped=False),
        Example("a habit", {}, "Start with five minutes on flat ground.", stopped=False),
        Example(
            "asked",
            {},
            "Should you stop metformin before a scan? Ask the team that ordered it.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in instructions(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
