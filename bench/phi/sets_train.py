"""Write train.jsonl: posts that the evidence is fitted on, beside dev.jsonl and unseen.jsonl.

    python bench/phi/sets_train.py

Written by a hand that knows the engine, to teach it the ways people write; it measures nothing.
Names are drawn from the packed lists, so that no sign is learned from one name.
"""

from __future__ import annotations

import random
import zlib
from pathlib import Path

from marked import Draw, write_set

NAMES = Path(__file__).parents[2] / "bot" / "phi" / "data" / "names.bin"


def names(column: int) -> Draw:
    """Draw a given (0) or family (1) name: half of them frequent, some on no list."""
    lines = zlib.decompress(NAMES.read_bytes()).decode("ascii").split("\n")
    ranked = [(word, int(ranks[column])) for word, _, ranks in (x.partition(" ") for x in lines)]
    frequent = [word for word, rank in ranked if rank > 4]
    seldom = [word for word, rank in ranked if 0 < rank <= 4 and len(word) > 2]
    return lambda rng: _one_of(rng, frequent, seldom)


def _one_of(rng: random.Random, frequent: list[str], seldom: list[str]) -> str:
    kind = rng.random()
    name = rng.choice(frequent if kind < 0.5 else seldom)
    if kind > 0.88:
        name = name[: len(name) // 2 + 1] + rng.choice(seldom)[-4:]  # on no list
    return name.capitalize()


if __name__ == "__main__":
    write_set("train", {"given": names(0), "family": names(1)}, seed=11, each=3)
