"""Fit the weights of bot/phi/data/evidence.json on the development sets, or try them across sets.

    python scripts/fit_evidence.py            # write the weights, fitted on all three sets
    python scripts/fit_evidence.py --across   # fit on two, ask the third; writes nothing
    python scripts/fit_evidence.py --without unseen   # write weights that never saw that set

Logistic regression with an L2 penalty by Newton's method; needs numpy, which spaCy brings. The
same sets give the same bytes. Posts of one frame share one vote, so that a frame filled four
times does not count four times.
"""

# ruff: noqa: N806 - X is the usual name of a matrix of signs

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.phi.analyzer import _everyday_words
from bot.phi.evidence import candidates, name_signs
from bot.phi.knowledge import Knowledge
from bot.phi.reading import Text
from bot.phi.roles import assign
from bot.phi.signs import Weighed
from bot.phi.taught import Taught
from bot.phi.weights import find_model
from bot.surface import SurfaceKind

ROOT = Path(__file__).parent.parent
OUT = ROOT / "bot" / "phi" / "data" / "evidence.json"
SETS = ("dev", "unseen", "third", "train")
PENALTY = {"name": 3.0, "post": 2.0}
SELDOM = 3  # a sign in fewer examples is not learned
STEPS = 40
SMALL = 0.02


@dataclass(frozen=True)
class Case:
    """One example: its frame, its signs, what it is, and whether its post leaks."""

    post: str
    signs: tuple[str, ...]
    true: bool
    leaking: bool


def read(name: str, knowledge: Knowledge, taught: Taught) -> dict[str, list[Case]]:
    lines = (ROOT / "bench" / "phi" / f"{name}.jsonl").read_text("utf-8").splitlines()
    found: dict[str, list[Case]] = {"name": [], "post": []}
    for entry in map(json.loads, lines):
        text = Text.of(entry["text"], SurfaceKind.TEXT)
        weighed = Weighed(text.text, knowledge, taught.read(text.text))
        leaking = bool(entry["spans"])
        found["name"] += _names(entry, text, weighed, knowledge)
        found["post"].append(Case(entry["id"], tuple(weighed.whole), leaking, leaking))
    return found


def _names(
    entry: Mapping[str, Any], text: Text, weighed: Weighed, knowledge: Knowledge
) -> Iterator[Case]:
    true = [(s["start"], s["end"]) for s in entry["spans"] if s["category"] == "name"]
    for start, end, span in candidates(weighed):
        first, last = text.normalised.source_span(start, end)
        part = assign(text, start, end, knowledge)
        signs = tuple(sorted(set(name_signs(weighed, span, part.sign))))
        yield Case(
            entry["id"], signs, any(first < e and s < last for s, e in true), bool(entry["spans"])
        )


def frame(post: str) -> str:
    return "-".join(post.split("-")[:3])


def fit(cases: Sequence[Case], penalty: float) -> dict[str, float]:
    often = Counter(sign for case in cases for sign in set(case.signs))
    column = {s: i for i, s in enumerate(sorted(s for s, n in often.items() if n >= SELDOM))}
    X = np.zeros((len(cases), len(column)))
    for row, case in enumerate(cases):
        X[row, [column[s] for s in case.signs if s in column]] = 1
    y = np.array([float(case.true) for case in cases])
    votes = Counter(frame(case.post) for case in cases)
    share = np.array([1 / np.sqrt(votes[frame(case.post)]) for case in cases])
    ridge = np.full(len(column), penalty)
    ridge[column["bias"]] = 1e-3
    w = np.zeros(len(column))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-X @ w))
        slope = X.T @ (share * (p - y)) + ridge * w
        bend = (X * (share * p * (1 - p))[:, None]).T @ X + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        w -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return {s: round(float(w[i]), 3) for s, i in column.items() if abs(w[i]) >= SMALL}


def chance(weights: Mapping[str, float], case: Case) -> float:
    total = sum(weights.get(sign, 0.0) for sign in case.signs)
    return float(1 / (1 + np.exp(-total)))


def across(cases: Mapping[str, Mapping[str, list[Case]]]) -> None:
    """Print, for each set asked, what part of the true ones is found at a share of clean posts."""
    for asked in ("dev", "unseen", "third"):
        for kind, penalty in PENALTY.items():
            others = [c for name in SETS if name != asked for c in cases[name][kind]]
            weights = fit(others, penalty)
            worst: dict[str, float] = {}
            for case in cases[asked][kind]:
                if not case.leaking:
                    worst[case.post] = max(worst.get(case.post, 0.0), chance(weights, case))
            clean = sorted(worst.values(), reverse=True)
            posts = sum(not c.leaking for c in cases[asked]["post"])
            true = [chance(weights, c) for c in cases[asked][kind] if c.true]
            for share in (0.01, 0.02, 0.05, 0.1):
                bar = clean[min(len(clean) - 1, int(share * posts))]
                found = sum(p > bar for p in true) / len(true)
                print(f"{asked} {kind}: over {bar:.2f}, clean {share:.0%}, true {found:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--across", action="store_true")
    parser.add_argument("--without", choices=SETS)
    options = parser.parse_args()
    knowledge = Knowledge(common=_everyday_words(find_model("")))
    taught = Taught()
    cases = {name: read(name, knowledge, taught) for name in SETS if name != options.without}
    if options.across:
        across(cases)
        return
    table = {
        kind: fit([c for name in cases for c in cases[name][kind]], penalty)
        for kind, penalty in PENALTY.items()
    }
    OUT.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n", encoding="ascii")
    print({kind: len(weights) for kind, weights in table.items()})


if __name__ == "__main__":
    main()
