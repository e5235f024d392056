"""CAD004: missed by more than the grace, paused, or frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.model import Finding, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class LateOrHeld(Rule):
    """The pause switch first, then times gone by, then a freeze; the ledger comes last.

    A planned time that has gone by is no fault if the ledger shows that the post went out.
    """

    id = "CAD004"
    title = "Late, paused or frozen"
    gate = "cadence"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS, Need.LEDGER})
    why = (
        "After an outage a scheduler that catches up posts everything at once, at odd hours, and "
        "often out of date. gatepost does not: a post that has missed its time by more than the "
        "grace (fifteen minutes, two hours for what is marked evergreen) waits for a person. The "
        "pause switch in policy.toml and a freeze stop everything until somebody lifts them."
    )
    fix = "Give the post a new time; lift the pause or the freeze when the reason is gone"
    source = "ASPN best practice for social media (2024); house policy"
    override = "A"
    examples = (
        Example(
            "planned for this morning, and it is noon",
            {"publish_at": "2026-12-01 05:00"},
            "Walking is good medicine.",
        ),
        Example(
            "evergreen, but three hours late",
            {"publish_at": "2026-12-01 09:00", "evergreen": "true"},
            "Walking is good medicine.",
        ),
        Example("planned for next week", {}, "Walking is good medicine.", stopped=False),
        Example(
            "an hour late and evergreen",
            {"publish_at": "2026-12-01 11:00", "evergreen": "true"},
            "Walking is good medicine.",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """What needs no ledger comes first."""
        if view.records.policy.pause:
            yield self.finding(subject, what="the pause switch in config/policy.toml is on")
        missed = _missed(view)
        if missed and not _went_out(subject, missed, view):
            late = int((view.now - missed[0]).total_seconds() // 60)
            place = view.post.place("publish_at")
            what = f"its time went by {late} minutes ago and it was not sent"
            yield self.finding(subject, place=place, what=what)
        if view.history.frozen(subject.account, subject.platform):
            yield self.finding(subject, what=f"a freeze covers {subject.account}")


def _missed(view: View) -> list[datetime]:
    late = view.records.settings.late
    minutes = late.evergreen_within if view.post.evergreen else late.post_within
    grace = timedelta(minutes=max(minutes, late.post_within))
    return sorted(due for due in view.dues if view.now - due > grace)


def _went_out(subject: Subject, missed: Sequence[datetime], view: View) -> bool:
    since = missed[0] - timedelta(minutes=1)
    sent = [
        at for post, at, _ in view.history.recent(subject.account, since) if post == subject.post_id
    ]
    return all(any(at >= due - timedelta(minutes=1) for at in sent) for due in missed)
