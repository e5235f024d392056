"""A post and an account make one rendition: brief, fitted pictures, the platform's own composing.

Deterministic and without secrets or network. After this, nothing changes the bytes.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from bot.adapt.brief import make_brief
from bot.adapt.pins import find_disclosures
from bot.cache import Cache, file_digest
from bot.content.markdown import read_blocks
from bot.content.media import resolve_media
from bot.errors import BadPost, GatepostError
from bot.media.limits import ImageLimits
from bot.media.store import MediaStore
from bot.model import Attachment, Media, Post, Rendition, digest
from bot.platforms.base import AVAILABLE, Voice, composer
from bot.records import Records
from bot.records.model import Account, Tie


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

    def pictures_digest(self, post: Post) -> str:
        """A digest of the bytes of every picture the post names; missing ones count as such."""
        return digest([self._digest_of(post, media) for media in post.media])

    def _digest_of(self, post: Post, media: Media) -> str:
        try:
            path = resolve_media(self._records.root, post, media)
            return file_digest(path)
        except (GatepostError, OSError) as error:
            return type(error).__name__  # rendering says what is wrong, with its place

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
        key = digest([file_digest(path), _plain(limits)])
        kept = self._cache.get("picture", key)
        if kept is None or not self._store.path(kept["sha256"]).is_file():
            from bot.media.fit import fit

            kept = asdict(fit(path, limits, self._store, place=media.place))
            self._cache.put("picture", key, kept)
        return Attachment(
            **kept, alt=media.alt, file=media.file, people=media.people, place=media.place
        )

    def _card(self, post: Post, title: str, limits: ImageLimits) -> Attachment:
        from bot.media.card import draw

        key = digest([title, self._records.brand.model_dump(mode="json"), _plain(limits)])
        kept = self._cache.get("picture", key)
        if kept is None or not self._store.path(kept["sha256"]).is_file():
            kept = asdict(draw(self._records.brand, title, limits, self._store))
            self._cache.put("picture", key, kept)
        return Attachment(**kept, alt=title, file="", people=None, place=post.place("media"))


def _plain(limits: ImageLimits) -> dict[str, object]:
    return asdict(limits)


def _names(tie: Tie, sponsor: str) -> bool:
    wanted = sponsor.casefold()
    return any(name.casefold() in wanted for name in (tie.company, *tie.aliases))
