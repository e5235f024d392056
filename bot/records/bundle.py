"""All records of a calendar in one frozen bundle with a digest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from bot.errors import GatepostError
from bot.model import Post
from bot.records.model import (
    Account,
    Approval,
    Brand,
    Consent,
    Determination,
    Incident,
    Override,
    Person,
    PlatformName,
    Policy,
    Product,
    Reference,
    Register,
    Settings,
    Tie,
)
from bot.records.signing import Proof


@dataclass(frozen=True)
class Records:
    """What config/ says. ``problems`` lists files that could not be read; others still count.

    A rule that looks up something whose file is among the problems must fail closed: a
    consent that cannot be read is a missing consent. ``unreadable`` answers that.
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
    digest: str = ""  # of the bytes of every file read, and of what the environment overrides
    problems: tuple[GatepostError, ...] = field(default=())
    #: As ``digest``, without approvals: they change no rendition and no observation.
    standing_digest: str = ""
    products: tuple[Product, ...] = ()
    references: tuple[Reference, ...] = ()
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    determinations: tuple[Determination, ...] = ()
    #: "<post>--<person>" of approvals that a commit speaks for -> whether it verifies.
    commits: Mapping[str, Proof] = field(default_factory=dict)

    def approvals_of(self, post: str) -> tuple[Approval, ...]:
        """Every readable approval that names the post, whatever it is worth."""
        return self._approvals.get(post, ())

    @cached_property
    def _approvals(self) -> Mapping[str, tuple[Approval, ...]]:
        found: dict[str, tuple[Approval, ...]] = {}
        for one in self.approvals:
            found[one.post] = (*found.get(one.post, ()), one)
        return found

    def unread(self, folder: str, post: str) -> bool:
        """Whether a signed file that cannot be read may be about the post.

        Of approvals and overrides the file's name begins with the post's id; a name that
        does not say so, and any determination, may be about every post.
        """
        whole = f"config/{folder}"
        for problem in self.problems:
            path = problem.place.path if problem.place else ""
            name = path.removeprefix(f"{whole}/")
            if path == whole:
                return True
            if name != path and (name.startswith(f"{post}--") or "--" not in name):
                return True
        return False

    def account(self, name: str) -> Account | None:
        """The account of that name, or None."""
        return self.accounts.get(name)

    def author_of(self, post: Post) -> Person | None:
        """The post's author, or None when nobody readable of that id is on file."""
        return self.people.get(post.author)

    def consent(self, consent_id: str) -> Consent | None:
        """The authorization of that id; None when missing or unreadable, which is the same."""
        return self.consents.get(consent_id)

    def open_incidents(self, account: str) -> list[Incident]:
        """Incidents that stop this account: its own, and those that name no account."""
        return [
            one
            for one in self.incidents.values()
            if one.status == "open" and (not one.accounts or account in one.accounts)
        ]

    def product(self, name: str) -> Product | None:
        """The product of that name or alias, however it is cased."""
        wanted = name.casefold().strip()
        return next(
            (
                one
                for one in self.products
                if wanted in (other.casefold() for other in (one.name, *one.aliases))
            ),
            None,
        )

    def names_on_file(self) -> frozenset[str]:
        """Names and aliases of everyone on file, as written."""
        return self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        people = self.people.values()
        return frozenset(name for one in people for name in (one.name, *one.aliases) if name)

    def ties_of(self, person: str, *extra: str, at: date | datetime | None = None) -> list[Tie]:
        """Ties of ``person`` and of each of ``extra`` ("practice", an owner), each once.

        With ``at`` (an instant, or a local date) only those active on that day, the first
        and last day included. A tie that ends before it starts counts as active: its
        dates are wrong, and nobody can say which.
        """
        who = dict.fromkeys((person, *extra))
        ties = [tie for one in who if one in self.registers for tie in self.registers[one].ties]
        if at is None:
            return ties
        day = self._local_day(at)
        return [tie for tie in ties if _active(tie, day)]

    def _local_day(self, at: date | datetime) -> date:
        if isinstance(at, datetime):
            return at.astimezone(ZoneInfo(self.settings.timezone)).date()
        return at

    def fold(self, platform: str, default: int | None) -> int | None:
        """Code points before "more": the policy's figure, else the settings', else ``default``."""
        name = cast(PlatformName, platform)
        chosen = self.settings.platforms.get(name)
        return self.policy.folds.get(name) or (chosen.fold if chosen else None) or default

    def unreadable(self, folder: str, name: str) -> GatepostError | None:
        """What keeps config/<folder>/<name>.toml ("people", "register", "consents") from counting.

        A register that cannot be read and is named after nobody may be anybody's.
        """
        whole = f"config/{folder}"
        for problem in self.problems:
            path = problem.place.path if problem.place else ""
            stray = folder == "register" and self._of_nobody(path.removeprefix(f"{whole}/"))
            if path in (whole, f"{whole}/{name}.toml") or (path.startswith(f"{whole}/") and stray):
                return problem
        return None

    def _of_nobody(self, file: str) -> bool:
        name = file.removesuffix(".toml")
        return name not in self.people and name not in self.registers and name != "practice"


def load_records(root: Path, environ: Mapping[str, str] | None = None) -> Records:
    """Read config/ of ``root`` with the overrides of ``environ`` (by default the process's).

    Raises BadRecord when gatepost.toml, brand.toml or accounts.toml is missing or wrong, or
    policy.toml is there and wrong: defaults in its stead might ask for less. Every other
    file that is wrong is absent and stands in ``problems``.
    """
    from bot.records.loader import load

    return load(root, os.environ if environ is None else environ)


def _active(tie: Tie, day: date) -> bool:
    if tie.end is not None and tie.end < tie.start:
        return True
    return tie.start <= day and (tie.end is None or day <= tie.end)
