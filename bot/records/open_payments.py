"""Ties out of the public general-payments file of CMS Open Payments.

The columns are those of the detailed dataset of program years 2021 and later, as CMS's data
dictionary names them (read November 2026). Amounts below the reporting floor are not in it,
and a payment there is no finding that a tie is material: the person reads and edits the result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any

from bot.errors import BadRecord

FIRST = "Covered_Recipient_First_Name"
LAST = "Covered_Recipient_Last_Name"
COMPANY = "Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_Name"
AMOUNT = "Total_Amount_of_Payment_USDollars"
DAY = "Date_of_Payment"
NATURE = "Nature_of_Payment_or_Transfer_of_Value"
RECORD = "Record_ID"
YEAR = "Program_Year"
NPI = "Covered_Recipient_NPI"  # used where it is there
PRODUCT = "Name_of_Drug_or_Biological_or_Device_or_Medical_Supply_"  # 1 to 5
NEEDED = (FIRST, LAST, COMPANY, AMOUNT, DAY, NATURE, f"{PRODUCT}1", RECORD, YEAR)
#: How long after a payment it counts. Medical journals ask for ties of the last 36 months
#: (ICMJE disclosure form, read November 2026).
MONTHS = 36
#: Words of CMS's natures of payment -> ours; the first that fits.
_NATURES = (
    ("consulting fee", "consulting"),
    ("faculty", "speaking"),
    ("speaker", "speaking"),
    ("honoraria", "speaking"),
    ("royalty", "royalty"),
    ("ownership", "ownership"),
    ("acquisition", "ownership"),
    ("food", "food"),
    ("travel", "travel"),
    ("grant", "research"),
)
#: Upper ends of the bands, in whole dollars.
_BANDS = ((100, "under 100"), (1_000, "100-999"), (10_000, "1k-9.9k"), (100_000, "10k-99k"))
_SHOWN_IDS = 5


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose payments are wanted: names as (first, last), or an NPI."""

    names: tuple[tuple[str, str], ...]
    npi: str = ""

    def fits(self, row: Mapping[str, str]) -> bool:
        """By NPI where both have one, else by first and last name."""
        theirs = _cell(row, NPI)
        if self.npi and theirs:
            return self.npi == theirs
        name = (_cell(row, FIRST).casefold(), _cell(row, LAST).casefold())
        return name in self.names


@dataclass
class Total:
    """All payments of one company and nature."""

    company: str
    nature: str
    amount: Decimal = Decimal(0)
    first: date = date.max
    last: date = date.min
    years: set[str] = field(default_factory=set)
    records: list[str] = field(default_factory=list)
    products: dict[str, str] = field(default_factory=dict)

    def table(self, months: int = MONTHS) -> dict[str, Any]:
        """The tie as its TOML table."""
        ids = ", ".join(self.records[:_SHOWN_IDS])
        more = len(self.records) - _SHOWN_IDS
        record = f"record {ids}" + (f" and {more} more" if more > 0 else "")
        return {
            "company": self.company,
            "products": list(self.products.values()),
            "nature": self.nature,
            "amount_band": band(self.amount),
            "from": self.first,
            "to": _later(self.last, months),
            "source": f"open_payments {'+'.join(sorted(self.years))} {record}",
        }


def recipient(names: Iterable[str], npi: str = "") -> Recipient:
    """Whom to look for: each name's first and last word, titles and letters after it dropped."""
    pairs = []
    for name in names:
        words = [w for w in name.split(",")[0].split() if w.rstrip(".").casefold() != "dr"]
        if len(words) >= 2:
            pairs.append((words[0].casefold(), words[-1].casefold()))
    return Recipient(tuple(dict.fromkeys(pairs)), npi)


def read_payments(path: Path, wanted: Recipient) -> list[Total]:
    """Totals of ``wanted`` by company and nature, by company's name.

    Raises BadRecord for a file that is no general-payments CSV, with the columns it lacks,
    and for a row that makes no sense, with its line; never with what stands in it.
    """
    totals: dict[tuple[str, str], Total] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            _whole(rows.fieldnames or ())
            for row in rows:
                if wanted.fits(row):
                    _add(totals, row, rows.line_num)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadRecord(
            "the file is no CSV in UTF-8.", fix="Use the file as CMS publishes it, unzipped."
        ) from error
    except OSError as error:
        raise BadRecord("the file cannot be read.", fix="Check its name and its rights.") from error
    return sorted(totals.values(), key=lambda total: (total.company.casefold(), total.nature))


def _whole(columns: Iterable[str]) -> None:
    missing = [name for name in NEEDED if name not in set(columns)]
    if missing:
        raise BadRecord(
            f"the file lacks the columns {', '.join(missing)}.",
            fix="Take the general payments file of Open Payments, program year 2021 or later.",
        )


def _add(totals: dict[tuple[str, str], Total], row: Mapping[str, str], line: int) -> None:
    company = _cell(row, COMPANY)
    try:
        amount = Decimal(_cell(row, AMOUNT).replace(",", "").removeprefix("$"))
        day = datetime.strptime(_cell(row, DAY), "%m/%d/%Y").date()  # noqa: DTZ007 - a date only
    except (InvalidOperation, ValueError) as error:
        raise _odd(line) from error
    if not company or not amount.is_finite():
        raise _odd(line)
    kind = nature(_cell(row, NATURE))
    total = totals.setdefault((company.casefold(), kind), Total(company, kind))
    total.amount += amount
    total.first, total.last = min(total.first, day), max(total.last, day)
    total.years.add(_cell(row, YEAR))
    total.records.append(_cell(row, RECORD))
    for product in _products(row):
        total.products.setdefault(product.casefold(), product)


def _odd(line: int) -> BadRecord:
    return BadRecord(
        f"line {line} has an amount, a date or a company that cannot be read.",
        fix="Use the file as CMS publishes it: dates as 12/31/2025, amounts as 125.50.",
    )


def _products(row: Mapping[str, str]) -> Iterator[str]:
    cells = (_cell(row, f"{PRODUCT}{number}") for number in range(1, 6))
    return islice((cell for cell in cells if cell), 5)


def _cell(row: Mapping[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def nature(told: str) -> str:
    """Our word for a nature of payment; a gift when none fits."""
    low = told.casefold()
    return next((ours for theirs, ours in _NATURES if theirs in low), "gift")


def band(amount: Decimal) -> str:
    """The band an amount of dollars falls into."""
    return next((name for end, name in _BANDS if amount < end), "100k+")


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    last = 28 if day.day > 28 else day.day
    return date(day.year + year, month + 1, last)
