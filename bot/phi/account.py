"""What the taught model says of a text: whose name each word is part of, whether one is told of."""

from __future__ import annotations

from dataclasses import dataclass

#: What a word may be part of; the first means nothing of the kind.
LABELS = (
    "",
    "PATIENT",
    "RELATIVE",
    "STAFF",
    "PUBLIC",
    "PLACE",
    "FACILITY",
    "WHEN",
    "RARE",
    "STATUS",
    "AGE",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of a text that the model gives a label, and how sure it is (0 to 1)."""

    start: int
    end: int
    label: str  # one of LABELS
    sure: float


@dataclass(frozen=True, slots=True)
class Account:
    """What the model says of a text: labelled stretches, and whether one patient is told of."""

    told: tuple[Told, ...] = ()
    individual: float = 0.0  # 0 to 1, the highest of the pieces read
    words: tuple[tuple[int, int, tuple[float, ...]], ...] = ()  # start, end, a share a label

    def share(self, start: int, end: int, *labels: str) -> float:
        """The highest share (0 to 1) that a word from ``start`` to ``end`` gives ``labels``."""
        columns = [LABELS.index(label) for label in labels]
        shares = (s for a, e, s in self.words if a < end and start < e)
        return max((sum(s[c] for c in columns) for s in shares), default=0.0)


#: Of a text that the model did not read.
UNREAD = Account()
