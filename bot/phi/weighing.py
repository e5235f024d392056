"""Adds what the evidence says to the names that patterns, lists and models found.

Every source of candidates joins here: patterns and the small model through ``find_names``,
the weighed evidence, and whatever is taught later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.phi.account import UNREAD, Account
from bot.phi.evidence import candidates, is_own_kin, name_signs
from bot.phi.knowledge import Knowledge
from bot.phi.model import Identifier, Level, Role
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.roles import assign
from bot.phi.signs import LONGEST, Weighed, strength, weigh

#: From here on a name is stopped, or shown to a person: set where the development sets' clean
#: posts are stopped in at most 1.6 % and shown in at most 5 % (design 15).
BLOCK = 0.72
REVIEW = 0.45
#: Roles that evidence does not overrule.
_SETTLED = frozenset(
    {Role.STAFF, Role.PUBLIC, Role.AUTHOR, Role.EPONYM, Role.ORGANISATION, Role.OWN, Role.PATIENT}
)
#: In more than this only listed given names are weighed: encyclopaedias are full of rare words.
SHORT = 300
#: From a rank above this an English word is an everyday one.
EVERYDAY = 2
_GRAVITY = {Level.INFO: 0, Level.REVIEW: 1, Level.BLOCK: 2}


def weigh_names(
    text: Text, found: Sequence[Candidate], knowledge: Knowledge, account: Account = UNREAD
) -> list[Candidate]:
    """``found`` with the levels that the evidence of a short text gives, and what it adds."""
    if len(text.text) > LONGEST:
        return list(found)
    weighed = {(c.start, c.end): c for c in _weighed(text, knowledge, account)}
    result = []
    for known in found:
        rivals = [c for c in weighed.values() if c.start < known.end and known.start < c.end]
        for rival in rivals:
            del weighed[rival.start, rival.end]
        result.append(_graver(known, rivals))
    told = sorted([*result, *weighed.values()], key=lambda c: (c.start, c.end))
    return [_shown(c) for c in told] if _MADE_UP.search(text.text) else told


#: The writer says that the person is made up, or is a model: a person looks whether it is so.
_MADE_UP = regex.compile(
    r"(?i)\b(?:imagine (?:a|an|that)\b|suppose (?:a|an|that)\b|let's call (?:her|him|them)\b|"
    r"not a real (?:patient|person|name)|hypothetical|fictional|fictitious|hipaa quiz|"
    r"sample script|mani?kin|mannequin|our model\b|two people named|if (?:mr|mrs|ms)\.? \w+ calls)"
)


def _shown(found: Candidate) -> Candidate:
    least = min(found.tied, Level.REVIEW, key=lambda level: _GRAVITY[level])
    return replace(
        found, alone=min(found.alone, least, key=lambda level: _GRAVITY[level]), tied=least
    )


def _graver(known: Candidate, rivals: Sequence[Candidate]) -> Candidate:
    if known.role in _SETTLED or not rivals:
        return known
    alone = max((known.alone, *(r.alone for r in rivals)), key=lambda level: _GRAVITY[level])
    tied = max(known.tied, alone, key=lambda level: _GRAVITY[level])
    reason = known.reason if alone is known.alone else rivals[0].reason
    return replace(known, alone=alone, tied=tied, reason=reason)


def _weighed(text: Text, knowledge: Knowledge, account: Account) -> Iterator[Candidate]:
    weighed = Weighed(text.text, knowledge, account)
    for start, end, span in candidates(weighed):
        part = assign(text, start, end, knowledge)
        if part.role in _SETTLED and not part.tie:
            continue
        if len(text.text) > SHORT and not _is_surely_given(weighed.tokens[span.first].plain):
            continue
        level = _level(weigh("name", name_signs(weighed, span, part.sign)))
        if not weighed.cared:
            level = Level.REVIEW if level is Level.BLOCK and span.last - span.first > 1 else None
        if level is Level.BLOCK and is_own_kin(weighed, span):
            level = Level.REVIEW  # the writer's own family: theirs to tell, after a look
        if level:
            reason = "a name in the telling of somebody's care"
            yield Candidate(Identifier.NAME, start, end, reason, level, Level.BLOCK)


def _is_surely_given(plain: str) -> bool:
    given, _, english = strength(plain)
    return given > 0 and english <= EVERYDAY


def _level(chance: float) -> Level | None:
    if chance < REVIEW:
        return None
    return Level.BLOCK if chance >= BLOCK else Level.REVIEW
