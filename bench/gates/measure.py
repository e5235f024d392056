"""How many posts the gates stop that they should, and how many that they should not.

python bench/gates/measure.py FILE.jsonl ... [--misses] [--no-phi] [--gate claims] [--format json]

The format of a file stands in README.md beside this one.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from bot.gates import judge, observe, subject_of  # noqa: E402 - the path comes first
from bot.model import Finding, Severity  # noqa: E402
from bot.rules import load  # noqa: E402
from bot.rules.base import Rule  # noqa: E402
from tests.rules import harness  # noqa: E402

#: They judge records and the clock, not what a post says.
NOT_WORDS = frozenset({"account", "review", "cadence"})
GATES = ("claims", "advice", "disclosure", "professionalism", "replies", "clean")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a file."""

    id: str
    gate: str
    stop: bool
    rules: tuple[str, ...]
    front: Mapping[str, Any]
    body: str
    platform: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gates said of a case: ids of rules, worst first within each tuple."""

    case: Case
    blocked: tuple[str, ...]
    warned: tuple[str, ...]
    not_run: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether a rule that the case names stops it."""
        return bool({*self.blocked, *self.warned} & set(self.case.rules))

    @property
    def held(self) -> bool:
        """Whether nobody blocks it and a person must acknowledge it."""
        return not self.blocked and bool(self.warned)

    @property
    def wrong(self) -> bool:
        """Whether ``--misses`` shows it."""
        return not self.caught if self.case.stop else bool(self.blocked or self.warned)


def read(path: Path) -> list[Case]:
    """The cases of a file. Raises SystemExit that names the line that cannot be read."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            cases.append(_case(row))
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path}:{number}: not a case ({error})") from error
    return cases


def _case(row: Mapping[str, Any]) -> Case:
    if row["gate"] not in GATES or row["expected"] not in {"stop", "pass"}:
        raise ValueError(f"gate {row['gate']}, expected {row['expected']}")
    stop = row["expected"] == "stop"
    if stop and not row.get("rules"):
        raise ValueError("a case to stop names its rules")
    return Case(
        row["id"],
        row["gate"],
        stop,
        tuple(row.get("rules", ())),
        row.get("front", {}),
        row["body"],
        row.get("platform", "linkedin"),
    )


# ---------------------------------------------------------------- asking
Judge = Callable[[Case], Answer | None]


def judging(*, phi: bool) -> Judge:
    """A function that judges a case with all rules that read words; PHI only on demand."""
    wanted = {r.id: r for r in load().values() if r.gate not in NOT_WORDS}
    analyse = harness.nothing_found
    reply = None
    if phi:
        from bot.phi.engine import Engine
        from bot.phi.reply import NEUTRAL, read_reply

        engine = Engine(records=harness.records())
        analyse = engine.analyse
        reply = partial(read_reply, engine, neutral=NEUTRAL)

    def ask(case: Case) -> Answer | None:
        if case.gate == "replies":
            if reply is None:
                return None
            return Answer(case, ("PHI009",) if reply(case.body) else (), (), ())
        return _post(case, wanted, analyse)

    return ask


def _post(case: Case, wanted: Mapping[str, Rule], analyse: harness.Analyse) -> Answer:
    post = harness.post(dict(case.front), case.body, case.platform)
    shown = harness.rendition(post, case.platform)
    known = harness.context(post, analyse=analyse)
    verdict = judge(subject_of(shown, known), observe(shown, known, wanted), known, wanted)
    return _answer(case, verdict.findings, verdict.not_run)


def _answer(case: Case, findings: Iterable[Finding], not_run: tuple[str, ...]) -> Answer:
    ids: dict[Severity, dict[str, None]] = defaultdict(dict)
    for finding in findings:
        ids[finding.severity][finding.rule] = None
    return Answer(case, tuple(ids[Severity.BLOCK]), tuple(ids[Severity.WARN]), not_run)


# ---------------------------------------------------------------- counting
@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole`` with its 95 % Wilson interval, as shares of one."""

    part: int
    whole: int

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 19 times in 20."""
        if not self.whole:
            return 0.0, 1.0
        z, n, p = 1.959964, self.whole, self.part / self.whole
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if not self.whole:
            return "-"
        low, high = self.interval
        share = self.part / self.whole
        return f"{self.part}/{self.whole} {share:.1%} ({low:.1%}-{high:.1%})"


def count(answers: Iterable[Answer]) -> dict[str, dict[str, Share]]:
    """Gate -> name of a count -> share."""
    by_gate: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_gate[answer.case.gate].append(answer)
    table = {}
    for gate in (g for g in GATES if g in by_gate):
        stops = [a for a in by_gate[gate] if a.case.stop]
        passes = [a for a in by_gate[gate] if not a.case.stop]
        table[gate] = {
            "caught": Share(sum(a.caught for a in stops), len(stops)),
            "false blocks": Share(sum(bool(a.blocked) for a in passes), len(passes)),
            "held": Share(sum(a.held for a in passes), len(passes)),
            "not run": Share(sum(bool(a.not_run) for a in by_gate[gate]), len(by_gate[gate])),
        }
    return table


def show(table: Mapping[str, Mapping[str, Share]]) -> None:
    """Print the table."""
    names = ("caught", "false blocks", "held", "not run")
    rows = [("gate", *names)] + [
        (gate, *(str(shares[name]) for name in names)) for gate, shares in table.items()
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(names) + 1)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def show_misses(answers: Iterable[Answer]) -> None:
    """Print each case that was judged wrongly, with what was said of it."""
    for one in answers:
        if one.wrong:
            said = f"block {' '.join(one.blocked) or '-'}, warn {' '.join(one.warned) or '-'}"
            wanted = " or ".join(one.case.rules) if one.case.stop else "nothing"
            print(f"{one.case.id}: {said}; wanted {wanted}\n    {one.case.body!r}")


def plain(table: Mapping[str, Mapping[str, Share]]) -> dict[str, Any]:
    """The table as JSON."""
    return {
        gate: {
            name: {"part": s.part, "whole": s.whole, "interval": [round(x, 4) for x in s.interval]}
            for name, s in shares.items()
        }
        for gate, shares in table.items()
    }


def main() -> None:
    """Read the arguments, judge and print."""
    parser = argparse.ArgumentParser(description="What the gates stop and let pass.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--gate", choices=GATES)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--no-phi", action="store_true")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    cases = [c for f in given.files for c in read(f) if given.gate in {None, c.gate}]
    ask = judging(phi=not given.no_phi)
    answers = [a for a in map(ask, cases) if a is not None]
    if given.format == "json":
        print(json.dumps(plain(count(answers)), indent=2))
        return
    if len(answers) < len(cases):
        print(f"skipped: {len(cases) - len(answers)} replies (they need the language model)")
    if given.misses:
        show_misses(answers)
    show(count(answers))


if __name__ == "__main__":
    main()
