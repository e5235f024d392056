"""Where posts name a company, product, handle or code that a register has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.content import calendar
from bot.model import Place, Post
from bot.records import Records
from bot.rules.meaning import disclosure
from bot.rules.meaning.mention import names_any, names_terms
from bot.rules.meaning.obligation import bound_people


@dataclass(frozen=True, slots=True)
class Named:
    """One post and one tie that it names; no word of the post."""

    place: Place
    person: str
    company: str
    nature: str
    by: tuple[str, ...]  # company, alias, product, handle, code
    owed: bool  # the tie binds the author or an account, and holds on the day
    disclosed: bool

    def line(self) -> str:
        """The mention in words."""
        told = "not this post's to tell"
        if self.owed:
            told = "a disclosure is there" if self.disclosed else "no disclosure is there"
        by = ", ".join(self.by)
        return f"{self.place} {self.company} ({self.person}, {self.nature}) by {by}: {told}"

    def plain(self) -> dict[str, Any]:
        """The mention as plain data."""
        return asdict(self) | {"place": str(self.place), "by": list(self.by)}


def named(records: Records, now: datetime) -> Iterator[Named]:
    """Every post that can be read, against every tie on file; nothing is rendered."""
    zone = ZoneInfo(records.settings.timezone)
    root = records.root
    for path in calendar.list_files(root, records.settings.content).files:
        post = calendar.read_file(root, path, zone).post
        if post is not None:
            yield from _of(post, records, now)


def _of(post: Post, records: Records, now: datetime) -> Iterator[Named]:
    text = "\n".join(_texts(post))
    bound = {p for account in post.accounts for p in bound_people(post, account, records)}
    disclosed = any(disclosure.find(words) for words in _texts(post))
    day = post.publish_at.date() if post.publish_at else now.date()
    for person, known in sorted(records.registers.items()):
        active = {id(tie) for tie in records.ties_of(person, at=day)}
        for tie in known.ties:
            spelled = {
                "company": (tie.company,),
                "alias": tie.aliases,
                "product": tie.products,
                "handle": tie.handles,
                "code": tie.codes,
            }
            by = tuple(k for k, names in spelled.items() if names_any(text, names_terms(names)))
            if by:
                owed = person in bound and id(tie) in active
                yield Named(post.place(), person, tie.company, tie.nature, by, owed, disclosed)


def _texts(post: Post) -> tuple[str, ...]:
    """Everything an author wrote that may name somebody."""
    tags = " ".join(f"#{tag}" for tag in post.hashtags)
    alts = (media.alt for media in post.media)
    own = (post.summary, post.body, *post.variants.values(), *alts)
    return (*own, tags, post.link, post.sponsored_by)
