"""BRD002: too many hashtags, or ones that are not the practice's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.adapt.hashtags import hashtags_in
from bot.model import Rendition, Severity
from bot.platforms.base import AVAILABLE, composer
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning import disclosure

#: Tags of the practice's style for platforms that no package speaks for yet.
_MOST = {"facebook": 3, "threads": 1, "bluesky": 3, "mastodon": 5, "tiktok": 5, "youtube": 5}
#: Tags that ask for reach and say nothing of the post.
_BAIT = re.compile(
    r"(?i)^(?:fyp|foryou(?:page)?|viral|goviral|trending|trendingnow|follow(?:me|4follow|forfollow|back)|f4f|l4l"
    r"|like4like|likeforlike|likes?|instagood|instadaily|picoftheday|photooftheday|explore(?:page)?"
    r"|tbt|love|happy|blessed|giveaway)$"
)


@register
class Hashtags(Rule):
    """More tags than the platform's style, tags that are not on the brand's list, bait for reach.

    A tag that discloses (#ad) is not counted, and without a list in brand.toml any tag passes.
    """

    id = "BRD002"
    title = "Hashtags"
    gate = "brand"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "A few tags help people to find a post; many make it look like spam and hide what matters. "
        "Tags that run after a trend put a clinic among things it did not choose. So the brand "
        "file "
        "lists the tags that may be used, and each platform has a number."
    )
    fix = "Trim the tags, or add this one to hashtags in config/brand.toml"
    source = "ASPN best practice for social media (2024); config/brand.toml"
    override = "M"
    examples = (
        Example(
            "four tags on LinkedIn",
            {},
            "Walk every day. #BackPain #SpineHealth #MoveMore #Walking",
        ),
        Example("bait for reach", {}, "Walk every day. #fyp"),
        Example("two tags", {}, "Walk every day. #BackPain #MoveMore", stopped=False),
        Example("a tag that discloses", {}, "#ad Neurovia pays me to speak.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Count and kind of tags, over all parts."""
        place = view.post.place("hashtags" if view.post.hashtags else "")
        brand = view.records.brand
        known = {tag.casefold() for tag in (*brand.hashtags, *brand.events)}
        for number, part in enumerate(rendition.parts):
            tags = [tag for tag in hashtags_in(part.text) if not disclosure.find(f"#{tag}")]
            most = tags_most(rendition.platform)
            if len(tags) > most:
                note = f"{len(tags)} hashtags, and {most} is the number here"
                yield Fact("tags", place, number, note=note)
            for tag in dict.fromkeys(tags):
                at = part.text.find(f"#{tag}")
                spot = part.place_at(at, place)
                if _BAIT.match(tag):
                    note = "a hashtag only asks for reach"
                    yield Fact("tags", spot, number, at, at + len(tag) + 1, note=note)
                elif known and tag.casefold() not in known:
                    note = "a hashtag is not on the practice's list"
                    yield Fact("tags", spot, number, at, at + len(tag) + 1, note=note)


@cache
def tags_most(platform: str) -> int:
    """How many tags a platform's style has."""
    if platform in AVAILABLE:
        return composer(platform).LIMITS.hashtags_max
    return _MOST.get(platform, 5)
