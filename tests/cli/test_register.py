"""gatepost register: list, import, and what posts name."""

from __future__ import annotations

import json
from pathlib import Path

from bot.records import load_records
from tests.cli.conftest import GOOD, Calendar
from tests.records.test_open_payments import write

FILE = "config/register/dr-okafor.toml"


def payments(calendar: Calendar, *rows: dict[str, str]) -> str:
    return str(write(calendar.root / "gnrl.csv", *rows))


def run(calendar: Calendar, path: str, *more: str):
    words = ("register", "import-open-payments", path, "--person", "dr-okafor")
    return calendar.run(*words, *more)


def test_list_names_companies_and_natures(calendar: Calendar) -> None:
    assert "Neurolief Systems" in calendar.run("register", "list").output
    rows = json.loads(calendar.run("register", "list", "--format", "json").stdout)
    assert {row["nature"] for row in rows} == {"speaking", "affiliate"}


def test_import_adds_at_the_end_and_changes_no_byte_that_was_there(calendar: Calendar) -> None:
    path = payments(calendar, {})
    before = (calendar.root / FILE).read_bytes()
    result = run(calendar, path)
    after = (calendar.root / FILE).read_bytes()

    assert result.exit_code == 0, result.output
    assert "Added 1; 0 were on file" in result.output
    assert after.startswith(before.rstrip(b"\n"))
    ties = load_records(calendar.root, {}).registers["dr-okafor"].ties
    assert (ties[-1].nature, ties[-1].amount_band) == ("consulting", "1k-9.9k")

    again = run(calendar, path)
    assert "Added 0; 1 were on file" in again.output
    assert (calendar.root / FILE).read_bytes() == after


def test_a_dry_run_writes_nothing(calendar: Calendar) -> None:
    before = (calendar.root / FILE).read_bytes()
    result = run(calendar, payments(calendar, {}), "--dry-run")

    assert "Would add 1" in result.output
    assert (calendar.root / FILE).read_bytes() == before


def test_what_a_person_wrote_about_a_company_stays(calendar: Calendar) -> None:
    """The register says speaking, the file too: the person's own entry wins."""
    speaker = {"Nature_of_Payment_or_Transfer_of_Value": "Honoraria"}
    result = run(calendar, payments(calendar, speaker))

    assert "(on file)" in result.output
    assert "Added 0" in result.output


def test_a_first_register_is_made_whole(calendar: Calendar) -> None:
    path = payments(
        calendar,
        {"Covered_Recipient_First_Name": "Mei", "Covered_Recipient_Last_Name": "Lin"},
    )
    result = calendar.run("register", "import-open-payments", path, "--person", "mei-lin")

    assert result.exit_code == 0, result.output
    records = load_records(calendar.root, {})
    assert records.registers["mei-lin"].ties[0].company == "Neurolief Systems Inc."
    assert not records.problems


def test_nobody_found_wrong_layout_and_unknown_person_are_one_line(calendar: Calendar) -> None:
    nobody = run(calendar, payments(calendar, {"Covered_Recipient_Last_Name": "X"}))
    wrong = calendar.root / "wrong.csv"
    Path(wrong).write_text("a,b\n1,2\n")
    layout = run(calendar, str(wrong))
    stranger = calendar.run("register", "import-open-payments", str(wrong), "--person", "dr-nobody")

    assert nobody.exit_code == 3
    assert layout.exit_code == 1
    assert "Covered_Recipient_First_Name" in str(layout.exception)
    assert stranger.exit_code == 2


def test_check_finds_names_codes_and_products_and_tells_who_owes(calendar: Calendar) -> None:
    told = GOOD.replace("author: np-hall", "author: dr-okafor").replace("id: 2026-12-", "id: b-")
    calendar.write("2026/12/b.md", told + "\nUse OKAFOR10 for the LumbaRest cushion.\n")
    calendar.write("2026/12/c.md", GOOD.replace("id: 2026-12-", "id: c-") + "\n#RestwellCushions\n")

    result = calendar.run("register", "check")
    rows = json.loads(calendar.run("register", "check", "--format", "json").stdout)

    assert result.exit_code == 10
    by = {row["place"].split("/")[-1].split(":")[0]: row for row in rows}
    assert set(by["b.md"]["by"]) == {"product", "code"}
    assert by["b.md"]["owed"]
    assert not by["b.md"]["disclosed"]
    assert not by["c.md"]["owed"]
    assert "cushion" not in result.output


def test_check_of_posts_that_name_nobody_is_clean(calendar: Calendar) -> None:
    assert calendar.run("register", "check").exit_code == 0
