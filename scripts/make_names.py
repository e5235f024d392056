"""Write bot/phi/data/names.bin and english.bin: how often a word is a name, and an everyday word.

    pip install names==0.3.0 Faker==40.54.0 symspellpy==6.10.1 anyascii==0.3.3
    python scripts/make_names.py

Sources, read on 2026-11-22:
- names 0.3.0 (MIT): the United States Census Bureau's frequently occurring names of the 1990
  census, given and family, with their shares (public domain);
- Faker 40.54.0 (MIT): given and family names of its providers, in Latin letters; Greek, Cyrillic
  and Indian ones are romanised with anyascii (ISC). They have no shares and count as rare;
- symspellpy 6.10.1 (MIT): its English frequency dictionary, made from Google Books Ngrams
  (CC BY 3.0) and SCOWL (free to use).

A file is zlib over lines, sorted, "word" and one digit each: the logarithm of its share, 1 rare
to 9 most frequent, 0 not listed; names.bin has two digits, given and family.
"""

from __future__ import annotations

import importlib
import importlib.resources
import math
import pkgutil
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from anyascii import anyascii  # type: ignore[import-not-found]

DATA = Path(__file__).parent.parent / "bot" / "phi" / "data"
FAMILIES = 30_000
WORDS = 40_000
RARE = 2
ROMANISED = {"el", "ru", "uk", "bg", "mk", "hi", "mr", "ne", "gu", "bn", "ta", "ka", "hy"}


def plain(name: str) -> str:
    """Lower case without accents, or empty when it is not one word in Latin letters."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold().replace("ł", "l"))
    letters = letters.replace("ø", "o").replace("đ", "d").replace("ß", "ss").replace("ı", "i")
    letters = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’-.")
    return letters if letters.isascii() and letters.isalpha() and len(letters) > 1 else ""


def share(percent: float) -> int:
    """1 (at most 0.001 %) to 9 (over 1 %)."""
    return max(1, min(9, round(2 * math.log10(max(percent, 0.0003) / 0.001)) + 3))


def census(file: str, most: int) -> Iterator[tuple[str, int]]:
    lines = importlib.resources.files("names").joinpath(file).read_text("ascii").splitlines()
    for line in lines[:most]:
        name, percent, *_ = line.split()
        yield plain(name), share(float(percent))


def of_faker(*kinds: str) -> Iterator[str]:
    package = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if any(kind in attribute for kind in kinds) and "formats" not in attribute:
                for name in _strings(getattr(provider, attribute)):
                    yield anyascii(name) if module.name[:2] in ROMANISED else name


def _strings(values: object) -> Iterator[str]:
    if not isinstance(values, Iterable):
        return
    for value in values:
        if isinstance(value, str):
            yield from value.split()
        elif isinstance(value, tuple) and value and isinstance(value[0], str):
            yield value[0]


def gather(listed: Iterable[tuple[str, int]], rare: Iterable[str]) -> dict[str, int]:
    table: dict[str, int] = {}
    for name, rank in [*listed, *((plain(name), RARE) for name in rare)]:
        if name:
            table[name] = max(rank, table.get(name, 0))
    return table


def names() -> str:
    given = gather(
        [*census("dist.male.first", 9999), *census("dist.female.first", 9999)],
        of_faker("first_name", "first_romanized_name"),
    )
    family = gather(census("dist.all.last", FAMILIES), of_faker("last_name", "last_romanized_name"))
    return "\n".join(
        f"{name} {given.get(name, 0)}{family.get(name, 0)}" for name in sorted({*given, *family})
    )


def english() -> str:
    path = importlib.resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text("utf-8-sig").splitlines()[:WORDS]
    counts = {word: int(count) for word, count in (line.split()[:2] for line in lines)}
    total = sum(counts.values())
    ranks = {w: share(100 * n / total) for w, n in counts.items() if w.isascii() and w.isalpha()}
    return "\n".join(f"{word} {rank}" for word, rank in sorted(ranks.items()))


def main() -> None:
    for file, text in (("names.bin", names()), ("english.bin", english())):
        packed = zlib.compress(text.encode("ascii"), 9)
        (DATA / file).write_bytes(packed)
        print(f"{file}: {text.count(chr(10)) + 1} words, {len(packed)} bytes")


if __name__ == "__main__":
    main()
