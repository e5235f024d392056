"""PRO002: a title, licence or board that the person's record does not have on that day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.model import Finding, Rendition, Severity
from bot.records import Records
from bot.records.model import Credential, Person
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.days import due_days
from bot.rules.meaning.spot import fact_at, readable
from bot.rules.meaning.text import sentence_at

#: Degrees after which "Dr." is right.
_DEGREES = """
md do mbbs mbchb phd dpt dnp pharmd dds dmd psyd edd dc dpm od aud drph dvm scd
"""
_DOCTORAL = frozenset(_DEGREES.split())
#: Letters after a name that claim something.
_LETTERS = (
    r"M\.?D|D\.?O|Ph\.?D|MBBS|DPT|DNP|PharmD|DDS|DMD|PsyD|DC|DPM|OD|AuD|RN|BSN|MSN|NP|FNP|PA-C|PA"
    r"|CRNA|PT|OTR|LCSW|LPC|RD|MPH|MBA|MSc|MS|FACS|FACP|FAAP|FACC|FAAOS|FAAFP"
)
_AFTER = re.compile(rf"\s{{0,9}},\s{{0,9}}(?P<letters>(?:{_LETTERS})\b\.?)")
_BOARD = re.compile(
    r"(?i)\bboard[\s-]+certified\b(?:\s+(?:as|in)\s+(?:an?\s+)?(?P<in>(?:[A-Za-z]+(?:\s+(?:and\s+)?)?){1,4}))?"
)
_MINE = re.compile(r"\b(?:I|I['’]m|[Mm]y)\b")
_NOT = re.compile(r"(?i)\b(?:not|no|never|isn['’]t|whether|if|find an?|look for|ask)\b[^.;]{0,40}$")
_WORDS = "in as and of the a an for with our my who has is by physician doctor surgeon"
_SMALL = frozenset(_WORDS.split())


@register
class Credentials(Rule):
    """Letters, "Dr." and "board certified" against the person's file, as of the day of posting.

    A claim without the full name of its board is a warn. Who is meant: the person named in
    the sentence, or the author who says I.
    """

    id = "PRO002"
    title = "Credential not on file"
    gate = "professionalism"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Patients choose by titles. One that was never earned, or a board certificate that has run "
        "out, misleads them, and boards discipline it. What may be claimed stands in the person's "
        "file with its end, so that a post written in spring is still true when it goes out in "
        "autumn. California also wants the full name of the board."
    )
    fix = "Correct the title, or record it under credentials with its board and end"
    source = "16 CFR 255.3; Cal. B&P Code 651(h)(5)"
    override = "L"
    examples = (
        Example("letters that are not on file", {}, "Ada Okafor, PhD, explains how nerves heal."),
        Example(
            "a board that is not on file",
            {},
            "I am board certified in Neurosurgery by the American Board of Neurological Surgery.",
        ),
        Example("a doctor's title without a doctorate", {}, "Dr. Ito leads the walking class."),
        Example(
            "the letters on file",
            {},
            "Ada Okafor, MD, explains how nerves heal. Dr. Okafor answers questions.",
            stopped=False,
        ),
        Example(
            "general teaching about boards",
            {},
            "Ask whether your surgeon is board certified.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """What is claimed of whom: the kind and the word of a credential, never of a text."""
        for surface in readable(rendition, view.post):
            for person in view.records.people.values():
                for start, end, ref in _titles(surface.text, person):
                    yield fact_at(rendition, surface, (start, end), "title", ref=ref)
            for start, end, ref in _boards(surface.text, view.post.author, view.records):
                yield fact_at(rendition, surface, (start, end), "board", ref=ref)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Each claim against what the person holds on every day of posting."""
        days = due_days(view)
        told: set[str] = set()
        for fact in facts:
            person_id, _, claim = fact.ref.partition("/")
            person = view.records.people.get(person_id)
            if person is None or fact.ref in told:
                continue
            told.add(fact.ref)
            judge = _board_fault if fact.kind == "board" else _title_fault
            for what, severity in judge(person, claim, days):
                yield self.finding(subject, fact, severity=severity, what=f"{person.id}: {what}")


Fault = tuple[str, Severity]


# ---------------------------------------------------------------- what is claimed
def _titles(text: str, person: Person) -> Iterator[tuple[int, int, str]]:
    """Letters after a person's name, and "Dr." before it."""
    names = (person.name, *person.aliases)
    for name in dict.fromkeys(re.escape(re.sub(r"^Dr\.?\s+", "", one)) for one in names):
        for match in re.finditer(rf"(?<!\w){name}(?!\w)", text):
            at = match.end()
            while letters := _AFTER.match(text, at):
                yield *letters.span("letters"), f"{person.id}/{_bare(letters['letters'])}"
                at = letters.end()
    family = re.escape(person.name.split()[-1])
    first = re.escape(person.name.split()[0])
    for match in re.finditer(rf"\bDr\.?\s+(?:{first}\s+(?:\w\.?\s+)?)?{family}(?!\w)", text):
        yield *match.span(), f"{person.id}/dr"


def _boards(text: str, author: str, records: Records) -> Iterator[tuple[int, int, str]]:
    """Claims of a board certificate, with the field, and whether the board is named."""
    for match in _BOARD.finditer(text):
        sentence = sentence_at(text, match.start())
        before = text[sentence.start : match.start()]
        if _NOT.search(before) or sentence.text.endswith("?"):
            continue
        who = [p.id for p in records.people.values() if _names(sentence.text, p)]
        if not who and _MINE.search(before):
            who = [author]
        named = "named" if re.search(r"\bBoard of\s+[A-Z]", sentence.text) else "unnamed"
        field = " ".join(w for w in (match["in"] or "").casefold().split() if w not in _SMALL)
        for person in who:
            yield *match.span(), f"{person}/{named}/{field}"


def _names(sentence: str, person: Person) -> bool:
    family = person.name.split()[-1]
    return bool(re.search(rf"(?<!\w){re.escape(family)}(?!\w)", sentence))


# ---------------------------------------------------------------- what is on file
def _title_fault(person: Person, claim: str, days: Sequence[date]) -> Iterator[Fault]:
    held = [c for c in person.credentials if not c.board]
    if claim == "dr":
        # A family name is shared; of somebody without any credential on file we know nothing.
        if held and not any(_bare(c.title) in _DOCTORAL for c in held):
            yield "is called Dr. and has no doctorate on file", Severity.BLOCK
        return
    same = [c for c in held if _bare(c.title) == claim]
    if not same:
        yield f"{claim.upper()} is not on file", Severity.BLOCK
    elif any(_ended(same, day) for day in days):
        yield f"{claim.upper()} has ended by the day of posting", Severity.BLOCK


def _board_fault(person: Person, claim: str, days: Sequence[date]) -> Iterator[Fault]:
    named, _, field = claim.partition("/")
    boards = [c for c in person.credentials if c.board or "board" in c.title.casefold()]
    fitting = [c for c in boards if _fits(c, field)]
    if not boards:
        yield "no board certificate is on file", Severity.BLOCK
    elif not fitting:
        yield "the board certificates on file are in another field", Severity.BLOCK
    elif any(_ended(fitting, day) for day in days):
        yield "the board certificate has ended by the day of posting", Severity.BLOCK
    elif named == "unnamed":
        yield "a board certificate is claimed without the full name of its board", Severity.WARN


def _fits(credential: Credential, field: str) -> bool:
    """Whether the field claimed shares a word's stem with the certificate."""
    stems = {word[:6] for word in f"{credential.title} {credential.board}".casefold().split()}
    wanted = [word[:6] for word in field.split() if word not in ("certified", "medicine")]
    return not wanted or any(stem in stems for stem in wanted)


def _ended(credentials: Sequence[Credential], day: date) -> bool:
    return all(c.until is not None and c.until < day for c in credentials)


def _bare(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.casefold())
