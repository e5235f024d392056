"""CON003: an authorization that is not valid on the day the post goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.model import Finding, Severity
from bot.records.model import Consent, ConsentStatus
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.days import due_days

_STORY = "Meet one of our patients, who relearned to walk. She told us what helped her most."


@register
class OutOfTime(Rule):
    """Judged for every time the post would go out, repeats included, in the clinic's zone."""

    id = "CON003"
    title = "Consent out of time"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "What counts is whether the authorization is valid in the minute the post goes out, not "
        "when it was written. A post planned for later, or one that repeats each year, can outlive "
        "the form; so every planned time is checked, and the check runs again at sending. An end "
        "date is the last day on which the form holds."
    )
    fix = "Have the authorization renewed, or move the post inside its dates"
    source = "45 CFR 164.508(b)(2)(i), (c)(1)(v)"
    override = "N"
    examples = (
        Example(
            "the form ran out in summer",
            {"kind": "story", "patient": {"consent": "C-past"}},
            _STORY,
        ),
        Example(
            "the form begins after the post",
            {"kind": "story", "patient": {"consent": "C-future"}},
            _STORY,
        ),
        Example(
            "a form that holds on that day",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            _STORY,
            stopped=False,
        ),
        Example("a post that names no record", {}, "Walking is good medicine.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """The first due day on which the record does not hold."""
        record = view.records.consents.get(view.post.consent)
        if record is None:
            return
        for day in due_days(view):
            if why := invalid_on(record, day):
                place = view.post.place("patient")
                yield self.finding(subject, place=place, what=f"{record.id} {why}")
                return


def invalid_on(record: Consent, day: date) -> str:
    """Why the record does not hold on ``day``, in safe words, or nothing."""
    expiry, signed = record.elements.expiry.on, record.elements.signature.on
    if record.status is ConsentStatus.EXPIRED:
        return "is marked as expired"
    if record.status is ConsentStatus.SUPERSEDED:
        return "has been replaced by another record"
    if expiry is not None and day > expiry:
        return f"ends on {expiry}, before {day}"
    starts = max(filter(None, (record.valid_from, signed)), default=None)
    if starts is not None and day < starts:
        return f"is valid from {starts}, after {day}"
    return ""
