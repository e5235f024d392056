"""What the rules about approvals share: the approvals on file, sorted for one rendition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.model import Finding, Severity
from bot.records.review import About, Review, review
from bot.rules.base import Fact, Rule, Subject, View

#: A fact's kind for the digest of one piece of a rendition.
PIECE = "piece"


def standing(subject: Subject, facts: Sequence[Fact], view: View) -> Review:
    """The approvals of the post as they stand to what is judged."""
    about = About(
        subject.post_id,
        subject.account,
        subject.occurrence or "once",
        subject.rendition,
        (view.post.consent,) if view.post.consent else (),
        view.post.author,
        view.post.kind,
    )
    pieces = {fact.note: fact.ref for fact in facts if fact.kind == PIECE}
    return review(view.records, about, view.now, pieces)


def is_over(view: View) -> bool:
    """Whether its time went by so long ago that nothing can go out by itself any more."""
    late = view.records.settings.late
    grace = timedelta(minutes=max(late.post_within, late.evergreen_within))
    return not view.sending and view.now - view.due > grace


def stop(rule: Rule, subject: Subject, view: View, what: str, fix: str = "") -> Finding:
    """A finding that waits for a person until the hour of sending, and blocks then.

    Drafts are committed and shown before anybody approves them, so until then it holds.
    """
    return rule.finding(
        subject,
        severity=Severity.BLOCK if view.sending else Severity.WARN,
        holds=not view.sending,
        what=what,
        fix=fix or rule.fix,
    )
