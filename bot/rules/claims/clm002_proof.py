"""CLM002: proof or clearance."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Kind, Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.evidence import has_source, proofs
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class ProofOrClearance(Rule):
    """ "Clinically proven" or "FDA approved" without a source, or a clearance that is no approval.

    A registration or a certificate is never an approval; stem cells, drips and supplements have
    none in general; devices are mostly cleared. A source repairs the rest.
    """

    id = "CLM002"
    title = "Proof or clearance claimed"
    gate = "claims"
    severity = Severity.BLOCK
    why = (
        "Proven and approved are the words that end a reader's doubts, so they must be true and "
        "the reader must be able to look it up. A maker of a pain device paid four million "
        "dollars for words of proof and of clearance that went further than either."
    )
    fix = "Name the study or the FDA record in references, or say less"
    source = "FTC v. NeuroMetrix, 2020; FTC Health Products Compliance Guidance, December 2022"
    override = "C+L"
    examples = (
        Example("proof without a source", {}, "Our program is clinically proven to end falls."),
        Example("a registration", {}, "Our FDA-registered table is new in town."),
        Example("what has no approval", {}, "FDA-approved stem cell therapy is here."),
        Example(
            "the source is listed",
            {"references": ["doi:10.1000/182"]},
            "Tai chi is clinically proven to reduce falls in older adults.",
            stopped=False,
        ),
        Example(
            "said of what is not",
            {},
            "The FDA has not approved any stem cell product for back pain.",
            stopped=False,
        ),
        Example(
            "a warning",
            {},
            '"Clinically proven" on a label can be misleading. Ask who ran the study.',
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown; a source repairs some claims and not others."""
        promoted = view.post.kind is Kind.PROMOTION
        for one in shown(rendition, view.post):
            for found in proofs(one.reading, promoted=promoted):
                if not (found.sourced and has_source(rendition, view.post)):
                    span = (found.start, found.end)
                    yield spot(one, span, f"it {found.what}", found.severity)
