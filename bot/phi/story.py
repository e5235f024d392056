"""Does a short post, taken as a whole, tell of one patient's care? For a person to look at.

Two judges who err in different ways: the weighed signs of the text (``bot.phi.signs``) and the
taught model (``bot.phi.taught``). Their odds are multiplied.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.phi.account import Account
from bot.phi.model import Aspect, Identifier, Level
from bot.phi.reading import Candidate, Text
from bot.phi.signs import LONGEST, Weighed, weigh
from bot.phi.telling import is_own_story
from bot.surface import SurfaceKind

#: From this sum of log odds on, a person is asked. Set on bench/phi/dev.jsonl, where it asks
#: about one clean post in 408 that nothing else stops; 54 to 1 that one patient is told of.
TELLS = 4.0
_KINDS = frozenset({SurfaceKind.TEXT, SurfaceKind.ALT})
_SMALLEST = 1e-4
#: Advice: it speaks to its reader for longer than one speaks to one patient, and of nobody.
_READER = re.compile(r"(?i)\b(?:you|your|yours|yourself)\b")
_SOMEBODY = re.compile(
    r"(?i)\b(?:he|she|him|his|hers?|himself|herself|who|whose|i|me|my|we|us|our|guy|lady|man|woman"
    r"|boy|girl|kid|baby|someone|somebody|patient)\b"
)
_ADVICE_WORDS = 30
_DRAWN = re.compile(
    r"(?i)^\W*(?:(?:an?|the|simple|line|flat|two|three|four)\s+)*(?:drawings?|diagrams?|charts?"
    r"|illustrations?|icons?|sketch(?:es)?|panels?|graphics?|infographics?)\b"
)


def find_story(
    text: Text, account: Account, settled: Sequence[tuple[int, int]] = ()
) -> Candidate | None:
    """One candidate for review where ``text`` is a short post that tells of one patient's care.

    ``settled``: where colleagues, public persons and authors are named; who is only one of them
    is no patient.
    """
    if text.kind not in _KINDS or len(text.text) > LONGEST or not text.text.strip():
        return None
    if _advises(text.text) or (text.kind is SurfaceKind.ALT and _DRAWN.search(text.text)):
        return None
    signs = weigh("post", Weighed(text.text).whole)
    if _log_odds(signs) + _log_odds(account.individual) < TELLS:
        return None
    if is_own_story(text) or _is_of(settled, account):
        return None
    start, end = _heart(text, account)
    reason = "story of one patient's care"
    return Candidate(
        Identifier.OTHER,
        start,
        end,
        reason,
        Level.REVIEW,
        Level.REVIEW,
        aspect=Aspect.TOLD,
    )


def _advises(words: str) -> bool:
    if _SOMEBODY.search(words) or not _READER.search(words):
        return False
    return len(words.split()) > _ADVICE_WORDS


def _is_of(settled: Sequence[tuple[int, int]], account: Account) -> bool:
    """Whether every person that the model hears of is one of the ``settled``."""
    people = [t for t in account.told if t.label in ("PATIENT", "RELATIVE", "STAFF", "PUBLIC")]
    return bool(settled) and all(
        any(t.start < end and start < t.end for start, end in settled) for t in people
    )


def _heart(text: Text, account: Account) -> tuple[int, int]:
    """The stretch that says most of the patient, or the whole text."""
    ours = [t for t in account.told if t.label not in ("STAFF", "PUBLIC")]
    if not ours:
        return 0, len(text.text)
    surest = max(ours, key=lambda t: (t.sure, -t.start))
    return surest.start, surest.end


def _log_odds(share: float) -> float:
    bounded = min(max(share, _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))
