"""CLM003: benefit without risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model import Kind, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.mention import Term, mentions, names_terms
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot
from bot.rules.meaning.treatment import benefits, products, tells_risk


@register
class BenefitWithoutRisk(Rule):
    """A named medicine or device and what it does for people, and no word of risk in the message.

    A warn; a block if the post is promotion or if somebody bound by the register is tied to the
    product. A link to the risks or the next post of a thread does not count. Naloxone,
    epinephrine, vaccines and insulin are left to public health.
    """

    id = "CLM003"
    title = "Benefit without risk"
    gate = "claims"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Who reads that a medicine helps and nothing else has half of the truth and acts on it. "
        "The benefit and the main risk belong into one message; where both do not fit, name the "
        "condition and not the product, or the product and not its use, or use another "
        "platform."
    )
    fix = "Add the main risk to this text, or leave out the name or the use"
    source = "FDA draft guidance on character-limited platforms, June 2014; 21 CFR 202.1"
    override = "L"
    examples = (
        Example("a medicine", {}, "Wegovy helps you lose weight. Ask us how."),
        Example(
            "promotion, which is a block",
            {"kind": "promotion"},
            "Botox smooths frown lines in ten minutes.",
        ),
        Example("a tied product, which is a block", {}, "The CalmWave band helps you sleep."),
        Example(
            "both are there",
            {},
            "Gabapentin can ease nerve pain. Common side effects are dizziness and sleepiness.",
            stopped=False,
        ),
        Example("no use is told", {}, "Store Ozempic pens in the fridge.", stopped=False),
        Example(
            "no name is told",
            {},
            "There are new medicines that prevent migraine. Ask your doctor.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Look for names and benefits in each part, and for risk in the same part."""
        tied = list(_tied(rendition, view))
        for one in shown(rendition, view.post, alts=False):
            ours = [(m.start, m.end) for m in mentions(one.reading.text, tied)]
            named = products(one.reading) + ours
            if not named or tells_risk(one.reading.text):
                continue
            for span in list(benefits(one.reading, named))[:1]:
                block = ours or view.post.kind is Kind.PROMOTION
                severity = Severity.BLOCK if block else None
                yield spot(one, span, _WHAT, severity)


_WHAT = "it tells what a named product does and none of its risks"


def _tied(rendition: Rendition, view: View) -> Iterator[Term]:
    """How the products of the ties are spelled that bind this post."""
    for _, tie in obligation.ties(view.post, rendition.account, view.records):
        yield from names_terms(tie.products)
