"""Twelve believable posts of an invented practice, and what composing them needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.adapt.brief import Brief, make_brief
from bot.content.markdown import read_blocks
from bot.errors import DoesNotFit
from bot.model import Attachment, Kind, Media, Place, Post, Rendition
from bot.platforms.base import Voice, composer
from bot.records.model import Account, Brand, Phrase, Policy, Settings

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "posts").glob("*.md"))
PLATFORMS = ("x", "linkedin", "instagram")
BRAND = Brand(
    name="Harbor Spine & Pain",
    contacts=Phrase(domains=("harborspine.org",)),
    utm={"utm_source": "{platform}", "utm_campaign": "{post}"},
)
SETTINGS = Settings(clinic="Harbor Spine & Pain", timezone="America/New_York")
CARD = Attachment("00" * 32, "image/jpeg", 1080, 1080, 90_000, "The title on a plain card", "")
KEYS = ("lang", "summary", "link", "consent", "sponsored_by", "ai_used", "variants")


def make_post(body: str, **front: Any) -> Post:
    """A post read from ``body`` and the front matter that matters here."""
    media = tuple(Media(**picture) for picture in front.get("media", ()))
    given = {key: front[key] for key in KEYS if key in front}
    places = {key: Place("content/post.md", 2 + n) for n, key in enumerate(sorted(front))}
    return Post(
        id=front.get("id", "a-post"),
        path="content/post.md",
        source_digest="0" * 64,
        author="dr-okafor",
        kind=Kind(front.get("kind", "education")),
        accounts=("clinic",),
        body=body,
        body_line=10,
        hashtags=tuple(front.get("hashtags", ())),
        references=tuple(front.get("references", ())),
        media=media,
        places=places,
        **given,
    )


def make_voice(platform: str, **changes: Any) -> Voice:
    """The clinic's account on a platform."""
    given = {"brand": BRAND, "policy": Policy(), "settings": SETTINGS} | changes
    account = Account(name=f"clinic-{platform}", platform=platform, handle="harborspine")
    return Voice(account=account, author_name="Ada Okafor, MD", **given)


def brief_of(body: str, insertion: str = "", **front: Any) -> Brief:
    """The brief of a post."""
    post = make_post(body, **front)
    return make_brief(post, read_blocks(post.body, post.path, post.body_line), insertion)


def render(platform: str, body: str, insertion: str = "", **front: Any) -> Rendition:
    """A post as the clinic's account would publish it; a card where it has no picture."""
    changes = {k: front.pop(k) for k in ("brand", "policy", "settings") if k in front}
    brief = brief_of(body, insertion, **front)
    pictures = [
        Attachment("11" * 32, "image/jpeg", 1080, 1080, 90_000, media.alt, media.file)
        for media in brief.post.media
    ]
    if platform == "instagram":
        pictures = pictures or [CARD]
    return composer(platform).compose(brief, make_voice(platform, **changes), pictures)


def text_of(platform: str, body: str, insertion: str = "", **front: Any) -> str:
    """What a reader would see of it."""
    return render(platform, body, insertion, **front).parts[0].text


def read_source(path: Path) -> tuple[str, str, dict[str, Any]]:
    """A source file's body, the register's line, and its front matter."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    given = yaml.safe_load(front)
    insertion = given.pop("insertion", "")
    return body.strip("\n"), insertion, {"id": path.stem, **given}


def outcome(platform: str, path: Path) -> str:
    """The exact text that is sent, or the line that says why nothing is."""
    body, insertion, front = read_source(path)
    try:
        return render(platform, body, insertion, **front).parts[0].wire
    except DoesNotFit as refusal:
        return f"REFUSED {refusal}"
