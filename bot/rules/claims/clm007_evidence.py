"""CLM007: unsourced or weak evidence."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.evidence import has_source, weak_claims
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class WeakEvidence(Rule):
    """A figure for an effect, "studies show", a comparison without a source; weak proof as fact.

    A DOI, a trial number, a listed reference, a link to one, or an authority named in the text is
    a source. How common something is is no effect and is left to the rule on figures.
    """

    id = "CLM007"
    title = "Evidence unsourced or weak"
    gate = "claims"
    severity = Severity.WARN
    why = (
        "A reader cannot weigh a study that has no name. What works in mice, in a dish or in a "
        "dozen volunteers mostly does not work in people, and a preprint has not been read by "
        "anybody who would object. Peer-reviewed sources, named, are what the paper asks for."
    )
    fix = "Name the study in references, or say how early or small it is"
    source = "FTC Health Products Compliance Guidance, December 2022"
    override = "C"
    examples = (
        Example("studies without a name", {}, "Studies show that dry needling relieves pain."),
        Example("a figure", {}, "The new block reduces pain by 70%."),
        Example("mice as people", {}, "A mouse study proves that red light reverses dementia."),
        Example(
            "named",
            {"references": ["doi:10.1002/14651858.CD009790.pub2"]},
            "Studies show that exercise probably reduces chronic back pain.",
            stopped=False,
        ),
        Example(
            "qualified",
            {},
            "Results in mice are early. They do not tell us whether it helps people.",
            stopped=False,
        ),
        Example("how common", {}, "About 1 in 3 adults has high blood pressure.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown; a source repairs what is not weak in itself."""
        for one in shown(rendition, view.post):
            for found in weak_claims(one.reading):
                if not (found.sourced and has_source(rendition, view.post)):
                    yield spot(one, (found.start, found.end), f"it {found.what}")
