"""Recurrence rules with one meaning, that end and that fire."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.content.recurrence import read_rule
from bot.errors import BadTime

START = datetime(2000, 1, 1, 9)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;BYMONTH=10",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=MO",
        "FREQ=DAILY;UNTIL=20271231T090000",
    ],
)
def test_rules_that_name_their_days_are_taken_as_they_are(rule: str) -> None:
    assert read_rule(rule, START, anchored=False) == rule


def test_a_rule_is_spelled_in_one_way() -> None:
    assert read_rule("freq=weekly;byday=mo;", START, anchored=False) == "FREQ=WEEKLY;BYDAY=MO"


def test_until_a_date_includes_that_day() -> None:
    rule = read_rule("FREQ=DAILY;UNTIL=20271231", START, anchored=False)

    assert rule == "FREQ=DAILY;UNTIL=20271231T235959"


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=11", "FREQ=DAILY;INTERVAL=2",
     "FREQ=DAILY;COUNT=3"],
)  # fmt: skip
def test_a_rule_that_depends_on_its_start_needs_one(rule: str) -> None:
    with pytest.raises(BadTime, match="depends on the day it starts on"):
        read_rule(rule, START, anchored=False)

    assert read_rule(rule, START, anchored=True) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "x",
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "BYDAY=MO",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;BYHOUR=9,17",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;COUNT=1;UNTIL=20300101",
        "FREQ=DAILY;UNTIL=20300101T000000Z",
        "FREQ=DAILY;UNTIL=20301301",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;BYSETPOS=2",
        "RRULE:FREQ=DAILY",
        "DTSTART:20200101\nRRULE:FREQ=DAILY",
    ],
)
def test_what_is_no_rule_of_ours(rule: str) -> None:
    with pytest.raises(BadTime) as caught:
        read_rule(rule, START, anchored=True)

    assert caught.value.fix


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=DAILY;UNTIL=20000101T080000",
    ],
)
def test_a_rule_that_never_fires_is_refused(rule: str) -> None:
    with pytest.raises(BadTime, match="never happens"):
        read_rule(rule, START, anchored=False)
