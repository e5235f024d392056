"""CLM004: a procedure promoted."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Kind, Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning import treatment
from bot.rules.meaning.reading import shown, whole
from bot.rules.meaning.spots import spot


@register
class ProcedurePromoted(Rule):
    """A procedure is offered with no risks and alternatives, and no link that may lead to both.

    A warn where the text offers it; a block where the post is promotion. A link to a booking or
    a shop is no such link.
    """

    id = "CLM004"
    title = "Procedure promoted without risks and alternatives"
    gate = "claims"
    severity = Severity.WARN
    why = (
        "Who is offered a procedure should learn in the same place that it has risks and that "
        "there are other ways, of which waiting is one. The paper asks for this in every post "
        "that promotes a procedure: say both, or link to a page that does."
    )
    fix = "Add risks and alternatives, or link to a page that has both"
    source = "ASPN best practice for social media in healthcare, 2024; AMA Opinion 9.6.1"
    override = "C"
    examples = (
        Example(
            "promotion, which is a block",
            {"kind": "promotion"},
            "Spinal cord stimulation is here. Meet our surgeons in January.",
        ),
        Example("offered in other posts", {}, "We now offer knee replacements. Book your consult."),
        Example(
            "both are told",
            {"kind": "promotion"},
            "We offer epidural steroid injections. Risks include headache and infection. "
            "Alternatives are time, exercise and medicines.",
            stopped=False,
        ),
        Example(
            "a page has both",
            {"kind": "promotion", "link": "https://harborspine.example/epidural"},
            "We offer epidural steroid injections for some kinds of leg pain.",
            stopped=False,
        ),
        Example(
            "taught, not offered",
            {},
            "An epidural steroid injection puts medicine close to the nerve.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact for the first procedure that is offered."""
        told = whole(rendition)
        promoted = view.post.kind is Kind.PROMOTION
        if not promoted and not treatment.pitches(told):
            return
        links = [view.post.link, *(part.link for part in rendition.parts)]
        if any(treatment.informs(link) for link in links):
            return
        both = treatment.tells_risk(told.text) and treatment.tells_alternatives(told)
        for one in shown(rendition, view.post, alts=False):
            for span in () if both else treatment.offered(one.reading, promoted=promoted)[:1]:
                severity = Severity.BLOCK if promoted else None
                yield spot(
                    one, span, "it offers a procedure without risks and alternatives", severity
                )
                return
