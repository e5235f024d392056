"""The public general-payments file, in the layout in which CMS publishes it."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadRecord
from bot.records.open_payments import (
    NEEDED,
    PRODUCT,
    band,
    nature,
    read_payments,
    recipient,
)

COLUMNS = (
    "Change_Type",
    "Covered_Recipient_Type",
    "Covered_Recipient_NPI",
    *NEEDED,
    f"{PRODUCT}2",
    "Payment_Publication_Date",
)
ROW = {
    "Covered_Recipient_First_Name": "ADA",
    "Covered_Recipient_Last_Name": "OKAFOR",
    "Covered_Recipient_NPI": "1234567893",
    "Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_Name": "Neurolief Systems Inc.",
    "Total_Amount_of_Payment_USDollars": "1500.00",
    "Date_of_Payment": "03/14/2025",
    "Nature_of_Payment_or_Transfer_of_Value": "Consulting Fee",
    f"{PRODUCT}1": "CalmWave",
    "Record_ID": "900000001",
    "Program_Year": "2025",
}


def write(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    """A file as CMS publishes it, with these rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL, extrasaction="ignore")
        out.writeheader()
        out.writerows(ROW | row for row in rows)
    return path


def totals(tmp_path: Path, *rows: dict[str, str], **who: Any) -> list[Any]:
    who = {"names": ["Ada Okafor"]} | who
    return read_payments(write(tmp_path / "gnrl.csv", *rows), recipient(**who))


def test_payments_of_a_company_and_nature_become_one_tie(tmp_path: Path) -> None:
    food = {"Nature_of_Payment_or_Transfer_of_Value": "Food and Beverage"}
    found = totals(
        tmp_path,
        {},
        {"Date_of_Payment": "11/02/2025", "Record_ID": "900000002", f"{PRODUCT}2": "CalmWave Mini"},
        food | {"Total_Amount_of_Payment_USDollars": "18.20", "Record_ID": "900000003"},
        {"Covered_Recipient_Last_Name": "OKAFORD", "Covered_Recipient_NPI": "1"},
    )

    assert [t.table() for t in found] == [
        {
            "company": "Neurolief Systems Inc.",
            "products": ["CalmWave", "CalmWave Mini"],
            "nature": "consulting",
            "amount_band": "1k-9.9k",
            "from": date(2025, 3, 14),
            "to": date(2028, 11, 2),
            "source": "open_payments 2025 record 900000001, 900000002",
        },
        {
            "company": "Neurolief Systems Inc.",
            "products": ["CalmWave"],
            "nature": "food",
            "amount_band": "under 100",
            "from": date(2025, 3, 14),
            "to": date(2028, 3, 14),
            "source": "open_payments 2025 record 900000003",
        },
    ]


def test_an_npi_decides_where_both_have_one(tmp_path: Path) -> None:
    other = {"Covered_Recipient_NPI": "9999999999"}
    none = {"Covered_Recipient_NPI": ""}
    married = {"Covered_Recipient_Last_Name": "REYES"}

    assert not totals(tmp_path, other, npi="1234567893")
    assert totals(tmp_path, none, npi="1234567893")
    assert totals(tmp_path, married, npi="1234567893")
    assert not totals(tmp_path, married)


@pytest.mark.parametrize(
    "name", ["Ada Okafor", "Dr. Ada N. Okafor", "Ada Okafor, MD", "ADA OKAFOR"]
)
def test_titles_and_middle_names_do_not_matter(tmp_path: Path, name: str) -> None:
    assert totals(tmp_path, {}, names=[name])


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("Consulting Fee", "consulting"),
        (
            "Compensation for services other than consulting, including serving as faculty or as "
            "a speaker at a venue other than a continuing education program",
            "speaking",
        ),
        ("Honoraria", "speaking"),
        ("Royalty or License", "royalty"),
        ("Current or prospective ownership or investment interest", "ownership"),
        ("Travel and Lodging", "travel"),
        ("Food and Beverage", "food"),
        ("Grant", "research"),
        ("Education", "gift"),
    ],
)
def test_natures(told: str, ours: str) -> None:
    assert nature(told) == ours


@pytest.mark.parametrize(
    ("amount", "name"),
    [
        ("99.99", "under 100"),
        ("100", "100-999"),
        ("1000", "1k-9.9k"),
        ("9999.99", "1k-9.9k"),
        ("10000", "10k-99k"),
        ("100000", "100k+"),
    ],
)
def test_bands(amount: str, name: str) -> None:
    assert band(Decimal(amount)) == name


def test_a_wrong_layout_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    lacking = tuple(c for c in COLUMNS if c not in ("Record_ID", "Date_of_Payment"))
    path = write(tmp_path / "a.csv", {}, columns=lacking)

    with pytest.raises(BadRecord) as told:
        read_payments(path, recipient(["Ada Okafor"]))
    assert "Date_of_Payment, Record_ID" in told.value.what


@pytest.mark.parametrize(
    "row",
    [
        {"Date_of_Payment": "2025-03-14"},
        {"Total_Amount_of_Payment_USDollars": "much"},
        {"Total_Amount_of_Payment_USDollars": "NaN"},
        {COLUMNS[5]: ""},
    ],
)
def test_a_row_that_makes_no_sense_is_told_by_its_line(tmp_path: Path, row: dict) -> None:
    with pytest.raises(BadRecord, match="line 3"):
        totals(tmp_path, {}, row)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"%PDF-1.7\n\x00"])
def test_what_is_no_csv(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    with pytest.raises(BadRecord):
        read_payments(path, recipient(["Ada Okafor"]))
