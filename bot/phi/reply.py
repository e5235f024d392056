"""Is a reply to a review or comment one that tells nothing of anybody's care?

A public reply answers one person, so whatever it knows of care is that person's. Here the bar
is higher than for a post: any word of care beside "you" stops, not only what confirms a visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.phi.engine import Engine
from bot.phi.model import Level
from bot.phi.normalise import normalise
from bot.phi.patterns import regex
from bot.phi.reading import Text
from bot.phi.signs import Weighed
from bot.surface import SurfaceKind

#: What a reply may say where the practice has stored nothing of its own.
NEUTRAL = (
    "Thank you for taking the time to write. Privacy law does not let us say in public whether "
    "somebody is in our care. Please call our office; we would like to hear from you."
)
_YOU = frozenset({"you", "one", "kin"})
#: Sentences that speak of what may not be said, or of feedback, calls and the practice at large.
_GENERAL = regex.compile(
    r"(?i)\b(?:privacy|confidential\w*|hipaa|gdpr|the law|laws|regulations?|cannot|can't|can not|"
    r"unable to|not able to|may not|do not|don't|never) [^.!?\n]{0,80}\b(?:discuss|say|confirm|"
    r"comment|share|disclose|talk|speak|respond|reply|public\w*|online)\b|"
    r"\bprivacy (?:law|laws|rules?|regulations?)\b|"
    r"\b(?:our|every|all|each) (?:goal|aim|policy|mission|team|staff|patients)\b"
    r"(?![^.!?\n]*\byour?\b)"
)
_VISIT = regex.compile(
    r"(?i)\b(?:your|you(?:'ve|'re)?|he|she|his|her|they|their) (?:[\w'-]{1,20} ){0,4}?(?:visits?|"
    r"visited|came in|appointments?|appt|stay|stayed|bills?|balance|co-?pay|insurance|insurer|"
    r"records?|charts?|files?|results?|forms?|wait(?:ed|ing)?|late|seen|refund(?:ed)?|"
    r"prescriptions?|deposit|no-?show\w*|cancell?ed|rescheduled|checked in|check-?up)\b|"
    r"\b(?:see|seeing|saw|seen|treat\w*|help(?:ing|ed)|car(?:ing|ed) for) you\b(?! soon[.!]?$)|"
    r"\b(?:are|were|was|is|been|never|not) (?:\w+ ){0,3}(?:a |our |one of our )?(?:\w+ )?"
    r"(?:patients?|clients?)\b|\bno record of\b"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stretch of a reply that tells too much: where it stands and why, never the words."""

    start: int
    end: int
    what: str
    blocks: bool = True


def read_reply(engine: Engine, text: str, neutral: str = "") -> tuple[Trouble, ...]:
    """What in the reply ``text`` tells of care or names a person, by position.

    ``neutral`` is the practice's own stored reply; it passes word for word, however it is
    spaced. Raises ModelMissing as ``Engine.analyse_text`` does.
    """
    if _squeezed(text) in {_squeezed(NEUTRAL), _squeezed(neutral)} - {""}:
        return ()
    analysis = engine.analyse_text(text)
    found = [Trouble(h.start, h.end, h.reason) for h in analysis.hits if h.level is not Level.INFO]
    unread = [Trouble(0, 0, f"not read: {why}", blocks=False) for why in analysis.not_run]
    told = [t for t in _told(text) if not any(_touch(t, other) for other in found)]
    return tuple(sorted([*found, *told, *unread], key=lambda t: (t.start, t.end)))


def _told(text: str) -> Iterator[Trouble]:
    normal = normalise(text)
    read = Text.of(text, SurfaceKind.TEXT)
    for number, start in enumerate(read.starts):
        end = read.starts[number + 1] if number + 1 < len(read.starts) else len(read.text)
        sentence = read.text[start:end]
        if not sentence.strip() or _GENERAL.search(sentence):
            continue
        why = _why(sentence)
        if why:
            first, last = normal.source_span(start, start + len(sentence.rstrip()))
            yield Trouble(first, last, why)


def _why(sentence: str) -> str:
    if _VISIT.search(sentence):
        return "a sentence that knows of a visit"
    kinds = frozenset().union(*Weighed(sentence).kinds) if sentence.strip() else frozenset()
    if "care" in kinds and kinds & _YOU:
        return "a sentence about the care of the one who wrote"
    return ""


def _touch(one: Trouble, other: Trouble) -> bool:
    return one.start < other.end and other.start < one.end


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
