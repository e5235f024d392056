"""CON005: the post goes beyond what the person signed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.adapt.sentences import split
from bot.model import Finding, People, Rendition, Severity
from bot.phi.model import Identifier, Level, Role
from bot.records import Records
from bot.records.model import Consent
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.text import plain, squeeze

_STORY = "Meet one of our patients, who relearned to walk. She told us what helped her most."
_PICTURE = {"file": "images/walk.png", "alt": "A woman on a path", "people": "patient"}
#: Words that a form may use for a class of identifier.
_CLASSES = {
    Identifier.IMAGE: ("likeness", "image", "face", "photo", "picture"),
    Identifier.BIOMETRIC: ("likeness", "voice", "biometric"),
    Identifier.NAME: ("name", "first name"),
    Identifier.PLACE: ("place", "location", "city"),
    Identifier.DATE: ("date", "dates"),
    Identifier.AGE: ("age",),
}


@register
class OutOfScope(Rule):
    """Platform, medium, identifiers, purpose, entity and edits, each against the record.

    Which names a record releases is PHI001's to judge, by keyed HMAC; here it is only
    whether it releases names at all.
    """

    id = "CON005"
    title = "Outside the consent's scope"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "People agree to something particular: this story, in writing, on these platforms, for "
        "this purpose, by this practice. A form for the website does not cover Instagram, words do "
        "not cover a face, education does not cover promotion, and a form that allows no edits "
        "does not cover a shortened text. What the record does not list was not agreed to."
    )
    fix = "Change the post to what was signed for, or get a wider authorization"
    source = "45 CFR 164.508(a)(1), (c)(1)"
    override = "N"
    examples = (
        Example(
            "signed for LinkedIn, planned for Instagram",
            {"kind": "story", "patient": {"consent": "C-narrow"}},
            _STORY,
            platform="instagram",
        ),
        Example(
            "signed for words, used with a picture",
            {"kind": "story", "patient": {"consent": "C-narrow"}, "media": [_PICTURE]},
            _STORY,
        ),
        Example(
            "signed as a story, used to promote",
            {"kind": "promotion", "patient": {"consent": "C-narrow"}},
            _STORY,
        ),
        Example(
            "what was signed for: words, on LinkedIn, as a story",
            {"kind": "story", "patient": {"consent": "C-narrow"}},
            _STORY,
            stopped=False,
        ),
        Example(
            "a wide record with a picture",
            {"kind": "story", "patient": {"consent": "C-7f3a"}, "media": [_PICTURE]},
            _STORY,
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """What the rendition uses: media, classes of identifiers, words of its own."""
        post = view.post
        if post.consent not in view.records.consents:
            return
        yield Fact("medium", post.place("patient"), ref="text")
        for picture in post.media:
            if picture.people is People.PATIENT:
                place = picture.place or post.place("media")
                yield Fact("medium", place, ref="image")
                yield Fact("identifier", place, ref=Identifier.IMAGE.value)
        if edited(rendition, post.body):
            yield Fact("edit", post.place("patient"))
        for hit in view.analysis(rendition).hits:
            if hit.level is not Level.INFO and hit.role in (Role.PATIENT, Role.RELATIVE):
                yield Fact(
                    "identifier", hit.place, hit.part, hit.start, hit.end, hit.identifier.value
                )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Everything the record's scope does not list."""
        record = view.records.consents.get(view.post.consent)
        if record is None:
            return
        told: set[str] = set()
        for fact in facts:
            what = _beyond(record, fact)
            if what and what not in told:
                told.add(what)
                yield self.finding(subject, fact, what=f"{record.id} {what}")
        place = view.post.place("patient")
        for what in _post_beyond(record, subject, view.post.kind.value, view.records):
            yield self.finding(subject, place=place, what=f"{record.id} {what}")


def _beyond(record: Consent, fact: Fact) -> str:
    scope = record.scope
    if fact.kind == "medium" and fact.ref not in scope.media:
        return f"does not cover {'pictures' if fact.ref == 'image' else 'text'}"
    if fact.kind == "edit" and not scope.edits_allowed:
        return "allows no edits, and this text differs from the one that was signed for"
    if fact.kind == "identifier":
        allowed = {word.casefold() for word in scope.identifiers}
        names = _CLASSES.get(Identifier(fact.ref), (fact.ref.casefold(),))
        if not allowed.intersection(names):
            return f"does not release an identifier of the class {names[0]}"
    return ""


def _post_beyond(record: Consent, subject: Subject, kind: str, records: Records) -> Iterator[str]:
    if subject.platform not in record.scope.platforms:
        yield f"does not cover {subject.platform}"
    if kind not in {purpose.casefold() for purpose in record.scope.purposes}:
        yield f"does not cover the purpose {kind}"
    entity = _bare(record.scope.entity)
    if entity and entity not in _entities(subject.account, records):
        yield "was given to another practice or person than the account's owner"


def _entities(account: str, records: Records) -> set[str]:
    owner = records.accounts[account].owner if account in records.accounts else ""
    if owner in records.people:
        person = records.people[owner]
        return {_bare(name) for name in (owner, person.name, *person.aliases)}
    brand = records.brand
    return {_bare(name) for name in (records.settings.clinic, brand.name, *brand.aliases)}


def _bare(name: str) -> str:
    return squeeze(name.replace("&", " and "))


def edited(rendition: Rendition, body: str) -> bool:
    """Whether a sentence of the source is missing from the rendition, or was put otherwise."""
    shown = squeeze(" ".join(part.text for part in rendition.parts))
    source = plain(body)
    return any(squeeze(source[start:end]) not in shown for start, end in split(source))
