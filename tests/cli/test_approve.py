"""gatepost approve: signed with a person's key, bound to exact bytes, void after any change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Calendar
from tests.sealing import seal

#: The accounts' attestations are 84 days old then: they warn, and a warning holds.
SOON = "2027-01-25T14:00:00+00:00"
POST = GOOD.replace("2026-12-desk-break", "2027-01-desk-break").replace("2026-12-05", "2027-01-27")


@pytest.fixture
def warned(calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A calendar with one post that warns, and a vault that remembers."""
    for name, value in seal(tmp_path / "secrets")[1].items():
        monkeypatch.setenv(name, value)
    (calendar.root / "content/2026/12/desk-break.md").unlink()
    calendar.write("2027/01/desk-break.md", POST)
    return calendar


def sign(calendar: Calendar, *more: str):  # type: ignore[no-untyped-def]
    return calendar.run(
        "approve", "2027-01-desk-break", "--as", "mei-lin", "--yes", *more, now=SOON
    )


def test_one_acknowledgement_releases_every_warning_of_the_bytes(warned: Calendar) -> None:
    before = warned.run("check", now=SOON)
    signed = sign(warned, "--acknowledge", "--new-key")
    after = warned.run("check", now=SOON)

    assert before.exit_code == 10
    assert signed.exit_code == 0, signed.output
    assert after.exit_code == 0
    assert "warn" in after.output


def test_any_change_of_the_text_voids_it(warned: Calendar) -> None:
    sign(warned, "--acknowledge", "--new-key")

    warned.write("2027/01/desk-break.md", POST.replace("eight hours", "seven hours"))

    assert warned.run("check", now=SOON).exit_code == 10


def test_a_changed_record_of_it_is_worth_nothing(warned: Calendar) -> None:
    sign(warned, "--acknowledge", "--new-key")
    (path,) = (warned.root / "config" / "approvals").glob("*.toml")

    path.write_text(path.read_text().replace('person = "mei-lin"', 'person = "dr-okafor"'))

    assert warned.run("check", now=SOON).exit_code != 0


def test_the_record_names_digests_and_holds_no_text(warned: Calendar) -> None:
    sign(warned, "--new-key", "--note", "read twice")
    (path,) = (warned.root / "config" / "approvals").glob("*.toml")
    data = tomllib.loads(path.read_text())

    assert {b["account"] for b in data["bound"]} == {
        "clinic-x",
        "clinic-linkedin",
        "clinic-instagram",
    }
    assert all(len(b["rendition"]) == 64 for b in data["bound"])
    assert "chair" not in path.read_text()


def test_what_a_gate_blocks_cannot_be_signed(warned: Calendar) -> None:
    warned.write("2027/01/desk-break.md", POST.replace("No chair", "My patient is 97. No chair"))

    result = sign(warned, "--new-key")

    assert result.exit_code == 11
    assert not (warned.root / "config" / "approvals").exists()


def test_a_dry_run_signs_nothing(warned: Calendar) -> None:
    result = sign(warned, "--new-key", "--dry-run")

    assert result.exit_code == 0
    assert not (warned.root / "config" / "approvals").exists()
    assert "public_key" not in (warned.root / "config/people/mei-lin.toml").read_text()


def test_without_a_key_the_way_to_one_is_told(warned: Calendar) -> None:
    result = sign(warned)

    assert result.exit_code == 1
    assert "signing key" in str(result.exception)
    assert result.output == ""


def test_the_memory_vault_makes_no_key(calendar: Calendar) -> None:
    result = calendar.run("approve", "2026-12-desk-break", "--as", "mei-lin", "--yes", "--new-key")

    assert result.exit_code == 2
    assert "forgets keys" in str(result.exception)


def test_a_key_line_stands_before_the_tables_of_a_person(warned: Calendar) -> None:
    path = warned.root / "config" / "people" / "mei-lin.toml"
    path.write_text(path.read_text() + '\n[[credentials]]\ntitle = "RN"\n')

    sign(warned, "--acknowledge", "--new-key")
    data = tomllib.loads(path.read_text())

    assert len(data["public_key"]) == 44
    assert data["credentials"] == [{"title": "RN"}]
