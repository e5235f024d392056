"""PRO002: titles, letters and boards against the person's file, as of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.model import Severity
from bot.records.model import Credential, Person
from tests.rules.harness import findings, records

BOARD = "American Board of Anesthesiology"
ADA = Person(
    id="dr-okafor",
    name="Ada Okafor",
    aliases=("Dr. Okafor",),
    credentials=(
        Credential(title="MD"),
        Credential(title="Board certified in Pain Medicine", board=BOARD, until=date(2027, 6, 30)),
    ),
)
JO = Person(id="np-hall", name="Joanna Hall", credentials=(Credential(title="NP"),))


def told(text: str, **changes: object) -> list[Severity]:
    known = records(people={p.id: p for p in (ADA, JO)})
    found = findings("PRO002", {}, text, records=known, **changes)
    return [f.severity for f in found]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Okafor, MD, PhD, explains.",
        "Joanna Hall, MD, explains.",
        "Dr. Hall explains.",
        "Dr. Joanna Hall explains.",
        "Dr. Okafor is board certified in Cardiology.",
        "Joanna Hall is board-certified in Pain Medicine.",
    ],
)
def test_what_is_not_on_file_is_stopped(text: str) -> None:
    assert told(text) == [Severity.BLOCK]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Okafor, M.D., explains.",
        "Joanna Hall, NP, and Dr. Ada Okafor explain.",
        f"Dr. Okafor is board certified in Pain Medicine by the {BOARD}.",
        "Is Dr. Okafor board certified?",
        "Find a board certified surgeon near you.",
        "Dr. Stranger, PhD, wrote the study.",
        "The hall is open, MD or not.",
    ],
)
def test_what_is_on_file_or_nobody_s_passes(text: str) -> None:
    assert not told(text)


def test_a_board_wants_its_full_name() -> None:
    assert told("I am board certified in pain medicine.") == [Severity.WARN]


def test_the_day_of_posting_decides() -> None:
    text = f"Dr. Okafor is board certified in Pain Medicine by the {BOARD}."

    assert not told(text, dues=(datetime(2027, 6, 30, 18, tzinfo=UTC),))
    assert told(text, dues=(datetime(2027, 7, 1, 18, tzinfo=UTC),)) == [Severity.BLOCK]
