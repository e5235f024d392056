"""Words that confirm to the world that the person spoken to is a patient.

A reply to a review needs no identifier of its own: the account it answers is one. What the
reply knows of visits, charts and treatment is the disclosure (45 CFR 164.502(a)).
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.model import Aspect, Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.shorthand import is_notice
from bot.phi.telling import LONGEST

_I = regex.IGNORECASE
_WORDS = r"(?:[\w'&-]{1,20} ){0,3}?"
#: What the office did or knows of "you"; sure without any word of care.
_KNOWN = regex.compile(
    r"\b(?:our records|your (?:chart|records?|file|notes)) (?:show|say|indicate|reflect|confirm|state)s?\b[^.!?\n]{0,60}|"
    r"\b(?:we|i|dr\.? [\w'-]{1,20}) (?:have )?(?:reviewed|checked|looked at|pulled|looked up|read|went over) your (?:chart|records?|file|notes|history|labs?|results|scans?|images)\b|"
    r"\byou (?:left against medical advice|were in (?:the|our) (?:chair|office|clinic|er|ed|waiting room|hospital)|were (?:discharged|admitted|diagnosed|treated|prescribed|sedated|seen by|late)|have been a patient|are a patient|signed (?:the|a|our) (?:consent|form|waiver|paperwork|release)|no-?showed|never filled (?:it|the|your)|refused (?:the|to|our)|declined (?:the|our|to))\b[^.!?\n]{0,40}|"
    r"\byour (?:insurance|insurer|plan|medicaid|medicare) (?:denied|declined|refused|rejected|did not|didn't|would not|wouldn't|does not|doesn't|paid|covered)\b[^.!?\n]{0,40}|"
    r"\byour (?:unpaid |outstanding |overdue )?(?:balance|copay|co-pay|bill) (?:of|is|was|from)\b[^.!?\n]{0,40}|"
    r"\byou(?:'ve| have)? (?:missed|cancell?ed|skipped|rescheduled) your\b[^.!?\n]{0,40}|\bas (?:we|the doctor|dr\.? \w+) (?:said|told you|explained|discussed)\b[^.!?\n]{0,30}\byou(?:r)?\b[^.!?\n]{0,40}",
    _I,
)
#: "Your" or "you" beside what happened; needs a word of care in the same stretch.
_CARED = regex.compile(
    rf"\b(?:sorry|glad|happy|thrilled|delighted|pleased|relieved|great|good|wonderful|honou?red|excited)\b (?:that |to hear |to know |to see |about |for |we could help with )?{_WORDS}(?:your?|you)\b[^.!?\n]{{0,60}}|"
    rf"\b(?:glad|happy|thrilled|pleased|delighted) (?:that |to hear |to see )?(?:the|that) {_WORDS}[\w'-]{{2,20}} (?:is|are|was|were|has|have|went|worked|helped)\b[^.!?\n]{{0,40}}|"
    rf"\bsorry (?:about|for) the (?:wait|delay|trouble|mix-?up|pain|bruising|confusion)\b[^.!?\n]{{0,20}}\byour\b[^.!?\n]{{0,30}}|"
    rf"\b(?:pleasure|joy|honou?r|privilege|loved|enjoyed|love) (?:to )?(?:taking care of|take care of|caring for|care for|treating|treat|delivering|deliver|fixing|working on|seeing|meeting) (?:both (?:of )?)?you(?:r)?\b[^.!?\n]{{0,40}}|"
    r"\bsee you (?:at|for|on|in|next)\b[^.!?\n]{0,60}|"
    rf"\b(?:when|after|because|since|before|that|while|the day|the night) you (?:came|were|had|got|saw|left|arrived|visited|went)\b[^.!?\n]{{0,50}}|"
    rf"\byour (?!own|doctor|provider|dentist|health|risk|body|child|team|care team|feet|back|heart|blood pressure|insurance|pharmacist|rheumatologist|oncologist|appointment)(?:(?!risk\b|or\b|and\b|for\b|with\b)[\w'-]{{1,20}} ){{0,4}}?[\w'-]{{2,20}} (?:is (?:in|ready|back|healing|done|here|normal|for)|was|were|came back|came in|went|healed|turned out|took|has been|had|looked|showed|shows|looks|look)\b[^.!?\n]{{0,50}}|"
    rf"\b(?:letting|let|trusting|trust|choosing|chose) us (?:do|with|for|to do|perform|fix|handle) your\b[^.!?\n]{{0,40}}|"
    rf"\bhow(?:'s| is| are) (?:the|your|that) {_WORDS}[\w'-]{{2,20}} (?:healing|feeling|doing|working|holding|treating|today)\b|"
    rf"\b(?:yelled at|told|saw|billed|called|remember|treated|reminded) [^.!?\n]{{0,30}}\byour?\b[^.!?\n]{{0,40}}|\bthank(?:s| you)\b[^.!?\n]{{0,20}} for (?:coming|visiting|stopping|trusting)[^.!?\n]{{0,20}} (?:for|with) your\b[^.!?\n]{{0,40}}",
    _I,
)
#: Whoever is meant by "your husband": the patient may be the reader's relative.
_THEIRS = r"(?:mother|father|mum|mom|dad|husband|wife|hubby|son|daughter|baby|twins|partner|gran|nan|nana|granny|grandma|grandpa|grandad|sister|brother|child|kid|boy|girl|lad|little one)"
_GLAD = r"(?:glad|happy|chuffed|delighted|thrilled|pleased|relieved|overjoyed|stoked|buzzing|over the moon|so good|great to hear|lovely to hear|love that|lovely that)"
#: Told to "you" of what was done or found; each needs a word of care in its own sentence.
_TOLD = regex.compile(
    r"\byou (?:were|had|came|walked out|left|tested|failed|signed|refused|declined|never|arrived|asked|missed|cancell?ed|threatened|agreed|consented|requested|stopped|skipped|brought|waited|booked|fainted|slept|complain(?:ed)? (?:about|of)|got|told us|said)\b[^.!?\n]{0,60}|"
    rf"\b{_GLAD}\b[^.!?\n]{{0,60}}\b(?:sorted|fixed|helped|cured|worked|cleared|eased|settled|healed|calmed|suits?|fits?|tamed|did the trick|gave you|got rid of|turned out|went)\b[^.!?\n]{{0,40}}|"
    r"\b(?:we|i|our (?:team|nurse|nurses|staff|doctor|dentist|physio|midwife)|the (?:doctor|nurse|team|physio|dentist|midwife|surgeon|consultant)|dr\.? [\w'-]{1,20}) (?:never )?(?:told|saw|treated|dismissed|discharged|billed|charged|called|texted|rang|warned|gave|offered|advised|referred|sent|refunded|sedated|x-rayed|scanned|numbed|examined|admitted|diagnosed|delivered|sectioned|fitted|saved|fixed) you(?:r|rs)?\b[^.!?\n]{0,60}|"
    rf"\byour {_THEIRS}(?:'s)?\b[^.!?\n]{{0,70}}|"
    r"\byour (?:[\w'-]{2,20} ){1,3}(?:after|since|following) (?:the|your|that) [\w'-]{3,20}[^.!?\n]{0,20}|"
    r"\bkeep (?:up|on with) (?:those|the|your) [\w'-]{3,20}|"
    r"\b(?:he|she|they|you) (?:signed|refused|declined) the (?:consent|form|waiver|x-?ray|scan|test|injection|blood|drug screen|treatment|jab|vaccine)\b|"
    r"\b(?:was|were) (?:placed|removed|taken|done|given|performed|fitted|prescribed|offered|explained) (?:at|on|with|by) (?:your|her|his) [^.!?\n]{0,30}",
    _I,
)
#: What only the keeper of a record can say; sure without a word of care.
_FILED = regex.compile(
    r"\b(?:as|being) your (?:treating |attending |own )?(?:dentist|doctor|physician|surgeon|therapist|midwife|nurse|provider|orthodontist|counsel?lor|hygienist)\b[^.!?\n]{0,50}|\b(?:our|the|my) (?:notes|records?|files?|chart) (?:of|from|on|for) your (?:visit|stay|appointment|care|treatment|case)\b[^.!?\n]{0,30}|"
    r"\b(?:having|have|had|to have) you (?:as|for|be) (?:our|a|my) (?:patient|client)\b|\byou (?:have been|were|are) (?:discharged|dismissed|released|banned) from (?:our|the|this) (?:practice|clinic|office|care)\b[^.!?\n]{0,50}|\byou were seen (?:within|in|by|on|at)\b[^.!?\n]{0,40}|"
    r"\b(?:we|i) (?:do )?have you (?:in|on) (?:our|the) (?:system|books|records|files?|list)\b[^.!?\n]{0,40}|\b(?:can|to) confirm (?:that )?you (?:were|are|have|had|came|did)\b[^.!?\n]{0,40}|"
    r"\byou were (?:our|my|the|on our) (?:\d{1,2}(?::\d\d)? ?(?:am|pm)?|first|last|morning|afternoon|list)\b[^.!?\n]{0,30}|\byou were \d{1,3} ?min(?:ute)?s? late\b[^.!?\n]{0,40}|\byou (?:came|have been (?:in|here)|were here) (?:twice|once|three times|\d times|last|on)\b[^.!?\n]{0,40}|"
    r"\byour (?:last|previous|next|recent|first|most recent) (?:visit|appointment|appt|scan|test|bloods|check-?up|cleaning|session|injection|dose|results?) (?:was|is|were|are|with|on|in)\b[^.!?\n]{0,40}|"
    r"\b(?:honou?r|privilege|pleasure|joy|delight|treat) (?:to|it was to) (?:look after|care for|treat|meet|deliver|nurse|help|fix|see) (?:you|baby|your)\b[^.!?\n]{0,40}|\b(?:dismissed|discharged|banned|removed|struck) you (?:from|for|off)\b[^.!?\n]{0,50}|\byou (?:tested|screened) (?:positive|negative)\b[^.!?\n]{0,30}|\byou failed (?:a|the|your|one|two|three|\d)\b[^.!?\n]{0,30}",
    _I,
)
_GENERAL = regex.compile(
    r"\b(?:if|when you (?!came|were|had|saw|left|got|arrived|visited)|whether|can|could|may|might|should|would|will|ask|call|tell us|bring|book|schedule|let us|let's|want|join|register|learn|every|any|anyone|your (?:annual|yearly)|do you|did you know|are you|is your|talk to|tips?|reminder|don't|do not|never discuss)\b",
    _I,
)

_IF = regex.compile(
    r"\b(?:if|whether|even if|never|neither|don't|cannot|can't say|won't) (?:you|that|someone|we|confirm|say)\b|\b(?:can't|cannot|can not|unable to|not able to) (?:confirm|discuss|say|comment)\b",
    _I,
)


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield stretches that tell the person addressed, and all others, of that person's care."""
    del knowledge
    if len(text.text) > LONGEST:
        return
    for match in _KNOWN.finditer(text.text):
        if not _is_general(text, match.start()):
            yield _confirms(match)
    for match in _FILED.finditer(text.text):
        if not _IF.search(text.sentence_text(match.start(), 200)):
            yield _confirms(match)
    for match in _TOLD.finditer(text.text):
        if _has_care(text, match.start()) and not _speaks_to_all(text, match.start()):
            yield _confirms(match)
    for match in _CARED.finditer(text.text):
        cared = any(match.start() <= offset < match.end() for offset in text.care)
        if cared and not _is_general(text, match.start()):
            yield _confirms(match)


def _has_care(text: Text, offset: int) -> bool:
    """Whether the sentence at ``offset`` holds a word of care."""
    here = text.sentence(offset)
    return any(text.sentence(at) == here for at in text.care)


def _speaks_to_all(text: Text, offset: int) -> bool:
    return _is_general(text, offset) or is_notice(text, offset)


def _is_general(text: Text, offset: int) -> bool:
    return bool(_GENERAL.search(text.sentence_text(offset, 200)))


def _confirms(match: regex.Match[str]) -> Candidate:
    return Candidate(
        Identifier.OTHER,
        match.start(),
        match.end(),
        "wording that confirms somebody is a patient",
        Level.REVIEW,
        aspect=Aspect.STATUS,
    )
