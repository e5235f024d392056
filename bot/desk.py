"""The compliance desk: the calendar read, rendered and judged, one sheet per post and account.

An unchanged post is neither parsed nor rendered again: its header, rendition digests and
observations come from the cache, and only the live half of the rules runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot import rules as rulebook
from bot.cache import Cache, code_digest
from bot.content import calendar
from bot.errors import BadPost, ExitCode, GatepostError
from bot.gates import Observation, judge, observe, subject_of
from bot.media.store import MediaStore
from bot.model import Decision, Finding, Post, Rendition, Severity, Verdict, digest
from bot.phi.engine import Engine
from bot.phi.model import Analysis
from bot.platforms.base import Voice
from bot.records import Records
from bot.records.approval import acknowledged
from bot.records.model import Account
from bot.render import Studio
from bot.rules.base import Context, History, Subject, VaultView
from bot.timetable import Slot, slots

Assigned = Callable[[str, str], datetime | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One post on one account: when, what the gates say, and the digest of what would go."""

    post: Post  # from the cache: without its texts
    account: Account
    slots: tuple[Slot, ...]
    verdict: Verdict
    rendition: str = ""  # digest; empty when the platform cannot carry the post


@dataclass(frozen=True, slots=True)
class Report:
    """Every sheet of a run and every file that could not be read."""

    sheets: tuple[Sheet, ...] = ()
    problems: tuple[GatepostError, ...] = ()
    files: int = 0
    unchanged: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """The worst of it: blocked, broken, held, nothing found or clean."""
        decisions = {sheet.verdict.decision for sheet in self.sheets}
        if Decision.BLOCK in decisions:
            return ExitCode.BLOCKED
        if self.problems:
            return ExitCode.FAILED
        if Decision.HOLD in decisions:
            return ExitCode.HELD
        return ExitCode.CLEAN if self.files else ExitCode.NOTHING_FOUND


@dataclass(frozen=True, slots=True)
class Seen:
    """What was rendered and observed for one account, without any text."""

    as_of: str  # local date for which it was rendered
    rendition: str = ""  # digest; empty when refused
    refused: Finding | None = None
    observation: Observation = field(default_factory=Observation)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one post: a header without texts and what was seen per account."""

    post: Post
    pictures: str  # digest of the pictures' bytes
    seen: dict[str, Seen]


@cache
def _entry_adapter() -> TypeAdapter[Entry]:
    return TypeAdapter(Entry)


@dataclass
class Desk:
    """Reads and judges one calendar at one instant. ``now`` is the instant of the run."""

    records: Records
    now: datetime
    state: Path
    cache: Cache
    history: History | None = None
    vault: VaultView | None = None
    assigned: Assigned = lambda _post, _account: None
    progress: Callable[[str], None] = lambda _path: None
    actor: str = ""

    def __post_init__(self) -> None:
        """Load the rules; the PHI engine waits until a text must be read."""
        self.rules = rulebook.load()
        self.studio = Studio(self.records, MediaStore(self.state / "media"), self.cache)
        self.zone = ZoneInfo(self.records.settings.timezone)
        self.unchanged = 0
        self._engine: Engine | None = None
        self._posts: dict[str, Post] = {}

    # ---------------------------------------------------------------- the whole calendar
    def check(self, only: Sequence[str] = ()) -> Report:
        """Judge every post under ``only`` (or all). Broken files become problems; others go on."""
        listing = calendar.list_files(self.records.root, self.records.settings.content, only)
        problems: list[GatepostError] = list(listing.problems)
        entries: list[Entry] = []
        for path in listing.files:
            self.progress(path)
            entry, found = self._entry(path)
            problems += found
            if entry is not None:
                entries.append(entry)
        doubled = calendar.duplicates(entry.post for entry in entries)
        spoiled = {error.place.path for error in doubled if error.place}
        sheets: list[Sheet] = []
        for entry in entries:
            if entry.post.path not in spoiled:
                sheets += self._sheets(entry, problems)
        return Report(tuple(sheets), (*problems, *doubled), len(listing.files), self.unchanged)

    def render(self, sheet: Sheet) -> Rendition:
        """The rendition of a sheet, from source (or from this run's memory of it)."""
        post = self._whole(sheet.post)
        return self.studio.render(post, sheet.account, self._as_of(sheet.slots))

    def voice(self, sheet: Sheet) -> Voice:
        """Whose voice a sheet is in, for measuring it."""
        return self.studio.voice(self._whole(sheet.post), sheet.account, self._as_of(sheet.slots))

    def post(self, path: str) -> Post:
        """One post with its texts. Raises BadPost when its file cannot be read."""
        result = calendar.read_file(self.records.root, path, self.zone)
        if result.post is None:
            raise result.problems[0]
        return result.post

    def look(self, post: Post) -> tuple[Sheet, ...]:
        """Render and judge one post that was read elsewhere; nothing is kept."""
        self._posts[post.path] = post
        entry, _ = self._look(post)
        return tuple(self._sheets(entry, []))

    def judge_now(self, sheet: Sheet) -> Verdict:
        """The check-time verdict of a sheet as if its time were this instant."""
        post, rendition = self._whole(sheet.post), self.render(sheet)
        context = self._context(post, (self.now,))
        observation = observe(rendition, context, self.rules)
        occurrence = sheet.slots[0].occurrence if sheet.slots else "once"
        return judge(
            subject_of(rendition, context),
            observation,
            context,
            self.rules,
            acknowledged=self._acknowledged(post, rendition.account, occurrence, rendition.digest),
        )

    def judge(self, rendition: Rendition, post: Post, occurrence: str) -> Verdict:
        """Observe and judge one rendition in the moment of sending."""
        context = replace(self._context(post, (self.now,)), sending=True)
        observation = observe(rendition, context, self.rules)
        subject = subject_of(rendition, context)
        return judge(
            subject,
            observation,
            context,
            self.rules,
            acknowledged=self._acknowledged(post, rendition.account, occurrence, rendition.digest),
        )

    # ---------------------------------------------------------------- one post
    def _entry(self, path: str) -> tuple[Entry | None, Sequence[GatepostError]]:
        key = self._key(path)
        kept = self.cache.get("post", key) if key else None
        if kept is not None:
            entry = _entry_adapter().validate_python(kept)
            if self._still_holds(entry):
                self.unchanged += 1
                return entry, ()
        result = calendar.read_file(self.records.root, path, self.zone)
        if result.post is None:
            return None, result.problems
        self._posts[path] = result.post
        entry, cacheable = self._look(result.post)
        if cacheable and key:
            self.cache.put("post", key, _entry_adapter().dump_python(entry, mode="json"))
        return entry, ()

    def _key(self, path: str) -> str:
        """A digest of everything the entry is made of; empty when the file cannot be read."""
        try:
            source = calendar.file_digest(self.records.root / path)
        except BadPost:
            return ""
        return digest([path, source, self.records.standing_digest, code_digest()])

    def _still_holds(self, entry: Entry) -> bool:
        if entry.post.media and entry.pictures != self.studio.pictures_digest(entry.post):
            return False
        for name, seen in entry.seen.items():
            account = self.records.accounts.get(name)
            if account is None:
                return False
            if (entry.post.repeat or entry.post.slot) and seen.as_of != self._today(entry, account):
                return False
        return True

    def _today(self, entry: Entry, account: Account) -> str:
        try:
            return str(self._as_of(self._slots(entry.post, account)))
        except GatepostError:
            return ""

    def _look(self, post: Post) -> tuple[Entry, bool]:
        """Render and observe a post for each of its accounts."""
        seen: dict[str, Seen] = {}
        for name in post.accounts:
            account = self.records.accounts.get(name)
            if account is not None:
                seen[name] = self._see(post, account)
        entry = Entry(_header(post), self.studio.pictures_digest(post), seen)
        return entry, all(s.observation.cacheable and not s.refused for s in seen.values())

    def _see(self, post: Post, account: Account) -> Seen:
        try:
            at = self._as_of(self._slots(post, account))
            rendition = self.studio.render(post, account, at)
        except GatepostError as error:
            return Seen("", refused=_refusal(error, post, account))
        context = self._context(post, ())
        return Seen(str(at), rendition.digest, None, observe(rendition, context, self.rules))

    def _sheets(self, entry: Entry, problems: list[GatepostError]) -> Iterator[Sheet]:
        post = entry.post
        for name in post.accounts:
            account = self.records.accounts.get(name)
            if account is None:
                problems.append(_unknown_account(post, name, self.records))
                continue
            seen = entry.seen[name]
            try:
                when = self._slots(post, account)
            except GatepostError as error:
                problems.append(error)
                continue
            yield Sheet(
                post, account, when, self._verdict(post, account, seen, when), seen.rendition
            )

    def _verdict(self, post: Post, account: Account, seen: Seen, when: tuple[Slot, ...]) -> Verdict:
        if seen.refused is not None:
            return Verdict("", Decision.BLOCK, (seen.refused,))
        ahead = [slot for slot in when if slot.at >= self.now] or list(when)
        occurrence = ahead[0].occurrence if ahead else ""
        subject = Subject(seen.rendition, post.id, account.name, account.platform, post.place())
        return judge(
            subject,
            seen.observation,
            self._context(post, tuple(slot.at for slot in when)),
            self.rules,
            acknowledged=self._acknowledged(post, account.name, occurrence, seen.rendition),
        )

    # ---------------------------------------------------------------- what it needs
    def _slots(self, post: Post, account: Account) -> tuple[Slot, ...]:
        assigned = self.assigned(post.id, account.name) if post.slot else None
        return slots(post, account, self.zone, self.now, assigned=assigned)

    def _as_of(self, when: tuple[Slot, ...]) -> date:
        ahead = [slot.at for slot in when if slot.at >= self.now] or [s.at for s in when]
        return (ahead[0] if ahead else self.now).astimezone(self.zone).date()

    def _context(self, post: Post, dues: tuple[datetime, ...]) -> Context:
        return Context(
            post=post,
            records=self.records,
            now=self.now,
            dues=dues,
            analyse=self._analyse,
            history=self.history,
            vault=self.vault,
            actor=self.actor,
        )

    def _acknowledged(self, post: Post, account: str, occurrence: str, rendition: str) -> bool:
        if not self.records.approvals:
            return False
        return acknowledged(
            self.records,
            post.id,
            account,
            occurrence,
            rendition,
            (post.consent,),
            author=post.author,
            now=self.now,
        )

    def _analyse(self, rendition: Rendition, post: Post) -> Analysis:
        if self._engine is None:
            self._engine = Engine(self.records.settings.phi, self.records)
        return self._engine.analyse(rendition, post)

    def _whole(self, post: Post) -> Post:
        if post.path not in self._posts:
            self._posts[post.path] = self.post(post.path)
        return self._posts[post.path]


def _header(post: Post) -> Post:
    """The post without its texts: what a cache may hold."""
    media = tuple(replace(m, alt="", credit="") for m in post.media)
    return replace(
        post,
        body="",
        summary="",
        variants={},
        hashtags=(),
        references=(),
        link="",
        media=media,
        sponsored_by="",
    )


def _refusal(error: GatepostError, post: Post, account: Account) -> Finding:
    return Finding(
        rule="FIT",
        severity=Severity.BLOCK,
        place=error.place or post.place(),
        what=error.what.rstrip("."),
        fix=error.fix.rstrip(".") or "Change the post",
        source="The platform's limits",
        platform=account.platform,
        account=account.name,
    )


def _unknown_account(post: Post, name: str, records: Records) -> BadPost:
    near = get_close_matches(name, records.accounts, n=1)
    fix = f"Did you mean {near[0]}?" if near else "Add it to config/accounts.toml."
    return BadPost(f"there is no account {name!r} on file.", fix=fix, place=post.place("accounts"))
