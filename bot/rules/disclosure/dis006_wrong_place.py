"""DIS006: the disclosure is somewhere else than in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days


@register
class WrongPlace(Rule):
    """Only in the alt text, a link, a field, the profile or another post of the thread."""

    id = "DIS006"
    title = "Disclosure in the wrong place"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "A disclosure has to travel with the claim. One that stands only in the picture's "
        "alt text, behind a link, in the profile, in the first comment, in the platform's "
        "own label or in another post of a thread is not seen by everybody who sees the "
        "claim."
    )
    fix = "Write the disclosure into the text of this post"
    source = "16 CFR 255.0(f); FTC Disclosures 101"
    override = "N"
    examples = (
        Example(
            "only in the alt text",
            {
                "media": [
                    {
                        "file": "images/band.png",
                        "alt": "Paid partnership with Neurovia: a headband on a desk",
                        "people": "none",
                    }
                ]
            },
            "New in our clinic: the CalmWave headband.",
        ),
        Example(
            "the text only points to the profile",
            {},
            "New in our clinic: the CalmWave headband. Disclosures in my bio.",
            platform="instagram",
        ),
        Example(
            "in the text, and in the alt text too",
            {
                "media": [
                    {
                        "file": "images/band.png",
                        "alt": "Paid partnership with Neurovia: a headband on a desk",
                        "people": "none",
                    }
                ]
            },
            "Paid partnership with Neurovia. New in our clinic: the CalmWave headband.",
            stopped=False,
        ),
        Example(
            "a profile mentioned for another reason",
            {},
            "Our opening hours have changed. See our profile for the new times.",
            platform="instagram",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Ties whose disclosure stands outside the text."""
        yield from obligation.facts(self.id, rendition, view.post, view.records)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)
