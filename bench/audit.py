"""How long the audit log takes to verify: python bench/audit.py [--rows 200000].

CPU seconds, so that a busy machine does not count; the bar is 3 s for 200,000 rows.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bot.audit.checkpoint import make_checkpoint
from bot.audit.verdict import judge
from bot.ledger import chain, open_ledger
from bot.model import Environment


def main() -> None:
    """Fill a ledger's log, then verify it alone and against a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    wanted = parser.parse_args().rows
    ledger = open_ledger("", Environment.SANDBOX, Path(tempfile.mkdtemp()))
    body = {"event": "finish", "post": "2026-12-walk", "account": "clinic-x", "rendition": "0" * 64}
    begun = time.process_time()
    with ledger.engine.begin() as connection:
        for start in range(0, wanted, 5000):
            size = min(5000, wanted - start)
            chain.append(connection, [body | {"n": start + i} for i in range(size)], start)
    print(f"append in batches: {wanted / (time.process_time() - begun):,.0f} rows a CPU second")
    begun = time.process_time()
    said = ledger.verify()
    print(f"verify {wanted:,} rows: {time.process_time() - begun:.2f} s CPU, {len(said)} faults")
    rows = ledger.audit()
    point = make_checkpoint(rows, "sandbox", b"\1" * 32, rows[-1].at)
    begun = time.process_time()
    judge(rows, said, [point], {})
    print(f"hold against a checkpoint: {time.process_time() - begun:.2f} s CPU more")


if __name__ == "__main__":
    main()
