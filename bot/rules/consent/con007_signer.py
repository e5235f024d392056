"""CON007: somebody else signed for the patient, and the record does not say by what right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.model import Signer
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

_STORY = "Meet one of our patients, who relearned to walk. She told us what helped her most."


@register
class WrongSigner(Rule):
    """A representative or parent without described authority, or a minor who signed alone."""

    id = "CON007"
    title = "Signer without authority"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "When a representative signs, the form has to describe what gives that person the right: "
        "parent, guardian, health care power of attorney, executor. A child's own signature is not "
        "enough by itself. Where state law lets a minor decide, somebody who knows the law has to "
        "say so."
    )
    fix = "Record under elements.signer who signed and what gives that person the right"
    source = "45 CFR 164.508(c)(1)(vi); 164.502(g)"
    override = "L"
    examples = (
        Example(
            "a representative, and nobody wrote down why",
            {"kind": "story", "patient": {"consent": "C-agent"}},
            _STORY,
        ),
        Example(
            "a minor signed alone",
            {"kind": "story", "patient": {"consent": "C-minor"}},
            _STORY,
        ),
        Example(
            "a guardian with described authority",
            {"kind": "story", "patient": {"consent": "C-guard"}},
            _STORY,
            stopped=False,
        ),
        Example(
            "the patient signed",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            _STORY,
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """The signer of the record that the post names."""
        record = view.records.consents.get(view.post.consent)
        what = lacking(record.elements.signer) if record else ""
        if record and what:
            place = view.post.place("patient")
            yield self.finding(subject, place=place, what=f"{record.id} {what}")


def lacking(signer: Signer) -> str:
    """What is wrong with who signed, in safe words, or nothing."""
    if signer.role == "minor":
        return "was signed by a minor alone"
    if signer.role != "patient" and not signer.authority.strip():
        return f"was signed by a {signer.role} and describes no authority"
    return ""
