"""DIS007: a paid film that says who pays only where nobody listens or looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Media, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days
from bot.rules.meaning.moving import is_audio, is_moving

_FILM = {"file": "band.mp4", "alt": "A band", "people": "staff", "captions": "band.vtt"}
_AD = "Ad: Neurovia pays me to speak. How the CalmWave band works."


@register
class WrongChannel(Rule):
    """A sponsored film or recording whose own sound and picture do not tell who pays.

    A film is taken to speak and to show unless ``claim:`` says which. Nothing written about
    it is a warn, and a person looks.
    """

    id = "DIS007"
    title = "Disclosure in the wrong channel"
    gate = "disclosure"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Films travel without their caption. Who only watches or only listens has to meet the "
        "disclosure where the claim is made: a spoken claim wants a spoken one, a shown claim "
        "one on "
        "the screen, and a film that does both wants both. No program hears it here, so the author "
        "writes down what the film does."
    )
    fix = "Put the disclosure into the film and write disclosed: spoken, shown or both beside it"
    source = "16 CFR 255.0(f)"
    override = "L"
    examples = (
        Example("nobody wrote down what the film tells", {"media": [_FILM]}, _AD),
        Example(
            "shown on the screen, and the claim is spoken too",
            {"media": [{**_FILM, "disclosed": "shown"}]},
            _AD,
        ),
        Example(
            "the film tells it in both channels",
            {"media": [{**_FILM, "disclosed": "both"}]},
            _AD,
            stopped=False,
        ),
        Example(
            "a silent film that shows it",
            {"media": [{**_FILM, "claim": "shown", "disclosed": "shown"}]},
            _AD,
            stopped=False,
        ),
        Example("a film that nobody paid for", {"media": [_FILM]}, "How we walk.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Each film of a post with a tie that tells it in too few channels."""
        owed = list(obligation.obligations(rendition, view.post, view.records))
        for number, media in enumerate(view.post.media, start=1):
            lack = lacking(media)
            place = media.place or view.post.place("media")
            severity = Severity.BLOCK if media.disclosed else Severity.WARN
            for one in owed if lack else ():
                note = f"film {number} {lack}"
                yield Fact("channel", place, ref=one.ref, note=note, severity=severity)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Those whose tie is active when the post goes out."""
        for fact in obligation.due_facts(facts, view.records, due_days(view)):
            yield self.finding(subject, fact)


def lacking(media: Media) -> str:
    """Where a film or recording fails to tell who pays, in safe words, or nothing."""
    if not is_moving(media):
        return ""
    if not media.disclosed:
        return "does not say whether it tells itself who pays"
    claim = "spoken" if is_audio(media) else media.claim or "both"
    wanted = {"spoken", "shown"} if claim == "both" else {claim}
    told = {"spoken", "shown"} if media.disclosed == "both" else {media.disclosed}
    missing = sorted(wanted - told)
    return f"makes its claim {claim} and its disclosure is not {' and '.join(missing)}" * bool(
        missing
    )
