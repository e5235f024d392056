"""CLM005: atypical results."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.evidence import has_source
from bot.rules.meaning.reading import shown
from bot.rules.meaning.result import atypical
from bot.rules.meaning.spots import spot


@register
class AtypicalResult(Rule):
    """A testimonial or a figure told as what readers can expect, and not what most people get.

    "Results not typical" and "results may vary" do not repair it; what most people get does.
    """

    id = "CLM005"
    title = "Atypical result"
    gate = "claims"
    severity = Severity.BLOCK
    why = (
        "Readers take one person's result for what they will get. The FTC asks what most people "
        "can expect to be told as clearly as the result itself, and has found that a line such "
        "as 'results may vary' does not change what readers believe."
    )
    fix = "Say what most people get, with a figure and its source, or leave the result out"
    source = "16 CFR 255.2(b)"
    override = "L"
    examples = (
        Example(
            "a testimonial",
            {},
            '"I lost 60 pounds in ten weeks at this clinic!" You can too. Results not typical.',
        ),
        Example(
            "a figure without a source",
            {},
            "Our patients lose 40 pounds in three months. Individual results may vary.",
        ),
        Example(
            "what most people get",
            {},
            '"I lost 60 pounds in a year." On average, people in our program lose 12 pounds.',
            stopped=False,
        ),
        Example(
            "nothing promised",
            {},
            "This is one person's experience. Your own course may be different.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in atypical(one.reading, sourced=has_source(rendition, view.post)):
                yield spot(one, (found.start, found.end), f"it {found.what}")
