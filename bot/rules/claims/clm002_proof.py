"""CLM002: proof or clearance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model import Kind, Rendition, Severity
from bot.records.model import Product
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning.evidence import Claim, has_source, proofs
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.mention import mentions, names_terms
from bot.rules.meaning.reading import Shown, shown
from bot.rules.meaning.spots import spot
from bot.rules.meaning.stance import Stance, stance


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
    needs = frozenset({Need.RECORDS})
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
        Example("cleared on file", {}, "CalmWave is FDA approved for migraine."),
        Example("cleared, as on file", {}, "CalmWave is FDA cleared.", stopped=False),
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
            yield from _beyond_file(one, view)
            for found in proofs(one.reading, promoted=promoted):
                if _is_on_file(one, found, view):
                    continue
                if not (found.sourced and has_source(rendition, view.post)):
                    span = (found.start, found.end)
                    yield spot(one, span, f"it {found.what}", found.severity)


# ---------------------------------------------------------------- what config/products.toml says
_APPROVED = Lazy(r"\bapprov(?:ed|es|al)\b")
_CLEARED = Lazy(r"\bclear(?:ed|s|ance)\b|\b510\s?\(k\)")
_ALLOWED = {"approved": (_APPROVED,), "cleared": (_CLEARED,), "none": ()}
_BY_FDA = Lazy(r"\bfda\b|\bfood and drug administration\b")


def _named(one: Shown, view: View) -> Iterator[tuple[tuple[int, int], Product]]:
    for product in view.records.products:
        for found in mentions(one.reading.text, names_terms((product.name, *product.aliases))):
            yield (found.start, found.end), product


def _said(one: Shown, start: int) -> list[Lazy]:
    """Whether the sentence at ``start`` tells of an approval, of a clearance, or of both."""
    sentence = one.reading.sentence(start).text
    if not _BY_FDA.search(sentence):
        return []
    return [word for word in (_APPROVED, _CLEARED) if word.search(sentence)]


def _beyond_file(one: Shown, view: View) -> Iterator[Fact]:
    """A status that the product's record does not have, claimed where the product is named."""
    for span, product in _named(one, view):
        wrong = [word for word in _said(one, span[0]) if word not in _ALLOWED[product.status]]
        if wrong and stance(one.reading, *span) is Stance.SAID:
            yield spot(one, span, f"it claims a status that is not on file ({product.status})")
            return


def _is_on_file(one: Shown, found: Claim, view: View) -> bool:
    """Whether the claim is of a status that the record of the product named beside it bears out."""
    if not found.sourced or not _said(one, found.start):
        return False
    here = one.reading.sentence(found.start)
    beside = [p for span, p in _named(one, view) if here.start <= span[0] < here.end]
    said = _said(one, found.start)
    return bool(beside) and all(w in _ALLOWED[p.status] for p in beside for w in said)
