"""Puts chosen words together into one text and remembers where each stretch came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.adapt.brief import Brief, Sentence
from bot.adapt.hashtags import hashtags_in
from bot.adapt.pins import find_disclosures
from bot.errors import DoesNotFit
from bot.model import Attachment, Origin, Pin, Place, Segment

BLANK_LINE = "\n\n"
Shown = Callable[[str], str]  # what a Markdown link's target becomes, or "" to show none
_QUOTES = "\"“‘'«"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and their provenance."""

    text: str = field(repr=False)
    place: Place
    origin: Origin = Origin.SOURCE
    pin: Pin | None = None


Pieces = tuple[Piece, ...]


def render(pieces: Iterable[Piece]) -> tuple[str, tuple[Segment, ...]]:
    """Return the text and segments that cover all of it without overlap, in order."""
    text: list[str] = []
    segments: list[Segment] = []
    at = 0
    for piece in pieces:
        if piece.text:
            end = at + len(piece.text)
            segments.append(Segment(at, end, piece.place, piece.origin, piece.pin))
            text.append(piece.text)
            at = end
    return "".join(text), tuple(segments)


def words(pieces: Iterable[Piece]) -> str:
    """Return the text alone."""
    return "".join(piece.text for piece in pieces)


def join(groups: Iterable[Sequence[Piece]], gap: str = BLANK_LINE) -> Pieces:
    """Put groups one after another, a gap between those that have words."""
    joined: list[Piece] = []
    for group in groups:
        if not words(group):
            continue
        if joined:
            joined.append(Piece(gap, group[0].place))
        joined += group
    return tuple(joined)


def line(text: str, place: Place, origin: Origin = Origin.SOURCE, pin: Pin | None = None) -> Pieces:
    """Make a group of one piece, or of none if there is no text."""
    return (Piece(text, place, origin, pin),) if text else ()


# ---------------------------------------------------------------- sentences
def flow(
    sentences: Sequence[Sentence],
    *,
    shown: Shown = lambda _url: "",
    per_paragraph: int | None = None,
    hook: bool = False,
) -> Pieces:
    """Lay out sentences as paragraphs and lists.

    ``per_paragraph``: at most so many sentences before a blank line. ``hook``: the first
    sentence is a paragraph of its own. ``shown`` says what a link's target becomes.
    """
    laid: list[Piece] = []
    run = 0  # sentences in the paragraph so far
    for index, sentence in enumerate(sentences):
        before = sentences[index - 1] if index else None
        if before:
            gap = _gap(before, sentence)
            broken = run == per_paragraph or (hook and index == 1 and not sentence.bullet)
            if broken and sentence.kind == "paragraph":
                gap = BLANK_LINE
            run = 0 if "\n" in gap else run
            laid.append(Piece(gap, sentence.place))
        run += 1
        after = sentences[index + 1] if index + 1 < len(sentences) else None
        laid += _quoted(_pieces(sentence, shown), sentence, before, after)
    return tuple(laid)


def verbatim(sentences: Sequence[Sentence]) -> Pieces:
    """Lay out an author's own words exactly as written."""
    laid: list[Piece] = []
    for sentence in sentences:
        laid += [Piece(sentence.glue if laid else "", sentence.place), *_pieces(sentence, _nothing)]
    return tuple(laid)


def _nothing(_url: str) -> str:
    return ""


def _gap(before: Sentence, sentence: Sentence) -> str:
    if before.block == sentence.block and before.kind == sentence.kind:
        return sentence.glue
    if before.kind == "heading" and sentence.kind != "heading":
        return "\n"
    announced = before.text.endswith((":", "：")) or before.bullet_item
    return "\n" if announced and sentence.bullet_item else BLANK_LINE


def _pieces(sentence: Sentence, shown: Shown) -> list[Piece]:
    """One piece for each source line that the sentence runs over."""
    starts = [(0, sentence.place), *sentence.turns]
    ends = [start for start, _ in starts[1:]] + [len(sentence.text)]
    pieces = []
    for (start, place), end in zip(starts, ends, strict=True):
        text = _with_targets(sentence, start, end, shown)
        pieces.append(Piece(text, place, sentence.origin, sentence.pin))
    if sentence.bullet:
        pieces[0] = replace(pieces[0], text=f"{sentence.bullet} {pieces[0].text}")
    return pieces


def _with_targets(sentence: Sentence, start: int, end: int, shown: Shown) -> str:
    text = sentence.text[start:end]
    for url, begin, stop in sorted(sentence.links, key=lambda link: -link[2]):
        target = shown(url)
        if target and start < stop <= end and url != sentence.text[begin:stop]:
            text = f"{text[: stop - start]} ({target}){text[stop - start :]}"
    return text


def _quoted(
    pieces: list[Piece], sentence: Sentence, before: Sentence | None, after: Sentence | None
) -> list[Piece]:
    """A quotation loses its Markdown mark, so it gets quotation marks."""
    if sentence.kind != "quote":
        return pieces
    if (before is None or before.block != sentence.block) and sentence.text[0] not in _QUOTES:
        pieces[0] = replace(pieces[0], text=f"“{pieces[0].text}")
    if (after is None or after.block != sentence.block) and sentence.text[-1] not in "\"”’'»":
        pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text}”")
    return pieces


# ---------------------------------------------------------------- what stands around them
def part_disclosures(
    brief: Brief, sentences: Sequence[Sentence]
) -> tuple[Pieces, tuple[Sentence, ...]]:
    """Return the disclosures, which go first, and the other sentences.

    The register's words are left out if the author's say exactly the same.
    """
    own = [s for s in sentences if Pin.DISCLOSURE in s.pins]
    said = {s.text.casefold().rstrip(".") for s in own}
    first = [brief.insertion] if brief.insertion else []
    first = [s for s in first if s.text.casefold().rstrip(".") not in said]
    groups = [_pieces(replace(s, bullet=""), _nothing) for s in (*first, *own)]
    return join(groups, " "), tuple(s for s in sentences if Pin.DISCLOSURE not in s.pins)


def inserted(brief: Brief, own: str) -> Pieces:
    """Return the register's disclosure for words of the author's own that lack it."""
    sentence = brief.insertion
    if sentence is None or find_disclosures(own):
        return ()
    return tuple(_pieces(sentence, _nothing))


def picture_credits(brief: Brief, pictures: Sequence[Attachment]) -> Pieces:
    """Return a credit line for each attached picture that asks for one and is not yet named."""
    files = {picture.file for picture in pictures}
    said = " ".join(s.text for s in brief.sentences).casefold()
    lines = [
        _pieces(credit, _nothing)
        for file, credit in brief.credits
        if file in files and credit.text.removeprefix("Image: ").casefold() not in said
    ]
    return join(lines, "\n")


def tag_line(brief: Brief, tags: Sequence[str]) -> Pieces:
    """Return the hashtags as one line."""
    return line(" ".join(f"#{tag}" for tag in tags), brief.post.place("hashtags"))


def variant_place(brief: Brief, platform: str) -> Place:
    """Where the author's own words for a platform stand."""
    key = f"variants.{platform}"
    return brief.post.places.get(key) or brief.post.place("variants")


def refuse(
    brief: Brief, platform: str, count: int, limit: int, unit: str, *, summary: bool = False
) -> DoesNotFit:
    """Return the error that says by how much it is too long and what to write instead."""
    over = count - limit
    ways = f"a shorter `variants: {{{platform}: …}}`"
    place = brief.place
    what = (
        "what may not be dropped (the lead and every disclosure, risk, redirect, credit and claim)"
    )
    if brief.post.variants.get(platform):
        place, what = variant_place(brief, platform), "the text written for it"
        ways = f"Shorten `variants: {{{platform}: …}}` by {over}"
    elif brief.summary and summary:
        place, what = brief.post.place("summary"), "the summary with what it may not leave out"
        ways = (
            f"Shorten `summary:` by {over}, say the risk, redirect or hedge in it yourself, "
            f"or write `variants: {{{platform}: …}}`"
        )
    else:
        ways = f"Write {'a `summary:` or ' if summary else ''}`variants: {{{platform}: …}}`"
        ways += f" that is {over} shorter"
    return DoesNotFit(
        f"{platform}: {what} makes {count} {unit} and {platform} takes {limit}: {over} too long.",
        fix=f"{ways}.",
        place=place,
    )


def refuse_pictures(brief: Brief, platform: str, count: int, limit: int) -> None:
    """Raise DoesNotFit for more pictures than the platform takes: none is left out unasked."""
    if count > limit:
        raise DoesNotFit(
            f"{platform}: the post has {count} pictures and {platform} takes {limit}.",
            fix="Take some out, or give this platform a post of its own.",
            place=brief.post.place("media"),
        )


def nothing_to_say(brief: Brief, platform: str) -> DoesNotFit:
    """Return the error for a post without a single word for this platform."""
    return DoesNotFit(f"{platform}: the post has no text.", fix="Write a body.", place=brief.place)


def too_many_tags(brief: Brief, platform: str, text: str, limit: int) -> DoesNotFit:
    """Return the error for hashtags in running text, which are never cut out of it."""
    return DoesNotFit(
        f"{platform}: the text has {len(hashtags_in(text))} hashtags and {platform} takes {limit}.",
        fix="Move hashtags out of the sentences into `hashtags:`.",
        place=brief.place,
    )
