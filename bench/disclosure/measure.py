"""How well disclosures are told from what only looks like one.

python bench/disclosure/measure.py dev            # counts
python bench/disclosure/measure.py dev --misses   # and the posts judged wrongly
python bench/disclosure/measure.py test           # when the tuning is over
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from bot.adapt.pins import find_disclosures  # noqa: E402 - the path comes first
from tests.rules.harness import findings  # noqa: E402

RULES = ("DIS001", "DIS002", "DIS003", "DIS004", "DIS006")


def fired(text: str) -> list[str]:
    """The rules that stop ``text`` on X, with the invented practice's registers."""
    return [rule for rule in RULES if findings(rule, {}, text, "x")]


def measure(half: str, misses: bool) -> None:
    """Print the counts of one half, and its wrong answers when asked."""
    rows = [json.loads(line) for line in (HERE / f"{half}.jsonl").read_text().splitlines()]
    counts: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        seen = fired(row["text"])
        right = seen == row["rules"]
        if row["label"] == "none":  # nothing to tell: composing pins nothing either
            right = right and not find_disclosures(row["text"])
        counts[row["label"], right] += 1
        if misses and not right:
            pins = [row["text"][a:b] for a, b in find_disclosures(row["text"])]
            print(f"{row['id']} {seen} for {row['rules']}, pinned {pins}: {row['text']}")
    for label in ("told", "look", "none"):
        print(f"{half} {label}: {counts[label, True]} right, {counts[label, False]} wrong")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description="Disclosures and their look-alikes.")
    parser.add_argument("half", choices=("dev", "test"))
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    measure(given.half, given.misses)


if __name__ == "__main__":
    main()
