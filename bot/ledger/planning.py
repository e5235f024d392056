"""Reconciling the rows with what the calendar wants, as often as one likes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from bot.errors import BadUsage, LedgerUnavailable, WrongEnvironment
from bot.ledger import renditions
from bot.ledger.base import Changes, Delivery, Planned
from bot.ledger.postgres import PLANNING, lock
from bot.ledger.rows import from_ms, key_columns, same, to_delivery, to_ms, to_ms_or_none
from bot.ledger.schema import IS_PLANNED, delivery, is_unsettled, meta, step
from bot.ledger.states import FOLLOWING, KEEPING, STOPPED, Hold
from bot.ledger.work import Work, change, chunks, rules_in, safe_reason
from bot.model import DeliveryKey, Environment, State, digest

MISSING = "source missing"
_WANTED = frozenset({State.PLANNED, State.HELD, State.BLOCKED})
_Known = Mapping[DeliveryKey, tuple[Delivery, str]]


def reconcile(work: Work, rows: Sequence[Planned], *, whole: bool) -> Changes:
    """Add what is new, let what has not gone out follow the calendar, hold what has no source."""
    lock(work.connection, PLANNING)  # two workers that plan at once would add rows twice
    wanted = _checked(rows, work.environment)
    known = _known(work, {key.post_id for key in wanted}, everything=whole)
    _store_texts(work, wanted.values(), known)
    counts = Counter(
        _follow(work, want, *known[key]) for key, want in wanted.items() if key in known
    )
    counts["added"] = _add(work, [want for key, want in wanted.items() if key not in known])
    if whole:
        work.connection.execute(update(meta).values(restored=None))
        counts += _hold_missing(work, wanted, known)
    return Changes(**counts)


def _checked(rows: Iterable[Planned], environment: Environment) -> dict[DeliveryKey, Planned]:
    wanted: dict[DeliveryKey, Planned] = {}
    for row in rows:
        if row.key.environment is not environment:
            raise WrongEnvironment(
                f"A {row.key.environment} delivery was planned into a {environment} ledger.",
                fix="Use the ledger of that environment.",
            )
        if row.key in wanted or row.state not in _WANTED or not _is_its_own(row):
            raise BadUsage(
                f"The plan for {row.key.post_id} to {row.key.account} contradicts itself "
                "(a key twice, another post's text, or a state that is not planned, held or "
                "blocked).",
                fix="This is a fault in gatepost; please report it.",
            )
        wanted[row.key] = row
    return wanted


def _is_its_own(row: Planned) -> bool:
    """Whether the text is this post's, for this account and platform."""
    r = row.rendition
    names = (r.post_id, r.account, r.platform)
    return names == (row.key.post_id, row.key.account, row.platform)


def _known(work: Work, posts: Iterable[str], *, everything: bool) -> _Known:
    """Rows of these posts and, with ``everything``, all that follow the calendar."""
    conditions: list[ColumnElement[bool]] = [
        delivery.c.post.in_(some) for some in chunks(sorted(posts))
    ]
    if everything:
        following = delivery.c.state.in_(sorted(s.value for s in FOLLOWING))
        conditions += [IS_PLANNED, and_(is_unsettled(), following)]
    known = {}
    for condition in conditions:
        mine = delivery.c.environment == work.environment.value
        for row in work.connection.execute(select(delivery).where(mine, condition)).mappings():
            found = to_delivery(row)
            known[found.key] = (found, row["wish"])
    return known


def wish_of(want: Planned) -> str:
    """The digest of everything the calendar asks for, but not of the file's name.

    A row is touched only when this differs from what was asked for last time; so what a
    person or a gate at send time decided stands until the calendar changes.
    """
    return digest(
        [
            want.state.value,
            want.reason,
            to_ms(want.due_at),
            want.zone,
            want.local,
            want.rendition.digest,
            to_ms_or_none(want.expires_at),
            want.evergreen,
            list(want.consents),
            *([want.campaign] if want.campaign else []),
        ]
    )


def _store_texts(work: Work, wanted: Iterable[Planned], known: _Known) -> None:
    """Keep the texts that rows will need; never that of a blocked or a settled row."""
    texts = {}
    for want in wanted:
        row, wish = known.get(want.key, (None, ""))
        open_ = row is None or (_follows(row, want) and wish != wish_of(want))
        if open_ and want.state in KEEPING:
            texts[want.rendition.digest] = want.rendition
    renditions.store(work.connection, texts)


def _follows(row: Delivery, want: Planned) -> bool:
    """Whether the row is the calendar's to change. What a platform refused is, once mended."""
    if row.state is State.FAILED_FINAL:
        return (want.rendition.digest, want.local) != (row.rendition, row.local)
    return row.state in FOLLOWING and row.hold != Hold.DOUBT


def _columns(want: Planned) -> dict[str, Any]:
    return {
        "platform": want.platform,
        "due_at": to_ms(want.due_at),
        "zone": want.zone,
        "local": want.local,
        "rendition": want.rendition.digest,
        "wish": wish_of(want),
        "source_path": want.source_path,
        "expires_at": to_ms_or_none(want.expires_at),
        "evergreen": want.evergreen,
        "consents": json.dumps(list(want.consents)),
        "campaign": want.campaign,
    }


def _add(work: Work, wants: Sequence[Planned]) -> int:
    if not wants:
        return 0
    doubt = _doubt_of(work)
    values = [{**_new_row(work, want), **doubt} for want in wants]
    made = work.connection.execute(
        insert(delivery).returning(delivery.c.id, sort_by_parameter_order=True), values
    )
    for id_, want in zip(made.scalars(), wants, strict=True):
        if want.key.part > 0:
            work.unsettle(want.key)
        moved = ("", doubt.get("state", want.state.value))
        extra = {"rules": rules_in(want.reason), "due": to_ms(want.due_at)}
        work.record_row("add", id_, want.key, 0, want.rendition.digest, moved, extra)
    return len(wants)


def _doubt_of(work: Work) -> dict[str, str]:
    """After a restore: what is not in the backup may have been planned and sent since then."""
    at = work.connection.execute(select(meta.c.restored)).scalar()
    if at is None:
        return {}
    return {"state": State.HELD.value, "hold": Hold.DOUBT.value, "reason": doubtful(from_ms(at))}


def doubtful(at: datetime) -> str:
    """Why a row is held after a restore."""
    return f"restored from a backup of {at:%Y-%m-%d %H:%M} UTC: look whether it is out"


def _new_row(work: Work, want: Planned) -> dict[str, Any]:
    return {
        **key_columns(want.key),
        **_columns(want),
        "state": want.state.value,
        "hold": _hold(want.state),
        "reason": safe_reason(want.reason),
        "fence": 0,
        "owner": "",
        "withdrawn": False,
        "attempts": 0,
        "tries": 0,
        "remote_id": "",
        "url": "",
        "updated_at": work.at,
    }


def _hold(state: State) -> str:
    return (Hold.CALENDAR if state is State.HELD else Hold.NONE).value


def _follow(work: Work, want: Planned, row: Delivery, wish: str) -> str:
    """Bring one row in line; the name of the count it goes under."""
    if not _follows(row, want):
        return "settled"
    if wish == wish_of(want):
        _rename(work, row, want.source_path)
        return "unchanged"
    stays = row.hold == Hold.PERSON
    state = State.HELD if stays else want.state
    verdict = {} if stays else {"hold": _hold(state), "reason": safe_reason(want.reason)}
    new = {**_columns(want), **verdict}
    if not _amend(work, row, state, "follow", want.rendition.digest, new):
        return "settled"
    return _difference(want, row)


def _difference(want: Planned, row: Delivery) -> str:
    if want.rendition.digest != row.rendition:
        return "rewritten"
    if (to_ms(want.due_at), want.local) != (to_ms(row.due_at), row.local):
        return "moved"
    return "restated"


def _rename(work: Work, row: Delivery, path: str) -> None:
    """Follow a renamed file; it changes nothing else."""
    if path != row.source_path:
        work.connection.execute(
            update(delivery).where(same(row, row.state)).values(source_path=path)
        )


def _amend(
    work: Work, row: Delivery, state: State, event: str, text: str, values: Mapping[str, Any]
) -> bool:
    """Change a row that is in nobody's hands, and say whether it was; the fence moves, so
    that stale decisions fail."""
    fence = row.fence + 1
    new = {**values, "state": state.value, "fence": fence, "tries": 0, "updated_at": work.at}
    if not change(work, row, row.state, new):
        return False  # a worker has it now: the next plan looks at it again
    if text != row.rendition:
        # What was uploaded or prepared of other bytes must not go out with these.
        work.connection.execute(delete(step).where(step.c.delivery == row.id))
    if text != row.rendition or state not in KEEPING:
        work.leave(row.rendition)
    if row.key.part > 0 or row.state in STOPPED or state in STOPPED:
        work.unsettle(row.key)
    extra: dict[str, Any] = {"rules": rules_in(str(values.get("reason", "")))}
    if "due_at" in values:
        extra["due"] = values["due_at"]
    work.record_row(event, row.id, row.key, fence, text, (row.state, state), extra)
    return True


def _hold_missing(work: Work, wanted: Mapping[DeliveryKey, Planned], known: _Known) -> Counter[str]:
    counts: Counter[str] = Counter()
    sources = {(key.post_id, key.account) for key in wanted}
    values = {"hold": Hold.CALENDAR.value, "reason": MISSING, "wish": ""}
    for key, (row, _) in known.items():
        if key in wanted or row.state not in FOLLOWING:
            continue
        stays = row.hold in (Hold.PERSON, Hold.DOUBT) or row.reason == MISSING
        if stays or _is_past_occurrence(row, sources, work.now):
            counts["unchanged"] += 1
            continue
        if _amend(work, row, State.HELD, "missing", row.rendition, values):
            counts["missing"] += 1
    return counts


def _is_past_occurrence(row: Delivery, sources: set[tuple[str, str]], now: datetime) -> bool:
    """A recurrence that is still in the calendar no longer lists its past dates."""
    recurs = row.key.occurrence != "once"
    return recurs and row.due_at <= now and (row.key.post_id, row.key.account) in sources


def require_text(work: Work, row: Delivery) -> None:
    """Raise LedgerUnavailable when the row's text is gone, so it cannot be sent."""
    if not renditions.is_kept(work.connection, row.rendition):
        raise LedgerUnavailable(
            f"The text of delivery {row.id} of {row.key.post_id} was erased.",
            fix="Run `gatepost plan`: it stores what the calendar says now, if no gate blocks it.",
        )
