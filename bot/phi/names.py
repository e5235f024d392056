"""Personal names: from the model, from titles and initials, and from lists where a patient is near.

The small model misses lower-case and unusual names and takes drugs and headings for people;
so its answers are trimmed by lists, and lists and patterns add what it misses.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.phi.knowledge import Knowledge, squeeze
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.recognizers.slugs import is_given
from bot.phi.roles import Part, assign

_I = regex.IGNORECASE
_TOKEN = regex.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_])|-(?=[^\W\d_])){0,30}\.?")
_TITLED = regex.compile(
    r"\b(?:mr|mrs|ms|miss|mx|mister|madam|sr|sra|señora?)\.? (?P<name>[^\W\d_](?:\.|[\w'-]{0,24}(?: (?-i:\p{Lu})[\w'-]{1,24})?))(?!\w)",
    _I,
)
_TURNED = regex.compile(
    r"(?<![\w,] )(?<!\w)(?P<name>\p{Lu}[\p{L}'-]{1,24}, ?\p{Lu}(?:\.|\b(?!\.\p{Lu}))(?! ?[A-Z]{2})|\p{Lu}[\p{L}'-]{1,24}, ?\p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}\.?)?)(?!\w)"
)
_GIVEN_INITIAL = regex.compile(
    r"(?<!\w)(?P<name>(?P<given>\p{Lu}[\p{Ll}'-]{1,20}) \p{Lu})(?:\.(?!\p{Lu}\.)|(?=[,;:!?)(]| (?:\p{Ll}|\d|\()|$))"
)
_INITIALS = regex.compile(
    r"\b(?:patient|pt|client|initials?|named|mr|mrs|ms)(?:\.|:|,| is| was| are)?[ (]{1,2}(?P<name>(?-i:[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.)?|[A-Z]{2}(?![A-Za-z])))(?= |,|\.|\)|$|')",
    _I,
)
_NOT_INITIALS = frozenset(
    {
        "MD",
        "DO",
        "RN",
        "PA",
        "NP",
        "PT",
        "OT",
        "IV",
        "IM",
        "OR",
        "ER",
        "ED",
        "US",
        "UK",
        "MR",
        "ID",
        "DX",
        "HX",
        "TX",
        "RX",
        "SX",
        "AF",
        "MI",
        "PE",
        "TB",
        "MS",
        "IT",
        "IS",
        "IN",
        "ON",
        "AT",
        "WE",
        "TO",
        "NO",
        "BP",
        "HR",
        "EF",
        "GI",
        "GU",
        "ICU",
        "HIV",
        "DM",
        "CT",
        "ME",
        "MY",
        "SO",
    }
)
_INITIAL_FAMILY = regex.compile(
    r"(?<![\w.])(?P<name>\p{Lu}\.(?: ?\p{Lu}\.)? ?(?P<family>\p{Lu}\p{Ll}[\p{L}'-]{1,24}))(?!\w)"
)
_BABY = regex.compile(
    r"\bbaby (?:boy |girl )?(?P<name>(?-i:\p{Lu}\p{Ll}[\w'-]{1,20}))(?! (?:shower|shoes|food|powder|steps|boomers?|bump|blues))",
    _I,
)
_INTRODUCED = regex.compile(
    r"\b(?:my|our|this|that) (?:[\w'-]+ ){0,2}?(?:patient|pt)(?:,|:| is| named| called)? (?P<name>\p{L}[\p{L}'-]{1,20}(?: \p{L}[\p{L}'-]{1,20})?)(?=[\s,.!?;:'(]|$)|"
    r"\b(?:name is|name:|name was|name's|patient named|pt named|(?:man|woman|boy|girl|lady|guy|kid|patient|pt|male|female|gentleman) (?:named|called)|patient name:?|pt name:?|pt:) (?P<name>\p{L}[\p{L}'-]{1,20}(?: \p{L}[\p{L}'-]{1,20})?)(?=[\s,.!?;:'(]|$)",
    _I,
)
_SEEN = regex.compile(
    r"\b(?:saw|treated|operated on|met with|consult(?:ed)? on|scoped|discharged|admitted|examined) (?P<name>\p{L}[\p{L}'-]{1,20} \p{L}[\p{L}'-]{1,20})(?= (?:today|yesterday|tonight|again|in (?:my |our |the )?(?:clinic|er|ed|icu|office|or)|for (?:her|his|a|an)\b|this (?:morning|week|afternoon)|at (?:the|my|our)|last|on (?:mon|tue|wed|thu|fri|sat|sun)))",
    _I,
)
_GREETED = regex.compile(
    r"(?:(?i:\b(?:hi|hello|hey|dear|sorry|thank you|thanks|congratulations|congrats|bravo|welcome home|go|way to go|proud of you|get well|review|words)),?|^|[.!?\n]) ?(?P<name>\p{Lu}\p{Ll}[\w'-]{1,20}(?: \p{Lu}\p{Ll}[\w'-]{1,20})?)(?=[,!]|\s?$)"
)
_SHAPE = regex.compile(
    r"(?<![\w#@/.-])(?P<name>\p{Lu}\p{Ll}[\p{L}'-]{1,20} (?:\p{Lu}\. )?\p{Lu}[\p{L}'-]{2,20})(?![\w@/])"
)
_RELATIVE = regex.compile(
    r"\b(?:her|his|their|patient's|pt's) (?:[\w-]+ )?(?:mother|father|mom|mum|dad|daughter|son|wife|husband|spouse|partner|sister|brother|aunt|uncle|grandmother|grandfather|grandma|grandpa|granddaughter|grandson|fianc[eé]e?|girlfriend|boyfriend|baby|twins?|niece|nephew|cousin),? (?:named |called |is )?(?P<name>(?-i:\p{Lu}\p{Ll}[\w'-]{1,20})(?: (?-i:\p{Lu}\p{Ll}[\w'-]{1,20}))?)",
    _I,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A stretch that may be a name, how it was found, and whether it is written as one."""

    start: int
    end: int
    how: str  # "model", "title", "list", "initials", "introduced", "relative"


def _found(match: regex.Match[str], how: str) -> _Found:
    start, end = match.span("name")
    return _Found(start, end, how)


def find_names(
    text: Text, model: Iterable[tuple[int, int]], knowledge: Knowledge
) -> list[Candidate]:
    """Every personal name in ``text`` with its role; ``model`` holds the model's PERSON spans."""
    trimmed = (_trim(text, start, end) for start, end in model)
    found = [
        _Found(*span, "model") for span in trimmed if span and _is_name_like(text, *span, knowledge)
    ]
    found += _titled(text, knowledge)
    found += _listed(text, knowledge)
    return _same_role([_judge(text, name, knowledge) for name in _merge(_bare(text, found))], text)


def _bare(text: Text, found: Iterable[_Found]) -> Iterator[_Found]:
    """The same finds without a possessive at their end."""
    for name in found:
        possessive = text.text[name.start : name.end].casefold().endswith("'s")
        yield _Found(name.start, name.end - 2, name.how) if possessive else name


# ---------------------------------------------------------------- the model's answers
_STRIP = " \t\n.,;:!?'\"()[]-–—*_~|/&+#@•>"


def _trim(text: Text, start: int, end: int) -> tuple[int, int] | None:
    line = text.text[start:end].split("\n")[0]
    tokens = [(start + m.start(), start + m.end(), m.group()) for m in _TOKEN.finditer(line)]
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


# ---------------------------------------------------------------- titles, initials, introductions
def _titled(text: Text, knowledge: Knowledge) -> Iterator[_Found]:
    for match in _TITLED.finditer(text.text):
        first = match["name"].split()[0].casefold().strip(".")
        if len(first) == 1 or first not in words("english"):
            yield _found(match, "title")
    for match in _TURNED.finditer(text.text):
        family, _, given = match["name"].partition(",")
        if _is_turned(family, given.strip(), knowledge):
            yield _found(match, "turned")
    for match in _GIVEN_INITIAL.finditer(text.text):
        if (
            is_given(match["given"])
            and match["given"].casefold() not in words("plain")
            and match.group()[-1] not in "I"
        ) or _is_introduced(text, match):
            yield _found(match, "initials")
    for match in _INITIAL_FAMILY.finditer(text.text):
        if name_form(match["family"]) in words("family"):
            yield _found(match, "initials")
    for match in _INITIALS.finditer(text.text):
        if match["name"].replace(".", "").replace(" ", "") not in _NOT_INITIALS:
            yield _found(match, "initials")
    for match in _BABY.finditer(text.text):
        if match["name"].casefold() not in knowledge.common or is_given(match["name"]):
            yield _found(match, "relative")
    yield from _introduced(text, knowledge)
    yield from _shaped(text, knowledge)


def _is_introduced(text: Text, match: regex.Match[str]) -> bool:
    before = text.before(match.start(), 12)
    introduced = regex.search(r"(?i)\b(?:patient|pt|named)[.,:]? $", before)
    plain = match["given"].casefold()
    return bool(introduced) and not any(
        plain in words(name) for name in ("plain", "english", "medical", "drugs")
    )


def _shaped(text: Text, knowledge: Knowledge) -> Iterator[_Found]:
    """Names by their look alone: who was seen, who is greeted, two capitalised unusual words."""
    for match in _SEEN.finditer(text.text):
        first, last = match["name"].split()
        may_be_given = is_given(first) or _could_be(first, knowledge)
        if may_be_given and _could_be(last, knowledge, family=True):
            yield _found(match, "introduced")
    for match in _GREETED.finditer(text.text):
        tokens = match["name"].split()
        if is_given(tokens[0]) or all(_could_be(token, knowledge) for token in tokens):
            yield _found(match, "greeted")
    for match in _SHAPE.finditer(text.text):
        tokens = match["name"].split()
        if _is_shaped_as_name(tokens[0], tokens[-1], knowledge):
            yield _found(match, "shape")


def _is_shaped_as_name(first: str, last: str, knowledge: Knowledge) -> bool:
    last = last.removesuffix("'s")
    if any(
        w.casefold() in words(n)
        for w in (first, last)
        for n in ("plain", "medical", "drugs", "english", "eponyms")
    ):
        return False
    if last.casefold() in words("organisation") or (last.isupper() and not first.isupper()):
        return False
    given = is_given(first) or not _is_dictionary_word(first, knowledge)
    family = name_form(last) in words("family") or not _is_dictionary_word(last, knowledge)
    return given and family and last.casefold() not in words("states")


def _is_turned(family: str, given: str, knowledge: Knowledge) -> bool:
    plain = family.casefold()
    listed = name_form(family) in words("family")
    if len(given.rstrip(".")) == 1:
        return (
            (listed or (family.isupper() and len(family) > 3))
            and plain not in words("plain")
            and (listed or plain not in knowledge.common)
        )
    return (
        is_given(given.split()[0].rstrip("."))
        and (family.isupper() or listed)
        and (listed or plain not in knowledge.common)
        and not is_given(family, sure=True)
    )


def _introduced(text: Text, knowledge: Knowledge) -> Iterator[_Found]:
    for match in _INTRODUCED.finditer(text.text):
        start, end = match.span("name")
        tokens = match["name"].split()
        if not _could_be(tokens[0], knowledge):
            continue
        if len(tokens) == 2 and not _could_be(tokens[1], knowledge, family=True):
            end = start + len(tokens[0])
        yield _Found(start, end, "introduced")
    for match in _RELATIVE.finditer(text.text):
        tokens = match["name"].split()
        if is_given(tokens[0]) or (
            tokens[0].casefold() not in knowledge.common
            and tokens[0].casefold() not in words("plain")
        ):
            yield _found(match, "relative")


def _could_be(word: str, knowledge: Knowledge, *, family: bool = False) -> bool:
    plain = word.casefold().removesuffix("'s")
    if (
        plain in words("english")
        or plain in words("medical")
        or plain in words("relatives")
        or len(plain) < 2
    ):
        return False
    if (
        is_given(plain, sure=not word[0].isupper())
        or (word[0].isupper() and plain in words("family"))
        or (family and plain in words("family"))
    ):
        return True
    return (
        not any(form in knowledge.common for form in _stems(plain))
        and plain not in words("plain")
        and len(plain) > 2
    )


def _is_dictionary_word(word: str, knowledge: Knowledge) -> bool:
    """Whether ``word``, or any part of it between hyphens, is an everyday word in some form."""
    return any(
        form in knowledge.common for part in word.casefold().split("-") for form in _stems(part)
    )


def _stems(plain: str) -> set[str]:
    """A word with its usual endings taken off."""
    cut = {
        plain.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
    }
    return {plain, *cut, plain.removesuffix("ing") + "e", plain.removesuffix("ies") + "y"}


# ---------------------------------------------------------------- lists
def _listed(text: Text, knowledge: Knowledge) -> Iterator[_Found]:
    tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text.text)]
    for number, (start, end, token) in enumerate(tokens):
        if not is_given(token.rstrip(".")) or text.text[max(0, start - 1) : start] in (
            "#",
            "@",
            "/",
            "_",
            ".",
        ):
            continue
        follow = tokens[number + 1] if number + 1 < len(tokens) else None
        joined = _family_after(text, token, end, follow, knowledge)
        if joined:
            yield _Found(start, joined, "list")
        elif _stands_alone(text, end, token):
            yield _Found(start, end - token.count("."), "given")


def _family_after(
    text: Text, given: str, end: int, follow: tuple[int, int, str] | None, knowledge: Knowledge
) -> int:
    if follow is None or text.text[end : follow[0]] not in (" ", "-"):
        return 0
    word = follow[2].rstrip(".").removesuffix("'s")
    plain = word.casefold()
    listed = name_form(word) in words("family")
    sure = is_given(given, sure=True)
    same_case = given[0].isupper() == word[0].isupper()
    if (
        not same_case
        or plain in words("plain")
        or plain in words("english")
        or (plain in words("organisation") and not (sure and listed))
    ):
        return 0
    stop = follow[0] + len(word)
    if given[0].isupper():
        return (
            stop
            if (listed and (sure or plain not in knowledge.common))
            or (sure and plain not in knowledge.common and len(word) > 2)
            else 0
        )
    return (
        stop if sure and listed and (plain not in knowledge.common or plain in _SAFE_LOWER) else 0
    )


#: Family names that are dictionary words only by their bearers or as trades nobody means in a post.
_SAFE_LOWER = frozenset(
    [
        "smith",
        "jones",
        "johnson",
        "williams",
        "wilson",
        "taylor",
        "anderson",
        "thomas",
        "jackson",
        "harris",
        "thompson",
        "lewis",
        "allen",
        "nelson",
        "mitchell",
        "roberts",
        "phillips",
        "evans",
        "edwards",
        "collins",
        "morris",
        "murphy",
        "rogers",
        "bailey",
        "richardson",
        "watson",
        "henderson",
        "doe",
        "lee",
        "garcia",
    ]
)


def _stands_alone(text: Text, end: int, token: str) -> bool:
    word = token.rstrip(".")
    if not is_given(word, sure=True) or text.text[end : end + 1] in ("-", "@", "_", "/"):
        return False
    return (word[0].isupper() and not (word.isupper() and len(word) < 4)) or (
        _lower_post(text) and word.islower()
    )


def _lower_post(text: Text) -> bool:
    sample = text.text[:2000]
    return len(sample) > 20 and sum(c.isupper() for c in sample) < 0.02 * len(sample)


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
    "greeted": 6,
    "shape": 7,
}


def _merge(found: Iterable[_Found]) -> list[_Found]:
    """The longest of overlapping finds; a find by two ways keeps the surer way."""
    kept: list[_Found] = []
    reach = 0  # where the group of overlapping finds ends
    group: list[_Found] = []
    for name in sorted(set(found), key=lambda f: (f.start, f.end)):
        if group and name.start >= reach:
            kept += _merge_group(group)
            group = []
        group.append(name)
        reach = max(reach, name.end) if len(group) > 1 else name.end
    return sorted([*kept, *_merge_group(group)], key=lambda f: f.start)


def _merge_group(group: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for name in sorted(group, key=lambda f: (f.start - f.end, _RANK[f.how], f.start)):
        rivals = [k for k in kept if k.start < name.end and name.start < k.end]
        if not rivals:
            kept.append(name)
        elif len(rivals) == 1 and _is_surer(name.how, rivals[0].how):
            how = "list" if name.how == "model" else name.how
            kept[kept.index(rivals[0])] = _Found(rivals[0].start, rivals[0].end, how)
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


def _judge(text: Text, name: _Found, knowledge: Knowledge) -> Candidate:
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


def _nobody_on_file(text: Text, name: _Found, part: Part, knowledge: Knowledge) -> Candidate:
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
            Identifier.NAME, name.start, name.end, "a relative's name", alone, role=Role.RELATIVE
        )
    if name.how in ("title", "turned"):
        alone = Level.INFO if part.soft else Level.REVIEW
        return Candidate(
            Identifier.NAME, name.start, name.end, "a titled name that is nobody on file", alone
        )
    sure = full and _is_sure(text.text[name.start : name.end], name.how, knowledge)
    if name.how == "greeted" or (name.how == "shape" and not sure):
        reason = "a name beside a patient cue"
        return Candidate(Identifier.NAME, name.start, name.end, reason, weak=False)
    if name.how == "initials":
        return Candidate(Identifier.NAME, name.start, name.end, "a name with an initial")
    alone = Level.REVIEW if sure and not part.soft else Level.INFO
    reason = "a full name that is nobody on file" if full else "a single name beside a patient cue"
    return Candidate(
        Identifier.NAME, name.start, name.end, reason, alone, weak=full or name.how == "given"
    )


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
    return listed and unusual and not _is_dictionary_word(tokens[0], knowledge)


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
