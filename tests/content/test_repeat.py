"""Repeats with an end and exceptions, staggered accounts and campaigns, as authors write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.content.post import ReadPost, parse_post

ZONE = ZoneInfo("America/New_York")


def read(*lines: str) -> ReadPost:
    header = "\n".join(
        ["id: 2026-walk", "author: dr-okafor", "kind: education", "accounts: [a-x, b-x]", *lines]
    )
    return parse_post(f"---\n{header}\n---\nWalk a little.\n".encode(), "content/walk.md", ZONE)


def said(*lines: str) -> str:
    return " ".join(str(problem) for problem in read(*lines).problems)


def test_until_and_except_are_read() -> None:
    post = read("repeat: FREQ=WEEKLY;BYDAY=FR", "until: 2027-06-30", "except: [2026-12-25]").post

    assert post is not None
    assert post.repeat == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270630T235959"
    assert post.excepted == ("2026-12-25",)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("repeat: FREQ=WEEKLY;BYDAY=FR;UNTIL=20270101", "until: 2027-06-30"), "two ends"),
        (("repeat: FREQ=WEEKLY;BYDAY=FR", "except: 2026-12-24"), "does not happen on 2026-12-24"),
        (("repeat: FREQ=WEEKLY;BYDAY=FR", "except: Christmas"), "not a date"),
        (("repeat: FREQ=WEEKLY;BYDAY=FR", "except: 2026-02-30"), "not a date"),
        (("publish_at: 2026-12-01 09:00", "except: 2026-12-25"), "except belongs to repeat"),
        (("publish_at: 2026-12-01 09:00", "until: 2026-12-25"), "until belongs to repeat"),
        (("publish_at: 2026-12-01 09:00", "stagger_minutes: soon"), "minutes from 0 to 720"),
        (("publish_at: 2026-12-01 09:00", "stagger_minutes: 721"), "minutes from 0 to 720"),
        (("publish_at: 2026-12-01 09:00", "campaign: Back Week"), "small letters"),
    ],
)
def test_slips_are_told(lines: tuple[str, ...], words: str) -> None:
    assert words in said(*lines)


def test_stagger_and_campaign_are_read() -> None:
    post = read("publish_at: 2026-12-01 09:00", "stagger_minutes: 20", "campaign: back-week").post

    assert post is not None
    assert (post.stagger_minutes, post.campaign) == (20, "back-week")
