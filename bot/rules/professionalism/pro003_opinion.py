"""PRO003: an opinion without an own-view line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Kind, Rendition, Severity
from bot.records.model import PracticeSize
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.dispute import opines, states_own_view
from bot.rules.meaning.reading import whole
from bot.rules.meaning.spots import spot_in_whole


@register
class OpinionUnmarked(Rule):
    """An opinion of an employed author that does not say it is the author's own.

    By kind, or by words such as "hot take" and "in my opinion". In a solo practice author and
    employer are one. Policy may make it a block (`opinion_line`). The line never cures what
    another rule stops.
    """

    id = "PRO003"
    title = "Opinion without an own-view line"
    gate = "professionalism"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Readers take what a clinician says under the clinic's name for the clinic's position. "
        "One line tells the two apart, protects both, and costs little."
    )
    fix = "Add a line such as: my own view, not the clinic's position"
    source = "ASPN best practice for social media in healthcare, 2024"
    override = "M"
    examples = (
        Example(
            "by kind",
            {"kind": "opinion"},
            "Video visits are a door, not a replacement.",
        ),
        Example("by its words", {}, "Unpopular opinion: clinics should close at noon."),
        Example(
            "the line is there",
            {"kind": "opinion"},
            "My own view, not the clinic's position: video visits are a door.",
            stopped=False,
        ),
        Example("no opinion", {}, "Video visits can be booked by telephone.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact where an opinion is told and no line marks it."""
        told = whole(rendition)
        span = (0, 0) if view.post.kind is Kind.OPINION else opines(told)
        if span is not None and not states_own_view(told):
            what = "it tells an opinion and does not say whose it is"
            yield spot_in_whole(rendition, view.post, span, what)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """In a solo practice nobody else's view could be meant; policy may ask for a block."""
        policy = view.records.policy
        if policy.practice is not PracticeSize.SOLO:
            for fact in facts:
                yield self.finding(subject, fact, severity=Severity(policy.opinion_line))
