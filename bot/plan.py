"""Posts and accounts become rows of the ledger: desired state reconciled with what happened.

Idempotent: planning twice changes nothing the second time. Rows that were sent, or are on
their way, are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import clock
from bot.desk import Desk, Report, Sheet
from bot.errors import GatepostError
from bot.ledger.base import Changes, Delivery, Ledger, Planned
from bot.model import Decision, DeliveryKey, Environment, Finding, Rendition, Severity, State
from bot.timetable import Slot

#: Recurrences are written into the ledger this far ahead.
AHEAD = timedelta(days=60)
#: The rule about posts whose time went by.
LATE = "CAD004"


@dataclass(frozen=True, slots=True)
class Outline:
    """What planning did, and the sheets it was made of."""

    report: Report
    changes: Changes
    rows: tuple[Planned, ...]


class Planner:
    """Writes the desk's sheets into the ledger."""

    def __init__(self, desk: Desk, ledger: Ledger, environment: Environment) -> None:
        self._desk = desk
        self._ledger = ledger
        self._environment = environment

    def plan(self, *, dry_run: bool = False) -> Outline:
        """Read, render, judge and reconcile the whole calendar."""
        report = self._desk.check()
        known = {row.key: row for row in self._ledger.deliveries()}
        rows = tuple(self._rows(report, known))
        # A broken file is not a deleted one: only a whole calendar may hold what is missing.
        whole = not report.problems
        write = self._ledger.rehearse if dry_run else self._ledger.plan
        changes = write(rows, self._desk.now, whole=whole)
        return Outline(report, changes, rows)

    def _rows(self, report: Report, known: dict[DeliveryKey, Delivery]) -> Iterator[Planned]:
        for sheet in report.sheets:
            if not sheet.rendition:
                continue
            rendition: Rendition | None = None
            for slot in sheet.slots:
                key = self._key(sheet, slot)
                if not self._wanted(slot, key, known):
                    continue
                rendition = rendition or self._render(sheet)
                if rendition is None:
                    break
                for part in range(len(rendition.parts)):
                    yield self._planned(sheet, slot, rendition, part)

    def _key(self, sheet: Sheet, slot: Slot, part: int = 0) -> DeliveryKey:
        return DeliveryKey(
            self._environment, sheet.post.id, sheet.account.name, slot.occurrence, part
        )

    def _wanted(self, slot: Slot, key: DeliveryKey, known: dict[DeliveryKey, Delivery]) -> bool:
        if key in known:
            return True
        return slot.occurrence == "once" or (
            self._desk.now - timedelta(days=1) <= slot.at <= self._desk.now + AHEAD
        )

    def _render(self, sheet: Sheet) -> Rendition | None:
        try:
            return self._desk.render(sheet)
        except GatepostError:
            return None  # the report already says so

    def _planned(self, sheet: Sheet, slot: Slot, rendition: Rendition, part: int) -> Planned:
        state, reason = self._state(sheet)
        at = slot.at
        if slot.provisional:
            at = self._ledger.assign_slot(sheet.post.id, sheet.account.name, slot.at)
        zone = ZoneInfo(slot.zone)
        return Planned(
            key=self._key(sheet, slot, part),
            platform=sheet.account.platform,
            due_at=at,
            zone=slot.zone,
            local=f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
            rendition=rendition,
            state=state,
            reason=reason,
            source_path=sheet.post.path,
            expires_at=_expires(sheet, zone),
            evergreen=sheet.post.evergreen,
            consents=(sheet.post.consent,) if sheet.post.consent else (),
        )

    def _state(self, sheet: Sheet) -> tuple[State, str]:
        match sheet.verdict.decision:
            case Decision.ALLOW:
                return State.PLANNED, ""
            case Decision.HOLD:
                return State.HELD, reason_of(sheet.verdict.findings) or "a gate could not run"
            case Decision.BLOCK if _only_late(sheet):
                # Nothing is wrong with the text: a person may still send it by hand.
                return State.HELD, reason_of(sheet.verdict.findings)
            case Decision.BLOCK:
                return State.BLOCKED, reason_of(sheet.verdict.findings)


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
