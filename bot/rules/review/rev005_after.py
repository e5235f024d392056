"""REV005: what is out must not stay as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.model import Finding, Severity
from bot.records.approval import proven
from bot.records.model import ConsentStatus
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

#: How far back the ledger is asked for what this post has out.
BACK = timedelta(days=800)


@register
class AfterSending(Rule):
    """The ledger's rows against the consents and approvals of today."""

    id = "REV005"
    title = "Out, and no longer right"
    gate = "review"
    severity = Severity.WARN
    needs = frozenset({Need.CLOCK, Need.RECORDS, Need.LEDGER})
    why = (
        "Responsibility does not end with publishing. When a person takes back an authorization, "
        "what is out under it has to come down; when what went out is not what was approved, "
        "somebody has to look. gatepost keeps such tasks open, with their due date, until the "
        "post is retracted."
    )
    fix = "Take it down: gatepost retract POST"
    source = "45 CFR 164.508(b)(5)"
    override = "A"
    examples = (
        Example(
            "out under a consent that was revoked",
            {"id": "out-revoked", "kind": "story", "patient": {"consent": "C-rev0ked"}},
            "One of our patients, who agreed in writing, gardens again.",
        ),
        Example(
            "other bytes are out than were approved",
            {"id": "out-otherwise", "kind": "notice"},
            "We are closed on Friday.",
        ),
        Example("nothing of it is out", {}, "Walk a little.", stopped=False),
        Example("a notice that is not out yet", {"kind": "notice"}, "Closed.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Asks the ledger only where there is something to compare."""
        consent = view.records.consents.get(view.post.consent)
        revoked = consent is not None and (
            consent.status is ConsentStatus.REVOKED or consent.revocation is not None
        )
        approved = _approved(subject, view)
        if not revoked and not approved:
            return
        since = view.due - BACK
        mine = [r for r in view.history.recent(subject.account, since) if r[0] == subject.post_id]
        if mine and revoked and consent:
            until = consent.revocation.takedown_due if consent.revocation else None
            what = f"it is out, and {consent.id} was revoked"
            yield self.finding(subject, what=what + (f"; down by {until}" if until else ""))
        if (
            approved
            and not view.post.repeat
            and any(digest not in approved for _, _, digest in mine)
        ):
            yield self.finding(
                subject,
                what="what is out is not what was approved",
                fix="Look at it on the platform; take it down or approve it as it is",
            )


def _approved(subject: Subject, view: View) -> frozenset[str]:
    """Digests that somebody approved for this account."""
    return frozenset(
        bound.rendition
        for one in view.records.approvals_of(subject.post_id)
        if one.decision == "approve" and one.roles and proven(view.records, one, view.now)
        for bound in one.bound
        if bound.account == subject.account
    )
