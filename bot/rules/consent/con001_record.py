"""CON001: a patient is told of or shown, and no authorization is on file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, People, Place, Post, Rendition, Severity
from bot.records import Records
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import story
from bot.rules.meaning.authorization import missing
from bot.surface import SurfaceKind, surfaces

UNSTATED = "people not stated"
CITED = "published case"
_ASK_JOURNAL = (
    "Retell no more of the person than the publication does, keep the citation, and have somebody "
    "confirm that the publication states the patient's consent"
)


@register
class NoRecord(Rule):
    """A story, testimonial or picture of a patient without a record that can be found.

    A picture whose ``people:`` is not stated is a warn that holds: nobody can acknowledge
    it away, it is cured by saying who can be seen.
    """

    id = "CON001"
    title = "No consent record"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "A clinic may not publish a patient's story, words, picture or voice without that "
        "person's signed authorization; a spoken yes is none, and a changed name does not help "
        "where the story itself is about one person. The rule looks at what is told and shown, "
        "not at what the front matter claims: leaving out patient: or calling the post education "
        "is no way round. General teaching about patients and cases that say they are invented "
        "pass. A case retold from a journal with its citation is a patient's too: a warn asks "
        "somebody to look at the consent the journal states. Every picture has to say who can be "
        "seen in it, because a program cannot know."
    )
    fix = (
        "Name the signed authorization under patient: consent:, take the person out, or say that "
        "the case is invented if it is"
    )
    source = "45 CFR 164.508(a)(1); OCR v. Complete P.T. 2016, Cadia Healthcare 2025"
    override = "N"
    examples = (
        Example(
            "one patient's story, called education, without a record",
            {"kind": "education"},
            "My patient came in last spring unable to lift her granddaughter. Today she can.",
        ),
        Example(
            "a review quoted from a website",
            {},
            "\u201cThey listened to me and my knee pain is gone. Best clinic!\u201d - M.K.",
        ),
        Example(
            "a picture of a patient",
            {
                "media": [
                    {"file": "images/walk.png", "alt": "Two people on a path", "people": "patient"}
                ]
            },
            "Walking is good medicine.",
        ),
        Example(
            "a record that does not exist",
            {"kind": "story", "patient": {"consent": "C-0000"}},
            "My patient came in last spring unable to lift her granddaughter. Today she can.",
        ),
        Example(
            "a picture that does not say who can be seen",
            {"media": [{"file": "images/walk.png", "alt": "Two people on a path"}]},
            "Walking is good medicine.",
        ),
        Example(
            "the same story with its authorization",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            "My patient came in last spring unable to lift her granddaughter. Today she can.",
            stopped=False,
        ),
        Example(
            "a published case, cited (a warn)",
            {"kind": "research"},
            "Journal club: a man of 61 lost his sight after a fall (doi:10.1000/x1). He recovered.",
        ),
        Example(
            "teaching about patients in general",
            {},
            "Patients often feel tired after surgery. If you are a patient, plan short walks.",
            stopped=False,
        ),
        Example(
            "a case that says it is invented",
            {},
            "This is an invented case. A 45-year-old man came to us with foot drop. What next?",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Pictures first, then our own reading, and the PHI engine's when that saw nothing."""
        seen = [*_pictures(rendition, view.post), *_stories(rendition, view.post, view.records)]
        yield from seen
        if any(fact.kind != UNSTATED for fact in seen):
            return
        analysis = view.analysis(rendition)
        if analysis.patient_story:
            place = analysis.story_place or view.post.place()
            yield Fact("story", place, note="it tells of one patient")

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """A record that is missing, unreadable or not yet signed is none."""
        for fact in facts:
            if fact.kind == UNSTATED:
                yield _hold(self, subject, fact)
        lack = missing(view.post.consent, view.records)
        if not lack:
            return
        for fact in facts:
            if fact.kind == CITED:
                yield self.finding(subject, fact, fix=_ASK_JOURNAL)
            elif fact.kind != UNSTATED:
                yield self.finding(subject, fact, what=f"{fact.note} and {lack}")
        if view.post.consent and all(fact.kind == UNSTATED for fact in facts):
            yield self.finding(subject, place=view.post.place("patient"), what=lack)


def _hold(rule: Rule, subject: Subject, fact: Fact) -> Finding:
    return rule.finding(
        subject,
        fact,
        severity=Severity.WARN,
        holds=True,
        fix="Write people: none, staff, public or patient beside the picture",
    )


def _pictures(rendition: Rendition, post: Post) -> Iterator[Fact]:
    for number, picture in enumerate(post.media, start=1):
        place = picture.place or post.place("media")
        if picture.people is People.PATIENT:
            yield Fact("picture", place, ref="image", note=f"picture {number} shows a patient")
        elif picture.people is None:
            note = f"picture {number} does not say who can be seen in it"
            yield Fact(UNSTATED, place, note=note)
    told = {picture.file for picture in post.media}
    for number, part in enumerate(rendition.parts):
        for shown in part.attachments:
            if shown.people is People.PATIENT and shown.file not in told:
                place = shown.place or post.place("media")
                yield Fact("picture", place, number, ref="image", note="a picture shows a patient")


def _stories(rendition: Rendition, post: Post, records: Records) -> Iterator[Fact]:
    staff = tuple(name for p in records.people.values() for name in (p.name, *p.aliases))
    for surface in surfaces(rendition, post):
        if not surface.published or surface.kind in (SurfaceKind.FILE, SurfaceKind.LINK):
            continue
        found = story.find(surface.text, staff)
        if found:
            yield Fact(
                CITED if found.cited else "story",
                _place(rendition, surface.part, found.start, surface.kind, surface.place),
                surface.part,
                found.start if surface.kind is SurfaceKind.TEXT else -1,
                found.end if surface.kind is SurfaceKind.TEXT else -1,
                ref="text",
                note=found.why,
                severity=Severity.WARN if found.cited else "",
            )


def _place(rendition: Rendition, part: int, start: int, kind: SurfaceKind, default: Place) -> Place:
    if kind is not SurfaceKind.TEXT:
        return default
    return rendition.parts[part].place_at(start, default)
