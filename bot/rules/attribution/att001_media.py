"""ATT001: somebody else's picture without credit or licence, or against its licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.model import Kind, Media, Post, Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register

_PICTURE = {
    "file": "images/walk.png",
    "alt": "A gravel path along a river. Photo: Jan Berg",
    "people": "none",
    "origin": "third-party",
    "credit": "Jan Berg",
    "licence": "CC-BY-4.0",
}
#: What is no licence at all, however often it is written into the field.
_NO_LICENCE = re.compile(
    r"(?i)^\s*(?:all rights reserved|copyright(?:ed)?|©.*|unknown|none|no|n/?a|\?+|tbd|google"
    r"|found online|internet|pinterest|editorial use only|fair use|public)\s*$"
)
_NON_COMMERCIAL = re.compile(r"(?i)\b(?:by-)?nc\b|non-?commercial")
_NO_CHANGES = re.compile(r"(?i)(?:-|\b)nd\b|no derivat")


@register
class ThirdPartyMedia(Rule):
    """A third party's picture without credit and licence, or one whose licence forbids the use.

    Whether the credit is still there in each platform's text is BRD003's to prove.
    """

    id = "ATT001"
    title = "Somebody else's picture"
    gate = "attribution"
    severity = Severity.BLOCK
    why = (
        "A picture found on the web belongs to somebody. Without the maker's name and the licence "
        "nobody can show that the practice may use it. A licence for non-commercial use does not "
        "cover promotion or a sponsored post; one that forbids changes does not cover a picture "
        "that "
        "is cut to fit each platform."
    )
    fix = "Write credit and licence beside the picture, get permission, or use another picture"
    source = "17 U.S.C. 106; ASPN best practice for social media (2024)"
    override = "L"
    examples = (
        Example(
            "no credit",
            {
                "media": [
                    {
                        "file": "images/walk.png",
                        "alt": "A path",
                        "people": "none",
                        "origin": "third-party",
                        "licence": "CC-BY-4.0",
                    }
                ]
            },
            "Walk a little every day.",
        ),
        Example(
            "found on the web",
            {"media": [{**_PICTURE, "licence": "all rights reserved"}]},
            "Walk a little every day.",
        ),
        Example(
            "a licence for non-commercial use, in promotion",
            {"kind": "promotion", "media": [{**_PICTURE, "licence": "CC-BY-NC-4.0"}]},
            "Walk with us: our new class starts in May.",
        ),
        Example(
            "credited and licensed",
            {"media": [_PICTURE]},
            "Walk a little every day.",
            stopped=False,
        ),
        Example(
            "the practice's own picture",
            {"media": [{"file": "images/walk.png", "alt": "A path", "people": "none"}]},
            "Walk a little every day.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact for each picture that this platform shows and may not."""
        post = view.post
        used = {a.file for part in rendition.parts for a in part.attachments}
        for number, picture in enumerate(post.media, start=1):
            if picture.file in used:
                place = picture.place or post.place("media")
                for flaw in flaws(picture, post):
                    yield Fact("media", place, note=f"picture {number} {flaw}")


def flaws(picture: Media, post: Post) -> Iterator[str]:
    """What keeps a picture from being used, in safe words."""
    if picture.origin not in ("third-party", "licensed"):
        return
    if picture.origin == "third-party" and not picture.credit.strip():
        yield "is a third party's and credits nobody"
    licence = picture.licence.strip()
    if not licence or _NO_LICENCE.match(licence):
        yield "has no licence that allows the use"
    elif _NO_CHANGES.search(licence):
        yield "has a licence that forbids changes, and it is fitted to each platform"
    elif _NON_COMMERCIAL.search(licence) and (post.kind is Kind.PROMOTION or post.sponsored_by):
        yield "has a licence for non-commercial use, and the post promotes"
