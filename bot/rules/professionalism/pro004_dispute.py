"""PRO004: a dispute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.dispute import attacks, politics
from bot.rules.meaning.reading import shown
from bot.rules.meaning.spots import spot


@register
class Dispute(Rule):
    """Attacks a colleague or a firm, or takes a partisan side on the practice's own account.

    Disagreement about evidence, warnings of scams and recalls, and advocacy for patients do not.
    """

    id = "PRO004"
    title = "Dispute"
    gate = "professionalism"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "A quarrel in public settles nothing, harms trust in both sides and may be defamation. "
        "The paper asks to take disputes, above all between physicians and industry, to private "
        "channels, and to be prudent with contentious views."
    )
    fix = "Take it offline, or argue with the evidence and leave persons out"
    source = "ASPN best practice for social media in healthcare, 2024"
    override = "M"
    examples = (
        Example("a colleague", {}, "Dr. Brandt across town is a quack."),
        Example("a firm", {}, "Do not go to Lakeside Ortho. They are butchers."),
        Example("politics on the practice's account", {}, "Vote for Senator Hale on Tuesday."),
        Example(
            "the evidence",
            {},
            "We read the trial differently from its authors: the effect was small.",
            stopped=False,
        ),
        Example(
            "advocacy",
            {},
            "Prior authorization delays care. We support the bill that would limit it.",
            stopped=False,
        ),
        Example(
            "a scam",
            {},
            "Somebody is calling our patients for card numbers. It is not us.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Read every text that is shown."""
        for one in shown(rendition, view.post):
            for found in attacks(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}", kind="attack")
            for found in politics(one.reading):
                yield spot(one, (found.start, found.end), f"it {found.what}", kind="politics")

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Politics are judged on the accounts of the practice only."""
        account = view.records.accounts.get(subject.account)
        for fact in facts:
            if fact.kind == "attack" or account is None or account.owner == "practice":
                yield self.finding(subject, fact)
