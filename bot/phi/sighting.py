"""Where a text may hold a name: by titles, initials, introductions, shapes and lists."""

# ruff: noqa: E501, SIM905 - a pattern and a list of words are read best on one line

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from bot.phi.frequency import english, given
from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.person import is_given
from bot.phi.reading import Text
from bot.phi.telling import tells_of_care

_I = regex.IGNORECASE
TOKEN = regex.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_])|-(?=[^\W\d_])){0,30}\.?")
_TITLED = regex.compile(
    r"\b(?:mr|mrs|ms|miss|mx|mister|madam|sr|sra|señora?)\.? (?P<name>[^\W\d_](?:\.|[\w'-]{0,24}(?: (?-i:\p{Lu})[\w'-]{1,24})?))(?!\w)",
    _I,
)
_TURNED = regex.compile(
    r"(?<!\w)(?P<name>(?<![\w,] )\p{Lu}[\p{L}'-]{1,24}, ?\p{Lu}(?:\.|\b(?!\.\p{Lu}))(?! ?[A-Z]{2})|(?<![\w,] )\p{Lu}[\p{L}'-]{1,24}, ?\p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}\.?)?|\p{Lu}{4,24}, ?\p{Lu}(?:\.|\b(?![.\p{L}]))|\p{Lu}{3,24},\p{Lu}[\p{L}'-]{2,20})(?!\w)"
)
_GIVEN_INITIAL = regex.compile(
    r"(?<!\w)(?P<name>(?P<given>\p{Lu}[\p{Ll}'-]{1,20}) \p{Lu})(?:\.(?!\p{Lu}\.)|(?=[,;:!?)(]| (?:\p{Ll}|\d|\()|$))"
)
_INITIALS = regex.compile(
    r"\b(?:patient|pt|client|initials?|named|mr|mrs|ms)(?:\.|:|,| is| was| are)?[ (]{1,2}(?P<name>(?-i:[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.)?|[A-Z]{2}(?![A-Za-z])))(?= |,|\.|\)|$|')",
    _I,
)
#: Initials that open a line or stand before an age: "J.S., 44, ...".
_INITIALS_AGED = regex.compile(
    r"(?:(?:^|[.!?\n] ?)(?P<name>[A-Z]\.[ ]?[A-Z]\.?(?: ?[A-Z]\.)?)(?=,? \(?\d{1,3}\b)|\b(?i:little|big|baby|sweet|miss|our|patient|pt) (?P<name>(?!a\b|i\b|A\b|I\b)[A-Za-z])(?= (?i:did|is|was|had|has|got|went|came|and|who)\b|[.,!]))"
)
_NOT_INITIALS = frozenset(
    (
        "MD DO RN PA NP PT OT IV IM OR ER ED US UK MR ID DX HX TX RX SX AF MI PE TB MS IT IS IN ON "
        "AT WE TO NO BP HR EF GI GU ICU HIV DM CT ME MY SO"
    ).split()
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
    r"\b(?:name is|name tag (?:reads|says)|name:|name was|name's|patient named|pt named|(?:man|woman|boy|girl|lady|guy|kid|patient|pt|male|female|gentleman) (?:named|called)|patient name:?|pt name:?|pt:) (?P<name>\p{L}[\p{L}'-]{1,20}(?: \p{L}[\p{L}'-]{1,20})?)(?=[\s,.!?;:'(]|$)",
    _I,
)
_CALLED = regex.compile(r"(?:named|called|name\S{0,3}|is|was|:) ?$", _I)
_SEEN = regex.compile(
    r"\b(?:saw|treated|operated on|met with|consult(?:ed)? on|scoped|discharged|admitted|examined) (?P<name>\p{L}[\p{L}'-]{1,20} \p{L}[\p{L}'-]{1,20})(?= (?:today|yesterday|tonight|again|in (?:my |our |the )?(?:clinic|er|ed|icu|office|or)|for (?:her|his|a|an)\b|this (?:morning|week|afternoon)|at (?:the|my|our)|last|on (?:mon|tue|wed|thu|fri|sat|sun)))",
    _I,
)
_GREETED = regex.compile(
    r"(?:(?i:\b(?:hi|hello|hey|dear|sorry|thank you|thanks|congratulations|congrats|bravo|welcome home|go|way to go|proud of you|get well|review|words|appreciate it|so nice of you|so kind of you|actually)),?|^|[.!?\n]) ?(?P<name>\p{Lu}\p{Ll}[\w'-]{1,20}(?: \p{Lu}\p{Ll}[\w'-]{1,20})?)(?=[,!]|\s?$)"
)
_SHAPE = regex.compile(
    r"(?<![\w#@/.-])(?P<name>\p{Lu}\p{Ll}[\p{L}'-]{1,20} (?:\p{Lu}\. )?\p{Lu}[\p{L}'-]{2,20})(?![\w@/])"
)
#: Somebody of whom something is told at the start of a sentence: what was done, or what is theirs.
_SUBJECT = regex.compile(
    r"(?:^|[.!?:;\n]\s?[\"“']?|[\"“]|\b(?:and|so|but|when|because|that|our|old|little|big|sweet|lil|woohoo,|yay!|update:|it's|it is) )"
    r"(?P<name>(?i:(?:old|big|little|lil|nana|grandma|grandpa|coach|papa|mama|papaw|aunt|uncle|sister|father|pastor) )?(?P<given>\p{L}[\p{L}'-]{1,20})(?: (?:\p{Lu}[\p{L}'-]{1,20}|\p{Lu}\.?(?=[ ,])))?)"
    r"(?=(?: & | and )(?i:hubby|husband|wife|baby|partner)|(?i:,? who| just| finally| really| also| officially| literally| has| had){0,2} (?i:came|got|had|did|hit|beat|fell|kicked|swallowed|rang|went|walked|ran|moved|finished|completed|made|took|left|lost|survived|broke|told|graduated|passed|started|stopped|brought|slept|drove|stayed|needed|needs|underwent|woke|said|was (?:in|here|back|born|seen|admitted|discharged)|is (?:home|back|here|in|out|officially|finally|doing|healing|getting|having|one|two|three|\d)|[a-z]{3,12}ed)\b|'s (?:\w+ )?(?i:curve|knee|hip|back|surgery|chart|labs|scan|mom|mother|dad|father|wife|husband|ride|appointment|appt|results|story|cast|crown|smile|biopsy|stitches|heart|baby|twins|kidney|mri|chemo|tumor|recovery|\d+\w+ birthday)| \([^)]{3,60}\)| again\b|,? \d{1,3},)"
)
#: A given name where a person is shown off, whatever else the word may mean.
_SHOWN = regex.compile(
    r"(?<![#\w@])(?i:selfie with|goodbye to|farewell to|say hi to|say hello to|shout-?out to|celebrating|ask|high five to|hugs to|applause for|round of applause for|cheers for|fighter|warrior|caption:|alt:|hey it's|voicemail from|alt=\"|screenshot: \")(?:(?<=\") ?| )(?P<name>(?P<given>\p{L}[\p{L}'-]{1,20}?)(?: \p{Lu}[\p{L}'-]{1,20}?)?)(?='s|[ ,.!:\"]|$)"
)
_KIN = regex.compile(
    r"\b(?:mother|father|mom|mum|mama|dad|daddy|daughter|son|wife|wifey|husband|hubby|spouse|partner|sister|sis|brother|bro|aunt|auntie|uncle|grandmother|grandfather|grandma|grandpa|granddaughter|grandson|nana|papa|fianc[eé]e?|girlfriend|boyfriend|niece|nephew|cousin|caregiver|sidekick|bestie),? (?P<name>(?-i:\p{Lu}\p{Ll}[\w'-]{1,20})(?: (?-i:\p{Lu}\p{Ll}[\w'-]{1,20}))?)",
    _I,
)
_RELATIVE = regex.compile(
    r"\b(?:her|his|their|patient's|pt's) (?:[\w-]+ )?(?:mother|father|mom|mum|dad|daughter|son|wife|husband|spouse|partner|sister|brother|aunt|uncle|grandmother|grandfather|grandma|grandpa|granddaughter|grandson|fianc[eé]e?|girlfriend|boyfriend|baby|twins?|niece|nephew|cousin),? (?:named |called |is )?(?P<name>(?-i:\p{Lu}\p{Ll}[\w'-]{1,20})(?: (?-i:\p{Lu}\p{Ll}[\w'-]{1,20}))?)",
    _I,
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch that may be a name, how it was found, and whether it is written as one."""

    start: int
    end: int
    how: str  # "model", "title", "list", "initials", "introduced", "relative"


def sight_by_pattern(text: Text, knowledge: Knowledge) -> Iterator[Sighting]:
    """Yield names by title, initials, introduction, greeting or look; some overlap."""
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
    for match in _INITIALS_AGED.finditer(text.text):
        yield _found(match, "initials")
    for match in _BABY.finditer(text.text):
        if match["name"].casefold() not in knowledge.common or is_given(match["name"]):
            yield _found(match, "relative")
    yield from _introduced(text, knowledge)
    yield from _told(text)
    yield from _shaped(text, knowledge)


_TOLD = regex.compile(
    r"(?i)\b(?:patient|pt),? (?P<name>\p{L}{2,20} \p{L}[\p{L}'-]{1,30}) (?:is|was|did|has|had|went|came|got|says|said)\b"
)


def _found(match: regex.Match[str], how: str) -> Sighting:
    start, end = match.span("name")
    return Sighting(start, end, how)


def _is_introduced(text: Text, match: regex.Match[str]) -> bool:
    before = text.before(match.start(), 12)
    introduced = regex.search(r"(?i)\b(?:patient|pt|named)[.,:]? $", before)
    plain = match["given"].casefold()
    return bool(introduced) and not any(
        plain in words(name) for name in ("plain", "english", "medical", "drugs")
    )


def _told(text: Text) -> Iterator[Sighting]:
    """ "our patient will petrov did well": a verb behind it, so "will" is none."""
    for match in _TOLD.finditer(text.text):
        first, second = (name_form(word) for word in match["name"].split())
        if given(first) >= 3 and english(second) < 3:
            yield _found(match, "introduced")


def _introduced(text: Text, knowledge: Knowledge) -> Iterator[Sighting]:
    for match in _INTRODUCED.finditer(text.text):
        start, end = match.span("name")
        tokens = match["name"].split()
        if not (_could_be(tokens[0], knowledge) and _is_called(match, tokens[0])):
            continue
        if len(tokens) == 2 and not _could_be(tokens[1], knowledge, family=True):
            end = start + len(tokens[0])
        yield Sighting(start, end, "introduced")
    for match in itertools.chain(_RELATIVE.finditer(text.text), _KIN.finditer(text.text)):
        tokens = match["name"].split()
        if is_given(tokens[0]) or (
            tokens[0].casefold() not in knowledge.common
            and tokens[0].casefold() not in words("plain")
        ):
            yield _found(match, "relative")


def _is_subject(text: Text, match: regex.Match[str], knowledge: Knowledge) -> bool:
    """Whether the first word of a sentence that tells of care is a name and no everyday word."""
    given = match["given"]
    plain = given.casefold()
    tokens = match["name"].split()
    full = len(tokens) > 1 and given[0].isupper() and tokens[-1][0].isupper()
    if full and is_given(given) and tells_of_care(text):
        return name_form(tokens[-1]) in words("family")
    if not tells_of_care(text) or plain in words("english") or plain in words("slug_staff"):
        return False
    if given[0].islower():
        return is_given(given) and plain not in words("plain")
    if is_given(given):
        return True
    return not any(
        plain in words(name)
        for name in ("plain", "medical", "drugs", "states", "care", "relatives")
    ) and not is_dictionary_word(given, knowledge)


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


def _shaped(text: Text, knowledge: Knowledge) -> Iterator[Sighting]:
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
    for match in itertools.chain(_SUBJECT.finditer(text.text), _SHOWN.finditer(text.text)):
        if _is_subject(text, match, knowledge):
            yield _found(match, "subject")
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
    given = is_given(first) or not is_dictionary_word(first, knowledge)
    family = name_form(last) in words("family") or not is_dictionary_word(last, knowledge)
    return given and family and last.casefold() not in words("states")


def _is_called(match: regex.Match[str], name: str) -> bool:
    """Whether the words before introduce a name, or ``name`` is written or listed as one."""
    said = match.group()[: match.start("name") - match.start()]
    return name[0].isupper() or is_given(name) or bool(_CALLED.search(said))


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


def is_dictionary_word(word: str, knowledge: Knowledge) -> bool:
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


def sight_by_list(text: Text, knowledge: Knowledge) -> Iterator[Sighting]:
    """Yield listed given names, with the family name that follows where one does."""
    tokens = [(m.start(), m.end(), m.group()) for m in TOKEN.finditer(text.text)]
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
            yield Sighting(start, joined, "list")
        elif _stands_alone(text, end, token):
            yield Sighting(start, end - token.count("."), "given")


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


#: Family names that are dictionary words too, but in lower case mean a bearer.
_SAFE_LOWER = frozenset(
    (
        "smith jones johnson williams wilson taylor anderson thomas jackson harris thompson lewis "
        "allen nelson mitchell roberts phillips evans edwards collins morris murphy rogers bailey "
        "richardson watson henderson doe lee garcia"
    ).split()
)


def _stands_alone(text: Text, end: int, token: str) -> bool:
    word = token.rstrip(".")
    if (
        word == "al"
        or not is_given(word, sure=True)
        or text.text[end : end + 1] in ("-", "@", "_", "/")
    ):
        return False
    return (word[0].isupper() and not (word.isupper() and len(word) < 4)) or (
        _lower_post(text) and word.islower()
    )


def _lower_post(text: Text) -> bool:
    sample = text.text[:2000]
    return len(sample) > 20 and sum(c.isupper() for c in sample) < 0.02 * len(sample)
