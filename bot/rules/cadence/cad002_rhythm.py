"""CAD002: too many posts in a day, too close together, or after too long a silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Finding, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class Rhythm(Rule):
    """More than policy's daily cap on an account, closer than its gap, or after its silence.

    Told is the post that comes too many, or too early after another. Counted are the posts
    that are checked together.
    """

    id = "CAD002"
    title = "Out of rhythm"
    gate = "cadence"
    severity = Severity.WARN
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Ten posts in an hour are read by nobody and look like a robot; a month of silence "
        "looks like "
        "a closed practice. policy.toml says how many posts a day an account takes, how far apart "
        "they stand, and, if you wish, how long it may be silent."
    )
    fix = "Move it to another time, or change daily_cap, min_gap_minutes or max_silence_days"
    source = "config/policy.toml; ASPN best practice for social media (2024)"
    override = "M"
    examples = (
        Example(
            "a second post in the same minute",
            {"publish_at": "2026-12-01 08:00"},
            "Walking is good medicine.",
        ),
        Example(
            "the sixth post of a day",
            {"publish_at": "2026-12-02 20:00"},
            "Walking is good medicine.",
        ),
        Example("a day with room", {}, "Walking is good medicine.", stopped=False),
        Example(
            "an hour after another",
            {"publish_at": "2026-12-01 09:00"},
            "Walking is good medicine.",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """The first time at which it would go out, against what else the account has."""
        if not view.dues or view.post.slot:
            return  # a post for the next free slot takes one that the practice itself laid out
        for what in faults(subject, view, min(view.dues)):
            yield self.finding(subject, what=f"{subject.account}: {what}")


def faults(subject: Subject, view: View, at: datetime) -> Iterator[str]:
    """What is wrong with this time, in safe words."""
    policy, agenda = view.records.policy, view.agenda
    zone = ZoneInfo(view.records.settings.timezone)
    local = at.astimezone(zone)
    day = datetime.combine(local.date(), time(), zone)
    earlier = [
        (when, post)
        for when, post in agenda.between(subject.account, day.astimezone(at.tzinfo), at)
        if (when, post) < (at, subject.post_id)
    ]
    if len(earlier) >= policy.daily_cap:
        yield f"post {len(earlier) + 1} of its day, and {policy.daily_cap} is the cap"
    gap = timedelta(minutes=policy.min_gap_minutes)
    close = [
        when
        for when, post in agenda.between(subject.account, at - gap, at)
        if post != subject.post_id and (when, post) < (at, subject.post_id) and at - when < gap
    ]
    if close:
        yield f"it comes less than {policy.min_gap_minutes} minutes after another post"
    last = agenda.before(subject.account, at)
    limit = policy.max_silence_days
    if limit and last and at - last > timedelta(days=limit):
        yield f"nothing goes out for {(at - last).days} days before it, and {limit} is the limit"
