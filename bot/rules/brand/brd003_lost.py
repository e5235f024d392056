"""BRD003: what mattered in the source is not in what goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.adapt.pins import lost_pins, main_pin, pins_in, pins_of, promises
from bot.adapt.sentences import split
from bot.model import Pin, Place, Post, Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.text import plain, squeeze, words
from bot.surface import latest

_WHAT = {
    Pin.DISCLOSURE: "a disclosure",
    Pin.RISK: "the risk",
    Pin.REDIRECT: "the way to care",
    Pin.CREDIT: "a credit",
    Pin.CLAIM: "what limits a claim",
}
#: What each part of a thread that promises a benefit has to say again.
_EACH = (Pin.DISCLOSURE, Pin.RISK, Pin.REDIRECT, Pin.CLAIM)
_HEDGE = re.compile(
    r"(?i)\b(?:may|might|could|can\s+sometimes|sometimes|often|some|suggests?|appears?|seems?"
    r"|possibly|perhaps|likely"
    r"|not\s+everyone|early|preliminary|for\s+some|in\s+some|about\s+half|many|most)\b"
)
_NEGATION = re.compile(
    r"(?i)\b(?:not|no|never|cannot|without|neither|nor|hardly|rarely)\b|n['’]t\b"
)
_SMALL_WORDS = """
a an the and or but of to in on for with by from at as is are was were be been it its this that
these those your you we our us i they their them he she his her can will may might could does do
did has have had not no if when than then so also more most some many very
"""
_COMMON = frozenset(_SMALL_WORDS.split())
#: Platforms whose captions carry no link that can be pressed.
_NO_LINK = frozenset({"instagram", "tiktok"})


@register
class LostInAdaptation(Rule):
    """A pinned sentence, a credit or the link gone; or a claim that says more than the source's.

    What is pinned, and whether it is still there, is asked of the functions that composing
    asks, so that the two cannot disagree.
    """

    id = "BRD003"
    title = "Lost in adaptation"
    gate = "brand"
    severity = Severity.BLOCK
    why = (
        "A post is shortened for one platform and rewritten for another, and what drops out first "
        "is often what made it honest: the disclosure, the main risk, where to get care, whose "
        "picture it is, the word not, the word may. Each platform's text has to be fair on its "
        "own, because its readers see only that one."
    )
    fix = "Put it back into the variant or the summary, or leave the platform out"
    source = "16 CFR 255.0(f); FDA draft guidance on character-limited platforms, June 2014"
    override = "N"
    examples = (
        Example(
            "the variant leaves the risk out",
            {"variants": {"x": "Steroid injections relieve back pain. Ask us about them."}},
            "Steroid injections relieve back pain for some people. They can raise blood sugar and "
            "in rare cases cause infection. Talk to your doctor about both.",
            platform="x",
        ),
        Example(
            "may became does",
            {"variants": {"x": "Acupuncture relieves chronic neck pain in older adults."}},
            "Acupuncture may relieve chronic neck pain in older adults.",
            platform="x",
        ),
        Example(
            "the word not is gone",
            {"variants": {"x": "Early imaging improves recovery from simple back pain."}},
            "Early imaging does not improve recovery from simple back pain.",
            platform="x",
        ),
        Example(
            "shorter, and all of it is there",
            {
                "variants": {
                    "x": "Steroid injections may relieve back pain. They can raise blood sugar or "
                    "cause infection. Talk to your doctor."
                }
            },
            "Steroid injections relieve back pain for some people. They can raise blood sugar and "
            "in rare cases cause infection. Talk to your doctor about both.",
            platform="x",
            stopped=False,
        ),
        Example(
            "other words for the same limit",
            {"variants": {"x": "Acupuncture might ease neck pain as we age."}},
            "Acupuncture may relieve chronic neck pain in older adults.",
            platform="x",
            stopped=False,
        ),
        Example(
            "nothing was pinned",
            {"variants": {"x": "Ten minutes, twice a day: walk."}},
            "Walking is good medicine. Ten minutes twice a day is a fine start.",
            platform="x",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Compare the source with all parts together, and with each part that endorses."""
        post = view.post
        text = "\n".join(part.text for part in rendition.parts)
        yield from _pins(post, text)
        if len(rendition.parts) > 1:
            yield from _endorsing(rendition, post, pins_in(text))
        yield from _credits(rendition, post, text)
        yield from _claims(rendition, post)
        shown = text + "".join(f"\n{part.link}" for part in rendition.parts)
        if post.link and rendition.platform not in _NO_LINK and not _has_link(post.link, shown):
            yield Fact("lost", post.place("link"), note="the link of the source is missing")


@latest
def _source(post: Post) -> tuple[tuple[Place, str], ...]:
    """(place, sentence) of everything the author wrote for all platforms."""
    found = []
    for number, line in enumerate(post.body.split("\n")):
        text = plain(line)
        place = Place(post.path, post.body_line + number)
        found += [(place, text[start:end]) for start, end in split(text)]
    summary = [post.summary[start:end] for start, end in split(post.summary)]
    return (*found, *((post.place("summary"), sentence) for sentence in summary))


def _pins(post: Post, text: str) -> Iterator[Fact]:
    source = _source(post)
    for index in lost_pins([sentence for _, sentence in source], text):
        place, sentence = source[index]
        pin = main_pin(pins_of(sentence))
        if pin is not None:
            yield Fact("lost", place, note=f"{_WHAT[pin]} that the source tells here is missing")


def _endorsing(rendition: Rendition, post: Post, told: frozenset[Pin]) -> Iterator[Fact]:
    """What a part that promises a benefit lacks: its reader may see none of the others.

    ``told``: what the thread as a whole has; what it lacks is told of once, for all of it.
    """
    owed = frozenset().union(*(pins_of(sentence) for _, sentence in _source(post)))
    for number, part in enumerate(rendition.parts):
        if not promises(part.text):
            continue
        for pin in _EACH:
            if pin in owed & told and pin not in pins_in(part.text):
                place = part.place_at(0, post.place())
                note = f"part {number + 1} endorses without {_WHAT[pin]} that the source tells"
                yield Fact("lost", place, number, note=note)


def _credits(rendition: Rendition, post: Post, text: str) -> Iterator[Fact]:
    shown = squeeze(text + "".join(a.alt for p in rendition.parts for a in p.attachments))
    used = {a.file for p in rendition.parts for a in p.attachments}
    for picture in post.media:
        if picture.file in used and picture.credit and squeeze(picture.credit) not in shown:
            place = picture.place or post.place("media")
            yield Fact("lost", place, note="the picture's credit is missing")


def _has_link(link: str, shown: str) -> bool:
    bare = re.sub(r"^https?://(?:www\.)?|/$", "", link.split("?")[0].split("#")[0])
    return bare.casefold() in shown.casefold()


# ---------------------------------------------------------------- claims that say more now
def _claims(rendition: Rendition, post: Post) -> Iterator[Fact]:
    """Sentences of the rendition that match one of the source's save for its not or may."""
    verbatim, meant = _written(post)
    for number, part in enumerate(rendition.parts):
        for start, end in split(part.text):
            sentence = part.text[start:end]
            if squeeze(sentence) in verbatim or not _content(sentence):
                continue
            if lost := _lost_limit(sentence, meant):
                place = part.place_at(start, post.place("variants"))
                note = f"a claim has lost the word that {lost} it in the source"
                yield Fact("lost", place, number, start, end, note=note)


@latest
def _written(post: Post) -> tuple[frozenset[str], list[tuple[str, frozenset[str]]]]:
    """The source's sentences, squeezed, and each with its words; a post's renditions share it."""
    source = [sentence for _, sentence in _source(post)]
    verbatim = frozenset(squeeze(sentence) for sentence in source)
    return verbatim, [(sentence, _content(sentence)) for sentence in source]


def _lost_limit(sentence: str, meant: list[tuple[str, frozenset[str]]]) -> str:
    mine = _content(sentence)
    near = [one for one, content in meant if len(mine & content) >= max(3, 0.6 * len(mine))]
    if not near:
        return ""
    if all(_NEGATION.search(one) for one in near) and not _NEGATION.search(sentence):
        return "negates"
    hedged = all(_HEDGE.search(one) for one in near)
    if hedged and promises(sentence) and not _HEDGE.search(sentence):
        return "limits"
    return ""


def _content(sentence: str) -> frozenset[str]:
    """The stems of its words that carry meaning."""
    return frozenset(_stem(w) for w in words(sentence) if w not in _COMMON and len(w) > 2)


def _stem(word: str) -> str:
    return re.sub(r"(?:'s|ing|es|ed|s|e)$", "", word) if len(word) > 4 else word
