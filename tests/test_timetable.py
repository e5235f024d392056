"""Slots: every time of a post on an account, as its front matter and the account say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import BadTime
from bot.model import Kind, Place, Post
from bot.records.model import Account
from bot.timetable import HORIZON, account_slots, slots

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def post(**when: Any) -> Post:
    places = {key: Place("content/a.md", 3, 1) for key in ("publish_at", "repeat", "slot")}
    return Post("a", "content/a.md", "0", "dr", Kind.NOTICE, ("c",), "", 1, places=places, **when)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def account(**changes: Any) -> Account:
    values = {
        "name": "clinic-x",
        "platform": "x",
        "handle": "h",
        "slots": ("tue 12:00", "fri 8:30"),
    }
    return Account.model_validate(values | changes)


def at(one: Post, **more: Any) -> list[str]:
    return [s.local for s in slots(one, more.pop("account", account()), ZONE, NOW, **more)]


def test_a_fixed_time_is_one_slot_even_when_it_is_past() -> None:
    (slot,) = slots(post(publish_at=local("2026-11-01 09:00")), account(), ZONE, NOW)

    assert (slot.occurrence, slot.at) == ("once", datetime(2026, 11, 1, 14, 0, tzinfo=UTC))
    assert (slot.local, slot.zone, slot.provisional) == (
        "2026-11-01 09:00",
        "America/New_York",
        False,
    )


def test_a_time_that_does_not_exist_is_told_at_its_place() -> None:
    with pytest.raises(BadTime) as caught:
        at(post(publish_at=local("2027-03-14 02:30")))
    assert str(caught.value.place) == "content/a.md:3:1"


def test_a_recurrence_runs_to_the_horizon_or_its_end() -> None:
    weekly = {"repeat": "FREQ=WEEKLY;BYDAY=TH", "repeat_from": local("2026-01-01 09:00")}

    found = slots(post(**weekly), account(), ZONE, NOW)
    assert found[0].occurrence == "2026-12-03"
    assert NOW + HORIZON - timedelta(days=7) < found[-1].at <= NOW + HORIZON
    assert at(post(**weekly, expires=local("2026-12-17 09:00"))) == [
        "2026-12-03 09:00", "2026-12-10 09:00", "2026-12-17 09:00",
    ]  # fmt: skip


def test_the_next_free_slot_is_offered_and_marked() -> None:
    (slot,) = slots(post(slot="next"), account(), ZONE, NOW)

    assert (slot.local, slot.provisional) == ("2026-12-01 12:00", True)


def test_a_taken_slot_is_passed_over() -> None:
    taken = frozenset({datetime(2026, 12, 1, 17, 0, tzinfo=UTC)})

    assert at(post(slot="next"), taken=taken) == ["2026-12-04 08:30"]


def test_the_ledgers_word_counts() -> None:
    given = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    (slot,) = slots(post(slot="next"), account(), ZONE, NOW, assigned=given)

    assert (slot.at, slot.provisional) == (given, False)


def test_an_account_may_have_a_zone_of_its_own() -> None:
    (slot,) = slots(post(slot="next"), account(timezone="Europe/London"), ZONE, NOW)

    assert (slot.at, slot.zone) == (datetime(2026, 12, 4, 8, 30, tzinfo=UTC), "Europe/London")


def test_an_account_without_slots_has_none_to_give() -> None:
    with pytest.raises(BadTime, match="no free slot") as caught:
        at(post(slot="next"), account=account(slots=()))
    assert "accounts.toml" in caught.value.fix


def test_weekly_slots_come_in_order_and_after_now() -> None:
    found = list(account_slots(account(), ZONE, datetime(2026, 12, 1, 17, 0, tzinfo=UTC)))

    assert [f"{s.astimezone(ZONE):%a %H:%M}" for s in found[:3]] == [
        "Fri 08:30",
        "Tue 12:00",
        "Fri 08:30",
    ]
    assert found == sorted(found)


def test_accounts_of_one_post_follow_each_other() -> None:
    """The first at the post's time, the next later; the post's own word beats the policy's."""
    accounts = {name: account(name=name) for name in ("clinic-x", "clinic-linkedin")}
    one = replace(post(publish_at=local("2026-12-03 23:50")), accounts=tuple(accounts))
    own = replace(one, stagger_minutes=5)

    def when(of: Post, minutes: int) -> list[str]:
        return [
            slot.local
            for each in accounts.values()
            for slot in slots(of, each, ZONE, NOW, stagger_minutes=minutes)
        ]

    assert when(one, 0) == ["2026-12-03 23:50", "2026-12-03 23:50"]
    assert when(one, 20) == ["2026-12-03 23:50", "2026-12-04 00:10"]
    assert when(own, 20) == ["2026-12-03 23:50", "2026-12-03 23:55"]


def test_a_staggered_repeat_keeps_its_date_as_its_name() -> None:
    rule = {"repeat": "FREQ=WEEKLY;BYDAY=FR", "repeat_from": local("2000-01-01 23:50")}
    one = replace(post(**rule), accounts=("c", "clinic-x"), stagger_minutes=20)

    first = slots(one, account(), ZONE, NOW)[0]

    assert (first.occurrence, first.local) == ("2026-12-04", "2026-12-05 00:10")


def test_an_excepted_day_has_no_slot() -> None:
    rule = {"repeat": "FREQ=WEEKLY;BYDAY=FR", "repeat_from": local("2000-01-01 09:00")}

    days = [
        s.occurrence for s in slots(post(**rule, excepted=("2026-12-11",)), account(), ZONE, NOW)
    ]

    assert days[:2] == ["2026-12-04", "2026-12-18"]
