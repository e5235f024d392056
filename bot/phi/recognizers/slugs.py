"""Names run together: hashtags, handles, file names and link paths.

``#PrayForJohnSmith`` and ``images/doe_jane_knee.jpg`` name a person as plainly as a caption;
no language model sees it. They are split at capitals, separators and known names.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.person import (
    given_and_family,
    initialled,
    is_given,
    is_joined_name,
    lone_given,
    turned_initial,
    unlisted_pair,
)
from bot.phi.reading import SLUGS, Candidate, Text
from bot.phi.telling import is_of_others, tells_of_care

_PIECE = regex.compile(r"\p{Lu}?[\p{Ll}']+|\p{Lu}+(?![\p{Ll}])|\d+")
_HASHTAG = regex.compile(r"(?<![\w&/])#(?P<slug>[\w]{3,80})")
_HANDLE = regex.compile(r"(?<![\w.+-])@(?P<slug>[\w.]{2,40}\w)(?![\w@])")
_PATH = regex.compile(r"(?<=/)(?P<slug>[\w%.'-]{3,120})")
_URL = regex.compile(
    r"(?i)\b(?:https?://|www\.)[^\s<>\"']{4,400}|\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|me|us|health)/[^\s<>\"']{2,300}"
)
_FILE_IN_TEXT = regex.compile(
    r"(?i)(?<![\w@#])(?P<slug>[\w][\w.'-]{2,100})\.(?:jpe?g|png|gif|heic|webp|tiff?|bmp|pdf|docx?|dcm|dicom|mp4|mov|avi|xlsx?|csv|txt|zip)\b"
)
_EXTENSION = regex.compile(r"\.[A-Za-z0-9]{2,5}$")
_STAFF_PATH = regex.compile(
    r"(?i)/(?:team|staff|providers?|doctors?|physicians?|people|about|authors?|faculty|bios?|our-team|experts?|speakers?|blog|news|events?|pubmed|doi|articles?|in)/"
)
_PRAY = ("prayersfor", "prayingfor", "prayfor", "prayers4", "pray4", "justicefor", "hopefor", "healingfor", "healing", "lovefor", "inmemoryof", "inlovingmemoryof", "rememberingour", "remembering",
         "restinpeace", "ripped", "rip", "getwellsoon", "getwell", "comebackstrong", "fightfor", "fightlike", "helpfor", "help", "save", "savingfor", "saving", "team", "wearewith", "standwith", "supportfor", "support",
         "kidneyfor", "aliverfor", "liverfor", "heartfor", "cureforour", "curefor", "welove", "forthelove", "missyou", "birthdayfor", "happybirthday", "stay", "staystrong", "be", "for", "welcomehome", "go", "bravelike", "ourhero")  # fmt: skip
_ILL_SUFFIX = ("strong", "strongs", "army", "warriors", "warrior", "fight", "fights", "sfight", "journey", "sjourney", "story", "sstory", "tough", "angels", "sarmy", "swarriors", "brave", "forever", "fund", "needsakidney", "beatscancer", "kickscancer", "battle", "sbattle", "recovery", "srecovery", "heals", "foundation")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slug:
    """A run-together word: its pieces and where each stands in the text."""

    start: int
    end: int
    pieces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def split(slug: str, offset: int) -> Slug:
    """Split at capitals, digits and separators."""
    found = list(_PIECE.finditer(slug))
    spans = tuple((offset + m.start(), offset + m.end()) for m in found)
    return Slug(offset, offset + len(slug), tuple(m.group().casefold() for m in found), spans)


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield names in hashtags, handles, links and file names, and record numbers in file names."""
    if text.kind in SLUGS:
        yield from _files(text, knowledge)
        return
    for match in _HASHTAG.finditer(text.text):
        told = tells_of_care(text) and not is_of_others(text, match.start())
        slug = split(match["slug"], match.start("slug"))
        yield from _hashtag(slug, match["slug"], knowledge, told=told)
    for match in _HANDLE.finditer(text.text):
        if match["slug"].casefold() not in knowledge.handles:
            yield from _handle(text, split(match["slug"], match.start("slug")), knowledge)
    for match in _FILE_IN_TEXT.finditer(text.text):
        raw = match["slug"]
        yield from _file(split(raw, match.start("slug")), knowledge, raw)
    for match in _URL.finditer(text.text):
        yield from _link(match, knowledge)


# ---------------------------------------------------------------- one kind each
def _hashtag(slug: Slug, raw: str, knowledge: Knowledge, *, told: bool) -> Iterator[Candidate]:
    """``told``: the post tells of one person's care, so that half a name is enough."""
    if len(slug.pieces) == 1:
        yield from _lower_hashtag(slug, raw.casefold(), knowledge, told=told)
        return
    pieces = set(slug.pieces)
    ill = bool(words("slug_illness") & pieces)
    span = given_and_family(slug.pieces, knowledge)
    maybe = span or unlisted_pair(slug.pieces, knowledge)
    if span or (ill and maybe):
        alone = Level.BLOCK if ill else Level.REVIEW
        yield _named(slug, span or maybe or (0, 1), "a name in a hashtag", alone, knowledge)
    elif maybe:
        yield _named(slug, maybe, "a name in a hashtag", Level.INFO, knowledge)
    elif ill and len(slug.pieces) <= 4 and not words("slug_staff") & pieces - {"team"}:
        yield from _single(slug, knowledge, sure=not told)


_ILL_REASON = "a given name in a hashtag about an illness"


def _single(slug: Slug, knowledge: Knowledge, *, sure: bool) -> Iterator[Candidate]:
    given = [n for n, piece in enumerate(slug.pieces) if is_given(piece, sure=sure)]
    given = [n for n in given if slug.pieces[n] not in words("slug_illness")]
    if given:
        yield _named(slug, (given[0], given[0] + 1), _ILL_REASON, Level.REVIEW, knowledge)


def _lower_hashtag(
    slug: Slug, plain: str, knowledge: Knowledge, *, told: bool
) -> Iterator[Candidate]:
    rest, ill = _without_illness(plain, knowledge)
    start = slug.start + plain.find(rest)
    if is_joined_name(rest, knowledge, loose=ill or told):
        alone = Level.BLOCK if ill else Level.REVIEW
        yield _whole(start, start + len(rest), rest, "a name in a hashtag", alone, knowledge)
    elif ill and is_given(rest, sure=True):
        yield _whole(start, start + len(rest), rest, _ILL_REASON, Level.REVIEW, knowledge)
    elif told and plain.startswith(_RALLY):
        yield _whole(slug.start, slug.end, "", _ILL_REASON, Level.REVIEW, knowledge)


#: Beginnings of hashtags that only a person or a cause follows.
_RALLY = ("justicefor", "prayersfor", "prayingfor", "prayfor", "getwell", "restinpeace", "flyhigh")


def _without_illness(plain: str, knowledge: Knowledge) -> tuple[str, bool]:
    """What is left of a hashtag without "prayfor", "strong" and the like, if that may be a name."""
    prefixes = (plain.removeprefix(word) for word in _PRAY)
    suffixes = (plain.removesuffix(word) for word in _ILL_SUFFIX)
    for rest in sorted({*prefixes, *suffixes} - {plain}, key=lambda word: (len(word), word)):
        if len(rest) >= 3 and (
            is_given(rest, sure=True) or is_joined_name(rest, knowledge, loose=True)
        ):
            return rest, True
    return plain, False


def _handle(text: Text, slug: Slug, knowledge: Knowledge) -> Iterator[Candidate]:
    if words("slug_staff") & set(slug.pieces) or any(
        p.startswith("dr") and p[2:] in words("family") for p in slug.pieces
    ):
        return
    span = given_and_family(slug.pieces, knowledge) or unlisted_pair(slug.pieces, knowledge)
    joined = 0 < len(slug.pieces) <= 2 and is_joined_name(slug.pieces[0], knowledge, loose=True)
    given = [n for n, p in enumerate(slug.pieces) if is_given(p, sure=True)]
    if not span and joined:
        span = (0, 1)
    if not span and given:
        span = (given[0], given[0] + 1)
    if span:
        yield _named(
            slug, span, "a person's handle beside a patient cue", Level.INFO, knowledge, whole=True
        )
    elif regex.search(r"(?i)\b(?:patient|pt)[ ,:(]{1,3}$", text.before(slug.start - 1, 12)):
        yield _whole(slug.start, slug.end, "", "a patient's handle", Level.BLOCK, knowledge)


def _link(match: regex.Match[str], knowledge: Knowledge) -> Iterator[Candidate]:
    if _STAFF_PATH.search(match.group()):
        return
    for path in _PATH.finditer(match.group()[:400]):
        slug = split(_EXTENSION.sub("", path["slug"]), match.start() + path.start("slug"))
        span = given_and_family(slug.pieces, knowledge)
        if not span and words("slug_clinical") & set(slug.pieces):
            span = (
                initialled(slug.pieces)
                or unlisted_pair(slug.pieces, knowledge)
                or lone_given(slug.pieces, knowledge)
                or _lone_family(slug.pieces, knowledge)
            )
        if (span and "." not in path["slug"].strip(".")) or (
            span and _EXTENSION.search(path["slug"])
        ):
            ill = bool((words("slug_illness") | words("slug_clinical")) & set(slug.pieces))
            level = Level.BLOCK if ill else Level.REVIEW
            found = _named(slug, span, "a name in a link", level, knowledge)
            yield found
            if found.tied is not Level.INFO:
                reason = "a link that names a person"
                yield Candidate(Identifier.URL, match.start(), match.end(), reason, level)


def _files(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in regex.finditer(r"[^/\\]{1,160}", text.text):
        raw = _EXTENSION.sub("", match.group())
        yield from _file(split(raw, match.start()), knowledge, raw)


_NUMBER_LABELS = frozenset(
    {"mrn", "mr", "pt", "patient", "ssn", "acc", "accession", "chart", "record", "pid", "case"}
)


#: A whole day as file names carry it: 20250214, 2025-02-14, 14oct24, oct14.
_DATED = regex.compile(
    r"(?i)(?<![0-9])(?:(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-_.](?:0?[1-9]|[12]\d|3[01])[-_.](?:(?:19|20)\d\d|\d\d)|\d{1,2}[-_]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-_]?(?:\d{4}|\d{2})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-_]?\d{1,2}(?:[-_]?\d{4})?)(?![0-9])"
)


def _file(slug: Slug, knowledge: Knowledge, raw: str) -> Iterator[Candidate]:
    span = given_and_family(slug.pieces, knowledge)
    clinical = words("slug_clinical") & set(slug.pieces)
    if not span and clinical:
        span = (
            initialled(slug.pieces)
            or turned_initial(slug.pieces, knowledge)
            or unlisted_pair(slug.pieces, knowledge)
            or lone_given(slug.pieces, knowledge)
            or _lone_family(slug.pieces, knowledge)
        )
    if span and not words("slug_staff") & set(slug.pieces):
        yield _named(
            slug,
            span,
            "a name in a file name",
            Level.BLOCK if clinical or _has_long_number(slug) else Level.REVIEW,
            knowledge,
        )
    if clinical and not words("slug_staff") & set(slug.pieces):
        for match in _DATED.finditer(raw):
            start, end = slug.start + match.start(), slug.start + match.end()
            reason = "a date in a file name about care"
            yield Candidate(Identifier.DATE, start, end, reason, Level.REVIEW)
    for number, piece in enumerate(slug.pieces[:-1]):
        following = slug.pieces[number + 1]
        if (
            piece in _NUMBER_LABELS
            and following.isdigit()
            and len(following) >= (3 if piece in {"mrn", "ssn", "pid"} else 5)
        ):
            start, end = slug.spans[number + 1]
            yield Candidate(
                Identifier.RECORD, start, end, "record number in a file name", Level.BLOCK
            )
        if piece == "dob" and following.isdigit():
            yield Candidate(
                Identifier.DATE, *slug.spans[number + 1], "birth date in a file name", Level.BLOCK
            )


def _lone_family(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """The range of a listed family name that is no everyday word, or None."""
    for number, piece in enumerate(pieces):
        everyday = piece in knowledge.common or any(
            piece in words(name) for name in ("plain", "eponyms", "drugs", "states", "organisation")
        )
        if len(piece) > 3 and piece in words("family") and not everyday:
            return number, number + 1
    return None


def _has_long_number(slug: Slug) -> bool:
    return any(p.isdigit() and len(p) >= 6 and not p.startswith("20") for p in slug.pieces)


def _named(
    slug: Slug,
    span: tuple[int, int],
    reason: str,
    alone: Level,
    knowledge: Knowledge,
    *,
    whole: bool = False,
) -> Candidate:
    start, end = (
        (slug.start, slug.end) if whole else (slug.spans[span[0]][0], slug.spans[span[1] - 1][1])
    )
    return _whole(start, end, " ".join(slug.pieces[span[0] : span[1]]), reason, alone, knowledge)


def _whole(
    start: int, end: int, name: str, reason: str, alone: Level, knowledge: Knowledge
) -> Candidate:
    form = name_form(name)
    turned = " ".join(reversed(form.split()))
    if form and {form, turned, form.replace(" ", "")} & knowledge.staff:
        return Candidate(
            Identifier.NAME,
            start,
            end,
            "one of the practice's own people",
            tied=Level.INFO,
            role=Role.STAFF,
        )
    return Candidate(Identifier.NAME, start, end, reason, alone)
