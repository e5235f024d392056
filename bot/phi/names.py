"""Personal names: from the model, from titles and initials, and from lists where a patient is near.

The small model misses lower-case and unusual names and takes drugs and headings for people;
so its answers are trimmed by lists, and lists and patterns add what it misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.phi.account import UNREAD, Account
from bot.phi.knowledge import Knowledge, squeeze
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.person import is_given
from bot.phi.reading import Candidate, Text
from bot.phi.roles import Part, assign
from bot.phi.sighting import TOKEN, Sighting, is_dictionary_word, sight_by_list, sight_by_pattern
from bot.phi.weighing import weigh_names


def find_names(
    text: Text,
    model: Iterable[tuple[int, int]],
    knowledge: Knowledge,
    account: Account = UNREAD,
) -> list[Candidate]:
    """Every personal name in ``text`` with its role; ``model`` holds the model's PERSON spans.

    ``account`` is what the taught model says of ``text``.
    """
    trimmed = (_trim(text, start, end) for start, end in model)
    found = [
        Sighting(*span, "model")
        for span in trimmed
        if span and _is_name_like(text, *span, knowledge)
    ]
    found += sight_by_pattern(text, knowledge)
    found += sight_by_list(text, knowledge)
    judged = [_judge(text, name, knowledge) for name in _merge(_bare(text, found))]
    return weigh_names(text, _same_role(judged, text), knowledge, account)


def _bare(text: Text, found: Iterable[Sighting]) -> Iterator[Sighting]:
    """The same finds without a possessive at their end."""
    for name in found:
        possessive = text.text[name.start : name.end].casefold().endswith("'s")
        yield Sighting(name.start, name.end - 2, name.how) if possessive else name


# ---------------------------------------------------------------- the model's answers
_ET_AL = regex.compile(r"(?i)\b(?:et\s)?al\b")


def _trim(text: Text, start: int, end: int) -> tuple[int, int] | None:
    line = _ET_AL.split(text.text[start:end].split("\n")[0])[0]
    tokens = [(start + m.start(), start + m.end(), m.group()) for m in TOKEN.finditer(line)]
    while tokens and _is_heading_word(tokens[0][2], len(tokens)):
        tokens.pop(0)
    while tokens and _is_heading_word(tokens[-1][2], len(tokens)):
        tokens.pop()
    if not tokens or len(tokens) > 5:
        return None
    stop = tokens[-1][1]
    if text.text[stop - 2 : stop].casefold() == "'s":
        stop -= 2
    return tokens[0][0], stop if len(tokens[-1][2]) == 2 else stop - text.text[
        stop - 1 : stop
    ].count(".")


def _is_heading_word(word: str, left: int) -> bool:
    plain = word.casefold().rstrip(".").removesuffix("'s")
    if plain in words("given") and not (plain in words("plain") and left == 1):
        return False
    if (
        plain in words("plain")
        or plain in words("english")
        or plain in {"mr", "mrs", "ms", "miss", "dr", "prof", "md"}
    ):
        return True
    return plain in words("organisation") and plain not in words("family")


def _is_name_like(text: Text, start: int, end: int, knowledge: Knowledge) -> bool:
    name = text.text[start:end]
    tokens = [t.casefold().removesuffix("'s") for t in name.split()]
    if any(c.isdigit() for c in name) or squeeze(name) in knowledge.brand:
        return False
    if all(
        t in words("drugs") or t in words("plain") or t in words("states") for t in tokens
    ) or name.casefold() in words("states"):
        return False
    if len(tokens) == 1:
        word = tokens[0]
        known = word in words("given") or word in words("family")
        if len(word) < 3 or (name.isupper() and len(word) < 5 and not known):
            return False
        return known or word not in knowledge.common
    telling = [
        t
        for t in tokens
        if name_form(t) in words("given")
        or name_form(t) in words("family")
        or (t not in knowledge.common and t not in words("organisation"))
    ]
    return bool(telling) and (
        len(telling) > 1 or name_form(tokens[0]) in words("given") or tokens[-1] in words("family")
    )


# ---------------------------------------------------------------- one candidate a name
_RANK = {
    "introduced": 0,
    "title": 1,
    "turned": 1,
    "initials": 2,
    "relative": 2,
    "list": 3,
    "model": 3,
    "given": 5,
    "subject": 4,
    "greeted": 6,
    "shape": 7,
}


def _merge(found: Iterable[Sighting]) -> list[Sighting]:
    """The longest of overlapping finds; a find by two ways keeps the surer way."""
    kept: list[Sighting] = []
    reach = 0  # where the group of overlapping finds ends
    group: list[Sighting] = []
    for name in sorted(set(found), key=lambda f: (f.start, f.end)):
        if group and name.start >= reach:
            kept += _merge_group(group)
            group = []
        group.append(name)
        reach = max(reach, name.end) if len(group) > 1 else name.end
    return sorted([*kept, *_merge_group(group)], key=lambda f: f.start)


def _merge_group(group: list[Sighting]) -> list[Sighting]:
    kept: list[Sighting] = []
    for name in sorted(group, key=lambda f: (f.start - f.end, _RANK[f.how], f.start)):
        rivals = [k for k in kept if k.start < name.end and name.start < k.end]
        if not rivals:
            kept.append(name)
        elif len(rivals) == 1 and _is_surer(name.how, rivals[0].how):
            how = "list" if name.how == "model" else name.how
            kept[kept.index(rivals[0])] = Sighting(rivals[0].start, rivals[0].end, how)
    return kept


def _is_surer(how: str, than: str) -> bool:
    return _RANK[how] < _RANK[than] or {how, than} == {"model", "list"}


_SAFE = {
    Role.STAFF: "a colleague or one of the practice",
    Role.PUBLIC: "a public person",
    Role.AUTHOR: "a cited author",
    Role.EPONYM: "an eponym",
    Role.ORGANISATION: "an organisation",
    Role.OWN: "the practice itself",
}


def _judge(text: Text, name: Sighting, knowledge: Knowledge) -> Candidate:
    part = assign(text, name.start, name.end, knowledge)
    if part.tie:
        reason = "a name beside a patient cue"
        return Candidate(
            Identifier.NAME, name.start, name.end, reason, Level.BLOCK, role=Role.PATIENT
        )
    if part.role in _SAFE:
        return Candidate(
            Identifier.NAME, name.start, name.end, _SAFE[part.role], tied=Level.INFO, role=part.role
        )
    return _nobody_on_file(text, name, part, knowledge)


def _nobody_on_file(text: Text, name: Sighting, part: Part, knowledge: Knowledge) -> Candidate:
    full = len(text.text[name.start : name.end].replace(",", " ").split()) > 1
    if name.how == "introduced":
        return Candidate(
            Identifier.NAME,
            name.start,
            name.end,
            "a name given to a patient",
            Level.BLOCK,
            role=Role.PATIENT,
        )
    if part.role is Role.RELATIVE or name.how == "relative":
        alone = Level.REVIEW if full else Level.INFO
        return Candidate(
            Identifier.NAME,
            name.start,
            name.end,
            "a relative's name",
            alone,
            role=Role.RELATIVE,
            names_one=True,
        )
    if name.how in ("title", "turned"):
        alone = Level.INFO if part.soft else Level.REVIEW
        return Candidate(
            Identifier.NAME, name.start, name.end, "a titled name that is nobody on file", alone
        )
    sure = full and _is_sure(text.text[name.start : name.end], name.how, knowledge)
    if name.how in ("greeted", "subject") or (name.how == "shape" and not sure):
        reason = "a name beside a patient cue"
        one = not part.soft and (name.how != "greeted" or _is_one(text, name, knowledge))
        return Candidate(Identifier.NAME, name.start, name.end, reason, weak=False, names_one=one)
    if name.how == "initials":
        return Candidate(
            Identifier.NAME, name.start, name.end, "a name with an initial", names_one=not part.soft
        )
    alone = Level.REVIEW if sure and not part.soft else Level.INFO
    reason = "a full name that is nobody on file" if full else "a single name beside a patient cue"
    return Candidate(
        Identifier.NAME,
        name.start,
        name.end,
        reason,
        alone,
        weak=full or name.how == "given",
        names_one=not part.soft and _is_one(text, name, knowledge),
    )


def _is_one(text: Text, name: Sighting, knowledge: Knowledge) -> bool:
    """Whether a name says by itself that a person is meant: no everyday word, no eponym alone."""
    tokens = text.text[name.start : name.end].split()
    first = tokens[0].rstrip(".")
    if regex.match(r"\.? \d", text.after(name.end, 3)):
        return False  # Jan 13
    if len(tokens) > 1:
        listed = is_given(first) or name_form(tokens[-1]) in words("family")
        return listed or name.how == "subject"
    plain = first.casefold()
    if plain in words("eponyms") or plain in words("organisation") or len(plain) < 3:
        return False
    if is_given(first, sure=True):
        return plain not in words("public")
    return name.how == "model" and first[0].isupper() and not is_dictionary_word(first, knowledge)


def _is_sure(name: str, how: str, knowledge: Knowledge) -> bool:
    tokens = name.split()
    if name.islower() or not all(t[0].isupper() for t in tokens if len(t) > 3):
        return False
    last = tokens[-1]
    given = is_given(tokens[0].rstrip("."), sure=True)
    listed = name_form(last) in words("family")
    unusual = last.casefold() not in knowledge.common
    if how == "list":
        return given or (listed and unusual)
    if given:
        return listed or unusual
    return listed and unusual and not is_dictionary_word(tokens[0], knowledge)


def _same_role(candidates: list[Candidate], text: Text) -> list[Candidate]:
    """Give a name met again alone ("Okafor" after "Dr. Amara Okafor") the role of its full form."""
    known: dict[str, Candidate] = {}
    for c in candidates:
        if c.role in _SAFE or c.role is Role.PATIENT:
            for word in name_form(text.text[c.start : c.end]).split():
                known.setdefault(word, c)
    result = []
    for c in candidates:
        tokens = name_form(text.text[c.start : c.end]).split()
        source = known.get(tokens[-1]) if tokens and c.role is Role.UNKNOWN else None
        if (
            source
            and (len(tokens) == 1 or source.role is Role.PATIENT)
            and all(t in known for t in tokens)
        ):
            c = Candidate(
                c.identifier, c.start, c.end, source.reason, source.alone, source.tied, source.role
            )
        result.append(c)
    return result
