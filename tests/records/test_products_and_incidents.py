"""What is on file of products, and what went wrong on an account."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.records import load_records
from tests.records.conftest import Write

OPEN = 'id = "lost-phone"\nkind = "device"\ndiscovered = 2026-11-20\n'


def test_a_product_is_found_by_any_of_its_names(root: Path, write: Write) -> None:
    write(
        "products.toml",
        '[[product]]\nname = "CalmWave"\naliases = ["Calm Wave 2"]\nstatus = "cleared"\n',
    )
    records = load_records(root, {})

    assert records.product("calmwave") is records.product("CALM WAVE 2")
    assert records.product("Other") is None


def test_without_a_file_no_product_is_known(root: Path) -> None:
    assert load_records(root, {}).products == ()


def test_a_broken_file_of_products_vouches_for_none(root: Path, write: Write) -> None:
    write(
        "products.toml",
        '[[product]]\nname = "CalmWave"\nstatus = "approved"\n'
        '[[product]]\nname = "B"\nstatus = "ok"\n',
    )
    records = load_records(root, {})

    assert records.products == ()
    (problem,) = records.problems
    assert str(problem.place).startswith("config/products.toml:6")


@pytest.mark.parametrize(
    ("accounts", "stopped"), [("[]", True), ('["clinic-x"]', True), ('["clinic-y"]', False)]
)
def test_an_open_incident_stops_its_accounts_or_all(
    root: Path, write: Write, accounts: str, stopped: bool
) -> None:
    write("incidents/lost-phone.toml", OPEN + f"accounts = {accounts}\n")

    assert bool(load_records(root, {}).open_incidents("clinic-x")) is stopped


def test_a_closed_incident_stops_nothing(root: Path, write: Write) -> None:
    closed = 'status = "closed"\nclosed_by = "dr-okafor"\nclosed_on = 2026-11-21\n'
    write("incidents/lost-phone.toml", OPEN + closed)
    records = load_records(root, {})

    assert not records.open_incidents("clinic-x")
    assert not records.problems


def test_closing_needs_a_name_and_a_day(root: Path, write: Write) -> None:
    write("incidents/lost-phone.toml", OPEN + 'status = "closed"\n')

    (problem,) = load_records(root, {}).problems
    assert "who closed it" in problem.what


def test_an_incident_on_an_account_that_is_not_there_is_told(root: Path, write: Write) -> None:
    write("incidents/lost-phone.toml", OPEN + 'accounts = ["clinic-z"]\n')

    (problem,) = load_records(root, {}).problems
    assert "not on file" in problem.what
    assert str(problem.place).startswith("config/incidents/lost-phone.toml:4")
