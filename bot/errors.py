"""Every error a person can meet, with one meaning each, and the exit codes.

A message says what is wrong, where (file:line:column or account) and what to do
next. It never holds post text, an identifier or a secret: give the rule id, the
place and the digest instead.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from bot.model import Place


class ExitCode(IntEnum):
    """What the process tells the shell; the table in docs/cli.md is made from this."""

    CLEAN = 0
    FAILED = 1
    USAGE = 2
    NOTHING_FOUND = 3
    HELD = 10
    BLOCKED = 11
    UNKNOWN_OUTCOME = 12


class GatepostError(Exception):
    """The root: ``what`` is wrong, ``place`` where, ``fix`` what to do next."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    def __init__(self, what: str, *, fix: str = "", place: Place | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.place = place

    def __str__(self) -> str:
        """Return the one line that is shown: place, what, fix."""
        where = f"{self.place}: " if self.place else ""
        mend = f" {self.fix}" if self.fix else ""
        return f"{where}{self.what}{mend}"


class BadUsage(GatepostError):
    """The command was called in a way that cannot work."""

    exit_code = ExitCode.USAGE


class NothingFound(GatepostError):
    """No post, account or rule answers to what was asked for."""

    exit_code = ExitCode.NOTHING_FOUND


class BadPost(GatepostError):
    """One post file cannot be read; the others go on."""


class BadRecord(GatepostError):
    """A file under config/ cannot be read or breaks its schema."""


class BadMedia(GatepostError):
    """A picture is missing, outside the content folder, hostile or unreadable."""


class DoesNotFit(GatepostError):
    """A platform cannot carry the post within its limits without cutting what is pinned."""


class BadTime(GatepostError):
    """A local time that does not exist, exists twice, or lies in the past."""


class ModelMissing(GatepostError):
    """The language model is not there or is not the one that was checked: hold everything."""


class VaultUnavailable(GatepostError):
    """No vault can be opened here, or its backend is not one we may trust."""


class CredentialMissing(GatepostError):
    """The vault holds no token or key under that name."""


class CredentialExpired(GatepostError):
    """The platform no longer accepts the account's token."""


class LedgerUnavailable(GatepostError):
    """The ledger cannot be opened or written: locked, read-only, full, or not a ledger."""


class LedgerMoved(GatepostError):
    """The ledger was copied to another place, where it may be at work."""


class WrongEnvironment(GatepostError):
    """Sandbox and live were about to be mixed."""


class AlreadyRunning(GatepostError):
    """Another daemon holds this state folder."""


class LostClaim(GatepostError):
    """A compare-and-set found the row changed by somebody else; the worker must stop."""


class NetworkForbidden(GatepostError):
    """Something tried to send during a dry run, a check or a preview."""
