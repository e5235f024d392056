"""Measure the vault: unlocking it by two shares, and each secret after that.

    python bench/vault.py [--records 20] [--rounds 5] [--format json]

A vault of that many tokens of 2 KB in a temporary folder; the second share is kept in memory,
so a desktop's key store is not in the figures. "file unchanged" is what a run meets nearly
always; "file changed" is the first secret after another process wrote one (read, checked whole
and decrypted); "by the agent" asks the agent for the key each time, as the commands do. The bar of
unlocking is wall time, a person waits for it; that of a secret is our CPU, so that a busy
machine does not decide it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from processes import PROJECT
from tables import emit, show

sys.path.insert(0, str(PROJECT))

from bot.vault import agent
from bot.vault.attended import AttendedVault
from bot.vault.base import Secret
from bot.vault.envelope import EnvelopeVault, create, unlock
from bot.vault.factors import KeyringFactor
from bot.vault.slots import Opener

UNLOCK_BAR = 1000.0
RECORD_BAR = 1.0
_PHRASE = "three calm herons wading"
_NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Spent(NamedTuple):
    """What one call took, in milliseconds."""

    wall: float
    cpu: float


class Drawer:
    """A key store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Secret] = {}

    def get(self, name: str) -> Secret | None:
        return self.kept.get(name)

    def put(self, name: str, secret: Secret) -> None:
        self.kept[name] = secret


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--format", choices=["text", "json"], default="text")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatepost-vault-") as temporary:
        rows = _measured(Path(temporary), options.records, options.rounds)
    if options.format == "json":
        emit(rows)
    else:
        show(f"A vault of {options.records} secrets, milliseconds", rows)
    return 0 if all(row["verdict"] in (True, None) for row in rows) else 1


def _measured(folder: Path, records: int, rounds: int) -> list[dict[str, object]]:
    drawer = Drawer()
    opener = Opener(KeyringFactor(drawer), _PHRASE)
    path = folder / "vault.json"
    vault = create(path, [opener], _NOW)
    names = [f"token:clinic-{number}" for number in range(records)]
    for name in names:
        vault.put(name, Secret("s" * 2048))
    other = unlock(path, opener)
    unlocking = [_timed(lambda: unlock(path, opener)) for _ in range(rounds)]
    same = [_timed(lambda n=n: vault.get(n)) for _ in range(rounds) for n in names]
    changed = [_after_change(vault, other, name) for _ in range(rounds) for name in names]
    writing = [_timed(lambda n=n: vault.put(n, Secret("t" * 2048))) for n in names]
    return [
        _row("unlock (Argon2id, 64 MiB, 3 passes)", unlocking, "wall", UNLOCK_BAR),
        _row("a secret, file unchanged", same, "CPU", RECORD_BAR),
        _row("a secret, file changed", changed, "CPU", RECORD_BAR),
        _row(
            "a secret, by the agent",
            _by_agent(path, vault, drawer, names, rounds),
            "CPU",
            RECORD_BAR,
        ),
        _row("writing a secret", writing, "", 0),
    ]


def _after_change(vault: EnvelopeVault, other: EnvelopeVault, name: str) -> Spent:
    other.put(name, Secret("u" * 2048))
    return _timed(lambda: vault.get(name))


def _by_agent(
    path: Path, vault: EnvelopeVault, drawer: Drawer, names: list[str], rounds: int
) -> list[Spent]:
    socket = agent.socket_path(path)
    agent.start(socket, vault.key, 600)
    try:
        attended = AttendedVault(path, drawer, None)
        attended.names()
        return [_timed(lambda n=n: attended.get(n)) for _ in range(rounds) for n in names]
    finally:
        agent.stop(socket)


def _timed(what: Callable[[], object]) -> Spent:
    begun, cpu = time.perf_counter(), time.process_time()
    what()
    return Spent((time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000)


def _row(what: str, times: list[Spent], bar: str, most: float) -> dict[str, object]:
    wall = sorted(one.wall for one in times)
    cpu = statistics.median(one.cpu for one in times)
    middle = statistics.median(wall)
    return {
        "what": what,
        "times": len(times),
        "CPU": cpu,
        "wall": middle,
        "wall p95": wall[int(len(wall) * 0.95)],
        "bar": f"{bar} {most:,.0f}" if bar else None,
        "verdict": (cpu if bar == "CPU" else middle) <= most if bar else None,
    }


if __name__ == "__main__":
    sys.exit(main())
