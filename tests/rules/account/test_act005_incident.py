"""ACT005: nothing goes out while an incident is open."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import BadRecord
from bot.model import Place
from bot.records.model import Incident, Told
from bot.rules.account.act005_incident import clock
from tests.rules.harness import findings, records

DAY = date(2026, 11, 20)


def incident(**changes: object) -> Incident:
    return Incident(id="odd-login", kind="takeover", discovered=DAY, **changes)


def stopped(one: Incident) -> bool:
    known = records(incidents={one.id: one})
    return bool(findings("ACT005", {}, "Walking helps.", records=known))


def test_an_incident_without_accounts_stops_all() -> None:
    assert stopped(incident())
    assert stopped(incident(accounts=("clinic-linkedin",)))
    assert not stopped(incident(accounts=("clinic-x",)))
    assert not stopped(incident(status="closed"))


@pytest.mark.parametrize("path", ["config/incidents", "config/incidents/lost.toml"])
def test_one_that_cannot_be_read_stops_all(path: str) -> None:
    problem = BadRecord("this is no TOML.", place=Place(path))
    known = records(incidents={}, problems=(problem,))

    assert findings("ACT005", {}, "Walking helps.", records=known)


def test_a_wrong_detail_of_a_closed_one_stops_nothing() -> None:
    closed = incident(status="closed")
    problem = BadRecord("nobody closed it.", place=Place("config/incidents/odd-login.toml"))
    known = records(incidents={closed.id: closed}, problems=(problem,))

    assert not findings("ACT005", {}, "Walking helps.", records=known)


def test_the_clock_counts_from_discovery() -> None:
    """Day 60 after 20 November 2026 is 19 January 2027; the year's end plus 60 is 1 March."""
    said = clock(incident(phi=True, people=12, largest_state=12), date(2026, 11, 22))

    assert "day 2 of 60, at the latest 2027-01-19: individuals, HHS by 2027-03-01" in said
    assert "media" not in said


def test_from_500_people_hhs_is_told_with_them() -> None:
    said = clock(incident(phi=True, people=500, largest_state=501), DAY)

    assert "HHS by 2027-01-19" in said
    assert "media" in said


def test_nothing_is_counted_where_no_phi_is_concerned_or_all_are_told() -> None:
    told = Told(individuals=DAY, media=DAY, hhs=DAY)

    assert clock(incident(phi=False), DAY) == ""
    assert clock(incident(phi=True, told=told), DAY) == ""
    assert "if PHI is concerned" in clock(incident(), DAY)
