"""Turn marked posts into labelled ones: the shared half of sets_dev.py and sets_unseen.py.

A posts file is plain text, one post a line, `\\n` for a line break. `{n:Tomasz}` marks an
identifying span of kind `n` (KINDS); `$given` is a slot of a frame, `$given~l`, `~u`, `~i`, `~t`
the same value in lower case, upper case, as an initial, and without spaces. A slot has one value in
one post; `$given2` is another draw. `== part` opens a part of the file, `== words` the words of the
slots (`given: Mei | Gus`); lines that begin with `%%` are headings for the reader.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

KINDS = {
    "n": "name",
    "g": "geo",
    "d": "date",
    "a": "age",
    "p": "phone",
    "x": "fax",
    "e": "email",
    "s": "ssn",
    "m": "mrn",
    "h": "health_plan",
    "c": "account",
    "l": "license",
    "v": "vehicle",
    "k": "device",
    "u": "url",
    "i": "ip",
    "o": "other_id",
    "q": "singular",
    "r": "status",
}
PARTS = ("leaking", "leaking frames", "clean", "clean frames", "words")

Draw = Callable[[random.Random], str]
Slots = Mapping[str, Draw]

_MARK = re.compile(r"\{([a-z]):([^{}]*)\}")
_SLOT = re.compile(r"\$([a-z]+\d?)(?:~([luit]))?")
_SHAPES: dict[str | None, Callable[[str], str]] = {
    None: str,
    "l": str.lower,
    "u": str.upper,
    "i": lambda value: value[0],
    "t": lambda value: value.replace(" ", ""),
}


def read_parts(path: Path) -> dict[str, list[str]]:
    """Return the marked lines of every part of a posts file, in order."""
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    current = parts["leaking"]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = parts[line[3:].strip()]
        elif line.strip() and not line.startswith("%%"):
            current.append(line.strip().replace("\\n", "\n"))
    return parts


def fill(frame: str, slots: Slots, rng: random.Random) -> str:
    """Return the frame with a value in every slot."""
    values: dict[str, str] = {}

    def put(match: re.Match[str]) -> str:
        slot, shape = match.groups()
        if slot not in values:
            values[slot] = slots[slot.rstrip("0123456789")](rng)
        return _SHAPES[shape](values[slot])

    return _SLOT.sub(put, frame)


def digits(rng: random.Random, count: int) -> str:
    """Return that many digits."""
    return "".join(rng.choices(string.digits, k=count))


def count_between(low: int, high: int) -> Draw:
    """Return a slot that is a whole number from `low` to `high`."""
    return lambda rng: str(rng.randint(low, high))


def read_words(lines: Sequence[str]) -> dict[str, Draw]:
    """Return the slots of a `words` part: each line is `slot: word | word`."""
    words = (line.partition(": ") for line in lines)
    return {slot: partial(_choose, tuple(rest.split(" | "))) for slot, _, rest in words}


def _choose(choices: Sequence[str], rng: random.Random) -> str:
    return rng.choice(choices)


def label(marked: str, ident: str) -> dict[str, object]:
    """Return the post without its marks, and where each marked span begins and ends."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        kind, inside = KINDS[match.group(1)], match.group(2)
        spans.append(
            {"start": len(text), "end": len(text) + len(inside), "category": kind, "text": inside}
        )
        text += inside
        at = match.end()
    return {"id": ident, "text": text + marked[at:], "spans": spans}


def write_set(name: str, draws: Slots, *, seed: int, each: int) -> None:
    """Write NAME.jsonl beside this file from NAME_posts.txt, every frame filled `each` times."""
    here = Path(__file__).parent
    parts = read_parts(here / f"{name}_posts.txt")
    slots = {**read_words(parts.pop("words")), **draws}
    posts = list(_posts(name, parts, slots, seed, each))
    _require_sound(posts)
    lines = (json.dumps(post, ensure_ascii=False) + "\n" for post in posts)
    (here / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    leaking = sum(bool(post["spans"]) for post in posts)
    print(f"{name}: {leaking} leaking, {len(posts) - leaking} clean")


def _posts(
    name: str, parts: dict[str, list[str]], slots: Slots, seed: int, each: int
) -> Iterator[dict[str, object]]:
    for part, lines in parts.items():
        code = "".join(word[0] for word in part.split())
        for number, line in enumerate(lines, 1):
            if not part.endswith("frames"):
                yield label(line, f"{name}-{code}-{number:03}")
                continue
            rng = random.Random(f"{seed}/{part}/{number}")
            filled = dict.fromkeys(fill(line, slots, rng) for _ in range(each))
            for turn, text in enumerate(filled, 1):
                yield label(text, f"{name}-{code}-{number:03}-{turn}")


def _require_sound(posts: Sequence[dict[str, object]]) -> None:
    texts = [post["text"] for post in posts]
    if twice := {text for text in texts if texts.count(text) > 1}:
        raise ValueError(f"the same post twice: {twice}")
    for post in posts:
        ident, text = str(post["id"]), str(post["text"])
        part = ident.split("-")[1]
        if bool(post["spans"]) != part.startswith("l"):
            raise ValueError(f"{ident}: leaking posts have spans, clean ones have none")
        if re.search(r"[{}]|\$[a-z]", text):
            raise ValueError(f"{ident}: a mark was left in {text!r}")
