"""Instagram, captioned: a hook above the fold, short paragraphs, "link in bio", alt text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapt.brief import Brief, Sentence
from bot.adapt.choose import longest, required, without
from bot.adapt.count import shows_url
from bot.adapt.fold import fold_of, shown_before_more
from bot.adapt.hashtags import addable, allowed, hashtags_in, mentions_in
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
    too_many_tags,
    words,
)
from bot.adapt.links import reference_name
from bot.adapt.variants import compose_variant
from bot.errors import DoesNotFit
from bot.model import Attachment, Measure, Origin, Part, Pin, Rendition
from bot.platforms.base import Voice
from bot.platforms.instagram.limits import LIMITS, MENTIONS_MAX

__all__ = ["LIMITS", "compose", "measure"]
PLATFORM = "instagram"
SENTENCES_A_PARAGRAPH = 2


def compose(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Rendition:
    """Return the one post. Raises DoesNotFit without a picture, and when 2200 is too little."""
    if not pictures:
        raise DoesNotFit(
            "instagram: there is no picture, and Instagram takes no post without one.",
            fix="Add one under `media:` or let a brand card be drawn.",
            place=brief.post.place("media"),
        )
    refuse_pictures(brief, PLATFORM, len(pictures), LIMITS.images.max_count)
    text, segments = render(_pieces(brief, voice, pictures))
    _refuse_excess(brief, text)
    part = Part(text=text, wire=text, segments=segments, attachments=tuple(pictures))
    options = _options(brief, pictures)
    post = brief.post
    return Rendition(post.id, voice.account.name, PLATFORM, post.lang, (part,), options)


def measure(part: Part, voice: Voice) -> Measure:
    """Count a caption in code points."""
    fold = shown_before_more(part.text, PLATFORM, voice.settings, voice.policy, LIMITS.fold)
    return Measure(len(part.wire), LIMITS.text_max, LIMITS.unit, fold)


def _refuse_excess(brief: Brief, text: str) -> None:
    if not text:
        raise nothing_to_say(brief, PLATFORM)
    if len(text) > LIMITS.text_max:
        raise refuse(brief, PLATFORM, len(text), LIMITS.text_max, LIMITS.unit)
    if len(hashtags_in(text)) > LIMITS.hashtags_max:
        raise too_many_tags(brief, PLATFORM, text, LIMITS.hashtags_max)
    if (count := len(mentions_in(text))) > MENTIONS_MAX:
        raise DoesNotFit(
            f"instagram: the text mentions {count} accounts and Instagram takes {MENTIONS_MAX}.",
            fix="Mention fewer.",
            place=brief.place,
        )


def _fits(text: str) -> bool:
    return len(text) <= LIMITS.text_max


def _pieces(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Pieces:
    tags = allowed(brief.hashtags, voice.brand.hashtags)
    bio = voice.brand.link_in_bio.strip() if brief.link else ""
    if written := brief.post.variants.get(PLATFORM, "").strip():
        tail = () if bio.casefold() in written.casefold() else _bio(brief, bio)
        return compose_variant(brief, PLATFORM, tail, tags, LIMITS.hashtags_max, _fits)
    sentences = without(brief.sentences, _with_urls(brief.sentences))
    lead = next((i for i, s in enumerate(sentences) if _can_lead(s)), -1)
    wanted = [i for i, s in enumerate(sentences) if s.pin or i == lead]
    credit = picture_credits(brief, pictures)

    def framed(chosen: Sequence[Sentence], *, full: bool = True) -> Pieces:
        first, rest = part_disclosures(brief, chosen)
        title = _hook(brief, voice, words(first), rest)
        body = flow(rest, per_paragraph=SENTENCES_A_PARAGRAPH, hook=not title)
        body = join((first, title, body, credit))
        said = words(body)
        end = () if bio and bio.casefold() in said.casefold() else _bio(brief, bio)
        extra = _boilerplate(brief, voice, said) if full else ()
        added = tag_line(brief, addable(tags, said, LIMITS.hashtags_max)) if full else ()
        return join((body, _sources(brief, said), end, extra, added))

    for full in (True, False):

        def fits(chosen: Sequence[Sentence], full: bool = full) -> bool:
            return _fits(words(framed(chosen, full=full)))

        if (chosen := longest(sentences, wanted, fits)) is not None:
            return framed(chosen, full=full)
    must = required(sentences, wanted)
    return framed([sentences[index] for index in sorted(must)], full=False)


def _can_lead(sentence: Sentence) -> bool:
    return sentence.kind != "heading" and Pin.DISCLOSURE not in sentence.pins


def _with_urls(sentences: Sequence[Sentence]) -> list[int]:
    """Sentences that show a URL: nobody can follow one in a caption."""
    return [i for i, s in enumerate(sentences) if shows_url(s.text)]


def _hook(brief: Brief, voice: Voice, first: str, rest: Sequence[Sentence]) -> Pieces:
    """The title, unless only the lead without it would end above the fold."""
    fold = fold_of(PLATFORM, voice.settings, voice.policy, LIMITS.fold) or LIMITS.text_max
    room = fold - (len(first) + 2 if first else 0)
    lead = rest[0].text if rest else ""
    if len(brief.title) > room and 0 < len(lead) <= room:
        return ()
    return line(brief.title, brief.title_place)


def _bio(brief: Brief, bio: str) -> Pieces:
    return line(bio, brief.post.place("link"), Origin.BRAND)


def _sources(brief: Brief, said: str) -> Pieces:
    """References by name: a DOI can be looked up, a URL in a caption cannot be followed."""
    place = brief.post.place("references")
    named = dict.fromkeys(reference_name(reference) for reference in brief.references)
    names = [name for name in named if name and name not in said and not shows_url(name)]
    heading = "Sources:" if len(names) > 1 else "Source:"
    lines = [line(heading, place, Origin.BRAND), *(line(name, place) for name in names)]
    return join(lines, "\n" if len(names) > 1 else " ") if names else ()


def _boilerplate(brief: Brief, voice: Voice, said: str) -> Pieces:
    own = voice.brand.boilerplate.get("instagram", "").strip()
    return line("" if own in said else own, brief.place, Origin.BRAND)


def _options(brief: Brief, pictures: Sequence[Attachment]) -> tuple[tuple[str, str], ...]:
    """Instagram's own flag; the text says the same."""
    files = {picture.file for picture in pictures}
    drawn = any(m.origin == "ai" and m.file in files for m in brief.post.media)
    return (("is_ai_generated", "true"),) if drawn or brief.post.ai_used == "image" else ()
