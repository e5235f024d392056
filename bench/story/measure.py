"""How many patient stories CON001's recogniser sees, and how many look-alikes it stops.

python bench/story/measure.py dev            # counts
python bench/story/measure.py dev --misses   # and the posts judged wrongly, to tune on
python bench/story/measure.py test           # once, when the tuning is over
python bench/story/measure.py dev --engine   # with the PHI engine, as the rule runs
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.rules.meaning import story

HERE = Path(__file__).parent
Judge = Callable[[str], str]


def recognise(text: str) -> str:
    """The recogniser alone: ``block``, ``warn`` or ``pass``."""
    found = story.find(text)
    if found is None:
        return "pass"
    return "warn" if found.cited else "block"


def with_engine() -> Judge:
    """The recogniser and, where that is silent, the PHI engine's own patient story."""
    from bot.phi.engine import Engine

    engine = Engine()

    def judge(text: str) -> str:
        seen = recognise(text)
        if seen == "pass" and engine.analyse_text(text).patient_story:
            return "block"
        return seen

    return judge


def measure(half: str, judge: Judge, misses: bool) -> None:
    """Print the counts of one half, and its wrong answers when asked."""
    rows = [json.loads(line) for line in (HERE / f"{half}.jsonl").read_text().splitlines()]
    right = {"story": ("block",), "clean": ("pass",), "review": ("warn",)}
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        answer = judge(row["text"])
        counts[row["label"], answer] += 1
        if misses and answer not in right[row["label"]]:
            print(f"{row['id']} {answer}: {row['text']}\n")
    for label in right:
        total = sum(n for (kind, _), n in counts.items() if kind == label)
        told = ", ".join(f"{n} {answer}" for (k, answer), n in counts.items() if k == label)
        print(f"{half} {label}: {total} posts: {told}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=("dev", "test"))
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--engine", action="store_true")
    given = parser.parse_args()
    measure(given.half, with_engine() if given.engine else recognise, given.misses)


if __name__ == "__main__":
    main()
