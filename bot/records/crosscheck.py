"""What one file says against another: names that must be on file, dates in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.errors import BadRecord, GatepostError
from bot.records.bundle import Records
from bot.records.files import Document
from bot.records.model import Account

ACCOUNTS = "config/accounts.toml"
_HMAC = re.compile(r"[0-9a-f]{64}")


def settle(
    records: Records, documents: Mapping[str, Document], problems: Sequence[GatepostError]
) -> Records:
    """The bundle with everything that does not hold together among its problems."""
    found = [*problems, *_accounts(records, documents[ACCOUNTS]), *_registers(records, documents)]
    found += _incidents(records, documents)
    consents = dict(records.consents)
    for name, problem in _consents(records, documents):
        found.append(problem)
        consents.pop(name, None)
    people = dict(records.people)
    for name, problem in _shared_keys(records, documents):
        found.append(problem)
        people[name] = people[name].model_copy(update={"public_key": ""})
    return replace(records, people=people, consents=consents, problems=tuple(found))


def _shared_keys(
    records: Records, documents: Mapping[str, Document]
) -> Iterator[tuple[str, BadRecord]]:
    """Two people with one key would be one person in two roles: neither can sign."""
    owners: dict[str, list[str]] = {}
    for name, person in records.people.items():
        if person.public_key:
            owners.setdefault(person.public_key, []).append(name)
    for names in owners.values():
        for name in names if len(names) > 1 else ():
            document = documents[f"config/people/{name}.toml"]
            yield (
                name,
                BadRecord(
                    "somebody else has the same signing key, so neither of them can sign.",
                    fix="Remove both keys; each makes their own: gatepost people keygen.",
                    place=document.place("public_key"),
                ),
            )


def _accounts(records: Records, document: Document) -> Iterator[BadRecord]:
    homes: dict[tuple[str, str, str], str] = {}
    for name, account in records.accounts.items():
        yield from _named_people(records, name, account, document)
        handle = account.handle.removeprefix("@").casefold()
        home = (account.platform, handle, str(account.environment))
        if homes.setdefault(home, name) != name:
            yield BadRecord(
                "another account has the same platform and handle, so posts would go out twice.",
                fix="Keep one of them.",
                place=document.place(name, "handle"),
            )


def _named_people(
    records: Records, name: str, account: Account, document: Document
) -> Iterator[BadRecord]:
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (actor, (name, "actors", i)) for i, actor in enumerate(account.actors)
    ]
    if account.owner != "practice":
        named.append((account.owner, (name, "owner")))
    if account.two_factor:
        named.append((account.two_factor.by, (name, "two_factor", "by")))
    for person, keys in named:
        if person not in records.people:
            yield BadRecord(
                f'"{".".join(k for k in keys[1:] if isinstance(k, str))}" names nobody on file.',
                fix="Write config/people/<id>.toml for them, or correct the id.",
                place=document.place(*keys),
            )


def _registers(records: Records, documents: Mapping[str, Document]) -> Iterator[BadRecord]:
    for person, register in records.registers.items():
        document = documents[f"config/register/{person}.toml"]
        if person != "practice" and person not in records.people:
            yield BadRecord(
                "this register belongs to nobody on file.",
                fix='Write config/people/<id>.toml for them, or call it "practice".',
                place=document.place("person"),
            )
        for number, tie in enumerate(register.ties):
            if tie.end is not None and tie.end < tie.start:
                yield BadRecord(
                    "a tie ends before it starts, and counts as active until that is mended.",
                    fix='Put "from" and "to" in order.',
                    place=document.place("tie", number, "to"),
                )


def _incidents(records: Records, documents: Mapping[str, Document]) -> Iterator[BadRecord]:
    for name, incident in records.incidents.items():
        document = documents[f"config/incidents/{name}.toml"]
        for number, account in enumerate(incident.accounts):
            if account not in records.accounts:
                yield BadRecord(
                    "this incident names an account that is not on file.",
                    fix="Correct its name in accounts, or the account goes on publishing.",
                    place=document.place("accounts", number),
                )
        if incident.status == "closed" and not (incident.closed_by and incident.closed_on):
            yield BadRecord(
                "a closed incident does not say who closed it and when.",
                fix="Write closed_by and closed_on.",
                place=document.place("status"),
            )


def _consents(
    records: Records, documents: Mapping[str, Document]
) -> Iterator[tuple[str, BadRecord]]:
    """A name in clear would be PHI in git: such a record releases nothing."""
    for name, consent in records.consents.items():
        for number, value in enumerate(consent.scope.name_hmacs):
            if not _HMAC.fullmatch(value):
                document = documents[f"config/consents/{name}.toml"]
                yield (
                    name,
                    BadRecord(
                        "a name is not given as its keyed HMAC of 64 hex digits.",
                        fix="Remove it from git's history and let gatepost make the HMAC.",
                        place=document.place("scope", "name_hmacs", number),
                    ),
                )
