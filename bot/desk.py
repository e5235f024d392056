"""The compliance desk: the calendar read, rendered and judged, one sheet per post and account.

An unchanged post is neither parsed nor rendered again: its header, rendition digests and
observations come from the cache, and only the live half of the rules runs. What parses,
renders or knows a language is imported when the first changed post is met.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import rules as rulebook
from bot.answer import with_words
from bot.cache import Cache, code_digest
from bot.content import calendar
from bot.content.source import read_bytes
from bot.entry import Entry, Seen, decode, encode, make_entry, still_holds
from bot.errors import BadPost, DoesNotFit, ExitCode, GatepostError
from bot.gates import Observation, decide, judge, observe, subject_of
from bot.model import Decision, Finding, Place, Post, Rendition, Severity, Verdict, digest
from bot.records import Records
from bot.records.approval import acknowledged
from bot.records.model import Account
from bot.records.review import About, Review, review
from bot.rules.agenda import Agenda, Planned, gone_by
from bot.rules.base import Context, Fact, History, Subject, VaultView
from bot.timetable import Slot, slots

if TYPE_CHECKING:
    from bot.phi.engine import Engine
    from bot.phi.model import Analysis
    from bot.platforms.base import Voice
    from bot.render import Studio

Assigned = Callable[[str, str], datetime | None]
Taken = Callable[[str], frozenset[datetime]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One post on one account: when, what the gates say, and the digest of what would go."""

    post: Post  # a header, without its texts
    account: Account
    slots: tuple[Slot, ...]
    verdict: Verdict  # of the next occurrence
    rendition: str = ""  # digest; empty when the platform cannot carry the post
    parts: int = 0


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
    taken: Taken = lambda _account: frozenset()
    progress: Callable[[str], None] = lambda _path: None
    actor: str = ""

    def __post_init__(self) -> None:
        """Load the rules; studio and PHI engine wait until a text must be read."""
        self.rules = rulebook.load()
        self.zone = ZoneInfo(self.records.settings.timezone)
        self.unchanged = 0
        self._posts: dict[str, Post] = {}
        self._agenda = Agenda()
        self._analysed: tuple[Rendition, Post, Analysis] | None = None
        self._given: dict[tuple[str, str], tuple[Slot, ...]] = {}

    @cached_property
    def studio(self) -> Studio:
        """What renders."""
        from bot.media.store import MediaStore
        from bot.render import Studio

        return Studio(self.records, MediaStore(self.state / "media"), self.cache)

    @cached_property
    def _engine(self) -> Engine:
        from bot.phi.engine import Engine

        return Engine(self.records.settings.phi, self.records)

    # ---------------------------------------------------------------- the whole calendar
    def check(self, only: Sequence[str] = ()) -> Report:
        """Judge every post under ``only`` (or all). Broken files become problems; others go on."""
        content = self.records.settings.content
        listing = calendar.list_files(self.records.root, content, only)
        self.unchanged = 0
        self._given.clear()
        problems: list[GatepostError] = list(listing.problems)
        ids: list[tuple[str, Place]] = []
        entries = [e for path in listing.files if (e := self._entry(path, problems, ids))]
        if only:
            ids += calendar.other_ids(self.records.root, content, listing)
        else:
            self.cache.keep_only("post", frozenset(map(_name, listing.files)))
        doubled = calendar.duplicates((entry.post for entry in entries), ids)
        spoiled = {error.place.path for error in doubled if error.place}
        sheets: list[Sheet] = []
        planned = list(self._planned(entries))
        days = max(self.records.policy.duplicate_days, self.records.policy.max_silence_days or 1)
        since = self.now - timedelta(days=days)
        gone = gone_by(self.history, self.records.accounts, since, planned) if self.history else ()
        self._agenda = Agenda([*planned, *gone])
        for entry in entries:
            if entry.post.path not in spoiled:
                sheets += self._sheets(entry, problems)
        self.cache.flush()
        once = {str(problem): problem for problem in (*self.records.problems, *problems, *doubled)}
        return Report(tuple(sheets), tuple(once.values()), len(listing.files), self.unchanged)

    def render(self, sheet: Sheet) -> Rendition:
        """The rendition of a sheet, made again from the source that was judged.

        Raises BadPost when it comes out differently: the file changed in between.
        """
        post = self._whole(sheet.post)
        made = self.studio.render(post, sheet.account, self._as_of(sheet.slots))
        if made.digest != sheet.rendition:
            raise _changed(sheet.post)
        return made

    def voice(self, sheet: Sheet) -> Voice:
        """Whose voice a sheet is in, for measuring it."""
        return self.studio.voice(self._whole(sheet.post), sheet.account, self._as_of(sheet.slots))

    def decision(self, sheet: Sheet, slot: Slot) -> Decision:
        """What the verdict amounts to for one occurrence: each wants its own acknowledgement."""
        verdict = sheet.verdict
        return decide(
            self._findings(sheet, slot),
            verdict.not_run,
            acknowledged=self._acknowledged(
                sheet.post, sheet.account.name, slot.occurrence, sheet.rendition, slot.at
            ),
        )

    def _findings(self, sheet: Sheet, slot: Slot) -> tuple[Finding, ...]:
        """The verdict's findings, those about approvals as of this occurrence."""
        upcoming = self._upcoming(sheet.slots)
        if not sheet.rendition or upcoming is None or slot.occurrence == upcoming.occurrence:
            return sheet.verdict.findings
        review = {id_: rule for id_, rule in self.rules.items() if rule.gate == "review"}
        context = replace(self._context(sheet.post, (slot.at,)), due=slot.at)
        subject = replace(_subject(sheet), occurrence=slot.occurrence)
        mine = judge(subject, Observation(), context, review).findings
        return (*(f for f in sheet.verdict.findings if f.rule not in review), *mine)

    def review(self, sheet: Sheet, occurrence: str = "") -> Review:
        """How the approvals on file stand to a sheet's next occurrence, or the one named."""
        upcoming = self._upcoming(sheet.slots)
        post = sheet.post
        about = About(
            post.id,
            sheet.account.name,
            occurrence or (upcoming.occurrence if upcoming else "once"),
            sheet.rendition,
            (post.consent,) if post.consent else (),
            post.author,
            post.kind,
        )
        return review(self.records, about, self.now)

    def facts(self, sheet: Sheet, rule: str) -> list[Fact]:
        """What one rule sees in a sheet's rendition, with the words that a determination
        is bound to; for a command that makes one. Never to be written down."""
        rendition, post = self.render(sheet), self._whole(sheet.post)
        one = self.rules[rule]
        seen = observe(rendition, self._context(post, ()), {rule: one})
        return with_words(seen.facts.get(rule, ()), one, rendition, post)

    def post(self, path: str) -> Post:
        """One post with its texts. Raises BadPost when its file cannot be read."""
        result = calendar.read_file(self.records.root, path, self.zone)
        if result.post is None:
            raise result.problems[0]
        return result.post

    def look(self, post: Post) -> tuple[Sheet, ...]:
        """Render and judge one post that was read elsewhere; nothing is kept."""
        self._given.clear()
        self._posts[post.path] = post
        return tuple(self._sheets(make_entry(self.records.root, post, b"", self._look(post)), []))

    def judge_now(self, sheet: Sheet) -> Verdict:
        """The check-time verdict of a sheet as if its time were this instant."""
        upcoming = self._upcoming(sheet.slots)
        occurrence = upcoming.occurrence if upcoming else "once"
        post = self._whole(sheet.post)
        return self._judge(self.render(sheet), self._context(post, (self.now,)), occurrence)

    def judge(
        self, rendition: Rendition, post: Post, occurrence: str, due: datetime | None = None
    ) -> Verdict:
        """Observe and judge one rendition in the moment of sending; it was ``due`` then."""
        context = replace(self._context(post, (self.now,)), sending=True, due=due)
        return self._judge(rendition, context, occurrence)

    def _judge(self, rendition: Rendition, context: Context, occurrence: str) -> Verdict:
        taken_note = self._acknowledged(
            context.post, rendition.account, occurrence, rendition.digest, context.due
        )
        return judge(
            replace(subject_of(rendition, context), occurrence=occurrence),
            observe(rendition, context, self.rules),
            context,
            self.rules,
            acknowledged=taken_note,
        )

    # ---------------------------------------------------------------- one post
    def _entry(
        self, path: str, problems: list[GatepostError], ids: list[tuple[str, Place]]
    ) -> Entry | None:
        """A post's entry, from the cache while nothing it was made of has changed.

        A file that cannot be read leaves its problems, and its id if that much is known.
        """
        self.progress(path)
        raw = self._bytes(path)
        key = digest([path, _sha256(raw), self.records.standing_digest, code_digest()])
        kept = self.cache.get("post", _name(path), key) if raw else None
        entry = decode(kept, path) if kept else None
        if entry is not None and self._still_holds(entry, raw):
            self.unchanged += 1
            return entry
        result = calendar.read_file(self.records.root, path, self.zone)
        if result.post is None:
            problems += result.problems
            ids += [(result.id, result.id_place)] if result.id and result.id_place else []
            return None
        self._posts[path] = result.post
        entry = make_entry(self.records.root, result.post, raw, self._look(result.post))
        encoded = encode(entry) if result.post.source_digest == _sha256(raw) else None
        if encoded is not None:
            self.cache.put("post", _name(path), key, encoded)
        return entry

    def _bytes(self, path: str) -> bytes:
        """The file's bytes; none when it cannot be read, which reading it will explain."""
        try:
            return read_bytes(self.records.root.resolve(), path, path)
        except BadPost:
            return b""

    def _still_holds(self, entry: Entry, raw: bytes) -> bool:
        post = entry.post
        if not still_holds(entry, self.records.root, raw) or not self._stored(entry):
            return False
        if not (post.repeat or post.slot):
            return True  # its day stands in the source
        known = self.records.accounts
        return all(
            seen.as_of == self._today(post, known[name]) for name, seen in entry.seen.items()
        )

    def _stored(self, entry: Entry) -> bool:
        """Whether the pictures that would be sent are still in the store."""
        wanted = {sha256 for seen in entry.seen.values() for sha256 in seen.pictures}
        return all((self.state / "media" / sha256).is_file() for sha256 in wanted)

    def _today(self, post: Post, account: Account) -> str:
        try:
            return str(self._as_of(self._slots(post, account)))
        except GatepostError:
            return ""

    def _look(self, post: Post) -> dict[str, Seen]:
        """Render and observe a post for each of its accounts."""
        known = self.records.accounts
        return {name: self._see(post, known[name]) for name in post.accounts if name in known}

    def _see(self, post: Post, account: Account) -> Seen:
        as_of = self._today(post, account)
        try:
            at = self._as_of(self._slots(post, account))
            rendition = self.studio.render(post, account, at)
        except GatepostError as error:
            refused = _refusal(error, post, account)
            return Seen(as_of, refused=refused, lasting=isinstance(error, DoesNotFit))
        observation = observe(rendition, self._context(post, ()), self.rules)
        pictures = tuple(p.sha256 for part in rendition.parts for p in part.attachments)
        return Seen(
            as_of,
            rendition.digest,
            len(rendition.parts),
            observation=observation,
            pictures=pictures,
        )

    def _planned(self, entries: Sequence[Entry]) -> Iterator[tuple[str, Planned]]:
        """What goes out on each account, for the rules that look at rhythm."""
        for entry in entries:
            for name, seen in entry.seen.items():
                try:
                    when = self._slots(entry.post, self.records.accounts[name])
                except GatepostError:
                    continue  # told where the post itself is judged
                told = seen.observation.facts.get("CAD001", ())
                print_ = told[0].ref if told else ""
                times = tuple(slot.at for slot in when)
                settled = not any(slot.provisional for slot in when)
                yield name, Planned(entry.post.id, times, print_, settled)

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
            verdict = self._verdict(post, account, seen, when)
            yield Sheet(post, account, when, verdict, seen.rendition, seen.parts)

    def _verdict(self, post: Post, account: Account, seen: Seen, when: tuple[Slot, ...]) -> Verdict:
        if seen.refused is not None:
            return Verdict("", Decision.BLOCK, (seen.refused,))
        upcoming = self._upcoming(when)
        occurrence = upcoming.occurrence if upcoming else ""
        # Past dates of a recurrence say nothing about those to come.
        dues = tuple(slot.at for slot in when if upcoming and slot.at >= upcoming.at)
        return judge(
            Subject(
                seen.rendition, post.id, account.name, account.platform, post.place(), occurrence
            ),
            seen.observation,
            replace(self._context(post, dues), due=upcoming.at if upcoming else None),
            self.rules,
            acknowledged=self._acknowledged(
                post, account.name, occurrence, seen.rendition, upcoming.at if upcoming else None
            ),
        )

    # ---------------------------------------------------------------- what it needs
    def _slots(self, post: Post, account: Account) -> tuple[Slot, ...]:
        """The post's slots on an account, the same ones throughout a run."""
        key = (post.path, account.name)
        if key not in self._given:
            self._given[key] = self._find_slots(post, account)
        return self._given[key]

    def _find_slots(self, post: Post, account: Account) -> tuple[Slot, ...]:
        if not post.slot:
            between = self.records.policy.stagger_minutes
            return slots(post, account, self.zone, self.now, stagger_minutes=between)
        assigned = self.assigned(post.id, account.name)
        offered = {
            slot.at
            for (_, name), given in self._given.items()
            for slot in given
            if name == account.name and slot.provisional
        }
        taken = self.taken(account.name) | offered
        return slots(post, account, self.zone, self.now, assigned=assigned, taken=taken)

    def _upcoming(self, when: tuple[Slot, ...]) -> Slot | None:
        """The next slot; the last when all have gone by."""
        return next((slot for slot in when if slot.at >= self.now), when[-1] if when else None)

    def _as_of(self, when: tuple[Slot, ...]) -> date:
        upcoming = self._upcoming(when)
        return (upcoming.at if upcoming else self.now).astimezone(self.zone).date()

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
            agenda=self._agenda,
        )

    def _acknowledged(
        self,
        post: Post,
        account: str,
        occurrence: str,
        rendition: str,
        due: datetime | None = None,
    ) -> frozenset[str]:
        if not self.records.approvals or self.records.unread("approvals", post.id):
            return frozenset()
        return acknowledged(
            self.records,
            post.id,
            account,
            occurrence,
            rendition,
            (post.consent,),
            author=post.author,
            now=self.now,
            by=due,
        )

    def _analyse(self, rendition: Rendition, post: Post) -> Analysis:
        """What the engine says of the rendition under observation: ten rules ask for it."""
        asked = self._analysed
        if asked is None or asked[0] is not rendition or asked[1] is not post:
            found = self._engine.analyse(rendition, post)
            asked = self._analysed = (rendition, post, found)
        return asked[2]

    def _whole(self, post: Post) -> Post:
        """The post with its texts, from the very bytes that its header is of."""
        kept = self._posts.get(post.path)
        if kept is None or kept.source_digest != post.source_digest:
            kept = self._posts[post.path] = self.post(post.path)
        if kept.source_digest != post.source_digest:
            raise _changed(post)
        return kept


def _subject(sheet: Sheet) -> Subject:
    account = sheet.account
    return Subject(
        sheet.rendition, sheet.post.id, account.name, account.platform, sheet.post.place()
    )


def _name(path: str) -> str:
    return _sha256(path.encode())


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _changed(post: Post) -> BadPost:
    return BadPost(
        "the post or one of its pictures changed while it was being read.",
        fix="Run the command again.",
        place=post.place(),
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
