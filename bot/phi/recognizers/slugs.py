"""Names run together: hashtags, handles, file names and link paths.

``#PrayForJohnSmith`` and ``images/doe_jane_knee.jpg`` name a person as plainly as a caption;
no language model sees it. They are split at capitals, separators and known names.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.phi.knowledge import Knowledge
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.surface import SurfaceKind

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
_ILL_WORDS = frozenset(
    [
        "pray",
        "prayers",
        "prayersfor",
        "praying",
        "rip",
        "strong",
        "army",
        "warrior",
        "warriors",
        "fight",
        "fights",
        "justice",
        "healing",
        "getwell",
        "memory",
        "remembering",
        "angels",
        "journey",
        "hope",
        "brave",
        "save",
        "saving",
        "tough",
        "forever",
        "kidney",
        "beats",
        "team",
        "help",
        "kicks",
        "cancer",
        "fund",
        "battle",
        "recovery",
        "heals",
        "needs",
        "transplant",
    ]
)
_STAFF_WORDS = frozenset(
    [
        "dr",
        "doc",
        "doctor",
        "md",
        "do",
        "rn",
        "np",
        "pa",
        "phd",
        "dpt",
        "prof",
        "nurse",
        "fnp",
        "dds",
        "dmd",
        "pharmd",
        "headshot",
        "portrait",
        "staff",
        "team",
        "provider",
        "speaker",
        "author",
        "bio",
        "physician",
        "surgeon",
        "board",
        "founder",
        "director",
        "welcome",
    ]
)
_CLINICAL_WORDS = frozenset(
    [
        "xray",
        "xrays",
        "mri",
        "ct",
        "scan",
        "scans",
        "pet",
        "ultrasound",
        "us",
        "echo",
        "ekg",
        "ecg",
        "knee",
        "hip",
        "spine",
        "back",
        "neck",
        "shoulder",
        "foot",
        "ankle",
        "wrist",
        "hand",
        "elbow",
        "wound",
        "scar",
        "incision",
        "before",
        "after",
        "preop",
        "postop",
        "pre",
        "post",
        "op",
        "pt",
        "patient",
        "patients",
        "pat",
        "mrn",
        "dob",
        "chart",
        "labs",
        "lab",
        "biopsy",
        "report",
        "record",
        "records",
        "consent",
        "intake",
        "discharge",
        "note",
        "notes",
        "consult",
        "referral",
        "rx",
        "surgery",
        "case",
        "followup",
        "visit",
        "admit",
        "admission",
        "fracture",
        "rash",
        "lesion",
        "mole",
        "burn",
        "teeth",
        "smile",
        "brain",
        "lumbar",
        "cervical",
        "thoracic",
        "chest",
        "dicom",
        "dcm",
        "img",
        "image",
        "photo",
        "pic",
        "recovery",
        "injury",
        "bmi",
        "results",
        "result",
        "procedure",
        "implant",
        "stimulator",
        "ablation",
        "injection",
        "cast",
        "brace",
        "story",
        "testimonial",
    ]
)
_NOT_IN_NAMES = _STAFF_WORDS | _CLINICAL_WORDS | _ILL_WORDS


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
    if text.kind is SurfaceKind.FILE:
        yield from _files(text, knowledge)
        return
    for match in _HASHTAG.finditer(text.text):
        yield from _hashtag(split(match["slug"], match.start("slug")), match["slug"], knowledge)
    for match in _HANDLE.finditer(text.text):
        if match["slug"].casefold() not in knowledge.handles:
            yield from _handle(text, split(match["slug"], match.start("slug")), knowledge)
    for match in _FILE_IN_TEXT.finditer(text.text):
        yield from _file(split(match["slug"], match.start("slug")), knowledge)
    for match in _URL.finditer(text.text):
        yield from _link(match, knowledge)


# ---------------------------------------------------------------- one kind each
def _hashtag(slug: Slug, raw: str, knowledge: Knowledge) -> Iterator[Candidate]:
    if len(slug.pieces) == 1:
        yield from _lower_hashtag(slug, raw.casefold(), knowledge)
        return
    pieces = set(slug.pieces)
    ill = bool(_ILL_WORDS & pieces)
    span = person(slug.pieces, knowledge)
    maybe = span or _unlisted(slug.pieces, knowledge)
    if span or (ill and maybe):
        alone = Level.BLOCK if ill else Level.REVIEW
        yield _named(slug, span or maybe or (0, 1), "a name in a hashtag", alone, knowledge)
    elif maybe:
        yield _named(slug, maybe, "a name in a hashtag", Level.INFO, knowledge)
    elif ill and len(slug.pieces) <= 4 and not _STAFF_WORDS & pieces - {"team"}:
        yield from _single(slug, knowledge)


_ILL_REASON = "a given name in a hashtag about an illness"


def _single(slug: Slug, knowledge: Knowledge) -> Iterator[Candidate]:
    given = [n for n, piece in enumerate(slug.pieces) if is_given(piece, sure=True)]
    if given:
        yield _named(slug, (given[0], given[0] + 1), _ILL_REASON, Level.REVIEW, knowledge)


def _lower_hashtag(slug: Slug, plain: str, knowledge: Knowledge) -> Iterator[Candidate]:
    rest, ill = _without_illness(plain, knowledge)
    start = slug.start + plain.find(rest)
    if _joined_name(rest, knowledge, loose=ill):
        alone = Level.BLOCK if ill else Level.REVIEW
        yield _whole(start, start + len(rest), rest, "a name in a hashtag", alone, knowledge)
    elif ill and is_given(rest, sure=True):
        yield _whole(start, start + len(rest), rest, _ILL_REASON, Level.REVIEW, knowledge)


def _without_illness(plain: str, knowledge: Knowledge) -> tuple[str, bool]:
    """What is left of a hashtag without "prayfor", "strong" and the like, if that may be a name."""
    prefixes = (plain.removeprefix(word) for word in _PRAY)
    suffixes = (plain.removesuffix(word) for word in _ILL_SUFFIX)
    for rest in sorted({*prefixes, *suffixes} - {plain}, key=lambda word: (len(word), word)):
        if len(rest) >= 3 and (
            is_given(rest, sure=True) or _joined_name(rest, knowledge, loose=True)
        ):
            return rest, True
    return plain, False


def _joined_name(word: str, knowledge: Knowledge, *, loose: bool = False) -> bool:
    """Whether ``word`` is a given and a family name run together; ``loose``: an unlisted family name."""
    if not 6 <= len(word) <= 30 or word in knowledge.common:
        return False
    splits = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
    if any(
        is_given(a) and b in words("family") and (is_given(a, sure=True) or len(b) > 4)
        for a, b in splits
    ):
        return True
    return loose and any(
        is_given(a) and len(a) > 3 and len(b) > 4 and b.isalpha() and not _is_plain(b, knowledge)
        for a, b in splits
    )


def _unlisted(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """Two neighbours that no list knows and no dictionary has: run together, most likely a name."""
    if _is_public(pieces) or any(own in "".join(pieces) for own in knowledge.brand):
        return None
    ill = bool(_ILL_WORDS & set(pieces))
    for number, pair in enumerate(itertools.pairwise(pieces)):
        plain = [_is_plain(word, knowledge) for word in pair]
        if not all(_may_be_part(word, knowledge, loose=ill) for word in pair):
            continue
        if not all(plain) or _is_listed_pair(*pair):
            return number, number + 2
    return None


def _is_listed_pair(first: str, second: str) -> bool:
    plain = words("plain") | words("organisation") | _ILL_WORDS
    return is_given(first) and second in words("family") and not {first, second} & plain


def _may_be_part(word: str, knowledge: Knowledge, *, loose: bool) -> bool:
    """Whether ``word`` may be half a name; ``loose``: a dictionary word may, a heading word not."""
    if is_given(word) or word in words("family"):
        return word not in _STAFF_WORDS | _CLINICAL_WORDS
    if len(word) < 3 or not word.isalpha() or word in _NOT_IN_NAMES:
        return False
    return not (_is_listed(word) if loose else _is_plain(word, knowledge))


def _handle(text: Text, slug: Slug, knowledge: Knowledge) -> Iterator[Candidate]:
    if _STAFF_WORDS & set(slug.pieces) or any(
        p.startswith("dr") and p[2:] in words("family") for p in slug.pieces
    ):
        return
    span = person(slug.pieces, knowledge) or _unlisted(slug.pieces, knowledge)
    joined = 0 < len(slug.pieces) <= 2 and _joined_name(slug.pieces[0], knowledge, loose=True)
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
        span = person(slug.pieces, knowledge)
        if (span and "." not in path["slug"].strip(".")) or (
            span and _EXTENSION.search(path["slug"])
        ):
            ill = bool((_ILL_WORDS | _CLINICAL_WORDS) & set(slug.pieces))
            yield _named(
                slug, span, "a name in a link", Level.BLOCK if ill else Level.REVIEW, knowledge
            )


def _files(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    for match in regex.finditer(r"[^/\\]{1,160}", text.text):
        yield from _file(split(_EXTENSION.sub("", match.group()), match.start()), knowledge)


_NUMBER_LABELS = frozenset(
    {"mrn", "mr", "pt", "patient", "ssn", "acc", "accession", "chart", "record", "pid", "case"}
)


def _file(slug: Slug, knowledge: Knowledge) -> Iterator[Candidate]:
    span = person(slug.pieces, knowledge)
    clinical = _CLINICAL_WORDS & set(slug.pieces)
    if not span and clinical:
        span = (
            _initialled(slug.pieces)
            or _unlisted(slug.pieces, knowledge)
            or _lone_given(slug.pieces, knowledge)
        )
    if span and not _STAFF_WORDS & set(slug.pieces):
        yield _named(
            slug,
            span,
            "a name in a file name",
            Level.BLOCK if clinical or _has_long_number(slug) else Level.REVIEW,
            knowledge,
        )
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


def _has_long_number(slug: Slug) -> bool:
    return any(p.isdigit() and len(p) >= 6 and not p.startswith("20") for p in slug.pieces)


# ---------------------------------------------------------------- what is a name
def is_given(word: str, *, sure: bool = False) -> bool:
    """Whether ``word`` is a listed given name; ``sure``: and not an everyday word as well."""
    plain = name_form(word)
    return plain in words("given") and not (sure and plain in words("given_common"))


def _may_be_family(word: str, knowledge: Knowledge) -> bool:
    if len(word) < 2 or not word.isalpha() or word in _NOT_IN_NAMES:
        return False
    if name_form(word) in words("family"):
        return True
    return len(word) > 3 and not _is_plain(word, knowledge)


_LISTS = (
    "plain",
    "organisation",
    "medical",
    "english",
    "eponyms",
    "states",
    "awareness",
    "drugs",
)


def _is_listed(word: str) -> bool:
    return any(word in words(name) for name in _LISTS)


def _is_plain(word: str, knowledge: Knowledge) -> bool:
    known = word in knowledge.common or word.removesuffix("s") in knowledge.common
    return known or _is_listed(word)


def person(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """The range of pieces that are a given and a family name, in either order, or None."""
    run = "".join(pieces)
    if any(own in run for own in knowledge.brand) or _is_public(pieces):
        return None
    for number, (first, second) in enumerate(itertools.pairwise(pieces)):
        if is_given(first, sure=True) and _may_be_family(second, knowledge):
            return number, number + 2
        if (
            is_given(first)
            and second in words("family")
            and not (_is_plain(second, knowledge) or second in words("given_common"))
        ):
            return number, number + 2
        turned = (
            first in words("family")
            and first not in words("organisation")
            and second not in _NOT_IN_NAMES
        )
        if (
            turned
            and is_given(second, sure=True)
            and not (_is_plain(first, knowledge) and first not in words("family"))
        ):
            return number, number + 2
        middle = pieces[number + 2] if number + 2 < len(pieces) else ""
        if (
            is_given(first, sure=True)
            and len(second) == 1
            and second.isalpha()
            and _may_be_family(middle, knowledge)
        ):
            return number, number + 3
    return None


def _is_public(pieces: Sequence[str]) -> bool:
    joined = " ".join(pieces)
    return any(f" {name} " in f" {joined} " for name in _public_slugs())


_PUBLIC_SLUGS: list[str] = []


def _public_slugs() -> list[str]:
    if not _PUBLIC_SLUGS:
        _PUBLIC_SLUGS.extend(sorted(name_form(name) for name in words("public")))
    return _PUBLIC_SLUGS


def _initialled(pieces: Sequence[str]) -> tuple[int, int] | None:
    for number, (first, second) in enumerate(itertools.pairwise(pieces)):
        if is_given(first, sure=True) and len(second) == 1 and second.isalpha():
            return number, number + 2
        if len(first) == 1 and first.isalpha() and second in words("family"):
            return number, number + 2
    return None


def _lone_given(pieces: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    for number, piece in enumerate(pieces):
        if is_given(piece, sure=True):
            return number, number + 1
        if (
            len(piece) > 4
            and piece[0].isalpha()
            and piece[1:] in words("family")
            and piece not in words("family")
            and not _is_plain(piece, knowledge)
        ):
            return number, number + 1  # jdoe, msmith
    return None


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
