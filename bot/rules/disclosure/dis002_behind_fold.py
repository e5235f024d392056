"""DIS002: the disclosure stands where a phone hides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days


@register
class BehindFold(Rule):
    """A disclosure has to end before "more" and within the first line."""

    id = "DIS002"
    title = "Disclosure behind the fold"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Most people read on a phone and never press 'more'. A disclosure that ends behind "
        "that line, or under other lines, was in effect not made. So the whole of it, with "
        "the company's name if it has one, must end before the platform's fold and within "
        "the first line; in a thread, each post that endorses carries it. The fold is a "
        "measurement that platforms do not promise, so policy.toml can set a stricter one."
    )
    fix = "Move the whole disclosure to the first line"
    source = "16 CFR 255.0(f); FTC Disclosures 101"
    override = "N"
    examples = (
        Example(
            "the disclosure is the last sentence of a long caption",
            {},
            "Migraine is more than a headache, and good care starts with a plan that fits the "
            "person. Sleep, exercise and medicine play a part, and so can the CalmWave "
            "headband. Disclosure: Neurovia pays me to speak.",
            platform="instagram",
        ),
        Example(
            "short enough, yet under the first line",
            {},
            "New in our clinic: the CalmWave headband.\n\nAd: Neurovia pays me to speak.",
        ),
        Example(
            "the same words with the disclosure first",
            {},
            "Ad: Neurovia pays me to speak.\n\nNew in our clinic: the CalmWave headband.",
            stopped=False,
        ),
        Example(
            "a study's sponsor at the end is not the author's tie",
            {},
            "Exercise helps most people with low back pain, a review of 249 trials found, and the "
            "kind of exercise mattered little. Start small and keep going.\n\nThe review was "
            "funded by the national research council.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Disclosures that end too late, or are missing from an endorsing post of a thread."""
        yield from obligation.facts(self.id, rendition, view.post, view.records)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)
