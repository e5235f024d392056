"""Write third.jsonl from third_posts.txt: a third hand's posts, to check a tuning by.

    python bench/phi/sets_third.py

The posts were written by a hand that had read neither the engine nor the other sets, all of them
one by one, none from a frame; every person in the leaking posts is invented. The script writes the
file, reads it back, requires that every span matches its text, and prints counts by kind, no text.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from marked import KINDS, write_set

NAME = "third"


def count_kinds(path: Path) -> tuple[int, int, Counter[str]]:
    """Return leaking posts, those with two or more spans, and spans by kind.

    Raises ValueError, naming the post, where a span does not match its text or overlaps the last.
    """
    spans_by_kind: Counter[str] = Counter()
    leaking = several = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        post, last = json.loads(line), 0
        for span in post["spans"]:
            if span["start"] < last or post["text"][span["start"] : span["end"]] != span["text"]:
                raise ValueError(f"{post['id']}: a span does not match its text")
            if not span["text"].strip() or span["category"] not in KINDS.values():
                raise ValueError(f"{post['id']}: a span is empty or of no known kind")
            last = span["end"]
            spans_by_kind[span["category"]] += 1
        leaking += bool(post["spans"])
        several += len(post["spans"]) > 1
    return leaking, several, spans_by_kind


def main() -> None:
    """Write the set and print what it holds."""
    write_set(NAME, {}, seed=1, each=1)
    leaking, several, spans_by_kind = count_kinds(Path(__file__).with_name(f"{NAME}.jsonl"))
    print(f"{leaking} leaking, {several} of them with two or more spans")
    for kind in KINDS.values():
        print(f"{kind:12}{spans_by_kind[kind]:5}")


if __name__ == "__main__":
    main()
