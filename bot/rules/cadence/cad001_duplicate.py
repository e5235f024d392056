"""CAD001: it has been said here already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.model import Finding, Rendition, Severity
from bot.rules.agenda import Planned, fingerprint
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class Duplicate(Rule):
    """The same text on an account within policy's days, or (a warn) nearly the same.

    The later of the two is told. A post marked evergreen may be told again; each date of a
    repeat belongs to one post. Compared are the posts that are checked together.
    """

    id = "CAD001"
    title = "Said already"
    gate = "cadence"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "The same words twice in a month look like a mistake, platforms treat them as spam, and "
        "often it is one: a copied file whose text nobody changed. What may be told again is "
        "marked "
        "as evergreen, and what comes every year is a repeat."
    )
    fix = "Change the text, wait, or mark the post evergreen: true"
    source = "config/policy.toml, duplicate_days; X's and Meta's rules on duplicate content"
    override = "M"
    examples = (
        Example(
            "the text of a post that goes out a week before",
            {},
            "Walking is good medicine for most backs. Ten minutes twice a day is a fine start.",
        ),
        Example(
            "nearly its text",
            {},
            "Walking is good medicine for most backs. Ten minutes twice a day is a good start.",
        ),
        Example(
            "the same text, evergreen",
            {"evergreen": True},
            "Walking is good medicine for most backs. Ten minutes twice a day is a fine start.",
            stopped=False,
        ),
        Example("another text", {}, "Sleep is good medicine, too. Go to bed early.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """The text's fingerprint."""
        text = "\n".join(part.text for part in rendition.parts)
        yield Fact("print", view.post.place(), ref=fingerprint(text))

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Posts of the same account that come before this one."""
        days = view.records.policy.duplicate_days
        if view.post.evergreen or not days:
            return
        at = min(view.dues, default=view.now)
        for fact in facts:
            for other, share in view.agenda.like(subject.account, subject.post_id, fact.ref):
                if _within(other, subject.post_id, at, timedelta(days=days)):
                    same = share == 1
                    how = "the same text as" if same else "nearly the same text as"
                    yield self.finding(
                        subject,
                        fact,
                        severity=Severity.BLOCK if same else Severity.WARN,
                        what=f"it has {how} post {other.post} within {days} days",
                    )


def _within(other: Planned, own: str, at: datetime, span: timedelta) -> bool:
    """Whether the other post comes before, at most ``span`` earlier; ids decide on one moment."""
    return any(
        timedelta() <= at - when <= span and (when, other.post) < (at, own) for when in other.times
    )
