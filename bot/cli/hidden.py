"""A report without what names somebody in a file's path or in a post's id.

The PHI rules give such a finding a path with dots in place of the name. Every other line about the
same file must show it so too, or the name stands in the line below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Place
from bot.surface import MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk import Sheet

_ID_SAID = "the post's id or campaign"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Paths and ids that may not be shown as they are."""

    paths: dict[str, str]
    ids: frozenset[str]

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> Hidden:
        """Gather from findings what each path and id must be shown as."""
        paths: dict[str, set[str]] = {}
        ids = set()
        for sheet in sheets:
            for finding in sheet.verdict.findings:
                if MASK in finding.place.path:
                    paths.setdefault(sheet.post.path, set()).add(finding.place.path)
                if finding.rule.startswith("PHI") and _ID_SAID in finding.what:
                    ids.add(sheet.post.id)
        shown = {path: _merged(path, forms) for path, forms in paths.items()}
        of_paths = {s.post.id for s in sheets if s.post.path in shown and s.post.id in s.post.path}
        forms = {form: shown[path] for path, forms in paths.items() for form in forms}
        return cls(shown | forms, frozenset(ids | of_paths))

    def path(self, path: str) -> str:
        """``path`` as it may be shown."""
        return self.paths.get(path, path)

    def place(self, place: Place) -> Place:
        """``place`` with its path as it may be shown."""
        return Place(self.path(place.path), place.line, place.column)

    def id(self, name: str) -> str:
        """A post's id as it may be shown."""
        return MASK * 3 if name in self.ids else name


def _merged(path: str, forms: set[str]) -> str:
    """The path with every part hidden that one of ``forms`` hides."""
    hidden: set[int] = set()
    for form in forms:
        before, _, after = form.partition(MASK * 3)
        hidden |= set(range(len(before), len(path) - len(after)))
    out: list[str] = []
    for at, char in enumerate(path):
        if at not in hidden:
            out.append(char)
        elif at - 1 not in hidden:
            out.append(MASK * 3)
    return "".join(out)
