"""A post and an account make one rendition: brief, fitted pictures, the platform's own composing.

Deterministic and without secrets or network. After this, nothing changes the bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.adapt.brief import make_brief
from bot.adapt.pins import find_disclosures
from bot.cache import Cache, code_digest, file_digest
from bot.content.markdown import read_blocks
from bot.content.media import resolve_media
from bot.errors import BadPost
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.model import Attachment, Media, Post, Rendition, digest
from bot.platforms.base import AVAILABLE, Voice, composer
from bot.records import Records
from bot.records.model import Account, Tie

if TYPE_CHECKING:
    from bot.media.fit import Fitted

#: What an attachment takes from a fitted picture.
_FACTS = {"sha256": str, "mime": str, "width": int, "height": int, "size": int, "removed": list}


class Studio:
    """Renders posts of one calendar; fitted pictures are kept in ``store``."""

    def __init__(self, records: Records, store: MediaStore, cache: Cache) -> None:
        self._records = records
        self._store = store
        self._cache = cache

    def render(self, post: Post, account: Account, at: date) -> Rendition:
        """The rendition as of the day it goes out.

        Raises DoesNotFit, BadMedia or BadPost, each with place and fix.
        """
        if account.platform not in AVAILABLE:
            raise BadPost(
                f"this version cannot publish on {account.platform} yet.",
                fix=f"Take {account.name} out of accounts:.",
                place=post.place("accounts"),
            )
        compose = composer(account.platform)
        brief = make_brief(
            post, read_blocks(post.body, post.path, post.body_line), self._insertion(post)
        )
        pictures = [self._attach(post, media, compose.LIMITS.images) for media in post.media]
        if not pictures and compose.LIMITS.images.min_count:
            pictures = [self._card(post, brief.title or brief.lead, compose.LIMITS.images)]
        return compose.compose(brief, self.voice(post, account, at), pictures)

    def voice(self, post: Post, account: Account, at: date) -> Voice:
        """Whose voice it is, with the credentials that hold on that day."""
        person = self._records.people.get(post.author)
        titles = [
            c.title
            for c in (person.credentials if person else ())
            if (c.until is None or c.until >= at) and not c.board
        ]
        return Voice(
            account=account,
            brand=self._records.brand,
            policy=self._records.policy,
            settings=self._records.settings,
            author_name=", ".join([person.name, *titles]) if person else "",
            author_handle=person.handles.get(account.platform, "") if person else "",
        )

    def _insertion(self, post: Post) -> str:
        """The register's own short disclosure, when the post declares a sponsor and states none."""
        if not post.sponsored_by or find_disclosures(f"{post.summary}\n{post.body}"):
            return ""
        for owner in (post.author, "practice"):
            register = self._records.registers.get(owner)
            for tie in register.ties if register else ():
                if _names(tie, post.sponsored_by) and tie.text_short:
                    return tie.text_short
        return ""

    def _attach(self, post: Post, media: Media, limits: ImageLimits) -> Attachment:
        path = resolve_media(self._records.root, post, media)

        def make() -> Fitted:
            from bot.media.fit import fit

            return fit(path, limits, self._store, place=media.place)

        kept = self._fitted(digest([file_digest(path), asdict(limits)]), make)
        return Attachment(
            **kept, alt=media.alt, file=media.file, people=media.people, place=media.place
        )

    def _card(self, post: Post, title: str, limits: ImageLimits) -> Attachment:
        brand = self._records.brand

        def make() -> Fitted:
            from bot.media.card import draw

            return draw(brand, title, limits, self._store, place=post.place("media"))

        kept = self._fitted(digest([title, brand.model_dump(mode="json"), asdict(limits)]), make)
        return Attachment(**kept, alt=title, file="", people=None, place=post.place("media"))

    def _fitted(self, name: str, make: Callable[[], Fitted]) -> dict[str, Any]:
        """A fitted picture's facts, from the cache while the store still has its bytes."""
        key = code_digest()
        facts = _facts(self._cache.get("picture", name, key))
        if not facts or not self._store.path(facts["sha256"]).is_file():
            made = make()
            facts = {field: getattr(made, field) for field in _FACTS}
            facts["removed"] = list(facts["removed"])
            self._cache.put("picture", name, key, json.dumps(facts).encode())
        return facts | {"removed": tuple(facts["removed"])}


def _facts(kept: bytes | None) -> dict[str, Any]:
    """What the cache says of a picture; nothing when it makes no sense."""
    try:
        facts = json.loads(kept) if kept else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(facts, dict) or {k: type(v) for k, v in facts.items()} != _FACTS:
        return {}
    return facts


def _names(tie: Tie, sponsor: str) -> bool:
    wanted = sponsor.casefold()
    return any(name.casefold() in wanted for name in (tie.company, *tie.aliases))
