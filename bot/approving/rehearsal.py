"""For the demo and the sandbox: keys made now, and every approval that the calendar waits for."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from bot.approving.proposal import propose, record
from bot.cache import code_digest
from bot.desk import Desk, Sheet
from bot.errors import WrongEnvironment
from bot.model import Environment
from bot.records import Records
from bot.records.approval import sign, write_approval
from bot.records.keys import file_key
from bot.records.model import Person
from bot.vault.base import Vault
from bot.vault.keys import key_name, make_person_key, person_key


def make_keys(records: Records, root: Path, vault: Vault) -> None:
    """Give everybody who may approve a key, so that nothing else has to change on file later."""
    for person in records.people.values():
        if person.roles:
            _seed(root, vault, person)


def approve_what_waits(desk: Desk, root: Path, vault: Vault) -> list[tuple[str, str, str]]:
    """Sign as the people whose approval is missing; (post, person, role) of each.

    Only in the sandbox: raises WrongEnvironment anywhere else. The desk's own records are
    those of before; load them again.
    """
    if desk.records.settings.environment is not Environment.SANDBOX:
        raise WrongEnvironment("approvals are rehearsed in the sandbox only.")
    signed: list[tuple[str, str, str]] = []
    sheets = sorted(desk.check().sheets, key=lambda sheet: sheet.post.id)
    for post, group in groupby(sheets, key=lambda sheet: sheet.post.id):
        mine = tuple(sheet for sheet in group if sheet.rendition)
        for person, role in _needed(desk, mine):
            put = propose(desk, mine, person, (role,), lambda _digest: None)
            made = record(put, now=desk.now, rule_set=code_digest()[:16])
            write_approval(root, sign(made, _seed(root, vault, person)))
            signed.append((post, person.id, role))
    return signed


def _needed(desk: Desk, sheets: tuple[Sheet, ...]) -> list[tuple[Person, str]]:
    if not sheets:
        return []
    post = sheets[0].post
    put = propose(desk, sheets, Person(id="nobody", name="-"), (), lambda _digest: None)
    found: list[tuple[Person, str]] = []
    for role in sorted({role for one in put.reviews for role in one.missing()}):
        taken = {post.author, *(person.id for person, _ in found)}
        if person := _able(desk.records, role, taken):
            found.append((person, role))
    return found


def _able(records: Records, role: str, taken: set[str]) -> Person | None:
    able = (p for p in records.people.values() if role in p.roles and p.id not in taken)
    return next((p for p in able if p.until is None), None)


def _seed(root: Path, vault: Vault, person: Person) -> bytes:
    if vault.get(key_name(person.id)) is None:
        path = root / "config" / "people" / f"{person.id}.toml"
        file_key(path, make_person_key(vault, person.id))
    return person_key(vault, person.id)
