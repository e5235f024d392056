"""ATT004: a machine helped to write it, and no clinician has signed these words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.records import Records
from bot.records.approval import verify
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class MachineDraft(Rule):
    """A text that was drafted with AI, until a clinician's signature is bound to its digest."""

    id = "ATT004"
    title = "Machine draft without a clinician's check"
    gate = "attribution"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "A language model writes fluently and is sometimes wrong, and nobody can see from the text "
        "where. So a clinician reads exactly what would go out and signs it. The signature is "
        "bound "
        "to the digest of each rendition: a changed word needs a new look."
    )
    fix = "Let a clinician read it and sign: gatepost approve POST --as PERSON"
    source = "ASPN best practice for social media (2024)"
    override = "N"
    examples = (
        Example(
            "nobody has signed it",
            {"ai_used": "text"},
            "Walking is good medicine. Ten minutes twice a day is a fine start.",
        ),
        Example(
            "nobody has signed it on X",
            {"ai_used": "text"},
            "Walking is good medicine.",
            platform="x",
        ),
        Example("no machine wrote it", {}, "Walking is good medicine.", stopped=False),
        Example(
            "a machine drew a picture; the words are the author's",
            {"ai_used": "image"},
            "Walking is good medicine.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Whether the front matter says so."""
        if view.post.ai_used == "text":
            yield Fact("draft", view.post.place("ai_used"))

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """A clinician's valid signature over this very digest is enough."""
        if facts and not read_by_clinician(view.records, subject.post_id, subject.rendition):
            what = "a machine helped to write it and no clinician has signed this text"
            yield self.finding(subject, facts[0], what=what)


def read_by_clinician(records: Records, post: str, rendition: str) -> bool:
    """Whether somebody with the role clinician signed exactly this rendition."""
    return any(
        approval.post == post
        and approval.decision == "approve"
        and "clinician" in approval.roles
        and any(bound.rendition == rendition for bound in approval.bound)
        and (person := records.people.get(approval.person)) is not None
        and bool(verify(approval, person))
        for approval in records.approvals
    )
