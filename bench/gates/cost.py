"""What the rules cost: CPU of all rules without PHI, for one rendition.

python bench/gates/cost.py FILE.jsonl ... [--rounds 5] [--each]

Texts are new in every round (a word is added), so no cache of a reading helps.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from measure import Case, read  # noqa: E402 - the path comes first

from bot.gates import judge, observe, subject_of  # noqa: E402
from bot.rules import load  # noqa: E402
from bot.rules.base import Rule  # noqa: E402
from tests.rules import harness  # noqa: E402

BAR_MS = 2.0


def spent(case: Case, rules: dict[str, Rule], mark: str) -> float:
    """CPU seconds of judging one rendition; making it is not counted."""
    post = harness.post(dict(case.front), f"{case.body}\n\n{mark}", case.platform)
    shown = harness.rendition(post, case.platform)
    known = harness.context(post)
    begun = time.process_time()
    judge(subject_of(shown, known), observe(shown, known, rules), known, rules)
    return time.process_time() - begun


def main() -> None:
    """Measure, print the median and the mean, and name the dearest rules when asked."""
    parser = argparse.ArgumentParser(description="CPU of all rules without PHI, one rendition.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", action="store_true", help="one line a rule")
    given = parser.parse_args()
    cases = [c for f in given.files for c in read(f) if c.gate != "replies"]
    rules = {r.id: r for r in load().values() if r.gate != "phi"}
    for case in cases:  # compiles what is compiled late
        spent(case, rules, "First")
    taken = [
        spent(case, rules, f"Round {number}") for number in range(given.rounds) for case in cases
    ]
    mean, median = statistics.mean(taken) * 1e3, statistics.median(taken) * 1e3
    worst = sorted(taken)[int(len(taken) * 0.95)] * 1e3
    print(f"{len(rules)} rules, {len(cases)} posts: mean {mean:.2f} ms, median {median:.2f} ms, ")
    print(f"19 in 20 below {worst:.2f} ms a rendition (bar {BAR_MS} ms)")
    if given.each:
        _each(cases, rules)


def _each(cases: list[Case], rules: dict[str, Rule]) -> None:
    cost: Counter[str] = Counter()
    for name, rule in rules.items():
        for case in cases:
            cost[name] += spent(case, {name: rule}, "Alone")  # type: ignore[assignment]
    for name, seconds in cost.most_common(15):
        print(f"{name}  {seconds / len(cases) * 1e3:.3f} ms")


if __name__ == "__main__":
    main()
