"""CAD003: what the post is about will be over when it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from bot.model import Finding, Kind, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import dates
from bot.rules.meaning.days import local_dues
from bot.rules.meaning.text import Sentence, sentences

_INVITES = re.compile(
    r"(?i)\b(?:join\s+(?:us|dr|our|me|the)|register|registration|rsvp|sign\s+up"
    r"|save\s+the\s+date|see\s+you"
    r"|come\s+(?:to|and|along|by|hear|meet)|reserve|book\s+(?:your|a)\s+(?:seat|place|spot)"
    r"|tickets|seats|doors\s+open"
    r"|(?:takes|will\s+take)\s+place|will\s+be\s+(?:held|speaking|presenting|there)"
    r"|starts\s+at|begins\s+at|you\s+are\s+invited"
    r"|we\s+invite|free\s+(?:webinar|workshop|talk|class|screening|seminar|event|clinic)"
    r"|(?:webinar|workshop|open\s+house)\s+on"
    r"|last\s+chance|deadline|until|by|ends\s+on|offer)\b"
)
_STRONG = re.compile(
    r"(?i)\b(?:join\s+(?:us|dr|our|me)|register|rsvp|sign\s+up|save\s+the\s+date|see\s+you"
    r"|tickets|seats|doors\s+open"
    r"|you\s+are\s+invited|we\s+invite|last\s+chance)\b"
)
_OVER = re.compile(
    r"(?i)\b(?:joined|attended|thank(?:s|\s+you)|took\s+place|was\s+held|were\s+held|recap"
    r"|last\s+(?:week|month|year|night"
    r"|\w+day)|look(?:ing)?\s+back|yesterday|recording|missed|published|since|founded|born"
    r"|died|opened|came|spoke|presented)\b"
)


@register
class Stale(Rule):
    """An event's date, or ``expires``, before a planned time. Reviews after the event pass."""

    id = "CAD003"
    title = "Out of date when it goes out"
    gate = "cadence"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "An invitation to a talk that was yesterday costs trust and sends people to a closed door. "
        "It happens when a post is moved, repeated or held for approval. So the dates in an "
        "invitation are compared with every time at which the post would go out, and nothing goes "
        "out at or after the time in expires:. A look back at an event may of course follow it."
    )
    fix = "Change the date, the text or the time, or leave the post out"
    source = "ASPN best practice for social media (2024): accurate, current content"
    override = "C"
    examples = (
        Example(
            "an invitation that goes out after the talk",
            {"kind": "event"},
            "Join us on December 3, 2026 at 6 pm for a free talk about neck pain.",
        ),
        Example(
            "a post whose end came before the next free slot",
            {"slot": "next", "expires": "2026-11-30 00:00"},
            "Flu shots without appointment, this week only.",
        ),
        Example(
            "an invitation for the week after",
            {"kind": "event"},
            "Join us on December 15 at 6 pm for a free talk about neck pain.",
            stopped=False,
        ),
        Example(
            "a thank-you after the talk",
            {"kind": "event"},
            "Thank you to the eighty people who joined us on December 3 to talk about neck pain.",
            stopped=False,
        ),
        Example(
            "a date in the past that invites to nothing",
            {},
            "On 16 October 1846 ether was shown in Boston. We have been grateful since.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """The dates that the text invites to."""
        day_first = view.records.brand.spelling == "british"
        event = view.post.kind is Kind.EVENT
        for number, part in enumerate(rendition.parts):
            split = sentences(part.text)
            for sentence, day in _invitations(split, event=event, day_first=day_first):
                at = dates.clock(sentence.text)
                place = part.place_at(sentence.start + day.start, view.post.place())
                start = sentence.start + day.start
                yield Fact("event", place, number, start, start, ref=dates.spell(day, at))

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """The first planned time that is too late; several dates count by the last of them."""
        for due in local_dues(view):
            ends = view.post.expires
            if ends is not None and due >= ends:
                what = (
                    f"it goes out on {due:%Y-%m-%d %H:%M}, and expires says {ends:%Y-%m-%d %H:%M}"
                )
                yield self.finding(subject, place=view.post.place("expires"), what=what)
                return
            last = max(facts, key=lambda fact: _moment(fact, due), default=None)
            if last and _moment(last, due) < due:
                what = f"the event is over when it goes out on {due:%Y-%m-%d %H:%M}"
                yield self.finding(subject, last, what=what)
                return


def _invitations(
    split: Sequence[Sentence], *, event: bool, day_first: bool
) -> Iterator[tuple[Sentence, dates.Day]]:
    """(sentence, date) of each date that readers are invited to."""
    invites = any(_STRONG.search(s.text) for s in split)
    for sentence in split:
        wanted = _STRONG.search(sentence.text) or (
            event and (_INVITES.search(sentence.text) or invites or not _OVER.search(sentence.text))
        )
        if wanted and not (_OVER.search(sentence.text) and not _STRONG.search(sentence.text)):
            for day in dates.days(sentence.text, day_first=day_first):
                yield sentence, day


def _moment(fact: Fact, due: datetime) -> datetime:
    """When the event ends, as far as the text tells: at its hour, or with its day."""
    day, at = dates.read(fact.ref, due.date())
    return datetime.combine(day, at or time.max)
