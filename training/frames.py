"""Frames: one line each, with alternatives, slots and labelled spans, filled by a seeded draw.

    (a|b|)        one of these, the last empty          {town}       a slot, see words.txt
    [RARE:...]    a labelled span                       {P} {R} {S}  a patient, a relative, staff

A section head says what a text is: ``== individual`` (about one patient) or ``== general``.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.people import MAKERS

HERE = Path(__file__).parent
Span = tuple[int, int, str]
#: Slots that carry a label with them.
_NAMED = {
    "P": ("any", "PATIENT"),
    "Pg": ("given", "PATIENT"),
    "Pf": ("full", "PATIENT"),
    "Pl": ("family", "PATIENT"),
    "Pt": ("titled", "PATIENT"),
    "Ps": ("short", "PATIENT"),
    "Pn": ("nick", "PATIENT"),
    "Pi": ("initials", "PATIENT"),
    "Pr": ("turned", "PATIENT"),
    "R": ("given", "RELATIVE"),
    "Rf": ("full", "RELATIVE"),
    "Rt": ("titled", "RELATIVE"),
    "S": ("clinician", "STAFF"),
    "Sg": ("given", "STAFF"),
    "Sf": ("full", "STAFF"),
    "Sl": ("family", "STAFF"),
    "U": ("public", "PUBLIC"),
    "Uf": ("full", "PUBLIC"),
    "Ug": ("given", "PUBLIC"),
    "Ul": ("family", "PUBLIC"),
    "O": ("given", ""),
    "Ol": ("family", ""),
    "Of": ("full", ""),
    "E": ("eponym", ""),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a frame file."""

    source: str
    individual: bool

    @property
    def held_back(self) -> bool:
        """Whether it is kept for the internal score: one in ten, by its own bytes."""
        return hashlib.sha256(self.source.encode()).digest()[0] % 10 == 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A filled frame: text, labelled spans, and whether one patient is spoken of."""

    text: str
    spans: tuple[Span, ...]
    individual: bool


def load_frames() -> list[Frame]:
    """Every frame of the frame files, in order. Raises ValueError naming a line it cannot parse."""
    frames: list[Frame] = []
    for path in sorted(HERE.glob("frames_*.txt")):
        individual: bool | None = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("== "):
                individual = {"individual": True, "general": False}[line[3:].strip()]
            elif line.strip() and not line.startswith(";;"):
                if individual is None:
                    raise ValueError(f"{path.name}:{number}: a frame before any section")
                try:
                    fill(Frame(line, individual), random.Random(0))
                except (KeyError, ValueError) as err:
                    raise ValueError(f"{path.name}:{number}: {err}") from err
                frames.append(Frame(line, individual))
    return frames


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """The slots of words.txt: ``@name`` and then one entry a line, or several between ``;``."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            current = lists.setdefault(line[1:].strip(), [])
        elif line.strip() and not line.startswith(";;"):
            current += [e.strip() for e in line.split(";") if e.strip()]
    return {name: tuple(entries) for name, entries in lists.items()}


def fill(frame: Frame, rng: random.Random) -> Sample:
    """Fill ``frame`` with a draw of ``rng``. A slot met twice with a number is the same person."""
    filler = _Filler(rng)
    end = filler.sequence(frame.source, 0, "")
    if end != len(frame.source):
        raise ValueError(f"unbalanced bracket at {end}")
    return Sample("".join(filler.out), tuple(filler.spans), frame.individual)


class _Filler:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.out: list[str] = []
        self.length = 0
        self.spans: list[Span] = []
        self.known: dict[str, str] = {}

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def sequence(self, source: str, at: int, stop: str) -> int:
        """Write from ``at`` to the first of ``stop`` at this depth; return where it stands."""
        while at < len(source):
            c = source[at]
            if c in stop:
                return at
            if c == "(":
                at = self.choice(source, at + 1)
            elif c == "[" and ":" in source[at : at + 12]:
                at = self.labelled(source, at + 1)
            elif c == "{":
                close = source.index("}", at)
                self.slot(source[at + 1 : close])
                at = close + 1
            elif c == "\\" and at + 1 < len(source):
                self.put("\n" if source[at + 1] == "n" else source[at + 1])
                at += 2
            else:
                self.put(c)
                at += 1
        return at

    def choice(self, source: str, at: int) -> int:
        options, depth, start = [], 0, at
        while True:
            if at >= len(source):
                raise ValueError("a bracket is not closed")
            c = source[at]
            if c == "\\":
                at += 2
                continue
            if c in "([{":
                depth += 1
            elif c in ")]}" and depth:
                depth -= 1
            elif depth == 0 and c in "|)":
                options.append(source[start:at])
                start = at + 1
                if c == ")":
                    break
            at += 1
        chosen = self.rng.choice(options)
        self.sequence(chosen, 0, "")
        return at + 1

    def labelled(self, source: str, at: int) -> int:
        colon = source.index(":", at)
        label = source[at:colon]
        begin = self.length
        inner = len(self.spans)
        at = self.sequence(source, colon + 1, "]")
        if at >= len(source):
            raise ValueError("a span is not closed")
        del self.spans[inner:]
        self.spans.append((begin, self.length, label))
        return at + 1

    def slot(self, name: str) -> None:
        key = name.rstrip("0123456789")
        if key in _NAMED:
            maker, label = _NAMED[key]
            if name not in self.known or name == key:
                self.known[name] = MAKERS[maker](self.rng)
            begin = self.length
            self.put(self.known[name])
            if label:
                self.spans.append((begin, self.length, label))
        elif (key == "n" and name[1:].isdigit()) or name == "n":
            self.put(str(self.rng.randint(2, int(name[1:] or 60))))
        elif key == "yy":
            self.put(f"{self.rng.randint(0, 99):02d}")
        elif key in MAKERS:
            self.put(MAKERS[key](self.rng))
        else:
            self.sequence(self.rng.choice(word_lists()[name]), 0, "")
