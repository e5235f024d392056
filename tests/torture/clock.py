"""One clock for every process of a run; it goes on when it is told to, not by itself.

A lease of two minutes is over in no time at all, a process that was stopped wakes up minutes
later, and a run is the same on a slow machine as on a fast one.
"""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta

START = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
_CELL = struct.Struct("d")
_SLOTS = 32
_OFFSET = _SLOTS
_WISHES = _SLOTS + 1
_MARKS = _WISHES + _SLOTS


class SharedClock:
    """Memory that forked processes share, without a lock that a killed one could keep.

    Each process writes cells of its own; the time is the largest of them, so it never goes
    back, whoever dies while writing.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4096)

    def _read(self, cell: int) -> float:
        value: float = _CELL.unpack_from(self._memory, cell * _CELL.size)[0]
        return value

    def _write(self, cell: int, value: float) -> None:
        _CELL.pack_into(self._memory, cell * _CELL.size, value)

    def elapsed(self) -> float:
        """Seconds that went by since the run began; what a monotonic clock says."""
        return max(struct.unpack_from(f"{_SLOTS}d", self._memory))

    def advance(self, slot: int, seconds: float) -> None:
        """Let time go by."""
        self._write(slot, self.elapsed() + max(seconds, 0.0))

    def true(self) -> datetime:
        """The time that the rest of the world, the platform included, goes by."""
        return START + timedelta(seconds=self.elapsed())

    def wall(self) -> datetime:
        """What this machine's clock shows: the time, and by how much it was set wrongly."""
        return self.true() + timedelta(seconds=self._read(_OFFSET))

    def wrong(self) -> bool:
        """Whether the machine's clock was set and does not show the time."""
        return self._read(_OFFSET) != 0.0

    def set_by(self, seconds: float) -> None:
        """Set the machine's clock forward or back."""
        self._write(_OFFSET, self._read(_OFFSET) + seconds)

    def set_right(self) -> None:
        """Make the machine's clock show the time again."""
        self._write(_OFFSET, 0.0)

    def restart(self) -> None:
        """Back to the start, for a run of its own."""
        for cell in range(_MARKS + _SLOTS):
            self._write(cell, 0.0)

    # ------------------------------------------------------------ what workers say of themselves
    def wish(self, slot: int, seconds: float) -> None:
        """Say for how long there is nothing to do; 0: at work, below 0: nothing at all."""
        self._write(_WISHES + slot, seconds)

    def wished(self, slot: int) -> float:
        """What the worker of ``slot`` said last."""
        return self._read(_WISHES + slot)

    def mark(self, slot: int, number: int) -> None:
        """Leave a number that outlives the process, such as the place where it dies."""
        self._write(_MARKS + slot, float(number))

    def marked(self, slot: int) -> int:
        """The number left last."""
        return int(self._read(_MARKS + slot))
