"""What a preview shows, as plain values: one card per post, account and part, nothing left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.desk import Desk, Sheet
from bot.errors import GatepostError
from bot.hidden import Hidden
from bot.model import Attachment, Finding, Measure, Origin, Part, Pin, Verdict
from bot.platforms.base import composer
from bot.records.review import label


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with what is special about it."""

    text: str
    inserted: bool = False  # gatepost put it there, from the register or the brand file
    pin: str = ""  # why it may not be dropped
    folded: bool = False  # behind "more"


@dataclass(frozen=True, slots=True)
class PartCard:
    """One message as readers would see it."""

    number: int
    runs: tuple[Run, ...]
    measure: Measure
    pictures: tuple[Attachment, ...]
    link: str
    link_title: str
    wire_differs: bool  # the platform's escaping is added when sending


@dataclass(frozen=True, slots=True)
class Card:
    """One post on one account."""

    account: str
    handle: str
    platform: str
    times: tuple[str, ...]  # "Tue 1 Dec 2026 09:00 America/Chicago (15:00 UTC)"
    provisional: bool
    parts: tuple[PartCard, ...]
    options: tuple[tuple[str, str], ...]
    verdict: Verdict
    rendition: str

    @property
    def cost_usd(self) -> float:
        """What the platform bills for it."""
        return sum(part.measure.cost_usd for part in self.parts)


@dataclass(frozen=True, slots=True)
class PostCards:
    """One post and its cards."""

    id: str
    path: str
    author: str
    kind: str
    cards: tuple[Card, ...]
    review: str = ""  # by whom it was reviewed, or what it waits for

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all cards, each once."""
        return tuple(dict.fromkeys(f for card in self.cards for f in card.verdict.findings))


#: Times of a recurrence that are listed; the rest are counted.
SHOWN_TIMES = 3


def cards(desk: Desk, sheets: tuple[Sheet, ...]) -> tuple[PostCards, ...]:
    """Every sheet as cards, by post, in order of time and with dots for names in ids and paths."""
    hidden = Hidden.of(sheets)
    by_post: dict[str, list[Sheet]] = {}
    for sheet in sorted(sheets, key=_when):
        by_post.setdefault(sheet.post.id, []).append(sheet)
    return tuple(
        PostCards(
            hidden.id(group[0].post.id),
            hidden.path(group[0].post.path),
            group[0].post.author,
            group[0].post.kind.value,
            tuple(_card(desk, sheet, hidden) for sheet in group),
            reviewed(desk, group),
        )
        for group in by_post.values()
    )


def reviewed(desk: Desk, group: list[Sheet]) -> str:
    """One line: approved by whom, sent back, waiting for whom, or self-reviewed."""
    return label((r for s in group if s.rendition and (r := desk.review(s))), desk.records)


def _when(sheet: Sheet) -> tuple[str, str]:
    return (sheet.slots[0].at.isoformat() if sheet.slots else "9999", sheet.post.id)


def _card(desk: Desk, sheet: Sheet, hidden: Hidden) -> Card:
    try:
        rendition = desk.render(sheet) if sheet.rendition else None
    except GatepostError:
        rendition = None  # the verdict's finding says why
    parts: tuple[PartCard, ...] = ()
    if rendition is not None:
        measure = composer(sheet.account.platform).measure
        voice = desk.voice(sheet)
        parts = tuple(
            _part(number, _renamed(part, sheet.post.path, hidden), measure(part, voice))
            for number, part in enumerate(rendition.parts)
        )
    return Card(
        sheet.account.name,
        sheet.account.handle,
        sheet.account.platform,
        _times(sheet),
        any(slot.provisional for slot in sheet.slots),
        parts,
        rendition.options if rendition else (),
        hidden.sheet(sheet).verdict,
        sheet.rendition,
    )


def _renamed(part: Part, path: str, hidden: Hidden) -> Part:
    pictures = tuple(
        replace(
            one,
            file=hidden.picture(path, one.file),
            place=hidden.place(one.place) if one.place else None,
        )
        for one in part.attachments
    )
    return replace(part, attachments=pictures)


def _times(sheet: Sheet) -> tuple[str, ...]:
    shown = [
        f"{slot.local} {slot.zone} ({slot.at:%Y-%m-%d %H:%M} UTC)"
        for slot in sheet.slots[:SHOWN_TIMES]
    ]
    more = len(sheet.slots) - SHOWN_TIMES
    return (*shown, f"and {more} more") if more > 0 else tuple(shown)


def _part(number: int, part: Part, measure: Measure) -> PartCard:
    return PartCard(
        number,
        tuple(_runs(part, measure.fold)),
        measure,
        part.attachments,
        part.link,
        part.link_title,
        part.text != part.wire,
    )


def _runs(part: Part, fold: int | None) -> Iterator[Run]:
    """Cut the text at segment borders and at the fold; every character is in one run."""
    borders = {0, len(part.text)}
    for segment in part.segments:
        borders |= {segment.start, segment.end}
    if fold is not None and fold < len(part.text):
        borders.add(fold)
    marks = sorted(borders)
    for start, end in pairwise(marks):
        found = next((s for s in part.segments if s.start <= start < s.end), None)
        yield Run(
            part.text[start:end],
            inserted=found is not None and found.origin is not Origin.SOURCE,
            pin=found.pin.value if found and isinstance(found.pin, Pin) else "",
            folded=fold is not None and start >= fold,
        )
