"""All records of a calendar in one frozen bundle with a digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import GatepostError
from bot.records.model import (
    Account,
    Approval,
    Brand,
    Consent,
    Person,
    Policy,
    Register,
    Settings,
)


@dataclass(frozen=True)
class Records:
    """What config/ says. ``problems`` lists files that could not be read; others still count.

    A rule that looks up something whose file is among the problems must fail closed: a
    consent that cannot be read is a missing consent.
    """

    root: Path
    settings: Settings
    brand: Brand
    policy: Policy
    accounts: Mapping[str, Account]
    people: Mapping[str, Person]
    registers: Mapping[str, Register]  # by person, "practice" included
    consents: Mapping[str, Consent]
    approvals: tuple[Approval, ...] = ()
    digest: str = ""  # of the bytes of every file read
    problems: tuple[GatepostError, ...] = field(default=())


def load_records(root: Path) -> Records:
    """Read config/ of ``root``. Raises BadRecord when settings, brand or accounts cannot be read."""
    raise NotImplementedError
