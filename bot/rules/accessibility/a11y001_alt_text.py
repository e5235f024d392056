"""A11Y001: a picture that a screen reader cannot tell."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Attachment, Finding, Media, Place, Post, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

#: Characters of alt text where no platform package says otherwise (WCAG sets no number).
ALT_MAX = {"x": 1000, "linkedin": 4086, "instagram": 1000, "mastodon": 1500, "bluesky": 2000}

_EMPTY_WORDS = (
    r"(?:an?|the|this|my|our|of|showing|shows?|with|image|images|img|photo|photos|photograph"
    r"|picture|pictures|pic|graphic"
    r"|graphics|illustration|screenshot|screen|shot|logo|icon|banner|chart|graph|figure"
    r"|diagram|infographic|alt|text|here"
    r"|description|placeholder|untitled|todo|tbd|n/?a|none|null|undefined|blank|empty|file"
    r"|attachment|media|visual|post"
    r"|social|stock|header|cover|thumbnail|example|test|xxx+|lorem|ipsum|\d+)"
)
_PLACEHOLDER = re.compile(rf"(?i)^\W*(?:{_EMPTY_WORDS}(?:\W+|$))*$")
_FILE_NAME = re.compile(
    r"(?i)^\S+\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|svg|avif)$|^(?:img|dsc|dscn|pxl"
    r"|screenshot|image|photo)[_\s-]?\d[\w\s.:-]*$"
    r"|^[a-z0-9]+(?:[_-][a-z0-9]+){2,}$"
)
_CHART = re.compile(r"(?i)\b(?:chart|graph|plot|histogram|infographic)\b")
_DATA = re.compile(
    r"(?i)\d|\b(?:percent|half|third|quarter|twice|double|triple|most|highest|lowest|rises?"
    r"|rose|falls?|fell|increas\w+"
    r"|decreas\w+|more|less|fewer|higher|lower|than|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|none|equal|steps?)\b"
)


@register
class AltText(Rule):
    """Missing, a placeholder, a file name, too long, or a chart without what it shows."""

    id = "A11Y001"
    title = "Alt text missing or empty of meaning"
    gate = "accessibility"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "People who cannot see a picture hear its alt text instead. Without one, or with the words "
        "'image of' or a file name, they hear nothing of use; a chart is told by its numbers. A "
        "picture that only decorates is marked decorative: true. Too long a text is refused by the "
        "platform. policy.toml can switch the rule off where the law does not ask for it."
    )
    fix = "Write in alt: what the picture shows and why it is there, or mark it decorative: true"
    source = "WCAG 2.1, 1.1.1; 45 CFR 84.84"
    override = "M"
    examples = (
        Example(
            "no alt text",
            {"media": [{"file": "images/walk.png", "people": "none"}]},
            "Walking is good medicine.",
        ),
        Example(
            "a placeholder",
            {"media": [{"file": "images/walk.png", "alt": "Image of", "people": "none"}]},
            "Walking is good medicine.",
        ),
        Example(
            "a file name",
            {"media": [{"file": "images/walk.png", "alt": "IMG_2041.JPG", "people": "none"}]},
            "Walking is good medicine.",
        ),
        Example(
            "a chart without what it shows",
            {
                "media": [
                    {"file": "images/c.png", "alt": "Bar chart of pain scores", "people": "none"}
                ]
            },
            "Walking is good medicine.",
        ),
        Example(
            "what it shows",
            {
                "media": [
                    {
                        "file": "images/walk.png",
                        "alt": "A gravel path along a river in autumn",
                        "people": "none",
                    }
                ]
            },
            "Walking is good medicine.",
            stopped=False,
        ),
        Example(
            "marked as decoration",
            {"media": [{"file": "images/wave.png", "decorative": "true", "people": "none"}]},
            "Walking is good medicine.",
            stopped=False,
        ),
        Example("no picture", {}, "Walking is good medicine.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Every picture that would go out."""
        if not view.records.policy.alt_text_required:
            return
        limit = alt_limit(rendition.platform)
        for number, part in enumerate(rendition.parts):
            for index, picture in enumerate(part.attachments):
                told = _told(picture, index if number == 0 else -1, view.post)
                if told is None or not told.decorative:
                    what = fault(picture.alt, limit)
                    if what:
                        place = _place(picture, told, view.post)
                        yield Fact("alt", place, number, note=f"picture {index + 1}: {what}")

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Every fact."""
        for fact in facts:
            yield self.finding(subject, fact)


def fault(alt: str, limit: int) -> str:
    """What is wrong with an alt text, in safe words, or nothing."""
    text = alt.strip()
    if not text:
        return "the alt text is missing"
    if _FILE_NAME.match(text):
        return "the alt text is a file name"
    if _PLACEHOLDER.match(text):
        return "the alt text is a placeholder"
    if len(text) > limit:
        return f"the alt text has {len(text)} characters and {limit} are allowed"
    if _CHART.search(text) and not _DATA.search(text):
        return "the alt text names a chart and not what it shows"
    return ""


def alt_limit(platform: str) -> int:
    """Characters of alt text that the platform takes."""
    name = f"bot.platforms.{platform}"
    if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.limits"):
        limits = importlib.import_module(f"{name}.limits").LIMITS
        return int(limits.images.alt_max)
    return ALT_MAX.get(platform, 1000)


def _told(picture: Attachment, index: int, post: Post) -> Media | None:
    """The front matter's entry: by file, or by order where the file's name is no longer known."""
    for entry in post.media:
        if picture.file and entry.file == picture.file:
            return entry
    if picture.file or not 0 <= index < len(post.media):
        return None
    return post.media[index]


def _place(picture: Attachment, told: Media | None, post: Post) -> Place:
    return picture.place or (told.place if told else None) or post.place("media")


__all__ = ["ALT_MAX", "AltText", "alt_limit", "fault"]
