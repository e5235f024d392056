"""Reads every file under config/ once: what must be right raises, the rest becomes problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.errors import BadRecord, GatepostError
from bot.model import Place, digest
from bot.records import crosscheck
from bot.records.approval import BY_GIT
from bot.records.bundle import Records
from bot.records.commit import proof_of_commit
from bot.records.complaint import Source, complaints, nearest, unknown_key
from bot.records.environ import Loc, name_of, overlay, overrides
from bot.records.files import Document, read_document
from bot.records.model import (
    Account,
    Approval,
    Brand,
    Consent,
    Determination,
    Incident,
    Override,
    Person,
    Policy,
    Products,
    Record,
    References,
    Register,
    Settings,
)

R = TypeVar("R", bound=Record)

#: Files that config/ may hold at its top; a misspelt one would silently count for nothing.
FILES = (
    *("gatepost.toml", "brand.toml", "policy.toml", "accounts.toml"),
    *("products.toml", "references.toml"),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class BrokenRecords(BadRecord):
    """Several things are wrong at once; ``errors`` has each, the text all of them."""

    def __init__(self, errors: tuple[BadRecord, ...]) -> None:
        first = errors[0]
        super().__init__(first.what, fix=first.fix, place=first.place)
        self.errors = errors

    def __str__(self) -> str:
        """Every error on its own line."""
        return "\n".join(str(error) for error in self.errors)


@dataclass(frozen=True)
class Overlaid:
    """A document whose overridden values stand in the environment."""

    document: Document
    changes: Mapping[Loc, str]

    def place(self, *keys: str | int) -> Place:
        """The variable's name for an overridden key, else the place in the file."""
        if keys in self.changes:
            return Place(name_of(keys))
        return self.document.place(*keys)


@dataclass
class Reading:
    """What was read so far."""

    root: Path
    seen: dict[str, str] = field(default_factory=dict)  # path -> sha256
    documents: dict[str, Document] = field(default_factory=dict)
    fatal: list[BadRecord] = field(default_factory=list)
    problems: list[GatepostError] = field(default_factory=list)

    def document(self, path: Path) -> Document:
        """Read one file and remember its digest."""
        found = read_document(self.root, path)
        self.seen[found.path] = found.sha256
        self.documents[found.path] = found
        return found

    def digest(self, *, approvals: bool = True) -> str:
        """SHA-256 over the sorted paths and their digests."""
        pairs = sorted(self.seen.items())
        signed = ("config/approvals/", "config/overrides/")
        return digest([p for p in pairs if approvals or not p[0].startswith(signed)])


def load(root: Path, environ: Mapping[str, str]) -> Records:
    """Read all of config/; see ``load_records``."""
    reading = Reading(root)
    settings = _required(reading, lambda: _settings(reading, environ))
    brand = _required(reading, lambda: _one(reading, "brand.toml", Brand))
    policy = _required(reading, lambda: _policy(reading))
    accounts = _required(reading, lambda: _accounts(reading))
    if settings is None or brand is None or policy is None or accounts is None:
        raise reading.fatal[0] if len(reading.fatal) == 1 else BrokenRecords(tuple(reading.fatal))
    people = {p.id: p for p in _folder(reading, "people", Person, lambda one: one.id)}
    registers = {r.person: r for r in _folder(reading, "register", Register, lambda o: o.person)}
    consents = {c.id: c for c in _folder(reading, "consents", Consent, lambda one: one.id)}
    incidents = {i.id: i for i in _folder(reading, "incidents", Incident, lambda one: one.id)}
    products = _may_be(reading, "products.toml", Products)
    references = _may_be(reading, "references.toml", References)
    approvals = tuple(
        _folder(reading, "approvals", Approval, lambda one: f"{one.post}--{one.person}")
    )
    answers = tuple(
        _folder(reading, "overrides", Override, lambda one: f"{one.post}--{one.rule}--{one.person}")
    )
    determinations = tuple(_folder(reading, "determinations", Determination, lambda one: one.id))
    commits = {
        f"{a.post}--{a.person}": proof_of_commit(
            root, f"config/approvals/{a.post}--{a.person}.toml", a.person, policy.git
        )
        for a in approvals
        if a.signature == BY_GIT
    }
    reading.problems += _strangers(reading)
    found = Records(
        root, settings, brand, policy, accounts, people, registers, consents, approvals,
        digest=reading.digest(), standing_digest=reading.digest(approvals=False),
        products=products.products if products else (), incidents=incidents,
        references=references.references if references else (),
        overrides=answers, determinations=determinations, commits=commits,
    )  # fmt: skip
    return crosscheck.settle(found, reading.documents, reading.problems)


def _may_be(reading: Reading, name: str, model: type[R]) -> R | None:
    """A file that need not be there; one that is wrong vouches for nothing."""
    if not (reading.root / "config" / name).exists():
        return None
    try:
        return _one(reading, name, model)
    except BrokenRecords as several:
        reading.problems += several.errors
    except BadRecord as error:
        reading.problems.append(error)
    return None


T = TypeVar("T")


def _required(reading: Reading, read: Callable[[], T]) -> T | None:
    """Read what the calendar cannot do without; go on, to report all errors together."""
    try:
        return read()
    except BrokenRecords as several:
        reading.fatal += several.errors
    except BadRecord as error:
        reading.fatal.append(error)
    return None


def _typed(model: type[R], data: Mapping[str, Any], source: Source) -> R:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = complaints(error, model, source)
    # Outside the handler: pydantic's error carries the values along.
    raise errors[0] if len(errors) == 1 else BrokenRecords(tuple(errors))


def _one(reading: Reading, name: str, model: type[R]) -> R:
    document = reading.document(reading.root / "config" / name)
    return _typed(model, document.data, document)


def _settings(reading: Reading, environ: Mapping[str, str]) -> Settings:
    changes = overrides(environ)
    document = reading.document(reading.root / "config" / "gatepost.toml")
    for loc, value in changes.items():
        reading.seen[name_of(loc)] = digest(value)
    return _typed(Settings, overlay(document.data, changes), Overlaid(document, changes))


def _policy(reading: Reading) -> Policy:
    path = reading.root / "config" / "policy.toml"
    # A dangling link is a policy that cannot be read, not one that was never written.
    if not path.exists() and not path.is_symlink():
        return Policy()
    return _one(reading, "policy.toml", Policy)


def _accounts(reading: Reading) -> dict[str, Account]:
    document = reading.document(reading.root / "config" / "accounts.toml")
    found: dict[str, Account] = {}
    errors: list[BadRecord] = []
    for name, table in document.data.items():
        try:
            found[name] = _account(document, name, table)
        except BrokenRecords as several:
            errors += several.errors
        except BadRecord as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else BrokenRecords(tuple(errors))
    return found


@dataclass(frozen=True)
class Table:
    """One table of a document, for places inside it."""

    document: Document
    name: str

    def place(self, *keys: str | int) -> Place:
        """The place of a key of this table."""
        return self.document.place(self.name, *keys)


def _account(document: Document, name: str, table: object) -> Account:
    place = document.place(name)
    if not _NAME.fullmatch(name):
        raise BadRecord(
            "an account's name has the wrong form.",
            fix="Use small letters, digits and hyphens, as in [clinic-x].",
            place=place,
        )
    if not isinstance(table, dict):
        raise BadRecord(
            "an account must be a table.", fix="Write [clinic-x] above its keys.", place=place
        )
    if "name" in table:
        what, fix = unknown_key("name", set(Account.model_fields) - {"name"})
        raise BadRecord(what, fix=fix, place=document.place(name, "name"))
    return _typed(Account, {**table, "name": name}, Table(document, name))


def _folder(
    reading: Reading, folder: str, model: type[R], expected: Callable[[R], str]
) -> Iterator[R]:
    """Each readable record of a folder; the others go to the problems."""
    for path in _files(reading, folder):
        try:
            document = reading.document(path)
            record = _typed(model, document.data, document)
            if expected(record) != path.stem:
                raise BadRecord(
                    "the file's name is not the name of what it holds.",
                    fix=_rename(model),
                    place=Place(document.path),
                )
            yield record
        except BrokenRecords as several:
            reading.problems += several.errors
        except BadRecord as error:
            reading.problems.append(error)


def _rename(model: type[Record]) -> str:
    if model is Approval:
        return "Call it <post>--<person>.toml."
    if model is Override:
        return "Call it <post>--<rule>--<person>.toml."
    key = "person" if model is Register else "id"
    return f'Make the file\'s name and the key "{key}" the same.'


def _files(reading: Reading, folder: str) -> list[Path]:
    place = reading.root / "config" / folder
    try:
        found = sorted(p for p in place.iterdir() if not p.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError:
        reading.problems.append(
            BadRecord(
                "this folder cannot be read.",
                fix="Check its kind and its permissions.",
                place=Place(f"config/{folder}"),
            )
        )
        return []
    return [path for path in found if path.suffix == ".toml"]


def _strangers(reading: Reading) -> Iterator[BadRecord]:
    """TOML files at the top of config/ that nobody reads."""
    for path in sorted((reading.root / "config").glob("*.toml")):
        if path.name not in FILES and not path.name.startswith("."):
            meant = nearest(path.name, FILES)
            fix = f"Did you mean {meant}?" if meant else f"Known here: {', '.join(FILES)}."
            place = Place(path.relative_to(reading.root).as_posix())
            yield BadRecord("nothing reads a file of this name.", fix=fix, place=place)
