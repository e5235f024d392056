"""What posts do to sentences: case, missing marks, slips, hashtags, a sentence before or after."""

from __future__ import annotations

import random
from collections.abc import Callable

from training.frames import Frame, Sample, Span, fill

_OPENERS = (
    "lol", "omg", "ok so", "Ok so", "Update:", "PSA:", "Y'all.", "Friends,", "Hot take:", "Not gonna lie,",
    "True story:", "Story time:", "Psst.", "Real talk:", "Reminder:", "fyi", "btw", "Honestly,", "caption:",
    "alt:", "ALT:", "Caption:", "RT", "1/", "Today:", "🚨", "✨", "•", "-", ">", "breaking:", "Note to self:",
)  # fmt: skip
_TAILS = (
    "!", "!!", "...", "…", " 😂", " ❤️", " 🙏", " 💪", " 🎉", " lol", " smh", " #blessed", " #NurseLife",
    " #medtwitter", " #health", " #teamwork", " #FridayFeeling", " 🩺", " ✨", " (1/2)", " [pic]", " 🤷", " haha",
    " #oncology #nursing", " #dental", " #grateful", " 💙", " #smalltown", " #wellness",
)  # fmt: skip


def join(parts: list[Sample], glue: str) -> Sample:
    """Several samples as one text; it speaks of one patient when any part does."""
    text, spans = "", []
    for part in parts:
        if text:
            text += glue
        spans += [(s + len(text), e + len(text), label) for s, e, label in part.spans]
        text += part.text
    return Sample(text, tuple(spans), any(part.individual for part in parts))


def _around(sample: Sample, before: str, after: str) -> Sample:
    shift = len(before)
    spans = tuple((s + shift, e + shift, label) for s, e, label in sample.spans)
    return Sample(before + sample.text + after, spans, sample.individual)


def _same_length(sample: Sample, change: Callable[[str], str]) -> Sample:
    text = change(sample.text)
    return (
        Sample(text, sample.spans, sample.individual) if len(text) == len(sample.text) else sample
    )


def _drop(sample: Sample, positions: set[int]) -> Sample:
    """The sample without the characters at ``positions``."""
    kept = [0]
    for at in range(len(sample.text)):
        kept.append(kept[-1] + (at not in positions))
    text = "".join(c for at, c in enumerate(sample.text) if at not in positions)
    spans = tuple((kept[s], kept[e], label) for s, e, label in sample.spans if kept[s] < kept[e])
    return Sample(text, spans, sample.individual)


def _slip(sample: Sample, rng: random.Random) -> Sample:
    """One letter swapped with its neighbour, outside names."""
    at = rng.randrange(max(1, len(sample.text) - 2))
    a, b = sample.text[at : at + 1], sample.text[at + 1 : at + 2]
    inside = any(s <= at + 1 and at < e for s, e, _ in sample.spans)
    if inside or not (a.isalpha() and b.isalpha()):
        return sample
    return Sample(sample.text[:at] + b + a + sample.text[at + 2 :], sample.spans, sample.individual)


def roughen(sample: Sample, rng: random.Random) -> Sample:
    """``sample`` as a hurried person writes it; half of the samples stay as they are."""
    if rng.random() < 0.12:
        sample = _around(sample, rng.choice(_OPENERS) + " ", "")
    if rng.random() < 0.25:
        sample = _around(sample, "", rng.choice(_TAILS))
    if rng.random() < 0.12:
        marks = {i for i, c in enumerate(sample.text) if c in ".,!?:;\"'"}
        sample = _drop(sample, marks)
    if rng.random() < 0.06:
        sample = _slip(sample, rng)
    roll = rng.random()
    if roll < 0.24:
        return _same_length(sample, str.lower)
    if roll < 0.27:
        return _same_length(sample, str.upper)
    if roll < 0.29:
        return _same_length(sample, str.title)
    if roll < 0.36:
        return _same_length(sample, lambda text: text[:1].upper() + text[1:])
    return sample


def draw(leaking: list[Frame], clean: list[Frame], rng: random.Random) -> Sample:
    """One training text: a frame, or a frame among others, roughened."""
    individual = rng.random() < 0.5
    first = fill(rng.choice(leaking if individual else clean), rng)
    roll = rng.random()
    if roll < 0.78:
        return roughen(first, rng)
    count = 1 if roll < 0.94 else rng.randint(2, 5)
    parts = [first, *(fill(rng.choice(clean), rng) for _ in range(count))]
    if individual and roll > 0.97:
        parts.append(fill(rng.choice(leaking), rng))
    rng.shuffle(parts)
    return roughen(join(parts, rng.choice((" ", " ", "\n", "\n\n", " - ", ". "))), rng)


def spans_of(sample: Sample) -> tuple[Span, ...]:
    """The labelled spans of ``sample`` in order."""
    return tuple(sorted(sample.spans))
