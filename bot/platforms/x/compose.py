"""X, short: summary or lead, what may not get lost, the link, at most two hashtags."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapt import pins
from bot.adapt.brief import Brief, Sentence
from bot.adapt.choose import longest, required
from bot.adapt.count import sendable, shows_url, weigh
from bot.adapt.fold import shown_before_more
from bot.adapt.hashtags import addable, allowed
from bot.adapt.layout import (
    Pieces,
    flow,
    join,
    line,
    nothing_to_say,
    part_disclosures,
    picture_credits,
    refuse,
    refuse_pictures,
    render,
    tag_line,
    words,
)
from bot.adapt.links import mentions_link, tagged
from bot.adapt.variants import compose_variant
from bot.errors import DoesNotFit
from bot.model import Attachment, Measure, Origin, Part, Pin, Rendition
from bot.platforms.base import Voice
from bot.platforms.x.limits import ALT_TEXT_USD, CREATE_USD, CREATE_WITH_URL_USD, LIMITS

__all__ = ["LIMITS", "compose", "measure"]
PLATFORM = "x"


def compose(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Rendition:
    """Return the one post. Raises DoesNotFit when summary or lead and pins exceed 280."""
    refuse_pictures(brief, PLATFORM, len(pictures), LIMITS.images.max_count)
    text, segments = render(_pieces(brief, voice, pictures))
    if not text and not pictures:
        raise nothing_to_say(brief, PLATFORM)
    if not sendable(text):
        raise DoesNotFit(
            "x: the text holds an invisible character that X refuses (U+FEFF, U+FFFE or U+FFFF).",
            fix="Delete it; it often comes along with pasted text.",
            place=brief.place,
        )
    if weigh(text) > LIMITS.text_max:
        raise refuse(brief, PLATFORM, weigh(text), LIMITS.text_max, LIMITS.unit, summary=True)
    part = Part(text=text, wire=text, segments=segments, attachments=tuple(pictures))
    post = brief.post
    options = _options(brief, pictures)
    return Rendition(post.id, voice.account.name, PLATFORM, post.lang, (part,), options)


def measure(part: Part, voice: Voice) -> Measure:
    """Weigh a part and price it: a URL makes it dearer, and so does each alt text."""
    cost = CREATE_WITH_URL_USD if shows_url(part.wire) else CREATE_USD
    cost += ALT_TEXT_USD * sum(1 for picture in part.attachments if picture.alt)
    fold = shown_before_more(part.text, PLATFORM, voice.settings, voice.policy, LIMITS.fold)
    return Measure(weigh(part.wire), LIMITS.text_max, LIMITS.unit, fold, round(cost, 3))


def _fits(text: str) -> bool:
    # Blanks weigh one each: a long text is refused without parsing it.
    return text.count(" ") <= LIMITS.text_max and weigh(text) <= LIMITS.text_max


def _pieces(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Pieces:
    link = tagged(brief.link, voice.brand, platform=PLATFORM, post_id=brief.post.id)
    tags = allowed(brief.hashtags, voice.brand.hashtags)
    if written := brief.post.variants.get(PLATFORM, "").strip():
        tail = () if mentions_link(written, brief.link) else line(link, brief.post.place("link"))
        return compose_variant(brief, PLATFORM, tail, tags, LIMITS.hashtags_max, _fits)
    sentences, wanted = _material(brief)
    credit = picture_credits(brief, pictures)

    def framed(chosen: Sequence[Sentence], tags_max: int) -> Pieces:
        first, rest = part_disclosures(brief, chosen)
        body = join((first, flow(rest), credit))
        said = words(body)
        link_line = () if mentions_link(said, brief.link) else line(link, brief.post.place("link"))
        added = tag_line(brief, addable(tags, said, tags_max))
        return join((body, join((link_line, added), "\n")))

    for tags_max in range(LIMITS.hashtags_max, -1, -1):

        def fits(chosen: Sequence[Sentence], tags_max: int = tags_max) -> bool:
            return _fits(words(framed(chosen, tags_max)))

        if (chosen := longest(sentences, wanted, fits)) is not None:
            return _with_boilerplate(framed(chosen, tags_max), voice)
    must = required(sentences, wanted)
    return framed([sentences[index] for index in sorted(must)], 0)


def _material(brief: Brief) -> tuple[tuple[Sentence, ...], list[int]]:
    """What there is to choose from, and which of it must stay."""
    body = tuple(s for s in brief.sentences if s.kind != "heading")
    if brief.summary:
        lost = pins.lost_pins([s.text for s in body], brief.post.summary)
        added = [body[index] for index in sorted(required(body, lost))]
        whole = (*brief.summary, *added)
        return whole, list(range(len(whole)))
    if all(Pin.DISCLOSURE in s.pins for s in body):
        title = Sentence(brief.title, brief.title_place, block=-1)
        body = (title, *body) if brief.title else body
    lead = next((i for i, s in enumerate(body) if Pin.DISCLOSURE not in s.pins), 0)
    return body, [i for i, s in enumerate(body) if s.pin or i == lead]


def _with_boilerplate(pieces: Pieces, voice: Voice) -> Pieces:
    """Add the brand's line at the end if there is still room for all of it."""
    said = voice.brand.boilerplate.get("x", "").strip()
    if not said or not pieces or said in words(pieces):
        return pieces
    whole = join((pieces, line(said, pieces[-1].place, Origin.BRAND)))
    return whole if _fits(words(whole)) else pieces


def _options(brief: Brief, pictures: Sequence[Attachment]) -> tuple[tuple[str, str], ...]:
    """X's own flags; the text says the same."""
    files = {picture.file for picture in pictures}
    drawn = any(m.origin == "ai" and m.file in files for m in brief.post.media)
    options = []
    if pictures and (drawn or brief.post.ai_used == "image"):
        options.append(("made_with_ai", "true"))
    if brief.post.sponsored_by or brief.insertion:
        options.append(("paid_partnership", "true"))
    return tuple(options)
