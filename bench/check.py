"""Measure ``gatepost --help`` and ``gatepost check``, first time and unchanged, beside its peers.

    python bench/check.py [--posts 1000] [--cold 200] [--runs 5] [--pairs 2] [--no-peers]
                          [--format json]

Every figure is of whole processes, by CPU time (user and system), with wall time and the
greatest memory beside it. First time: the first ``--cold`` posts with no cache, next to plain
Presidio over the distinct texts of exactly those renditions; all posts would take minutes
and show the same ratio. Unchanged: all posts, checked before. Quote ratios: on a shared
machine seconds vary, the ratio within one run much less.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calendars import ACCOUNTS, NOW, Written, make_calendar, write_posts
from peers import Peer, measure
from processes import PROJECT, Run, middle, python, run
from tables import Row, emit, show

HELP_BAR = 0.200
WARM_BAR = 1.5
COLD_BAR = 1.5
_READABLE = {0, 10, 11}  # clean, held or blocked: every post was judged


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured."""

    help: Run
    cold: Run
    presidio: Run
    ratio: float  # CPU of the first check over Presidio's, the median of the pairs
    warm: Run
    fill: Run
    cold_posts: int
    posts: int
    texts: int
    unchanged: int
    renditions: int


def main() -> int:
    options = _options()
    if options.cold > options.posts:
        print("bench: --cold may not be more than --posts.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as temporary:
        folder = Path(temporary)
        posts = write_posts(options.posts, options.seed)
        found = _measure(folder / "calendar", posts, options)
        peers = [] if options.no_peers else measure(folder, posts, options.runs)
    if options.format == "json":
        emit(_plain(found, peers))
    else:
        _print(found, peers)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--cold", type=int, default=200, help="posts that are checked cold")
    parser.add_argument("--runs", type=int, default=5, help="medians over so many runs")
    parser.add_argument("--pairs", type=int, default=2, help="first checks, each with its Presidio")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-peers", action="store_true", help="without mdsend and crier")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    return parser.parse_args()


# ---------------------------------------------------------------- measuring
def _measure(folder: Path, posts: Sequence[Written], options: argparse.Namespace) -> Figures:
    make_calendar(folder, list(posts), options.cold)
    for_help = [_gatepost(folder, "--help") for _ in range(options.runs)]
    pairs = []
    for number in range(options.pairs):
        shutil.rmtree(folder / ".gatepost", ignore_errors=True)
        _say(f"first check of {options.cold} posts, then Presidio ({number + 1}/{options.pairs})")
        cold = _gatepost(folder, "check", "content/first")
        pairs.append((cold, *_presidio(folder)))
    _say(f"filling the cache with all {options.posts} posts")
    fill = _gatepost(folder, "check")
    _say("unchanged")
    warm = [_gatepost(folder, "check") for _ in range(options.runs)]
    proof = json.loads(_gatepost(folder, "check", "--format", "json").out)
    return Figures(
        help=middle(for_help),
        cold=middle([cold for cold, _, _ in pairs]),
        presidio=middle([presidio for _, presidio, _ in pairs]),
        ratio=statistics.median(cold.cpu / presidio.cpu for cold, presidio, _ in pairs),
        warm=middle(warm),
        fill=fill,
        cold_posts=options.cold,
        posts=options.posts,
        texts=pairs[-1][2],
        unchanged=proof["unchanged"],
        renditions=len(proof["renditions"]),
    )


def _gatepost(folder: Path, *arguments: str) -> Run:
    found = run(python("-m", "bot", *arguments), folder, {"GATEPOST_NOW": NOW})
    if found.code not in _READABLE:
        raise SystemExit(f"bench: gatepost {arguments[0]} ended with {found.code}:\n{found.out}")
    return found


def _presidio(folder: Path) -> tuple[Run, int]:
    """Plain Presidio over the distinct texts of the renditions that were just checked."""
    texts = folder.parent / "texts.json"
    script = str(PROJECT / "bench" / "rendered.py")
    if run(python(script, str(folder), str(texts), "content/first"), folder).code:
        raise SystemExit("bench: the renditions' texts could not be written.")
    found = run(python(str(PROJECT / "bench" / "plain_presidio.py"), str(texts)), folder)
    if found.code:
        raise SystemExit("bench: Presidio did not run.")
    return found, int(json.loads(found.out)["texts"])


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- showing
def _rows(found: Figures) -> list[Row]:
    return [
        _row("gatepost --help", found.help, None, f"{HELP_BAR} s", found.help.cpu <= HELP_BAR),
        _row("check, unchanged", found.warm, found.posts, f"{WARM_BAR} s", _warm_met(found)),
        _row("check, first time", found.cold, found.cold_posts),
        _row(f"plain Presidio, {found.texts:,} texts", found.presidio, found.cold_posts),
        {
            "what": "first time / Presidio",
            "CPU s": f"{found.ratio:.2f} x",
            "wall s": f"{found.cold.wall / found.presidio.wall:.2f} x",
            "MB": f"{found.cold.rss / found.presidio.rss:.2f} x",
            "bar": f"{COLD_BAR} x",
            "verdict": found.ratio <= COLD_BAR,
        },
        _row("check, filling the cache", found.fill, found.posts - found.cold_posts),
    ]  # fmt: skip


def _warm_met(found: Figures) -> bool | None:
    """Met or missed at the design's size; no verdict at another."""
    return found.warm.cpu <= WARM_BAR if found.posts == 1000 else None


def _row(
    what: str, taken: Run, posts: int | None = None, bar: str = "", met: bool | None = None
) -> dict[str, Any]:
    return {
        "what": what, "posts": posts, "CPU s": taken.cpu, "wall s": taken.wall,
        "MB": round(taken.rss), "bar": bar, "verdict": met,
    }  # fmt: skip


def _print(found: Figures, peers: Sequence[Peer]) -> None:
    show(f"Whole processes, {len(ACCOUNTS)} accounts (medians)", _rows(found))
    print(f"  unchanged: {found.unchanged:,} of {found.posts:,} posts came from the cache")
    ran = [peer for peer in peers if peer.measured]
    if ran:
        show(f"The same {found.posts:,} posts through other tools (no gates)", _beside(found, ran))
    for peer in peers:
        if peer.skipped:
            print(f"  skipped {peer.name}: {peer.skipped}")


def _beside(found: Figures, ran: Sequence[Peer]) -> list[Row]:
    return [
        {
            "what": f"{peer.name}: {peer.does}",
            "CPU s": peer.measured.cpu,
            "wall s": peer.measured.wall,
            "MB": round(peer.measured.rss),
            "gatepost unchanged / it": f"{found.warm.cpu / peer.measured.cpu:.2f} x",
            "first time / it, a post": f"{_a_post(found, peer.measured):.1f} x",
        }
        for peer in ran
        if peer.measured
    ]


def _a_post(found: Figures, peer: Run) -> float:
    """A first check's CPU for one post over the peer's."""
    return (found.cold.cpu / found.cold_posts) / (peer.cpu / found.posts)


def _plain(found: Figures, peers: Sequence[Peer]) -> dict[str, Any]:
    processes = {"help": found.help, "warm": found.warm, "cold": found.cold,
                 "presidio": found.presidio, "fill": found.fill}  # fmt: skip
    return {
        "posts": found.posts,
        "accounts": len(ACCOUNTS),
        "renditions": found.renditions,
        "cold_posts": found.cold_posts,
        "texts": found.texts,
        "unchanged": found.unchanged,
        "cold_to_presidio": found.ratio,
        "processes": {name: _numbers(taken) for name, taken in processes.items()},
        "peers": {
            peer.name: {"does": peer.does, "skipped": peer.skipped or None}
            | (_numbers(peer.measured) if peer.measured else {})
            for peer in peers
        },
    }


def _numbers(taken: Run) -> dict[str, float]:
    return {"cpu_s": taken.cpu, "wall_s": taken.wall, "max_rss_mb": taken.rss}


if __name__ == "__main__":
    sys.exit(main())
