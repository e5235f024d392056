"""CLM006: before and after, and models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Kind, People, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import shown, whole
from bot.rules.meaning.result import compared_pictures
from bot.rules.meaning.spots import spot

_LABEL = Lazy(
    r"\b(?:models?|actors?|actress(?:es)?|stock (?:photo|image|picture))\b",
    r"\bnot (?:a |our )?(?:real )?patients?\b",
)


@register
class BeforeAndAfter(Rule):
    """Pictures before and after without a statement, altered ones, and models not called models.

    A warn; a block where the policy has the pack us-ca. A model is a person in a picture of a
    promotion whom its front matter calls public.
    """

    id = "CLM006"
    title = "Before and after"
    gate = "claims"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Two pictures promise more than any sentence. Light, distance and choice make most of "
        "the difference, and the best case stands for all. California forbids such pictures of "
        "results that are altered or leave readers with wrong hopes, and models that are not "
        "labelled."
    )
    fix = (
        "Say that the pictures are unaltered and that results differ, label a model, or take "
        "them out"
    )
    source = "Cal. Bus. & Prof. Code 651(b)(3)"
    override = "L"
    examples = (
        Example("two pictures", {}, "Swipe for the before and after photos of this tummy tuck."),
        Example("a hashtag", {}, "Look at that jaw line! #BeforeAndAfter"),
        Example(
            "a statement",
            {},
            "Before and after photos: same light, unretouched. Results differ between people.",
            stopped=False,
        ),
        Example(
            "no pictures", {}, "Wash your hands before and after each dressing.", stopped=False
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Words and alt texts that show a comparison, then pictures of models."""
        for one in shown(rendition, view.post):
            for found in compared_pictures(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}")
        if view.post.kind is Kind.PROMOTION:
            yield from _models(rendition, view)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """A block under California's law."""
        strict = "us-ca" in view.records.policy.packs
        severity = Severity.BLOCK if strict else Severity.WARN
        for fact in facts:
            yield self.finding(subject, fact, severity=severity)


def _models(rendition: Rendition, view: View) -> Iterator[Fact]:
    told = whole(rendition).text
    for number, part in enumerate(rendition.parts):
        for picture in part.attachments:
            if picture.people is People.PUBLIC and not _LABEL.search(f"{told} {picture.alt}"):
                place = picture.place or view.post.place("media")
                yield Fact("model", place, number, note="a model in a promotion is not called one")
