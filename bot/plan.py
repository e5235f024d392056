"""Posts and accounts become rows of the ledger: desired state reconciled with what happened.

Idempotent: planning twice changes nothing the second time. Rows that were sent, or are on
their way, are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot import clock
from bot.desk import Desk, Report, Sheet
from bot.errors import BadPost, GatepostError, LostClaim
from bot.hidden import Hidden, names_somebody
from bot.ledger.base import Changes, Delivery, Ledger, Planned
from bot.model import Decision, DeliveryKey, Environment, Finding, Rendition, Severity, State
from bot.timetable import Slot

#: Recurrences are written into the ledger this far ahead.
AHEAD = timedelta(days=60)
#: What was out, or was given up, does not go out under the same id again.
OVER = frozenset(
    {
        State.PUBLISHED,
        State.RETRACT_REQUESTED,
        State.RETRACTING,
        State.RETRACTED,
        State.SKIPPED,
        State.CANCELLED,
        State.SUPERSEDED,
    }
)
_WAITING = frozenset({State.PLANNED, State.HELD, State.BLOCKED})
_GIVEN_UP = frozenset({State.CANCELLED, State.SKIPPED, State.SUPERSEDED})
#: Why a date of a repeat is cancelled that stands under ``except``.
EXCEPTED = "left out by except"
#: The rule about posts whose time went by.
LATE = "CAD004"


@dataclass(frozen=True, slots=True)
class Outline:
    """What planning did, and the sheets it was made of."""

    report: Report
    changes: Changes
    rows: tuple[Planned, ...]
    #: What is out although its file would give other bytes now.
    drifted: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class Known(Rendition):
    """A rendition by its digest: the ledger has its bytes, so they are made only if asked for."""

    name: str = ""
    make: Callable[[], Rendition] = field(default=lambda: _nothing(), compare=False, repr=False)

    @cached_property
    def digest(self) -> str:
        """The digest it was judged under."""
        return self.name

    def payload(self) -> dict[str, Any]:
        """As of the rendition itself. Raises GatepostError when it cannot be made again."""
        return self.make().payload()


class Planner:
    """Writes the desk's sheets into the ledger."""

    def __init__(self, desk: Desk, ledger: Ledger, environment: Environment) -> None:
        self._desk = desk
        self._ledger = ledger
        self._environment = environment

    def plan(self, *, dry_run: bool = False) -> Outline:
        """Read, render, judge and reconcile the whole calendar."""
        report = self._desk.check()
        if not dry_run:
            self._follow_exceptions(report)
        known = {row.key: row for row in self._ledger.deliveries()}
        problems: list[GatepostError] = []
        rows = tuple(self._rows(report, known, problems, dry_run=dry_run))
        report = replace(report, problems=(*report.problems, *problems))
        # A broken file is not a deleted one: only a whole calendar may hold what is missing.
        whole = not report.problems
        write = self._ledger.rehearse if dry_run else self._ledger.plan
        changes = write(rows, self._desk.now, whole=whole)
        if not dry_run:
            self._free_slots(report)
        return Outline(report, changes, rows, tuple(self._drifted(report, known)))

    def _drifted(self, report: Report, known: Mapping[DeliveryKey, Delivery]) -> Iterator[Delivery]:
        """Published rows whose file was edited afterwards; what is out stays as it is.

        Not of repeats: their text may depend on the date, and each date had its own.
        """
        for sheet in report.sheets:
            row = known.get(self._key(sheet, sheet.slots[0])) if sheet.slots else None
            if row is None or row.state is not State.PUBLISHED or row.key.occurrence != "once":
                continue
            if sheet.rendition not in ("", row.rendition):
                yield row

    def _follow_exceptions(self, report: Report) -> None:
        """Dates that a repeat now leaves out are cancelled, and opened again with the date."""
        repeats = {s.post.id: s.post.excepted for s in report.sheets if s.post.repeat}
        for post, excepted in sorted(repeats.items()):
            for row in self._ledger.deliveries(post=post):
                left_out = row.key.occurrence in excepted
                if left_out and row.state in _WAITING and row.hold != "doubt":
                    self._decide(row, State.CANCELLED, EXCEPTED)
                elif not left_out and row.state is State.CANCELLED and row.reason == EXCEPTED:
                    self._decide(row, State.HELD, "the calendar has the date again")

    def _decide(self, row: Delivery, state: State, reason: str) -> None:
        try:
            self._ledger.decide(row, state, reason, "calendar", self._desk.now)
        except LostClaim:
            return  # a worker has it; the next plan sees how it ended

    def _free_slots(self, report: Report) -> None:
        """Slots of posts that will not go out are for others."""
        for account in sorted({sheet.account.name for sheet in report.sheets}):
            slots = self._ledger.slots(account)
            rows = self._ledger.deliveries(account=account) if slots else []
            alive = {row.key.post_id for row in rows if row.state not in _GIVEN_UP}
            ended = {row.key.post_id for row in rows} - alive
            for post in sorted(ended & slots.keys()):
                self._ledger.free_slot(post, account)

    def _rows(
        self,
        report: Report,
        known: Mapping[DeliveryKey, Delivery],
        problems: list[GatepostError],
        *,
        dry_run: bool,
    ) -> Iterator[Planned]:
        hidden = Hidden.of(report.sheets)
        for sheet in report.sheets:
            if names_somebody(sheet):  # a ledger's rows outlive the file
                problems.append(_unplanned(sheet, hidden))
                continue
            try:
                for slot in sheet.slots:
                    problems += self._in_vain(sheet, slot, known)
                    if not sheet.rendition:
                        yield from self._refused(sheet, slot, known)
                    elif self._wanted(sheet, slot, known):
                        assigned = self._assigned(
                            sheet, slot, known.get(self._key(sheet, slot)), dry_run=dry_run
                        )
                        yield from self._planned(sheet, assigned, known)
            except GatepostError as error:
                problems.append(error)

    def _key(self, sheet: Sheet, slot: Slot, part: int = 0) -> DeliveryKey:
        return DeliveryKey(
            self._environment, sheet.post.id, sheet.account.name, slot.occurrence, part
        )

    def _in_vain(
        self, sheet: Sheet, slot: Slot, known: Mapping[DeliveryKey, Delivery]
    ) -> Iterator[GatepostError]:
        """A new time for what is over: it was moved afterwards, or its file copied with the id."""
        row = known.get(self._key(sheet, slot))
        if row is None or row.state not in OVER or row.local == slot.local:
            return
        if slot.at > self._desk.now:
            yield BadPost(
                f"{row.key.post_id} is {row.state.value} on {row.key.account} already, so it "
                f"will not go out on {slot.local}.",
                fix="Give a new post an id of its own.",
                place=sheet.post.place("publish_at"),
            )

    def _wanted(self, sheet: Sheet, slot: Slot, known: Mapping[DeliveryKey, Delivery]) -> bool:
        if slot.occurrence == "once" or self._key(sheet, slot) in known:
            return True
        now, late = self._desk.now, self._desk.records.settings.late
        return now - timedelta(minutes=late.post_within) <= slot.at <= now + AHEAD

    def _refused(
        self, sheet: Sheet, slot: Slot, known: Mapping[DeliveryKey, Delivery]
    ) -> Iterator[Planned]:
        """A platform that cannot carry the post any more: what was planned for it waits."""
        row = known.get(self._key(sheet, slot))
        if row is not None and row.state in (State.PLANNED, State.HELD):
            text = Known(
                sheet.post.id, sheet.account.name, row.platform, sheet.post.lang, (),
                name=row.rendition, make=lambda: self._ledger.rendition(row.rendition),
            )  # fmt: skip
            yield self._row(sheet, slot, row.key, text, State.HELD)

    def _assigned(self, sheet: Sheet, slot: Slot, row: Delivery | None, *, dry_run: bool) -> Slot:
        """The slot for good. A blocked post takes none: it would keep others from it."""
        over = row is not None and row.state in OVER
        if over or not slot.provisional or dry_run or sheet.verdict.decision is Decision.BLOCK:
            return slot
        at = self._ledger.assign_slot(sheet.post.id, sheet.account.name, slot.at)
        local = f"{at.astimezone(ZoneInfo(slot.zone)):%Y-%m-%d %H:%M}"
        return replace(slot, at=at, local=local, provisional=False)

    def _planned(
        self, sheet: Sheet, slot: Slot, known: Mapping[DeliveryKey, Delivery]
    ) -> Iterator[Planned]:
        text = self._text(sheet, known.get(self._key(sheet, slot)))
        state = self._state(sheet, slot)
        for part in range(sheet.parts):
            yield self._row(sheet, slot, self._key(sheet, slot, part), text, state)

    def _state(self, sheet: Sheet, slot: Slot) -> State:
        match self._desk.decision(sheet, slot):
            case Decision.ALLOW:
                return State.PLANNED
            case Decision.BLOCK if not _only_late(sheet):
                return State.BLOCKED
            case _:
                # Of a post that is only late nothing is wrong with the text: a person may
                # still send it by hand.
                return State.HELD

    def _text(self, sheet: Sheet, row: Delivery | None) -> Rendition:
        """The bytes, made from the source when they are new, named when the ledger has them."""
        if row is None or row.rendition != sheet.rendition or row.state is State.BLOCKED:
            return self._desk.render(sheet)
        account = sheet.account
        return Known(
            sheet.post.id, account.name, account.platform, sheet.post.lang, (),
            name=sheet.rendition, make=lambda: self._desk.render(sheet),
        )  # fmt: skip

    def _row(
        self, sheet: Sheet, slot: Slot, key: DeliveryKey, text: Rendition, state: State
    ) -> Planned:
        why = reason_of(sheet.verdict.findings) or "a gate could not run"
        return Planned(
            key=key,
            platform=sheet.account.platform,
            due_at=slot.at,
            zone=slot.zone,
            local=slot.local,
            rendition=text,
            state=state,
            reason="" if state is State.PLANNED else why,
            source_path=sheet.post.path,
            expires_at=_expires(sheet, self._desk.zone),
            evergreen=sheet.post.evergreen,
            consents=(sheet.post.consent,) if sheet.post.consent else (),
            campaign=sheet.post.campaign,
        )


def _unplanned(sheet: Sheet, hidden: Hidden) -> GatepostError:
    return BadPost(
        "the path or the id of the post names somebody, so it is not planned.",
        fix="Rename the file, its folder or the id; gatepost check shows what stands there.",
        place=hidden.place(sheet.post.place()),
    )


def slot_of(ledger: Ledger, post: str, account: str) -> datetime | None:
    """The slot once assigned. A post that was given up keeps its old time, and takes no slot."""
    at = ledger.slot(post, account)
    if at is not None:
        return at
    rows = ledger.deliveries(post=post, account=account)
    return next((row.due_at for row in rows if row.state in _GIVEN_UP), None)


def _nothing() -> Rendition:
    raise GatepostError("a rendition was named and cannot be made.", fix="Run gatepost plan.")


def _only_late(sheet: Sheet) -> bool:
    blocks = {f.rule for f in sheet.verdict.findings if f.severity is Severity.BLOCK}
    return blocks == {LATE}


def reason_of(findings: tuple[Finding, ...]) -> str:
    """The ids of the rules that stop a post, as the ledger keeps them."""
    return ", ".join(sorted({f.rule for f in findings if f.severity is not Severity.INFO}))


def _expires(sheet: Sheet, zone: ZoneInfo) -> datetime | None:
    if sheet.post.expires is None:
        return None
    return clock.resolve_recurring(sheet.post.expires, zone)
