"""DIS003: the disclosure drowns among hashtags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days


@register
class TagPile(Rule):
    """A disclosure among three or more tags or links, or after the block of tags."""

    id = "DIS003"
    title = "Disclosure in a pile of hashtags"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "A reader's eye skips a block of hashtags and links. A disclosure that is one of "
        "three or more in a row, or comes after the block, is easily missed and does not "
        "count as clear and conspicuous, however correct the word is."
    )
    fix = "Take the disclosure out of the tags and put it at the start of the text"
    source = "16 CFR 255.0(f); FTC staff letters of April 2017"
    override = "N"
    examples = (
        Example(
            "#ad as one of four tags",
            {},
            "New in our clinic: the CalmWave headband. #migraine #ad #headache #clinic",
            platform="x",
        ),
        Example(
            "a sentence after the tags",
            {},
            "New: the CalmWave headband. #migraine #headache Sponsored by Neurovia",
            platform="x",
        ),
        Example(
            "#ad first and on its own",
            {},
            "#ad New in our clinic: the CalmWave headband by Neurovia. #migraine #headache",
            platform="x",
            stopped=False,
        ),
        Example(
            "a clear sentence first; the tag at the end only repeats it",
            {},
            "Sponsored by Neurovia: what the CalmWave headband can do. #migraine #ad #clinic",
            platform="x",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Disclosures that stand in or after a row of tags."""
        yield from obligation.facts(self.id, rendition, view.post, view.records)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)
