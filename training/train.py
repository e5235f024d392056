"""Train the network and write its weights: one command, seeds fixed, one thread.

python -m training.train OUT.npz [--texts 150000] [--seed 7] [--check dev.jsonl ...]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops, set_dropout_rate

from bot.phi.taught import LABELS, build_network, weights_of
from bot.phi.weights import find_model
from training.frames import Sample, fill, load_frames
from training.noise import draw, roughen

BATCH = 64
DROPOUT = 0.25
#: No frame is sure to be read aright by everybody; keeps the verdict from running to 0 and 1.
_DOUBT = 0.06
#: A word of one of these is worth more than a word of nothing: they are few.
_WEIGHTS = np.asarray([0.5] + [1.0] * (len(LABELS) - 1), dtype="f")


def label_ids(doc: Any, sample: Sample) -> list[int]:
    """The label of each token of ``doc``: the last span that overlaps it."""
    ids = [0] * len(doc)
    for start, end, label in sample.spans:
        for token in doc:
            if token.idx < end and start < token.idx + len(token):
                ids[token.i] = LABELS.index(label)
    return ids


def borrow(network: Any, folder: Path) -> None:
    """Begin with what the general model's name finder knows of English words."""
    theirs = spacy.load(folder, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    source = theirs.get_pipe("ner").model.get_ref("tok2vec")
    ours = [n for n in network.layers[0].walk() if n.param_names]
    others = [n for n in source.walk() if n.param_names and n.name != "linear"]
    for mine, other in zip(ours, others, strict=True):
        for name in mine.param_names:
            if other.has_param(name) and other.get_param(name).shape == mine.get_param(name).shape:
                mine.set_param(name, other.get_param(name).copy())
            else:
                raise SystemExit(f"the general model's layer {other.name} has another shape")


def score(network: Any, nlp: Any, samples: list[Sample]) -> str:
    """How the network does on ``samples``: names by label, and the verdict."""
    found: dict[str, list[int]] = {label: [0, 0, 0] for label in LABELS[1:]}
    right, loud, general = 0, 0, 0
    told = 0
    for at in range(0, len(samples), 128):
        part = samples[at : at + 128]
        docs = [nlp.make_doc(s.text) for s in part]
        (labels, verdicts) = network.predict(docs)
        guesses = np.split(labels.argmax(axis=1), np.cumsum([len(d) for d in docs])[:-1])
        for sample, doc, guess, verdict in zip(part, docs, guesses, verdicts, strict=True):
            told += sample.individual
            right += sample.individual and verdict[1] > 0.5
            general += not sample.individual
            loud += (not sample.individual) and verdict[1] > 0.5
            for true, mine in zip(label_ids(doc, sample), guess, strict=True):
                for label in {true, int(mine)} - {0}:
                    tally = found[LABELS[label]]
                    tally[0] += true == mine
                    tally[1] += true == label
                    tally[2] += int(mine) == label
    lines = [
        f"verdict: {right}/{told} of one patient found, {loud}/{general} general taken for one"
    ]
    lines += [
        f"{k}: recall {v[0] / max(1, v[1]):.3f} precision {v[0] / max(1, v[2]):.3f} of {v[1]}"
        for k, v in found.items()
    ]
    return " | ".join(lines)


def check(network: Any, nlp: Any, path: Path) -> str:
    """Figures on a bench file: verdict recall at fixed false shares, names touched."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    telling = [k for k, label in enumerate(LABELS) if label in ("PATIENT", "RELATIVE")]
    other = [
        k
        for k, label in enumerate(LABELS)
        if label in ("PLACE", "FACILITY", "WHEN", "RARE", "STATUS", "AGE")
    ]
    leak, clean, names, name_hits, hit, clean_named, clean_other = [], [], 0, 0, 0, 0, 0
    for row in rows:
        doc = nlp.make_doc(row["text"])
        labels, verdicts = network.predict([doc])
        spans = [(t.idx, t.idx + len(t)) for t in doc if labels[t.i][telling].sum() > 0.5]
        rest = [(t.idx, t.idx + len(t)) for t in doc if labels[t.i][other].sum() > 0.5]
        (leak if row["spans"] else clean).append(float(verdicts[0][1]))
        clean_named += not row["spans"] and bool(spans)
        clean_other += not row["spans"] and bool(rest)
        for s in row["spans"]:
            if s["category"] == "name":
                names += 1
                name_hits += any(a < s["end"] and s["start"] < b for a, b in spans)
        hit += any(a < s["end"] and s["start"] < b for a, b in spans + rest for s in row["spans"])
    lines = [
        f"{path.name}: names {name_hits}/{names}, clean with a patient's name {clean_named}/{len(clean)}, with other {clean_other}, leak touched {hit}/{len(leak)}; verdict"
    ]
    ranked = sorted(clean, reverse=True)
    for share in (0.01, 0.03, 0.05, 0.1):
        limit = ranked[int(share * len(ranked))]
        lines.append(f"@{share:.0%} (>{limit:.3f}): {sum(v > limit for v in leak)}/{len(leak)}")
    lines.append(
        f">.5: {sum(v > 0.5 for v in leak)}/{len(leak)} vs {sum(v > 0.5 for v in clean)}/{len(clean)}"
    )
    return " ".join(lines)


def train(
    texts: int, seed: int, checks: list[Path], out: Path, *, scratch: bool = False, rate: float
) -> Any:
    """A trained network after ``texts`` drawn texts."""
    fix_random_seed(seed)
    set_current_ops(NumpyOps(use_blis=False))  # NumPy's own multiplication is four times as fast
    rng = random.Random(seed)
    frames = load_frames()
    kept = [f for f in frames if not f.held_back]
    leaking, clean = [f for f in kept if f.individual], [f for f in kept if not f.individual]
    test_rng = random.Random(seed + 1)
    tests = [roughen(fill(f, test_rng), test_rng) for f in frames if f.held_back for _ in range(4)]
    print(f"{len(leaking)} + {len(clean)} frames, {len(frames) - len(kept)} held back", flush=True)
    nlp = spacy.blank("en")
    network = build_network()
    network.initialize([nlp.make_doc("one word or two")])
    if not scratch:
        borrow(network, find_model(""))
    set_dropout_rate(network, DROPOUT)
    optimizer = Adam(rate, L2=1e-6, grad_clip=1.0)
    began, steps = time.monotonic(), texts // BATCH
    loss = 0.0
    for step in range(steps):
        optimizer.learn_rate = rate * min(1.0, (step + 1) / 100) * max(0.03, 1 - step / steps)
        samples = [draw(leaking, clean, rng) for _ in range(BATCH)]
        loss += _learn(network, nlp, samples, optimizer)
        if (step + 1) % 250 == 0:
            print(
                f"{step + 1}/{steps} {time.monotonic() - began:.0f} s loss {loss / 250:.4f}",
                flush=True,
            )
            loss = 0.0
        if (step + 1) % 500 == 0 or step + 1 == steps:
            print("  held-back frames:", score(network, nlp, tests), flush=True)
            save(network, out)
            for path in checks:
                print("  ", check(network, nlp, path), flush=True)
    return network


def _learn(network: Any, nlp: Any, samples: list[Sample], optimizer: Any) -> float:
    docs = [nlp.make_doc(s.text) for s in samples]
    (labels, verdicts), backprop = network(docs, is_train=True)
    truth = np.asarray([i for d, s in zip(docs, samples, strict=True) for i in label_ids(d, s)])
    wanted = np.eye(len(LABELS), dtype="f")[truth]
    told = np.eye(2, dtype="f")[[int(s.individual) for s in samples]] * (1 - _DOUBT) + _DOUBT / 2
    d_labels = (labels - wanted) * _WEIGHTS[truth][:, None] / len(samples) / 8
    d_verdicts = (verdicts - told) / len(samples)
    backprop((d_labels.astype("f"), d_verdicts.astype("f")))
    network.finish_update(optimizer)
    return float(-np.log(labels[np.arange(len(truth)), truth] + 1e-9).mean()) + float(
        -np.log((verdicts * told).sum(axis=1) + 1e-9).mean()
    )


def save(network: Any, path: Path) -> None:
    """Write the weights: the same weights give the same bytes."""
    with path.open("wb") as file:
        np.savez_compressed(file, **weights_of(network))


def main() -> None:
    """Read the command line, train, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=int, default=112_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=0.0015)
    parser.add_argument("--scratch", action="store_true", help="begin from nothing")
    parser.add_argument("--check", type=Path, action="append", default=[])
    options = parser.parse_args()
    network = train(
        options.texts,
        options.seed,
        options.check,
        options.out,
        scratch=options.scratch,
        rate=options.rate,
    )
    save(network, options.out)


if __name__ == "__main__":
    main()
