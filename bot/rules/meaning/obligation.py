"""Which ties a rendition shows, and what is wrong with how it discloses them.

All disclosure rules share this one reading, so that one flaw gives one finding: DIS001
when nothing discloses, DIS004 when only a vague or disguised word does, DIS006 when the
disclosure stands elsewhere, DIS002 and DIS003 when it stands in the text but is easily missed.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.model import Place, Post, Rendition
from bot.records import Records
from bot.records.model import Tie
from bot.rules.base import Fact
from bot.rules.meaning import denial, disclosure, vagueness
from bot.rules.meaning.disclosure import Disclosure
from bot.rules.meaning.mention import Term, mentions, names_any, names_terms, terms
from bot.surface import SurfaceKind, latest, surfaces

#: Code points shown before "more" on a phone: third-party measurements of 2026, not promised
#: by the platforms; settings, policy and the platform's own package come first. X shows all
#: of a standard post; Bluesky, Threads and Mastodon show a whole post of usual length.
FOLDS: Mapping[str, int] = {
    "instagram": 125,
    "linkedin": 140,
    "facebook": 110,
    "tiktok": 100,
    "youtube": 100,
    "x": 280,
    "threads": 500,
    "bluesky": 300,
    "mastodon": 500,
}
SPONSOR = "sponsored_by"
ITSELF = "the post itself"
_NOBODY = {"", "none", "no", "nobody", "n/a", "-", "false"}


@dataclass(frozen=True, slots=True)
class Obligation:
    """A reason why the rendition must disclose, and the parts that endorse."""

    ref: str  # "dr-okafor/0", SPONSOR or ITSELF
    terms: tuple[Term, ...]
    parts: tuple[int, ...]
    what: str  # safe words
    places: Mapping[int, Place]


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule's complaint about one obligation."""

    rule: str
    ref: str
    part: int
    what: str
    place: Place
    start: int = -1
    end: int = -1


def facts(rule: str, rendition: Rendition, post: Post, records: Records) -> Iterator[Fact]:
    """What ``rule`` has to say, as facts whose ``ref`` names the tie that it hangs on."""
    for problem in problems(rendition, post, records):
        if problem.rule == rule:
            yield Fact(
                kind="disclosure",
                place=problem.place,
                part=problem.part,
                start=problem.start,
                end=problem.end,
                ref=problem.ref,
                note=problem.what,
            )


def due_facts(seen: Sequence[Fact], records: Records, days: Sequence[date]) -> Iterator[Fact]:
    """The facts whose tie is active on one of ``days``, once for each place and flaw."""
    told: set[tuple[int, int, str]] = set()
    for fact in seen:
        key = (fact.part, fact.start, fact.note)
        if is_active(fact.ref, records, days) and key not in told:
            told.add(key)
            yield fact


def is_active(ref: str, records: Records, days: Sequence[date]) -> bool:
    """Whether the tie that ``ref`` names holds on one of ``days``; a sponsor always does."""
    person, _, number = ref.rpartition("/")
    if not person:
        return True
    register = records.registers.get(person)
    if register is None or int(number) >= len(register.ties):
        return True  # the register changed under us: fail closed
    tie = register.ties[int(number)]
    return any(tie.start <= day and (tie.end is None or day <= tie.end) for day in days)


def bound_people(post: Post, account: str, records: Records) -> tuple[str, ...]:
    """Whose registers count: the author's, the account owner's and the practice's."""
    owner = records.accounts[account].owner if account in records.accounts else "practice"
    return tuple(dict.fromkeys((post.author, owner, "practice")))


def ties(post: Post, account: str, records: Records) -> Iterator[tuple[str, Tie]]:
    """(ref, tie) of everyone bound; on the clinic's own account a tie to it is no news."""
    own = _own_names(records) if _is_practice(account, records) else ()
    for person in bound_people(post, account, records):
        register = records.registers.get(person)
        for number, tie in enumerate(register.ties if register else ()):
            if not (own and _is_own(tie.company, own)):
                yield f"{person}/{number}", tie


@lru_cache(maxsize=512)
def _is_own(company: str, own: tuple[Term, ...]) -> bool:
    return names_any(company, own)


def _is_practice(account: str, records: Records) -> bool:
    found = records.accounts.get(account)
    return found is None or found.owner == "practice"


def _own_names(records: Records) -> tuple[Term, ...]:
    return names_terms((records.settings.clinic, records.brand.name, *records.brand.aliases))


def sponsored(post: Post) -> bool:
    """Whether the front matter names a sponsor."""
    return post.sponsored_by.strip().casefold() not in _NOBODY


def obligations(rendition: Rendition, post: Post, records: Records) -> Iterator[Obligation]:
    """Every tie that the rendition shows, and the sponsor that its front matter names."""
    shown = _shown(rendition, post)
    for ref, tie in ties(post, rendition.account, records):
        wanted = terms(tie)
        places = _where(shown, wanted)
        if places:
            yield Obligation(ref, wanted, tuple(sorted(places)), _tie_words(ref, tie), places)
    if sponsored(post):
        wanted = names_terms((post.sponsored_by,))
        places = {0: post.place(SPONSOR)} | _where(shown, wanted)
        yield Obligation(SPONSOR, wanted, tuple(sorted(places)), "the post has a sponsor", places)


def _tie_words(ref: str, tie: Tie) -> str:
    person, _, number = ref.rpartition("/")
    return f"it names what entry {int(number) + 1} of the register of {person} lists ({tie.nature})"


def _shown(rendition: Rendition, post: Post) -> list[tuple[int, str, Place]]:
    seen = [(s.part, s.text, s.place) for s in surfaces(rendition, post) if s.published]
    if post.link:  # also where a platform only says "link in bio"
        seen.append((0, post.link, post.place("link")))
    return seen


def _where(shown: list[tuple[int, str, Place]], wanted: tuple[Term, ...]) -> dict[int, Place]:
    places: dict[int, Place] = {}
    for part, text, place in shown:
        if part not in places and names_any(text, wanted):
            places[part] = place
    return places


# ---------------------------------------------------------------- what is wrong with it
def problems(rendition: Rendition, post: Post, records: Records) -> Iterator[Problem]:
    """Judge every obligation; a post that calls itself an ad is judged for place and wording."""
    return iter(_problems(rendition, post, records))


@latest
def _problems(rendition: Rendition, post: Post, records: Records) -> tuple[Problem, ...]:
    return tuple(_judged(rendition, post, records))


def _judged(rendition: Rendition, post: Post, records: Records) -> Iterator[Problem]:
    owed = list(obligations(rendition, post, records))
    reading = _Reading(rendition, post, records, owed)
    for obligation in owed:
        yield from reading.judge(obligation)
    yield from reading.judge_itself()


class _Reading:
    """A rendition's disclosures, read once."""

    def __init__(
        self, rendition: Rendition, post: Post, records: Records, owed: Sequence[Obligation]
    ) -> None:
        self.rendition = rendition
        self.post = post
        self.texts = [part.text for part in rendition.parts]
        self.found = [disclosure.find(text) for text in self.texts]
        self.fold = fold_of(rendition.platform, records)
        self.others = _other_names(post, records, owed)

    # ------------------------------------------------ one obligation
    def judge(self, owed: Obligation) -> Iterator[Problem]:
        covering = [self._covering(n, owed) for n in range(len(self.texts))]
        told = [n for n in owed.parts if covering[n]]
        for part in owed.parts:
            if covering[part]:
                yield from self._placed(part, owed.ref, covering[part])
            elif told:
                yield self._problem(
                    "DIS002", owed, part, "this post of the thread endorses without it"
                )
        if not told:
            yield self._untold(owed, any(covering))

    def judge_itself(self) -> Iterator[Problem]:
        for part, found in enumerate(self.found):
            if any(d.strong for d in found):
                yield from self._placed(part, ITSELF, found)
        if any(self.found):
            return
        if flaw := self._unreadable(alone=True, owed=None):
            yield flaw
        elif where := self._elsewhere(strong=True):
            yield Problem(
                "DIS006", ITSELF, 0, f"the only disclosure stands in {where}", self.post.place()
            )

    def _covering(self, part: int, owed: Obligation) -> list[Disclosure]:
        text = self.texts[part]
        return [d for d in self.found[part] if self._covers(text, d, owed)]

    def _covers(self, text: str, found: Disclosure, owed: Obligation) -> bool:
        shown = text[found.start : found.end]
        if names_any(shown, owed.terms):
            return True
        if found.named or disclosure.names_another(shown):
            return False
        mine = names_any(shown, self.others.get(owed.ref, ()))
        return not mine

    # ------------------------------------------------ in the text, yet easily missed
    def _placed(self, part: int, ref: str, found: Sequence[Disclosure]) -> Iterator[Problem]:
        flawed = [(self._flaws(part, d), d) for d in found]
        if any(not flaws for flaws, _ in flawed):
            return
        flaws, best = min(flawed, key=lambda pair: (len(pair[0]), pair[1].start))
        place = self.rendition.parts[part].place_at(best.start, self.post.place())
        for rule, what in flaws:
            yield Problem(rule, ref, part, what, place, best.start, best.end)

    def _flaws(self, part: int, found: Disclosure) -> list[tuple[str, str]]:
        text = self.texts[part]
        flaws: list[tuple[str, str]] = []
        first = len(text) - len(text.lstrip())
        if found.end > self.fold:
            flaws.append(
                (
                    "DIS002",
                    f"the disclosure ends at character {found.end}; "
                    f'about {self.fold} show before "more"',
                )
            )
        elif "\n" in text[first : found.start].rstrip(" ") or "\n" in text[found.start : found.end]:
            flaws.append(("DIS002", "the disclosure stands below the first line"))
        if what := piled(text, found):
            flaws.append(("DIS003", what))
        return flaws

    # ------------------------------------------------ not in the text
    def _untold(self, owed: Obligation, other_part: bool) -> Problem:
        part = owed.parts[0]
        if other_part:
            return self._problem(
                "DIS006", owed, part, "the disclosure stands in another post of the thread"
            )
        if where := self._elsewhere(strong=False):
            return self._problem("DIS006", owed, part, f"the only disclosure stands in {where}")
        if flaw := self._unreadable(alone=False, owed=owed):
            return flaw
        return self._problem("DIS001", owed, part, f"{owed.what} and no disclosure is there")

    def _problem(self, rule: str, owed: Obligation, part: int, what: str) -> Problem:
        return Problem(rule, owed.ref, part, what, owed.places.get(part, self.post.place()))

    def _elsewhere(self, *, strong: bool) -> str:
        """The wrong place where a disclosure stands, or nothing."""
        for surface in surfaces(self.rendition, self.post):
            if surface.published and surface.kind is not SurfaceKind.TEXT:
                text = _spaced(surface.text) if surface.kind is SurfaceKind.LINK else surface.text
                if any(d.strong or not strong for d in disclosure.find(text)):
                    kind = "link title" if surface.kind is SurfaceKind.FIELD else surface.kind.value
                    return f"the {kind}"
        for name, value in self.rendition.options:
            if disclosure.find(value):
                return f"the field {name}"
            if _PAID_FLAG.search(name) and value.casefold() not in _NOBODY:
                return "the platform's label"
        if not strong and any(denial.pointer(text) for text in self.texts):
            return "a place that the text only points to"
        return ""

    def _unreadable(self, *, alone: bool, owed: Obligation | None) -> Problem | None:
        for part, text in enumerate(self.texts):
            place = self.rendition.parts[part].place_at(0, self.post.place())
            ref = owed.ref if owed else ITSELF
            if hidden := disclosure.disguised(text):
                what = "the only disclosure is written in letters that are not plain ones"
                return Problem("DIS004", ref, part, what, place, hidden.start, hidden.end)
            named = [(m.start, m.end) for m in mentions(text, owed.terms)] if owed else []
            span = vagueness.vague_alone(text) if alone else vagueness.vague(text, named)
            if span:
                what = "the only disclosure is a word that does not say what the tie is"
                return Problem("DIS004", ref, part, what, place, *span)
        return None


_PAID_FLAG = re.compile(r"(?i)paid|sponsor|branded|brand_organic|promot|advert")


def _spaced(link: str) -> str:
    return re.sub(r"[/?&=_+\-.#]+", " ", link)


def _other_names(
    post: Post, records: Records, owed: Sequence[Obligation]
) -> dict[str, tuple[Term, ...]]:
    """For each obligation the names of all *other* companies on file: what does not cover it."""
    found: dict[str, tuple[Term, ...]] = {}
    for one in owed:
        keys = {t.key for t in one.terms}
        rest = [
            term
            for person, register in records.registers.items()
            for number, tie in enumerate(register.ties)
            if f"{person}/{number}" != one.ref
            for term in terms(tie)
            if term.key not in keys
        ]
        if sponsored(post) and one.ref != SPONSOR:
            rest += [t for t in names_terms((post.sponsored_by,)) if t.key not in keys]
        found[one.ref] = tuple(rest)
    return found


# ---------------------------------------------------------------- fold and pile
def fold_of(platform: str, records: Records) -> int:
    """Code points before "more": settings, then policy, then the platform's package, then FOLDS."""
    settings = records.settings.platforms.get(platform)  # type: ignore[call-overload]
    if settings is not None and settings.fold:
        return int(settings.fold)
    policy = records.policy.folds.get(platform)  # type: ignore[call-overload]
    if policy:
        return int(policy)
    return _platform_fold(platform) or FOLDS.get(platform, 100)


def _platform_fold(platform: str) -> int | None:
    name = f"bot.platforms.{platform}.limits"
    if platform not in FOLDS or importlib.util.find_spec(f"bot.platforms.{platform}") is None:
        return None
    if importlib.util.find_spec(name) is None:
        return None
    limits = getattr(importlib.import_module(name), "LIMITS", None)
    return limits.fold if limits else None


_ITEM = r"(?:[#＃][^\W_][\w]*|https?://\S+|www\.\S+|@[\w.]+)"
_RUN = re.compile(rf"{_ITEM}(?:[\s,;|·•]*{_ITEM})*")


def piled(text: str, found: Disclosure) -> str:
    """Why a disclosure drowns among hashtags and links, or nothing."""
    for run in _RUN.finditer(text):
        items = re.findall(_ITEM, run.group())
        if found.tag and run.start() <= found.start < run.end() and len(items) >= 3:
            return f"the disclosure is one of {len(items)} tags and links in a row"
        if run.end() <= found.start and sum(i[0] in "#＃" for i in items) >= 2:
            return "the disclosure stands after the block of tags"
    return ""
