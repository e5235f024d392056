"""A report without what names somebody in a file's path, in a post's id or in a picture's name.

The PHI rules give such a finding a path with dots in place of the name. Every other line about the
same post, in every form of output, must show it so too, and nothing of it may be written down.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.model import Decision, Finding, Place
from bot.surface import MASK, NAMED_IN_FILE, NAMED_IN_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk import Report, Sheet
    from bot.errors import GatepostError

_DOTS = MASK * 3


def names_somebody(sheet: Sheet) -> bool:
    """Whether a sheet's path or id names somebody and nobody has answered for it."""
    return sheet.verdict.decision is not Decision.ALLOW and any(
        _of_path(found) or _of_id(found) for found in sheet.verdict.findings
    )


def _of_path(found: Finding) -> bool:
    return MASK in found.place.path


def _of_id(found: Finding) -> bool:
    return found.rule.startswith("PHI") and NAMED_IN_ID in found.what


@dataclass(frozen=True, slots=True)
class Hidden:
    """Paths, ids and pictures' names that may not be shown as they are."""

    paths: Mapping[str, str]
    ids: Mapping[str, str]
    pictured: frozenset[str] = frozenset()  # paths of posts with a picture whose name tells

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> Hidden:
        """Gather from findings what each path and id must be shown as."""
        paths: dict[str, set[str]] = {}
        ids: dict[str, None] = {}
        pictured = set()
        for sheet in sheets:
            for found in sheet.verdict.findings:
                if _of_path(found):
                    paths.setdefault(sheet.post.path, set()).add(found.place.path)
                if _of_id(found):
                    ids[sheet.post.id] = None
                if found.rule.startswith("PHI") and NAMED_IN_FILE in found.what:
                    pictured.add(sheet.post.path)
        shown = {path: _merged(path, forms) for path, forms in paths.items()}
        for sheet in sheets:
            if sheet.post.id in ids and sheet.post.path not in shown:
                shown |= _without(sheet.post.path, sheet.post.id)
            if sheet.post.path in shown and sheet.post.id in sheet.post.path:
                ids[sheet.post.id] = None
        forms = {form: shown[path] for path, forms in paths.items() for form in forms}
        # Two hidden posts stay two.
        masked = {name: f"{_DOTS}{n if n > 1 else ''}" for n, name in enumerate(ids, 1)}
        return cls(shown | forms, masked, frozenset(pictured))

    def path(self, path: str) -> str:
        """``path`` as it may be shown."""
        return self.paths.get(path, path)

    def place(self, place: Place) -> Place:
        """``place`` with its path as it may be shown."""
        return replace(place, path=self.path(place.path))

    def id(self, name: str) -> str:
        """A post's id as it may be shown."""
        return self.ids.get(name, name)

    def words(self, text: str) -> str:
        """``text`` without any path or id that may not be shown."""
        for real, shown in sorted({**self.ids, **self.paths}.items(), key=lambda p: -len(p[0])):
            if real in text:
                text = re.sub(rf"(?<![\w-]){re.escape(real)}(?![\w-])", shown, text)
        return text

    def finding(self, found: Finding) -> Finding:
        """``found`` as it may be shown."""
        what, fix = self.words(found.what), self.words(found.fix)
        return replace(found, place=self.place(found.place), what=what, fix=fix)

    def sheet(self, sheet: Sheet) -> Sheet:
        """``sheet`` as it may be shown; it can no longer be rendered."""
        post, verdict = sheet.post, sheet.verdict
        places = {key: self.place(place) for key, place in post.places.items()}
        post = replace(post, id=self.id(post.id), path=self.path(post.path), places=places)
        findings = tuple(self.finding(found) for found in verdict.findings)
        return replace(sheet, post=post, verdict=replace(verdict, findings=findings))

    def problem(self, error: GatepostError) -> GatepostError:
        """``error`` as it may be shown."""
        shown = copy.copy(error)
        shown.what, shown.fix = self.words(error.what), self.words(error.fix)
        shown.place = self.place(error.place) if error.place else None
        shown.args = (shown.what,)
        return shown

    def report(self, report: Report) -> Report:
        """``report`` as it may be shown."""
        if not self.paths and not self.ids:
            return report
        return replace(
            report,
            sheets=tuple(self.sheet(sheet) for sheet in report.sheets),
            problems=tuple(self.problem(problem) for problem in report.problems),
        )

    def picture(self, path: str, file: str) -> str:
        """A picture's name in the post at ``path``, as it may be shown: its kind only."""
        if path not in self.pictured and path not in self.paths:
            return file
        return f"{_DOTS}{PurePosixPath(file).suffix}" if file else file


def _without(path: str, name: str) -> dict[str, str]:
    return {path: path.replace(name, _DOTS)} if name in path else {}


def _merged(path: str, forms: set[str]) -> str:
    """The path with every part hidden that one of ``forms`` hides."""
    hidden: set[int] = set()
    for form in forms:
        before, _, after = form.partition(_DOTS)
        hidden |= set(range(len(before), len(path) - len(after)))
    out: list[str] = []
    for at, char in enumerate(path):
        if at not in hidden:
            out.append(char)
        elif at - 1 not in hidden:
            out.append(_DOTS)
    return "".join(out)
