"""Recognise what tells of one patient: a story, a case, a testimonial, a patient's own voice.

Two readings. ``narration`` knows sentences that tell of a patient by themselves ("my patient
came in", a signed review). ``telling`` adds up evidence over neighbouring clauses: somebody
particular, care, something that happened, the way it is shown. General teaching ("a patient
may feel", "if you are"), questions, studies, staff, history and cases that say they are
invented do not count. The marks are grammatical, so no list of conditions is needed. A case
retold from a journal with its citation is found and marked ``cited``: the person is still a
patient, though the journal saw to the consent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.rules.meaning import narration as nar
from bot.rules.meaning.people import CLINICIAN, is_public
from bot.rules.meaning.telling import weigh
from bot.rules.meaning.text import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Story:
    """Where it stands, in code points, and what gave it away, in safe words."""

    start: int
    end: int
    why: str
    cited: bool = False  # retold from a publication that is cited, not of this practice


_ARRIVED = re.compile(rf"\b{nar.ARRIVED}", re.IGNORECASE)


def find(text: str, staff: Collection[str] = ()) -> Story | None:
    """The first story in ``text``, or None. ``staff``: names of people of the practice."""
    if not nar.HINT.search(text):
        return None
    split = sentences(text)
    names = frozenset(s.casefold() for s in staff)
    told = (s for s in _candidates(text, split, names) if not _is_invented(split, s))
    story = next(told, None)
    if not nar.CITED.search(text) or (story and nar.OURS.search(text)):
        return story
    if story is None and nar.CASE.search(text) and (found := weigh(text, names, cited=True)):
        story = Story(found.start, found.end, found.why)
        story = None if _is_invented(split, story) else story
    why = "it retells a published case of one patient"
    return Story(story.start, story.end, why, cited=True) if story else None


def _candidates(text: str, split: Sequence[Sentence], staff: frozenset[str]) -> Iterator[Story]:
    yield from _labels(text)
    yield from _quotations(text)
    for number, sentence in enumerate(split):
        if why := _tells(split, number, staff):
            yield Story(sentence.start, sentence.end, why)
    if found := weigh(text, staff):
        yield Story(found.start, found.end, found.why)


def _tells(split: Sequence[Sentence], number: int, staff: frozenset[str]) -> str:
    """What gives the sentence away, or nothing."""
    sentence = split[number].text
    around = " ".join(s.text for s in split[number : number + 4])
    if sentence.endswith("?") or nar.ASKS.match(sentence.rstrip("?")):
        return "it tells of one person's care" if _introduced(sentence, around, staff) else ""
    before = " ".join(s.text for s in split[max(0, number - 3) : number])
    if _of_a_patient(sentence, around):
        return "it tells of one patient"
    if _first_person(sentence, before, around):
        return "it speaks in a patient's own voice"
    if _of_others(sentence):
        return ""
    if _of_somebody(sentence, before, around, staff):
        return "it tells of one person's care"
    return ""


def _of_others(text: str) -> bool:
    """Whether it speaks of research, history or a public person."""
    other = nar.RESEARCH.search(text) or nar.HISTORIC.search(text) or nar.PUBLIC.search(text)
    return bool(other) or is_public(text)


# ---------------------------------------------------------------- a patient in so many words
def _of_a_patient(sentence: str, around: str) -> bool:
    if nar.PICTURED.search(sentence):
        return True
    if match := nar.MINE.search(sentence):
        rest = sentence[match.end() :]
        if match.group().lower().startswith("one of") and nar.PAST_VERB.search(rest):
            return not nar.GENERAL.search(sentence)
        return not nar.GENERAL.search(sentence[: match.end()]) and _happened(rest, around)
    if (match := nar.SOME_PATIENT.search(sentence)) and not nar.RESEARCH.search(sentence):
        rest = match["rest"]
        return not nar.GENERAL.search(sentence) and _particular(sentence, match, rest, around)
    return False


def _happened(rest: str, around: str) -> bool:
    """Whether something is told of that patient, not said in general."""
    return bool(
        nar.PAST_VERB.search(rest)
        or nar.CARED.search(around)
        or nar.HIS_CARE.search(around)
        or re.match(r"[,:]?\s+[A-Z][a-z]+\b", rest)
        or re.match(r"\s+(?:is|has|['’]s|just|today|who)\b", rest)
    )


def _particular(sentence: str, match: re.Match[str], rest: str, around: str) -> bool:
    the = sentence[match.start() :].lower().startswith("the ")
    told = re.match(
        rf"(?:\s+(?:who|that|in|from|with|at)\b[^,]{{0,60}}?)?,?\s+(?:\w+ly\s+|once\s+"
        rf"|recently\s+|just\s+|also\s+)?{nar.PAST}\b",
        rest,
        re.IGNORECASE,
    )
    if not told or re.match(
        r"\s+(?:is|was)\s+(?:asked|told|given|placed|positioned|seen|expected|advised)\b", rest
    ):
        return False
    verbs_now = re.search(r"\b(?:is|are|has|have|needs|takes|feels|asks|gets|goes)\b", rest)
    return bool(nar.CARED.search(around)) if the or verbs_now else True


# ---------------------------------------------------------------- a patient's own voice
def _first_person(sentence: str, before: str, around: str) -> bool:
    said = nar.FIRST.search(sentence) or nar.DOCTOR_DID.search(sentence)
    if (
        not said
        or nar.WORKS_HERE.search(sentence)
        or nar.SAID_BY_MANY.search(sentence)
        or nar.SAID_BY_MANY.search(before[-160:])
    ):
        return False
    if re.search(
        r"\b(?:if|when|whenever|should)\s+(?:I|my)\b", sentence
    ) and not nar.PAST_VERB.search(sentence):
        return False
    quoted = bool(re.search(r"[“\"]", sentence))
    near = f"{before} {around}"
    return quoted or not (nar.CLINICIAN_VOICE.search(near) or CLINICIAN.search(near))


# ---------------------------------------------------------------- somebody, not called a patient
def _of_somebody(sentence: str, before: str, around: str, staff: frozenset[str]) -> bool:
    """Any of the ways in which one person's care is told without the word patient."""
    general = bool(nar.GENERAL_AGED.search(sentence) or re.search(r"(?i)\byou\b", sentence))
    if not general and _met(sentence, around):
        return True
    if not general and (match := nar.AGED_PERSON.search(sentence)):
        told = nar.CARED.search(around) or nar.HIS_CARE.search(around)
        asked = "?" in around and not nar.PAST_VERB.search(around)  # a vignette, not a history
        if told and not asked and not _not_a_person(sentence, match):
            return True
    if not general and _had_care(sentence, before, around):
        return True
    if _by_name(sentence, around, staff):
        return True
    return _pronoun(sentence, before) or _by_role(sentence, around)


def _met(sentence: str, around: str) -> bool:
    """A clinician saw somebody, or somebody came, wrote or gave thanks."""
    health = bool(nar.ABOUT_BODY.search(around) or nar.CARED.search(around))
    if nar.CLINICIAN_SAW.search(sentence):
        return health
    if nar.STAFF_ROLE.search(sentence):
        return False
    if nar.THANKED_US.search(sentence):
        return health or bool(re.search(r"(?i)\b(?:thanked|hugged|embraced|slept)\b", around))
    return bool(nar.SOMEONE_CAME.search(sentence) and nar.CARED.search(around))


def _had_care(sentence: str, before: str, around: str) -> bool:
    """ "Five weeks after her knee replacement ...": past care of one person."""
    if nar.STAFF_ROLE.search(f"{before} {sentence}") or nar.GENERAL.search(sentence):
        return False
    if nar.HAD_CARE.search(sentence) and nar.PAST_VERB.search(sentence):
        return True
    if nar.TELEGRAM.search(sentence):
        return True
    if nar.THIS_ONE.search(sentence):
        return bool(nar.ABOUT_BODY.search(sentence) or nar.CARED.search(around))
    titled = nar.TITLED.search(sentence) and nar.PAST_VERB.search(sentence)
    return bool(titled and (nar.ABOUT_BODY.search(around) or nar.CARED.search(around)))


def _not_a_person(sentence: str, match: re.Match[str]) -> bool:
    tail = sentence[match.end() : match.end() + 30]
    return bool(
        re.match(
            r"\s+(?:technique|procedure|device|clinic|practice|company|technology|tradition"
            r"|law|program|hospital|study|building|method)",
            tail,
            re.IGNORECASE,
        )
    )


def _by_name(sentence: str, around: str, staff: frozenset[str]) -> bool:
    if _introduced(sentence, around, staff):
        return True
    if _is_staff(sentence):
        return False
    for pattern in (nar.NAMED_STORY, nar.LIKE_NAMED, nar.NAME_AND_BODY):
        match = pattern.search(sentence)
        if match and _is_name(match["name"], staff) and nar.ABOUT_BODY.search(around):
            return True
    return any(
        _is_name(match["name"], staff)
        and not nar.TITLE_BEFORE.search(sentence[: match.start("name")])
        and not nar.GENERAL_AGED.search(match["act"])
        and (not _ARRIVED.match(match["act"]) or _in_care(around))
        for match in nar.NAMED.finditer(sentence)
    )


def _introduced(sentence: str, around: str, staff: frozenset[str]) -> bool:
    """ "Meet Maria, who ...", "Remember Carl?": somebody by name, and care."""
    found = nar.INTRODUCED.search(sentence)
    if not found or not _is_name(found["name"], staff) or _is_staff(around):
        return False
    return bool(nar.CARED.search(around) or nar.HIS_CARE.search(around))


def _in_care(around: str) -> bool:
    """Whether somebody who came did so for care."""
    return bool(nar.ABOUT_BODY.search(around) or nar.AIDED.search(around))


def _is_name(name: str, staff: frozenset[str]) -> bool:
    return name.casefold() not in nar.NO_NAMES and not any(
        name.casefold() in s.split() for s in staff
    )


def _is_staff(text: str) -> bool:
    return bool(nar.STAFF_ROLE.search(text)) or bool(
        re.search(r"\b(?:Dr|Nurse|Prof)\b\.?\s+[A-Z]", text) and not nar.CARED.search(text)
    )


def _pronoun(sentence: str, before: str) -> bool:
    match = nar.PRONOUN.search(sentence)
    if not match or not nar.CARED.search(sentence) or nar.GENERAL_AGED.search(sentence):
        return False
    staff = nar.STAFF_ROLE.search(f"{before} {sentence}") or nar.STAFF.search(before)
    return not staff and not _of_others(before)


def _by_role(sentence: str, around: str) -> bool:
    """ "A retired teacher walked into our clinic": a role, and an arrival with us."""
    match = nar.ROLE_PERSON.search(sentence)
    if not match or nar.GENERAL.search(sentence) or nar.STAFF_ROLE.search(sentence):
        return False
    return bool(_ARRIVED.search(sentence[match.start() :])) and _in_care(around)


# ---------------------------------------------------------------- quotations, labels
def _quotations(text: str) -> Iterator[Story]:
    for match in nar.QUOTED.finditer(text):
        words = match["words"] or match["block"]
        before = text[max(0, match.start() - 100) : match.start()]
        after = text[match.end() : match.end() + 100]
        if nar.SAID_BY_MANY.search(before[-80:]) or words.rstrip().endswith("?"):
            continue
        signed = nar.BY_PATIENT.match(after.lstrip()) and nar.PRAISE.search(words)
        starred = nar.STARS.search(before + after) and nar.PRAISE.search(words)
        sent = nar.RECEIVED.search(before) or nar.RECEIVED.search(after)
        own = nar.OWN_WORDS.search(words) or nar.PRAISE_OF.search(words)
        theirs = own and not nar.STAFF_ROLE.search(before)
        if signed or starred or (sent and theirs):
            yield Story(match.start(), match.end(), "it quotes a patient's own words")


def _labels(text: str) -> Iterator[Story]:
    if match := nar.BEFORE_AFTER.search(text):
        yield Story(match.start(), match.end(), "it compares one person before and after")
    for match in nar.LABEL.finditer(text):
        told = match["tail"] + " " + text[match.end() : match.end() + 400]
        singular = (
            nar.CARED.search(told)
            or nar.HIS_CARE.search(told)
            or nar.FIRST.search(told)
            or nar.AGED_PERSON.search(told)
        )
        if (singular and not nar.RESEARCH.search(match["tail"])) or _named_label(match["tail"]):
            yield Story(match.start(), match.end(), "it is labelled as a patient's story")


def _named_label(tail: str) -> bool:
    named = re.match(
        r"\s*(?:[:|–—-]|of)\s*(?:meet\s+)?([A-Z][a-z]+)(?:['’]s|\s*[,.!]|\s*$|\s+[A-Z]\.)", tail
    )
    return bool(named) and named[1].casefold() not in nar.NO_NAMES if named else False


def _is_invented(split: Sequence[Sentence], story: Story) -> bool:
    """Whether the text says that this case is made up; a changed name is no invention."""
    inside = [s for s in split if s.start < story.end and story.start < s.end]
    paragraph = {s.paragraph for s in inside}
    for sentence in split:
        near = sentence.paragraph in paragraph
        said = nar.INVENTED.search(sentence.text) or (near and nar.IMAGINED.search(sentence.text))
        if (
            said
            and not nar.NOT_INVENTED.search(sentence.text)
            and (near or _about_case(sentence.text))
        ):
            return True
    return False


def _about_case(sentence: str) -> bool:
    return bool(
        re.search(r"(?i)\b(?:case|patient|person|story|example|scenario|character)s?\b", sentence)
    )
