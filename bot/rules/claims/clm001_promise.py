"""CLM001: absolute promises."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.promise import promises
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class AbsolutePromise(Rule):
    """A cure, a guarantee, no risk, no pain, for ever or for everybody; words of hype are a warn.

    Not when the text denies it, asks, warns of those who promise it, hopes for it, or means
    something else: cured ham, guaranteed parking, a painless lump.
    """

    id = "CLM001"
    title = "Absolute promise"
    gate = "claims"
    severity = Severity.BLOCK
    why = (
        "No treatment helps everybody, for ever, without risk. A promise that says so misleads "
        "people who are in need, and hopes that fail cost trust, money and sometimes the "
        "treatment that would have helped. Regulators act on such words whatever stands in the "
        "small print."
    )
    fix = "Say what the evidence shows: how often it helps, how much, and what can go wrong"
    source = "FTC Health Products Compliance Guidance, December 2022; AMA Opinion 9.6.1"
    override = "C+L"
    examples = (
        Example("a cure", {}, "Our laser cures arthritis. Call us today."),
        Example("for ever", {}, "Say goodbye to sciatica for good."),
        Example("no risk", {}, "Ketamine infusions are completely safe and have no side effects."),
        Example("hype, which is a warn", {}, "The miracle injection has come to our town."),
        Example(
            "the myth beside the fact",
            {},
            "Myth: no laser can help. Fact: our laser cures arthritis.",
        ),
        Example(
            "said not to be one",
            {},
            "There is no cure for arthritis yet. Exercise helps many people.",
            stopped=False,
        ),
        Example(
            "a myth",
            {},
            '"100 % safe" is a myth. Every procedure has risks.',
            stopped=False,
        ),
        Example("asked", {}, "Is there a cure for tinnitus? Not yet.", stopped=False),
        Example("another sense", {}, "Parking is guaranteed. Bring cured ham.", stopped=False),
        Example("a symptom", {}, "A painless lump should be seen by a doctor.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in promises(one.reading):
                severity = Severity.WARN if found.hype else None
                yield spot(one, (found.start, found.end), f"it {found.what}", severity)
