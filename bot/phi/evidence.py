"""Is a word in a short text a patient's name? What may be one, and the signs for and against.

How often the word is a name and an everyday word, how it is written, what kind of word stands
on either side, what the sentence and the whole text speak of. The weights of the signs are in
data/evidence.json, fitted by scripts/fit_evidence.py; each sign has a name that can be read
there, so that a score can be explained.
"""

# ruff: noqa: SIM905 - a list of words is read best on one line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.phi import frequency
from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.patterns import regex
from bot.phi.signs import Token, Weighed, is_name_word, listed_kinds, strength


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of tokens that may be a name: from token ``first`` up to ``last``, not included."""

    first: int
    last: int


def candidates(text: Weighed) -> Iterator[tuple[int, int, Span]]:
    """Yield stretches of one to four tokens that may be a name: start, end and tokens.

    The end leaves a possessive out.
    """
    for span in _stretches(text):
        last = text.tokens[span.last - 1]
        if set(range(span.first, span.last)) <= text.known:
            continue
        possessive = last.text.endswith(("'s", "’s"))
        yield text.tokens[span.first].start, last.end - 2 * possessive, span


def _stretches(text: Weighed) -> Iterator[Span]:
    number = 0
    tokens = text.tokens
    while number < len(tokens):
        if not _may_be_name(text, number):
            number += 1
            continue
        last = number + 1
        while last < len(tokens) and last - number < 4 and _joins(text, number, last):
            last += 1
        yield Span(number, last)
        number = last


#: Ends of words that are a verb's, and capitals within a word as brands have them.
_CONTRACTED = ("n't", "'ll", "'re", "'ve", "'m", "'d")
_BRAND = regex.compile(r"(?<!^(?:Mc|Mac|De|Di|Du|Le|La|Van|Fitz))(?<=\p{Ll})\p{Lu}")


def _may_be_name(text: Weighed, number: int) -> bool:
    token = text.tokens[number]
    if token.kind == "initials":
        return token.text.count(".") > 1 or number + 1 < len(text.tokens)
    if token.kind != "word" or _in_slug(text.text, token):
        return False
    plain = token.plain.removesuffix("'s")
    if plain.endswith(_CONTRACTED) or _BRAND.search(token.text):
        return False
    if plain in listed_kinds()["never"] or len(plain) < 2 or plain in words("english"):
        return False
    given, family, english = strength(plain)
    kinds = text.kinds[number]
    if not token.text.isascii() and regex.search(r"[^\p{Latin}\p{M}'’-]", token.text):
        return True
    if "letters" in kinds or (kinds & {"honorific", "kin", "title"} and not given):
        return False
    if _is_thing(text, number, english):
        return False
    if given > 2 or (given and english < 3):
        return not (token.text[0].islower() and english > max(given, 3))
    if token.text[0].isupper():
        if token.text.isupper() and len(plain) < 4 and not given:
            return len(plain) == 2 and token.text not in listed_kinds()["acronym"]
        return family >= max(1, english - 3) or (
            not english and not _is_listed(kinds) and plain not in text.knowledge.common
        )
    return (family > english and not _is_listed(kinds)) or (
        not english
        and not family
        and not _is_listed(kinds)
        and not _is_known(plain, text.knowledge)
    )


def _is_thing(text: Weighed, number: int, english: int) -> bool:
    """Whether a small-lettered everyday word follows "the", "at": at dawn, a lily by the bed."""
    before = text.tokens[number - 1].plain if number else ""
    return english > 1 and text.tokens[number].text.islower() and before in listed_kinds()["things"]


def _in_slug(text: str, token: Token) -> bool:
    """Whether the word is a piece of a path, file name or spelled-out address: read elsewhere."""
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 2]
    return (
        before in ("_", "/", "\\", ".")
        or after[:1] in ("_", "/")
        or regex.match(r"\.\p{L}|-\d", after) is not None
    )


def _is_known(plain: str, knowledge: Knowledge) -> bool:
    forms = {
        plain,
        plain.removesuffix("s"),
        plain.removesuffix("es"),
        plain.removesuffix("ed"),
        plain.removesuffix("ing"),
        plain.removesuffix("ly"),
        plain.removesuffix("er"),
        plain.removesuffix("y"),
    }
    return any(f in knowledge.common or frequency.english(f) for f in forms)


def _is_listed(kinds: frozenset[str]) -> bool:
    return bool(
        kinds
        & {
            "care",
            "medical",
            "drug",
            "organisation",
            "state",
            "heading",
            "event",
            "time",
            "ward",
            "letters",
        }
    )


def _joins(text: Weighed, first: int, number: int) -> bool:
    before, token = text.tokens[number - 1], text.tokens[number]
    gap = text.text[before.end : token.start]
    if token.text == "," and gap == "" and number + 1 < len(text.tokens) and number == first + 1:
        after = text.tokens[number + 1]
        return (
            before.text[0].isupper()
            and after.text[0].isupper()
            and (
                after.kind == "initials" or (after.kind == "word" and strength(after.plain)[0] > 0)
            )
            and strength(before.plain)[1] > 0
            and not (strength(before.plain)[0] > 3)
        )
    if gap not in (" ", "") or before.text.endswith(("'s", "’s")):
        return before.text == "," and text.tokens[first].text[0].isupper()
    if gap == "" and before.text != ",":
        return False
    if token.kind == "initials" or (
        token.kind == "word" and len(token.text) == 1 and token.text.isupper() and token.text != "I"
    ):
        return before.kind == "word" and before.text[0].isupper()
    if token.kind != "word":
        return False
    if before.text == ",":
        return True
    if token.text[0].isupper() != before.text[0].isupper():
        return False
    if token.text[0].islower():
        return strength(token.plain.removesuffix("'s"))[1] > 0 and _may_be_name(text, number)
    return _may_be_name(text, number) or (
        strength(token.plain.removesuffix("'s"))[1] > 2 and not token.text.isupper()
    )


_NEIGHBOUR = frozenset(
    (
        "honorific kin title letters office one mine we you many past is tells of ward "
        "time care medical organisation drug team event public teach eponym number link "
        "initials town state heading babble animal group "
    ).split()
)
_NEAR = _NEIGHBOUR - frozenset("organisation heading eponym medical of is state".split())
_SAFE = frozenset("title letters office team public event teach animal drug link".split())


def name_signs(text: Weighed, span: Span, role: str) -> Iterator[str]:
    """Yield the signs of one candidate; ``role``: what stands right beside it makes it."""
    first, last = text.tokens[span.first], text.tokens[span.last - 1]
    shape = _shape(text, span)
    yield "bias"
    yield f"shape {shape}"
    given, family, english = strength(first.plain.removesuffix("'s"))
    _, last_family, last_english = strength(last.plain.removesuffix("'s"))
    count = span.last - span.first
    band = _band(given, family, english)
    yield f"word {band}"
    yield f"word {band} {shape}"
    yield f"count {min(count, 3)}"
    if count > 1:
        pair = f"{'g' if given else 'x'}{'f' if last_family else 'x'}"
        yield f"pair {pair}"
        yield f"pair {pair} {'word' if last_english > 4 else 'rare'}"
    if last.text.endswith(("'s", "’s")):
        yield "possessive"
    yield from (f"is {kind}" for kind in text.kinds[span.first] if kind in _NEIGHBOUR)
    yield from _around(text, span)
    yield from _clear(text, span, band, role)
    yield from (
        f"whole {sign}" for sign in text.whole if not sign.startswith(("says", "length", "bias"))
    )
    yield f"role {role}"
    if is_own_kin(text, span):
        yield "own kin"
    if _IMAGINED.search(text.text):
        yield "imagined"
    yield from _taught(text, span, shape)


#: What is made up, rehearsed or built, and who is only named for it.
_IMAGINED = regex.compile(
    r"(?i)\b(?:imagine|suppose|pretend|hypothetical\w*|fictional|fictitious|made[- ]up|invented|"
    r"let's call|we'll call|call (?:her|him|them) [A-Z]|sample|example|script|"
    r"role[- ]?play|quiz|vignette|case for the boards|what would you|not a real|not their real|"
    r"mani?kin|mannequin|dummy|simulat\w+|sim lab|our model|actors?|actress|episode|season|novel|"
    r"movie|film|character)\b"
)


def is_own_kin(text: Weighed, span: Span) -> bool:
    """Whether the words right before a name say it is the writer's own family: "my son Eli"."""
    before = [text.tokens[n] for n in range(max(0, span.first - 3), span.first)]
    words_before = [t.plain for t in before]
    if not {"my", "mine"} & set(words_before):
        return False
    at = max(n for n, word in enumerate(words_before) if word in ("my", "mine"))
    return any(word in words("relatives") for word in words_before[at + 1 :])


#: Where a share of the taught model's passes from one sign to the next.
_STEPS = (0.02, 0.1, 0.3, 0.6, 0.9)
_ASKED = {
    "patient": ("PATIENT",),
    "kin": ("RELATIVE",),
    "safe": ("STAFF", "PUBLIC"),
    "place": ("PLACE", "FACILITY"),
    "other": ("WHEN", "RARE", "STATUS", "AGE"),
}


def _taught(text: Weighed, span: Span, shape: str) -> Iterator[str]:
    """What the taught model says of these words and of the whole, in steps."""
    account = text.account
    start, end = text.tokens[span.first].start, text.tokens[span.last - 1].end
    for asked, labels in _ASKED.items():
        yield f"taught {asked} {_step(account.share(start, end, *labels))}"
    whole = _step(account.individual)
    patient = _step(account.share(start, end, "PATIENT", "RELATIVE"))
    yield f"taught whole {whole}"
    yield f"taught {shape} {patient}"
    yield f"taught whole {whole} {min(patient, 4)}"


def _step(share: float) -> int:
    return sum(share >= bound for bound in _STEPS)


def _clear(text: Weighed, span: Span, band: str, role: str) -> Iterator[str]:
    """Signs that nothing near, or nothing anywhere, marks staff, public persons, events, things."""
    here = _sentence(text, span)
    kinds = frozenset().union(*(text.kinds[n] for n in here))
    every = frozenset().union(*text.kinds)
    if not kinds & _SAFE:
        yield "clear"
        yield f"clear {band}"
        if not every & _SAFE:
            yield "clear all"
            if "care" in every and role == "unknown":
                yield f"clear care {band}"
    if "care" in kinds:
        yield "care here"
    if role == "unknown" and not kinds & {"title", "letters", "office", "team", "public", "animal"}:
        yield f"nobody {band}"


def _sentence(text: Weighed, span: Span) -> range:
    first, last = span.first, span.last
    while first > 0 and text.tokens[first - 1].kind != "end":
        first -= 1
    while last < len(text.tokens) and text.tokens[last].kind != "end":
        last += 1
    return range(first, last)


def _around(text: Weighed, span: Span) -> Iterator[str]:
    for distance in (1, 2, 3):
        for side, number in (
            ("before", span.first - distance),
            ("after", span.last - 1 + distance),
        ):
            yield from _sign(text, side, distance, number)
    left, right = max(0, span.first - 8), min(len(text.tokens), span.last + 8)
    near: set[str] = set()
    for number in range(span.first - 1, left - 1, -1):
        if text.tokens[number].kind == "end":
            break
        near |= {f"left {k}" for k in text.kinds[number] if k in _NEAR}
    for number in range(span.last, right):
        if text.tokens[number].kind == "end":
            break
        near |= {f"right {k}" for k in text.kinds[number] if k in _NEAR}
    yield from sorted(near)


def _sign(text: Weighed, side: str, distance: int, number: int) -> Iterator[str]:
    if not 0 <= number < len(text.tokens):
        if distance == 1:
            yield f"{side} edge"
        return
    token = text.tokens[number]
    if distance == 1 and token.kind == "end":
        yield f"{side} edge"
    if distance < 3:
        if token.plain in listed_kinds()["beside"]:
            yield f"{side} {distance} {token.plain}"
        elif token.kind == "mark":
            yield f"{side} {distance} mark"
        if token.kind == "word" and is_name_word(token) and token.plain not in words("english"):
            yield f"{side} {distance} name"
    if distance < 3:
        yield from (
            f"{side} {distance} {kind}" for kind in sorted(text.kinds[number]) if kind in _NEIGHBOUR
        )


def _shape(text: Weighed, span: Span) -> str:
    first = text.tokens[span.first]
    if first.kind == "initials" or (first.text.isupper() and len(first.text) == 2):
        return "initials"
    if first.text.isupper():
        return "upper"
    return "title" if first.text[0].isupper() else ("lower" if text.lower else "mixed")


def _band(given: int, family: int, english: int) -> str:
    if not given and not family:
        return "unknown" if not english else "word"
    best = max(given, family)
    kind = "g" if given >= family else "f"
    if english == 0:
        return f"{kind} only" + (" known" if best > 3 else "")
    return (
        f"{kind} over"
        if best > english + 1
        else f"{kind} under"
        if best < english
        else f"{kind} even"
    )
