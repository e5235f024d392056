"""What the practice's own records let pass: its people, names, contacts and number formats."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import BadRecord
from bot.phi.normalise import name_form, name_variants, normalise
from bot.phi.patterns import regex

if TYPE_CHECKING:
    from bot.records import Records

_WORD = regex.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Knowledge:
    """Everything is in the form that recognizers compare with: digits, casefolded, name forms."""

    staff: frozenset[str] = frozenset()  # name forms and their variants of two words and more
    staff_words: frozenset[str] = frozenset()  # family and given names of the practice's people
    brand: frozenset[str] = frozenset()  # names of practice, products, events
    phones: frozenset[str] = frozenset()  # last ten digits
    emails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    handles: frozenset[str] = frozenset()  # without "@"
    mrn: tuple[regex.Pattern[str], ...] = field(default=())
    common: Container[str] = frozenset()  # everyday words, from the language model's own lists

    def is_own_address(self, text: str) -> bool:
        """Whether ``text`` is part of one of the practice's addresses."""
        wanted = squeeze(text)
        return bool(wanted) and any(wanted in address for address in self.addresses)

    def is_own_domain(self, host: str) -> bool:
        """Whether ``host`` is one of the practice's domains or below one."""
        host = host.casefold().strip(".")
        return any(host == own or host.endswith("." + own) for own in self.domains)


NOTHING = Knowledge()


def squeeze(text: str) -> str:
    """Letters and digits only, casefolded, for comparing addresses and names of things."""
    return "".join(c for c in normalise(text).text.casefold() if c.isalnum())


def learn(records: Records | None) -> Knowledge:
    """Gather what ``records`` let pass. Raises BadRecord for a number format that is no pattern."""
    if records is None:
        return NOTHING
    brand, people = records.brand, records.people.values()
    names = [name for person in people for name in (person.name, *person.aliases)]
    things = (brand.name, records.settings.clinic, *brand.aliases, *brand.products, *brand.events)
    companies = [t.company for r in records.registers.values() for t in r.ties]
    products = [p for r in records.registers.values() for t in r.ties for p in t.products]
    emails = {mail.casefold() for mail in brand.contacts.emails}
    handles = {account.handle for account in records.accounts.values()}
    handles |= {handle for person in people for handle in person.handles.values()}
    return Knowledge(
        staff=frozenset(v for name in names for v in name_variants(name) if _is_telling(v)),
        staff_words=frozenset(w for name in names for w in name_form(name).split() if len(w) > 2),
        brand=frozenset(filter(None, map(squeeze, (*things, *companies, *products)))),
        phones=frozenset(_digits(phone)[-10:] for phone in brand.contacts.phones),
        emails=frozenset(emails),
        domains=frozenset(d.casefold().strip(".") for d in brand.contacts.domains),
        addresses=tuple(map(squeeze, brand.contacts.addresses)),
        handles=frozenset(handle.lstrip("@").casefold() for handle in handles if handle),
        mrn=tuple(_pattern(number, text) for number, text in enumerate(brand.mrn_formats, 1)),
    )


def _is_telling(form: str) -> bool:
    return len(form) > 6 and all(len(word) > 1 for word in form.split())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _pattern(number: int, text: str) -> regex.Pattern[str]:
    try:
        return regex.compile(text, regex.IGNORECASE)
    except regex.error as err:
        raise BadRecord(
            f"config/brand.toml: entry {number} of mrn_formats is not a regular expression.",
            fix="Write it as Python's re module reads it, for instance 'BW-[0-9]{6}'.",
        ) from err
