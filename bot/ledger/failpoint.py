"""Named places at which a test may kill the process or make the disk fail.

Every operation of the ledger that commits has a name, and four places: before its first
statement, when all but its audit rows is written, just before the commit and just after it.
Nothing but a call from Python code can arm them: no setting, no environment, no argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Every operation that commits, under the name of the method that does it.
OPERATIONS = (
    "assign_slot", "begin", "claim", "copy", "decide", "erase", "finish", "free_slot",
    "freeze", "lapse", "lapse_all", "maintain", "migrate", "note", "plan", "reconcile", "release",
    "renew", "restore", "retracted", "retracting", "seal", "settle", "step",
)  # fmt: skip
MOMENTS = ("start", "flush", "commit", "done")
#: Places outside the database: a file that is renamed takes the place of a commit.
FILES = (
    "backup/copied", "backup/checked", "backup/named",
    "restore/copied", "restore/held", "restore/kept", "restore/replaced",
)  # fmt: skip
#: Every place there is.
POINTS = (*(f"{name}/{moment}" for name in OPERATIONS for moment in MOMENTS), *FILES)

Hook = Callable[[str], None]
_hook: Hook | None = None


def reach(point: str) -> None:
    """Say that the program is here."""
    if _hook is not None:
        _hook(point)


@contextmanager
def armed(hook: Hook) -> Iterator[None]:
    """Call ``hook`` with the name of every place that is reached while the block runs."""
    global _hook
    before, _hook = _hook, hook
    try:
        yield
    finally:
        _hook = before
