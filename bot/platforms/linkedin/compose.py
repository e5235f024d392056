"""LinkedIn, professional: title, paragraphs, lists, author, references, little-text escaping."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.adapt.brief import Brief, Sentence
from bot.adapt.choose import longest, required
from bot.adapt.fold import shown_before_more
from bot.adapt.hashtags import HASHTAG, addable, allowed
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
from bot.adapt.links import mentions_link, reference_url, tagged
from bot.adapt.variants import compose_variant
from bot.model import Attachment, Measure, Origin, Part, Rendition
from bot.platforms.base import Voice
from bot.platforms.linkedin.limits import LIMITS

__all__ = ["LIMITS", "compose", "escape_little_text", "measure", "unescape_little_text"]
PLATFORM = "linkedin"
TITLE_MAX = 200  # of a link card; ours, so that a whole sentence may stand in for a title

#: What little text reserves (Microsoft Learn, "little Text Format", li-lms-2026-01). One of
#: them unescaped cuts the published text there, and the answer is still 201.
_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_WIRE = re.compile(r"\{hashtag\|\\#\|(?P<tag>(?:\\.|[^\\}])*)\}|\\(?P<char>.)", re.DOTALL)


def compose(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Rendition:
    """Return the one post. Raises DoesNotFit when lead, pins and references exceed 3000."""
    refuse_pictures(brief, PLATFORM, len(pictures), LIMITS.images.max_count)
    text, segments = render(_pieces(brief, voice, pictures))
    if not text:
        raise nothing_to_say(brief, PLATFORM)
    wire = escape_little_text(text)
    if (size := max(len(text), len(wire))) > LIMITS.text_max:
        raise refuse(brief, PLATFORM, size, LIMITS.text_max, LIMITS.unit)
    link = "" if pictures else _link(brief, voice)
    part = Part(
        text, wire, segments, tuple(pictures), link, _card_title(brief, voice) if link else ""
    )
    return Rendition(brief.post.id, voice.account.name, PLATFORM, brief.post.lang, (part,))


def measure(part: Part, voice: Voice) -> Measure:
    """Count a part by the longer of what is read and what is sent."""
    fold = shown_before_more(part.text, PLATFORM, voice.settings, voice.policy, LIMITS.fold)
    count = max(len(part.text), len(part.wire))
    return Measure(count, LIMITS.text_max, LIMITS.unit, fold)


def escape_little_text(text: str) -> str:
    """Return ``text`` as LinkedIn wants it: hashtags as templates, reserved characters escaped."""
    wire, at = [], 0
    for tag in HASHTAG.finditer(text):
        wire.append(_escape(text[at : tag.start()]))
        wire.append(rf"{{hashtag|\#|{_escape(tag[1])}}}")
        at = tag.end()
    return "".join((*wire, _escape(text[at:])))


def unescape_little_text(wire: str) -> str:
    """Return what a reader sees of little text; the inverse of ``escape_little_text``."""
    return _WIRE.sub(
        lambda m: m["char"] if m["tag"] is None else "#" + unescape_little_text(m["tag"]), wire
    )


def _escape(text: str) -> str:
    return _RESERVED.sub(lambda match: "\\" + match.group(), text)


def _fits(text: str) -> bool:
    return len(text) <= LIMITS.text_max and len(escape_little_text(text)) <= LIMITS.text_max


def _link(brief: Brief, voice: Voice) -> str:
    return tagged(brief.link, voice.brand, platform=PLATFORM, post_id=brief.post.id)


def _card_title(brief: Brief, voice: Voice) -> str:
    return next((t for t in (brief.title, brief.lead) if 0 < len(t) <= TITLE_MAX), voice.brand.name)


def _pieces(brief: Brief, voice: Voice, pictures: Sequence[Attachment]) -> Pieces:
    tags = allowed(brief.hashtags, voice.brand.hashtags)
    # Without a picture the link is a card; with one, the text must tell it.
    link = line(_link(brief, voice), brief.post.place("link")) if pictures else ()
    if written := brief.post.variants.get(PLATFORM, "").strip():
        tail = () if mentions_link(written, brief.link) else link
        return compose_variant(brief, PLATFORM, tail, tags, LIMITS.hashtags_max, _fits)
    wanted = [i for i, s in enumerate(brief.sentences) if s.pin or i == brief.lead_at]
    title = line(brief.title, brief.title_place)
    credit = picture_credits(brief, pictures)

    def framed(chosen: Sequence[Sentence], *, full: bool = True) -> Pieces:
        first, rest = part_disclosures(brief, chosen)
        body = join((first, title, flow(rest, shown=lambda url: _shown(url, brief, voice))))
        said = words(body)
        end = () if mentions_link(said, brief.link) else link
        extra = _boilerplate(brief, voice, said) if full else ()
        added = tag_line(brief, addable(tags, said, LIMITS.hashtags_max)) if full else ()
        author = _author(brief, voice)
        return join((body, credit, author, _references(brief, said), end, extra, added))

    for full in (True, False):

        def fits(chosen: Sequence[Sentence], full: bool = full) -> bool:
            return _fits(words(framed(chosen, full=full)))

        if (chosen := longest(brief.sentences, wanted, fits)) is not None:
            return framed(chosen, full=full)
    must = required(brief.sentences, wanted)
    return framed([brief.sentences[index] for index in sorted(must)], full=False)


def _shown(url: str, brief: Brief, voice: Voice) -> str:
    """A link in the text keeps its target, unless it is the link the post is about."""
    if url == brief.link:
        return ""
    return tagged(url, voice.brand, platform=PLATFORM, post_id=brief.post.id)


def _author(brief: Brief, voice: Voice) -> Pieces:
    name = voice.author_name.strip()
    return line(f"— {name}" if name else "", brief.post.place("author"), Origin.BRAND)


def _references(brief: Brief, said: str) -> Pieces:
    place = brief.post.place("references")
    links = [reference_url(reference) for reference in brief.references if reference.strip()]
    links = [link for link in dict.fromkeys(links) if link not in said]
    heading = "References:" if len(links) > 1 else "Reference:"
    lines = [line(heading, place, Origin.BRAND), *(line(link, place) for link in links)]
    return join(lines, "\n" if len(links) > 1 else " ") if links else ()


def _boilerplate(brief: Brief, voice: Voice, said: str) -> Pieces:
    own = voice.brand.boilerplate.get("linkedin", "").strip()
    return line("" if own in said else own, brief.place, Origin.BRAND)
