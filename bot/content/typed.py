"""Takes typed values out of a front-matter table and keeps every problem it meets.

A method returns its default when the key is absent or its value is wrong; in the second
case a BadPost is added to ``problems``. No problem repeats a value that is not a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot import clock
from bot.content.fields import (
    BOOLEANS,
    DAY_PATTERN,
    MOMENT_PATTERN,
    TIME_PATTERN,
    Key,
    nearest,
)
from bot.content.frontmatter import Entry, Listing, Node, Scalar, Table
from bot.errors import BadPost, BadTime
from bot.model import Place

#: What a plain value of YAML means as "nothing".
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

#: Says what is wrong with a text and how to mend it, or None.
Check = Callable[[str], tuple[str, str] | None]


def shaped(pattern: str, what: str, fix: str) -> Check:
    """A check that the whole text has a shape."""
    compiled = re.compile(pattern.removesuffix("$") + r"\Z", re.ASCII)
    return lambda text: None if compiled.match(text) else (what, fix)


class Fields:
    """One table and the keys it may have; ``prefix`` names it in ``places``."""

    def __init__(
        self,
        table: Table,
        keys: Sequence[Key],
        problems: list[BadPost],
        places: dict[str, Place],
        prefix: str = "",
    ) -> None:
        self.problems = problems
        self.places = places
        self._keys = {key.name: key for key in keys}
        self._prefix = prefix
        self._place = table.place
        self._entries: dict[str, Entry] = {}
        for entry in table.entries:
            self._enter(entry)
        for key in keys:
            if key.required and key.name not in self._entries:
                self.note(f"The key {key.name} is missing.", f"Add {key.example}", self._place)

    def _enter(self, entry: Entry) -> None:
        if entry.key not in self._keys:
            near = nearest(entry.key, self._keys)
            fix = f"Did you mean {near}?" if near else f"The keys are: {', '.join(self._keys)}."
            self.note("This key is not known.", fix, entry.place)
            return
        self._entries[entry.key] = entry
        value = entry.value
        at = value.place if isinstance(value, Scalar) else entry.place
        self.places[self._prefix + entry.key] = at

    def note(self, what: str, fix: str, place: Place) -> None:
        """Keep a problem."""
        self.problems.append(BadPost(what, fix=fix, place=place))

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def place(self, key: str) -> Place:
        """Where the key's value stands, or the table."""
        return self.places.get(self._prefix + key, self._place)

    # ------------------------------------------------------------ one value
    def text(self, key: str, default: str = "", check: Check | None = None) -> str:
        """A non-empty text without blanks around it."""
        entry = self._entries.get(key)
        if entry is None:
            return default
        found = self._text_of(entry.value, entry.place, self._keys[key].example)
        if found is None or not self._passes(found, check, entry.value.place):
            return default
        return found

    def _text_of(self, node: Node, place: Place, example: str) -> str | None:
        if not isinstance(node, Scalar):
            self.note("One text is expected here.", f"Write it as {example}", node.place)
            return None
        if node.cut:  # told already, and what is left of it is not what was meant
            return None
        found = node.text.strip()
        if found == "" or (node.plain and found in _NOTHING):
            at = node.place if found else place
            self.note("This key has no value.", "Write one, or remove the line.", at)
            return None
        return found

    def _passes(self, text: str, check: Check | None, place: Place) -> bool:
        fault = check(text) if check else None
        if fault:
            self.note(*fault, place)
        return fault is None

    def word(self, key: str, words: Sequence[str], default: str = "") -> str:
        """One of ``words``."""

        def known(text: str) -> tuple[str, str] | None:
            if text in words:
                return None
            near = nearest(text, words)
            guess = f" Did you mean {near}?" if near else ""
            return f"{key} must be one of {', '.join(words)}.", f"Write one of them.{guess}"

        return self.text(key, default, known)

    def switch(self, key: str) -> bool:
        """true or false, written so; absent is false."""
        return self.word(key, BOOLEANS, "false") == "true"

    # ------------------------------------------------------------ several values
    def texts(self, key: str, check: Check | None = None) -> tuple[str, ...]:
        """A list of texts, each once; one text counts as a list of one."""
        entry = self._entries.get(key)
        if entry is None or isinstance(entry.value, Table):
            if entry is not None:
                self.note(
                    "A list is expected here.", f"Write it as {self._example(key)}", self.place(key)
                )
            return ()
        nodes = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
        return tuple(self._each(key, nodes, entry.place, check))

    def _each(
        self, key: str, nodes: Sequence[Node], place: Place, check: Check | None
    ) -> Iterator[str]:
        seen: set[str] = set()
        for number, node in enumerate(nodes):
            self.places[f"{self._prefix}{key}[{number}]"] = node.place
            text = self._text_of(node, place, self._example(key))
            if text is None or not self._passes(text, check, node.place):
                continue
            if text.casefold() in seen:
                self.note("This stands in the list twice.", "Keep it once.", node.place)
                continue
            seen.add(text.casefold())
            yield text

    def _example(self, key: str) -> str:
        return self._keys[key].example

    def tables(self, key: str, keys: Sequence[Key]) -> Iterator[Fields]:
        """The maps of a list; one map counts as a list of one."""
        entry = self._entries.get(key)
        if entry is None:
            return
        nodes = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
        for number, node in enumerate(nodes):
            name = f"{self._prefix}{key}[{number}]"
            self.places[name] = node.place
            if isinstance(node, Table):
                yield Fields(node, keys, self.problems, self.places, f"{name}.")
            else:
                self.note(
                    "A map is expected here.", f"Write it as {self._example(key)}", node.place
                )

    def table(self, key: str, keys: Sequence[Key]) -> Fields | None:
        """One map, or None when it is absent or something else."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if not isinstance(entry.value, Table):
            self.note(
                "A map is expected here.", f"Write it as {self._example(key)}", self.place(key)
            )
            return None
        return Fields(entry.value, keys, self.problems, self.places, f"{self._prefix}{key}.")

    def names(self) -> tuple[str, ...]:
        """The known keys that stand here, in the order of the file."""
        return tuple(self._entries)

    # ------------------------------------------------------------ times
    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """A naive local time that exists exactly once in ``zone``."""
        text = self.text(key, "", shaped(MOMENT_PATTERN, *_NO_MOMENT))
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text)
            clock.resolve(local, zone)
        except ValueError:
            self.note(*_NO_SUCH_DAY, self.place(key))
            return None
        except BadTime as error:
            self.note(error.what, error.fix, self.place(key))
            return None
        return local

    def day(self, key: str) -> date | None:
        """A calendar day."""
        text = self.text(key, "", shaped(DAY_PATTERN, *_NO_DAY))
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.note(*_NO_SUCH_DAY, self.place(key))
            return None

    def time_of_day(self, key: str, default: time) -> time:
        """Hours and minutes."""
        text = self.text(key, "", shaped(TIME_PATTERN, *_NO_TIME))
        try:
            return time.fromisoformat(text) if text else default
        except ValueError:
            self.note(*_NO_TIME, self.place(key))
            return default


_NO_MOMENT = (
    "This is not a local date and time.",
    "Write year-month-day hour:minute, without a zone: 2026-12-01 09:00.",
)
_NO_DAY = ("This is not a date.", "Write year-month-day: 2026-12-01.")
_NO_TIME = ("This is not a time of day.", 'Write hour:minute, quoted: "09:00".')
_NO_SUCH_DAY = ("This day or hour is on no calendar.", "Check the month, the day and the hour.")
