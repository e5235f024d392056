"""What is put before a person who may approve: every account, what changed, what is open."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk import Desk, Sheet
from bot.errors import GatepostError
from bot.model import Decision, Finding, Rendition, Severity, Verdict
from bot.preview.card import PostCards, cards
from bot.records.approval import changes, proven
from bot.records.model import Approval, Bound, Person, PracticeSize
from bot.records.pieces import pieces_of
from bot.records.review import Review, label
from bot.timetable import Slot

#: Told to whoever approves a post about a patient (catalogue, "consent").
LITIGATION = "This post is about a patient. Even a post with consent may surface in litigation."
_WORDS = re.compile(r"\s+|[^\s]+")

#: The stored rendition of a digest, or None where it is not kept.
Stored = Callable[[str], Rendition | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stayed, came or went."""

    text: str
    mark: str = ""  # "", "new" or "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed on one account since the last approval."""

    account: str
    platform: str
    words: str
    stretches: tuple[Stretch, ...] = ()  # empty where the old text is not kept


@dataclass(frozen=True, slots=True)
class Proposal:
    """One post as it stands, for one person to approve or send back."""

    sheets: tuple[Sheet, ...]
    post: PostCards
    signer: Person
    roles: tuple[str, ...]
    bound: tuple[Bound, ...]
    reviews: tuple[Review, ...]
    last: Approval | None
    differences: tuple[Difference, ...]
    label: str
    self_reviewed: bool

    @property
    def consents(self) -> tuple[str, ...]:
        """The consent records that the post stands on."""
        consent = self.sheets[0].post.consent
        return (consent,) if consent else ()

    @property
    def blocked(self) -> bool:
        """Whether a gate blocks it, so that nobody can approve it."""
        return any(sheet.verdict.decision is Decision.BLOCK for sheet in self.sheets)

    @property
    def cost_usd(self) -> float:
        """What the platforms bill for all of it."""
        return sum(card.cost_usd for card in self.post.cards)

    @property
    def digests(self) -> tuple[str, ...]:
        """What is approved, by name; compared again before anything is signed."""
        return tuple(sheet.rendition for sheet in self.sheets)


def propose(
    desk: Desk,
    sheets: tuple[Sheet, ...],
    signer: Person,
    roles: tuple[str, ...],
    stored: Stored,
) -> Proposal:
    """Everything about one post that its approver has to see."""
    bound = tuple(_bounds(desk, sheets))
    reviews = tuple(_reviews(desk, sheets))
    last = _last(desk, sheets[0].post.id)
    post = sheets[0].post
    solo = desk.records.policy.practice is PracticeSize.SOLO
    return Proposal(
        sheets,
        _without_wait(cards(desk, sheets)[0]),
        signer,
        roles,
        bound,
        reviews,
        last,
        tuple(_differences(desk, sheets, last, stored)) if last else (),
        label(reviews, desk.records),
        solo and signer.id == post.author,
    )


def _without_wait(post: PostCards) -> PostCards:
    """The cards without the finding that an approval is missing: the label says that once."""
    return replace(
        post,
        cards=tuple(
            replace(card, verdict=replace(card.verdict, findings=_kept(card.verdict)))
            for card in post.cards
        ),
    )


def _kept(verdict: Verdict) -> tuple[Finding, ...]:
    return tuple(f for f in verdict.findings if f.rule != "REV001" or not f.holds)


def _to_come(slots: tuple[Slot, ...], desk: Desk) -> tuple[Slot, ...]:
    """The next occurrence and those within policy's horizon; the last when all have gone by."""
    coming = [slot for slot in slots if slot.at >= desk.now]
    days = desk.records.policy.approval_horizon_days
    near = [slot for slot in coming[1:] if (slot.at - desk.now).days < days]
    return tuple(coming[:1] + near) or slots[-1:]


def _bounds(desk: Desk, sheets: tuple[Sheet, ...]) -> Iterator[Bound]:
    for sheet in sheets:
        if not sheet.rendition:
            continue
        warns = {
            f.rule for f in sheet.verdict.findings if f.severity is Severity.WARN and not f.holds
        }
        pieces = pieces_of(desk.render(sheet))
        for slot in _to_come(sheet.slots, desk):
            yield Bound(
                account=sheet.account.name,
                occurrence=slot.occurrence,
                rendition=sheet.rendition,
                warns=tuple(sorted(warns)),
                **pieces,
            )


def _reviews(desk: Desk, sheets: tuple[Sheet, ...]) -> Iterator[Review]:
    for sheet in sheets:
        for slot in _to_come(sheet.slots, desk)[:1]:
            yield desk.review(sheet, slot.occurrence)


def _last(desk: Desk, post: str) -> Approval | None:
    """The latest verified yes to the post, to whichever bytes."""
    good = [
        one
        for one in desk.records.approvals_of(post)
        if one.decision == "approve" and proven(desk.records, one, desk.now)
    ]
    return max(good, key=lambda one: one.at, default=None)


def _differences(
    desk: Desk, sheets: tuple[Sheet, ...], last: Approval, stored: Stored
) -> Iterator[Difference]:
    for sheet in sheets:
        if not sheet.rendition:
            continue
        now = desk.render(sheet)
        occurrence = _to_come(sheet.slots, desk)[0].occurrence
        consents = (sheet.post.consent,) if sheet.post.consent else ()
        found = changes(
            last, sheet.account.name, occurrence, sheet.rendition, consents, pieces_of(now)
        )
        words = f"{' and '.join(found)}" if found else "nothing"
        yield Difference(
            sheet.account.name,
            sheet.account.platform,
            words,
            tuple(_compared(last, sheet, now, stored)) if "the text" in found else (),
        )
    gone = {b.account for b in last.bound} - {sheet.account.name for sheet in sheets}
    for name in sorted(gone):
        platform = desk.records.accounts[name].platform if name in desk.records.accounts else ""
        yield Difference(name, platform, "the account is no longer among the post's")


def _compared(last: Approval, sheet: Sheet, now: Rendition, stored: Stored) -> Iterator[Stretch]:
    before = next((b.rendition for b in last.bound if b.account == sheet.account.name), "")
    old = stored(before)
    if old is None:
        return
    yield from difference_of(_text(old), _text(now))


def _text(rendition: Rendition) -> str:
    return "\n\n".join(part.text for part in rendition.parts)


def difference_of(old: str, new: str) -> Iterator[Stretch]:
    """Word for word, what stayed, went and came, in the order of reading."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch("".join(after[c:d]))
            continue
        if b > a:
            yield Stretch("".join(before[a:b]), "gone")
        if d > c:
            yield Stretch("".join(after[c:d]), "new")


def stored_in(read: Callable[[str], Rendition]) -> Stored:
    """The ledger's stored renditions, None where one was erased or never kept."""

    def find(digest: str) -> Rendition | None:
        try:
            return read(digest) if digest else None
        except GatepostError:
            return None

    return find


def record(
    proposal: Proposal,
    *,
    now: datetime,
    rule_set: str,
    note: str = "",
    refuse: bool = False,
    only_note: bool = False,
) -> Approval:
    """What the person signs: a yes, a no with its note, or that they saw the warnings."""
    return Approval(
        post=proposal.post.id,
        person=proposal.signer.id,
        roles=() if only_note else proposal.roles,
        decision="refuse" if refuse else "approve",
        acknowledges_warns=not refuse,
        self_reviewed=proposal.self_reviewed,
        bound=proposal.bound,
        consents=proposal.consents,
        rule_set=rule_set,
        note=note,
        at=now.replace(microsecond=0),
        signature="",
    )
