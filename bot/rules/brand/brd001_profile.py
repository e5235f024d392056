"""BRD001: the practice is called otherwise here, or says what its brand does not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

from bot.model import Rendition, Severity
from bot.records.model import Account, Brand
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.rules.meaning.spot import fact_at, readable
from bot.rules.meaning.text import fold, squeeze
from bot.surface import Surface, SurfaceKind

_HANDLE = re.compile(r"(?<![\w@./])@([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)")
_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*|&")
#: How alike two names are when one is a slip of the other.
_SLIP = 0.88
_SLIP_OF_WORD = 0.6


@register
class Profile(Rule):
    """A banned word, a name or handle of the practice misspelt, the other spelling of English.

    On LinkedIn and Instagram also a boilerplate on file that the text does not carry, when
    the author wrote the text for that platform.
    """

    id = "BRD001"
    title = "Off brand"
    gate = "brand"
    severity = Severity.WARN
    needs = frozenset({Need.RECORDS})
    why = (
        "Patients find a practice by its name and handle, and trust what looks the same "
        "everywhere. "
        "A slip in the name sends them to somebody else. Words that the brand file bans, and "
        "British "
        "spelling in an American practice or the reverse, make one voice into several."
    )
    fix = "Write it as config/brand.toml and config/accounts.toml have it"
    source = "ASPN best practice for social media (2024); config/brand.toml"
    override = "M"
    examples = (
        Example("a banned word", {}, "Our cutting-edge classes start in May."),
        Example("the name misspelt", {}, "Come to Harbour Spine and Pain on Tuesday."),
        Example("another platform's handle", {}, "Follow @harborspinex for more."),
        Example("the name as on file", {}, "Come to Harbor Spine and Pain.", stopped=False),
        Example("the handle as on file", {}, "Follow @harborspine for more.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Words, names and handles in text and alt text."""
        records = view.records
        account = records.accounts.get(rendition.account)
        for surface in readable(rendition, view.post):
            for span, note in (
                *_banned(surface.text, records.brand),
                *_slips(surface.text, records.brand),
                *_spelling(surface.text, records.brand),
            ):
                yield fact_at(rendition, surface, span, "brand", note=note)
            if surface.kind is SurfaceKind.TEXT and account:
                yield from _handles(rendition, surface, account, records.accounts.values())
        own = records.brand.boilerplate.get(rendition.platform, "")  # type: ignore[call-overload]
        text = squeeze("".join(part.text for part in rendition.parts))
        if own and rendition.platform in view.post.variants and squeeze(own) not in text:
            note = "the practice's closing line for this platform is missing"
            yield Fact("brand", view.post.place("variants"), note=note)


Told = tuple[tuple[int, int], str]


def _banned(text: str, brand: Brand) -> Iterator[Told]:
    for word in brand.banned_words:
        pattern = r"(?i)(?<!\w)" + re.escape(word).replace(r"\ ", r"[\s-]+") + r"(?!\w)"
        for match in re.finditer(pattern, text):
            yield match.span(), "a word that the brand file bans"


def _slips(text: str, brand: Brand) -> Iterator[Told]:
    """Runs of as many words as a name has that are nearly it and are not it."""
    words = list(_WORD.finditer(text))
    names = sorted((brand.name, *brand.aliases), key=len, reverse=True)
    right = {_bare(name) for name in names}
    told: set[int] = set()
    for name in names:
        count = len(_WORD.findall(name))
        if count < 2 or len(_bare(name)) < 8:
            continue  # one everyday word is near too many others
        for first in range(len(words) - count + 1):
            start, end = words[first].start(), words[first + count - 1].end()
            if start in told or not text[start].isupper():
                continue
            said = _bare(text[start:end])
            if said in right:
                continue
            if _near(said, _bare(name)) and _word_by_word(text[start:end], name):
                told.add(start)
                yield (start, end), "the practice's name is misspelt"


def _bare(name: str) -> str:
    return squeeze(re.sub(r"['’]s\b", "", name.replace("&", " and ")))


def _word_by_word(said: str, name: str) -> bool:
    """Whether each word is the name's or a slip of it: a slip is no other word in its place."""
    pairs = zip(_WORD.findall(said), _WORD.findall(name), strict=False)
    return all(
        SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio() >= _SLIP_OF_WORD
        for one, other in pairs
    )


def _near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 3 or one[:1] != other[:1]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SLIP


def _handles(
    rendition: Rendition, surface: Surface, account: Account, known: Iterable[Account]
) -> Iterator[Fact]:
    """Handles that are nearly ours, or ours somewhere else."""
    ours = account.handle.removeprefix("@").casefold()
    here = {a.handle.removeprefix("@").casefold() for a in known if a.platform == account.platform}
    there = {a.handle.removeprefix("@").casefold() for a in known} - here
    for match in _HANDLE.finditer(surface.text):
        said = match[1].casefold()
        if said in here:
            continue
        note = ""
        if said in there:
            note = "the practice's handle is another platform's"
        elif _near(said, ours):
            note = "the practice's handle is misspelt"
        if note:
            yield fact_at(rendition, surface, match.span(), "brand", note=note)


def _spelling(text: str, brand: Brand) -> Iterator[Told]:
    wrong = _pairs()[0 if brand.spelling == "american" else 1]
    for match in re.finditer(r"[A-Za-z]{5,}", fold(text).text if text.isascii() else text):
        if match.group() in wrong:
            yield match.span(), f"a word is not in {brand.spelling} spelling"


@cache
def _pairs() -> tuple[frozenset[str], frozenset[str]]:
    """(British, American) spellings, small letters: a capital may begin a proper name."""
    text = resources.files("bot.rules").joinpath("data", "spelling.txt").read_text("utf-8")
    pairs = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(pair[0] for pair in pairs), frozenset(pair[1] for pair in pairs)
