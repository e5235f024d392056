"""DIS004: only a vague or disguised word discloses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days


@register
class UnclearWord(Rule):
    """A hint, an abbreviation or letters that only look like the word."""

    id = "DIS004"
    title = "Disclosure in an unclear word"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Words such as sp, spon, collab, partner, ambassador, consultant, affiliate or "
        "thanks do not tell a reader that money or goods changed hands; neither do "
        "superscripts and letters of other alphabets that a screen reader or a search does "
        "not read as the word. If that is all there is, the tie has not been disclosed."
    )
    fix = "Use plain words: Ad, Sponsored by X, paid by X, X gave me this"
    source = "16 CFR 255.0(f); FTC letters of 2017 and November 2023"
    override = "N"
    examples = (
        Example(
            "an abbreviation that few know",
            {},
            "Trying out the CalmWave headband in our clinic this month. #sp",
            platform="x",
        ),
        Example(
            "thanks to the company",
            {},
            "Thanks to Neurovia for a wonderful evening about migraine and the CalmWave headband.",
        ),
        Example(
            "a superscript",
            {},
            "\u1d43\u1d48 Trying out the CalmWave headband in our clinic this month.",
        ),
        Example(
            "a word that says who pays",
            {},
            "Paid partnership with Neurovia: trying out the CalmWave headband this month.",
            stopped=False,
        ),
        Example(
            "the same word where no tie is meant",
            {},
            "Bring a partner to the class: exercises for stiff necks are easier in pairs.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Ties with nothing but a vague or disguised word."""
        yield from obligation.facts(self.id, rendition, view.post, view.records)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)
