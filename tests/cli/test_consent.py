"""gatepost consent: no name in any file, complete or nothing, sealed and revoked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.phi.normalise import name_form
from bot.records import load_records
from bot.vault import Vault, open_vault
from bot.vault.keys import name_hmac, names_key
from tests.cli.conftest import Calendar
from tests.sealing import seal

ANSWERS = "y\n" * 5
ASK = (
    "consent", "new", "--as", "sam-ortiz", "--description", "a short account", "--platforms",
    "x,linkedin", "--signed", "2026-11-01", "--ends", "2027-11-01",
)  # fmt: skip


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A vault that remembers."""
    vault, names = seal(tmp_path / "secrets")
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    return vault


def recorded(calendar: Calendar, output: str) -> Path:
    found = re.search(r"Recorded (C-[0-9a-f]+)", output)
    assert found, output
    return calendar.root / "config" / "consents" / f"{found[1]}.toml"


def test_names_are_kept_only_as_keyed_digests(calendar: Calendar, secret: Vault) -> None:
    names = f"{ANSWERS}Marisol Quintanar\n\n"
    result = calendar.run(*ASK, "--identifiers", "name,age", stdin=names)

    text = recorded(calendar, result.output).read_text()
    assert "quintanar" not in text.lower()
    key = names_key(open_vault(load_records(calendar.root).settings, calendar.root))
    assert name_hmac(key, name_form("Marisol Quintanar")) in text


def test_the_record_passes_the_consent_gate(calendar: Calendar, secret: Vault) -> None:
    result = calendar.run(*ASK, stdin=ANSWERS)
    path = recorded(calendar, result.output)

    shown = calendar.run("consent", "show", path.stem)
    assert "lacks" not in shown.output
    assert "on x, linkedin as text" in shown.output


def test_a_form_without_a_statement_is_not_recorded(calendar: Calendar, secret: Vault) -> None:
    before = sorted((calendar.root / "config/consents").iterdir())
    result = calendar.run(*ASK, stdin="y\nn\n")

    assert result.exit_code == 2
    assert "no authorization" in str(result.exception)
    assert sorted((calendar.root / "config/consents").iterdir()) == before


@pytest.mark.parametrize("size", [100, 70_000])
def test_the_scan_is_sealed_and_small_ones_leave_no_bare_digest(
    calendar: Calendar, secret: Vault, tmp_path: Path, size: int
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"x" * size)
    result = calendar.run(*ASK, "--form-file", str(scan), stdin=ANSWERS)

    evidence = tomllib.loads(recorded(calendar, result.output).read_text())["evidence"]
    assert len(evidence["seal"]) == 64
    assert ("sha256" in evidence) is (size > 65_536)
    assert evidence["seal"] != evidence.get("sha256")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ends", "soon"), "--ends is no date"),
        (("--media", "smell"), "cannot have"),
        (("--platforms", "myspace"), "cannot have"),
        (("--as", "nobody"), "no person nobody"),
        (("--identifiers", "name"), "no name was given"),
    ],
)
def test_bad_answers_are_one_line(
    calendar: Calendar, secret: Vault, words: tuple[str, ...], says: str
) -> None:
    result = calendar.run(*ASK, *words, stdin=f"{ANSWERS}\n")

    assert result.exit_code in (2, 3)
    assert says in str(result.exception)


def test_a_dry_run_records_nothing(calendar: Calendar, secret: Vault) -> None:
    before = sorted((calendar.root / "config/consents").iterdir())
    for words in (
        (*ASK, "--complete"),
        ("consent", "revoke", "C-7f3a", "--as", "sam-ortiz", "--channel", "letter"),
    ):
        assert calendar.run(*words, "--dry-run").exit_code == 0

    assert sorted((calendar.root / "config/consents").iterdir()) == before
    assert "revoked" not in (calendar.root / "config/consents/C-7f3a.toml").read_text()


def test_a_revocation_is_in_the_record_and_blocks(calendar: Calendar, secret: Vault) -> None:
    words = ("revoke", "C-7f3a", "--as", "sam-ortiz", "--channel", "letter", "--yes")
    assert calendar.run("consent", *words).exit_code == 0

    kept = tomllib.loads((calendar.root / "config/consents/C-7f3a.toml").read_text())
    assert kept["status"] == "revoked"
    assert kept["revocation"]["channel"] == "letter"
    assert kept["evidence"]["pages"] == 2  # what stood there stays
    assert "taken back 2026-11-28" in calendar.run("consent", "show", "C-7f3a").output


@pytest.mark.parametrize("words", [(), ("--html",)])
def test_the_form_has_every_element_and_statement(
    calendar: Calendar, words: tuple[str, ...]
) -> None:
    text = calendar.run("consent", "form", *words).output

    for number in ("i", "ii", "iii", "iv", "v", "vi"):
        assert f"164.508(c)(1)({number})" in text
    for number in ("i", "ii", "iii"):
        assert f"164.508(c)(2)({number})" in text
    assert "(c)(4)" in text
    assert "Larkspur" in text


def test_an_unknown_record_names_the_nearest(calendar: Calendar) -> None:
    result = calendar.run("consent", "show", "C-7f3b")

    assert result.exit_code == 3
    assert "C-7f3a" in str(result.exception)
