"""CON004: an authorization that the person has taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.model import ConsentStatus
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

_STORY = "Meet one of our patients, who relearned to walk. She told us what helped her most."


@register
class Revoked(Rule):
    """Either mark is enough: the status, or a revocation on record."""

    id = "CON004"
    title = "Consent revoked"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "A person may take an authorization back at any time, in writing, and from then on nothing "
        "more may be published under it. The rule runs again in the moment of sending, so that a "
        "post planned weeks ago stops on the day the letter comes. What is already out has to be "
        "taken down and the revocation logged."
    )
    fix = "Withdraw the post, take down what is out (gatepost retract) and log it"
    source = "45 CFR 164.508(b)(2)(iii), (b)(5)"
    override = "N"
    examples = (
        Example(
            "the record is marked revoked",
            {"kind": "story", "patient": {"consent": "C-rev0ked"}},
            _STORY,
        ),
        Example(
            "a revocation is noted, though the status still says active",
            {"kind": "story", "patient": {"consent": "C-letter"}},
            _STORY,
        ),
        Example(
            "a record in force",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            _STORY,
            stopped=False,
        ),
        Example("a post that names no record", {}, "Walking is good medicine.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """The record that the post names, if it was taken back."""
        record = view.records.consents.get(view.post.consent)
        if record is None:
            return
        if record.status is ConsentStatus.REVOKED or record.revocation is not None:
            due = record.revocation.takedown_due if record.revocation else None
            until = f"; what is out must be down by {due}" if due else ""
            yield self.finding(
                subject, place=view.post.place("patient"), what=f"{record.id} was revoked{until}"
            )
