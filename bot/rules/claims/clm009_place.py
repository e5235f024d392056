"""CLM009: a medicine on prescription, promoted to everybody where that is forbidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from bot.model import Kind, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning.mention import Term, mentions, names_terms
from bot.rules.meaning.obligation import sponsored
from bot.rules.meaning.spot import fact_at, readable

#: An offer: it can be had here, for money, soon.
_OFFER = re.compile(
    r"(?i)\b(?:book(?:ing|ings)?\b|offer(?:s|ing|ed)?\b|discount|% off|half price|special price"
    r"|deal"
    r"|from (?:only )?[£€$]\s?\d|[£€$]\s?\d+|now available|available (?:at|in|from) (?:our|the|my)"
    r"|we (?:now )?(?:do(?!\s+not)|have|provide|sell|stock|supply)"
    r"|appointments? (?:are )?(?:now )?(?:free|open"
    r"|available)|call (?:us )?to (?:order|reserve)|dm (?:us|me)|buy\b|order (?:yours|now|today)"
    r"|treat yourself|ask (?:us )?(?:about|for)|voucher|gift card|slots? left|spaces? left)"
)
_NOT_HERE = re.compile(r"(?i)\b(?:do(?:es)? not|don['’]t|no longer|never|stopped)\s+(?:\w+\s+)?$")
_PROMOTES = (Kind.PROMOTION, Kind.EVENT)


@register
class BannedByPlace(Rule):
    """A prescription-only medicine promoted to the public, by its name, a hashtag or a by-name.

    Promotion is what a post does: its kind, a sponsor, or words that offer. Information that
    offers nothing passes, and so does a post for professionals.
    """

    id = "CLM009"
    title = "Prescription medicine promoted to the public"
    gate = "claims"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    packs = frozenset({"uk", "eu"})
    why = (
        "In the United Kingdom and the European Union medicines that need a prescription may "
        "not be "
        "advertised to the public at all. A hashtag counts, and so does a by-name that everybody "
        "understands, such as anti-wrinkle injections or weight-loss jabs. A clinic may offer a "
        "consultation about the condition and leave the medicine out."
    )
    fix = "Take the medicine out; offer a consultation about the condition instead"
    source = "CAP Code 12.12; Directive 2001/83/EC, Article 88(1)(a)"
    override = "N"
    examples = (
        Example(
            "by its name, in promotion",
            {"kind": "promotion"},
            "Botox clinic this Saturday. Come and see us.",
            pack="uk",
        ),
        Example(
            "by a by-name, called education, with an offer",
            {},
            "Anti-wrinkle injections from £120. Book today.",
            pack="uk",
        ),
        Example(
            "by a hashtag",
            {"kind": "promotion"},
            "Look fresh for the holidays. #Botox #Glow",
            pack="eu",
        ),
        Example(
            "the consultation, not the medicine",
            {"kind": "promotion"},
            "Lines and wrinkles: book a consultation and we talk through what can be done.",
            pack="uk",
            stopped=False,
        ),
        Example(
            "information without an offer",
            {},
            "Gabapentin can make you sleepy. Do not stop it from one day to the next; talk to "
            "your prescriber.",
            pack="uk",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Names of such medicines in a post that promotes."""
        post = view.post
        if post.audience != "public":
            return
        texts = list(readable(rendition, post))
        if not (post.kind in _PROMOTES or sponsored(post) or any(_offers(s.text) for s in texts)):
            return
        wanted = (*_listed(), *_on_file(view))
        for surface in texts:
            for mention in mentions(surface.text, wanted):
                span = (mention.start, mention.end)
                note = "a medicine on prescription is promoted to the public"
                yield fact_at(rendition, surface, span, "medicine", note=note)
                return  # one is enough to stop it, and all have to go


def _offers(text: str) -> bool:
    return any(
        not _NOT_HERE.search(text[max(0, match.start() - 30) : match.start()])
        for match in _OFFER.finditer(text)
    )


def _on_file(view: View) -> Iterator[Term]:
    for product in view.records.products:
        if product.prescription_only and product.kind in ("drug", "biologic"):
            yield from names_terms((product.name, *product.aliases))


@cache
def _listed() -> tuple[Term, ...]:
    folder = resources.files("bot.rules").joinpath("data")
    lines = folder.joinpath("prescription_only.txt").read_text("utf-8").splitlines()
    return names_terms(tuple(line for line in lines if line and not line.startswith("#")))
