"""Freezes: who stopped what, and whether one covers a row.

A freeze stands in the ledger, so that it counts in the very statement that begins a send.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
)

from bot.errors import BadUsage
from bot.ledger.rows import from_ms
from bot.ledger.schema import delivery, freeze
from bot.ledger.statement import Statement
from bot.ledger.work import Work


def written(words: str) -> ColumnElement[str]:
    """A text of ours, written into the statement."""
    return literal_column(f"'{words}'", Text)


def is_frozen() -> ColumnElement[bool]:
    """Whether a freeze covers the row's account."""
    d, f = delivery.c, freeze.c
    return exists().where(
        or_(
            f.scope == written("all"),
            f.scope == written("platform:") + d.platform,
            f.scope == written("account:") + d.account,
            and_(d.campaign != written(""), f.scope == written("campaign:") + d.campaign),
        )
    )


def set_freeze(work: Work, scope: str, actor: str, *, on: bool) -> None:
    """Put a freeze on or off; doing it twice changes nothing."""
    if not _is_scope(scope):
        raise BadUsage(
            "A freeze covers all, one platform, one account or one campaign.",
            fix='Write "all", "platform:x", "account:clinic-x" or "campaign:walk-month".',
        )
    there = work.connection.execute(
        select(freeze.c.scope).where(freeze.c.scope == scope)
    ).scalar_one_or_none()
    if (there is not None) == on:
        return
    if on:
        values = {"scope": scope, "actor": actor[:64], "at": work.at}
        work.connection.execute(freeze.insert().values(values))
    else:
        work.connection.execute(freeze.delete().where(freeze.c.scope == scope))
    work.record({"event": "freeze" if on else "unfreeze", "scope": scope, "actor": actor[:64]})


def _is_scope(scope: str) -> bool:
    kind, _, name = scope.partition(":")
    return scope == "all" or (kind in _KINDS and 0 < len(name) <= 64)


_KINDS = frozenset({"platform", "account", "campaign"})


def read_freezes(connection: Connection) -> list[tuple[str, str, datetime]]:
    """(scope, who, since) of every freeze, by scope."""
    found = connection.execute(select(freeze).order_by(freeze.c.scope))
    return [(row.scope, row.actor, from_ms(row.at)) for row in found]


def read_frozen(connection: Connection, account: str, platform: str, campaign: str) -> bool:
    """Whether a freeze covers the account or the campaign."""
    seen = {"platform": f"platform:{platform}", "account": f"account:{account}"}
    found = _FROZEN.run(connection, {**seen, "campaign": f"campaign:{campaign}"})
    return found.first() is not None


def _covering(_database: str) -> Select[Any]:
    names = [bindparam(name, type_=Text) for name in ("platform", "account", "campaign")]
    return (
        select(freeze.c.scope)
        .where(or_(*(freeze.c.scope == name for name in (written("all"), *names))))
        .limit(literal_column("1"))
    )


_FROZEN = Statement(_covering)
